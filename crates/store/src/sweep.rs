//! Sweeps: one pass over all employers of a region for a month, in slices that may be repeated, and what proves their rows.

use domain::ids::{EmployerId, PersonId, SubjectId};
use policy::{EmployerKind, EmployerSize};
use sha2::{Digest, Sha256};
use units::{Date, Fen, Month};

use crate::fact::Table;
use crate::{Row, Trouble, Tx, V};

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

/// The last month of a region whose close has begun.
pub fn last_closed(tx: &mut Tx, region: SubjectId) -> Result<Option<Month>, Trouble> {
    let row = tx.one("SELECT MAX(month) FROM sweep WHERE region_id = $1 AND what = 2", &[region.0.into()])?;
    row.map_or(Ok(None), |row| row.opt_month(0))
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
pub fn put_slice(tx: &mut Tx, key: &Key, slice: &Slice, table: &Table, rows: &mut dyn Iterator<Item = Vec<V>>) -> Result<bool, Trouble> {
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
    tx.bulk_missing(table.name, table.columns, rows)?;
    Ok(true)
}

/// Builds the digest of a slice's rows, or of a sweep's slices.
#[derive(Clone, Default)]
pub struct Digester(Sha256);

impl Digester {
    /// Adds a row: each value with its type and length.
    pub fn row(&mut self, values: &[V]) {
        let mut bytes = Vec::with_capacity(values.len() * 9);
        for value in values {
            match value {
                V::Null => bytes.push(b'n'),
                V::I(x) => {
                    bytes.push(b'i');
                    bytes.extend_from_slice(&x.to_be_bytes());
                }
                V::T(x) => long(&mut bytes, b't', x.as_bytes()),
                V::B(x) => long(&mut bytes, b'b', x),
            }
        }
        self.0.update(&bytes);
    }

    /// The digest.
    pub fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

fn long(out: &mut Vec<u8>, tag: u8, bytes: &[u8]) {
    out.push(tag);
    out.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
    out.extend_from_slice(bytes);
}

/// The digest and the sums of all slices of a sweep.
pub fn seal(slices: &[Slice]) -> (Sums, [u8; 32]) {
    let (mut sums, mut digest) = (Sums::default(), Digester::default());
    for slice in slices {
        sums.add(slice.sums);
        let s = &slice.sums;
        let counts = [slice.first.0, slice.last.0, s.employers, s.people, s.total.0].map(V::I);
        digest.row(&counts);
        digest.row(&[slice.digest.into()]);
    }
    (sums, digest.finish())
}

/// An employer as a sweep needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Swept {
    /// Which.
    pub id: EmployerId,
    /// Which floors apply.
    pub kind: EmployerKind,
    /// Which relief applies.
    pub size: EmployerSize,
    /// Industry class of employment injury.
    pub injury_class: u8,
    /// Whether the agency debits it.
    pub is_debited: bool,
    /// Its version in this snapshot.
    pub version: i64,
    /// A large filing is being applied: the roll is not to be trusted.
    pub is_busy: bool,
}

/// The next employers of a region in the order of their ids.
pub fn next_employers(tx: &mut Tx, region: &str, after: i64, limit: i64) -> Result<Vec<Swept>, Trouble> {
    let sql = "SELECT e.employer_id, e.kind, e.size, e.injury_class, CAST(CASE WHEN e.collection = 'debit' THEN 1 ELSE 0 END AS BIGINT), s.version, s.busy \
               FROM employer AS e JOIN subject AS s ON s.subject_id = e.employer_id \
               WHERE e.employer_id > $1 AND e.superseded_n IS NULL AND e.region = $2 ORDER BY e.employer_id LIMIT $3";
    let odd = |what: &str| Trouble::value(format!("employer row: unknown {what}"));
    let mut swept = Vec::new();
    tx.stream(sql, &[after.into(), region.into(), limit.into()], &mut |row| {
        swept.push(Swept {
            id: EmployerId(row.i64(0)?),
            kind: EmployerKind::from_index(row.i64(1)?).ok_or_else(|| odd("kind"))?,
            size: EmployerSize::from_index(row.i64(2)?).ok_or_else(|| odd("size"))?,
            injury_class: row.i64(3)? as u8,
            is_debited: row.bool(4)?,
            version: row.i64(5)?,
            is_busy: row.opt_i64(6)?.is_some(),
        });
        Ok(())
    })?;
    Ok(swept)
}

/// Streams the roll of a month for a range of employers: employer, person, branch groups, category, base.
pub fn roll_of_range(
    tx: &mut Tx,
    first: EmployerId,
    last: EmployerId,
    month: Month,
    each: &mut dyn FnMut([i64; 5]) -> Result<(), Trouble>,
) -> Result<(), Trouble> {
    let sql = "SELECT employer_id, person_id, branch_groups, category, base_fen FROM roll \
               WHERE employer_id BETWEEN $1 AND $2 AND from_month <= $3 AND (to_month IS NULL OR to_month >= $3) \
               ORDER BY employer_id, person_id";
    tx.stream(sql, &[first.0.into(), last.0.into(), month.into()], &mut |row| {
        each([row.i64(0)?, row.i64(1)?, row.i64(2)?, row.i64(3)?, row.i64(4)?])
    })
}

/// The people of an employer whose base of a month is assumed: nobody declared one for the contribution year.
pub fn assumed_of_range(tx: &mut Tx, first: EmployerId, last: EmployerId, month: Month) -> Result<Vec<(EmployerId, PersonId)>, Trouble> {
    let sql = "SELECT a.employer_id, a.person_id FROM base AS a WHERE a.employer_id BETWEEN $1 AND $2 AND a.origin = 3 \
               AND a.superseded_n IS NULL AND a.from_month <= $3 AND NOT EXISTS (SELECT 1 FROM base AS b \
               WHERE b.employer_id = a.employer_id AND b.person_id = a.person_id AND b.superseded_n IS NULL AND b.from_month <= $3 \
               AND (b.from_month > a.from_month OR (b.from_month = a.from_month AND b.n > a.n))) ORDER BY a.employer_id, a.person_id";
    let rows = tx.query(sql, &[first.0.into(), last.0.into(), month.into()])?;
    rows.iter()
        .map(|row| Ok((EmployerId(row.i64(0)?), PersonId(row.i64(1)?))))
        .collect()
}

/// Something that a sweep did not write like this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unproved {
    /// The table and the key.
    pub row: String,
    /// `sweep.rows_differ`: rows of the slice were changed, added or removed; `sweep.slices_differ`: a slice was.
    pub code: &'static str,
}

