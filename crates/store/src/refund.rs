//! Refunds: the offer, and the steps that it went through.

use domain::bill::BillKind;
use domain::case::refund::{Choice, Event, State, Way};
use domain::collection::{ClaimKey, RefundGround};
use domain::ids::{CaseId, EmployerId, LoginId, TransferId};
use units::{Date, Fen};

use crate::event::Act;
use crate::fact::Table;
use crate::{Row, Trouble, Tx, V};

/// Offers.
pub static REFUND: Table = Table::new(
    "refund",
    &[
        "employer_id",
        "refund_id",
        "n",
        "ground",
        "month",
        "kind",
        "source",
        "amount_fen",
        "offered_on",
    ],
    &["employer_id", "refund_id"],
    "employer_id",
);

/// What was done about them.
pub static STEP: Table = Table::new(
    "refund_step",
    &[
        "employer_id",
        "refund_id",
        "step",
        "n",
        "event",
        "by_login",
        "by_name",
        "on_date",
        "way",
        "bank",
        "account_name",
        "account_number",
        "day",
        "bank_reference",
        "transfer_id",
        "note",
    ],
    &["employer_id", "refund_id", "step"],
    "employer_id",
);

/// A refund as it was offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Whose.
    pub employer: EmployerId,
    /// Its identifier.
    pub id: CaseId,
    /// The event that offered it.
    pub n: i64,
    /// For what.
    pub ground: RefundGround,
    /// How much.
    pub amount: Fen,
    /// The business day.
    pub on: Date,
}

/// The account that the employer confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its bank.
    pub bank: String,
    /// In whose name.
    pub name: String,
    /// Its number.
    pub number: String,
}

/// What a step says besides who did it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saying {
    /// How the employer wants the money.
    pub way: Option<Way>,
    /// To which account.
    pub account: Option<Account>,
    /// The day a payment counts.
    pub day: Option<Date>,
    /// The bank's number of it.
    pub bank_reference: Option<String>,
    /// The movement that the step wrote.
    pub transfer: Option<TransferId>,
    /// A ground.
    pub note: Option<String>,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its position, from 1.
    pub step: i64,
    /// The event of the employer that wrote it.
    pub n: i64,
    /// What was done.
    pub event: String,
    /// Who.
    pub by: LoginId,
    /// The name as on the receipt.
    pub by_name: String,
    /// The business day.
    pub on: Date,
    /// What it says.
    pub says: Saying,
}

/// A refund with all that was done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// The offer.
    pub offer: Offer,
    /// The steps, in order.
    pub steps: Vec<Step>,
}

impl Story {
    /// Where it stands.
    ///
    /// # Errors
    /// Trouble where the stored steps do not follow from one another.
    pub fn state(&self) -> Result<State, Trouble> {
        let mut state = State::Offered;
        for step in &self.steps {
            let odd = || {
                Trouble::value(format!(
                    "refund {} step {}: {} does not follow",
                    self.offer.id.code(),
                    step.step,
                    step.event
                ))
            };
            let event = event(step).ok_or_else(odd)?;
            state = state.advance(event).map_err(|_| odd())?;
        }
        Ok(state)
    }

    /// The last step of a kind.
    pub fn last(&self, event: &str) -> Option<&Step> {
        self.steps.iter().rev().find(|step| step.event == event)
    }
}

fn event(step: &Step) -> Option<Event> {
    let (by, ground) = (step.by, step.says.note.clone().unwrap_or_default());
    match step.event.as_str() {
        "choose" => Some(Event::Choose(Choice { way: step.says.way?, by })),
        "check" => Some(Event::Check { by }),
        "send_back" => Some(Event::SendBack { ground, by }),
        "decide" => Some(Event::Decide { by }),
        "pay" => Some(Event::Pay {
            value_date: step.says.day?,
        }),
        "return" => Some(Event::Return { ground }),
        "lapse" => Some(Event::Lapse),
        _ => None,
    }
}

