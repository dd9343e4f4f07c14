//! What the operator sees: jobs under way, the steps of the last day, and the checks.

use store::day_step::{self, StepDone, StepRefused};
use store::job::{self, Job};
use units::Date;

use crate::check::{Check, check};
use crate::turn_day::Step;
use crate::{Agency, Caller, Desk, Error, Permission};

/// How the machine stands.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The last day that was turned.
    pub last_day: Option<Date>,
    /// What its steps came to.
    pub steps: Vec<StepDone>,
    /// Steps that were refused and are not done yet, the oldest first.
    pub refused: Vec<StepRefused>,
    /// Jobs that are not finished, oldest first.
    pub jobs: Vec<Job>,
}

/// Jobs, the last day, its steps.
pub fn standing(desk: &mut Desk) -> Result<Standing, Error> {
    desk.permit(Permission::Operate)?;
    let region = desk.region().to_owned();
    let last_day = day_step::last_day(desk.tx, &region)?;
    let steps = match last_day {
        Some(day) => day_step::of_day(desk.tx, &region, day)?,
        None => Vec::new(),
    };
    let place = |step: &StepDone| Step::ALL.iter().position(|s| s.code() == step.step);
    let mut steps = steps;
    steps.sort_by_key(place);
    Ok(Standing {
        last_day,
        steps,
        refused: day_step::refused(desk.tx, &region)?,
        jobs: job::left_behind(desk.tx, &region)?,
    })
}

/// Examines every invariant, for whoever operates the machine.
pub fn run_checks(agency: &Agency, caller: &Caller) -> Result<Vec<Check>, Error> {
    agency.read(caller, |desk| desk.permit(Permission::Operate))?;
    check(agency)
}
