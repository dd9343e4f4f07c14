//! The tables as they stand in a database, and in which list each belongs.

use crate::fact::Table;
use crate::{Trouble, Tx, V};
use crate::{bill, declaration, nouns, sweep};

/// Fact tables: append-only rows that the effect of an event covers. `audit verify` recomputes each.
pub static FACTS: &[&Table] = &[
    &nouns::EMPLOYER,
    &nouns::PERSON,
    &nouns::SPELL,
    &nouns::BASE,
    &nouns::FILING_LINE,
    &nouns::WAITING,
    // Their rows of `n` 0 were written by a sweep: its slices prove them.
    &declaration::DECLARATION,
    &bill::BILL,
    &sweep::SWEEP,
];

/// The spine itself: proved by the chain, part of the state hash.
pub static SPINE: &[&str] = &["subject", "event", "digest", "pack", "sweep_slice"];

/// Tables made from facts: part of the state hash, rebuilt and compared by `check`.
pub static PROJECTIONS: &[&str] = &["draft", "employer_code", "identity", "person_place", "roll"];

/// Tables outside the state hash: what belongs to one installation or one moment.
pub static UNHASHED: &[&str] = &[
    "bank_order",
    "day_step",
    "granted",
    "job",
    "login",
    "look",
    "migration",
    "session",
    "setting",
    "upload",
];

/// A table's columns in the order they were made, and those of its primary key in the key's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// The table.
    pub name: String,
    /// All columns.
    pub columns: Vec<String>,
    /// The primary key.
    pub key: Vec<String>,
}

/// All tables of the database, by name.
pub fn tables(tx: &mut Tx) -> Result<Vec<Shape>, Trouble> {
    let names = if tx.is_lite() {
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    } else {
        "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename COLLATE \"C\""
    };
    let names = tx.query(names, &[])?;
    let mut shapes = Vec::new();
    for row in &names {
        shapes.extend(table(tx, row.text(0)?)?);
    }
    Ok(shapes)
}

/// One table of the database, if it is there.
pub fn table(tx: &mut Tx, name: &str) -> Result<Option<Shape>, Trouble> {
    let columns = if tx.is_lite() {
        "SELECT name, pk FROM pragma_table_info($1) ORDER BY cid"
    } else {
        "SELECT a.attname, COALESCE(array_position(i.indkey::int2[], a.attnum), -1) + 1 FROM pg_class c \
         JOIN pg_namespace s ON s.oid = c.relnamespace AND s.nspname = current_schema() \
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
         LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary WHERE c.relname = $1 ORDER BY a.attnum"
    };
    let rows = tx.query(columns, &[V::from(name)])?;
    if rows.is_empty() {
        return Ok(None);
    }
    let mut shape = Shape {
        name: name.to_owned(),
        columns: Vec::new(),
        key: Vec::new(),
    };
    let mut key = Vec::new();
    for row in &rows {
        shape.columns.push(row.text(0)?.to_owned());
        if row.i64(1)? > 0 {
            key.push((row.i64(1)?, row.text(0)?.to_owned()));
        }
    }
    key.sort();
    shape.key = key.into_iter().map(|(_, column)| column).collect();
    Ok(Some(shape))
}
