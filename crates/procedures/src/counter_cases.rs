//! Counter reductions as their officers see them: the queue by its due day, one case with everything on one page.

use domain::case::CaseKind;
use domain::case::CaseRefused;
use domain::case::counter_reduction::{Case, State};
use domain::filing::reduction::Reduction;
use domain::ids::{CaseId, EmployerId, PersonId};
use domain::registry::{Employer, Person};
use serde_json::Value;
use store::case::{self, Story};
use store::{employer, filing, history, person, settlement};
use units::{Date, Fen, Month};

use crate::error::Refusal;
use crate::reduce_staff::{Counts, Leaving, ReduceLine, leaving_counted};
use crate::{Desk, Error, Permission};

pub use store::case::{Opened, Step};

/// How many cases a queue shows at most.
const AT_MOST: i64 = 200;

/// A counter reduction with what its line said.
#[derive(Clone, Debug)]
pub struct CounterCase {
    /// How it was opened.
    pub opened: Opened,
    /// What was done to it.
    pub steps: Vec<Step>,
    /// Where it stands.
    pub case: Case,
    /// Whose.
    pub employer: Employer,
    /// Whom it concerns.
    pub person: Person,
    /// What was filed.
    pub line: ReduceLine,
    /// The number of the filing's receipt.
    pub receipt: String,
    /// Which papers the reason takes, by their keys.
    pub papers: Vec<String>,
    /// Why the caller may decide nothing about it.
    pub locked: Option<CaseRefused>,
}

impl CounterCase {
    /// The last day of employment that counts: as confirmed, else as filed.
    pub fn ended_on(&self) -> Date {
        self.case.state.employment().map_or(self.line.reduction.end_date, |e| e.ended_on)
    }
}

/// A month that was billed although the person had left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BilledTooMuch {
    /// The month.
    pub month: Month,
    /// Paid: a refund case. Else a correction beside the bill.
    pub paid: bool,
}

/// What entering a case would make today.
#[derive(Debug)]
pub struct Preview {
    /// The month that is still open: what is entered now alters it.
    pub month: Month,
    /// What it makes, or why it cannot be entered.
    pub outcome: Result<Leaving, Box<dyn Refusal>>,
    /// Billed months that should not have been.
    pub too_much: Vec<BilledTooMuch>,
}

impl Preview {
    /// By how much the bill of the open month falls.
    pub fn falls_by(&self) -> Fen {
        match &self.outcome {
            Ok(leaving) if leaving.reduced.last_month < self.month => leaving.month_cost,
            Ok(_) | Err(_) => Fen::ZERO,
        }
    }
}

