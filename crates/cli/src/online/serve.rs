//! `shebao serve`: the service on a database.

use std::net::TcpListener;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use procedures::turn_day::turn_days_until;
use procedures::{Agency, Clock};

use super::opening;
use crate::command::Serve;
use crate::stop::Stop;
use crate::terminal::Terminal;
use crate::{Ended, clock};

/// How often the timer looks whether a new day has begun.
const LOOK_EVERY: Duration = Duration::from_secs(20);

/// Serves until it is told to stop.
pub fn run(ask: &Serve, terminal: &mut Terminal<'_>) -> Ended {
    let agency = opening::agency(terminal, &ask.database, &ask.region, Clock::Wall, ask.connections)?;
    agency.found(None).map_err(|error| opening::stop(terminal.lang, &error))?;
    let listener = TcpListener::bind(&ask.listen).map_err(|cause| Stop::trouble(terminal.lang, &format!("{}: {cause}", ask.listen)))?;
    let days = agency.clone();
    thread::spawn(move || keep_days(&days));
    terminal.hint(&format!("http://{}", ask.listen))?;
    web::run(listener, &opening::portal(agency, ask.https))?;
    Ok(ExitCode::SUCCESS)
}

/// Turns each day as it begins in China; days that passed while nobody served are turned first.
fn keep_days(agency: &Agency) {
    loop {
        if let Err(error) = turn_days_until(agency, clock::today(), &mut |_| {}) {
            tracing::error!(?error, "the day was not turned");
        }
        thread::sleep(LOOK_EVERY);
    }
}
