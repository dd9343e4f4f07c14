//! The collection officer takes a paper form in and enters a confirmed counter reduction.

use std::collections::BTreeSet;

use domain::bill::Cause;
use domain::case::counter_reduction::Event;
use domain::ids::{CaseId, EmployerId};
use domain::registry::{Employer, Person};
use policy::Group;
use store::event::Body;
use store::filing::LineState;
use store::{case, employer, person};
use units::{Fact, Month};

use crate::counter_cases::{counted_line, counts, late_months, told};
use crate::move_case::advance;
use crate::reduce_staff::{Counts, Leaving, ReduceLine, end_participation, leaving_counted, write_line};
use crate::{Desk, Error, Key, Opening, Permission, Receipt};

/// Takes a paper form in (两联的减员表): it becomes the same record as an online filing, with the officer named. It needs no open
/// window, and another officer decides it.
///
/// Refused: what a reduction is refused for; `reduction.case_open`.
pub fn take_in_form(desk: &mut Desk, key: &Key, of: EmployerId, line: &ReduceLine) -> Result<Receipt, Error> {
    desk.permit(Permission::TakeInForm)?;
    let mut act = match desk.open(of, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let known = employer::load(desk.tx, of)?.ok_or(Error::NotFound)?;
    if case::running(desk.tx, of, line.person, domain::case::CaseKind::CounterReduction)?.is_some() {
        return Err(Error::said("reduction.case_open", vec![("line", Fact::Count(line.line))]));
    }
    let open = Counts {
        day: desk.today,
        month: desk.window()?.month(),
    };
    let made = leaving_counted(desk, &known, open, line)?.map_err(Error::Refused)?;
    crate::open_case::open_counter_case(desk, &mut act, of, line)?;
    write_line(desk, &mut act, of, line, states(&made, LineState::Counter), String::new())?;
    let body = Body::new().with("month", open.month).with("filed", 1);
    desk.seal(act, "reduction_taken_in", key, body)
}

/// The state of the groups that end; the other one is not concerned.
fn states(made: &Leaving, state: LineState) -> [LineState; 2] {
    [Group::PensionUnemploymentInjury, Group::Medical].map(|group| {
        if made.reduced.groups.contains(group) {
            state
        } else {
            LineState::NotConcerned
        }
    })
}

/// Enters a confirmed case: participation ends in both groups, months that were billed too much are corrected, whoever waits for the
/// person goes on.
///
/// Refused: `case.*`; what a reduction is refused for.
pub fn enter_reduction(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId, last_month: Option<Month>) -> Result<Receipt, Error> {
    desk.permit(Permission::CounterReduction)?;
    let mut act = match desk.open(of, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let story = case::load(desk.tx, of, id)?.ok_or(Error::NotFound)?;
    let case = told(desk, story.clone())?;
    let open = desk.window()?.month();
    let line = counted_line(&case, last_month);
    let counts = counts(desk, &case, open)?;
    let made = leaving_counted(desk, &case.employer, counts, &line)?.map_err(Error::Refused)?;
    let entered = Event::Enter {
        last_month: made.reduced.last_month,
        by: desk.caller.login,
    };
    advance(desk, &mut act, &story, entered)?;
    let late: BTreeSet<Month> = late_months(desk, &case, &made, open)?.into_iter().collect();
    end_participation(desk, &mut act, of, &line, &made)?;
    let mut filed = line.clone();
    (filed.line, filed.reduction.last_month) = (1, Some(made.reduced.last_month));
    write_line(desk, &mut act, of, &filed, states(&made, LineState::Done), String::new())?;
    crate::correct_bills::correct_bills(desk, &mut act, of, &late, Cause::LateReduction)?;
    crate::roll_changed::roll_changed(desk, &mut act, of, open)?;
    let body = Body::new()
        .with("case", id.code())
        .with("month", counts.month)
        .with("last_month", made.reduced.last_month)
        .with("filed_by", case.opened.n);
    let receipt = desk.seal(act, "counter_reduction_entered", key, body)?;
    crate::complete_waiting::freed(desk, of, line.person)?;
    Ok(receipt)
}

/// The employer with a credit code or a registration number, for an officer who has it on paper.
///
/// Refused: `case.no_such_employer`.
pub fn find_employer(desk: &mut Desk, code: &str) -> Result<Employer, Error> {
    if desk.permit(Permission::TakeInForm).is_err() {
        desk.permit(Permission::ServeHall)?;
    }
    let typed = code.trim().to_uppercase();
    let by_code = employer::by_credit_code(desk.tx, &typed)?;
    let found = match by_code.or_else(|| EmployerId::from_code(&typed).ok()) {
        Some(id) => employer::load(desk.tx, id)?,
        None => None,
    };
    found.ok_or_else(|| Error::said("case.no_such_employer", vec![]))
}

/// Whose paper it is: the employer by its credit code or registration number, the person by the identity number.
///
/// Refused: `case.no_such_employer`, `case.no_such_person`.
pub fn find_for_form(desk: &mut Desk, employer_code: &str, number: &str) -> Result<(Employer, Person), Error> {
    desk.permit(Permission::TakeInForm)?;
    let known = find_employer(desk, employer_code)?;
    let number = number.trim().to_uppercase();
    let who = person::by_number(desk.tx, &number)?;
    let who = match who {
        Some(id) => person::load(desk.tx, id)?,
        None => None,
    };
    Ok((known, who.ok_or_else(|| Error::said("case.no_such_person", vec![]))?))
}
