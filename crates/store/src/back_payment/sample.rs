//! What the desks decided, newest first; and what a second look found about a decision.

use domain::case::back_payment::Kind;
use domain::case::sample::Verdict;
use domain::ids::{CaseId, EmployerId, LoginId};
use units::Date;

use super::{Opened, odd};
use crate::event::Act;
use crate::fact::Table;
use crate::{Row, Trouble, Tx, V};

/// What sample checks found. `step`: the one that decided; `lot`: by which it was drawn.
pub static BACK_PAYMENT_SAMPLE: Table = Table::new(
    "back_payment_sample",
    &[
        "employer_id",
        "case_id",
        "step",
        "n",
        "lot",
        "verdict",
        "ground",
        "by_login",
        "by_name",
        "on_date",
    ],
    &["employer_id", "case_id", "step"],
    "employer_id",
);

/// What a second look at a decision found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sampled {
    /// The step that decided.
    pub step: i64,
    /// The event.
    pub n: i64,
    /// The lot that drew it.
    pub lot: u32,
    /// What was found.
    pub verdict: Verdict,
    /// Its ground, word for word.
    pub ground: String,
    /// Who looked.
    pub by: LoginId,
    /// The name.
    pub by_name: String,
    /// The business day.
    pub on_date: Date,
}

/// A step that decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecidedAt {
    /// Of which employer.
    pub employer: EmployerId,
    /// Which case.
    pub case: CaseId,
    /// The step.
    pub step: i64,
    /// The business day.
    pub on: Date,
}

/// Writes what a second look found.
pub fn put_sample(tx: &mut Tx, act: &mut Act, opened: &Opened, of: &Sampled) -> Result<(), Trouble> {
    let row = [
        opened.employer.0.into(),
        opened.id.0.into(),
        of.step.into(),
        act.n.into(),
        i64::from(of.lot).into(),
        of.verdict.code().into(),
        of.ground.as_str().into(),
        of.by.0.into(),
        of.by_name.as_str().into(),
        of.on_date.into(),
    ];
    act.insert(tx, &BACK_PAYMENT_SAMPLE, &row)
}

pub(super) fn of_case(tx: &mut Tx, key: &[V]) -> Result<Vec<Sampled>, Trouble> {
    let sql = "SELECT step, n, lot, verdict, ground, by_login, by_name, on_date FROM back_payment_sample \
               WHERE employer_id = $1 AND case_id = $2 ORDER BY n, step";
    let read = |row: &Row| {
        Ok(Sampled {
            step: row.i64(0)?,
            n: row.i64(1)?,
            lot: u32::try_from(row.i64(2)?).map_err(|_| odd("lot"))?,
            verdict: Verdict::from_code(row.text(3)?).ok_or_else(|| odd("verdict"))?,
            ground: row.text(4)?.to_owned(),
            by: LoginId(row.i64(5)?),
            by_name: row.text(6)?.to_owned(),
            on_date: row.date(7)?,
        })
    };
    tx.query(sql, key)?.iter().map(read).collect()
}

// A review passes, refuses or returns; what was passed already is returned by the counter.
macro_rules! of_a_review {
    ($select:literal, $rest:literal) => {
        concat!(
            $select,
            " FROM back_payment_event AS e JOIN back_payment AS b ON b.employer_id = e.employer_id AND b.case_id = e.case_id \
             WHERE b.kind = $1 AND e.on_date >= $2 AND e.event IN ('confirm', 'refuse', 'return') AND NOT (e.event = 'return' AND EXISTS \
             (SELECT 1 FROM back_payment_event AS p WHERE p.employer_id = e.employer_id AND p.case_id = e.case_id AND p.step = e.step - 1 \
             AND p.event = 'confirm')) ",
            $rest
        )
    };
}

// The counter takes in, or returns what a review has passed or what nobody reviews.
macro_rules! of_the_counter {
    ($select:literal, $rest:literal) => {
        concat!(
            $select,
            " FROM back_payment_event AS e JOIN back_payment AS b ON b.employer_id = e.employer_id AND b.case_id = e.case_id \
             WHERE e.on_date >= $1 AND (e.event = 'accept' OR (e.event = 'return' AND (b.kind NOT IN ($2, $3) OR EXISTS \
             (SELECT 1 FROM back_payment_event AS p WHERE p.employer_id = e.employer_id AND p.case_id = e.case_id AND p.step = e.step - 1 \
             AND p.event = 'confirm')))) ",
            $rest
        )
    };
}

fn at(tx: &mut Tx, sql: &'static str, args: &[V]) -> Result<Vec<DecidedAt>, Trouble> {
    let read = |row: &Row| {
        Ok(DecidedAt {
            employer: EmployerId(row.i64(0)?),
            case: CaseId(row.i64(1)?),
            step: row.i64(2)?,
            on: row.date(3)?,
        })
    };
    tx.query(sql, args)?.iter().map(read).collect()
}

fn count(tx: &mut Tx, sql: &'static str, args: &[V]) -> Result<i64, Trouble> {
    tx.one(sql, args)?.map_or(Ok(0), |row| row.i64(0))
}

/// What the review of a kind decided since a day, the latest first; `page`: how many at most, after how many.
pub fn decided_in_review(tx: &mut Tx, kind: Kind, since: Date, page: (i64, i64)) -> Result<Vec<DecidedAt>, Trouble> {
    let sql = of_a_review!(
        "SELECT e.employer_id, e.case_id, e.step, e.on_date",
        "ORDER BY e.on_date DESC, e.employer_id DESC, e.case_id DESC, e.step DESC LIMIT $3 OFFSET $4"
    );
    at(tx, sql, &[kind.code().into(), since.into(), page.0.into(), page.1.into()])
}

/// How much the review of a kind decided since a day.
pub fn count_in_review(tx: &mut Tx, kind: Kind, since: Date) -> Result<i64, Trouble> {
    count(tx, of_a_review!("SELECT COUNT(*)", ""), &[kind.code().into(), since.into()])
}

/// What the counters decided since a day, the latest first; `reviewed`: the two kinds that a review has passed before.
pub fn decided_at_counter(tx: &mut Tx, since: Date, reviewed: [Kind; 2], page: (i64, i64)) -> Result<Vec<DecidedAt>, Trouble> {
    let sql = of_the_counter!(
        "SELECT e.employer_id, e.case_id, e.step, e.on_date",
        "ORDER BY e.on_date DESC, e.employer_id DESC, e.case_id DESC, e.step DESC LIMIT $4 OFFSET $5"
    );
    let [first, second] = reviewed.map(|kind| V::from(kind.code()));
    at(tx, sql, &[since.into(), first, second, page.0.into(), page.1.into()])
}

/// How much the counters decided since a day.
pub fn count_at_counter(tx: &mut Tx, since: Date, reviewed: [Kind; 2]) -> Result<i64, Trouble> {
    let [first, second] = reviewed.map(|kind| V::from(kind.code()));
    count(tx, of_the_counter!("SELECT COUNT(*)", ""), &[since.into(), first, second])
}
