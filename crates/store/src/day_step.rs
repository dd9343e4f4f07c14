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

/// Writes down that a step of a day is done.
pub fn done(tx: &mut Tx, region: &str, day: Date, step: &str, at: i64, result: &str) -> Result<(), Trouble> {
    let sql = "INSERT INTO day_step (region, on_date, step, done_at, result) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (region, on_date, step) DO NOTHING";
    tx.execute(sql, &[region.into(), day.into(), step.into(), at.into(), result.into()])?;
    Ok(())
}

/// The last day that was turned.
pub fn last_day(tx: &mut Tx, region: &str) -> Result<Option<Date>, Trouble> {
    let row = tx.one("SELECT MAX(on_date) FROM day_step WHERE region = $1", &[region.into()])?;
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
