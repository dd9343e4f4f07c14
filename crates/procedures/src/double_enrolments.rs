//! A person that two employers want at once: both sides as the registration officer sees them, one officer's decision, a second one's.

use domain::case::CaseKind;
use domain::case::CaseRefused;
use domain::case::double_enrolment::{Case, Event, Finding, Verdict};
use domain::ids::{CaseId, EmployerId, PersonId};
use domain::registry::{Employer, Person};
use domain::spell::Spell;
use policy::Category;
use store::case::{self, Opened, Saying, Step, Story};
use store::event::{Act, Body};
use store::filing::{self, Line, LineState, Waiting};
use store::{employer, history, nouns, person, spell};
use units::{Date, Fen, Month};

use crate::enrol_staff::ask_of;
use crate::write_timeline::{replace_spell, write_roll};
use crate::{Desk, Error, Key, Opening, Permission, Receipt};

/// One side of a conflict.
#[derive(Clone, Debug)]
pub struct Side {
    /// Which employer.
    pub employer: Employer,
    /// First day of employment there.
    pub started_on: Option<Date>,
    /// First month of participation there; for the newcomer none yet.
    pub from: Option<Month>,
    /// Under which category.
    pub category: Option<Category>,
    /// The base declared there.
    pub base: Option<Fen>,
}

/// A double enrolment.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// Whom both want.
    pub person: Person,
    /// The employer that waits.
    pub newcomer: Side,
    /// The employer that holds the person.
    pub holder: Side,
    /// The event that filed the increase, on the newcomer.
    pub n: i64,
    /// The number of its receipt.
    pub receipt: String,
    /// Since when it waits.
    pub since: Date,
    /// The day by which it is decided.
    pub due_on: Date,
    /// Where the decision stands.
    pub case: Case,
    /// What was done.
    pub steps: Vec<Step>,
    /// Why the caller may decide nothing about it.
    pub locked: Option<CaseRefused>,
}

/// All that waits, the earliest due day first.
pub fn conflicts(desk: &mut Desk) -> Result<Vec<Conflict>, Error> {
    desk.permit(Permission::ViewCases)?;
    let waiting = filing::all_waiting(desk.tx)?;
    waiting.into_iter().map(|w| conflict(desk, &w)).collect()
}

/// The one of an employer and a person.
pub fn one(desk: &mut Desk, newcomer: EmployerId, who: PersonId) -> Result<Conflict, Error> {
    desk.permit(Permission::ViewCases)?;
    let waiting = waiting_of(desk, newcomer, who)?;
    conflict(desk, &waiting)
}

fn waiting_of(desk: &mut Desk, newcomer: EmployerId, who: PersonId) -> Result<Waiting, Error> {
    let all = filing::all_waiting(desk.tx)?;
    all.into_iter()
        .find(|w| w.employer == newcomer && w.person == who)
        .ok_or(Error::NotFound)
}

fn conflict(desk: &mut Desk, waiting: &Waiting) -> Result<Conflict, Error> {
    let person = person::load(desk.tx, waiting.person)?.ok_or(Error::NotFound)?;
    let filed = history::load(desk.tx, waiting.employer.0, waiting.n)?.ok_or(Error::NotFound)?;
    let story = case::running(desk.tx, waiting.employer, waiting.person, CaseKind::DoubleEnrolment)?;
    let (case, steps) = match story {
        Some(story) => (story.double_enrolment()?, story.steps),
        None => (Case::open(domain::ids::LoginId(filed.actor)), Vec::new()),
    };
    let asked = ask_of(&waiting.ask);
    let newcomer = Side {
        employer: employer::load(desk.tx, waiting.employer)?.ok_or(Error::NotFound)?,
        started_on: asked.as_ref().map(|a| a.hired_on),
        from: None,
        category: asked.as_ref().map(|a| a.category),
        base: asked.as_ref().map(|a| a.wage),
    };
    Ok(Conflict {
        holder: holding(desk, waiting)?,
        newcomer,
        person,
        n: waiting.n,
        since: filed.on_date,
        receipt: desk.receipt(filed).number,
        due_on: waiting.due_on,
        locked: case.locked_for(desk.caller.login),
        case,
        steps,
    })
}

fn holding(desk: &mut Desk, waiting: &Waiting) -> Result<Side, Error> {
    let timeline = spell::timeline(desk.tx, waiting.held_by, waiting.person)?;
    let open: Vec<&Spell> = timeline.spells.iter().filter(|s| s.to.is_none()).collect();
    Ok(Side {
        employer: employer::load(desk.tx, waiting.held_by)?.ok_or(Error::NotFound)?,
        started_on: open.iter().filter_map(|s| s.started_on).min(),
        from: open.iter().map(|s| s.from).min(),
        category: open.first().map(|s| s.category),
        base: timeline.bases.last().map(|b| b.base),
    })
}

