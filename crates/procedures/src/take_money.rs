//! A cashier's till: opened, takes money for what is due today, counted, closed.

use domain::collection::{Incoming, Purpose};
use domain::hall::appointment::Errand;
use domain::hall::payable::Payable;
use domain::hall::till::{Closing, Counted, Means, State, Sums, Taking, Till, TillRefused, close};
use domain::ids::{EmployerId, OfficeId, TakingId, TicketId, TillId};
use domain::ledger::{Fund, What};
use store::event::{Act, Body};
use store::{employer, office, remittance, till};
use units::Fen;

use crate::payable::{payable, payables};
use crate::settle_bills::{Movement, allocate_waiting, post};
use crate::take_remittance::receive_into;
use crate::{Desk, Error, Key, Opening, Permission, Receipt, back_payment};

/// Opens a till for the caller at a counter.
///
/// Refused: `till.already_open`.
pub fn open_till(desk: &mut Desk, key: &Key, at: OfficeId, counter: u32) -> Result<TillId, Error> {
    desk.permit(Permission::TakeMoney)?;
    let mut hall = match desk.open(at, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => {
            let said: serde_json::Value = serde_json::from_str(&receipt.body).unwrap_or_default();
            let id = said["till"].as_str().and_then(|code| TillId::from_code(code).ok());
            return id.ok_or(Error::NotFound);
        }
    };
    office::load(desk.tx, at)?.ok_or(Error::NotFound)?;
    if let Some((_, open)) = till::open_of(desk.tx, desk.caller.login)? {
        return Err(Error::refused(TillRefused::AlreadyOpen { day: open.day }));
    }
    let new = Till {
        office: at,
        id: TillId(desk.id()),
        day: desk.today,
        counter,
        officer: desk.caller.login,
        officer_name: desk.caller.name.clone(),
        state: State::Open,
        closing: None,
    };
    till::put(desk.tx, &mut hall, None, &new)?;
    let body = Body::new().with("till", new.id.code()).with("counter", i64::from(counter));
    desk.seal(hall, "till_opened", key, body)?;
    Ok(new.id)
}

/// Money as it is handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handed {
    /// Whose.
    pub employer: EmployerId,
    /// For what.
    pub of: Errand,
    /// How.
    pub means: Means,
    /// How much: the amount of today, or it is refused.
    pub amount: Fen,
    /// The number of the terminal, the cheque or the bank.
    pub reference: String,
    /// The ticket it came with.
    pub ticket: Option<TicketId>,
}

/// What became of it.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The acknowledgement on the employer: the voucher's number.
    pub receipt: Receipt,
    /// Which sum.
    pub taking: TakingId,
    /// In which till.
    pub till: TillId,
}

/// Takes money at the caller's till. Its value date is today, however late it is.
///
/// Refused: [`TillRefused`]; of a part of a back payment also `back_payment.not_now`, `back_payment.other_day`,
/// `case.own_submission`.
pub fn take_money(desk: &mut Desk, key: &Key, handed: &Handed) -> Result<Taken, Error> {
    desk.permit(Permission::TakeMoney)?;
    let mut act = match desk.open(handed.employer, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return taken_before(receipt),
    };
    let (_, own) = till::open_of(desk.tx, desk.caller.login)?.ok_or(Error::refused(TillRefused::NotOpen))?;
    if own.day != desk.today {
        return Err(Error::refused(TillRefused::OfAnotherDay { day: own.day }));
    }
    let mut hall = desk.begin(own.office)?;
    let due = due_today(desk, handed)?;
    acceptable(desk, &own, handed, &due)?;
    let id = TakingId(desk.id());
    let taking = Taking {
        id,
        till: own.id,
        employer: handed.employer,
        employer_n: act.n,
        of: handed.of,
        means: handed.means,
        amount: handed.amount,
        reference: handed.reference.trim().to_owned(),
        ticket: handed.ticket,
        value_date: desk.today,
    };
    settle(desk, &mut act, &taking)?;
    till::take(desk.tx, &mut hall, &taking)?;
    let body = Body::new()
        .with("taking", id.code())
        .with("till", own.id.code())
        .with("of", handed.of.code())
        .with("amount_fen", handed.amount)
        .with("means", handed.means.code());
    desk.seal(hall, "money_taken", &Key::new(format!("taking:{id}"), b""), body.clone())?;
    let receipt = desk.seal(act, "paid_at_counter", key, body.with("value_date", desk.today))?;
    Ok(Taken {
        receipt,
        taking: id,
        till: own.id,
    })
}

