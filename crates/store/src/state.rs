//! One hash of everything that is state, equal on both databases after the same history.

use sha2::{Digest, Sha256};

use crate::schema::{self, FACTS, PROJECTIONS, SPINE, Shape};
use crate::{Trouble, Tx, V};

/// A table and how many rows it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    /// The table.
    pub table: String,
    /// Its rows.
    pub rows: i64,
}

/// SHA-256 over the tables that are state, by name, their rows by primary key, each value with its type and length. Hexadecimal.
pub fn hash(tx: &mut Tx) -> Result<String, Trouble> {
    let mut hash = Sha256::new_with_prefix("shebao.state.1");
    for shape in schema::tables(tx)? {
        if is_state(&shape.name) {
            feed_table(tx, &shape, &mut hash)?;
        }
    }
    Ok(crate::migration::hex(&hash.finalize()))
}

/// How many rows each table has, by name: what a backup must bring back.
pub fn rows(tx: &mut Tx) -> Result<Vec<Rows>, Trouble> {
    let mut all = Vec::new();
    for shape in schema::tables(tx)? {
        let counted = tx.query_text(&format!("SELECT COUNT(*) FROM {}", shape.name), &[])?;
        let rows = counted.first().map_or(Ok(0), |row| row.i64(0))?;
        all.push(Rows { table: shape.name, rows });
    }
    Ok(all)
}

fn is_state(table: &str) -> bool {
    SPINE.contains(&table) || PROJECTIONS.contains(&table) || FACTS.iter().any(|fact| fact.name == table)
}

fn feed_table(tx: &mut Tx, shape: &Shape, hash: &mut Sha256) -> Result<(), Trouble> {
    let mut columns = shape.columns.clone();
    columns.sort();
    feed(hash, b'#', shape.name.as_bytes());
    let order = if shape.key.is_empty() {
        columns.join(", ")
    } else {
        shape.key.join(", ")
    };
    let sql = format!("SELECT {} FROM {} ORDER BY {order}", columns.join(", "), shape.name);
    tx.stream_text(&sql, &[], &mut |row| {
        for value in row.cells() {
            match value {
                V::Null => feed(hash, b'n', &[]),
                V::I(x) => feed(hash, b'i', &x.to_be_bytes()),
                V::T(x) => feed(hash, b't', x.as_bytes()),
                V::B(x) => feed(hash, b'b', x),
            }
        }
        Ok(())
    })
}

fn feed(hash: &mut Sha256, tag: u8, bytes: &[u8]) {
    hash.update([tag]);
    hash.update((bytes.len() as u64).to_be_bytes());
    hash.update(bytes);
}
