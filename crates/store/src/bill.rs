//! Bills: the sums, and the point of knowledge that their lines follow from.

use std::collections::BTreeMap;

use domain::assessment::BillTotals;
use domain::bill::{Basis, Bill, BillKind, Cause};
use domain::ids::{EmployerId, PersonId};
use domain::registry::Person;
use units::{Fen, Month};

use crate::fact::Table;
use crate::{Row, Trouble, Tx, V, person};

/// The columns, in the order of [`row`].
pub const COLUMNS: &[&str] = &[
    "employer_id",
    "month",
    "kind",
    "n",
    "version",
    "pack",
    "known_on",
    "people",
    "er_pension",
    "er_medical",
    "er_unemployment",
    "er_employment_injury",
    "er_maternity",
    "ee_pension",
    "ee_medical",
    "ee_unemployment",
    "ee_employment_injury",
    "ee_maternity",
    "ee_fixed",
    "to_pension_account",
    "to_medical_account",
    "surcharge_fen",
    "total_fen",
    "run_month",
    "cause",
    "waived_until",
    "closed_on",
];

/// Bills. A row of `n` 0 was written by a sweep and is proved by its slice; others by the employer's event.
pub static BILL: Table = Table::new("bill", COLUMNS, &["employer_id", "month", "kind"], "employer_id").swept();

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT employer_id, month, kind, n, version, pack, known_on, people, er_pension, er_medical, er_unemployment, ",
            "er_employment_injury, er_maternity, ee_pension, ee_medical, ee_unemployment, ee_employment_injury, ee_maternity, ",
            "ee_fixed, to_pension_account, to_medical_account, surcharge_fen, total_fen, run_month, cause, waived_until, closed_on FROM bill ",
            $rest
        )
    };
}

/// The row of a bill, in the order of [`COLUMNS`].
pub fn row(bill: &Bill) -> Vec<V> {
    let t = &bill.totals;
    let mut row = Vec::with_capacity(COLUMNS.len());
    row.extend([
        V::I(bill.employer.0),
        bill.month.into(),
        V::I(bill.kind.stored()),
        V::I(bill.n.unwrap_or(0)),
        V::I(bill.basis.version),
        bill.basis.pack.as_str().into(),
        bill.basis.known_on.into(),
        t.people.into(),
    ]);
    row.extend(t.employer.iter().chain(&t.employee).map(|f| V::from(*f)));
    row.extend([t.ee_fixed, t.to_pension_account, t.to_medical_account, bill.surcharge, t.total()].map(V::from));
    row.extend([
        bill.run_month.into(),
        bill.cause.map(Cause::code).into(),
        bill.waived_until.into(),
        bill.closed_on.into(),
    ]);
    row
}

fn restore(row: &Row) -> Result<Bill, Trouble> {
    let odd = |what: &str| Trouble::value(format!("bill row: unknown {what}"));
    let five = |from: usize| -> Result<[Fen; 5], Trouble> {
        let mut side = [Fen::ZERO; 5];
        for (i, amount) in side.iter_mut().enumerate() {
            *amount = row.fen(from + i)?;
        }
        Ok(side)
    };
    let totals = BillTotals {
        people: u32::try_from(row.i64(7)?).map_err(|_| odd("number of people"))?,
        employer: five(8)?,
        employee: five(13)?,
        ee_fixed: row.fen(18)?,
        to_pension_account: row.fen(19)?,
        to_medical_account: row.fen(20)?,
    };
    let cause = row
        .opt_text(24)?
        .map(|code| Cause::from_code(code).ok_or_else(|| odd("cause")))
        .transpose()?;
    Ok(Bill {
        employer: EmployerId(row.i64(0)?),
        month: row.month(1)?,
        kind: BillKind::from_stored(row.i64(2)?).ok_or_else(|| odd("kind"))?,
        n: Some(row.i64(3)?).filter(|n| *n != 0),
        basis: Basis {
            version: row.i64(4)?,
            pack: row.text(5)?.to_owned(),
            known_on: row.date(6)?,
        },
        totals,
        surcharge: row.fen(21)?,
        run_month: row.month(23)?,
        cause,
        waived_until: row.opt_date(25)?,
        closed_on: row.date(26)?,
    })
}

fn all(tx: &mut Tx, sql: &'static str, args: &[V]) -> Result<Vec<Bill>, Trouble> {
    let mut bills = Vec::new();
    tx.stream(sql, args, &mut |row| {
        bills.push(restore(row)?);
        Ok(())
    })?;
    Ok(bills)
}

