//! The business day that is moved by hand: the demo's, the simulator's.

use units::Date;

use crate::{Trouble, Tx};

const TODAY: &str = "today";

/// The stored business day.
pub fn today(tx: &mut Tx) -> Result<Option<Date>, Trouble> {
    let row = tx.one("SELECT value FROM setting WHERE name = $1", &[TODAY.into()])?;
    row.map(|r| r.date(0)).transpose()
}

/// Moves the business day. It only moves forward; an earlier day changes nothing.
pub fn move_to(tx: &mut Tx, day: Date) -> Result<(), Trouble> {
    let sql = "INSERT INTO setting (name, value) VALUES ($1, $2) \
               ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE setting.value < excluded.value";
    tx.execute(sql, &[TODAY.into(), day.into()])?;
    Ok(())
}
