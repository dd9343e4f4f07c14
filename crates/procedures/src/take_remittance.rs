//! Money that comes by itself (转账): matched by its reference, or kept as unallocated (挂账) until an officer assigns it.

use domain::collection::{ClaimKey, Incoming, PaymentReference, Purpose, Remittance};
use domain::ids::{EmployerId, SubjectId, TransferId};
use domain::ledger::{Fund, What};
use store::event::{Act, Body};
use store::{employer, remittance};
use units::{Date, Fact, Fen};

use crate::settle_bills::{Allocated, Movement, allocate_waiting, post};
use crate::{Desk, Error, Key, Opening, Permission, Receipt};

/// What became of money.
#[derive(Clone, Debug)]
pub struct Received {
    /// The acknowledgement.
    pub receipt: Receipt,
    /// Whose it is, where that is known.
    pub employer: Option<EmployerId>,
    /// Bills it settled.
    pub settled: Vec<ClaimKey>,
    /// What of it belongs to the payer again.
    pub refund_due: Fen,
    /// The bill it does not suffice for, and what is missing today.
    pub missing: Option<(ClaimKey, Fen)>,
    /// It was booked before and had no second effect.
    pub already: bool,
}

/// Takes a payment that the bank reports. Its bank reference is its identity: the same money is taken once.
///
/// Refused: `money.not_above_zero`, `money.in_the_future`, `money.no_bank_reference`.
pub fn take_remittance(desk: &mut Desk, amount: Fen, value_date: Date, money: &Incoming) -> Result<Received, Error> {
    desk.permit(Permission::RunDebits)?;
    if amount <= Fen::ZERO {
        return Err(Error::said("money.not_above_zero", vec![("amount", Fact::Money(amount))]));
    }
    if value_date > desk.today {
        return Err(Error::said("money.in_the_future", vec![("day", Fact::Day(value_date))]));
    }
    if money.bank_reference.trim().is_empty() {
        return Err(Error::said("money.no_bank_reference", vec![]));
    }
    let (subject, purpose) = owner(desk, money)?;
    let key = Key::new(format!("remittance:{}", money.bank_reference), ask(amount, value_date).as_bytes());
    if let Some((known, _)) = remittance::by_bank_reference(desk.tx, &money.bank_reference)? {
        return already(desk, known, &key);
    }
    let mut act = match desk.open(subject, &key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(first_time(receipt)),
    };
    receive(desk, &mut act, amount, value_date, money, purpose)?;
    let is_employer = purpose.is_some();
    let done = if is_employer {
        allocate_waiting(desk, &mut act)?
    } else {
        Allocated::default()
    };
    let body = Body::new()
        .with("amount_fen", amount)
        .with("value_date", value_date)
        .with("bank_reference", money.bank_reference.as_str());
    let receipt = desk.seal(act, "remittance_received", &key, done.body(body))?;
    Ok(Received {
        receipt,
        employer: is_employer.then_some(EmployerId(subject.0)),
        settled: done.settled,
        refund_due: done.refund_due,
        missing: done.missing,
        already: false,
    })
}

fn ask(amount: Fen, value_date: Date) -> String {
    format!("{amount} {value_date}")
}

fn first_time(receipt: Receipt) -> Received {
    Received {
        receipt,
        employer: None,
        settled: vec![],
        refund_due: Fen::ZERO,
        missing: None,
        already: true,
    }
}

/// The receipt of money that was booked before, whoever booked it. Another amount under the same number is refused.
fn already(desk: &mut Desk, subject: SubjectId, key: &Key) -> Result<Received, Error> {
    let found = store::event::find_by_key(desk.tx, subject.0, desk.caller.login.0, &key.key, &key.ask_hash)?;
    match found {
        Some(event) => Ok(first_time(desk.receipt(event))),
        None => Err(Error::said(
            "money.booked_before",
            vec![("reference", Fact::Text(key.key.trim_start_matches("remittance:").to_owned()))],
        )),
    }
}

/// Whose money it is and what for: by the reference that the payer wrote, else nobody's yet.
fn owner(desk: &mut Desk, money: &Incoming) -> Result<(SubjectId, Option<Purpose>), Error> {
    if let Ok(reference) = PaymentReference::find(&money.text)
        && employer::load(desk.tx, reference.employer)?.is_some()
    {
        return Ok((reference.employer.into(), Some(Purpose::Bill(reference.bill))));
    }
    Ok((desk.region_subject()?, None))
}

/// A line of a bank file that brings money by itself: once, whoever sends the file.
pub(crate) fn take_incoming(desk: &mut Desk, amount: Fen, value_date: Date, money: &Incoming) -> Result<(), Error> {
    if remittance::by_bank_reference(desk.tx, &money.bank_reference)?.is_none() {
        take_remittance(desk, amount, value_date.min(desk.today), money)?;
    }
    Ok(())
}

/// Writes money as received: into the unallocated fund, with its purpose where one is known.
pub(crate) fn receive(
    desk: &mut Desk,
    act: &mut Act,
    amount: Fen,
    value_date: Date,
    money: &Incoming,
    purpose: Option<Purpose>,
) -> Result<TransferId, Error> {
    receive_into(desk, act, Fund::Bank, (amount, value_date), money, purpose)
}

