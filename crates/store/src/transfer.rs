//! The ledger's rows: written once, ended or reversed by later ones.

use domain::bill::BillKind;
use domain::collection::ClaimKey;
use domain::ids::{EmployerId, SubjectId, TransferId};
use domain::ledger::{Balances, Fund, State, Transfer, What};
use units::{Date, Fen, Month};

use crate::fact::Table;
use crate::{Row, Trouble, Tx, V};

/// Movements.
pub static TRANSFER: Table = Table::new(
    "transfer",
    &[
        "subject_id",
        "transfer_id",
        "n",
        "debit",
        "credit",
        "amount_fen",
        "month",
        "kind",
        "what",
        "state",
        "settles",
        "source",
        "value_date",
    ],
    &["subject_id", "transfer_id"],
    "subject_id",
);

/// A movement with what the register knows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booked {
    /// The event that wrote it.
    pub n: i64,
    /// The movement.
    pub transfer: Transfer,
    /// The kind of bill it is about.
    pub kind: Option<BillKind>,
    /// The remittance that the money came with.
    pub source: Option<TransferId>,
}

/// The row of a movement, in the order of [`TRANSFER`].
pub fn row(subject: SubjectId, booked: &Booked) -> Vec<V> {
    let t = &booked.transfer;
    vec![
        subject.0.into(),
        t.id.0.into(),
        booked.n.into(),
        t.debit.code().into(),
        t.credit.code().into(),
        t.amount.into(),
        t.month.into(),
        booked.kind.map(BillKind::stored).into(),
        t.what.code().into(),
        t.state.code().into(),
        t.settles.map(|id| id.0).into(),
        booked.source.map(|id| id.0).into(),
        t.value_date.into(),
    ]
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT transfer_id, n, debit, credit, amount_fen, month, kind, what, state, settles, source, value_date FROM transfer ",
            $rest
        )
    };
}

fn fund(row: &Row, col: usize) -> Result<Fund, Trouble> {
    let code = row.text(col)?;
    Fund::from_code(code).ok_or_else(|| Trouble::value(format!("transfer row: unknown fund {code}")))
}

fn restore(row: &Row) -> Result<Booked, Trouble> {
    let odd = |what: &str| Trouble::value(format!("transfer row: unknown {what}"));
    let kind = row
        .opt_i64(6)?
        .map(|k| BillKind::from_stored(k).ok_or_else(|| odd("kind of bill")))
        .transpose()?;
    let transfer = Transfer {
        id: TransferId(row.i64(0)?),
        debit: fund(row, 2)?,
        credit: fund(row, 3)?,
        amount: row.fen(4)?,
        month: row.opt_month(5)?,
        what: What::from_code(row.text(7)?).ok_or_else(|| odd("purpose"))?,
        state: State::from_code(row.text(8)?).ok_or_else(|| odd("state"))?,
        settles: row.opt_i64(9)?.map(TransferId),
        value_date: row.date(11)?,
    };
    Ok(Booked {
        n: row.i64(1)?,
        transfer,
        kind,
        source: row.opt_i64(10)?.map(TransferId),
    })
}

/// All movements of an employer or of the region, in the order they were written.
pub fn of_subject(tx: &mut Tx, subject: SubjectId) -> Result<Vec<Booked>, Trouble> {
    let sql = select!("WHERE subject_id = $1 ORDER BY n, transfer_id");
    tx.query(sql, &[subject.0.into()])?.iter().map(restore).collect()
}

/// One movement.
pub fn load(tx: &mut Tx, subject: SubjectId, id: TransferId) -> Result<Option<Booked>, Trouble> {
    let sql = select!("WHERE subject_id = $1 AND transfer_id = $2");
    tx.one(sql, &[subject.0.into(), id.0.into()])?.map(|row| restore(&row)).transpose()
}

/// The movements of one bill.
pub fn of_bill(tx: &mut Tx, employer: EmployerId, bill: ClaimKey) -> Result<Vec<Booked>, Trouble> {
    let sql = select!("WHERE subject_id = $1 AND month = $2 AND kind = $3 ORDER BY n, transfer_id");
    let key = [employer.0.into(), bill.month.into(), bill.kind.stored().into()];
    tx.query(sql, &key)?.iter().map(restore).collect()
}

/// What the funds of a region hold from movements with a value date up to `on`.
pub fn balances(tx: &mut Tx, region: &str, on: Date) -> Result<Balances, Trouble> {
    let sql = "SELECT t.debit, t.credit, CAST(SUM(t.amount_fen) AS BIGINT) FROM transfer AS t \
               JOIN subject AS s ON s.subject_id = t.subject_id \
               WHERE s.region = $1 AND t.state = 'posted' AND t.value_date <= $2 GROUP BY t.debit, t.credit";
    let mut balances = Balances::default();
    tx.stream(sql, &[region.into(), on.into()], &mut |row| {
        balances.take(State::Posted, fund(row, 0)?, fund(row, 1)?, row.fen(2)?);
        Ok(())
    })?;
    Ok(balances)
}

