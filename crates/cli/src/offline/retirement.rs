use std::process::ExitCode;

use reckoned::RetireOptions;
use units::Fact;

use super::reasons;
use crate::Ended;
use crate::command::Retire;
use crate::terminal::{Ink, Terminal};

/// `shebao retire`
pub fn run(ask: &Retire, terminal: &mut Terminal<'_>) -> Ended {
    let options = RetireOptions {
        born: ask.born.clone(),
        group: ask.group.clone(),
        known_on: ask.known_on.clone(),
        why: ask.why,
    };
    let retires = options.answer(&terminal.reader(), terminal.shelf()?)?;
    if terminal.json {
        terminal.object(&options.json(&retires, terminal.lang))?;
        return Ok(ExitCode::SUCCESS);
    }
    let answer = retires.answer;
    let count = |n: u32| Fact::Count(i64::from(n));
    let facts = [
        ("month", Fact::Month(answer.month)),
        ("years", count(answer.years)),
        ("months", count(answer.months)),
        ("old", Fact::Month(answer.old_month)),
        ("delay", count(answer.delay_months)),
        ("minimum", count(answer.minimum_contribution_months)),
    ];
    let said = terminal.say("retire.answer", &facts);
    terminal.prose(0, &said, Ink::Strong)?;
    if ask.why {
        reasons::tree(&retires.why, terminal)?;
    }
    reasons::fingerprint(&retires.fingerprint, terminal)?;
    Ok(ExitCode::SUCCESS)
}
