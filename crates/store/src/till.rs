//! Tills of a day and what was taken.

use domain::hall::appointment::Errand;
use domain::hall::till::{Closing, Counted, Means, State, Taking, Till};
use domain::ids::{EmployerId, LoginId, OfficeId, TakingId, TicketId, TillId};

use crate::event::Act;
use crate::fact::Table;
use crate::{Row, Trouble, Tx, V};

/// Tills, a row when opened and one when closed.
pub static TILL: Table = Table::new(
    "till",
    &[
        "office_id",
        "till_id",
        "n",
        "on_day",
        "counter_no",
        "officer",
        "officer_name",
        "state",
        "counted_cash_fen",
        "counted_card_fen",
        "counted_cheque_fen",
        "difference_fen",
        "ground",
    ],
    &["office_id", "till_id", "n"],
    "office_id",
)
.superseded();

/// Sums taken.
pub static TAKING: Table = Table::new(
    "taking",
    &[
        "office_id",
        "taking_id",
        "n",
        "till_id",
        "employer_id",
        "employer_n",
        "errand",
        "means",
        "amount_fen",
        "reference",
        "ticket_id",
        "value_date",
    ],
    &["office_id", "taking_id"],
    "office_id",
);

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT office_id, till_id, n, on_day, counter_no, officer, officer_name, state, counted_cash_fen, counted_card_fen, ",
            "counted_cheque_fen, difference_fen, ground FROM till ",
            $rest
        )
    };
}

fn row(of: &Till, n: i64) -> Vec<V> {
    let closing = of.closing.as_ref();
    vec![
        of.office.0.into(),
        of.id.0.into(),
        n.into(),
        of.day.into(),
        of.counter.into(),
        of.officer.0.into(),
        of.officer_name.as_str().into(),
        of.state.code().into(),
        closing.map(|c| c.counted.cash).into(),
        closing.map(|c| c.counted.card).into(),
        closing.map(|c| c.counted.cheque).into(),
        closing.map(|c| c.difference).into(),
        closing.and_then(|c| c.ground.clone()).into(),
    ]
}

fn restore(row: &Row) -> Result<(i64, Till), Trouble> {
    let closing = match row.opt_i64(11)? {
        None => None,
        Some(_) => Some(Closing {
            counted: Counted {
                cash: row.fen(8)?,
                card: row.fen(9)?,
                cheque: row.fen(10)?,
            },
            difference: row.fen(11)?,
            ground: row.opt_text(12)?.map(str::to_owned),
        }),
    };
    let till = Till {
        office: OfficeId(row.i64(0)?),
        id: TillId(row.i64(1)?),
        day: row.date(3)?,
        counter: u32::try_from(row.i64(4)?).unwrap_or_default(),
        officer: LoginId(row.i64(5)?),
        officer_name: row.text(6)?.to_owned(),
        state: State::from_code(row.text(7)?).ok_or_else(|| Trouble::value("till row: unknown state".to_owned()))?,
        closing,
    };
    Ok((row.i64(2)?, till))
}

/// Writes how a till stands now; `was` is the event of the row that it follows, where there is one.
pub fn put(tx: &mut Tx, act: &mut Act, was: Option<i64>, of: &Till) -> Result<(), Trouble> {
    if let Some(was) = was {
        act.supersede(tx, &TILL, &[of.office.0.into(), of.id.0.into(), was.into()])?;
    }
    act.insert(tx, &TILL, &row(of, act.n))
}

/// One till as it stands, with the event of its row.
pub fn load(tx: &mut Tx, id: TillId) -> Result<Option<(i64, Till)>, Trouble> {
    let sql = select!("WHERE till_id = $1 AND superseded_n IS NULL");
    tx.one(sql, &[id.0.into()])?.map(|row| restore(&row)).transpose()
}

/// The latest tills of a cashier, open ones first.
pub fn of_officer(tx: &mut Tx, officer: LoginId, limit: i64) -> Result<Vec<(i64, Till)>, Trouble> {
    let sql = select!("WHERE officer = $1 AND superseded_n IS NULL ORDER BY state DESC, on_day DESC, till_id DESC LIMIT $2");
    tx.query(sql, &[officer.0.into(), limit.into()])?.iter().map(restore).collect()
}

/// The open till of a cashier, if there is one.
pub fn open_of(tx: &mut Tx, officer: LoginId) -> Result<Option<(i64, Till)>, Trouble> {
    let sql = select!("WHERE officer = $1 AND superseded_n IS NULL AND state = 'open' ORDER BY till_id LIMIT 1");
    tx.one(sql, &[officer.0.into()])?.map(|row| restore(&row)).transpose()
}

