//! Declarations: what was shown as the month when it was declared.

use domain::declaration::{Declaration, How};
use domain::ids::EmployerId;
use units::{Fen, Month};

use crate::fact::Table;
use crate::{Row, Trouble, Tx, V};

/// The columns, in the order of [`row`].
pub const COLUMNS: &[&str] = &["employer_id", "month", "version", "how", "n", "people", "total_fen", "on_date"];

/// Declarations. A row of `n` 0 was written by the default day's sweep and is proved by its slice.
pub static DECLARATION: Table = Table::new("declaration", COLUMNS, &["employer_id", "month", "version", "how"], "employer_id").swept();

/// The row of a declaration, in the order of [`COLUMNS`]. `n` is the employer's event, 0 for a sweep.
pub fn row(employer: EmployerId, declaration: &Declaration, n: i64) -> Vec<V> {
    vec![
        employer.0.into(),
        declaration.month.into(),
        declaration.version.into(),
        declaration.how.index().into(),
        n.into(),
        declaration.people.into(),
        declaration.total.into(),
        declaration.on.into(),
    ]
}

fn restore(row: &Row) -> Result<Declaration, Trouble> {
    let odd = |what: &str| Trouble::value(format!("declaration row: unknown {what}"));
    Ok(Declaration {
        month: row.month(0)?,
        version: row.i64(1)?,
        how: How::from_index(row.i64(2)?).ok_or_else(|| odd("how"))?,
        people: u32::try_from(row.i64(3)?).map_err(|_| odd("number of people"))?,
        total: Fen(row.i64(4)?),
        on: row.date(5)?,
    })
}

/// All declarations of a month, oldest first: the last one stands.
pub fn of_month(tx: &mut Tx, employer: EmployerId, month: Month) -> Result<Vec<Declaration>, Trouble> {
    let sql = "SELECT month, version, how, people, total_fen, on_date FROM declaration \
               WHERE employer_id = $1 AND month = $2 ORDER BY version, how";
    tx.query(sql, &[employer.0.into(), month.into()])?.iter().map(restore).collect()
}

/// What stands for a month: the latest declaration, if any.
pub fn latest(tx: &mut Tx, employer: EmployerId, month: Month) -> Result<Option<Declaration>, Trouble> {
    Ok(of_month(tx, employer, month)?.pop())
}

/// The last word on a month as known at a version of the employer.
pub fn as_known(tx: &mut Tx, employer: EmployerId, month: Month, version: i64) -> Result<Option<Declaration>, Trouble> {
    let all = of_month(tx, employer, month)?;
    Ok(all.into_iter().rfind(|declared| declared.version <= version))
}

/// Who of a range of employers needs no declaration by default: the last word on the month is a declaration.
pub fn declared_in(tx: &mut Tx, first: EmployerId, last: EmployerId, month: Month) -> Result<Vec<EmployerId>, Trouble> {
    let sql = "SELECT employer_id, version, how FROM declaration WHERE employer_id BETWEEN $1 AND $2 AND month = $3 \
               ORDER BY employer_id, version, how";
    let mut last_words: Vec<(EmployerId, i64)> = Vec::new();
    tx.stream(sql, &[first.0.into(), last.0.into(), month.into()], &mut |row| {
        let employer = EmployerId(row.i64(0)?);
        match last_words.last_mut() {
            Some((same, how)) if *same == employer => *how = row.i64(2)?,
            _ => last_words.push((employer, row.i64(2)?)),
        }
        Ok(())
    })?;
    let declared = |how: i64| How::from_index(how).is_some_and(How::is_declared);
    Ok(last_words.into_iter().filter(|(_, how)| declared(*how)).map(|(e, _)| e).collect())
}
