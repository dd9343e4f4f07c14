//! Sweeps: one pass over all employers of a region for a month, in slices that may be repeated, and what proves their rows.

mod proof;
mod range;

use domain::ids::{EmployerId, SubjectId};
use units::{Date, Fen, Month};

use crate::fact::Table;
use crate::{Row, Trouble, Tx, V};

pub use proof::{Digester, Unproved, seal, verify};
pub use range::{Swept, assumed_of_range, next_employers, roll_of_range};

/// What a sweep does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Declares by default who has not declared.
    Default,
    /// Bills everybody: the close of the month.
    Close,
    /// Bills what a policy value known late changes in an earlier month.
    Difference,
}

impl What {
    /// All of them.
    pub const ALL: [What; 3] = [What::Default, What::Close, What::Difference];

    /// As stored.
    pub fn index(self) -> i64 {
        match self {
            What::Default => 1,
            What::Close => 2,
            What::Difference => 3,
        }
    }

    /// The code in events and progress.
    pub fn code(self) -> &'static str {
        match self {
            What::Default => "declaration_by_default",
            What::Close => "close",
            What::Difference => "difference",
        }
    }
}

/// Which sweep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// The region's agency.
    pub region: SubjectId,
    /// The contribution month at whose turn it runs.
    pub month: Month,
    /// What it does.
    pub what: What,
    /// The month whose bills it writes: the same one but for a difference.
    pub for_month: Month,
}

impl Key {
    fn values(&self) -> [V; 4] {
        [
            self.region.0.into(),
            self.month.into(),
            self.what.index().into(),
            self.for_month.into(),
        ]
    }
}

/// Sums over slices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Rows written: one an employer.
    pub employers: i64,
    /// People on them.
    pub people: i64,
    /// Money on them.
    pub total: Fen,
}

impl Sums {
    /// Adds another part.
    pub fn add(&mut self, other: Sums) {
        self.employers += other.employers;
        self.people += other.people;
        self.total += other.total;
    }
}

/// A stage that a sweep has reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Which sweep.
    pub key: Key,
    /// Every employer is done.
    pub done: bool,
    /// The region's event.
    pub n: i64,
    /// The fingerprint of the pack.
    pub pack: String,
    /// The day on which the pack's values were known.
    pub known_on: Date,
    /// The business day it ran on.
    pub on: Date,
    /// What it wrote; zero when it began.
    pub sums: Sums,
    /// The digest of its slices, once done.
    pub digest: Option<[u8; 32]>,
}

/// The stages of sweeps, facts of the region.
pub static SWEEP: Table = Table::new(
    "sweep",
    &[
        "region_id",
        "month",
        "what",
        "for_month",
        "stage",
        "n",
        "pack",
        "known_on",
        "on_date",
        "employers",
        "people",
        "total_fen",
        "digest",
    ],
    &["region_id", "month", "what", "for_month", "stage"],
    "region_id",
);

/// The row of a stage, in the order of [`SWEEP`].
pub fn row(stage: &Stage) -> Vec<V> {
    let mut row = stage.key.values().to_vec();
    row.extend([
        stage.done.into(),
        stage.n.into(),
        stage.pack.as_str().into(),
        stage.known_on.into(),
        stage.on.into(),
        stage.sums.employers.into(),
        stage.sums.people.into(),
        stage.sums.total.into(),
        stage.digest.map_or(V::Null, V::from),
    ]);
    row
}

fn restore(key: &Key, row: &Row) -> Result<Stage, Trouble> {
    let digest = match row.cells().get(8) {
        Some(V::B(bytes)) => Some(<[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| Trouble::value("sweep row: digest"))?),
        Some(V::Null | V::I(_) | V::T(_)) | None => None,
    };
    Ok(Stage {
        key: *key,
        done: row.bool(0)?,
        n: row.i64(1)?,
        pack: row.text(2)?.to_owned(),
        known_on: row.date(3)?,
        on: row.date(4)?,
        sums: Sums {
            employers: row.i64(5)?,
            people: row.i64(6)?,
            total: row.fen(7)?,
        },
        digest,
    })
}

/// The last stage that a sweep has reached; `None` where it has not begun.
pub fn stage(tx: &mut Tx, key: &Key) -> Result<Option<Stage>, Trouble> {
    let sql = "SELECT stage, n, pack, known_on, on_date, employers, people, total_fen, digest FROM sweep \
               WHERE region_id = $1 AND month = $2 AND what = $3 AND for_month = $4 ORDER BY stage DESC LIMIT 1";
    tx.one(sql, &key.values())?.map(|row| restore(key, &row)).transpose()
}

