//! What is kept beside the facts so that it is found faster, held against the facts; and participations held against each other.

use units::Month;

use crate::{Row, Trouble, Tx};

/// A projection and how the facts say it: both ways of differing are named.
struct Index {
    table: &'static str,
    columns: &'static [&'static str],
    facts: &'static str,
}

const INDEXES: [Index; 3] = [
    Index {
        table: "person_place",
        columns: &["person_id", "employer_id", "branch_group", "from_month", "to_month"],
        facts: "SELECT person_id, employer_id, branch_group, from_month, to_month FROM spell \
                WHERE superseded_n IS NULL AND (to_month IS NULL OR to_month >= from_month)",
    },
    Index {
        table: "identity",
        columns: &["person_id", "number"],
        facts: "SELECT person_id, number FROM person WHERE superseded_n IS NULL",
    },
    Index {
        table: "employer_code",
        columns: &["employer_id", "credit_code"],
        facts: "SELECT employer_id, credit_code FROM employer WHERE superseded_n IS NULL",
    },
];

/// Rows that the facts do not say, and rows that they say and that are not there. Answers how many rows were held against
/// the facts.
pub fn odd_indexes(tx: &mut Tx) -> Result<(u64, Vec<String>), Trouble> {
    let (mut examined, mut broken) = (0, Vec::new());
    for index in &INDEXES {
        let kept = format!("SELECT {} FROM {}", index.columns.join(", "), index.table);
        let count = tx.query_text(&format!("SELECT COUNT(*) FROM {}", index.table), &[])?;
        examined += count.first().map_or(Ok(0), |row| row.i64(0))?.unsigned_abs();
        for (word, sql) in [
            ("unproved", format!("{kept} EXCEPT {}", index.facts)),
            ("missing", format!("{} EXCEPT {kept}", index.facts)),
        ] {
            tx.stream_text(&sql, &[], &mut |row| {
                broken.push(format!("{} {word}: {}", index.table, named(index.columns, row)?));
                Ok(())
            })?;
        }
    }
    // Whoever holds a subject is a list that is still being filed.
    let sql = "SELECT subject_id FROM subject WHERE busy IS NOT NULL \
               AND NOT EXISTS (SELECT 1 FROM job WHERE job.job_id = subject.busy AND job.result IS NULL) ORDER BY subject_id";
    for row in tx.query(sql, &[])? {
        broken.push(format!("subject held by nobody: subject_id={}", row.i64(0)?));
    }
    broken.sort();
    Ok((examined, broken))
}

/// The row as `column=value …`. Numbers of persons stay out of a report: they are named by their identifier.
fn named(columns: &[&str], row: &Row) -> Result<String, Trouble> {
    let mut parts = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        match *column {
            "number" | "credit_code" => {}
            _ => {
                let value = row.opt_i64(at)?.map_or_else(|| "none".to_owned(), |value| value.to_string());
                parts.push(format!("{column}={value}"));
            }
        }
    }
    Ok(parts.join(" "))
}

/// Participations of one person in one branch group that share a month. Answers how many participations were looked at.
pub fn overlaps(tx: &mut Tx) -> Result<(u64, Vec<String>), Trouble> {
    let sql = "SELECT person_id, branch_group, from_month, to_month, employer_id FROM spell \
               WHERE superseded_n IS NULL AND (to_month IS NULL OR to_month >= from_month) \
               ORDER BY person_id, branch_group, from_month, employer_id";
    let (mut examined, mut broken) = (0, Vec::new());
    // The participation that reaches furthest so far: person, group, employer, last month.
    let mut furthest: Option<(i64, i64, i64, Option<Month>)> = None;
    tx.stream(sql, &[], &mut |row| {
        examined += 1;
        let (person, group, from, to, employer) = (row.i64(0)?, row.i64(1)?, row.month(2)?, row.opt_month(3)?, row.i64(4)?);
        if let Some((who, of, at, last)) = furthest.filter(|f| (f.0, f.1) == (person, group)) {
            if last.is_none_or(|last| from <= last) {
                broken.push(format!(
                    "spell person_id={who} branch_group={of} month={} employer_id={at} and employer_id={employer}",
                    from.code()
                ));
            }
            let reaches_further = match (last, to) {
                (None, _) => false,
                (Some(_), None) => true,
                (Some(last), Some(to)) => to > last,
            };
            if !reaches_further {
                return Ok(());
            }
        }
        furthest = Some((person, group, employer, to));
        Ok(())
    })?;
    Ok((examined, broken))
}
