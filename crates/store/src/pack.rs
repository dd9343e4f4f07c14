//! The texts of every policy pack that was ever in force here: an old bill is derived under the texts it was made with.

use units::Date;

use crate::{Trouble, Tx};

/// Keeps the texts of a pack, once.
pub fn keep<'a>(tx: &mut Tx, fingerprint: &str, texts: impl Iterator<Item = (&'a str, &'a str)>, today: Date) -> Result<(), Trouble> {
    let sql = "INSERT INTO pack (fingerprint, path, text, first_used_on) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    for (path, text) in texts {
        tx.execute(sql, &[fingerprint.into(), path.into(), text.into(), today.into()])?;
    }
    Ok(())
}

/// The texts of a pack by path; none where it was never used here.
pub fn texts(tx: &mut Tx, fingerprint: &str) -> Result<Vec<(String, String)>, Trouble> {
    let rows = tx.query(
        "SELECT path, text FROM pack WHERE fingerprint = $1 ORDER BY path",
        &[fingerprint.into()],
    )?;
    rows.iter()
        .map(|row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned())))
        .collect()
}

/// The fingerprints of all packs kept here.
pub fn fingerprints(tx: &mut Tx) -> Result<Vec<String>, Trouble> {
    let rows = tx.query("SELECT DISTINCT fingerprint FROM pack ORDER BY fingerprint", &[])?;
    rows.iter().map(|row| Ok(row.text(0)?.to_owned())).collect()
}
