//! The steps of each day that are done, and what the demo's bank was told to answer.

use domain::ids::EmployerId;
use units::Date;

use crate::{Trouble, Tx};

/// What a step of a day came to, where it is done.
pub fn result(tx: &mut Tx, region: &str, day: Date, step: &str) -> Result<Option<String>, Trouble> {
    let sql = "SELECT result FROM day_step WHERE region = $1 AND on_date = $2 AND step = $3";
    let row = tx.one(sql, &[region.into(), day.into(), step.into()])?;
    row.map(|r| r.text(0).map(str::to_owned)).transpose()
}

/// Writes down that a step of a day is done, also where it was refused before.
pub fn done(tx: &mut Tx, region: &str, day: Date, step: &str, at: i64, result: &str) -> Result<(), Trouble> {
    let sql = "INSERT INTO day_step (region, on_date, step, done_at, result) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (region, on_date, step) DO NOTHING";
    tx.execute(sql, &[region.into(), day.into(), step.into(), at.into(), result.into()])?;
    let sql = "DELETE FROM refused_step WHERE region = $1 AND on_date = $2 AND step = $3";
    tx.execute(sql, &[region.into(), day.into(), step.into()])?;
    Ok(())
}

/// A step of a day that was refused and is not done yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepRefused {
    /// The day that it belongs to.
    pub day: Date,
    /// Its code.
    pub step: String,
    /// When it was refused for this reason first, ms.
    pub refused_at: i64,
    /// The code of the reason.
    pub code: String,
}

/// Writes down that a step of a day was refused. Answers whether that is new: another step, or another reason.
pub fn refuse(tx: &mut Tx, region: &str, new: &StepRefused) -> Result<bool, Trouble> {
    let sql = "INSERT INTO refused_step (region, on_date, step, refused_at, code) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (region, on_date, step) DO UPDATE SET refused_at = excluded.refused_at, code = excluded.code \
               WHERE refused_step.code <> excluded.code";
    let values = [
        region.into(),
        new.day.into(),
        new.step.as_str().into(),
        new.refused_at.into(),
        new.code.as_str().into(),
    ];
    Ok(tx.execute(sql, &values)? > 0)
}

/// The steps that were refused and are not done yet, the oldest day first.
pub fn refused(tx: &mut Tx, region: &str) -> Result<Vec<StepRefused>, Trouble> {
    let sql = "SELECT on_date, step, refused_at, code FROM refused_step WHERE region = $1 ORDER BY on_date, step";
    let rows = tx.query(sql, &[region.into()])?;
    rows.iter()
        .map(|row| {
            Ok(StepRefused {
                day: row.date(0)?,
                step: row.text(1)?.to_owned(),
                refused_at: row.i64(2)?,
                code: row.text(3)?.to_owned(),
            })
        })
        .collect()
}

/// The last day that was turned, to its end or not.
pub fn last_day(tx: &mut Tx, region: &str) -> Result<Option<Date>, Trouble> {
    let sql = "SELECT MAX(on_date) FROM (SELECT on_date FROM day_step WHERE region = $1 \
               UNION ALL SELECT on_date FROM refused_step WHERE region = $1) AS turned";
    let row = tx.one(sql, &[region.into()])?;
    row.map_or(Ok(None), |r| r.opt_date(0))
}

/// Orders what the demo's bank answers to the next debits of an employer.
pub fn order_bank(tx: &mut Tx, employer: EmployerId, answer: &str, times: i64) -> Result<(), Trouble> {
    let sql = "INSERT INTO bank_order (employer_id, answer, times) VALUES ($1, $2, $3) \
               ON CONFLICT (employer_id) DO UPDATE SET answer = excluded.answer, times = excluded.times";
    tx.execute(sql, &[employer.0.into(), answer.into(), times.into()])?;
    Ok(())
}

/// What the bank was ordered to answer to an employer's debit; counts down and is forgotten after the last.
pub fn take_order(tx: &mut Tx, employer: EmployerId) -> Result<Option<String>, Trouble> {
    let key = [employer.0.into()];
    let Some(row) = tx.one("SELECT answer, times FROM bank_order WHERE employer_id = $1", &key)? else {
        return Ok(None);
    };
    let answer = row.text(0)?.to_owned();
    if row.i64(1)? > 1 {
        tx.execute("UPDATE bank_order SET times = times - 1 WHERE employer_id = $1", &key)?;
    } else {
        tx.execute("DELETE FROM bank_order WHERE employer_id = $1", &key)?;
    }
    Ok(Some(answer))
}

/// All orders that wait, by employer.
pub fn orders(tx: &mut Tx) -> Result<Vec<(EmployerId, String, i64)>, Trouble> {
    let rows = tx.query("SELECT employer_id, answer, times FROM bank_order ORDER BY employer_id", &[])?;
    rows.iter()
        .map(|r| Ok((EmployerId(r.i64(0)?), r.text(1)?.to_owned(), r.i64(2)?)))
        .collect()
}

/// A step of a day as it was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepDone {
    /// Its code.
    pub step: String,
    /// When, ms.
    pub done_at: i64,
    /// What it came to.
    pub result: String,
}

/// The steps of a day that are done, in the order in which they were.
pub fn of_day(tx: &mut Tx, region: &str, day: Date) -> Result<Vec<StepDone>, Trouble> {
    let sql = "SELECT step, done_at, result FROM day_step WHERE region = $1 AND on_date = $2 ORDER BY done_at, step";
    let rows = tx.query(sql, &[region.into(), day.into()])?;
    rows.iter()
        .map(|row| {
            Ok(StepDone {
                step: row.text(0)?.to_owned(),
                done_at: row.i64(1)?,
                result: row.text(2)?.to_owned(),
            })
        })
        .collect()
}