/// Writes an offer.
pub fn offer(tx: &mut Tx, act: &mut Act, offer: &Offer) -> Result<(), Trouble> {
    let (bill, source) = match offer.ground {
        RefundGround::Correction(key) => (Some(key), None),
        RefundGround::Overpaid(source) => (None, Some(source.0)),
    };
    let row = [
        offer.employer.0.into(),
        offer.id.0.into(),
        offer.n.into(),
        offer.ground.code().into(),
        bill.map(|b| b.month).into(),
        bill.map(|b| b.kind.stored()).into(),
        source.into(),
        offer.amount.into(),
        offer.on.into(),
    ];
    act.insert(tx, &REFUND, &row)
}

/// Appends a step.
pub fn append(tx: &mut Tx, act: &mut Act, of: &Offer, step: &Step) -> Result<(), Trouble> {
    let (says, account) = (&step.says, step.says.account.as_ref());
    let row = [
        of.employer.0.into(),
        of.id.0.into(),
        step.step.into(),
        step.n.into(),
        step.event.as_str().into(),
        step.by.0.into(),
        step.by_name.as_str().into(),
        step.on.into(),
        says.way.map(Way::code).into(),
        account.map(|a| a.bank.as_str()).into(),
        account.map(|a| a.name.as_str()).into(),
        account.map(|a| a.number.as_str()).into(),
        says.day.into(),
        says.bank_reference.as_deref().into(),
        says.transfer.map(|t| t.0).into(),
        says.note.as_deref().into(),
    ];
    act.insert(tx, &STEP, &row)
}

fn restore_offer(row: &Row) -> Result<Offer, Trouble> {
    let odd = |what: &str| Trouble::value(format!("refund row: {what}"));
    let ground = match (row.text(3)?, row.opt_month(4)?, row.opt_i64(5)?, row.opt_i64(6)?) {
        ("correction", Some(month), Some(kind), _) => {
            let kind = BillKind::from_stored(kind).ok_or_else(|| odd("unknown kind of bill"))?;
            RefundGround::Correction(ClaimKey { month, kind })
        }
        ("overpaid", _, _, Some(source)) => RefundGround::Overpaid(TransferId(source)),
        _ => return Err(odd("no ground")),
    };
    Ok(Offer {
        employer: EmployerId(row.i64(0)?),
        id: CaseId(row.i64(1)?),
        n: row.i64(2)?,
        ground,
        amount: row.fen(7)?,
        on: row.date(8)?,
    })
}

fn restore_step(row: &Row) -> Result<Step, Trouble> {
    let text = |col: usize| -> Result<Option<String>, Trouble> { Ok(row.opt_text(col)?.map(str::to_owned)) };
    let way = row
        .opt_text(6)?
        .map(|code| Way::from_code(code).ok_or_else(|| Trouble::value(format!("refund_step row: unknown way {code}"))))
        .transpose()?;
    let account = match (text(7)?, text(8)?, text(9)?) {
        (Some(bank), Some(name), Some(number)) => Some(Account { bank, name, number }),
        _ => None,
    };
    Ok(Step {
        step: row.i64(0)?,
        n: row.i64(1)?,
        event: row.text(2)?.to_owned(),
        by: LoginId(row.i64(3)?),
        by_name: row.text(4)?.to_owned(),
        on: row.date(5)?,
        says: Saying {
            way,
            account,
            day: row.opt_date(10)?,
            bank_reference: text(11)?,
            transfer: row.opt_i64(12)?.map(TransferId),
            note: text(13)?,
        },
    })
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT employer_id, refund_id, n, ground, month, kind, source, amount_fen, offered_on FROM refund ",
            $rest
        )
    };
}

fn stories(tx: &mut Tx, sql: &'static str, args: &[V]) -> Result<Vec<Story>, Trouble> {
    let offers: Vec<Offer> = tx.query(sql, args)?.iter().map(restore_offer).collect::<Result<_, _>>()?;
    let steps = "SELECT step, n, event, by_login, by_name, on_date, way, bank, account_name, account_number, day, bank_reference, \
                 transfer_id, note FROM refund_step WHERE employer_id = $1 AND refund_id = $2 ORDER BY step";
    let mut stories = Vec::with_capacity(offers.len());
    for offer in offers {
        let rows = tx.query(steps, &[offer.employer.0.into(), offer.id.0.into()])?;
        stories.push(Story {
            offer,
            steps: rows.iter().map(restore_step).collect::<Result<_, _>>()?,
        });
    }
    Ok(stories)
}

