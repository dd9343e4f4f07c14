//! What an insured person sees of the back payments of the own months: who has them, since when, what was said, what comes.
//!
//! Of a case of many persons everybody sees only the own lines; the officers' words may be about somebody else and stay with
//! the employer.

use domain::case::back_payment::{Kind, Point, State};
use domain::ids::{CaseId, PersonId};
use store::back_payment::{self, Line, MonthRow, Story};
use store::employer;
use units::{Date, Month};

use super::debit::AtBank;
use super::see::{ClockState, Overview, overview};
use crate::{Desk, Error, Permission};

/// A back payment of the caller's months, in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnCase {
    /// Its number.
    pub id: CaseId,
    /// The employer that asked for it.
    pub employer: String,
    /// Which way it goes.
    pub kind: Kind,
    /// Where it stands.
    pub state: State,
    /// When it was filed.
    pub filed_on: Date,
    /// Since when it stands there.
    pub since: Date,
    /// The caller's months in it, oldest first.
    pub months: Vec<Month>,
    /// What the employer asks for, for the caller: months, wage, reason, as filed.
    pub lines: Vec<Line>,
}

impl OwnCase {
    /// What is asked for in a month.
    pub fn line_of(&self, month: Month) -> Option<&Line> {
        self.lines.iter().find(|line| line.from <= month && month <= line.to)
    }

    /// Whether something is still to come: neither posted nor refused nor taken back.
    pub fn is_running(&self) -> bool {
        match self.state {
            State::Preparing
            | State::InReview(_)
            | State::Waiting { .. }
            | State::Checked { .. }
            | State::Returned { .. }
            | State::Ready
            | State::Accepted(_)
            | State::Lapsed(_) => true,
            State::Posted { .. } | State::Refused { .. } | State::Withdrawn => false,
        }
    }
}

/// One step as the insured person reads it: what was done and why, not by which officer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What was done.
    pub event: String,
    /// When; money counts on its own day.
    pub on: Date,
    /// The ground, word for word.
    pub note: Option<String>,
    /// What it points at.
    pub points: Vec<Point>,
}

/// A back payment of the caller's months with what belongs to the caller.
#[derive(Debug)]
pub struct OwnStory {
    /// The case in one line.
    pub case: OwnCase,
    /// What the months come to, as far as it can be named; of a filed or posted case, as filed.
    pub rows: Vec<MonthRow>,
    /// The months whose amount nobody here knows yet.
    pub unpriced: Vec<Month>,
    /// What happened, in the order of the acts.
    pub told: Vec<Told>,
    /// The clock of the review that runs.
    pub clock: Option<ClockState>,
    /// Of what was filed online: where its debit stands with the bank.
    pub at_bank: Option<AtBank>,
    /// Whether the case is about others, too: then the officers' words stay with the employer.
    pub shared: bool,
}

/// The back payments of the caller's months, newest first.
pub fn own_back_payments(desk: &mut Desk) -> Result<Vec<OwnCase>, Error> {
    let who = caller(desk)?;
    of_person(desk, who)
}

/// One of them. Somebody else's is not found, whatever its number.
pub fn own_back_payment(desk: &mut Desk, id: CaseId) -> Result<OwnStory, Error> {
    let who = caller(desk)?;
    let stories = back_payment::of_person(desk.tx, who)?;
    let story = stories.into_iter().find(|story| story.opened.id == id).ok_or(Error::NotFound)?;
    let of = overview(desk, story)?;
    Ok(of_overview(&of, who))
}

/// The back payments of a person's months, newest first; the record's reader was permitted.
pub(crate) fn of_person(desk: &mut Desk, who: PersonId) -> Result<Vec<OwnCase>, Error> {
    let mut cases = Vec::new();
    for story in back_payment::of_person(desk.tx, who)? {
        let of = employer::load(desk.tx, story.opened.employer)?.ok_or(Error::NotFound)?;
        cases.push(brief(&story, story.case()?.state, of.name, who));
    }
    cases.sort_by_key(|case: &OwnCase| (std::cmp::Reverse(case.filed_on), case.months.first().copied(), case.id));
    Ok(cases)
}

fn caller(desk: &Desk) -> Result<PersonId, Error> {
    desk.permit(Permission::OwnRecord)?;
    desk.caller.person().ok_or(Error::NotFound)
}

fn brief(story: &Story, state: State, employer: String, who: PersonId) -> OwnCase {
    let lines: Vec<Line> = story.lines.iter().filter(|line| line.person == who).cloned().collect();
    let mut months: Vec<Month> = lines.iter().flat_map(|line| line.from.through(line.to)).collect();
    months.sort_unstable();
    months.dedup();
    OwnCase {
        id: story.opened.id,
        employer,
        kind: story.opened.kind,
        state,
        filed_on: story.opened.filed_on,
        since: story.steps.last().map_or(story.opened.filed_on, |step| step.on_date),
        months,
        lines,
    }
}

fn of_overview(of: &Overview, who: PersonId) -> OwnStory {
    let shared = of.people.keys().any(|person| *person != who);
    let story = &of.story;
    let told = story.steps.iter().map(|step| {
        let points = story.points.iter().filter(|pointed| !shared && pointed.step == step.step);
        Told {
            event: step.event.clone(),
            on: step.said.day.filter(|_| step.event == "pay").unwrap_or(step.on_date),
            note: step.said.note.clone().filter(|note| !shared && !note.is_empty()),
            points: points.map(|pointed| pointed.point.clone()).collect(),
        }
    });
    let mut unpriced: Vec<Month> = of
        .unpriced
        .iter()
        .filter(|open| open.person == who)
        .map(|open| open.month)
        .collect();
    unpriced.sort_unstable();
    OwnStory {
        case: brief(story, of.case.state.clone(), of.employer.name.clone(), who),
        rows: of.rows.iter().filter(|row| row.person == who).cloned().collect(),
        unpriced,
        told: told.collect(),
        clock: of.clock,
        at_bank: of.at_bank,
        shared,
    }
}
