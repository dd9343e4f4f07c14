//! Opens an agency on a database: migrations run, the secret of the receipts is there, lists left behind are finished.

use policy::Book;
use store::{Db, Mode, Options, Trouble, setting};

use crate::{Agency, Clock, Error, Random, Setting};

/// Name of the setting that keeps the secret of the receipt numbers.
const SECRET: &str = "receipt_secret";

/// What the binary gives to open an agency with.
pub struct Opening {
    /// `sqlite:FILE`, `:memory:` or `postgres://…`.
    pub url: String,
    /// The region's rules.
    pub book: Book,
    /// Where the business day comes from.
    pub clock: Clock,
    /// The instant, ms since 1970.
    pub instant: Box<dyn Fn() -> i64 + Send + Sync>,
    /// Random bytes.
    pub random: Random,
    /// Connections on PostgreSQL.
    pub connections: usize,
}

/// Opens an agency to serve: alone on an SQLite file.
pub fn open_agency(opening: Opening) -> Result<Agency, Error> {
    let options = Options {
        connections: opening.connections.max(1),
        ..Options::default()
    };
    let agency = open(opening, options)?;
    crate::lists::resume(&agency)?;
    Ok(agency)
}

/// Opens an agency to look on beside a running server; it writes nothing.
pub fn look_on(opening: Opening) -> Result<Agency, Error> {
    open(
        opening,
        Options {
            mode: Mode::Beside,
            ..Options::default()
        },
    )
}

fn open(opening: Opening, options: Options) -> Result<Agency, Error> {
    let serves = options.mode == Mode::Serve;
    let db = Db::open(&opening.url, options)?;
    let mut drawn = [0_u8; 32];
    (opening.random)(&mut drawn);
    let fresh: String = drawn.iter().map(|byte| format!("{byte:02x}")).collect();
    let secret = if serves {
        db.write(move |tx| -> Result<String, Trouble> {
            setting::put_first(tx, SECRET, &fresh)?;
            Ok(setting::get(tx, SECRET)?.unwrap_or_default())
        })?
    } else {
        db.read(|tx| -> Result<String, Trouble> { Ok(setting::get(tx, SECRET)?.unwrap_or_default()) })?
    };
    let Opening {
        book,
        clock,
        instant,
        random,
        ..
    } = opening;
    Ok(Agency::new(Setting {
        db,
        book,
        clock,
        instant,
        random,
        receipt_secret: secret.into_bytes(),
    }))
}
