use std::process::ExitCode;

use reckoned::{WorkingDaysAnswer, WorkingDaysOptions};
use units::Fact;

use crate::Ended;
use crate::command::Workdays;
use crate::terminal::Terminal;

/// `shebao workdays`
pub fn run(ask: &Workdays, terminal: &mut Terminal<'_>) -> Ended {
    let options = match ask.clone() {
        Workdays::Add { date, n } => WorkingDaysOptions::Add { date, n },
        Workdays::Count { from, to } => WorkingDaysOptions::Count { from, to },
    };
    let answer = options.answer(&terminal.reader(), terminal.shelf()?)?;
    if terminal.json {
        let json = answer.json(&terminal.reader(), terminal.shelf()?)?;
        terminal.object(&json)?;
        return Ok(ExitCode::SUCCESS);
    }
    let said = match answer {
        WorkingDaysAnswer::Day(day) => terminal.say("workdays.date", &[("day", Fact::Day(day))]),
        WorkingDaysAnswer::Days(days) => terminal.say("workdays.days", &[("days", Fact::Count(i64::from(days)))]),
    };
    terminal.line(&said)?;
    Ok(ExitCode::SUCCESS)
}
