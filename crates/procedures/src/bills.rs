//! Bills as people read them: the list of months, the lines of one derived again from the facts, and why each is what it is.

use std::collections::BTreeMap;

use domain::assessment::BillTotals;
use domain::bill::{Between, Bill, BillKind, Line, PaidRates, Sheet, pair};
use domain::collection::{ClaimKey, mandate_on};
use domain::declaration::is_left_undeclared;
use domain::ids::{EmployerId, PersonId};
use domain::registry::{Employer, Mandate, Person};
use policy::MonthDates;
use store::{bill, declaration, employer, mandate};
use units::{Date, Fen, Month};

use crate::assess_month::{Policies, sheet_at};
use crate::employer_account::{DebitPage, debit_page};
use crate::position::Position;
use crate::{Desk, Error, Permission};

/// How far the collection of a bill has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BillState {
    /// Its debit day is to come.
    Due,
    /// With the bank.
    DebitPending,
    /// The first debit failed; it is still in time.
    FirstDebitFailed,
    /// Paid, on this day.
    Collected(Date),
    /// Its collection month is over.
    Owed,
    /// It gives back: taken off the open bill of its month, or a refund case.
    GivesBack,
}

impl BillState {
    /// The code in words and JSON.
    pub fn code(self) -> &'static str {
        match self {
            BillState::Due => "due",
            BillState::DebitPending => "debit_pending",
            BillState::FirstDebitFailed => "first_debit_failed",
            BillState::Collected(_) => "collected",
            BillState::Owed => "owed",
            BillState::GivesBack => "gives_back",
        }
    }
}

fn state_of(desk: &Desk, position: &Position, made: &Bill) -> BillState {
    let key = ClaimKey {
        month: made.month,
        kind: made.kind,
    };
    if made.totals.total() < Fen::ZERO {
        return BillState::GivesBack;
    }
    if let Some(settled) = position.settled(key) {
        return BillState::Collected(settled.value_date);
    }
    if position.at_bank(key) {
        return BillState::DebitPending;
    }
    if desk.today > made.run_month.next().last_day() {
        return BillState::Owed;
    }
    match position.debits_of(key).next() {
        Some(_) => BillState::FirstDebitFailed,
        None => BillState::Due,
    }
}

/// All bills of an employer with their states, newest month first; a month's in the order in which they were made.
pub fn bills(desk: &mut Desk, employer: EmployerId) -> Result<Vec<(Bill, BillState)>, Error> {
    desk.permit_for(Permission::ViewBills, employer)?;
    let position = Position::load(desk, employer)?;
    let mut bills: Vec<(Bill, BillState)> = position.bills.iter().map(|b| (b.clone(), state_of(desk, &position, b))).collect();
    bills.sort_by_key(|(b, _)| (std::cmp::Reverse(b.month), b.kind.stored()));
    Ok(bills)
}

/// A bill with its lines.
#[derive(Clone, Debug)]
pub struct BillPage {
    /// As stored.
    pub bill: Bill,
    /// How far its collection has come.
    pub state: BillState,
    /// What happened to its debit and what can still be done; nothing for a bill below zero, or without a calendar.
    pub debit: Option<DebitPage>,
    /// The days of its debit; `None` while the calendar of the collection month is unknown.
    pub dates: Option<MonthDates>,
    /// The account that a debit of today would use.
    pub mandate: Option<Mandate>,
    /// Whose it is.
    pub employer: Employer,
    /// The other bills of the month, in the order in which they were made.
    pub others: Vec<Bill>,
    /// Its lines, derived again.
    pub lines: Vec<Line>,
    /// The sums of the lines with the surcharge; they equal the stored ones, or `check` names the bill.
    pub derived: BillTotals,
    /// What the month before came to, by which this bill was assessed because nobody declared its month.
    pub by_month_before: Option<Fen>,
    /// The month can still be declared, which settles it.
    pub can_be_declared: bool,
    /// A regular bill beside that of the month before: why the sum differs, name by name.
    pub since_last_month: Option<Vec<Line>>,
    /// The rates of each branch, where everybody on the bill pays the same ones.
    pub rates: PaidRates,
    /// Names.
    pub people: BTreeMap<PersonId, Person>,
}

