//! What everybody sees of back payments: the employer's list, one case with all that belongs to it, the desks' queues.

use std::collections::BTreeMap;

use domain::case::back_payment::{Case, Kind, MonthDue, Point, State};
use domain::case::clock::Alarm;
use domain::ids::{CaseId, EmployerId, PersonId};
use domain::registry::{Employer, Person};
use policy::{Paper, RouteForm};
use store::back_payment::{self, MonthRow, Posted, Story};
use store::{employer, person};
use units::{Date, Fen, Month};

use super::amounts::{Unpriced, months_due, priced, total};
use super::approve::{ToEnter, may_enter, to_enter};
use super::debit::AtBank;
use super::decide::desk_of;
use super::outgrown::outgrown;
use super::papers::{is_missing, needed};
use crate::error::{Refusal, Said};
use crate::run_debits::unknown_year;
use crate::{Desk, Error, Permission};

/// At most so many cases on a list.
pub(super) const AT_ONCE: i64 = 500;

/// A paper that a case asks for, and whether it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperState {
    /// What is asked for, with its legal ground.
    pub paper: Paper,
    /// What is there.
    pub there: Option<back_payment::Paper>,
    /// Whether it is not there as the way asks for it: missing, or only announced where a review reads it.
    pub missing: bool,
    /// The last look of an officer at it.
    pub seen: Option<back_payment::Seen>,
    /// Whether an officer asked for it anew, and it was not brought since.
    pub asked_for: bool,
}

/// A case with all that belongs to it.
#[derive(Debug)]
pub struct Overview {
    /// How it was opened, its lines, papers and steps.
    pub story: Story,
    /// Where it stands.
    pub case: Case,
    /// Whose it is.
    pub employer: Employer,
    /// Names, by person.
    pub people: BTreeMap<PersonId, Person>,
    /// The other parts of the request: their numbers and kinds.
    pub parts: Vec<(CaseId, Kind)>,
    /// The papers that its way asks for.
    pub papers: Vec<PaperState>,
    /// The forms that are printed.
    pub forms: Vec<RouteForm>,
    /// Which working day of its clock it is, its last day and what it says; `None` where no clock runs.
    pub clock: Option<ClockState>,
    /// What each person's month comes to today, as far as it can be named; of a filed or posted case, as filed.
    pub rows: Vec<MonthRow>,
    /// The months with their late fee: to today, or as filed. Only those that can be named for everybody; see `unpriced`.
    pub dues: Vec<MonthDue>,
    /// Why not every amount can be named: the first unknown figure by name.
    pub unknown: Option<Box<dyn Refusal>>,
    /// The months whose amount is unknown, a person each.
    pub unpriced: Vec<Unpriced>,
    /// The months that an officer enters, and has entered.
    pub to_enter: Vec<ToEnter>,
    /// Every amount that was ever entered, in the order of the acts.
    pub entered: Vec<MonthRow>,
    /// Whether the caller may enter amounts, or put them right.
    pub may_enter: bool,
    /// What is posted.
    pub posted: Vec<Posted>,
    /// Of what was filed online: where its debit stands with the bank.
    pub at_bank: Option<AtBank>,
    /// Whether it can be filed wholly online.
    pub online: bool,
    /// Months that go another way if they are filed today: they are recent no longer, and the case cannot be filed with them.
    pub outgrown: Vec<Month>,
    /// Why the caller may decide nothing about it, where that is so.
    pub locked: Option<domain::case::back_payment::Refused>,
}

/// A clock as it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockState {
    /// The day on which the papers were complete.
    pub started: Date,
    /// Which working day it is.
    pub day: u32,
    /// Of how many.
    pub days: u32,
    /// The last day; `None` while the employer is waited for.
    pub due: Option<Date>,
    /// Since when the employer is waited for.
    pub waiting_since: Option<Date>,
    /// What it says today.
    pub alarm: Alarm,
}

impl Overview {
    /// What the months that can be named come to, principal and late fee.
    pub fn total(&self) -> Fen {
        total(&self.dues)
    }