/// The cases in these states over all employers, the earliest due day first.
pub fn queue(desk: &mut Desk, states: &[&'static str]) -> Result<Vec<CounterCase>, Error> {
    desk.permit(Permission::ViewCases)?;
    let mut cases = Vec::new();
    for state in states {
        for story in case::queue(desk.tx, CaseKind::CounterReduction, state, AT_MOST)? {
            cases.push(told(desk, story)?);
        }
    }
    cases.sort_by_key(|c| (c.opened.due_on, c.opened.id));
    Ok(cases)
}

/// The cases that were entered, the latest first.
pub fn done(desk: &mut Desk) -> Result<Vec<CounterCase>, Error> {
    desk.permit(Permission::ViewCases)?;
    let entered = case::latest(desk.tx, CaseKind::CounterReduction, "entered", AT_MOST)?;
    entered.into_iter().map(|story| told(desk, story)).collect()
}

/// One case, for an officer or for its employer.
pub fn one(desk: &mut Desk, employer: EmployerId, id: CaseId) -> Result<CounterCase, Error> {
    if desk.permit(Permission::ViewCases).is_err() {
        desk.permit_for(Permission::ViewEmployer, employer)?;
    }
    let story = case::load(desk.tx, employer, id)?.ok_or(Error::NotFound)?;
    if story.opened.kind != CaseKind::CounterReduction {
        return Err(Error::NotFound);
    }
    told(desk, story)
}

/// The cases of an employer that are not ended, oldest first.
pub fn running_of(desk: &mut Desk, of: EmployerId) -> Result<Vec<CounterCase>, Error> {
    desk.permit_for(Permission::ViewEmployer, of)?;
    let mut running = Vec::new();
    for story in case::of_employer(desk.tx, of)? {
        if story.opened.kind == CaseKind::CounterReduction && !story.counter_reduction()?.state.is_final() {
            running.push(told(desk, story)?);
        }
    }
    Ok(running)
}

/// What the case of a line of a filing came to, for the receipt: line, case, state.
pub fn of_filing(desk: &mut Desk, of: EmployerId, n: i64) -> Result<Vec<(i64, CaseId, State)>, Error> {
    desk.permit_for(Permission::ViewEmployer, of)?;
    let stories = case::of_filing(desk.tx, of, n)?;
    let counter = stories.into_iter().filter(|s| s.opened.kind == CaseKind::CounterReduction);
    counter
        .map(|story| Ok((story.opened.line, story.opened.id, story.counter_reduction()?.state)))
        .collect()
}

pub(crate) fn told(desk: &mut Desk, story: Story) -> Result<CounterCase, Error> {
    let case = story.counter_reduction()?;
    let Story { opened, steps } = story;
    let employer = employer::load(desk.tx, opened.employer)?.ok_or(Error::NotFound)?;
    let person = person::load(desk.tx, opened.person)?.ok_or(Error::NotFound)?;
    let line = filed_line(desk, &opened)?;
    let receipt = history::load(desk.tx, opened.employer.0, opened.n)?.ok_or(Error::NotFound)?;
    let papers = desk
        .book()
        .reasons()
        .get(line.reason)
        .map(|r| r.papers.to_vec())
        .unwrap_or_default();
    Ok(CounterCase {
        receipt: desk.receipt(receipt).number,
        locked: case.locked_for(desk.caller.login),
        opened,
        steps,
        case,
        employer,
        person,
        line,
        papers,
    })
}

/// The line as it was filed.
fn filed_line(desk: &mut Desk, opened: &Opened) -> Result<ReduceLine, Error> {
    let lines = filing::lines(desk.tx, opened.employer, opened.n)?;
    let line = lines.into_iter().find(|l| l.line == opened.line).ok_or(Error::NotFound)?;
    read_line(opened.line, opened.person, &line.shown).ok_or(Error::NotFound)
}

fn read_line(line: i64, person: PersonId, shown: &str) -> Option<ReduceLine> {
    let said: Value = serde_json::from_str(shown).ok()?;
    let small = |name: &str| said[name].as_i64().and_then(|n| u8::try_from(n).ok());
    Some(ReduceLine {
        line,
        person,
        reduction: Reduction {
            end_date: said["end_date"].as_str()?.parse().ok()?,
            last_month: said["last_month"].as_i64().and_then(|code| Month::from_code(code).ok()),
        },
        reason: small("reason")?,
        medical_reason: small("medical_reason"),
        remark: said["remark"].as_str().unwrap_or_default().to_owned(),
    })
}

/// What entering the case would make, with this last month to be paid or the pack's.
pub fn preview(desk: &mut Desk, of: &CounterCase, last_month: Option<Month>) -> Result<Preview, Error> {
    let month = desk.window()?.month();
    let line = counted_line(of, last_month);
    let counts = counts(desk, of, month)?;
    let outcome = leaving_counted(desk, &of.employer, counts, &line)?;
    let mut too_much = Vec::new();
    if let Ok(leaving) = &outcome {
        for late in late_months(desk, of, leaving, month)? {
            let paid = settlement::is_settled(desk.tx, of.opened.employer, late)?;
            too_much.push(BilledTooMuch { month: late, paid });
        }
    }
    Ok(Preview { month, outcome, too_much })
}

/// The line with the end of employment as confirmed. A last month that the employer chose stands, unless the officer sets another.
pub(crate) fn counted_line(of: &CounterCase, last_month: Option<Month>) -> ReduceLine {
    let mut line = of.line.clone();
    line.reduction.end_date = of.ended_on();
    line.reduction.last_month = last_month.or(line.reduction.last_month);
    line
}

/// The day that counts: today, or the day of the first try where the system was at fault.
pub(crate) fn counts(desk: &Desk, of: &CounterCase, open: Month) -> Result<Counts, Error> {
    let Some(exception) = of.case.state.exception() else {
        return Ok(Counts {
            day: desk.today,
            month: open,
        });
    };
    let first = Month::of(exception.first_try);
    let window = domain::filing::window::Window::on(exception.first_try, &desk.roll_window(first)?, &desk.roll_window(first.next())?);
    Ok(Counts {
        day: exception.first_try,
        month: window.month(),
    })
}

/// Months after the last one to be paid that were billed before the open month.
pub(crate) fn late_months(desk: &mut Desk, of: &CounterCase, leaving: &Leaving, open: Month) -> Result<Vec<Month>, Error> {
    let mut billed = Vec::new();
    let timeline = store::spell::timeline(desk.tx, of.opened.employer, of.opened.person)?;
    let from = timeline
        .spells
        .iter()
        .filter(|s| s.to.is_none())
        .map(|s| s.from)
        .min()
        .unwrap_or(open);
    for month in leaving.reduced.last_month.next().through(open.previous()).filter(|m| *m >= from) {
        if !store::bill::of_month(desk.tx, of.opened.employer, month)?.is_empty() {
            billed.push(month);
        }
    }
    Ok(billed)
}
