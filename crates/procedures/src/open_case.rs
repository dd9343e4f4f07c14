//! Opens the case of a line that is a matter for the counter, in the act that files it.

use domain::case::CaseKind;
use domain::case::counter_reduction::Case;
use domain::filing::window::Window;
use domain::ids::{CaseId, EmployerId};
use store::case::{self, Opened};
use store::event::Act;

use crate::reduce_staff::ReduceLine;
use crate::{Desk, Error};

/// A counter reduction. It is due at the close of the month that it was filed for; decided later, it moves to the next month.
pub(crate) fn open_counter_case(desk: &mut Desk, act: &mut Act, employer: EmployerId, line: &ReduceLine) -> Result<CaseId, Error> {
    let due_on = match desk.window()? {
        Window::Open { closes, .. } => closes,
        Window::Shut { month, .. } => desk.roll_window(month)?.closes,
    };
    let opened = Opened {
        employer,
        id: CaseId(desk.id()),
        n: act.n,
        kind: CaseKind::CounterReduction,
        person: line.person,
        line: line.line,
        due_on,
        filed_by: desk.caller.login,
        filed_on: desk.today,
    };
    let state = Case::filed(opened.filed_by).state;
    case::open(desk.tx, act, &opened, state.code())?;
    Ok(opened.id)
}