    /// The same where every amount can be named; nothing where one cannot.
    pub fn whole(&self) -> Option<Fen> {
        (self.unknown.is_none() && !self.dues.is_empty()).then(|| self.total())
    }

    /// Who has it now: a permission that somebody needs for the next step; the employer's own is filing.
    pub fn next_desk(&self) -> Option<Permission> {
        match &self.case.state {
            State::Preparing | State::Waiting { .. } | State::Returned { .. } | State::Lapsed(_) => Some(Permission::FileBackPayment),
            State::InReview(_) | State::Checked { .. } => Some(desk_of(self.story.opened.kind)),
            State::Ready => Some(Permission::AcceptBackPayment),
            State::Accepted(_) => Some(Permission::TakeMoney),
            State::Posted { .. } | State::Refused { .. } | State::Withdrawn => None,
        }
    }
}

/// Whether the caller may see an employer's back payments.
pub(super) fn may_see(desk: &Desk, of: EmployerId) -> Result<(), Error> {
    desk.permit_for(Permission::ViewBackPayments, of)
}

/// One case.
pub fn back_payment(desk: &mut Desk, of: EmployerId, id: CaseId) -> Result<Overview, Error> {
    may_see(desk, of)?;
    let story = back_payment::load(desk.tx, of, id)?.ok_or(Error::NotFound)?;
    overview(desk, story)
}

/// The cases of an employer, newest first.
pub fn back_payments(desk: &mut Desk, of: EmployerId) -> Result<Vec<Overview>, Error> {
    may_see(desk, of)?;
    let stories = back_payment::of_employer(desk.tx, of, AT_ONCE)?;
    stories.into_iter().map(|story| overview(desk, story)).collect()
}

/// The cases of an employer that are not over, oldest first: what its clerk may have to do something about.
pub fn running(desk: &mut Desk, of: EmployerId) -> Result<Vec<Overview>, Error> {
    may_see(desk, of)?;
    let stories = back_payment::running_of(desk.tx, of)?;
    stories.into_iter().map(|story| overview(desk, story)).collect()
}

/// The cases of a kind in a state, the earliest legal day first: a desk's queue.
pub fn queue(desk: &mut Desk, kind: Kind, state: &str) -> Result<Vec<Overview>, Error> {
    desk.permit(Permission::QueueBackPayments)?;
    let stories = back_payment::queue(desk.tx, kind, state, AT_ONCE)?;
    stories.into_iter().map(|story| overview(desk, story)).collect()
}

pub(super) fn overview(desk: &mut Desk, story: Story) -> Result<Overview, Error> {
    let case = story.case()?;
    let of = employer::load(desk.tx, story.opened.employer)?.ok_or(Error::NotFound)?;
    let mut people = BTreeMap::new();
    for line in &story.lines {
        if let Some(known) = person::load(desk.tx, line.person)? {
            people.insert(line.person, known);
        }
    }
    let parts = back_payment::of_filing(desk.tx, of.id, story.opened.filing)?;
    let papers = needed(desk, &story)?.into_iter().map(|paper| paper_state(&story, paper)).collect();
    let routes = desk.book().routes();
    let route = routes.get(story.opened.kind.code());
    let forms = route.map(|r| routes.forms_of(r).cloned().collect()).unwrap_or_default();
    let sums = amounts(desk, &story, &case)?;
    let entered = back_payment::months_entered(desk.tx, of.id, story.opened.id)?;
    let to_enter = to_enter(desk, &sums.rows, &sums.unpriced);
    let may_enter = !to_enter.is_empty() && may_enter(desk, &story).is_ok();
    let (online, outgrown) = (super::visit::is_online(desk, &story)?, outgrown(desk, &story)?);
    let at_bank = match &case.state {
        State::Accepted(filing) => super::debit::at_bank(desk, &story, filing)?,
        State::Preparing
        | State::InReview(_)
        | State::Waiting { .. }
        | State::Checked { .. }
        | State::Returned { .. }
        | State::Ready
        | State::Lapsed(_)
        | State::Posted { .. }
        | State::Refused { .. }
        | State::Withdrawn => None,
    };
    Ok(Overview {
        clock: clock(desk, &case)?,
        posted: back_payment::posted_months(desk.tx, of.id, story.opened.id)?,
        parts: parts
            .iter()
            .map(|p| (p.opened.id, p.opened.kind))
            .filter(|(id, _)| *id != story.opened.id)
            .collect(),
        locked: case.locked_for(desk.caller.login),
        employer: of,
        people,
        papers,
        forms,
        rows: sums.rows,
        dues: sums.dues,
        unknown: sums.unknown,
        unpriced: sums.unpriced,
        to_enter,
        entered,
        may_enter,
        at_bank,
        online,
        outgrown,
        story,
        case,
    })
}

