//! What a desk decided (已办结): each decision with its day, its officers, its ground and how long it took against the clock.

use domain::case::back_payment::{Kind, State};
use domain::case::sample::Passage;
use domain::ids::{CaseId, EmployerId, LoginId};
use policy::Review;
use store::back_payment::{self, DecidedAt, Sampled, Step, Story};
use store::{employer, person};
use units::{Date, Month};

use crate::run_debits::unknown_year;
use crate::{Desk, Error, Permission};

/// The first day there is: everything that was ever decided.
pub(super) const EVER: Date = Date::constant(1949, 10, 1);
/// Both kinds that a review looks at before the counter does.
pub(super) const REVIEWED: [Kind; 2] = [Kind::Approved, Kind::Verified];

/// A desk that decides about back payments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DecidingDesk {
    /// The pension acceptance centre.
    Approval,
    /// Business verification.
    Verification,
    /// The acceptance counter.
    Counter,
}

impl DecidingDesk {
    /// All of them.
    pub const ALL: [DecidingDesk; 3] = [DecidingDesk::Approval, DecidingDesk::Verification, DecidingDesk::Counter];

    /// The code in addresses.
    pub fn code(self) -> &'static str {
        match self {
            DecidingDesk::Approval => "pension-approval",
            DecidingDesk::Verification => "verification",
            DecidingDesk::Counter => "acceptance",
        }
    }

    /// Reads the code.
    pub fn from_code(code: &str) -> Option<DecidingDesk> {
        DecidingDesk::ALL.into_iter().find(|which| which.code() == code)
    }

    /// What its officers may do.
    pub fn permission(self) -> Permission {
        match self {
            DecidingDesk::Approval => Permission::ApproveBackPayment,
            DecidingDesk::Verification => Permission::VerifyBackPayment,
            DecidingDesk::Counter => Permission::AcceptBackPayment,
        }
    }

    /// The desk that decided about a case that stood so.
    fn at(kind: Kind, state: &State) -> DecidingDesk {
        match (kind.review(), state) {
            (Review::None, _) | (Review::Approval | Review::Verification, State::Ready) => DecidingDesk::Counter,
            (Review::Approval, _) => DecidingDesk::Approval,
            (Review::Verification, _) => DecidingDesk::Verification,
        }
    }

    /// Its decisions since a day, the latest first.
    pub(super) fn decisions(self, desk: &mut Desk, since: Date, page: (i64, i64)) -> Result<Vec<DecidedAt>, Error> {
        Ok(match self {
            DecidingDesk::Approval => back_payment::decided_in_review(desk.tx, Kind::Approved, since, page)?,
            DecidingDesk::Verification => back_payment::decided_in_review(desk.tx, Kind::Verified, since, page)?,
            DecidingDesk::Counter => back_payment::decided_at_counter(desk.tx, since, REVIEWED, page)?,
        })
    }

    /// How many there are.
    pub(super) fn count(self, desk: &mut Desk, since: Date) -> Result<i64, Error> {
        Ok(match self {
            DecidingDesk::Approval => back_payment::count_in_review(desk.tx, Kind::Approved, since)?,
            DecidingDesk::Verification => back_payment::count_in_review(desk.tx, Kind::Verified, since)?,
            DecidingDesk::Counter => back_payment::count_at_counter(desk.tx, since, REVIEWED)?,
        })
    }
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Two officers agreed.
    Passed,
    /// The counter took it in.
    TakenIn,
    /// It went back for correction.
    Returned,
    /// It was refused.
    Refused,
}

impl Outcome {
    /// The code, also the end of the key of its word.
    pub fn code(self) -> &'static str {
        match self {
            Outcome::Passed => "passed",
            Outcome::TakenIn => "taken_in",
            Outcome::Returned => "returned",
            Outcome::Refused => "refused",
        }
    }

    /// What a step decided; nothing where it did not.
    fn of(step: &Step) -> Option<Outcome> {
        match step.event.as_str() {
            "confirm" => Some(Outcome::Passed),
            "accept" => Some(Outcome::TakenIn),
            "return" => Some(Outcome::Returned),
            "refuse" => Some(Outcome::Refused),
            _other => None,
        }
    }
}