/// Writes a sum taken.
pub fn take(tx: &mut Tx, act: &mut Act, of: &Taking) -> Result<(), Trouble> {
    let row = [
        act.subject.into(),
        of.id.0.into(),
        act.n.into(),
        of.till.0.into(),
        of.employer.0.into(),
        of.employer_n.into(),
        of.of.code().into(),
        of.means.code().into(),
        of.amount.into(),
        of.reference.as_str().into(),
        of.ticket.map(|id| id.0).into(),
        of.value_date.into(),
    ];
    act.insert(tx, &TAKING, &row)
}

fn restore_taking(row: &Row) -> Result<Taking, Trouble> {
    let odd = |what: &str| Trouble::value(format!("taking row: unknown {what}"));
    Ok(Taking {
        id: TakingId(row.i64(0)?),
        till: TillId(row.i64(1)?),
        employer: EmployerId(row.i64(2)?),
        employer_n: row.i64(3)?,
        of: Errand::from_code(row.text(4)?).ok_or_else(|| odd("errand"))?,
        means: Means::from_code(row.text(5)?).ok_or_else(|| odd("means"))?,
        amount: row.fen(6)?,
        reference: row.text(7)?.to_owned(),
        ticket: row.opt_i64(8)?.map(TicketId),
        value_date: row.date(9)?,
    })
}

/// What was taken in a till, the first first.
pub fn takings(tx: &mut Tx, till: &Till) -> Result<Vec<Taking>, Trouble> {
    let sql = "SELECT taking_id, till_id, employer_id, employer_n, errand, means, amount_fen, reference, ticket_id, value_date FROM taking \
               WHERE office_id = $1 AND till_id = $2 ORDER BY taking_id";
    let rows = tx.query(sql, &[till.office.0.into(), till.id.0.into()])?;
    rows.iter().map(restore_taking).collect()
}

/// What was taken by an act on an employer.
pub fn taking_of_act(tx: &mut Tx, employer: EmployerId, n: i64) -> Result<Option<Taking>, Trouble> {
    let sql = "SELECT taking_id, till_id, employer_id, employer_n, errand, means, amount_fen, reference, ticket_id, value_date FROM taking \
               WHERE employer_id = $1 AND employer_n = $2";
    tx.one(sql, &[employer.0.into(), n.into()])?
        .map(|row| restore_taking(&row))
        .transpose()
}

/// Whether a number of the terminal or a cheque was taken before at an office.
pub fn reference_used(tx: &mut Tx, office: OfficeId, means: Means, reference: &str) -> Result<bool, Trouble> {
    let sql = "SELECT 1 FROM taking WHERE office_id = $1 AND means = $2 AND reference = $3 LIMIT 1";
    Ok(tx.one(sql, &[office.0.into(), means.code().into(), reference.into()])?.is_some())
}

/// What the ledger says of a till's takings and of its close: `(till, taken in the till, moved to the bank, booked as difference)`,
/// beside what the till itself says. Answers how many tills were looked at and those that do not balance.
pub fn unbalanced(tx: &mut Tx) -> Result<(u64, Vec<String>), Trouble> {
    let sql = "SELECT t.till_id, t.office_id, t.state, COALESCE(t.counted_cash_fen + t.counted_card_fen + t.counted_cheque_fen, 0), \
               COALESCE(t.difference_fen, 0), COALESCE((SELECT CAST(SUM(k.amount_fen) AS BIGINT) FROM taking k WHERE k.office_id = t.office_id \
               AND k.till_id = t.till_id AND k.means <> 'transfer'), 0) FROM till t WHERE t.superseded_n IS NULL ORDER BY t.till_id";
    let (mut examined, mut broken) = (0, Vec::new());
    let (mut open, mut closed) = (0, 0);
    for row in tx.query(sql, &[])? {
        examined += 1;
        let (counted, difference, taken) = (row.i64(3)?, row.i64(4)?, row.i64(5)?);
        if row.text(2)? == State::Open.code() {
            open += taken;
            continue;
        }
        closed += difference;
        if counted - taken != difference {
            broken.push(format!(
                "till till_id={}: counted {counted}, taken {taken}, difference {difference}",
                row.i64(0)?
            ));
        }
    }
    let held = "SELECT CAST(COALESCE(SUM(CASE WHEN debit = 'till' THEN amount_fen ELSE 0 END - CASE WHEN credit = 'till' THEN amount_fen ELSE 0 END), 0) \
                AS BIGINT), CAST(COALESCE(SUM(CASE WHEN credit = 'till_difference' THEN amount_fen ELSE 0 END \
                - CASE WHEN debit = 'till_difference' THEN amount_fen ELSE 0 END), 0) AS BIGINT) FROM transfer WHERE state = 'posted'";
    if let Some(row) = tx.one(held, &[])? {
        let (in_tills, differences) = (row.i64(0)?, row.i64(1)?);
        if in_tills != open {
            broken.push(format!("transfer: {in_tills} in tills, {open} taken in open tills"));
        }
        if differences != closed {
            broken.push(format!("transfer: {differences} of differences, {closed} in closed tills"));
        }
    }
    Ok((examined, broken))
}
