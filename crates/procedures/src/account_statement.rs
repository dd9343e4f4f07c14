//! The account of an employer for a calendar month (对账单): opening, every movement, closing, to the fen; as page and workbook.

use documents::export::{Heading, Kind, Plan, Value, Workbook};
use domain::collection::{ClaimKey, MonthOfAccount, Moved, Movement, month_of_account};
use domain::ids::EmployerId;
use domain::ledger::{Fund, State, What};
use store::Trouble;
use store::transfer::Booked;
use store::{employer, transfer};
use units::{Fen, Month};

use crate::position::Position;
use crate::{Desk, Error, Permission};

/// The account of a month.
#[derive(Clone, Debug)]
pub struct AccountStatement {
    /// Whose: the registered name.
    pub name: String,
    /// The month.
    pub account: MonthOfAccount,
    /// The first month that has any movement.
    pub first: Month,
}

/// The account of an employer for a calendar month.
pub fn account_statement(desk: &mut Desk, of: EmployerId, month: Month) -> Result<AccountStatement, Error> {
    desk.permit_for(Permission::ViewBills, of)?;
    let known = employer::load(desk.tx, of)?.ok_or(Error::NotFound)?;
    let movements = movements(desk, of)?;
    let first = movements.iter().map(|m| Month::of(m.on)).min().unwrap_or(month);
    Ok(AccountStatement {
        name: known.name,
        account: month_of_account(movements, month),
        first,
    })
}

/// All that ever moved on the account, from bills, settlements and the ledger.
fn movements(desk: &mut Desk, of: EmployerId) -> Result<Vec<Movement>, Error> {
    let position = Position::load(desk, of)?;
    let mut all: Vec<Movement> = Vec::new();
    for bill in &position.bills {
        let key = ClaimKey {
            month: bill.month,
            kind: bill.kind,
        };
        all.push(Movement {
            due: bill.totals.total(),
            ..Movement::new(bill.closed_on, Moved::Billed, Some(key))
        });
    }
    for paid in position
        .settlements
        .iter()
        .filter(|s| s.principal != Fen::ZERO || s.fee != Fen::ZERO)
    {
        let given_back = paid.principal < Fen::ZERO;
        let what = if given_back { Moved::GivenBack } else { Moved::Settled };
        let whole = paid.principal + paid.fee;
        all.push(Movement {
            due: paid.fee,
            allocated: whole,
            posted: whole,
            ..Movement::new(paid.value_date, what, Some(paid.key))
        });
    }
    let moved = transfer::of_subject(desk.tx, of.into())?;
    all.extend(
        moved
            .iter()
            .filter(|b| b.transfer.state == State::Posted)
            .filter_map(|b| of_ledger(b, &moved)),
    );
    Ok(all)
}

/// What a posted movement of the ledger is on the account; those inside a settlement are told by the settlement.
fn of_ledger(booked: &Booked, all: &[Booked]) -> Option<Movement> {
    let t = &booked.transfer;
    let bill = t.month.zip(booked.kind).map(|(month, kind)| ClaimKey { month, kind });
    let came_from_elsewhere = || {
        !all.iter()
            .any(|b| b.transfer.debit == Fund::Bank && b.n == booked.n && b.transfer.state == State::Posted)
    };
    let line = |what| Movement::new(t.value_date, what, bill);
    match (t.debit, t.credit, t.what) {
        (Fund::Bank, _, _) => Some(Movement {
            received: t.amount,
            ..line(Moved::Received)
        }),
        // Money that an officer found to be this employer's: it came from the agency's own unallocated money.
        (Fund::InTransit, Fund::Unallocated, What::Allocation) if booked.source.is_none() && came_from_elsewhere() => Some(Movement {
            received: t.amount,
            ..line(Moved::Received)
        }),
        (_, Fund::RefundDue, What::Overpaid) => Some(line(Moved::Overpaid)),
        (Fund::RefundDue, Fund::Refunded, _) => Some(Movement {
            paid_back: t.amount,
            ..line(Moved::Refunded)
        }),
        (Fund::Unallocated, Fund::InTransit, What::Allocation) if bill.is_none() => Some(Movement {
            paid_back: t.amount,
            ..line(Moved::MovedAway)
        }),
        (Fund::RefundDue, Fund::Unallocated, _) => Some(line(Moved::CarriedOver)),
        _ => None,
    }
}

/// The words of the workbook: the headings, and each kind of movement in the order of its codes.
pub struct AccountWords {
    /// The sheet's name.
    pub sheet: String,
    /// Headings: day, what, bill, due, received, allocated, posted, paid back, owed, held.
    pub heads: [String; 10],
    /// `opening`, `closing`.
    pub ends: [String; 2],
    /// A movement in words.
    pub moved: fn(Moved) -> String,
}

/// The account of a month as a workbook.
pub fn account_workbook(desk: &mut Desk, of: EmployerId, month: Month, words: &AccountWords) -> Result<Vec<u8>, Error> {
    let statement = account_statement(desk, of, month)?;
    let account = &statement.account;
    let kinds = [Kind::Day, Kind::Text, Kind::Text];
    let kind = |at: usize| kinds.get(at).copied().unwrap_or(Kind::Money);
    let heads = words
        .heads
        .iter()
        .enumerate()
        .map(|(at, text)| Heading::new(text, kind(at), 18))
        .collect();
    let end = |word: &str, owed: Fen, held: Fen| {
        let mut row = vec![Value::Empty, Value::Text(word.to_owned())];
        row.extend(std::iter::repeat_n(Value::Empty, 6));
        row.extend([Value::Money(owed), Value::Money(held)]);
        row
    };
    let mut rows = vec![end(&words.ends[0], account.opening.owed, account.opening.held)];
    rows.extend(account.lines.iter().map(|(m, after)| {
        let bill = m.bill.map_or(Value::Empty, |key| Value::Month(key.month));
        let mut row = vec![Value::Day(m.on), Value::Text((words.moved)(m.what)), bill];
        row.extend([m.due, m.received, m.allocated, m.posted, m.paid_back, after.owed, after.held].map(Value::Money));
        row
    }));
    rows.push(end(&words.ends[1], account.closing.owed, account.closing.held));
    let plan = Plan {
        name: words.sheet.clone(),
        above: vec![statement.name.clone(), month.to_string()],
        headings: heads,
    };
    let unwritable = |fault: documents::export::Unwritable| Error::Trouble(Trouble::bug(fault.to_string()));
    let mut book = Workbook::new();
    book.sheet(&plan, rows.into_iter()).map_err(unwritable)?;
    book.finish().map_err(unwritable)
}
