//! Money that came by itself, what it is for, and what of it still waits.

use domain::bill::BillKind;
use domain::collection::{ClaimKey, Incoming, Money, Purpose, Remittance};
use domain::ids::{SubjectId, TransferId};

use crate::fact::Table;
use crate::{Row, Trouble, Tx, V};

/// Money that came by itself.
pub static REMITTANCE: Table = Table::new(
    "remittance",
    &[
        "subject_id",
        "remittance_id",
        "n",
        "amount_fen",
        "value_date",
        "bank_reference",
        "remittance",
        "payer",
        "account",
        "on_date",
    ],
    &["subject_id", "remittance_id"],
    "subject_id",
);

/// What it is for.
pub static ASSIGNMENT: Table = Table::new(
    "assignment",
    &["subject_id", "remittance_id", "n", "month", "kind", "note"],
    &["subject_id", "remittance_id", "n"],
    "subject_id",
)
.superseded();

/// The kind of bill of money that is carried over: no month stands beside it.
const NEXT_BILL: i64 = -1;

/// The row of a remittance, in the order of [`REMITTANCE`].
pub fn row(money: &Remittance) -> Vec<V> {
    let said = &money.incoming;
    vec![
        money.subject.0.into(),
        money.id.0.into(),
        money.n.into(),
        money.amount.into(),
        money.value_date.into(),
        said.bank_reference.as_str().into(),
        said.text.as_str().into(),
        said.payer.as_str().into(),
        said.account.as_str().into(),
        money.on.into(),
    ]
}

/// The row of an assignment, in the order of [`ASSIGNMENT`].
pub fn assignment_row(subject: SubjectId, id: TransferId, n: i64, purpose: Purpose, note: &str) -> Vec<V> {
    let bill = match purpose {
        Purpose::Bill(key) => Some(key),
        Purpose::Open | Purpose::NextBill => None,
    };
    let kind = match purpose {
        Purpose::NextBill => Some(NEXT_BILL),
        Purpose::Open | Purpose::Bill(_) => bill.map(|b| b.kind.stored()),
    };
    vec![
        subject.0.into(),
        id.0.into(),
        n.into(),
        bill.map(|b| b.month).into(),
        kind.into(),
        note.into(),
    ]
}

/// Money that still waits: the remittance, what of it is left, and what it is for (`None`: nobody said).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// As it came.
    pub money: Remittance,
    /// What of it is left.
    pub left: units::Fen,
    /// What it is for, and the event that says so.
    pub purpose: Option<(Purpose, i64)>,
    /// What the officer wrote.
    pub note: String,
}

impl Waiting {
    /// As the allocation takes it; money without a purpose is for whatever is due.
    pub fn money(&self) -> Money {
        Money {
            id: self.money.id,
            amount: self.left,
            value_date: self.money.value_date,
            purpose: self.purpose.map_or(Purpose::Open, |(purpose, _)| purpose),
        }
    }
}

// What left a remittance: posted movements out of the unallocated fund that name it.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT r.subject_id, r.remittance_id, r.n, r.amount_fen, r.value_date, r.bank_reference, r.remittance, r.payer, r.account, ",
            "r.on_date, CAST(r.amount_fen - COALESCE((SELECT SUM(t.amount_fen) FROM transfer AS t WHERE t.subject_id = r.subject_id ",
            "AND t.source = r.remittance_id AND t.debit = 'unallocated' AND t.state = 'posted'), 0) AS BIGINT), ",
            "a.n, a.month, a.kind, a.note FROM remittance AS r ",
            "LEFT JOIN assignment AS a ON a.subject_id = r.subject_id AND a.remittance_id = r.remittance_id AND a.superseded_n IS NULL ",
            $rest
        )
    };
}

fn restore(row: &Row) -> Result<Waiting, Trouble> {
    let purpose = match (row.opt_i64(11)?, row.opt_month(12)?, row.opt_i64(13)?) {
        (None, _, _) => None,
        (Some(n), Some(month), Some(kind)) => {
            let kind = BillKind::from_stored(kind).ok_or_else(|| Trouble::value("assignment row: unknown kind of bill".to_owned()))?;
            Some((Purpose::Bill(ClaimKey { month, kind }), n))
        }
        (Some(n), None, Some(NEXT_BILL)) => Some((Purpose::NextBill, n)),
        (Some(n), _, _) => Some((Purpose::Open, n)),
    };
    Ok(Waiting {
        money: Remittance {
            subject: SubjectId(row.i64(0)?),
            id: TransferId(row.i64(1)?),
            n: row.i64(2)?,
            amount: row.fen(3)?,
            value_date: row.date(4)?,
            incoming: Incoming {
                bank_reference: row.text(5)?.to_owned(),
                text: row.text(6)?.to_owned(),
                payer: row.text(7)?.to_owned(),
                account: row.text(8)?.to_owned(),
            },
            on: row.date(9)?,
        },
        left: row.fen(10)?,
        purpose,
        note: row.opt_text(14)?.unwrap_or_default().to_owned(),
    })
}

/// All remittances of an employer or of the region, oldest first, whatever is left of them.
pub fn of_subject(tx: &mut Tx, subject: SubjectId) -> Result<Vec<Waiting>, Trouble> {
    let sql = select!("WHERE r.subject_id = $1 ORDER BY r.value_date, r.remittance_id");
    tx.query(sql, &[subject.0.into()])?.iter().map(restore).collect()
}

/// One remittance.
pub fn load(tx: &mut Tx, subject: SubjectId, id: TransferId) -> Result<Option<Waiting>, Trouble> {
    let sql = select!("WHERE r.subject_id = $1 AND r.remittance_id = $2");
    tx.one(sql, &[subject.0.into(), id.0.into()])?.map(|row| restore(&row)).transpose()
}

/// The remittance that the bank gave this number, wherever it was booked first.
pub fn by_bank_reference(tx: &mut Tx, reference: &str) -> Result<Option<(SubjectId, TransferId)>, Trouble> {
    let sql = "SELECT subject_id, remittance_id FROM remittance WHERE bank_reference = $1 ORDER BY remittance_id LIMIT 1";
    let row = tx.one(sql, &[reference.into()])?;
    row.map(|r| Ok((SubjectId(r.i64(0)?), TransferId(r.i64(1)?)))).transpose()
}

/// Money of a region that still waits, oldest first.
pub fn waiting(tx: &mut Tx, region: &str, limit: i64) -> Result<Vec<Waiting>, Trouble> {
    let sql = select!(
        "JOIN subject AS s ON s.subject_id = r.subject_id WHERE s.region = $1 AND r.amount_fen > COALESCE((SELECT SUM(t.amount_fen) \
         FROM transfer AS t WHERE t.subject_id = r.subject_id AND t.source = r.remittance_id AND t.debit = 'unallocated' \
         AND t.state = 'posted'), 0) ORDER BY r.value_date, r.remittance_id LIMIT $2"
    );
    tx.query(sql, &[region.into(), limit.into()])?.iter().map(restore).collect()
}
