//! What was done to a subject, as its events say.

use crate::event::Appended;
use crate::{Row, Trouble, Tx};

fn restore(subject: i64, row: &Row) -> Result<Appended, Trouble> {
    Ok(Appended {
        subject,
        n: row.i64(0)?,
        kind: row.text(1)?.to_owned(),
        on_date: row.date(2)?,
        at: row.i64(3)?,
        actor: row.i64(4)?,
        body: row.text(5)?.to_owned(),
    })
}

/// One event of a subject.
pub fn load(tx: &mut Tx, subject: i64, n: i64) -> Result<Option<Appended>, Trouble> {
    let sql = "SELECT n, kind, on_date, at, actor, body FROM event WHERE subject_id = $1 AND n = $2";
    tx.one(sql, &[subject.into(), n.into()])?
        .map(|row| restore(subject, &row))
        .transpose()
}

/// The latest events of a subject, newest first.
pub fn latest(tx: &mut Tx, subject: i64, limit: i64) -> Result<Vec<Appended>, Trouble> {
    let sql = "SELECT n, kind, on_date, at, actor, body FROM event WHERE subject_id = $1 ORDER BY n DESC LIMIT $2";
    tx.query(sql, &[subject.into(), limit.into()])?
        .iter()
        .map(|row| restore(subject, row))
        .collect()
}

/// The subject's version: the number of its last event; nothing where there is no such subject.
pub fn version(tx: &mut Tx, subject: i64) -> Result<Option<i64>, Trouble> {
    let row = tx.one("SELECT version FROM subject WHERE subject_id = $1", &[subject.into()])?;
    row.map(|r| r.i64(0)).transpose()
}

/// The greatest version of a subject that was known at the end of a day.
pub fn version_on(tx: &mut Tx, subject: i64, day: units::Date) -> Result<i64, Trouble> {
    let sql = "SELECT COALESCE(MAX(n), 0) FROM event WHERE subject_id = $1 AND on_date <= $2";
    tx.one(sql, &[subject.into(), day.into()])?.map_or(Ok(0), |row| row.i64(0))
}

/// Events of a subject before number `before`, newest first.
pub fn page(tx: &mut Tx, subject: i64, before: i64, limit: i64) -> Result<Vec<Appended>, Trouble> {
    let sql = "SELECT n, kind, on_date, at, actor, body FROM event WHERE subject_id = $1 AND n < $2 ORDER BY n DESC LIMIT $3";
    tx.query(sql, &[subject.into(), before.into(), limit.into()])?
        .iter()
        .map(|row| restore(subject, row))
        .collect()
}

/// The job that is applying a large filing to a subject now, if one is.
pub fn busy(tx: &mut Tx, subject: i64) -> Result<Option<i64>, Trouble> {
    let row = tx.one("SELECT busy FROM subject WHERE subject_id = $1", &[subject.into()])?;
    Ok(row.map(|r| r.opt_i64(0)).transpose()?.flatten())
}