/// What came into the bank account of a region by value date: `(instruction, remittance)` sums of one day.
pub fn received_on(tx: &mut Tx, region: &str, on: Date) -> Result<(Fen, Fen), Trouble> {
    let sql = "SELECT t.what, CAST(SUM(t.amount_fen) AS BIGINT) FROM transfer AS t JOIN subject AS s ON s.subject_id = t.subject_id \
               WHERE s.region = $1 AND t.state = 'posted' AND t.debit = 'bank' AND t.value_date = $2 GROUP BY t.what";
    let mut sums = (Fen::ZERO, Fen::ZERO);
    tx.stream(sql, &[region.into(), on.into()], &mut |row| {
        match What::from_code(row.text(0)?) {
            Some(What::Instruction) => sums.0 += row.fen(1)?,
            Some(_) | None => sums.1 += row.fen(1)?,
        }
        Ok(())
    })?;
    Ok(sums)
}

/// Sums of principal, less what was given back of it, and of late fees posted for a region up to a day.
pub fn posted_sums(tx: &mut Tx, region: &str, on: Date) -> Result<(Fen, Fen), Trouble> {
    let sql = "SELECT t.what, CAST(SUM(CASE WHEN t.credit = 'refund_due' THEN -t.amount_fen ELSE t.amount_fen END) AS BIGINT) \
               FROM transfer AS t JOIN subject AS s ON s.subject_id = t.subject_id WHERE s.region = $1 AND t.state = 'posted' \
               AND (t.what IN ('principal', 'late_fee') OR (t.what = 'reversal' AND (t.debit = 'refund_due' OR t.credit = 'refund_due'))) \
               AND t.value_date <= $2 GROUP BY t.what";
    let mut sums = (Fen::ZERO, Fen::ZERO);
    tx.stream(sql, &[region.into(), on.into()], &mut |row| {
        match What::from_code(row.text(0)?) {
            Some(What::LateFee) => sums.1 += row.fen(1)?,
            Some(_) | None => sums.0 += row.fen(1)?,
        }
        Ok(())
    })?;
    Ok(sums)
}

/// Endings that do not fit the pending row they name, or name none: there must be none.
pub fn bad_endings(tx: &mut Tx) -> Result<Vec<(SubjectId, TransferId)>, Trouble> {
    let sql = "SELECT e.subject_id, e.transfer_id FROM transfer AS e \
               LEFT JOIN transfer AS p ON p.subject_id = e.subject_id AND p.transfer_id = e.settles \
               WHERE e.settles IS NOT NULL AND (p.transfer_id IS NULL OR p.amount_fen <> e.amount_fen OR \
               NOT ((p.state = 'pending' AND p.debit = e.debit AND p.credit = e.credit) OR \
               (e.what = 'reversal' AND p.state = 'posted' AND p.debit = e.credit AND p.credit = e.debit))) ORDER BY 1, 2";
    let read = |row: &Row| Ok((SubjectId(row.i64(0)?), TransferId(row.i64(1)?)));
    tx.query(sql, &[])?.iter().map(read).collect()
}

/// Settled bills whose movements do not add up to principal and late fee, or below zero to what was given back: there must be none.
pub fn unbalanced_bills(tx: &mut Tx) -> Result<Vec<(EmployerId, Month, i64)>, Trouble> {
    let sql = "SELECT s.employer_id, s.month, s.kind FROM settlement AS s WHERE s.superseded_n IS NULL AND \
               s.principal_fen + s.fee_fen <> (SELECT COALESCE(SUM(CASE WHEN t.credit = 'refund_due' THEN -t.amount_fen \
               ELSE t.amount_fen END), 0) FROM transfer AS t WHERE t.subject_id = s.employer_id \
               AND t.month = s.month AND t.kind = s.kind AND t.n = s.n AND t.state = 'posted' \
               AND ((t.debit = 'in_transit' AND t.what IN ('principal', 'late_fee')) \
               OR (t.what = 'reversal' AND (t.debit = 'refund_due' OR t.credit = 'refund_due')))) ORDER BY 1, 2, 3";
    let read = |row: &Row| Ok((EmployerId(row.i64(0)?), row.month(1)?, row.i64(2)?));
    tx.query(sql, &[])?.iter().map(read).collect()
}

/// How many movements there are.
pub fn count(tx: &mut Tx) -> Result<u64, Trouble> {
    let row = tx.one("SELECT COUNT(*) FROM transfer", &[])?;
    row.map_or(Ok(0), |r| r.i64(0)).map(|n| n.max(0) as u64)
}
