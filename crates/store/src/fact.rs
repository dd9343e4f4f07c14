//! Fact rows: written once, covered by the effect of the event that wrote them, followed by later rows and never changed.

use std::sync::OnceLock;

use sha2::{Digest, Sha256};

use crate::{Trouble, Tx, V, event::Act};

/// A fact table. Its rows carry the number `n` of the event that wrote them, on the subject named by one of their columns.
///
/// ```text
/// pub static SPELL: Table = Table::new("spell", &["employer_id", …, "n", …], &["employer_id", …, "n"], "employer_id").superseded();
/// ```
#[derive(Debug)]
pub struct Table {
    /// The table.
    pub name: &'static str,
    /// Its columns in the order in which rows are given to [`Act::insert`], without `superseded_n`.
    pub columns: &'static [&'static str],
    /// Its primary key.
    pub key: &'static [&'static str],
    /// The column that names the subject.
    pub subject: &'static str,
    /// Whether it has a column `superseded_n`: the event of the same subject that ended the row's validity, set once.
    pub is_superseded: bool,
    /// Whether rows of `n` 0 are no event's of their subject: a sweep over all subjects wrote them, and its slices prove them.
    pub is_swept: bool,
    /// The first two bytes of all its marks, so that a row that is gone still names its table.
    pub(crate) tag: [u8; 2],
    insert: OnceLock<String>,
    supersede: OnceLock<String>,
}

/// The column that names the event.
pub const N: &str = "n";
/// The column that names the event that superseded the row.
pub const SUPERSEDED_N: &str = "superseded_n";

impl Table {
    /// A table of rows that stay as they are.
    pub const fn new(name: &'static str, columns: &'static [&'static str], key: &'static [&'static str], subject: &'static str) -> Table {
        Table {
            name,
            columns,
            key,
            subject,
            is_superseded: false,
            is_swept: false,
            tag: tag(name),
            insert: OnceLock::new(),
            supersede: OnceLock::new(),
        }
    }

    /// The same with a column `superseded_n`.
    pub const fn superseded(mut self) -> Table {
        self.is_superseded = true;
        self
    }

    /// The same, where a sweep also writes rows, of `n` 0.
    pub const fn swept(mut self) -> Table {
        self.is_swept = true;
        self
    }

    fn insert_text(&self) -> &str {
        self.insert.get_or_init(|| {
            let places: Vec<String> = (1..=self.columns.len()).map(|i| format!("${i}")).collect();
            format!(
                "INSERT INTO {} ({}) VALUES ({})",
                self.name,
                self.columns.join(", "),
                places.join(", ")
            )
        })
    }

    fn supersede_text(&self) -> &str {
        self.supersede.get_or_init(|| {
            let keys: Vec<String> = self
                .key
                .iter()
                .enumerate()
                .map(|(i, column)| format!("{column} = ${}", i + 2))
                .collect();
            format!("UPDATE {} SET {SUPERSEDED_N} = $1 WHERE {}", self.name, keys.join(" AND "))
        })
    }

    /// The mark of a row as it was inserted. Columns that hold nothing do not count, so a column added later changes no old mark.
    pub(crate) fn mark_of_row(&self, values: &[V]) -> Mark {
        let mut fed = b"shebao.row.1".to_vec();
        feed(&mut fed, self.name, &V::Null);
        for (column, value) in self.columns.iter().zip(values) {
            if *value != V::Null {
                feed(&mut fed, column, value);
            }
        }
        self.tagged(&fed)
    }

    /// The mark of a row having been superseded.
    pub(crate) fn mark_of_end(&self, key: &[V]) -> Mark {
        let mut fed = b"shebao.end.1".to_vec();
        feed(&mut fed, self.name, &V::Null);
        for (column, value) in self.key.iter().zip(key) {
            feed(&mut fed, column, value);
        }
        self.tagged(&fed)
    }

    fn tagged(&self, fed: &[u8]) -> Mark {
        let mut mark: Mark = Sha256::digest(fed).into();
        mark[..2].copy_from_slice(&self.tag);
        mark
    }
}

/// What one row adds to the effect of its event.
pub(crate) type Mark = [u8; 32];
/// So much of each mark is stored with the event.
pub(crate) const MARK_BYTES: usize = 8;

/// FNV-1a of the name, folded to 16 bits. A test sees to it that no two tables share one.
const fn tag(name: &str) -> [u8; 2] {
    let bytes = name.as_bytes();
    let mut hash = 0x811c_9dc5_u32;
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u32).wrapping_mul(0x0100_0193);
        i += 1;
    }
    ((hash >> 16) as u16 ^ hash as u16).to_be_bytes()
}

