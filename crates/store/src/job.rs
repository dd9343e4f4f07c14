//! Long work in slices that may be repeated: a row that outlives the process.

use crate::{Row, Trouble, Tx};

/// A piece of long work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its identifier.
    pub id: i64,
    /// Which work.
    pub kind: String,
    /// What was asked, JSON.
    pub ask: String,
    /// How many lines are done.
    pub done: i64,
    /// How many there are.
    pub total: i64,
    /// What it came to; `None` while it runs.
    pub result: Option<String>,
}

fn restore(row: &Row) -> Result<Job, Trouble> {
    Ok(Job {
        id: row.i64(0)?,
        kind: row.text(1)?.to_owned(),
        ask: row.text(2)?.to_owned(),
        done: row.i64(3)?,
        total: row.i64(4)?,
        result: row.opt_text(5)?.map(str::to_owned),
    })
}

/// Writes a job down before its first slice.
pub fn open(tx: &mut Tx, region: &str, job: &Job) -> Result<(), Trouble> {
    let sql = "INSERT INTO job (job_id, region, kind, ask, state, done, total, result, lease_owner, lease_until) \
               VALUES ($1, $2, $3, $4, 'running', $5, $6, NULL, NULL, 0)";
    tx.execute(
        sql,
        &[
            job.id.into(),
            region.into(),
            job.kind.as_str().into(),
            job.ask.as_str().into(),
            job.done.into(),
            job.total.into(),
        ],
    )?;
    Ok(())
}

/// Moves its progress, in the transaction of the slice.
pub fn advance(tx: &mut Tx, id: i64, done: i64) -> Result<(), Trouble> {
    tx.execute("UPDATE job SET done = $2 WHERE job_id = $1", &[id.into(), done.into()])?;
    Ok(())
}

/// Ends it.
pub fn close(tx: &mut Tx, id: i64, result: &str) -> Result<(), Trouble> {
    tx.execute(
        "UPDATE job SET state = 'done', done = total, result = $2 WHERE job_id = $1",
        &[id.into(), result.into()],
    )?;
    Ok(())
}

/// One job.
pub fn load(tx: &mut Tx, id: i64) -> Result<Option<Job>, Trouble> {
    let sql = "SELECT job_id, kind, ask, done, total, result FROM job WHERE job_id = $1";
    tx.one(sql, &[id.into()])?.as_ref().map(restore).transpose()
}

/// Jobs that a process left behind, oldest first.
pub fn left_behind(tx: &mut Tx, region: &str) -> Result<Vec<Job>, Trouble> {
    let sql = "SELECT job_id, kind, ask, done, total, result FROM job WHERE region = $1 AND state = 'running' ORDER BY job_id";
    tx.query(sql, &[region.into()])?.iter().map(restore).collect()
}