fn taken_before(receipt: Receipt) -> Result<Taken, Error> {
    let said: serde_json::Value = serde_json::from_str(&receipt.body).unwrap_or_default();
    let taking = said["taking"].as_str().and_then(|code| TakingId::from_code(code).ok());
    let till = said["till"].as_str().and_then(|code| TillId::from_code(code).ok());
    let (taking, till) = taking.zip(till).ok_or(Error::NotFound)?;
    Ok(Taken { receipt, taking, till })
}

/// What is to be paid; of a case that cannot be paid now, why.
fn due_today(desk: &mut Desk, handed: &Handed) -> Result<Payable, Error> {
    match handed.of {
        Errand::BackPayment(id) => back_payment::payable(desk, handed.employer, id),
        Errand::Bill(_) | Errand::Matter | Errand::Reduction(_) => {
            payable(desk, handed.employer, handed.of)?.ok_or(Error::refused(TillRefused::NothingDue))
        }
    }
}

fn acceptable(desk: &mut Desk, own: &Till, handed: &Handed, due: &Payable) -> Result<(), Error> {
    let reference = handed.reference.trim();
    let refused = if due.at_bank {
        Some(TillRefused::AtBank)
    } else if due.to_pay() == Fen::ZERO {
        Some(TillRefused::NothingDue)
    } else if handed.amount != due.to_pay() {
        Some(TillRefused::AnotherAmount { due: due.to_pay() })
    } else if handed.means.has_reference() && reference.is_empty() {
        Some(TillRefused::NoReference)
    } else if is_used(desk, own, handed.means, reference)? {
        Some(TillRefused::ReferenceUsed {
            reference: reference.to_owned(),
        })
    } else {
        None
    };
    refused.map_or(Ok(()), |refused| Err(Error::refused(refused)))
}

/// Whether the slip or the transfer was already taken, here or by the bank's own notice.
fn is_used(desk: &mut Desk, own: &Till, means: Means, reference: &str) -> Result<bool, Error> {
    Ok(
        (means.has_reference() && till::reference_used(desk.tx, own.office, means, reference)?)
            || (means == Means::Transfer && remittance::by_bank_reference(desk.tx, reference)?.is_some()),
    )
}

/// Lets the money settle what it was handed over for. The bank's own number of a transfer is kept, so that the bank's notice of the
/// same money has no second effect.
fn settle(desk: &mut Desk, act: &mut Act, taking: &Taking) -> Result<(), Error> {
    let payer = employer::load(desk.tx, taking.employer)?.ok_or(Error::NotFound)?.name;
    let (fund, bank_reference) = if taking.means.lies_in_the_till() {
        (Fund::Till, format!("till:{}", taking.id))
    } else {
        (Fund::Bank, taking.reference.clone())
    };
    let money = Incoming {
        bank_reference,
        text: taking.of.code(),
        payer,
        account: String::new(),
    };
    let sum = (taking.amount, taking.value_date);
    match taking.of {
        Errand::Bill(key) => {
            receive_into(desk, act, fund, sum, &money, Some(Purpose::Bill(key)))?;
            let done = allocate_waiting(desk, act)?;
            if done.settled.contains(&key) {
                return Ok(());
            }
            let due = payable(desk, taking.employer, taking.of)?.map_or(Fen::ZERO, |due| due.to_pay());
            Err(Error::refused(TillRefused::AnotherAmount { due }))
        }
        Errand::BackPayment(id) => {
            let story = store::back_payment::load(desk.tx, taking.employer, id)?.ok_or(Error::NotFound)?;
            let source = receive_into(desk, act, fund, sum, &money, None)?;
            back_payment::pay::settle_case(desk, act, &story, source, taking.value_date)
        }
        Errand::Matter | Errand::Reduction(_) => Err(Error::refused(TillRefused::NothingDue)),
    }
}

/// A till as its cashier sees it.
#[derive(Clone, Debug)]
pub struct TillDay {
    /// The till.
    pub till: Till,
    /// What was taken, the first first, with the names of whose it was.
    pub takings: Vec<(Taking, String)>,
    /// Its sums.
    pub sums: Sums,
}