/// As [`receive`], where the money lies in another fund than the bank: a till.
pub(crate) fn receive_into(
    desk: &mut Desk,
    act: &mut Act,
    fund: Fund,
    (amount, value_date): (Fen, Date),
    money: &Incoming,
    purpose: Option<Purpose>,
) -> Result<TransferId, Error> {
    let movement = Movement {
        debit: fund,
        credit: Fund::Unallocated,
        amount,
        bill: None,
        what: What::Remittance,
        source: None,
        value_date,
    };
    let id = post(desk, act, &movement)?;
    record(desk, act, id, amount, value_date, money)?;
    if let Some(purpose) = purpose {
        assign(desk, act, id, purpose, "")?;
    }
    Ok(id)
}

pub(crate) fn record(desk: &mut Desk, act: &mut Act, id: TransferId, amount: Fen, value_date: Date, money: &Incoming) -> Result<(), Error> {
    let row = Remittance {
        subject: SubjectId(act.subject),
        id,
        n: act.n,
        amount,
        value_date,
        incoming: money.clone(),
        on: desk.today,
    };
    act.insert(desk.tx, &remittance::REMITTANCE, &remittance::row(&row))?;
    Ok(())
}

pub(crate) fn assign(desk: &mut Desk, act: &mut Act, id: TransferId, purpose: Purpose, note: &str) -> Result<(), Error> {
    let row = remittance::assignment_row(SubjectId(act.subject), id, act.n, purpose, note);
    act.insert(desk.tx, &remittance::ASSIGNMENT, &row)?;
    Ok(())
}

/// To whom and to what an officer gives waiting money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Where the money waits: an employer, or the region.
    pub subject: SubjectId,
    /// Which money.
    pub remittance: TransferId,
    /// Whose it is.
    pub employer: EmployerId,
    /// Which bill; none: whatever is due, oldest arrears first, never ahead of the current month.
    pub bill: Option<ClaimKey>,
    /// Why: shown to the employer word for word.
    pub note: String,
}

/// Assigns waiting money, and lets it settle what it suffices for.
///
/// Refused: `money.note_missing`, `money.nothing_left`.
pub fn assign_money(desk: &mut Desk, key: &Key, asked: &Assignment) -> Result<Received, Error> {
    desk.permit(Permission::AllocateMoney)?;
    if asked.note.trim().is_empty() {
        return Err(Error::said("money.note_missing", vec![]));
    }
    employer::load(desk.tx, asked.employer)?.ok_or(Error::NotFound)?;
    let mut act = match desk.open(asked.employer, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(first_time(receipt)),
    };
    let waiting = remittance::load(desk.tx, asked.subject, asked.remittance)?.ok_or(Error::NotFound)?;
    if waiting.left <= Fen::ZERO {
        return Err(Error::said("money.nothing_left", vec![]));
    }
    let purpose = asked.bill.map_or(Purpose::Open, Purpose::Bill);
    let id = if asked.subject.0 == asked.employer.0 {
        if let Some((_, n)) = waiting.purpose {
            let old = [asked.subject.0.into(), asked.remittance.0.into(), n.into()];
            act.supersede(desk.tx, &remittance::ASSIGNMENT, &old)?;
        }
        asked.remittance
    } else {
        move_over(desk, &mut act, asked, &waiting)?
    };
    assign(desk, &mut act, id, purpose, asked.note.trim())?;
    let done = allocate_waiting(desk, &mut act)?;
    let body = Body::new()
        .with("remittance", asked.remittance.code())
        .with("amount_fen", waiting.left)
        .with("note", asked.note.trim());
    let receipt = desk.seal(act, "money_assigned", key, done.body(body))?;
    Ok(Received {
        receipt,
        employer: Some(asked.employer),
        settled: done.settled,
        refund_due: done.refund_due,
        missing: done.missing,
        already: false,
    })
}

/// As [`assign_money`], to the employer with a unified social credit code.
///
/// Refused: `assign.no_employer`.
pub fn assign_to_code(desk: &mut Desk, key: &Key, code: &str, asked: &dyn Fn(EmployerId) -> Assignment) -> Result<Received, Error> {
    desk.permit(Permission::AllocateMoney)?;
    let code = code.trim().to_ascii_uppercase();
    let of = employer::by_credit_code(desk.tx, &code)?.ok_or_else(|| Error::said("assign.no_employer", vec![]))?;
    assign_money(desk, key, &asked(of))
}

/// Moves money from one subject to another: an act on each, each naming the other, through the fund in transit.
fn move_over(desk: &mut Desk, act: &mut Act, asked: &Assignment, waiting: &remittance::Waiting) -> Result<TransferId, Error> {
    let mut from = desk.begin(asked.subject)?;
    let out = Movement {
        debit: Fund::Unallocated,
        credit: Fund::InTransit,
        amount: waiting.left,
        bill: None,
        what: What::Allocation,
        source: Some(asked.remittance),
        value_date: waiting.money.value_date,
    };
    post(desk, &mut from, &out)?;
    let key = Key::new(format!("moved:{}:{}", asked.employer, act.n), b"");
    let body = Body::new()
        .with("remittance", asked.remittance.code())
        .with("to", asked.employer.code())
        .with("amount_fen", waiting.left)
        .with("note", asked.note.trim());
    desk.seal(from, "money_moved", &key, body)?;
    let into = Movement {
        debit: Fund::InTransit,
        credit: Fund::Unallocated,
        source: None,
        ..out
    };
    let id = post(desk, act, &into)?;
    record(desk, act, id, waiting.left, waiting.money.value_date, &waiting.money.incoming)?;
    Ok(id)
}
