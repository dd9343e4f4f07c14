//! Bills of what a late filing changes about months that are billed: beside the untouched bill, named with their cause.

use std::collections::BTreeSet;

use domain::bill::{Basis, Bill, BillKind, Cause};
use domain::ids::EmployerId;
use store::bill;
use store::event::Act;
use units::Month;

use crate::assess_month::{Policies, sheet_at};
use crate::{Desk, Error};

/// Writes a correction for each billed month that comes out differently with the rows of this act, under the policy
/// that its last bill was made under. Nothing is paid back by it: an unpaid claim falls, of a paid one
/// a refund is offered.
pub(crate) fn correct_bills(
    desk: &mut Desk,
    act: &mut Act,
    employer: EmployerId,
    months: &BTreeSet<Month>,
    cause: Cause,
) -> Result<Vec<Bill>, Error> {
    let mut policies = Policies::new(desk.agency);
    let run_month = desk.window()?.month();
    let mut corrections = Vec::new();
    for &month in months {
        let Some(last) = bill::of_month(desk.tx, employer, month)?.pop() else {
            continue;
        };
        let basis = Basis {
            version: act.n,
            ..last.basis.clone()
        };
        let before = sheet_at(desk.tx, &mut policies, employer, month, &last.basis)?;
        let after = sheet_at(desk.tx, &mut policies, employer, month, &basis)?;
        let between = after.since(&before);
        if between.is_nothing() {
            continue;
        }
        let made = Bill {
            employer,
            month,
            kind: BillKind::Correction(last.kind.ordinal() + 1),
            basis,
            totals: between.totals,
            surcharge: between.surcharge,
            run_month,
            cause: Some(cause),
            waived_until: None,
            closed_on: desk.today,
            n: Some(act.n),
        };
        act.insert(desk.tx, &bill::BILL, &bill::row(&made))?;
        corrections.push(made);
    }
    if corrections.iter().any(|made| made.totals.total() < units::Fen::ZERO) {
        crate::offer_refunds::offer_refunds(desk, act)?;
    }
    Ok(corrections)
}
