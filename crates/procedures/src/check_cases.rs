//! A case moves only along its edges, and the queues show where it stands.

use domain::ids::{CaseId, EmployerId};
use store::case;

use crate::check_money::Finding;
use crate::{Desk, Error};

/// Cases looked at in one query.
const AT_ONCE: i64 = 500;

/// The steps of each case follow from one another, and the projection holds the state that they lead to (invariant 6).
pub(crate) fn a_case_stands_where_its_steps_led(desk: &mut Desk) -> Result<Finding, Error> {
    let (mut examined, mut broken) = (0, Vec::new());
    let mut last = (EmployerId(i64::MIN), CaseId(i64::MIN));
    loop {
        let stories = case::after(desk.tx, last, AT_ONCE)?;
        let Some(end) = stories.last() else { break };
        last = (end.opened.employer, end.opened.id);
        for story in &stories {
            examined += 1;
            let (employer, id) = (story.opened.employer, story.opened.id);
            let held = case::standing(desk.tx, employer, id)?;
            match story.state() {
                Ok(state) if held.as_deref() == Some(state) => {}
                Ok(state) => broken.push(format!(
                    "case_file employer_id={} case_id={}: {held:?} is not {state}",
                    employer.0, id.0
                )),
                Err(trouble) => broken.push(format!("case_event employer_id={} case_id={}: {trouble}", employer.0, id.0)),
            }
        }
    }
    Ok(Finding { examined, broken })
}