fn paper_state(story: &Story, paper: Paper) -> PaperState {
    let there = story.papers.iter().find(|p| p.paper == paper.code).cloned();
    let is_it = |pointed: &&back_payment::Pointed| pointed.point == Point::Paper(paper.code.clone());
    PaperState {
        missing: is_missing(story, &paper.code),
        seen: there.as_ref().and_then(|there| story.seen(there)).cloned(),
        asked_for: story.pointed_at().filter(is_it).any(|pointed| !story.is_mended(pointed)),
        there,
        paper,
    }
}

/// What a case comes to, as far as it can be named.
struct Sums {
    rows: Vec<MonthRow>,
    dues: Vec<MonthDue>,
    unpriced: Vec<Unpriced>,
    unknown: Option<Box<dyn Refusal>>,
}

/// What the months come to: as filed where it is filed, else today.
fn amounts(desk: &mut Desk, story: &Story, case: &Case) -> Result<Sums, Error> {
    let (of, id) = (story.opened.employer, story.opened.id);
    let filed = match &case.state {
        State::Accepted(filing) | State::Posted { paid: filing } => Some(filing.on),
        State::Preparing
        | State::InReview(_)
        | State::Waiting { .. }
        | State::Checked { .. }
        | State::Returned { .. }
        | State::Ready
        | State::Lapsed(_)
        | State::Refused { .. }
        | State::Withdrawn => None,
    };
    let ((rows, unpriced), on) = match filed {
        Some(on) => ((back_payment::months(desk.tx, of, id)?, vec![]), on),
        None => (priced(desk, story)?, desk.today),
    };
    // A month that is unknown for one person is shown for nobody: half of it would read as all.
    let is_whole = |row: &&MonthRow| !unpriced.iter().any(|open| open.month == row.month);
    let whole: Vec<MonthRow> = rows.iter().filter(is_whole).cloned().collect();
    let (dues, unknown) = match months_due(desk, story, &whole, on) {
        Ok(dues) => (dues, None),
        Err(Error::Refused(why)) => (vec![], Some(why)),
        Err(other) => return Err(other),
    };
    let unknown = unknown.or_else(|| {
        unpriced
            .first()
            .map(|open| Box::new(Said::new(open.why.code(), open.why.facts())) as Box<dyn Refusal>)
    });
    Ok(Sums {
        rows,
        dues,
        unpriced,
        unknown,
    })
}

fn clock(desk: &Desk, case: &Case) -> Result<Option<ClockState>, Error> {
    let Some(clock) = case.state.clock() else { return Ok(None) };
    let calendar = desk.book().calendar();
    Ok(Some(ClockState {
        started: clock.started,
        day: clock.day_on(calendar, desk.today).map_err(unknown_year)?,
        days: clock.days,
        due: clock.due(calendar).map_err(unknown_year)?,
        waiting_since: clock.waiting_since(),
        alarm: clock.alarm(calendar, desk.today).map_err(unknown_year)?,
    }))
}

/// The person of an employer's clerk with this number: a person known here.
///
/// Refused: `back_payment.no_such_person`.
pub fn person_by_number(desk: &mut Desk, of: EmployerId, number: &str) -> Result<PersonId, Error> {
    desk.permit_for(Permission::FileBackPayment, of)?;
    let number = number.trim().to_ascii_uppercase();
    person::by_number(desk.tx, &number)?.ok_or_else(|| Error::said("back_payment.no_such_person", vec![]))
}
