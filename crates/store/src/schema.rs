//! The tables as they stand in a database, and in which list each belongs.

use crate::fact::Table;
use crate::{Trouble, Tx, V};
use crate::{
    appointment, back_payment, bank_file, bill, case, creditor, debit, declaration, earlier, filing_debit, mandate, nouns, office, refund,
    remittance, settlement, sweep, ticket, till, transfer,
};

/// Fact tables: append-only rows that the effect of an event covers. `audit verify` recomputes each.
pub static FACTS: &[&Table] = &[
    &nouns::EMPLOYER,
    &nouns::PERSON,
    &nouns::SPELL,
    &nouns::BASE,
    &nouns::FILING_LINE,
    &nouns::WAITING,
    &case::CASE_OPENED,
    &case::CASE_EVENT,
    // Their rows of `n` 0 were written by a sweep: its slices prove them.
    &declaration::DECLARATION,
    &bill::BILL,
    &sweep::SWEEP,
    &mandate::MANDATE,
    &creditor::CREDITOR,
    &debit::BATCH,
    &debit::DEBIT,
    &debit::ANSWER,
    &debit::DOUBT,
    &filing_debit::BATCH,
    &filing_debit::DEBIT,
    &bank_file::FILE,
    &bank_file::LINE,
    &remittance::REMITTANCE,
    &remittance::ASSIGNMENT,
    &settlement::SETTLEMENT,
    &transfer::TRANSFER,
    &refund::REFUND,
    &refund::STEP,
    &back_payment::BACK_PAYMENT,
    &back_payment::BACK_PAYMENT_LINE,
    &back_payment::BACK_PAYMENT_PAPER,
    &back_payment::BACK_PAYMENT_EVENT,
    &back_payment::BACK_PAYMENT_POINT,
    &back_payment::BACK_PAYMENT_SEEN,
    &back_payment::BACK_PAYMENT_SAMPLE,
    &back_payment::BACK_PAYMENT_MONTH,
    &back_payment::BACK_PAYMENT_POSTED,
    &earlier::FILE,
    &earlier::MONTHS,
    &office::OFFICE,
    &office::SESSION,
    &office::CLOSURE,
    &office::END,
    &appointment::APPOINTMENT,
    &appointment::APPOINTMENT_EMPLOYER,
    &ticket::TICKET,
    &ticket::COUNTER,
    &till::TILL,
    &till::TAKING,
];

/// The spine itself: proved by the chain, part of the state hash.
pub static SPINE: &[&str] = &["subject", "event", "digest", "pack", "sweep_slice"];

/// Tables made from facts: part of the state hash, rebuilt and compared by `check`.
pub static PROJECTIONS: &[&str] = &[
    "back_payment_file",
    "case_file",
    "draft",
    "employer_code",
    "identity",
    "person_place",
    "roll",
];

/// Tables outside the state hash: what belongs to one installation or one moment.
pub static UNHASHED: &[&str] = &[
    "bank_order",
    "day_step",
    "failed_sign_in",
    "granted",
    "job",
    "login",
    "look",
    "migration",
    "refused_step",
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

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::scratch::Scratch;
    use crate::{Db, TroubleKind};

    /// A row that a fact table takes: 1 in every number, and in every text a value that its CHECK allows.
    pub(crate) fn sample(db: &Db, table: &'static Table) -> Vec<V> {
        let (types, text) = db
            .read(move |tx| {
                let types = tx.query("SELECT name, type FROM pragma_table_info($1)", &[V::from(table.name)])?;
                let types: Result<BTreeMap<String, String>, Trouble> = types
                    .iter()
                    .map(|row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned())))
                    .collect();
                let text = tx.one("SELECT sql FROM sqlite_schema WHERE name = $1", &[V::from(table.name)])?;
                Ok::<_, Trouble>((types?, text.unwrap().text(0)?.to_owned()))
            })
            .unwrap();
        let value = |column: &&str| match types[*column].as_str() {
            "INTEGER" => V::I(1),
            "BLOB" => V::B(vec![1; 32]),
            _ => {
                let allowed = text
                    .split(&format!("CHECK ({column} = '"))
                    .nth(1)
                    .and_then(|rest| rest.split('\'').next());
                V::from(allowed.unwrap_or("x"))
            }
        };
        table.columns.iter().map(value).collect()
    }

    #[test]
    fn every_table_is_in_exactly_one_list() {
        for scratch in Scratch::each(&mut std::io::stderr()).unwrap() {
            let tables = scratch.db.read(tables).unwrap();
            let facts = FACTS.iter().map(|t| t.name);
            let listed: Vec<&str> = facts.chain(SPINE.iter().chain(PROJECTIONS).chain(UNHASHED).copied()).collect();
            let there: BTreeSet<&str> = tables.iter().map(|t| t.name.as_str()).collect();
            assert_eq!(listed.len(), there.len(), "a table is in no list or in two");
            assert_eq!(listed.iter().copied().collect::<BTreeSet<_>>(), there);
        }
    }

    #[test]
    fn the_described_columns_of_fact_tables_are_those_of_the_schema() {
        let tags: BTreeSet<[u8; 2]> = FACTS.iter().map(|t| t.tag).collect();
        assert_eq!(tags.len(), FACTS.len(), "two tables share a tag");
        for scratch in Scratch::each(&mut std::io::stderr()).unwrap() {
            for fact in FACTS {
                let shape = scratch.db.read(|tx| table(tx, fact.name)).unwrap().unwrap();
                let mut described: Vec<&str> = fact.columns.to_vec();
                described.extend(fact.is_superseded.then_some(crate::fact::SUPERSEDED_N));
                described.sort_unstable();
                let mut columns = shape.columns.clone();
                columns.sort();
                assert_eq!(described, columns, "{}", fact.name);
                assert_eq!(fact.key, shape.key, "{}", fact.name);
                assert!(
                    fact.columns.contains(&fact.subject) && fact.columns.contains(&crate::fact::N),
                    "{}",
                    fact.name
                );
            }
        }
    }

    #[test]
    fn tables_that_only_grow_refuse_update_and_delete() {
        let lite = Scratch::lite().unwrap();
        for scratch in Scratch::each(&mut std::io::stderr()).unwrap() {
            for fact in FACTS {
                let row = sample(&lite.db, fact);
                let db = &scratch.db;
                db.write(move |tx| tx.bulk(fact.name, fact.columns, &mut std::iter::once(row.clone())))
                    .unwrap();
                let refused = |sql: String| {
                    let sql: &'static str = sql.leak();
                    let trouble = db.write(move |tx| tx.execute(sql, &[])).expect_err(sql);
                    assert_eq!(trouble.kind(), TroubleKind::Constraint, "{sql}: {trouble}");
                };
                refused(format!("DELETE FROM {}", fact.name));
                for column in fact.columns {
                    refused(format!("UPDATE {} SET {column} = NULL", fact.name));
                    refused(format!("UPDATE {0} SET {column} = {column}", fact.name));
                }
                if fact.is_superseded {
                    let other = fact.columns.iter().find(|c| !fact.key.contains(c)).unwrap_or(&fact.columns[0]);
                    refused(format!("UPDATE {} SET superseded_n = 2, {other} = NULL", fact.name));
                    let sql: &'static str = format!("UPDATE {} SET superseded_n = 2", fact.name).leak();
                    assert_eq!(db.write(move |tx| tx.execute(sql, &[])), Ok(1), "{sql}");
                    refused(format!("UPDATE {} SET superseded_n = 3", fact.name));
                    refused(format!("UPDATE {} SET superseded_n = NULL", fact.name));
                }
            }
        }
    }
}
