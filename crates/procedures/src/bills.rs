//! Bills as people read them: the list of months, the lines of one derived again from the facts, and why each is what it is.

use std::collections::BTreeMap;

use domain::assessment::{BillTotals, Step, Steps};
use domain::base_year::in_force;
use domain::bill::{Basis, Between, Bill, BillKind, Line, Sheet, pair};
use domain::collection::{ClaimKey, mandate_on};
use domain::ids::{EmployerId, PersonId};
use domain::registry::{Employer, Mandate, Person};
use domain::spell::{Base, MonthInputs};
use policy::{Branch, MonthDates};
use store::{bill, employer, mandate, spell};
use units::{Date, Fen, Month};

use crate::assess_month::{Policies, sheet_at};
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
    /// A regular bill beside that of the month before: why the sum differs, name by name.
    pub since_last_month: Option<Vec<Line>>,
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
    let of_month = bill::of_month(desk.tx, who, month)?;
    let mut policies = Policies::new(desk.agency);
    let (found, between) = derive(desk, &mut policies, &of_month, kind)?;
    let since_last_month = match kind {
        BillKind::Regular => month_before(desk, &mut policies, &found)?,
        BillKind::Difference(_) | BillKind::Correction(_) => None,
    };
    let position = Position::load(desk, who)?;
    let held: Vec<Mandate> = mandate::of_employer(desk.tx, who)?.into_iter().map(|(_, m)| m).collect();
    Ok(BillPage {
        state: state_of(desk, &position, &found),
        dates: desk.book().month_dates(found.run_month, desk.today).ok(),
        mandate: mandate_on(&held, desk.today).cloned(),
        employer: employer::load(desk.tx, who)?.ok_or(Error::NotFound)?,
        others: of_month.into_iter().filter(|b| b.kind != kind).collect(),
        lines: between.lines,
        derived: between.totals,
        since_last_month,
        people: bill::people(desk.tx, who)?,
        bill: found,
    })
}

/// The lines and sums of one bill of a month, from the facts at its basis and at that of the bill before it.
fn derive(desk: &mut Desk, policies: &mut Policies, of_month: &[Bill], kind: BillKind) -> Result<(Bill, Between), Error> {
    let at = of_month.iter().position(|b| b.kind == kind).ok_or(Error::NotFound)?;
    let found = &of_month[at];
    let sheet = sheet_at(desk.tx, policies, found.employer, found.month, &found.basis)?;
    let between = match at.checked_sub(1).and_then(|before| of_month.get(before)) {
        None => sheet.regular(),
        Some(before) => sheet.since(&sheet_at(desk.tx, policies, before.employer, before.month, &before.basis)?),
    };
    Ok((found.clone(), between))
}

fn month_before(desk: &mut Desk, policies: &mut Policies, this: &Bill) -> Result<Option<Vec<Line>>, Error> {
    let Some(last) = bill::of_month(desk.tx, this.employer, this.month.previous())?.pop() else {
        return Ok(None);
    };
    let before: Sheet = sheet_at(desk.tx, policies, last.employer, last.month, &last.basis)?;
    let after = sheet_at(desk.tx, policies, this.employer, this.month, &this.basis)?;
    Ok(Some(pair(&before.people, &after.people)))
}

/// Why a person's amount is what it is: the declared base as a fact, then each step down to the parameter and its source.
#[derive(Clone, Debug)]
pub struct Why {
    /// At which point of knowledge.
    pub basis: Basis,
    /// What the kernel was given.
    pub inputs: MonthInputs,
    /// The base as filed: since when, from where, by which event.
    pub base: Base,
    /// The branch asked about.
    pub branch: Branch,
    /// Base, the employer's side, the person's side with its fixed sum.
    pub line: (Fen, Fen, Fen),
    /// In computing order.
    pub steps: Vec<Step>,
}

/// Why one line of a bill is what it is, as of that bill. Of a later bill both sides are asked about apart: `before`
/// says the basis of the bill before it.
pub fn why(desk: &mut Desk, who: EmployerId, month: Month, kind: BillKind, person: PersonId, branch: Branch) -> Result<Vec<Why>, Error> {
    desk.permit_for(Permission::ViewBills, who)?;
    let of_month = bill::of_month(desk.tx, who, month)?;
    let at = of_month.iter().position(|b| b.kind == kind).ok_or(Error::NotFound)?;
    let first = at.saturating_sub(1);
    let mut policies = Policies::new(desk.agency);
    let mut answers = Vec::new();
    for of_one in &of_month[first..=at] {
        answers.extend(why_at(desk, &mut policies, who, month, &of_one.basis, person, branch)?);
    }
    if answers.is_empty() { Err(Error::NotFound) } else { Ok(answers) }
}

/// Why a line of the draft is what it is, as known today.
pub fn why_of_draft(desk: &mut Desk, who: EmployerId, person: PersonId, branch: Branch) -> Result<Why, Error> {
    desk.permit_for(Permission::ViewBills, who)?;
    let month = desk.window()?.month();
    let version = store::history::version(desk.tx, who.0)?.ok_or(Error::NotFound)?;
    let basis = Basis {
        version,
        pack: desk.book().fingerprint().to_owned(),
        known_on: desk.today,
    };
    let mut policies = Policies::new(desk.agency);
    why_at(desk, &mut policies, who, month, &basis, person, branch)?.ok_or(Error::NotFound)
}

fn why_at(
    desk: &mut Desk,
    policies: &mut Policies,
    who: EmployerId,
    month: Month,
    basis: &Basis,
    person: PersonId,
    branch: Branch,
) -> Result<Option<Why>, Error> {
    let policy = policies.at(desk.tx, month, basis)?;
    let known = employer::as_known(desk.tx, who, basis.version)?.ok_or(Error::NotFound)?;
    let timelines = spell::timelines_as_known(desk.tx, who, basis.version)?;
    let Some(timeline) = timelines.get(&person) else { return Ok(None) };
    let (Some(inputs), Some(base)) = (timeline.at(month), in_force(timeline, month)) else {
        return Ok(None);
    };
    let tariff = policy.tariff(&known);
    let row = tariff.row(inputs.category).map_err(Clone::clone)?;
    let mut steps = Steps::new(&policy.table, row);
    let amounts = tariff.assess(&inputs, &mut steps).map_err(Clone::clone)?;
    if !amounts.charged.contains(branch) {
        return Ok(None);
    }
    Ok(Some(Why {
        basis: basis.clone(),
        inputs,
        base: base.clone(),
        branch,
        line: amounts.line(branch),
        steps: steps.of(branch).cloned().collect(),
    }))
}
