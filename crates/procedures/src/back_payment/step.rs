use domain::case::back_payment::{Case, Event, State};
use store::back_payment::{self, Said, Step, Story};
use store::event::Act;
use units::Date;

use crate::run_debits::unknown_year;
use crate::{Desk, Error};

/// Moves a case within an act: the step, and where it stands now.
pub(super) fn advance(desk: &mut Desk, act: &mut Act, story: &Story, event: Event) -> Result<Case, Error> {
    let (code, said) = (event.code(), Said::from(&event));
    let case = story.case()?.advance(event).map_err(Error::refused)?;
    let due_on = due_on(desk, &case.state)?;
    let step = Step {
        step: story.steps.len() as i64 + 1,
        n: act.n,
        event: code.to_owned(),
        by: desk.caller.login,
        by_name: desk.caller.name.clone(),
        on_date: desk.today,
        said,
    };
    back_payment::append(desk.tx, act, &story.opened, &step, &case.state, due_on)?;
    Ok(case)
}

/// The day by which a queue sorts a state: the end of its clock, the day it holds, else today.
fn due_on(desk: &Desk, state: &State) -> Result<Date, Error> {
    let calendar = desk.book().calendar();
    Ok(match state {
        State::InReview(clock) | State::Checked { clock, .. } => clock.due(calendar).map_err(unknown_year)?.unwrap_or(desk.today),
        State::Accepted(filing) => filing.on,
        State::Preparing
        | State::Waiting { .. }
        | State::Returned { .. }
        | State::Ready
        | State::Lapsed(_)
        | State::Posted { .. }
        | State::Refused { .. }
        | State::Withdrawn => desk.today,
    })
}
