//! What every change of the roll brings with it, in the act that makes it.

use domain::ids::EmployerId;
use store::event::Act;
use units::Month;

use crate::{Desk, Error};

/// Called by each procedure that changed the roll of a month that is not closed.
pub(crate) fn roll_changed(desk: &mut Desk, act: &mut Act, employer: EmployerId, month: Month) -> Result<(), Error> {
    crate::declare_month::declare_after_change(desk, act, employer, month)
}
