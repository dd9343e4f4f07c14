//! Debits of back payments that were filed online, and the files they went with. Their answers are in the table of all answers.

use domain::collection::{Answer, FilingBatch, FilingDebit};
use domain::ids::{BatchId, CaseId, EmployerId, SubjectId, TransferId};
use domain::registry::Mandate;
use units::Date;

use crate::debit::{OutcomeSum, outcome};
use crate::fact::Table;
use crate::{Row, Trouble, Tx, V};

/// Files of a day's debits.
pub static BATCH: Table = Table::new(
    "filing_batch",
    &["region_id", "batch_id", "n", "collect_on", "made_at", "debits", "total_fen"],
    &["region_id", "batch_id"],
    "region_id",
);

/// Debits as asked of the bank.
pub static DEBIT: Table = Table::new(
    "filing_debit",
    &[
        "employer_id",
        "case_id",
        "collect_on",
        "n",
        "batch_id",
        "transfer_id",
        "amount_fen",
        "mandate",
        "mandate_from",
        "bank",
        "bank_code",
        "account_name",
        "account_number",
    ],
    &["employer_id", "case_id", "collect_on"],
    "employer_id",
);

/// The row of a batch, in the order of [`BATCH`].
pub fn batch_row(region: SubjectId, batch: &FilingBatch) -> Vec<V> {
    vec![
        region.0.into(),
        batch.id.0.into(),
        batch.n.into(),
        batch.collect_on.into(),
        batch.made_at.into(),
        batch.debits.into(),
        batch.total.into(),
    ]
}

fn batch(row: &Row) -> Result<FilingBatch, Trouble> {
    Ok(FilingBatch {
        id: BatchId(row.i64(0)?),
        collect_on: row.date(1)?,
        made_at: row.i64(2)?,
        debits: row.i64(3)?,
        total: row.fen(4)?,
        n: row.i64(5)?,
    })
}

/// A batch.
pub fn load_batch(tx: &mut Tx, region: SubjectId, id: BatchId) -> Result<Option<FilingBatch>, Trouble> {
    let sql = "SELECT batch_id, collect_on, made_at, debits, total_fen, n FROM filing_batch WHERE region_id = $1 AND batch_id = $2";
    tx.one(sql, &[region.0.into(), id.0.into()])?.map(|row| batch(&row)).transpose()
}

/// The batch that an event of the region made.
pub fn batch_of_event(tx: &mut Tx, region: SubjectId, n: i64) -> Result<Option<FilingBatch>, Trouble> {
    let sql = "SELECT batch_id, collect_on, made_at, debits, total_fen, n FROM filing_batch WHERE region_id = $1 AND n = $2";
    tx.one(sql, &[region.0.into(), n.into()])?.map(|row| batch(&row)).transpose()
}

/// The batches of a region, latest first.
pub fn batches(tx: &mut Tx, region: SubjectId, limit: i64) -> Result<Vec<FilingBatch>, Trouble> {
    let sql = "SELECT batch_id, collect_on, made_at, debits, total_fen, n FROM filing_batch WHERE region_id = $1 \
               ORDER BY collect_on DESC, batch_id DESC LIMIT $2";
    tx.query(sql, &[region.0.into(), limit.into()])?.iter().map(batch).collect()
}

/// The row of a debit, in the order of [`DEBIT`].
pub fn row(debit: &FilingDebit) -> Vec<V> {
    let m = &debit.mandate;
    vec![
        debit.employer.0.into(),
        debit.case.0.into(),
        debit.collect_on.into(),
        debit.n.into(),
        debit.batch.0.into(),
        debit.transfer.0.into(),
        debit.amount.into(),
        m.reference.as_str().into(),
        m.from.into(),
        m.bank.as_str().into(),
        m.bank_code.as_str().into(),
        m.account_name.as_str().into(),
        m.account_number.as_str().into(),
    ]
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT d.employer_id, d.case_id, d.n, d.batch_id, d.transfer_id, d.amount_fen, d.collect_on, d.mandate, d.mandate_from, ",
            "d.bank, d.bank_code, d.account_name, d.account_number, a.outcome, a.cause, a.bank_says, a.short_fen, a.value_date, ",
            "a.file_id, a.line, a.n FROM filing_debit AS d ",
            "LEFT JOIN debit_answer AS a ON a.employer_id = d.employer_id AND a.transfer_id = d.transfer_id ",
            $rest
        )
    };
}

