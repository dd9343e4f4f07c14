//! Failed sign-ins in a row, by what was typed as user name, whether or not somebody has it.

use crate::{Trouble, Tx};

/// How the last tries with one user name went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FailedSignIn {
    /// Failed tries in a row.
    pub failures: i64,
    /// When the last of them was, ms.
    pub last_at: i64,
    /// No try before this instant, ms.
    pub rests_until: i64,
}

/// How the last tries with a user name went, by its SHA-256.
pub fn load(tx: &mut Tx, handle_hash: &[u8; 32]) -> Result<FailedSignIn, Trouble> {
    let sql = "SELECT failures, last_at, rests_until FROM failed_sign_in WHERE handle_hash = $1";
    let row = tx.one(sql, &[handle_hash.as_slice().into()])?;
    row.map_or(Ok(FailedSignIn::default()), |row| {
        Ok(FailedSignIn {
            failures: row.i64(0)?,
            last_at: row.i64(1)?,
            rests_until: row.i64(2)?,
        })
    })
}

/// The same for a try that is to be judged now: whoever tries the same name at the same time comes after it.
pub fn claim(tx: &mut Tx, handle_hash: &[u8; 32]) -> Result<FailedSignIn, Trouble> {
    let [a, b, c, d, e, f, g, h, ..] = *handle_hash;
    tx.claim(i64::from_be_bytes([a, b, c, d, e, f, g, h]))?;
    load(tx, handle_hash)
}

/// Remembers how it stands after a failed try.
pub fn put(tx: &mut Tx, handle_hash: &[u8; 32], failed: &FailedSignIn) -> Result<(), Trouble> {
    let sql = "INSERT INTO failed_sign_in (handle_hash, failures, last_at, rests_until) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (handle_hash) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at, \
               rests_until = excluded.rests_until";
    let row = [
        handle_hash.as_slice().into(),
        failed.failures.into(),
        failed.last_at.into(),
        failed.rests_until.into(),
    ];
    tx.execute(sql, &row)?;
    Ok(())
}

/// Forgets the failed tries with a user name, and with them all whose last is at or before an instant and that rest no more.
pub fn forget(tx: &mut Tx, handle_hash: &[u8; 32], before: i64, now: i64) -> Result<(), Trouble> {
    let sql = "DELETE FROM failed_sign_in WHERE handle_hash = $1 OR (last_at <= $2 AND rests_until <= $3)";
    tx.execute(sql, &[handle_hash.as_slice().into(), before.into(), now.into()])?;
    Ok(())
}
