//! `shebao account settle`: what a year of an individual account earns.

use std::process::ExitCode;

use domain::reckon::account::{Answer, Ask, settle};
use policy::{AccountMethod, EmployerKind};
use units::{Fact, Fen};
use web::reckoned::SettlementJson;

use super::reasons;
use crate::Ended;
use crate::command::Account;
use crate::stop::{Stop, ValueKind};
use crate::terminal::{Ink, Terminal};

/// Status 1 where the rate is below the law's floor.
pub fn run(ask: &Account, terminal: &mut Terminal<'_>) -> Ended {
    let Account::Settle(ask) = ask;
    let mut credits = [Fen::ZERO; 12];
    for credit in &ask.credit {
        let (month, amount) = credited(credit, ask.year, terminal)?;
        if let Some(sum) = credits.get_mut(month) {
            *sum += amount;
        }
    }
    let method = ask.method.as_deref().map(|code| {
        terminal.coded(
            "--method",
            code,
            AccountMethod::from_code,
            &AccountMethod::ALL.map(AccountMethod::code),
        )
    });
    let question = Ask {
        year: ask.year,
        opening: terminal.amount("--opening", &ask.opening)?,
        credits,
        method: method.transpose()?,
        kind: terminal.coded(
            "--employer-kind",
            &ask.employer_kind,
            EmployerKind::from_code,
            &EmployerKind::ALL.map(EmployerKind::code),
        )?,
        known_on: terminal.known_on(ask.known_on.as_deref())?,
    };
    let book = terminal.book(&ask.region)?;
    let answer = settle(&book, &question).map_err(|refused| terminal.refused(&refused))?;
    if terminal.json {
        terminal.object(&SettlementJson::of(&ask.region, &question, &answer, ask.why, terminal.lang))?;
    } else {
        print(&answer, ask.why, terminal)?;
    }
    Ok(if answer.not_below_benchmark {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// `03=760.00`, or `2024-03=760.00`: the month's place in the year and the amount.
fn credited(text: &str, year: u32, terminal: &Terminal<'_>) -> Result<(usize, Fen), Stop> {
    let wrong = || terminal.wrong(ValueKind::Credit, "--credit", text);
    let (month, amount) = text.split_once('=').ok_or_else(wrong)?;
    let month = match month.strip_prefix(&format!("{year}-")) {
        Some(month) => month,
        None => month,
    };
    let month: usize = month
        .trim()
        .parse()
        .ok()
        .filter(|month| (1..=12).contains(month))
        .ok_or_else(wrong)?;
    let amount = Fen::parse_yuan(amount.trim()).map_err(|_| wrong())?;
    Ok((month - 1, amount))
}

fn print(answer: &Answer, why: bool, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    let said = web::reckoned::sentence(&answer.why, terminal.lang);
    terminal.prose(0, &said, Ink::Strong)?;
    if why {
        reasons::parts(&answer.why, terminal)?;
    } else {
        for part in &answer.why.because {
            let said = web::reckoned::sentence(part, terminal.lang);
            terminal.prose(2, &said, Ink::Plain)?;
        }
    }
    if answer.provisional {
        let said = terminal.say("account.provisional", &[]);
        terminal.prose(0, &said, Ink::Amber)?;
    }
    if !answer.not_below_benchmark {
        let facts = [
            ("rate", Fact::Rate(answer.terms.carried)),
            ("benchmark", Fact::Rate(answer.benchmark)),
        ];
        let said = terminal.say("account.below_benchmark", &facts);
        terminal.prose(0, &said, Ink::Red)?;
    }
    reasons::doubts(&answer.doubts, terminal)
}