impl BillPage {
    /// Whether the stored sums are those of the lines.
    pub fn holds(&self) -> bool {
        self.derived == self.bill.totals
    }
}

/// One bill of a month.
pub fn bill_page(desk: &mut Desk, who: EmployerId, month: Month, kind: BillKind) -> Result<BillPage, Error> {
    desk.permit_for(Permission::ViewBills, who)?;
    let mut of_month = bill::of_month(desk.tx, who, month)?;
    let mut policies = Policies::new(desk.agency);
    if !kind.is_of_roll() {
        of_month.extend(bill::load(desk.tx, who, month, kind)?);
    }
    let (found, between) = derive(desk, &mut policies, &of_month, kind)?;
    let since_last_month = match kind {
        BillKind::Regular => month_before(desk, &mut policies, &found)?,
        BillKind::Difference(_) | BillKind::Correction(_) | BillKind::BackPayment(_) | BillKind::SetApart(_) => None,
    };
    let position = Position::load(desk, who)?;
    let known = employer::load(desk.tx, who)?.ok_or(Error::NotFound)?;
    let held: Vec<Mandate> = mandate::of_employer(desk.tx, who)?.into_iter().map(|(_, m)| m).collect();
    let key = ClaimKey { month, kind };
    let debit = match found.totals.total() > Fen::ZERO {
        true => debit_page(desk, who, key).ok(),
        false => None,
    };
    let last_word = declaration::latest(desk.tx, who, month)?.map(|d| d.how);
    Ok(BillPage {
        by_month_before: assessed_by(desk, &mut policies, &found)?,
        can_be_declared: kind == BillKind::Regular && is_left_undeclared(known.collection, last_word),
        debit,
        state: state_of(desk, &position, &found),
        dates: desk.book().month_dates(found.run_month, desk.today).ok(),
        mandate: mandate_on(&held, desk.today).cloned(),
        others: of_month.into_iter().filter(|b| b.kind != kind).collect(),
        rates: match kind.is_of_roll() {
            true => policies.at(desk.tx, month, &found.basis)?.rates(&known, &between.lines),
            false => PaidRates::of(std::iter::empty()),
        },
        lines: between.lines,
        derived: between.totals,
        since_last_month,
        people: bill::people(desk.tx, who)?,
        bill: found,
        employer: known,
    })
}

/// The lines and sums of one bill of a month, from the facts at its basis and at that of the bill before it.
fn derive(desk: &mut Desk, policies: &mut Policies, of_month: &[Bill], kind: BillKind) -> Result<(Bill, Between), Error> {
    let at = of_month.iter().position(|b| b.kind == kind).ok_or(Error::NotFound)?;
    let found = &of_month[at];
    if !kind.is_of_roll() {
        let lines = crate::back_payment::pay::bill_lines(desk, found.employer, found.month, kind)?;
        let between = Between {
            totals: domain::bill::totals(&lines),
            lines,
            surcharge: Fen::ZERO,
        };
        return Ok((found.clone(), between));
    }
    let sheet = sheet_at(desk.tx, policies, found.employer, found.month, &found.basis)?;
    let between = match at.checked_sub(1).and_then(|before| of_month.get(before)) {
        None => sheet.regular(),
        Some(before) => sheet.since(&sheet_at(desk.tx, policies, before.employer, before.month, &before.basis)?),
    };
    Ok((found.clone(), between))
}

/// The month before, where a regular bill was assessed by it.
fn assessed_by(desk: &mut Desk, policies: &mut Policies, of: &Bill) -> Result<Option<Fen>, Error> {
    if of.kind != BillKind::Regular || of.surcharge == Fen::ZERO {
        return Ok(None);
    }
    let sheet = sheet_at(desk.tx, policies, of.employer, of.month, &of.basis)?;
    Ok(sheet.surcharge.month_before())
}

fn month_before(desk: &mut Desk, policies: &mut Policies, this: &Bill) -> Result<Option<Vec<Line>>, Error> {
    let Some(last) = bill::of_month(desk.tx, this.employer, this.month.previous())?.pop() else {
        return Ok(None);
    };
    let before: Sheet = sheet_at(desk.tx, policies, last.employer, last.month, &last.basis)?;
    let after = sheet_at(desk.tx, policies, this.employer, this.month, &this.basis)?;
    Ok(Some(pair(&before.people, &after.people)))
}