/// An officer decides on proof; a second one must agree before anything changes.
///
/// Refused: `case.*`.
pub fn propose(desk: &mut Desk, key: &Key, newcomer: EmployerId, who: PersonId, verdict: Verdict, ground: &str) -> Result<Receipt, Error> {
    desk.permit(Permission::DecideDoubleEnrolment)?;
    let mut act = match desk.open(newcomer, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let waiting = waiting_of(desk, newcomer, who)?;
    let story = match case::running(desk.tx, newcomer, who, CaseKind::DoubleEnrolment)? {
        Some(story) => story,
        None => open(desk, &mut act, &waiting)?,
    };
    let (by, ground) = (desk.caller.login, ground.to_owned());
    advance(desk, &mut act, &story, Event::Propose(Finding { verdict, ground, by }))?;
    let body = Body::new().with("case", story.opened.id.code()).with("verdict", verdict.code());
    desk.seal(act, "double_enrolment_proposed", key, body)
}

fn open(desk: &mut Desk, act: &mut Act, waiting: &Waiting) -> Result<Story, Error> {
    let filed = history::load(desk.tx, waiting.employer.0, waiting.n)?.ok_or(Error::NotFound)?;
    let opened = Opened {
        employer: waiting.employer,
        id: CaseId(desk.id()),
        n: act.n,
        kind: CaseKind::DoubleEnrolment,
        person: waiting.person,
        line: 1,
        due_on: waiting.due_on,
        filed_by: domain::ids::LoginId(filed.actor),
        filed_on: filed.on_date,
    };
    case::open(desk.tx, act, &opened, "open")?;
    Ok(Story { opened, steps: Vec::new() })
}

/// A second officer does not agree: the case is open again.
pub fn disagree(desk: &mut Desk, key: &Key, newcomer: EmployerId, who: PersonId, ground: &str) -> Result<Receipt, Error> {
    desk.permit(Permission::DecideDoubleEnrolment)?;
    let mut act = match desk.open(newcomer, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let story = running(desk, newcomer, who)?;
    let (by, ground) = (desk.caller.login, ground.to_owned());
    advance(desk, &mut act, &story, Event::Disagree { ground, by })?;
    desk.seal(
        act,
        "double_enrolment_declined",
        key,
        Body::new().with("case", story.opened.id.code()),
    )
}

/// A second officer agrees: the person belongs to one of the two from the open month on.
///
/// For the newcomer the holder's participation ends with the month before, and the increase that waited completes itself. For the
/// holder the increase is refused, and its line says so.
pub fn agree(desk: &mut Desk, key: &Key, newcomer: EmployerId, who: PersonId) -> Result<Receipt, Error> {
    desk.permit(Permission::DecideDoubleEnrolment)?;
    let mut act = match desk.open(newcomer, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let story = running(desk, newcomer, who)?;
    let waiting = waiting_of(desk, newcomer, who)?;
    let case = story.double_enrolment()?;
    let verdict = case.state.finding().map(|f| f.verdict).ok_or(Error::NotFound)?;
    advance(desk, &mut act, &story, Event::Agree { by: desk.caller.login })?;
    let body = Body::new().with("case", story.opened.id.code()).with("verdict", verdict.code());
    match verdict {
        Verdict::Holder => {
            refuse_waiting(desk, &mut act, &waiting)?;
            desk.seal(act, "double_enrolment_decided", key, body)
        }
        Verdict::Newcomer => {
            let receipt = desk.seal(act, "double_enrolment_decided", key, body)?;
            end_holding(desk, &waiting, &receipt)?;
            Ok(receipt)
        }
    }
}

fn running(desk: &mut Desk, newcomer: EmployerId, who: PersonId) -> Result<Story, Error> {
    case::running(desk.tx, newcomer, who, CaseKind::DoubleEnrolment)?.ok_or(Error::NotFound)
}

/// The increase does not happen: the waiting row ends, the line says why.
fn refuse_waiting(desk: &mut Desk, act: &mut Act, waiting: &Waiting) -> Result<(), Error> {
    let key = [waiting.employer.0.into(), waiting.person.0.into(), waiting.n.into()];
    act.supersede(desk.tx, &nouns::WAITING, &key)?;
    let name = person::load(desk.tx, waiting.person)?.map(|p| p.name).unwrap_or_default();
    let line = Line {
        line: 1,
        person: Some(waiting.person),
        shown: Body::new().with("name", name).to_text(),
        states: [LineState::Refused; 2],
        note: crate::receipts::note("increase.held_by_decision", &[]),
    };
    act.insert(desk.tx, &nouns::FILING_LINE, &filing::row(waiting.employer, act.n, &line))?;
    Ok(())
}

/// Ends the holder's participation by the decision: an act of its own on the holder, naming the other one.
fn end_holding(desk: &mut Desk, waiting: &Waiting, decided: &Receipt) -> Result<(), Error> {
    let open = desk.window()?.month();
    let mut act = desk.begin(waiting.held_by)?;
    let timeline = spell::timeline(desk.tx, waiting.held_by, waiting.person)?;
    for old in timeline.spells.iter().filter(|s| s.to.is_none()) {
        let ended = Spell {
            to: Some(open.previous().max(old.from.previous())),
            ..old.clone()
        };
        replace_spell(desk, &mut act, waiting.held_by, old, ended)?;
    }
    write_roll(desk, waiting.held_by, waiting.person)?;
    let name = person::load(desk.tx, waiting.person)?.map(|p| p.name).unwrap_or_default();
    let line = Line {
        line: 1,
        person: Some(waiting.person),
        shown: Body::new().with("name", name).with("last_month", open.previous()).to_text(),
        states: [LineState::Done; 2],
        note: crate::receipts::note("reduction.by_decision", &[]),
    };
    act.insert(desk.tx, &nouns::FILING_LINE, &filing::row(waiting.held_by, act.n, &line))?;
    crate::roll_changed::roll_changed(desk, &mut act, waiting.held_by, open)?;
    let key = Key::new(format!("decided:{}", decided.number), decided.body.as_bytes());
    let body = Body::new().with("month", open).with("last_month", open.previous());
    desk.seal(act, "ended_by_decision", &key, body)?;
    crate::complete_waiting::freed(desk, waiting.held_by, waiting.person)
}

/// The holder let go before two officers had decided: a case that was begun ends by itself, in the act that completes the increase.
pub(crate) fn lapse(desk: &mut Desk, act: &mut Act, waiting: &Waiting) -> Result<(), Error> {
    match case::running(desk.tx, waiting.employer, waiting.person, CaseKind::DoubleEnrolment)? {
        Some(story) => advance(desk, act, &story, Event::Lapse),
        None => Ok(()),
    }
}

fn advance(desk: &mut Desk, act: &mut Act, story: &Story, event: Event) -> Result<(), Error> {
    let (code, saying) = (event.code(), Saying::from(&event));
    let case = story.double_enrolment()?.advance(event).map_err(Error::refused)?;
    crate::move_case::append(desk, act, story, code, saying, case.state.code())
}

/// An increase that was filed after the thirty days.
#[derive(Clone, Debug)]
pub struct LateEnrolment {
    /// By which employer.
    pub employer: Employer,
    /// Whom.
    pub person: Person,
    /// First day of employment.
    pub hired_on: Option<Date>,
    /// The day on which the duty to enrol ended.
    pub duty_ended: Option<Date>,
    /// The business day on which it was filed.
    pub filed_on: Date,
    /// The number of its receipt.
    pub receipt: String,
}

/// Increases of this month and the one before that were filed after the thirty days, the latest first.
pub fn late_enrolments(desk: &mut Desk) -> Result<Vec<LateEnrolment>, Error> {
    const AT_MOST: i64 = 200;
    desk.permit(Permission::ViewCases)?;
    let since = Month::of(desk.today).previous().first_day();
    let mut late = Vec::new();
    for found in case::late_enrolments(desk.tx, since, AT_MOST)? {
        let shown: serde_json::Value = serde_json::from_str(&found.shown).unwrap_or_default();
        let note: serde_json::Value = serde_json::from_str(&found.note).unwrap_or_default();
        let day = |text: Option<&str>| text.and_then(|t| t.parse().ok());
        let filed = history::load(desk.tx, found.employer.0, found.n)?.ok_or(Error::NotFound)?;
        late.push(LateEnrolment {
            employer: employer::load(desk.tx, found.employer)?.ok_or(Error::NotFound)?,
            person: person::load(desk.tx, found.person)?.ok_or(Error::NotFound)?,
            hired_on: day(shown["hired_on"].as_str()),
            duty_ended: day(note["duty_ended"]["day"].as_str()),
            filed_on: found.filed_on,
            receipt: desk.receipt(filed).number,
        });
    }
    Ok(late)
}
