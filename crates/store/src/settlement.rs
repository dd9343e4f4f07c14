//! Which bills are settled, by what, and with which late fee.

use std::collections::BTreeSet;

use domain::bill::BillKind;
use domain::collection::{ClaimKey, Settlement, Settler};
use domain::ids::{BatchId, EmployerId, TransferId};
use units::Month;

use crate::fact::Table;
use crate::{Row, Trouble, Tx, V};

/// Settlements; one that was reversed is superseded.
pub static SETTLEMENT: Table = Table::new(
    "settlement",
    &[
        "employer_id",
        "month",
        "kind",
        "n",
        "attempt",
        "batch_id",
        "transfer_id",
        "value_date",
        "principal_fen",
        "fee_fen",
        "fee_days",
    ],
    &["employer_id", "month", "kind", "n"],
    "employer_id",
)
.superseded();

/// The row of a settlement, in the order of [`SETTLEMENT`].
pub fn row(employer: EmployerId, settlement: &Settlement) -> Vec<V> {
    let (attempt, batch, transfer) = match settlement.by {
        Settler::Debit { attempt, batch, transfer } => (Some(attempt), Some(batch.0), transfer),
        Settler::Remittance(id) => (None, None, id),
    };
    vec![
        employer.0.into(),
        settlement.key.month.into(),
        settlement.key.kind.stored().into(),
        settlement.n.into(),
        attempt.into(),
        batch.into(),
        transfer.0.into(),
        settlement.value_date.into(),
        settlement.principal.into(),
        settlement.fee.into(),
        settlement.fee_days.into(),
    ]
}

fn restore(row: &Row) -> Result<Settlement, Trouble> {
    let odd = |what: &str| Trouble::value(format!("settlement row: {what}"));
    let transfer = TransferId(row.i64(5)?);
    let by = match (row.opt_i64(3)?, row.opt_i64(4)?) {
        (Some(attempt), Some(batch)) => Settler::Debit {
            attempt: attempt as u8,
            batch: BatchId(batch),
            transfer,
        },
        (None, None) => Settler::Remittance(transfer),
        (Some(_), None) | (None, Some(_)) => return Err(odd("half a debit")),
    };
    Ok(Settlement {
        key: ClaimKey {
            month: row.month(0)?,
            kind: BillKind::from_stored(row.i64(1)?).ok_or_else(|| odd("unknown kind of bill"))?,
        },
        n: row.i64(2)?,
        by,
        value_date: row.date(6)?,
        principal: row.fen(7)?,
        fee: row.fen(8)?,
        fee_days: u32::try_from(row.i64(9)?).map_err(|_| odd("days"))?,
    })
}

/// The bills of an employer that are settled, oldest month first.
pub fn of_employer(tx: &mut Tx, employer: EmployerId) -> Result<Vec<Settlement>, Trouble> {
    let sql = "SELECT month, kind, n, attempt, batch_id, transfer_id, value_date, principal_fen, fee_fen, fee_days FROM settlement \
               WHERE employer_id = $1 AND superseded_n IS NULL ORDER BY month, kind";
    tx.query(sql, &[employer.0.into()])?.iter().map(restore).collect()
}

/// The bills settled by one event.
pub fn of_event(tx: &mut Tx, employer: EmployerId, n: i64) -> Result<Vec<Settlement>, Trouble> {
    let sql = "SELECT month, kind, n, attempt, batch_id, transfer_id, value_date, principal_fen, fee_fen, fee_days FROM settlement \
               WHERE employer_id = $1 AND n = $2 ORDER BY month, kind";
    tx.query(sql, &[employer.0.into(), n.into()])?.iter().map(restore).collect()
}

/// Whether a bill of a month is settled.
pub fn is_settled(tx: &mut Tx, employer: EmployerId, month: Month) -> Result<bool, Trouble> {
    let sql = "SELECT 1 FROM settlement WHERE employer_id = $1 AND month = $2 AND superseded_n IS NULL LIMIT 1";
    Ok(tx.one(sql, &[employer.0.into(), month.into()])?.is_some())
}

/// Employers of a range, first and last included, that have an unsettled bill of a run month.
pub fn unsettled_in_run(tx: &mut Tx, first: EmployerId, last: EmployerId, run_month: Month) -> Result<BTreeSet<EmployerId>, Trouble> {
    let sql = "SELECT b.employer_id FROM bill AS b WHERE b.employer_id BETWEEN $1 AND $2 AND b.run_month = $3 AND NOT EXISTS \
               (SELECT 1 FROM settlement AS s WHERE s.employer_id = b.employer_id AND s.month = b.month AND s.kind = b.kind \
               AND s.superseded_n IS NULL)";
    let mut employers = BTreeSet::new();
    tx.stream(sql, &[first.0.into(), last.0.into(), run_month.into()], &mut |row| {
        employers.insert(EmployerId(row.i64(0)?));
        Ok(())
    })?;
    Ok(employers)
}

/// Bills that are settled by two rows that both hold: there must be none.
pub fn settled_twice(tx: &mut Tx) -> Result<Vec<(EmployerId, Month, i64)>, Trouble> {
    let sql = "SELECT employer_id, month, kind FROM settlement WHERE superseded_n IS NULL \
               GROUP BY employer_id, month, kind HAVING COUNT(*) > 1 ORDER BY employer_id, month, kind";
    let read = |row: &Row| Ok((EmployerId(row.i64(0)?), row.month(1)?, row.i64(2)?));
    tx.query(sql, &[])?.iter().map(read).collect()
}

/// How many settlements hold.
pub fn count(tx: &mut Tx) -> Result<u64, Trouble> {
    let row = tx.one("SELECT COUNT(*) FROM settlement WHERE superseded_n IS NULL", &[])?;
    row.map_or(Ok(0), |r| r.i64(0)).map(|n| n.max(0) as u64)
}
