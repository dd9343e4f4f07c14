//! `shebao account settle`: what a year of an individual account earns.

use std::process::ExitCode;

use domain::reckon::account::Answer;
use reckoned::SettleOptions;
use units::Fact;

use super::reasons;
use crate::Ended;
use crate::command::Account;
use crate::terminal::{Ink, Terminal};

/// Status 1 where the rate is below the law's floor.
pub fn run(ask: &Account, terminal: &mut Terminal<'_>) -> Ended {
    let Account::Settle(ask) = ask;
    let options = SettleOptions {
        region: ask.region.clone(),
        year: ask.year,
        opening: ask.opening.clone(),
        credit: ask.credit.clone(),
        method: ask.method.clone(),
        employer_kind: ask.employer_kind.clone(),
        known_on: ask.known_on.clone(),
        why: ask.why,
    };
    let (question, answer) = options.answer(&terminal.reader(), terminal.shelf()?)?;
    if terminal.json {
        terminal.object(&options.json(&question, &answer, terminal.lang))?;
    } else {
        print(&answer, ask.why, terminal)?;
    }
    Ok(if answer.allowed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn print(answer: &Answer, why: bool, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    let said = reckoned::sentence(&answer.why, terminal.lang);
    terminal.prose(0, &said, Ink::Strong)?;
    if why {
        reasons::parts(&answer.why, terminal)?;
    } else {
        for part in &answer.why.because {
            let said = reckoned::sentence(part, terminal.lang);
            terminal.prose(2, &said, Ink::Plain)?;
        }
    }
    if answer.provisional {
        let said = terminal.say("account.provisional", &[]);
        terminal.prose(0, &said, Ink::Amber)?;
    }
    if !answer.allowed {
        let facts = [("rate", Fact::Rate(answer.lower)), ("benchmark", Fact::Rate(answer.benchmark))];
        let said = terminal.say("account.below_benchmark", &facts);
        terminal.prose(0, &said, Ink::Red)?;
    }
    reasons::doubts(&answer.doubts, terminal)?;
    reasons::fingerprint(&answer.fingerprint, terminal)
}