/// A closed month with what was known when it was last assessed: at its close, or by a later difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastAssessed {
    /// The month.
    pub month: Month,
    /// The day on which the pack's values were known.
    pub known_on: Date,
    /// The fingerprint of the pack.
    pub pack: String,
}

/// The months of a region assessed by closes before that of `run_month`, oldest first.
pub fn assessed_before(tx: &mut Tx, region: SubjectId, run_month: Month) -> Result<Vec<LastAssessed>, Trouble> {
    let sql = "SELECT for_month, known_on, pack FROM sweep WHERE region_id = $1 AND month < $2 AND what IN (2, 3) AND stage = 0 \
               ORDER BY for_month, month";
    let mut months: Vec<LastAssessed> = Vec::new();
    for row in tx.query(sql, &[region.0.into(), run_month.into()])? {
        let found = LastAssessed {
            month: row.month(0)?,
            known_on: row.date(1)?,
            pack: row.text(2)?.to_owned(),
        };
        match months.last_mut() {
            Some(last) if last.month == found.month => *last = found,
            _ => months.push(found),
        }
    }
    Ok(months)
}

/// The first month of a region that was closed here: no earlier month is kept.
pub fn first_closed(tx: &mut Tx, region: SubjectId) -> Result<Option<Month>, Trouble> {
    let row = tx.one("SELECT MIN(month) FROM sweep WHERE region_id = $1 AND what = 2", &[region.0.into()])?;
    row.map_or(Ok(None), |row| row.opt_month(0))
}

/// The last month of a region whose close has begun.
pub fn last_closed(tx: &mut Tx, region: SubjectId) -> Result<Option<Month>, Trouble> {
    let row = tx.one("SELECT MAX(month) FROM sweep WHERE region_id = $1 AND what = 2", &[region.0.into()])?;
    row.map_or(Ok(None), |row| row.opt_month(0))
}

/// The month of a close that began and was cut off, if there is one: it goes on before anything else is closed.
pub fn unfinished(tx: &mut Tx, region: SubjectId) -> Result<Option<Month>, Trouble> {
    let sql = "SELECT MIN(a.month) FROM sweep AS a WHERE a.region_id = $1 AND a.what IN (2, 3) AND a.stage = 0 AND NOT EXISTS \
               (SELECT 1 FROM sweep AS b WHERE b.region_id = a.region_id AND b.month = a.month AND b.what = a.what \
               AND b.for_month = a.for_month AND b.stage = 1)";
    tx.one(sql, &[region.0.into()])?.map_or(Ok(None), |row| row.opt_month(0))
}

/// A range of employers that a sweep has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    /// The first employer of the range.
    pub first: EmployerId,
    /// The last one.
    pub last: EmployerId,
    /// What was written.
    pub sums: Sums,
    /// SHA-256 of the rows in the order of their keys.
    pub digest: [u8; 32],
}

/// The slices done so far, in the order of employers.
pub fn slices(tx: &mut Tx, key: &Key) -> Result<Vec<Slice>, Trouble> {
    let sql = "SELECT first_employer, last_employer, employers, people, total_fen, digest FROM sweep_slice \
               WHERE region_id = $1 AND month = $2 AND what = $3 AND for_month = $4 ORDER BY first_employer";
    let rows = tx.query(sql, &key.values())?;
    let read = |row: &Row| {
        Ok(Slice {
            first: EmployerId(row.i64(0)?),
            last: EmployerId(row.i64(1)?),
            sums: Sums {
                employers: row.i64(2)?,
                people: row.i64(3)?,
                total: row.fen(4)?,
            },
            digest: <[u8; 32]>::try_from(row.bytes(5)?).map_err(|_| Trouble::value("sweep_slice row: digest"))?,
        })
    };
    rows.iter().map(read).collect()
}

/// Writes a slice and its rows, once: a range that was done before is left as it is. True where it was new.
pub fn put_slice(tx: &mut Tx, key: &Key, slice: &Slice, table: &Table, rows: &[Vec<V>]) -> Result<bool, Trouble> {
    let sql = "INSERT INTO sweep_slice (region_id, month, what, for_month, first_employer, last_employer, employers, people, total_fen, digest) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING";
    let mut values = key.values().to_vec();
    values.extend([slice.first.0.into(), slice.last.0.into()]);
    values.extend([
        slice.sums.employers.into(),
        slice.sums.people.into(),
        slice.sums.total.into(),
        slice.digest.into(),
    ]);
    if tx.execute(sql, &values)? == 0 {
        return Ok(false);
    }
    tx.bulk_missing(table.name, table.columns, &mut rows.iter())?;
    Ok(true)
}
