//! `shebao serve`: the service on a database.

use std::net::TcpListener;
use std::path::Path;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use procedures::Agency;
use procedures::open_agency::Purpose;
use procedures::turn_day::turn_days_until;
use reckoned::{Stop, Usage};
use web::Certificate;
use words::Lang;

use super::opening;
use crate::command::Serve;
use crate::terminal::Terminal;
use crate::{Ended, clock};

/// How often the timer looks whether a new day has begun.
const LOOK_EVERY: Duration = Duration::from_secs(20);

/// Serves until it is told to stop. The day of a demonstration's database moves by hand, here too.
pub fn run(ask: &Serve, terminal: &mut Terminal<'_>) -> Ended {
    let certificate = certificate(ask, terminal.lang)?;
    let agency = opening::agency(terminal, &ask.place, Purpose::Found, ask.connections)?;
    agency.found(None).map_err(|error| opening::stop(terminal.lang, &error))?;
    let listener = TcpListener::bind(&ask.listen).map_err(|cause| Stop::trouble(terminal.lang, &format!("{}: {cause}", ask.listen)))?;
    let address = listener
        .local_addr()
        .map_err(|cause| Stop::trouble(terminal.lang, &cause.to_string()))?;
    if !agency.is_demo() {
        let days = agency.clone();
        thread::spawn(move || keep_days(&days));
    }
    let scheme = if certificate.is_some() { "https" } else { "http" };
    terminal.hint(&format!("{scheme}://{address}"))?;
    let https = ask.https || certificate.is_some();
    web::run(listener, certificate.as_ref(), &opening::portal(agency, https))?;
    Ok(ExitCode::SUCCESS)
}

/// The certificate that the command line names.
fn certificate(ask: &Serve, lang: Lang) -> Result<Option<Certificate>, Stop> {
    let (Some(chain), Some(key)) = (&ask.tls_cert, &ask.tls_key) else {
        return Ok(None);
    };
    let read = |path: &Path| std::fs::read(path).map_err(|cause| Stop::usage(lang, &Usage::unreadable(path, &cause)));
    let found = Certificate::read(&read(chain)?, &read(key)?);
    found
        .map(Some)
        .map_err(|cause| Stop::usage(lang, &Usage::unreadable(chain, &cause)))
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
