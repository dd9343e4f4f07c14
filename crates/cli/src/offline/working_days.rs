use std::process::ExitCode;

use domain::reckon::working_days::Found;
use reckoned::WorkingDaysOptions;
use units::Fact;

use super::reasons;
use crate::Ended;
use crate::command::Workdays;
use crate::terminal::{Ink, Terminal};

/// `shebao workdays`
pub fn run(ask: &Workdays, terminal: &mut Terminal<'_>) -> Ended {
    let options = match ask.clone() {
        Workdays::Add { date, n, known_on, why } => WorkingDaysOptions::Add { date, n, known_on, why },
        Workdays::Count { from, to, known_on, why } => WorkingDaysOptions::Count { from, to, known_on, why },
    };
    let answer = options.answer(&terminal.reader(), terminal.shelf()?)?;
    if terminal.json {
        terminal.object(&options.json(&answer, terminal.lang))?;
        return Ok(ExitCode::SUCCESS);
    }
    let said = match answer.found {
        Found::Day(day) => terminal.say("workdays.date", &[("day", Fact::Day(day))]),
        Found::Days(days) => terminal.say("workdays.days", &[("days", Fact::Count(i64::from(days)))]),
    };
    terminal.prose(0, &said, Ink::Strong)?;
    if options.why() {
        reasons::tree(&answer.why, terminal)?;
    }
    reasons::fingerprint(&answer.fingerprint, terminal)?;
    Ok(ExitCode::SUCCESS)
}