/// Gathered first: a hash is fed once faster than in sixty pieces.
fn feed(fed: &mut Vec<u8>, name: &str, value: &V) {
    let mut part = |tag: u8, bytes: &[u8]| {
        fed.push(tag);
        fed.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
        fed.extend_from_slice(bytes);
    };
    part(b'c', name.as_bytes());
    match value {
        V::Null => part(b'n', &[]),
        V::I(x) => part(b'i', &x.to_be_bytes()),
        V::T(x) => part(b't', x.as_bytes()),
        V::B(x) => part(b'b', x),
    }
}

/// What an act did to fact rows: a multiset of marks, so the order of writing does not matter.
#[derive(Clone, Debug, Default)]
pub struct Effect {
    marks: Vec<Mark>,
}

impl Effect {
    pub(crate) fn add(&mut self, mark: Mark) {
        self.marks.push(mark);
    }

    /// Adds what another part of the same act did: a slice, a range of a close.
    pub fn merge(&mut self, other: Effect) {
        self.marks.extend(other.marks);
    }

    /// How many rows were written or superseded.
    pub fn rows(&self) -> usize {
        self.marks.len()
    }

    /// As stored with the event: the SHA-256 over all marks, then the first 8 bytes of each mark, sorted: they name a row that was touched.
    pub fn into_bytes(mut self) -> Vec<u8> {
        self.marks.sort_unstable();
        let mut hash = Sha256::new_with_prefix("shebao.effect.1");
        for mark in &self.marks {
            hash.update(mark);
        }
        let mut bytes = hash.finalize().to_vec();
        for mark in &self.marks {
            bytes.extend_from_slice(&mark[..MARK_BYTES]);
        }
        bytes
    }
}

impl Act {
    /// Inserts one fact row of this act. `values` follow [`Table::columns`], among them the act's own subject and `n`.
    pub fn insert(&mut self, tx: &mut Tx, table: &'static Table, values: &[V]) -> Result<(), Trouble> {
        self.mark(table, values)?;
        tx.execute_text(table.insert_text(), values).map(drop)
    }

    /// Covers a row of this act that is written elsewhere.
    pub(crate) fn mark(&mut self, table: &'static Table, values: &[V]) -> Result<(), Trouble> {
        self.owns(table, values)?;
        self.effect.add(table.mark_of_row(values));
        Ok(())
    }

    /// Supersedes the row with this primary key. A row that is missing or superseded already is Trouble.
    pub fn supersede(&mut self, tx: &mut Tx, table: &'static Table, key: &[V]) -> Result<(), Trouble> {
        let mut args = vec![V::I(self.n)];
        args.extend_from_slice(key);
        if tx.execute_text(table.supersede_text(), &args)? != 1 {
            return Err(Trouble::bug(format!("{}: no row {key:?} to supersede", table.name)));
        }
        self.effect.add(table.mark_of_end(key));
        Ok(())
    }

    fn owns(&self, table: &Table, values: &[V]) -> Result<(), Trouble> {
        let is = |column: &str, value: i64| {
            let place = table.columns.iter().position(|c| *c == column);
            place.and_then(|p| values.get(p)) == Some(&V::I(value))
        };
        if values.len() != table.columns.len() || !is(table.subject, self.subject) || !is(N, self.n) {
            return Err(Trouble::bug(format!("{}: the row is not of this act: {values:?}", table.name)));
        }
        Ok(())
    }
}
