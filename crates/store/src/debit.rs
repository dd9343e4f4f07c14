//! Debits asked of the bank, their batches, and what the bank answered.

use domain::bill::BillKind;
use domain::collection::{Answer, Batch, Cause, ClaimKey, Debit, Doubt, Outcome};
use domain::ids::{BatchId, EmployerId, SubjectId, TransferId};
use domain::registry::Mandate;
use units::{Date, Month};

use crate::fact::Table;
use crate::{Row, Trouble, Tx, V};

/// Batches of debits, in their two stages.
pub static BATCH: Table = Table::new(
    "debit_batch",
    &[
        "region_id",
        "batch_id",
        "stage",
        "n",
        "run_month",
        "attempt",
        "collect_on",
        "made_at",
        "bills",
        "total_fen",
    ],
    &["region_id", "batch_id", "stage"],
    "region_id",
);

/// Debits as asked of the bank.
pub static DEBIT: Table = Table::new(
    "debit",
    &[
        "employer_id",
        "month",
        "kind",
        "attempt",
        "n",
        "batch_id",
        "transfer_id",
        "amount_fen",
        "collect_on",
        "mandate",
        "mandate_from",
        "bank",
        "bank_code",
        "account_name",
        "account_number",
    ],
    &["employer_id", "month", "kind", "attempt"],
    "employer_id",
);

/// What the bank answered.
pub static ANSWER: Table = Table::new(
    "debit_answer",
    &[
        "employer_id",
        "transfer_id",
        "n",
        "file_id",
        "line",
        "outcome",
        "cause",
        "bank_says",
        "short_fen",
        "value_date",
    ],
    &["employer_id", "transfer_id"],
    "employer_id",
);

/// Lines that contradict an earlier answer.
pub static DOUBT: Table = Table::new(
    "doubt",
    &[
        "employer_id",
        "file_id",
        "line",
        "n",
        "transfer_id",
        "verdict",
        "amount_fen",
        "on_date",
    ],
    &["employer_id", "file_id", "line"],
    "employer_id",
)
.superseded();

/// The row of a batch in its stage, in the order of [`BATCH`].
pub fn batch_row(region: SubjectId, batch: &Batch, n: i64) -> Vec<V> {
    vec![
        region.0.into(),
        batch.id.0.into(),
        batch.complete.into(),
        n.into(),
        batch.run_month.into(),
        batch.attempt.into(),
        batch.collect_on.into(),
        batch.made_at.into(),
        batch.bills.into(),
        batch.total.into(),
    ]
}

fn batch(row: &Row) -> Result<Batch, Trouble> {
    Ok(Batch {
        id: BatchId(row.i64(0)?),
        complete: row.bool(1)?,
        run_month: row.month(2)?,
        attempt: row.i64(3)? as u8,
        collect_on: row.date(4)?,
        made_at: row.i64(5)?,
        bills: row.i64(6)?,
        total: row.fen(7)?,
    })
}

/// The batch of a run month and attempt in its last stage, if it was begun.
pub fn batch_of(tx: &mut Tx, region: SubjectId, run_month: Month, attempt: u8) -> Result<Option<Batch>, Trouble> {
    let sql = "SELECT batch_id, stage, run_month, attempt, collect_on, made_at, bills, total_fen FROM debit_batch \
               WHERE region_id = $1 AND run_month = $2 AND attempt = $3 ORDER BY stage DESC LIMIT 1";
    tx.one(sql, &[region.0.into(), run_month.into(), attempt.into()])?
        .map(|row| batch(&row))
        .transpose()
}

/// A batch in its last stage.
pub fn load_batch(tx: &mut Tx, region: SubjectId, id: BatchId) -> Result<Option<Batch>, Trouble> {
    let sql = "SELECT batch_id, stage, run_month, attempt, collect_on, made_at, bills, total_fen FROM debit_batch \
               WHERE region_id = $1 AND batch_id = $2 ORDER BY stage DESC LIMIT 1";
    tx.one(sql, &[region.0.into(), id.0.into()])?.map(|row| batch(&row)).transpose()
}

/// The batches of a region in their last stage, latest first.
pub fn batches(tx: &mut Tx, region: SubjectId, limit: i64) -> Result<Vec<Batch>, Trouble> {
    let sql = "SELECT batch_id, stage, run_month, attempt, collect_on, made_at, bills, total_fen FROM debit_batch AS b \
               WHERE region_id = $1 AND stage = (SELECT MAX(c.stage) FROM debit_batch AS c \
               WHERE c.region_id = b.region_id AND c.batch_id = b.batch_id) ORDER BY collect_on DESC, batch_id DESC LIMIT $2";
    tx.query(sql, &[region.0.into(), limit.into()])?.iter().map(batch).collect()
}

