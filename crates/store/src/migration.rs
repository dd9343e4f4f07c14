//! Brings a database to the schema of this program: numbered texts, each run once, each remembered by its SHA-256.

mod dialect;

use sha2::{Digest, Sha256};

use crate::{Trouble, TroubleKind, Tx, V, schema};

/// Number, name and text of each migration, in order.
static TEXTS: &[(u32, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

const OWN_TABLE: &str =
    "CREATE TABLE IF NOT EXISTS migration (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL);";

/// Runs what has not run yet, in one transaction. A schema newer than this program, or a text changed after it ran, is refused.
pub(crate) fn run(tx: &mut Tx) -> Result<(), Trouble> {
    if tx.is_lite() {
        tx.script("BEGIN IMMEDIATE")?;
    } else {
        // Any fixed number: all processes that open one database queue here.
        tx.script("BEGIN; SELECT pg_advisory_xact_lock(7394105221)")?;
    }
    let done = apply(tx);
    let ended = tx.script(if done.is_ok() { "COMMIT" } else { "ROLLBACK" });
    done.and(ended)
}

/// Refuses a database whose schema is not exactly that of this program.
pub(crate) fn require(tx: &mut Tx) -> Result<(), Trouble> {
    require_some(tx)?;
    let ran = ran(tx)?;
    if ran < TEXTS.len() {
        return Err(Trouble::new(
            TroubleKind::Schema,
            "the schema is older than this program: serve it once",
        ));
    }
    Ok(())
}

/// Refuses a database in which nothing was ever made.
pub(crate) fn require_some(tx: &mut Tx) -> Result<(), Trouble> {
    match schema::table(tx, "migration")? {
        Some(_) => Ok(()),
        None => Err(empty()),
    }
}

/// Nothing was ever made in it.
pub(crate) fn empty() -> Trouble {
    Trouble::new(TroubleKind::Empty, "the database is empty")
}

/// A name for the schema of this program: changes with any migration.
pub fn fingerprint() -> String {
    let mut hash = Sha256::new();
    for (_, name, text) in TEXTS {
        hash.update(name.as_bytes());
        hash.update(text.as_bytes());
    }
    hex(&hash.finalize())
}

fn apply(tx: &mut Tx) -> Result<(), Trouble> {
    tx.script(&dialect::translate(OWN_TABLE, tx.is_lite()))?;
    let ran = ran(tx)?;
    for (number, name, text) in &TEXTS[ran..] {
        let script = dialect::translate(text, tx.is_lite());
        tx.script(&script).map_err(|t| t.during(name))?;
        for guard in dialect::guards(text) {
            let table = schema::table(tx, &guard.table)?.ok_or_else(|| schema_trouble(format!("{name}: no table {}", guard.table)))?;
            let trigger = dialect::trigger(&guard, &table, tx.is_lite());
            tx.script(&trigger).map_err(|t| t.during(name))?;
        }
        let row = [V::from(*number), V::from(*name), V::from(hex(&Sha256::digest(text.as_bytes())))];
        tx.execute("INSERT INTO migration (number, name, sha256) VALUES ($1, $2, $3)", &row)?;
    }
    Ok(())
}

/// How many of our texts have run; the others are refused.
fn ran(tx: &mut Tx) -> Result<usize, Trouble> {
    let rows = tx.query("SELECT number, name, sha256 FROM migration ORDER BY number", &[])?;
    if rows.len() > TEXTS.len() {
        return Err(schema_trouble(format!(
            "the schema has {} migrations, this program knows {}",
            rows.len(),
            TEXTS.len()
        )));
    }
    for (row, (number, name, text)) in rows.iter().zip(TEXTS) {
        if row.i64(0)? != i64::from(*number) || row.text(1)? != *name {
            return Err(schema_trouble(format!("migration {} ran where {name} is expected", row.text(1)?)));
        }
        if row.text(2)? != hex(&Sha256::digest(text.as_bytes())) {
            return Err(schema_trouble(format!("migration {name} was changed after it ran")));
        }
    }
    Ok(rows.len())
}

fn schema_trouble(what: String) -> Trouble {
    Trouble::new(TroubleKind::Schema, what)
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
