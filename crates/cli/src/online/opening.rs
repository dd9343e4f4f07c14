//! Opens an agency: here the instant and the random source are born.

use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use policy::Book;
use procedures::open_agency::{Database, Opening, Purpose, RegionRefused, open_agency};
use procedures::{Agency, Clock, Error, TroubleKind};
use reckoned::Stop;
use units::{Fact, Statement};
use web::{Portal, Setup};
use words::Lang;

use crate::command::Place;
use crate::terminal::Terminal;

/// How long an answer may take before the browser is told to come again.
const PATIENCE: Duration = Duration::from_secs(30);

/// Opens the agency of a database. Its region is what was founded on it, its clock is its own; only the first command on a new
/// database says the region.
pub fn agency(terminal: &Terminal<'_>, place: &Place, purpose: Purpose, connections: usize) -> Result<Agency, Stop> {
    // A region that nobody knows makes no database.
    if let Some(asked) = &place.region {
        terminal.book(asked)?;
    } else if purpose == Purpose::Found && is_fresh(&place.database) {
        return Err(terminal.usage(&RegionRefused::Unsaid));
    }
    let database = open(terminal, &place.database, purpose, connections)?;
    let region = database.region(place.region.as_deref()).map_err(|why| terminal.usage(&why))?;
    let (book, clock) = (terminal.book(&region)?, database.clock());
    opened(terminal, database, (*book).clone(), clock)
}

/// Opens the database of a demonstration, or a new one to be founded as such. One that is served in earnest is refused.
pub fn demo(terminal: &Terminal<'_>, file: &Path, region: &str) -> Result<Agency, Stop> {
    let database = open(terminal, &sqlite(file), Purpose::Found, 1)?;
    if database.is_founded() && matches!(database.clock(), Clock::Wall) {
        let path = file.display().to_string();
        return Err(terminal.usage(&Unopened::NoDemo { path }));
    }
    let region = database.region(Some(region)).map_err(|why| terminal.usage(&why))?;
    opened(terminal, database, (*terminal.book(&region)?).clone(), Clock::Stored)
}

fn open(terminal: &Terminal<'_>, url: &str, purpose: Purpose, connections: usize) -> Result<Database, Stop> {
    Database::open(url, purpose, connections).map_err(|error| unopened(terminal.lang, url, &error))
}

fn opened(terminal: &Terminal<'_>, database: Database, book: Book, clock: Clock) -> Result<Agency, Stop> {
    let opening = Opening {
        database,
        book,
        clock,
        instant: Box::new(instant),
        random: Box::new(random),
    };
    open_agency(opening).map_err(|error| stop(terminal.lang, &error))
}

/// Whether this names an SQLite file that is not there.
fn is_fresh(url: &str) -> bool {
    file_of(url).is_some_and(|file| !Path::new(file).exists())
}

/// The SQLite file that an address names.
fn file_of(url: &str) -> Option<&str> {
    let is_file = url != ":memory:" && !url.starts_with("postgres://") && !url.starts_with("postgresql://");
    is_file.then(|| url.strip_prefix("sqlite:").unwrap_or(url))
}

/// Why a command got no agency, or no answer of it, without a rule that says no.
enum Unopened {
    /// No file of this name.
    Missing { path: String },
    /// Nothing was ever made in it.
    Empty,
    /// Another process has the file.
    Served { path: String },
    /// Made by another version of the program.
    Schema { cause: String },
    /// Not the database of a demonstration.
    NoDemo { path: String },
    /// The command has no permit for what it asked.
    Denied,
    /// The database has nothing of what was asked for.
    NotFound,
    /// Somebody else was faster.
    Stale,
}

impl Statement for Unopened {
    fn code(&self) -> &'static str {
        match self {
            Unopened::Missing { .. } => "database.missing",
            Unopened::Empty => "database.empty",
            Unopened::Served { .. } => "database.served",
            Unopened::Schema { .. } => "database.schema",
            Unopened::NoDemo { .. } => "database.no_demo",
            Unopened::Denied => "command.denied",
            Unopened::NotFound => "command.not_found",
            Unopened::Stale => "command.stale",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            Unopened::Missing { path } | Unopened::Served { path } | Unopened::NoDemo { path } => {
                vec![("path", Fact::Text(path.clone()))]
            }
            Unopened::Schema { cause } => vec![("cause", Fact::Text(cause.clone()))],
            Unopened::Empty | Unopened::Denied | Unopened::NotFound | Unopened::Stale => vec![],
        }
    }
}

/// What a database that does not open is to a command: wrong usage where another one was meant, else a failure.
pub fn unopened(lang: Lang, url: &str, error: &Error) -> Stop {
    let Error::Trouble(trouble) = error else { return stop(lang, error) };
    // The address of PostgreSQL may hold a password: only the name of a file is said again.
    let path = file_of(url).unwrap_or_default().to_owned();
    match trouble.kind() {
        TroubleKind::Missing => Stop::usage(lang, &Unopened::Missing { path }),
        TroubleKind::Empty => Stop::usage(lang, &Unopened::Empty),
        TroubleKind::Served => Stop::failed(lang, &Unopened::Served { path }),
        TroubleKind::Schema => {
            let cause = trouble.to_string();
            Stop::failed(lang, &Unopened::Schema { cause })
        }
        TroubleKind::Database
        | TroubleKind::Conflict
        | TroubleKind::AlreadyThere
        | TroubleKind::Constraint
        | TroubleKind::Value
        | TroubleKind::Bug => stop(lang, error),
    }
}

/// What a procedure's no is to a command: a refusal, or trouble with the database.
pub fn stop(lang: Lang, error: &Error) -> Stop {
    match error {
        Error::Refused(why) => Stop::refused(lang, why.as_ref()),
        Error::Denied(_) => Stop::refused(lang, &Unopened::Denied),
        Error::NotFound => Stop::refused(lang, &Unopened::NotFound),
        Error::Stale { .. } => Stop::failed(lang, &Unopened::Stale),
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
