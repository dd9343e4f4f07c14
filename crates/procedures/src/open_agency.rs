//! Opens an agency on a database: migrations run, the secret of the receipts is there, lists left behind are finished.

use policy::Book;
use store::{Db, Mode, Options, Trouble, setting};
use units::{Fact, Statement};

use crate::{Agency, Clock, Error, Random, Setting};

/// Name of the setting that keeps the secret of the receipt numbers.
const SECRET: &str = "receipt_secret";

/// What a database is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To serve or to let people in: a database that is not there is made. Alone on an SQLite file.
    Found,
    /// To act on one that is there. Alone on an SQLite file.
    Act,
    /// To look on one that is there, beside a running server; nothing is written.
    LookOn,
}

/// An open database, asked for what stands on it.
pub struct Database {
    db: Db,
    purpose: Purpose,
    founded: Option<String>,
    has_own_day: bool,
}

/// Why the region of a database is not the one that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegionRefused {
    /// No agency stands on the database yet, and nobody says of which region it shall be.
    Unsaid,
    /// No agency stands on the database, and this is not the command that founds one.
    NotFounded,
    /// The agency that stands on it is of another region.
    Another {
        /// The one asked for.
        asked: String,
        /// The one that was founded.
        founded: String,
    },
}

impl Statement for RegionRefused {
    fn code(&self) -> &'static str {
        match self {
            RegionRefused::Unsaid => "database.region_unsaid",
            RegionRefused::NotFounded => "database.not_founded",
            RegionRefused::Another { .. } => "database.another_region",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            RegionRefused::Unsaid | RegionRefused::NotFounded => vec![],
            RegionRefused::Another { asked, founded } => {
                vec![("asked", Fact::Text(asked.clone())), ("founded", Fact::Text(founded.clone()))]
            }
        }
    }
}

impl Database {
    /// Opens `sqlite:FILE`, `:memory:` or `postgres://…`; `connections` are those on PostgreSQL.
    ///
    /// Trouble: as [`Db::open`] says; a database that is not there, or empty, unless it is opened to found.
    pub fn open(url: &str, purpose: Purpose, connections: usize) -> Result<Database, Error> {
        let mode = match purpose {
            Purpose::Found | Purpose::Act => Mode::Serve,
            Purpose::LookOn => Mode::Beside,
        };
        let options = Options {
            mode,
            makes: purpose == Purpose::Found,
            connections: connections.max(1),
            ..Options::default()
        };
        let db = Db::open(url, options)?;
        let (founded, has_own_day) =
            db.read(|tx| -> Result<_, Trouble> { Ok((store::region::founded(tx)?, store::clock::today(tx)?.is_some())) })?;
        Ok(Database {
            db,
            purpose,
            founded,
            has_own_day,
        })
    }

    /// The region of the agency that stands on it, or that is to be founded on it.
    pub fn region(&self, asked: Option<&str>) -> Result<String, RegionRefused> {
        match (&self.founded, asked, self.purpose) {
            (Some(founded), Some(asked), _) if founded != asked => Err(RegionRefused::Another {
                asked: asked.to_owned(),
                founded: founded.clone(),
            }),
            (Some(founded), _, _) => Ok(founded.clone()),
            (None, Some(asked), Purpose::Found) => Ok(asked.to_owned()),
            (None, None, Purpose::Found) => Err(RegionRefused::Unsaid),
            (None, _, Purpose::Act | Purpose::LookOn) => Err(RegionRefused::NotFounded),
        }
    }

    /// Whether an agency stands on it.
    pub fn is_founded(&self) -> bool {
        self.founded.is_some()
    }

    /// Where its business day comes from: a day of its own moves by hand.
    pub fn clock(&self) -> Clock {
        if self.has_own_day { Clock::Stored } else { Clock::Wall }
    }
}

/// What the binary gives to open an agency with.
pub struct Opening {
    /// The database.
    pub database: Database,
    /// The region's rules.
    pub book: Book,
    /// Where the business day comes from: that of the database, unless a demonstration is to be founded on it.
    pub clock: Clock,
    /// The instant, ms since 1970.
    pub instant: Box<dyn Fn() -> i64 + Send + Sync>,
    /// Random bytes.
    pub random: Random,
}

/// Opens an agency on a database: one that was opened to look on writes nothing.
pub fn open_agency(opening: Opening) -> Result<Agency, Error> {
    let Opening {
        database,
        book,
        clock,
        instant,
        random,
    } = opening;
    let writes = database.purpose != Purpose::LookOn;
    let agency = Agency::new(Setting {
        receipt_secret: secret(&database.db, writes, &random)?.into_bytes(),
        db: database.db,
        book,
        clock,
        instant,
        random,
    });
    if writes {
        crate::lists::resume(&agency)?;
    }
    Ok(agency)
}

/// The secret of the receipt numbers; who writes draws it where there is none yet.
fn secret(db: &Db, draws: bool, random: &Random) -> Result<String, Trouble> {
    if !draws {
        return db.read(|tx| Ok(setting::get(tx, SECRET)?.unwrap_or_default()));
    }
    let mut drawn = [0_u8; 32];
    random(&mut drawn);
    let fresh: String = drawn.iter().map(|byte| format!("{byte:02x}")).collect();
    db.write(move |tx| {
        setting::put_first(tx, SECRET, &fresh)?;
        Ok(setting::get(tx, SECRET)?.unwrap_or_default())
    })
}
