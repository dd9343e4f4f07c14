use std::process::ExitCode;

use serde_json::json;
use units::{Fact, Statement, UnknownYear};

use crate::Ended;
use crate::command::Workdays;
use crate::terminal::Terminal;

/// The pack that holds the calendar of the State Council.
const NATION: &str = "cn";

/// The calendar of a year nobody has published yet.
struct UnknownCalendar(UnknownYear);

impl Statement for UnknownCalendar {
    fn code(&self) -> &'static str {
        "policy.unknown_calendar"
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        vec![("year", Fact::Text(self.0.0.to_string()))]
    }
}

/// `shebao workdays`
pub fn run(ask: &Workdays, terminal: &mut Terminal<'_>) -> Ended {
    let book = terminal.book(NATION)?;
    let unknown = |year: UnknownYear, terminal: &Terminal<'_>| terminal.refused(&UnknownCalendar(year));
    match ask {
        Workdays::Add { date, n } => {
            let start = terminal.day("DATE", date)?;
            let n: u32 = terminal.number("N", n)?;
            let day = book.calendar().add(start, n).map_err(|year| unknown(year, terminal))?;
            if terminal.json {
                terminal.object(&json!({ "date": day.to_string() }))?;
            } else {
                terminal.line(&terminal.say("workdays.date", &[("day", Fact::Day(day))]))?;
            }
        }
        Workdays::Count { from, to } => {
            let (first, last) = (terminal.day("FROM", from)?, terminal.day("TO", to)?);
            let days = book.calendar().count(first, last).map_err(|year| unknown(year, terminal))?;
            if terminal.json {
                terminal.object(&json!({ "days": days }))?;
            } else {
                terminal.line(&terminal.say("workdays.days", &[("days", Fact::Count(i64::from(days)))]))?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