/// The row of a debit, in the order of [`DEBIT`].
pub fn row(debit: &Debit) -> Vec<V> {
    let m = &debit.mandate;
    vec![
        debit.employer.0.into(),
        debit.claim.month.into(),
        debit.claim.kind.stored().into(),
        debit.attempt.into(),
        debit.n.into(),
        debit.batch.0.into(),
        debit.transfer.0.into(),
        debit.amount.into(),
        debit.collect_on.into(),
        m.reference.as_str().into(),
        m.from.into(),
        m.bank.as_str().into(),
        m.bank_code.as_str().into(),
        m.account_name.as_str().into(),
        m.account_number.as_str().into(),
    ]
}

/// The row of an answer, in the order of [`ANSWER`].
pub fn answer_row(employer: EmployerId, transfer: TransferId, answer: &Answer) -> Vec<V> {
    let (outcome, cause) = outcome_codes(answer.outcome);
    vec![
        employer.0.into(),
        transfer.0.into(),
        answer.n.into(),
        answer.file.into(),
        answer.line.into(),
        outcome.into(),
        cause.into(),
        answer.bank_says.as_deref().into(),
        answer.short.into(),
        answer.value_date.into(),
    ]
}

pub(crate) fn outcome_codes(outcome: Outcome) -> (&'static str, Option<&'static str>) {
    match outcome {
        Outcome::Paid => ("paid", None),
        Outcome::Bounced(cause) => ("bounced", Some(cause.code())),
    }
}

pub(crate) fn outcome(code: &str, cause: Option<&str>) -> Result<Outcome, Trouble> {
    let odd = || Trouble::value(format!("an answer {code} {cause:?}"));
    match code {
        "paid" => Ok(Outcome::Paid),
        "bounced" => cause.and_then(Cause::from_code).map(Outcome::Bounced).ok_or_else(odd),
        _ => Err(odd()),
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT d.employer_id, d.month, d.kind, d.attempt, d.n, d.batch_id, d.transfer_id, d.amount_fen, d.collect_on, d.mandate, ",
            "d.mandate_from, d.bank, d.bank_code, d.account_name, d.account_number, a.outcome, a.cause, a.bank_says, a.short_fen, ",
            "a.value_date, a.file_id, a.line, a.n FROM debit AS d ",
            "LEFT JOIN debit_answer AS a ON a.employer_id = d.employer_id AND a.transfer_id = d.transfer_id ",
            $rest
        )
    };
}

fn restore(row: &Row) -> Result<Debit, Trouble> {
    let kind = BillKind::from_stored(row.i64(2)?).ok_or_else(|| Trouble::value("debit row: unknown kind of bill".to_owned()))?;
    let answer = match row.opt_text(15)? {
        None => None,
        Some(code) => Some(Answer {
            outcome: outcome(code, row.opt_text(16)?)?,
            bank_says: row.opt_text(17)?.map(str::to_owned),
            short: row.opt_i64(18)?.map(units::Fen),
            value_date: row.date(19)?,
            file: row.i64(20)?,
            line: row.i64(21)?,
            n: row.i64(22)?,
        }),
    };
    Ok(Debit {
        employer: EmployerId(row.i64(0)?),
        claim: ClaimKey {
            month: row.month(1)?,
            kind,
        },
        attempt: row.i64(3)? as u8,
        n: row.i64(4)?,
        batch: BatchId(row.i64(5)?),
        transfer: TransferId(row.i64(6)?),
        amount: row.fen(7)?,
        collect_on: row.date(8)?,
        mandate: Mandate {
            reference: row.text(9)?.to_owned(),
            from: row.date(10)?,
            bank: row.text(11)?.to_owned(),
            bank_code: row.text(12)?.to_owned(),
            account_name: row.text(13)?.to_owned(),
            account_number: row.text(14)?.to_owned(),
        },
        answer,
    })
}

fn all(tx: &mut Tx, sql: &'static str, args: &[V]) -> Result<Vec<Debit>, Trouble> {
    let mut debits = Vec::new();
    tx.stream(sql, args, &mut |row| {
        debits.push(restore(row)?);
        Ok(())
    })?;
    Ok(debits)
}