fn restore(row: &Row) -> Result<FilingDebit, Trouble> {
    let answer = match row.opt_text(13)? {
        None => None,
        Some(code) => Some(Answer {
            outcome: outcome(code, row.opt_text(14)?)?,
            bank_says: row.opt_text(15)?.map(str::to_owned),
            short: row.opt_i64(16)?.map(units::Fen),
            value_date: row.date(17)?,
            file: row.i64(18)?,
            line: row.i64(19)?,
            n: row.i64(20)?,
        }),
    };
    Ok(FilingDebit {
        employer: EmployerId(row.i64(0)?),
        case: CaseId(row.i64(1)?),
        n: row.i64(2)?,
        batch: BatchId(row.i64(3)?),
        transfer: TransferId(row.i64(4)?),
        amount: row.fen(5)?,
        collect_on: row.date(6)?,
        mandate: Mandate {
            reference: row.text(7)?.to_owned(),
            from: row.date(8)?,
            bank: row.text(9)?.to_owned(),
            bank_code: row.text(10)?.to_owned(),
            account_name: row.text(11)?.to_owned(),
            account_number: row.text(12)?.to_owned(),
        },
        answer,
    })
}

fn all(tx: &mut Tx, sql: &'static str, args: &[V]) -> Result<Vec<FilingDebit>, Trouble> {
    tx.query(sql, args)?.iter().map(restore).collect()
}

/// One debit.
pub fn load(tx: &mut Tx, employer: EmployerId, transfer: TransferId) -> Result<Option<FilingDebit>, Trouble> {
    let key = [employer.0.into(), transfer.0.into()];
    Ok(all(tx, select!("WHERE d.employer_id = $1 AND d.transfer_id = $2"), &key)?.pop())
}

/// The debit of a case for a day.
pub fn of_filing(tx: &mut Tx, employer: EmployerId, case: CaseId, on: Date) -> Result<Option<FilingDebit>, Trouble> {
    let sql = select!("WHERE d.employer_id = $1 AND d.case_id = $2 AND d.collect_on = $3");
    Ok(all(tx, sql, &[employer.0.into(), case.0.into(), on.into()])?.pop())
}

/// All debits of a batch, in the order of employers and cases.
pub fn whole_batch(tx: &mut Tx, id: BatchId) -> Result<Vec<FilingDebit>, Trouble> {
    all(
        tx,
        select!("WHERE d.batch_id = $1 ORDER BY d.employer_id, d.case_id"),
        &[id.0.into()],
    )
}

/// What the bank answered to a batch, by outcome and cause.
pub fn batch_outcomes(tx: &mut Tx, id: BatchId) -> Result<Vec<OutcomeSum>, Trouble> {
    let sql = "SELECT a.outcome, a.cause, COUNT(*), CAST(SUM(d.amount_fen) AS BIGINT) FROM filing_debit AS d \
               LEFT JOIN debit_answer AS a ON a.employer_id = d.employer_id AND a.transfer_id = d.transfer_id \
               WHERE d.batch_id = $1 GROUP BY a.outcome, a.cause ORDER BY COUNT(*) DESC";
    let read = |row: &Row| {
        let outcome = match row.opt_text(0)? {
            None => None,
            Some(code) => Some(outcome(code, row.opt_text(1)?)?),
        };
        Ok((outcome, row.i64(2)?, row.fen(3)?))
    };
    tx.query(sql, &[id.0.into()])?.iter().map(read).collect()
}

/// Debits of days before one that the bank has not answered, oldest first: their filings wait for it.
pub fn unanswered(tx: &mut Tx, region: &str, before: Date) -> Result<Vec<FilingDebit>, Trouble> {
    let sql = select!(
        "JOIN subject AS s ON s.subject_id = d.employer_id \
         WHERE a.outcome IS NULL AND d.collect_on < $1 AND s.region = $2 ORDER BY d.collect_on, d.employer_id, d.case_id"
    );
    all(tx, sql, &[before.into(), region.into()])
}

/// Cases of a region that are filed for a day and for which no debit was asked of the bank; whether online, their stories say.
pub fn unasked(tx: &mut Tx, region: &str, on: Date) -> Result<Vec<(EmployerId, CaseId)>, Trouble> {
    let sql = "SELECT f.employer_id, f.case_id FROM back_payment_file AS f JOIN subject AS s ON s.subject_id = f.employer_id \
               WHERE f.state = 'accepted' AND f.due_on = $1 AND s.region = $2 AND NOT EXISTS (SELECT 1 FROM filing_debit AS d \
               WHERE d.employer_id = f.employer_id AND d.case_id = f.case_id AND d.collect_on = $1) ORDER BY f.employer_id, f.case_id";
    tx.query(sql, &[on.into(), region.into()])?
        .iter()
        .map(|row| Ok((EmployerId(row.i64(0)?), CaseId(row.i64(1)?))))
        .collect()
}
