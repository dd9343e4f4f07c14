//! No slot holds more appointments than it has places for (invariant 10), and every till balances.

use crate::check_money::Finding;
use crate::{Desk, Error};

/// No slot holds more than its capacity.
pub(crate) fn no_slot_is_overfull(desk: &mut Desk) -> Result<Finding, Error> {
    let (examined, broken) = store::appointment::overfull(desk.tx)?;
    Ok(Finding { examined, broken })
}

/// What was counted in a closed till is what was taken and its explained difference; the ledger's tills hold what the open ones took.
pub(crate) fn every_till_balances(desk: &mut Desk) -> Result<Finding, Error> {
    let (examined, broken) = store::till::unbalanced(desk.tx)?;
    Ok(Finding { examined, broken })
}
