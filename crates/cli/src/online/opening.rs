//! Opens an agency: here the instant and the random source are born.

use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use policy::Book;
use procedures::open_agency::{Opening, look_on, open_agency};
use procedures::{Agency, Clock, Error};
use reckoned::Stop;
use web::{Portal, Setup};
use words::Lang;

use crate::terminal::Terminal;

/// How long an answer may take before the browser is told to come again.
const PATIENCE: Duration = Duration::from_secs(30);

fn opening(url: &str, book: Book, clock: Clock, connections: usize) -> Opening {
    Opening {
        url: url.to_owned(),
        book,
        clock,
        instant: Box::new(instant),
        random: Box::new(random),
        connections,
    }
}

/// An agency to serve with.
pub fn agency(terminal: &Terminal<'_>, url: &str, region: &str, clock: Clock, connections: usize) -> Result<Agency, Stop> {
    let book = terminal.book(region)?;
    open_agency(opening(url, (*book).clone(), clock, connections)).map_err(|error| stop(terminal.lang, &error))
}

/// An agency to look on with, beside a running server.
pub fn beside(terminal: &Terminal<'_>, url: &str, region: &str) -> Result<Agency, Stop> {
    let book = terminal.book(region)?;
    look_on(opening(url, (*book).clone(), Clock::Stored, 2)).map_err(|error| stop(terminal.lang, &error))
}

/// What a procedure's no is to a command: a refusal, or trouble with the database.
pub fn stop(lang: Lang, error: &Error) -> Stop {
    match error {
        Error::Refused(why) => Stop::refused(lang, why.as_ref()),
        Error::Denied(_) | Error::NotFound | Error::Stale { .. } => Stop::trouble(lang, "not found"),
        Error::Trouble(trouble) => Stop::trouble(lang, &trouble.to_string()),
    }
}

/// The portal of an agency.
pub fn portal(agency: Agency, https: bool) -> Portal {
    let book = agency.book();
    let name = [book.name("zh").to_owned(), book.name("en").to_owned()];
    let forms: web::FormMaker = Box::new(|template, values| forms::render(template, values).map_err(|fault| fault.to_string()));
    Portal::new(Setup {
        agency,
        name,
        https,
        patience: PATIENCE,
        forms: Some(forms),
    })
}

/// The URL of an SQLite file.
pub fn sqlite(file: &Path) -> String {
    format!("sqlite:{}", file.display())
}

#[expect(clippy::disallowed_methods, reason = "clocks are born here")]
fn instant() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Random bytes of the system. Without them nothing secret can be drawn: the process ends.
fn random(bytes: &mut [u8]) {
    if getrandom::fill(bytes).is_err() {
        let _said = io::Write::write_all(&mut io::stderr(), b"shebao: the system gives no random bytes\n");
        std::process::exit(3);
    }
}
