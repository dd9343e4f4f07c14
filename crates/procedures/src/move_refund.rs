//! A refund from the employer's word to the money: chosen, checked, decided by a second officer, paid out or carried over.

use domain::case::refund::{Choice, Event, State, Way};
use domain::collection::{Claim, ClaimKey, Incoming, Purpose, RefundGround, Settlement, Settler, mandate_on};
use domain::ids::{CaseId, EmployerId, TransferId};
use domain::ledger::{self, Fund, Transfer, What};
use store::event::{Act, Body};
use store::refund::{self, Account, Saying, Step, Story};
use store::transfer::Booked;
use store::{employer, mandate, settlement, transfer};
use units::{Date, Fact, Fen};

use crate::position::Position;
use crate::settle_bills::{Movement, allocate_waiting, parts_given_back, post};
use crate::take_remittance::{assign, record};
use crate::{Desk, Error, Key, Opening, Permission, Receipt};

/// The employer says how it wants the money; to its account: the one of its debit agreement, nothing is typed again.
///
/// Refused: `case.not_now`, `refund.no_account`.
pub fn choose(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId, way: Way) -> Result<Receipt, Error> {
    desk.permit_for(Permission::ChooseRefund, of)?;
    let account = match way {
        Way::Account => Some(account_of(desk, of)?.ok_or_else(|| Error::said("refund.no_account", vec![]))?),
        Way::NextBill => None,
    };
    let event = Event::Choose(Choice {
        way,
        by: desk.caller.login,
    });
    let saying = Saying {
        way: Some(way),
        account,
        ..Saying::default()
    };
    let mut act = match desk.open(of, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let story = load(desk, of, id)?;
    append(desk, &mut act, &story, event, saying)?;
    seal(desk, act, key, "refund_chosen", &story)
}

/// The account that a refund of this employer goes to: the debited one.
pub fn account_of(desk: &mut Desk, of: EmployerId) -> Result<Option<Account>, Error> {
    let held: Vec<_> = mandate::of_employer(desk.tx, of)?.into_iter().map(|(_, m)| m).collect();
    Ok(mandate_on(&held, desk.today).map(|m| Account {
        bank: m.bank.clone(),
        name: m.account_name.clone(),
        number: m.account_number.clone(),
    }))
}

/// A first officer finds the sum and its ground right.
///
/// Refused: `case.*`.
pub fn check(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId) -> Result<Receipt, Error> {
    desk.permit(Permission::DecideRefund)?;
    let by = desk.caller.login;
    step(desk, key, of, id, "refund_checked", Event::Check { by }, Saying::default())
}

/// An officer asks the employer to choose again.
///
/// Refused: `case.*`, `refund.ground_missing`.
pub fn send_back(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId, ground: &str) -> Result<Receipt, Error> {
    desk.permit(Permission::DecideRefund)?;
    let (by, ground) = (desk.caller.login, grounded(ground)?);
    let saying = Saying {
        note: Some(ground.clone()),
        ..Saying::default()
    };
    step(desk, key, of, id, "refund_sent_back", Event::SendBack { ground, by }, saying)
}

fn grounded(ground: &str) -> Result<String, Error> {
    match ground.trim() {
        "" => Err(Error::said("refund.ground_missing", vec![])),
        said => Ok(said.to_owned()),
    }
}

/// A second officer decides: the money leaves the funds it lay in, and is paid to the account or carried over.
///
/// Refused: `case.*`, `refund.changed`.
pub fn decide(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId) -> Result<Receipt, Error> {
    desk.permit(Permission::DecideRefund)?;
    let mut act = match desk.open(of, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let story = load(desk, of, id)?;
    let way = story.state()?.choice().map(|choice| choice.way);
    let event = Event::Decide { by: desk.caller.login };
    // Asked before any money moves.
    story.state()?.advance(event.clone()).map_err(Error::refused)?;
    let was_freed = story.last("decide").is_some();
    match story.offer.ground {
        RefundGround::Correction(bill) if !was_freed => free(desk, &mut act, &story, bill)?,
        RefundGround::Correction(_) | RefundGround::Overpaid(_) => {}
    }
    let moved = match way {
        Some(Way::NextBill) => carry_over(desk, &mut act, &story)?,
        Some(Way::Account) | None => order(desk, &mut act, &story)?,
    };
    let saying = Saying {
        way,
        transfer: Some(moved),
        ..Saying::default()
    };
    append(desk, &mut act, &story, event, saying)?;
    if way == Some(Way::NextBill) {
        allocate_waiting(desk, &mut act)?;
    }
    seal(desk, act, key, "refund_decided", &story)
}

/// Takes what a bill below zero gives back out of the funds in which it lies, as due to the payer; the bill is settled with it.
fn free(desk: &mut Desk, act: &mut Act, story: &Story, bill: ClaimKey) -> Result<(), Error> {
    let of = story.offer.employer;
    let credits = Position::load(desk, of)?.claims().credits;
    let is_it = |c: &&Claim| c.key == bill && -c.totals.total() == story.offer.amount;
    let credit = credits
        .iter()
        .find(is_it)
        .ok_or_else(|| Error::said("refund.changed", vec![]))?
        .clone();
    let mut last = TransferId(story.offer.id.0);
    for part in parts_given_back(desk, of, &credit)? {
        let (debit, credit, amount) = match part.amount >= Fen::ZERO {
            true => (part.fund, Fund::RefundDue, part.amount),
            false => (Fund::RefundDue, part.fund, -part.amount),
        };
        let movement = Movement {
            debit,
            credit,
            amount,
            bill: Some(bill),
            what: What::Reversal,
            source: None,
            value_date: desk.today,
        };
        last = post(desk, act, &movement)?;
    }
    let settled = Settlement {
        key: bill,
        by: Settler::Remittance(last),
        value_date: desk.today,
        principal: credit.totals.total(),
        fee: Fen::ZERO,
        fee_days: 0,
        n: act.n,
    };
    act.insert(desk.tx, &settlement::SETTLEMENT, &settlement::row(of, &settled))?;
    Ok(())
}

/// Asks the bank to pay it: pending until the bank did.
fn order(desk: &mut Desk, act: &mut Act, story: &Story) -> Result<TransferId, Error> {
    let id = TransferId(desk.id());
    let pending = Booked {
        n: act.n,
        transfer: Transfer {
            id,
            debit: Fund::RefundDue,
            credit: Fund::Refunded,
            amount: story.offer.amount,
            month: None,
            what: What::Refund,
            state: ledger::State::Pending,
            settles: None,
            value_date: desk.today,
        },
        kind: None,
        source: None,
    };
    let row = transfer::row(story.offer.employer.into(), &pending);
    act.insert(desk.tx, &transfer::TRANSFER, &row)?;
    Ok(id)
}

/// The money waits for the next bill, as money of the employer.
fn carry_over(desk: &mut Desk, act: &mut Act, story: &Story) -> Result<TransferId, Error> {
    let movement = Movement {
        debit: Fund::RefundDue,
        credit: Fund::Unallocated,
        amount: story.offer.amount,
        bill: None,
        what: What::Refund,
        source: None,
        value_date: desk.today,
    };
    let id = post(desk, act, &movement)?;
    let payer = employer::load(desk.tx, story.offer.employer)?.ok_or(Error::NotFound)?.name;
    let money = Incoming {
        bank_reference: format!("refund:{}:{}", story.offer.id.code(), act.n),
        text: story.offer.id.code(),
        payer,
        account: String::new(),
    };
    let today = desk.today;
    record(desk, act, id, story.offer.amount, today, &money)?;
    assign(desk, act, id, Purpose::NextBill, "")?;
    Ok(id)
}

/// The bank paid it, with its number of the payment.
///
/// Refused: `case.not_now`, `money.in_the_future`, `money.no_bank_reference`.
pub fn pay(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId, value_date: Date, bank_reference: &str) -> Result<Receipt, Error> {
    desk.permit(Permission::DecideRefund)?;
    if value_date > desk.today {
        return Err(Error::said("money.in_the_future", vec![("day", Fact::Day(value_date))]));
    }
    if bank_reference.trim().is_empty() {
        return Err(Error::said("money.no_bank_reference", vec![]));
    }
    let saying = Saying {
        day: Some(value_date),
        bank_reference: Some(bank_reference.trim().to_owned()),
        ..Saying::default()
    };
    end(desk, key, of, id, Event::Pay { value_date }, saying, value_date)
}

/// The bank could not pay it: the employer chooses again.
///
/// Refused: `case.not_now`, `refund.ground_missing`.
pub fn returned(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId, ground: &str) -> Result<Receipt, Error> {
    desk.permit(Permission::DecideRefund)?;
    let ground = grounded(ground)?;
    let saying = Saying {
        note: Some(ground.clone()),
        ..Saying::default()
    };
    let today = desk.today;
    end(desk, key, of, id, Event::Return { ground }, saying, today)
}

/// Ends the pending payment with what the bank did.
fn end(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId, event: Event, saying: Saying, on: Date) -> Result<Receipt, Error> {
    let mut act = match desk.open(of, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let story = load(desk, of, id)?;
    let is_paid = matches!(event, Event::Pay { .. });
    story.state()?.advance(event.clone()).map_err(Error::refused)?;
    let ordered = story.last("decide").and_then(|step| step.says.transfer).ok_or(Error::NotFound)?;
    let pending = transfer::load(desk.tx, of.into(), ordered)?.ok_or(Error::NotFound)?;
    let how = if is_paid { ledger::State::Posted } else { ledger::State::Voided };
    let ended = Booked {
        n: act.n,
        transfer: pending.transfer.ended(TransferId(desk.id()), how, on),
        ..pending
    };
    act.insert(desk.tx, &transfer::TRANSFER, &transfer::row(of.into(), &ended))?;
    let saying = Saying {
        transfer: Some(ended.transfer.id),
        ..saying
    };
    append(desk, &mut act, &story, event, saying)?;
    seal(desk, act, key, if is_paid { "refund_paid" } else { "refund_returned" }, &story)
}

fn load(desk: &mut Desk, of: EmployerId, id: CaseId) -> Result<Story, Error> {
    refund::load(desk.tx, of, id)?.ok_or(Error::NotFound)
}

fn step(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId, kind: &str, event: Event, saying: Saying) -> Result<Receipt, Error> {
    let mut act = match desk.open(of, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let story = load(desk, of, id)?;
    append(desk, &mut act, &story, event, saying)?;
    seal(desk, act, key, kind, &story)
}

fn seal(desk: &mut Desk, act: Act, key: &Key, kind: &str, story: &Story) -> Result<Receipt, Error> {
    let body = Body::new()
        .with("refund", story.offer.id.code())
        .with("amount_fen", story.offer.amount);
    desk.seal(act, kind, key, body)
}

/// Appends a step within an act, if it follows from where the refund stands.
pub(crate) fn append(desk: &mut Desk, act: &mut Act, story: &Story, event: Event, says: Saying) -> Result<State, Error> {
    let code = event.code().to_owned();
    let state = story.state()?.advance(event).map_err(Error::refused)?;
    let step = Step {
        step: story.steps.len() as i64 + 1,
        n: act.n,
        event: code,
        by: desk.caller.login,
        by_name: desk.caller.name.clone(),
        on: desk.today,
        says,
    };
    refund::append(desk.tx, act, &story.offer, &step)?;
    Ok(state)
}
