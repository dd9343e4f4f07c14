//! Why a bill's late fee is what it is: days, rates, and the rows of the pack that they rest on.

use domain::collection::{ClaimKey, Settler};
use domain::ids::EmployerId;
use domain::late_fee::{LateFee, late_fee};
use domain::reckon::fee::{self, Answer, Ask};
use domain::reckon::why::Why;
use units::{Date, Fen, Month};

use crate::position::Position;
use crate::voucher::settled_totals;
use crate::{Desk, Error, Permission};

/// Why a late fee is what it is.
#[derive(Clone, Debug)]
pub struct FeeWhy {
    /// Which bill.
    pub key: ClaimKey,
    /// The month from which its fee counts: for a later bill that of the close that made it.
    pub counts_as: Month,
    /// What it counts on, by branch: both sides.
    pub principal: [Fen; 5],
    /// The day it is settled on: that of the money, or today.
    pub settled_on: Date,
    /// Whether the bill is settled.
    pub is_settled: bool,
    /// The last day on which a notice waives it.
    pub waived_until: Option<Date>,
    /// The fee with its split by branch.
    pub fee: LateFee,
    /// The tree of reasons.
    pub why: Why,
    /// The rule pack's fingerprint.
    pub fingerprint: String,
}

/// Why the late fee of a bill is what it is: as it was settled, or to today.
pub fn explain_fee(desk: &mut Desk, of: EmployerId, key: ClaimKey) -> Result<FeeWhy, Error> {
    desk.permit_for(Permission::ViewBills, of)?;
    let position = Position::load(desk, of)?;
    let bill = position
        .bills
        .iter()
        .find(|b| (b.month, b.kind) == (key.month, key.kind))
        .cloned()
        .ok_or(Error::NotFound)?;
    let settled = position.settled(key).copied();
    let (principal, settled_on) = match settled {
        Some(paid) => (
            settled_totals(desk, of, key, paid.n)?.by_branch(),
            counted_to(&position, key, paid.by, paid.value_date),
        ),
        None => {
            let claim = position.claims().open.into_iter().find(|c| c.key == key).ok_or(Error::NotFound)?;
            (claim.totals.by_branch(), desk.today)
        }
    };
    let rules = desk.book().late_fee(bill.run_month, desk.today)?;
    let is_waived = bill.waived_until.is_some_and(|last| settled_on <= last);
    let counted_on = if is_waived { rules.from(bill.run_month) } else { settled_on };
    let ask = Ask {
        month: bill.run_month,
        amount: principal.iter().sum(),
        declared: counted_on,
        known_on: desk.today,
    };
    let Answer { why, fingerprint, .. } = fee::fee(desk.book(), &ask)?;
    Ok(FeeWhy {
        key,
        counts_as: bill.run_month,
        principal,
        settled_on,
        is_settled: settled.is_some(),
        waived_until: bill.waived_until,
        fee: late_fee(&rules, bill.run_month, principal, counted_on),
        why,
        fingerprint,
    })
}

/// The fee of a debit is the one asked for with it: to the day of its collection.
fn counted_to(position: &Position, key: ClaimKey, by: Settler, value_date: Date) -> Date {
    match by {
        Settler::Debit { transfer, .. } => position
            .debits_of(key)
            .find(|d| d.transfer == transfer)
            .map_or(value_date, |d| d.collect_on),
        Settler::Remittance(_) => value_date,
    }
}