/// One decision of a desk.
#[derive(Clone, Debug)]
pub struct Decided {
    /// Which desk decided.
    pub which: DecidingDesk,
    /// Of which employer.
    pub employer: EmployerId,
    /// The employer's name.
    pub employer_name: String,
    /// Which case.
    pub case: CaseId,
    /// The way it goes.
    pub kind: Kind,
    /// The first person's name, and how many there are.
    pub whose: (Option<String>, usize),
    /// Its months, each once.
    pub months: Vec<Month>,
    /// The step that decided.
    pub step: i64,
    /// What was decided.
    pub outcome: Outcome,
    /// The business day.
    pub on: Date,
    /// Whoever decided, in order.
    pub officers: Vec<String>,
    /// Whoever had a hand in the case.
    pub took_part: Vec<LoginId>,
    /// The ground, where one was given.
    pub ground: Option<String>,
    /// On which working day of its clock it was decided, and of how many; the counter has none.
    pub clock: Option<(u32, u32)>,
    /// How it came about.
    pub passage: Passage,
    /// What a second look found.
    pub found: Option<Sampled>,
}

/// A page of a desk's decisions.
#[derive(Clone, Debug)]
pub struct DecidedPage {
    /// How many there are in all.
    pub total: i64,
    /// Those of the page, the latest first.
    pub rows: Vec<Decided>,
}

/// What a desk decided, the latest first: how many at most, after how many. For its own officers.
pub fn decided(desk: &mut Desk, which: DecidingDesk, page: impl FnOnce(i64) -> (i64, i64)) -> Result<DecidedPage, Error> {
    desk.permit(which.permission())?;
    let total = which.count(desk, EVER)?;
    let mut rows = Vec::new();
    for at in which.decisions(desk, EVER, page(total))? {
        let story = back_payment::load(desk.tx, at.employer, at.case)?.ok_or(Error::NotFound)?;
        rows.extend(one(desk, &story, at.step)?);
    }
    Ok(DecidedPage { total, rows })
}

/// The decisions about a case, in order.
pub(super) fn of_case(desk: &mut Desk, story: &Story) -> Result<Vec<Decided>, Error> {
    let steps: Vec<i64> = story.steps.iter().map(|step| step.step).collect();
    let mut all = Vec::new();
    for step in steps {
        all.extend(one(desk, story, step)?);
    }
    Ok(all)
}

/// The decision of one step; nothing where it decided nothing.
pub(super) fn one(desk: &mut Desk, story: &Story, step: i64) -> Result<Option<Decided>, Error> {
    let opened = &story.opened;
    let Some((at, decided)) = story.steps.iter().enumerate().find(|(_, known)| known.step == step) else {
        return Ok(None);
    };
    let Some(outcome) = Outcome::of(decided) else { return Ok(None) };
    let before = story.before(step)?;
    let clock = match before.state.clock() {
        Some(clock) => {
            let day = clock.day_on(desk.book().calendar(), decided.on_date).map_err(unknown_year)?;
            Some((day, clock.days))
        }
        None => None,
    };
    let mut officers = Vec::new();
    if let (State::Checked { .. }, Some(first)) = (&before.state, at.checked_sub(1).and_then(|at| story.steps.get(at))) {
        officers.push(first.by_name.clone());
    }
    officers.push(decided.by_name.clone());
    let mut people: Vec<_> = story.lines.iter().map(|line| line.person).collect();
    people.dedup();
    let first = match people.first() {
        Some(first) => person::load(desk.tx, *first)?.map(|known| known.name),
        None => None,
    };
    Ok(Some(Decided {
        which: DecidingDesk::at(opened.kind, &before.state),
        employer: opened.employer,
        employer_name: employer::load(desk.tx, opened.employer)?
            .map(|known| known.name)
            .unwrap_or_default(),
        case: opened.id,
        kind: opened.kind,
        whose: (first, people.len()),
        months: months(story),
        step,
        outcome,
        on: decided.on_date,
        officers,
        took_part: took_part(story),
        ground: decided.said.note.clone().filter(|ground| !ground.is_empty()),
        clock,
        passage: Passage::of(story.steps[..=at].iter().map(|step| step.event.as_str())),
        found: story.sampled.iter().find(|found| found.step == step).cloned(),
    }))
}

fn months(story: &Story) -> Vec<Month> {
    let lines = story.lines.iter().flat_map(|line| line.from.through(line.to));
    let mut months: Vec<Month> = lines.chain(story.opened.month).collect();
    months.sort_unstable();
    months.dedup();
    months
}

/// Whoever filed it or did something about it.
fn took_part(story: &Story) -> Vec<LoginId> {
    let steps = story.steps.iter().map(|step| step.by);
    let mut all: Vec<LoginId> = steps.chain([story.opened.filed_by]).collect();
    all.sort_unstable();
    all.dedup();
    all
}
