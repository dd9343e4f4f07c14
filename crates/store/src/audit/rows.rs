use std::collections::BTreeMap;

use super::{Broken, Fault, Suspect};
use crate::declaration::DECLARATION;
use crate::fact::{Effect, MARK_BYTES, Mark, N, SUPERSEDED_N, Table};
use crate::schema::FACTS;
use crate::sweep::What;
use crate::{Row, Trouble, Tx, V};

/// What the rows of all fact tables say that event `n` of a subject did.
pub(crate) fn effect_in_tables(tx: &mut Tx, subject: i64, n: i64) -> Result<Effect, Trouble> {
    let mut effect = Effect::default();
    for table in FACTS {
        each_of_event(tx, table, subject, n, &mut |mark, _| effect.add(mark))?;
    }
    Ok(effect)
}

/// Hands over subject, event and mark of everything that a table's rows say was done to a range of subjects.
pub(super) fn each(tx: &mut Tx, table: &Table, first: i64, last: i64, found: &mut dyn FnMut(i64, i64, Mark)) -> Result<(), Trouble> {
    let sql = format!(
        "SELECT {} FROM {} WHERE {} BETWEEN $1 AND $2",
        columns(table),
        table.name,
        table.subject
    );
    let places = Places::of(table)?;
    tx.stream_text(&sql, &[V::I(first), V::I(last)], &mut |row| {
        let subject = row.i64(places.subject)?;
        let n = row.i64(places.n)?;
        if !(table.is_swept && n == 0) {
            found(subject, n, table.mark_of_row(&row.cells()[..table.columns.len()]));
        }
        if let Some(end) = places.superseded_n(row)? {
            found(subject, end, table.mark_of_end(&places.key(row)));
        }
        Ok(())
    })
}

/// Names the rows that one event did not write, and those that it wrote and that are gone.
pub(super) fn name(tx: &mut Tx, suspect: &Suspect, report: &mut dyn FnMut(Broken)) -> Result<(), Trouble> {
    let Suspect { subject, n, effect } = suspect;
    // How often each stored mark is not yet met by a row.
    let mut wanted: BTreeMap<&[u8], i64> = BTreeMap::new();
    for mark in effect.get(32..).unwrap_or_default().chunks(MARK_BYTES) {
        *wanted.entry(mark).or_default() += 1;
    }
    let mut named = false;
    let mut unproved = Vec::new();
    for table in FACTS {
        each_of_event(
            tx,
            table,
            *subject,
            *n,
            &mut |mark, row| match wanted.get_mut(&mark[..MARK_BYTES]) {
                Some(count) if *count > 0 => *count -= 1,
                Some(_) | None => unproved.push((table.name, row.to_owned())),
            },
        )?;
    }
    for (table, row) in unproved {
        named = true;
        report(Broken {
            subject: *subject,
            n: *n,
            table,
            row,
            what: Fault::RowUnproved,
        });
    }
    for (mark, count) in wanted {
        let table = FACTS
            .iter()
            .find(|table| mark.starts_with(&table.tag))
            .map_or("event", |table| table.name);
        for _ in 0..count {
            named = true;
            report(Broken {
                subject: *subject,
                n: *n,
                table,
                row: String::new(),
                what: Fault::RowMissing,
            });
        }
    }
    if !named {
        report(Broken {
            subject: *subject,
            n: *n,
            table: "event",
            row: format!("subject_id={subject} n={n}"),
            what: Fault::EffectDiffers,
        });
    }
    Ok(())
}

/// Rows of `n` 0 are no event's: the slices of sweeps prove them, so there are no more of them than the slices say.
pub(super) fn beyond_sweeps(tx: &mut Tx) -> Result<Vec<Broken>, Trouble> {
    let sums = "SELECT CAST(CASE WHEN what = $1 THEN 1 ELSE 0 END AS BIGINT), CAST(SUM(employers) AS BIGINT) FROM sweep_slice GROUP BY 1";
    let said: BTreeMap<bool, i64> = {
        let rows = tx.query(sums, &[V::I(What::Default.index())])?;
        rows.iter()
            .map(|row| Ok((row.bool(0)?, row.i64(1)?)))
            .collect::<Result<_, Trouble>>()?
    };
    let mut broken = Vec::new();
    for table in FACTS.iter().filter(|table| table.is_swept) {
        let counted = tx.query_text(&format!("SELECT COUNT(*) FROM {} WHERE {N} = 0", table.name), &[])?;
        let there = counted.first().map_or(Ok(0), |row| row.i64(0))?;
        let wanted = said.get(&(table.name == DECLARATION.name)).copied().unwrap_or(0);
        if there > wanted {
            let row = format!("{N}=0, {there} rows where sweeps wrote {wanted}");
            broken.push(Broken {
                subject: 0,
                n: 0,
                table: table.name,
                row,
                what: Fault::RowUnproved,
            });
        }
    }
    Ok(broken)
}

/// Hands over mark and primary key of each row of a table that one event inserted or superseded.
fn each_of_event(tx: &mut Tx, table: &Table, subject: i64, n: i64, found: &mut dyn FnMut(Mark, &str)) -> Result<(), Trouble> {
    let ended = if table.is_superseded {
        format!(" OR {SUPERSEDED_N} = $2")
    } else {
        String::new()
    };
    let sql = format!(
        "SELECT {} FROM {} WHERE {} = $1 AND ({N} = $2{ended})",
        columns(table),
        table.name,
        table.subject
    );
    let places = Places::of(table)?;
    tx.stream_text(&sql, &[V::I(subject), V::I(n)], &mut |row| {
        let key = places.key(row);
        let shown: Vec<String> = table
            .key
            .iter()
            .zip(&key)
            .map(|(column, value)| format!("{column}={}", show(value)))
            .collect();
        if row.i64(places.n)? == n {
            found(table.mark_of_row(&row.cells()[..table.columns.len()]), &shown.join(" "));
        }
        if places.superseded_n(row)? == Some(n) {
            found(table.mark_of_end(&key), &shown.join(" "));
        }
        Ok(())
    })
}

fn columns(table: &Table) -> String {
    let mut columns = table.columns.to_vec();
    columns.extend(table.is_superseded.then_some(SUPERSEDED_N));
    columns.join(", ")
}

fn show(value: &V) -> String {
    match value {
        V::Null => "NULL".to_owned(),
        V::I(x) => x.to_string(),
        V::T(x) => x.clone(),
        V::B(x) => crate::migration::hex(x),
    }
}

/// Where in a row of [`columns`] a table keeps what the audit needs.
struct Places {
    subject: usize,
    n: usize,
    superseded_n: Option<usize>,
    key: Vec<usize>,
}

impl Places {
    fn of(table: &Table) -> Result<Places, Trouble> {
        let place = |column: &str| {
            let place = table.columns.iter().position(|c| *c == column);
            place.ok_or_else(|| Trouble::bug(format!("{} has no column {column}", table.name)))
        };
        let key = table.key.iter().map(|column| place(column)).collect::<Result<_, _>>()?;
        let superseded_n = table.is_superseded.then_some(table.columns.len());
        Ok(Places {
            subject: place(table.subject)?,
            n: place(N)?,
            superseded_n,
            key,
        })
    }

    fn superseded_n(&self, row: &Row) -> Result<Option<i64>, Trouble> {
        self.superseded_n.map_or(Ok(None), |place| row.opt_i64(place))
    }

    fn key(&self, row: &Row) -> Vec<V> {
        self.key.iter().filter_map(|place| row.cells().get(*place).cloned()).collect()
    }
}
