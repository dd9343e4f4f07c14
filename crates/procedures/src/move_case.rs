//! What the employer and the officers do to a counter reduction before it is entered.

use domain::case::counter_reduction::{Employment, Event, Exception, State};
use domain::ids::{CaseId, EmployerId};
use store::case::{self, Saying, Step, Story};
use store::event::{Act, Body};
use units::{Date, Fact};

use crate::counter_cases::{counted_line, counts, told};
use crate::reduce_staff::leaving_counted;
use crate::{Desk, Error, Key, Opening, Permission, Receipt};

/// The employment filing officer confirms the end of employment with the day on the papers.
///
/// Refused: `case.*`; `case.day_ahead` for a day after today.
pub fn confirm_employment(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId, ended_on: Date) -> Result<Receipt, Error> {
    desk.permit(Permission::ConfirmEmployment)?;
    not_ahead(desk, ended_on)?;
    let by = desk.caller.login;
    step(
        desk,
        key,
        of,
        id,
        "employment_confirmed",
        Event::Confirm(Employment { ended_on, by }),
    )
}

/// An officer sends a case back to its employer, with what must be mended.
pub fn send_back(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId, ground: &str) -> Result<Receipt, Error> {
    desk.permit(Permission::SendBackCase)?;
    let (by, ground) = (desk.caller.login, ground.to_owned());
    step(desk, key, of, id, "case_sent_back", Event::SendBack { ground, by })
}

/// The employer mended what was sent back.
pub fn mend(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId, note: &str) -> Result<Receipt, Error> {
    desk.permit_for(Permission::FileReduction, of)?;
    step(desk, key, of, id, "case_mended", Event::Mend { note: note.to_owned() })
}

/// The employer takes a case back.
pub fn withdraw(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId) -> Result<Receipt, Error> {
    desk.permit_for(Permission::FileReduction, of)?;
    step(desk, key, of, id, "case_withdrawn", Event::Withdraw)
}

/// A collection officer notes that the system was at fault, and when the employer first tried.
///
/// Refused: `case.day_ahead`.
pub fn note_exception(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId, first_try: Date, ground: &str) -> Result<Receipt, Error> {
    desk.permit(Permission::CounterReduction)?;
    not_ahead(desk, first_try)?;
    let (by, ground) = (desk.caller.login, ground.to_owned());
    let exception = Exception { first_try, ground, by };
    can_be_entered(desk, of, id, &exception)?;
    step(desk, key, of, id, "exception_noted", Event::NoteException(exception))
}

/// An exception is noted only where the case could be entered as of its day: nothing is agreed upon that leads nowhere.
fn can_be_entered(desk: &mut Desk, of: EmployerId, id: CaseId, exception: &Exception) -> Result<(), Error> {
    let story = case::load(desk.tx, of, id)?.ok_or(Error::NotFound)?;
    let mut case = told(desk, story)?;
    if let State::Confirmed(employment) = case.case.state.clone() {
        case.case.state = State::ExceptionGranted(employment, exception.clone());
        let open = desk.window()?.month();
        let counts = counts(desk, &case, open)?;
        leaving_counted(desk, &case.employer, counts, &counted_line(&case, None))?.map_err(Error::Refused)?;
    }
    Ok(())
}

/// A second officer agrees with the exception.
pub fn grant_exception(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId) -> Result<Receipt, Error> {
    desk.permit(Permission::CounterReduction)?;
    let by = desk.caller.login;
    step(desk, key, of, id, "exception_granted", Event::GrantException { by })
}

/// A second officer does not agree with the exception.
pub fn decline_exception(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId, ground: &str) -> Result<Receipt, Error> {
    desk.permit(Permission::CounterReduction)?;
    let (by, ground) = (desk.caller.login, ground.to_owned());
    step(desk, key, of, id, "exception_declined", Event::DeclineException { ground, by })
}

fn not_ahead(desk: &Desk, day: Date) -> Result<(), Error> {
    if day > desk.today {
        return Err(Error::said("case.day_ahead", vec![("day", Fact::Day(day))]));
    }
    Ok(())
}

fn step(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId, kind: &str, event: Event) -> Result<Receipt, Error> {
    let mut act = match desk.open(of, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let story = case::load(desk.tx, of, id)?.ok_or(Error::NotFound)?;
    advance(desk, &mut act, &story, event)?;
    desk.seal(act, kind, key, Body::new().with("case", id.code()))
}

/// Moves a counter reduction within an act: the step and where it stands now.
pub(crate) fn advance(desk: &mut Desk, act: &mut Act, story: &Story, event: Event) -> Result<(), Error> {
    let (code, saying) = (event.code(), Saying::from(&event));
    let case = story.counter_reduction()?.advance(event).map_err(Error::refused)?;
    append(desk, act, story, code, saying, case.state.code())
}

/// Appends a step of any kind of case.
pub(crate) fn append(
    desk: &mut Desk,
    act: &mut Act,
    story: &Story,
    event: &'static str,
    saying: Saying,
    state: &'static str,
) -> Result<(), Error> {
    let step = Step {
        step: story.steps.len() as i64 + 1,
        n: act.n,
        event: event.to_owned(),
        by: desk.caller.login,
        by_name: desk.caller.name.clone(),
        on_date: desk.today,
        day: saying.day,
        month: saying.month,
        word: saying.word.map(str::to_owned),
        note: saying.note,
    };
    Ok(case::append(desk.tx, act, &story.opened, &step, state)?)
}