/// Recomputes the digest of each slice from its rows, and that of each finished sweep from its slices.
pub fn verify(tx: &mut Tx) -> Result<Vec<Unproved>, Trouble> {
    let sql = "SELECT region_id, month, what, for_month, stage, digest FROM sweep ORDER BY region_id, month, what, for_month, stage";
    let mut unproved = Vec::new();
    for row in tx.query(sql, &[])? {
        let what = What::ALL
            .into_iter()
            .find(|w| Ok(w.index()) == row.i64(2))
            .ok_or_else(|| Trouble::value("sweep row: unknown what"))?;
        let key = Key {
            region: SubjectId(row.i64(0)?),
            month: row.month(1)?,
            what,
            for_month: row.month(3)?,
        };
        let shown = format!("month={} what={} for_month={}", key.month.code(), what.code(), key.for_month.code());
        let slices = slices(tx, &key)?;
        if row.bool(4)? {
            if seal(&slices).1.as_slice() != row.bytes(5)? {
                unproved.push(Unproved {
                    row: format!("sweep {shown}"),
                    code: "sweep.slices_differ",
                });
            }
            continue;
        }
        for slice in slices {
            if rows_of(tx, &key, &slice)? != slice.digest {
                let row = format!("sweep_slice {shown} first_employer={}", slice.first.0);
                unproved.push(Unproved {
                    row,
                    code: "sweep.rows_differ",
                });
            }
        }
    }
    Ok(unproved)
}

fn rows_of(tx: &mut Tx, key: &Key, slice: &Slice) -> Result<[u8; 32], Trouble> {
    let (table, which) = match key.what {
        What::Default => (
            &crate::declaration::DECLARATION,
            "month = $3 AND how = 2 ORDER BY employer_id, version",
        ),
        What::Close => (&crate::bill::BILL, "month = $3 AND kind = 0 ORDER BY employer_id"),
        What::Difference => (
            &crate::bill::BILL,
            "month = $3 AND kind % 10 = 1 AND run_month = $4 ORDER BY employer_id, kind",
        ),
    };
    let sql = format!(
        "SELECT {} FROM {} WHERE employer_id BETWEEN $1 AND $2 AND n = 0 AND {which}",
        table.columns.join(", "),
        table.name
    );
    let mut args = vec![V::I(slice.first.0), V::I(slice.last.0), key.for_month.into()];
    if key.what == What::Difference {
        args.push(key.month.into());
    }
    let mut digest = Digester::default();
    tx.stream_text(&sql, &args, &mut |row| {
        digest.row(row.cells());
        Ok(())
    })?;
    Ok(digest.finish())
}
