//! `shebao close-month`: the monthly close, with progress.

use std::process::ExitCode;
use std::time::Instant;

use procedures::Caller;
use procedures::close_month::close_month;
use procedures::open_agency::Purpose;
use serde_json::json;

use super::opening;
use crate::Ended;
use crate::command::CloseMonth;
use crate::terminal::Terminal;

/// Closes a month; the same once more where it is closed already.
#[expect(clippy::disallowed_methods, reason = "how long a command took is measured here")]
pub fn run(ask: &CloseMonth, terminal: &mut Terminal<'_>) -> Ended {
    let month = terminal.month("--month", &ask.month)?;
    let agency = opening::agency(terminal, &ask.place, Purpose::Act, ask.connections)?;
    let begun = Instant::now();
    let closed = close_month(&agency, &Caller::system(), month, &mut |_| {}).map_err(|error| opening::stop(terminal.lang, &error))?;
    let seconds = format!("{:.3}", begun.elapsed().as_secs_f64());
    let (employers, people, total) = (closed.sums.employers, closed.sums.people, closed.sums.total.to_string());
    if terminal.json {
        terminal.object(&json!({ "employers": employers, "people": people, "total": total, "seconds": seconds }))?;
    } else {
        terminal.line(&format!("{month}: {employers} / {people} / {total} / {seconds} s"))?;
    }
    Ok(ExitCode::SUCCESS)
}