/// The refunds of an employer, oldest first.
pub fn of_employer(tx: &mut Tx, employer: EmployerId) -> Result<Vec<Story>, Trouble> {
    stories(tx, select!("WHERE employer_id = $1 ORDER BY refund_id"), &[employer.0.into()])
}

/// One refund.
pub fn load(tx: &mut Tx, employer: EmployerId, id: CaseId) -> Result<Option<Story>, Trouble> {
    let key = [employer.0.into(), id.0.into()];
    Ok(stories(tx, select!("WHERE employer_id = $1 AND refund_id = $2"), &key)?.pop())
}

/// Whose refund a number names.
pub fn employer_of(tx: &mut Tx, id: CaseId) -> Result<Option<EmployerId>, Trouble> {
    let row = tx.one("SELECT employer_id FROM refund WHERE refund_id = $1", &[id.0.into()])?;
    row.map(|row| row.i64(0).map(EmployerId)).transpose()
}

/// Refunds of a region that are not ended, oldest first.
pub fn running(tx: &mut Tx, region: &str, limit: i64) -> Result<Vec<Story>, Trouble> {
    let sql = select!(
        "WHERE EXISTS (SELECT 1 FROM subject AS s WHERE s.subject_id = refund.employer_id AND s.region = $1) \
         AND NOT EXISTS (SELECT 1 FROM refund_step AS t WHERE t.employer_id = refund.employer_id AND t.refund_id = refund.refund_id \
         AND (t.event IN ('pay', 'lapse') OR (t.event = 'decide' AND t.way = 'next_bill'))) ORDER BY refund_id LIMIT $2"
    );
    stories(tx, sql, &[region.into(), limit.into()])
}

/// Refunds of a region that are ended, the latest first.
pub fn ended(tx: &mut Tx, region: &str, limit: i64) -> Result<Vec<Story>, Trouble> {
    let sql = select!(
        "WHERE EXISTS (SELECT 1 FROM subject AS s WHERE s.subject_id = refund.employer_id AND s.region = $1) \
         AND EXISTS (SELECT 1 FROM refund_step AS t WHERE t.employer_id = refund.employer_id AND t.refund_id = refund.refund_id \
         AND (t.event IN ('pay', 'lapse') OR (t.event = 'decide' AND t.way = 'next_bill'))) ORDER BY refund_id DESC LIMIT $2"
    );
    stories(tx, sql, &[region.into(), limit.into()])
}

/// Every refund after one, in the order of employers and refunds: for `check`.
pub fn after(tx: &mut Tx, after: (EmployerId, CaseId), limit: i64) -> Result<Vec<Story>, Trouble> {
    let sql = select!("WHERE employer_id > $1 OR (employer_id = $1 AND refund_id > $2) ORDER BY employer_id, refund_id LIMIT $3");
    stories(tx, sql, &[after.0.0.into(), after.1.0.into(), limit.into()])
}

/// What came twice or too much at an employer, by the movement that brought it.
pub fn overpaid(tx: &mut Tx, employer: EmployerId) -> Result<Vec<(TransferId, Fen)>, Trouble> {
    let sql = "SELECT source, CAST(SUM(amount_fen) AS BIGINT) FROM transfer WHERE subject_id = $1 AND what = 'overpaid' \
               AND state = 'posted' AND source IS NOT NULL GROUP BY source ORDER BY source";
    let read = |row: &Row| Ok((TransferId(row.i64(0)?), row.fen(1)?));
    tx.query(sql, &[employer.0.into()])?.iter().map(read).collect()
}

/// Employers after one that may have something to be given back: a bill below zero, or money that came twice.
pub fn employers(tx: &mut Tx) -> Result<Vec<EmployerId>, Trouble> {
    let sql = "SELECT employer_id FROM bill WHERE total_fen < 0 UNION SELECT subject_id FROM transfer WHERE what = 'overpaid' ORDER BY 1";
    tx.query(sql, &[])?.iter().map(|row| Ok(EmployerId(row.i64(0)?))).collect()
}
