//! The draft bill: what will be debited if nobody does anything, and what a filing would change about it.

use std::collections::BTreeMap;

use domain::base_year::is_undeclared;
use domain::bill::{Basis, BillKind, Line, PaidRates, Sheet, pair};
use domain::collection::mandate_on;
use domain::declaration::{Declaration, Effect, is_left_undeclared};
use domain::ids::{EmployerId, PersonId};
use domain::registry::{Collection, Employer, Mandate, Person};
use domain::spell::Timeline;
use policy::{MonthDates, RollWindow};
use store::{bill, declaration, mandate};
use units::{Fen, Month};

use crate::assess_month::{Policies, Standing, of_people, sheet_at, standing};
use crate::{Desk, Error, Permission};

/// The coming bill as it stands.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The month that changes alter now.
    pub month: Month,
    /// The days of declaration and close.
    pub window: RollWindow,
    /// The days of its debit; `None` while the calendar of the collection month is unknown.
    pub dates: Option<MonthDates>,
    /// The employer's version that this is the draft of.
    pub version: i64,
    /// Everybody's amounts and what belongs to nobody.
    pub sheet: Sheet,
    /// Last month's bill: its month and what it asked for, where there was one.
    pub last: Option<(Month, Fen)>,
    /// Everybody of this month and of last month's bill, beside each other: why the sum differs, name by name.
    pub lines: Vec<Line>,
    /// The rates of each branch, where everybody pays the same ones.
    pub rates: PaidRates,
    /// Whose it is.
    pub employer: Employer,
    /// The account that a debit of today would use.
    pub mandate: Option<Mandate>,
    /// Names.
    pub people: BTreeMap<PersonId, Person>,
    /// Who has no base declared for this contribution year.
    pub undeclared: Vec<PersonId>,
    /// The last word on the month, if any.
    pub declaration: Option<Declaration>,
    /// Whether the agency debits this employer by itself.
    pub is_debited: bool,
    /// What the bill asks for where nobody declares the month; `None`: it is declared, or will be by default.
    pub unless_declared: Option<Fen>,
}

impl Draft {
    /// What will be debited.
    pub fn total(&self) -> Fen {
        self.sheet.totals().total()
    }

    /// The lines whose sum differs from last month.
    pub fn changed(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| line.moved().is_some())
    }
}

/// The draft of the month that changes alter now.
pub fn draft_bill(desk: &mut Desk, employer: EmployerId) -> Result<Draft, Error> {
    let month = desk.window()?.month();
    draft_of(desk, employer, month)
}

/// What a closed month would be declared as today, where it was left undeclared.
///
/// `Err(NotFound)` where nobody has to declare it any more.
pub fn late_declaration(desk: &mut Desk, employer: EmployerId, month: Month) -> Result<Draft, Error> {
    let draft = draft_of(desk, employer, month)?;
    match bill::load(desk.tx, employer, month, BillKind::Regular)? {
        Some(_) if draft.unless_declared.is_some() => Ok(draft),
        Some(_) | None => Err(Error::NotFound),
    }
}

fn draft_of(desk: &mut Desk, employer: EmployerId, month: Month) -> Result<Draft, Error> {
    desk.permit_for(Permission::ViewBills, employer)?;
    let window = desk.roll_window(month)?;
    let dates = desk.book().month_dates(month, desk.today).ok();
    let year_from = desk.book().procedure(month, desk.today)?.base_year_from;
    let now = standing(desk, employer, month)?;
    let before = last_sheet(desk, employer, month.previous())?;
    let lines = pair(before.as_ref().map_or(&[][..], |(sheet, _)| &sheet.people), &now.sheet.people);
    let undeclared = now
        .timelines
        .iter()
        .filter(|(_, t)| is_undeclared(t, year_from, month))
        .map(|(p, _)| *p)
        .collect();
    let held: Vec<Mandate> = mandate::of_employer(desk.tx, employer)?.into_iter().map(|(_, m)| m).collect();
    let last_word = declaration::latest(desk.tx, employer, month)?;
    let unless_declared = match is_left_undeclared(now.employer.collection, last_word.as_ref().map(|d| d.how)) {
        true => Some(unless_declared(desk, &now, month)?),
        false => None,
    };
    Ok(Draft {
        month,
        unless_declared,
        window,
        dates,
        version: now.version,
        sheet: now.sheet,
        last: before.map(|(_, total)| (month.previous(), total)),
        rates: now.policy.rates(&now.employer, &lines),
        mandate: mandate_on(&held, desk.today).cloned(),
        lines,
        people: bill::people(desk.tx, employer)?,
        undeclared,
        declaration: last_word,
        is_debited: now.employer.collection == Collection::Debit,
        employer: now.employer,
    })
}

/// The whole bill of a month that nobody declares, as known today.
fn unless_declared(desk: &mut Desk, now: &Standing, month: Month) -> Result<Fen, Error> {
    let basis = Basis {
        version: now.version,
        pack: desk.book().fingerprint().to_owned(),
        known_on: desk.today,
    };
    let mut policies = Policies::new(desk.agency);
    let before = of_people(desk.tx, &mut policies, &now.employer, month.previous(), &basis, &now.timelines)?;
    let mut sheet = now.sheet.clone();
    sheet.surcharge.undeclared(&before, &now.sheet.of_people());
    Ok(sheet.totals().total())
}

/// A billed month as its last bill left it, with what all its bills ask for.
fn last_sheet(desk: &mut Desk, employer: EmployerId, month: Month) -> Result<Option<(Sheet, Fen)>, Error> {
    let bills = bill::of_month(desk.tx, employer, month)?;
    let Some(last) = bills.last() else { return Ok(None) };
    let sheet = sheet_at(desk.tx, &mut Policies::new(desk.agency), employer, month, &last.basis)?;
    Ok(Some((sheet, bills.iter().map(|b| b.totals.total()).sum())))
}

/// What a filing would change about the coming bill: the people concerned with their rows as they would be.
///
/// The month is the one that changes alter on the day of filing; a bill already made is not touched by it.
pub fn effect(desk: &mut Desk, employer: EmployerId, changed: &[(PersonId, Timeline)]) -> Result<Effect, Error> {
    desk.permit_for(Permission::ViewBills, employer)?;
    let month = desk.window()?.month();
    let now = standing(desk, employer, month)?;
    let mut timelines = now.timelines;
    timelines.extend(changed.iter().cloned());
    let after = now.policy.sheet(&now.employer, month, &timelines)?;
    Ok(Effect {
        month,
        before: now.sheet.totals(),
        after: after.totals(),
    })
}
