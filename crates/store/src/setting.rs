//! What this installation keeps for itself, by name.

use crate::{Trouble, Tx};

/// A setting.
pub fn get(tx: &mut Tx, name: &str) -> Result<Option<String>, Trouble> {
    let row = tx.one("SELECT value FROM setting WHERE name = $1", &[name.into()])?;
    row.map(|r| r.text(0).map(str::to_owned)).transpose()
}

/// Sets it where it was never set.
pub fn put_first(tx: &mut Tx, name: &str, value: &str) -> Result<(), Trouble> {
    tx.execute(
        "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
        &[name.into(), value.into()],
    )?;
    Ok(())
}