/// All debits of an employer, oldest first.
pub fn of_employer(tx: &mut Tx, employer: EmployerId) -> Result<Vec<Debit>, Trouble> {
    all(
        tx,
        select!("WHERE d.employer_id = $1 ORDER BY d.month, d.kind, d.attempt"),
        &[employer.0.into()],
    )
}

/// One debit.
pub fn load(tx: &mut Tx, employer: EmployerId, transfer: TransferId) -> Result<Option<Debit>, Trouble> {
    let key = [employer.0.into(), transfer.0.into()];
    Ok(all(tx, select!("WHERE d.employer_id = $1 AND d.transfer_id = $2"), &key)?.pop())
}

/// The debits of a batch after an employer, in the order of employers and bills.
pub fn of_batch(tx: &mut Tx, id: BatchId, after: i64, limit: i64) -> Result<Vec<Debit>, Trouble> {
    let sql = select!("WHERE d.batch_id = $1 AND d.employer_id > $2 ORDER BY d.employer_id, d.month, d.kind LIMIT $3");
    all(tx, sql, &[id.0.into(), after.into(), limit.into()])
}

/// All debits of a batch.
pub fn whole_batch(tx: &mut Tx, id: BatchId) -> Result<Vec<Debit>, Trouble> {
    all(
        tx,
        select!("WHERE d.batch_id = $1 ORDER BY d.employer_id, d.month, d.kind"),
        &[id.0.into()],
    )
}

/// How many debits a batch has, and their sum.
pub fn batch_sums(tx: &mut Tx, id: BatchId) -> Result<(i64, units::Fen), Trouble> {
    let sql = "SELECT COUNT(*), CAST(COALESCE(SUM(amount_fen), 0) AS BIGINT) FROM debit WHERE batch_id = $1";
    let row = tx.one(sql, &[id.0.into()])?;
    row.map_or(Ok((0, units::Fen::ZERO)), |r| Ok((r.i64(0)?, r.fen(1)?)))
}

/// One line of what a batch came to: outcome, cause, how many, how much. No outcome: not answered.
pub type OutcomeSum = (Option<Outcome>, i64, units::Fen);

/// What the bank answered to a batch, by outcome and cause.
pub fn batch_outcomes(tx: &mut Tx, id: BatchId) -> Result<Vec<OutcomeSum>, Trouble> {
    let sql = "SELECT a.outcome, a.cause, COUNT(*), CAST(SUM(d.amount_fen) AS BIGINT) FROM debit AS d \
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

/// Debits whose day is over and that the bank has not answered, oldest first.
pub fn unanswered(tx: &mut Tx, region: &str, before: Date, limit: i64) -> Result<Vec<Debit>, Trouble> {
    let sql = select!(
        "JOIN subject AS s ON s.subject_id = d.employer_id \
         WHERE a.outcome IS NULL AND d.collect_on < $1 AND s.region = $2 ORDER BY d.collect_on, d.employer_id LIMIT $3"
    );
    all(tx, sql, &[before.into(), region.into(), limit.into()])
}

/// The row of a doubt, in the order of [`DOUBT`].
pub fn doubt_row(doubt: &Doubt, n: i64) -> Vec<V> {
    vec![
        doubt.employer.0.into(),
        doubt.file.into(),
        doubt.line.into(),
        n.into(),
        doubt.transfer.0.into(),
        doubt.verdict.as_str().into(),
        doubt.amount.into(),
        doubt.on.into(),
    ]
}

/// Doubts that no officer has ended, oldest first.
pub fn doubts(tx: &mut Tx, region: &str, limit: i64) -> Result<Vec<Doubt>, Trouble> {
    let sql = "SELECT d.employer_id, d.file_id, d.line, d.transfer_id, d.verdict, d.amount_fen, d.on_date FROM doubt AS d \
               JOIN subject AS s ON s.subject_id = d.employer_id \
               WHERE d.superseded_n IS NULL AND s.region = $1 ORDER BY d.on_date, d.employer_id LIMIT $2";
    let read = |row: &Row| {
        Ok(Doubt {
            employer: EmployerId(row.i64(0)?),
            file: row.i64(1)?,
            line: row.i64(2)?,
            transfer: TransferId(row.i64(3)?),
            verdict: row.text(4)?.to_owned(),
            amount: row.fen(5)?,
            on: row.date(6)?,
        })
    };
    tx.query(sql, &[region.into(), limit.into()])?.iter().map(read).collect()
}