/// One till.
pub fn till_day(desk: &mut Desk, id: TillId) -> Result<TillDay, Error> {
    desk.permit(Permission::TakeMoney)?;
    let (_, of) = till::load(desk.tx, id)?.ok_or(Error::NotFound)?;
    if of.officer != desk.caller.login {
        return Err(Error::NotFound);
    }
    let takings = till::takings(desk.tx, &of)?;
    let sums = Sums::of(&takings);
    let mut named = Vec::with_capacity(takings.len());
    for taking in takings {
        let name = employer::load(desk.tx, taking.employer)?
            .map(|known| known.name)
            .unwrap_or_default();
        named.push((taking, name));
    }
    Ok(TillDay {
        till: of,
        takings: named,
        sums,
    })
}

/// One sum taken, with what follows from it.
#[derive(Clone, Debug)]
pub struct TakingPage {
    /// The till it lies in.
    pub till: Till,
    /// The sum.
    pub taking: Taking,
    /// Whose it was.
    pub name: String,
    /// The number of the receipt: that of the voucher.
    pub receipt: String,
    /// What the employer can pay besides.
    pub besides: Vec<Payable>,
}

/// One sum that the caller took.
pub fn taking(desk: &mut Desk, id: TillId, taking: TakingId) -> Result<TakingPage, Error> {
    let day = till_day(desk, id)?;
    let found = day.takings.into_iter().find(|(of, _)| of.id == taking);
    let (taking, name) = found.ok_or(Error::NotFound)?;
    let act = store::history::load(desk.tx, taking.employer.0, taking.employer_n)?.ok_or(Error::NotFound)?;
    Ok(TakingPage {
        till: day.till,
        receipt: desk.receipt(act).number,
        besides: payables(desk, taking.employer)?,
        taking,
        name,
    })
}

/// The caller's latest tills, the open one first.
pub fn my_tills(desk: &mut Desk) -> Result<Vec<Till>, Error> {
    const SHOWN: i64 = 10;
    desk.permit(Permission::TakeMoney)?;
    let tills = till::of_officer(desk.tx, desk.caller.login, SHOWN)?;
    Ok(tills.into_iter().map(|(_, till)| till).collect())
}

/// Counts and closes the caller's till: what lay in it goes to the bank, a difference is booked with its reason.
///
/// Refused: `till.unexplained`.
pub fn close_till(desk: &mut Desk, key: &Key, id: TillId, counted: Counted, ground: Option<&str>) -> Result<Receipt, Error> {
    desk.permit(Permission::TakeMoney)?;
    let day = till_day(desk, id)?;
    let mut hall = match desk.open(day.till.office, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let (was, of) = till::load(desk.tx, id)?.ok_or(Error::NotFound)?;
    if of.state == State::Closed {
        return Err(Error::refused(TillRefused::NotOpen));
    }
    let closing = close(&day.sums, counted, ground).map_err(Error::refused)?;
    book(desk, &mut hall, &closing)?;
    let closed = Till {
        state: State::Closed,
        closing: Some(closing.clone()),
        ..of
    };
    till::put(desk.tx, &mut hall, Some(was), &closed)?;
    let body = Body::new()
        .with("till", id.code())
        .with("counted_fen", counted.total())
        .with("difference_fen", closing.difference)
        .with("ground", closing.ground);
    desk.seal(hall, "till_closed", key, body)
}

fn book(desk: &mut Desk, hall: &mut Act, closing: &Closing) -> Result<(), Error> {
    let mut moves = Vec::new();
    let difference = closing.difference;
    if difference > Fen::ZERO {
        moves.push((Fund::Till, Fund::TillDifference, difference, What::Difference));
    }
    if difference < Fen::ZERO {
        moves.push((Fund::TillDifference, Fund::Till, -difference, What::Difference));
    }
    if closing.counted.total() > Fen::ZERO {
        moves.push((Fund::Bank, Fund::Till, closing.counted.total(), What::Deposit));
    }
    for (debit, credit, amount, what) in moves {
        let movement = Movement {
            debit,
            credit,
            amount,
            bill: None,
            what,
            source: None,
            value_date: desk.today,
        };
        post(desk, hall, &movement)?;
    }
    Ok(())
}