/// All bills of an employer, oldest month first, in the order in which each month's were made.
pub fn of_employer(tx: &mut Tx, employer: EmployerId) -> Result<Vec<Bill>, Trouble> {
    all(tx, select!("WHERE employer_id = $1 ORDER BY month, kind"), &[employer.0.into()])
}

/// The bills of one month that follow from the roll, in the order in which they were made; none where the month was not billed.
pub fn of_month(tx: &mut Tx, employer: EmployerId, month: Month) -> Result<Vec<Bill>, Trouble> {
    all(
        tx,
        select!("WHERE employer_id = $1 AND month = $2 AND kind % 10 < 3 ORDER BY kind"),
        &[employer.0.into(), month.into()],
    )
}

/// The highest number of a later bill of a month, of any kind; 0 where there is none.
pub fn last_ordinal(tx: &mut Tx, employer: EmployerId, month: Month) -> Result<u16, Trouble> {
    let sql = "SELECT COALESCE(MAX(kind), 0) FROM bill WHERE employer_id = $1 AND month = $2";
    let row = tx.one(sql, &[employer.0.into(), month.into()])?;
    let kind = row.map_or(Ok(0), |row| row.i64(0))?;
    u16::try_from(kind / 10).map_err(|_| Trouble::value("bill row: unknown kind".to_owned()))
}

/// One bill.
pub fn load(tx: &mut Tx, employer: EmployerId, month: Month, kind: BillKind) -> Result<Option<Bill>, Trouble> {
    let key = [employer.0.into(), month.into(), V::I(kind.stored())];
    Ok(all(tx, select!("WHERE employer_id = $1 AND month = $2 AND kind = $3"), &key)?.pop())
}

/// The bills that a close made for a range of employers, first and last included: of that month, and differences of others.
pub fn of_run(tx: &mut Tx, first: EmployerId, last: EmployerId, run_month: Month) -> Result<Vec<Bill>, Trouble> {
    let sql = select!("WHERE employer_id BETWEEN $1 AND $2 AND run_month = $3 ORDER BY employer_id, month, kind");
    all(tx, sql, &[first.0.into(), last.0.into(), run_month.into()])
}

/// The bills of one month of a range of employers that follow from the roll, by employer and in the order in which they were made.
pub fn of_range(tx: &mut Tx, first: EmployerId, last: EmployerId, month: Month) -> Result<Vec<Bill>, Trouble> {
    let sql = select!("WHERE employer_id BETWEEN $1 AND $2 AND month = $3 AND kind % 10 < 3 ORDER BY employer_id, kind");
    all(tx, sql, &[first.0.into(), last.0.into(), month.into()])
}

/// Everybody who was ever on an employer's roll: the names on its bills.
pub fn people(tx: &mut Tx, employer: EmployerId) -> Result<BTreeMap<PersonId, Person>, Trouble> {
    let sql = "SELECT DISTINCT p.person_id, p.name, p.number, p.born, p.female FROM spell AS s \
               JOIN person AS p ON p.person_id = s.person_id AND p.superseded_n IS NULL WHERE s.employer_id = $1";
    let rows = tx.query(sql, &[employer.0.into()])?;
    rows.iter().map(|row| person::restore(row, 0).map(|p| (p.id, p))).collect()
}

/// The bills of a range of employers whose stored total is not the sum of their columns.
pub fn odd_totals(tx: &mut Tx, first: EmployerId, last: EmployerId) -> Result<Vec<(EmployerId, Month, i64)>, Trouble> {
    let sql = "SELECT employer_id, month, kind FROM bill WHERE employer_id BETWEEN $1 AND $2 AND total_fen <> er_pension + er_medical \
               + er_unemployment + er_employment_injury + er_maternity + ee_pension + ee_medical + ee_unemployment \
               + ee_employment_injury + ee_maternity + ee_fixed ORDER BY employer_id, month, kind";
    let rows = tx.query(sql, &[first.0.into(), last.0.into()])?;
    rows.iter()
        .map(|row| Ok((EmployerId(row.i64(0)?), row.month(1)?, row.i64(2)?)))
        .collect()
}

/// Employers with a bill below zero: something may have to be given back.
pub fn employers_below_zero(tx: &mut Tx) -> Result<Vec<EmployerId>, Trouble> {
    let sql = "SELECT DISTINCT employer_id FROM bill WHERE total_fen < 0 ORDER BY employer_id";
    tx.query(sql, &[])?.iter().map(|row| Ok(EmployerId(row.i64(0)?))).collect()
}
