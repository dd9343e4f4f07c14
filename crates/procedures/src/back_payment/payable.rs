//! A part of a back payment as something to be paid at a counter: what was filed for today, month by month, and where the money goes.

use domain::assessment::BillTotals;
use domain::bill::BillKind;
use domain::case::back_payment::{self as case, Filing, Kind, MonthDue};
use domain::collection::ClaimKey;
use domain::hall::appointment::Errand;
use domain::hall::payable::{self as hall, Payable};
use domain::ids::{CaseId, EmployerId};
use domain::ledger::split_paid;
use store::back_payment::{self, Story};
use units::Fen;

use super::amounts::months_due;
use super::debit::{AtBank, at_bank};
use super::pay::filing_of;
use crate::position::Position;
use crate::{Desk, Error, settle_bills};

/// What is filed for today.
///
/// Refused: `back_payment.not_now`, `back_payment.other_day`.
pub(crate) fn payable(desk: &mut Desk, of: EmployerId, id: CaseId) -> Result<Payable, Error> {
    let story = back_payment::load(desk.tx, of, id)?.ok_or(Error::NotFound)?;
    of_story(desk, &story)
}

/// Every part of an employer's that is filed for today.
pub(crate) fn payables(desk: &mut Desk, of: EmployerId) -> Result<Vec<Payable>, Error> {
    let mut list = Vec::new();
    for story in back_payment::filed_of(desk.tx, of)? {
        match of_story(desk, &story) {
            Ok(due) => list.push(due),
            Err(Error::Refused(_)) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(list)
}

/// The bills that a part filed for today pays whole.
pub(crate) fn whole_months(desk: &mut Desk, of: EmployerId) -> Result<Vec<ClaimKey>, Error> {
    let filed = back_payment::filed_of(desk.tx, of)?;
    let months = filed
        .iter()
        .filter(|s| s.opened.kind == Kind::MonthlyReport)
        .filter_map(|s| s.opened.month);
    let regular = |month| ClaimKey {
        month,
        kind: BillKind::Regular,
    };
    Ok(months.map(regular).collect())
}

fn of_story(desk: &mut Desk, story: &Story) -> Result<Payable, Error> {
    let filing = filing_of(story)?;
    if filing.on != desk.today {
        return Err(Error::refused(case::Refused::OtherDay { on: filing.on }));
    }
    let of = story.opened.employer;
    let rows = back_payment::months(desk.tx, of, story.opened.id)?;
    let dues = months_due(desk, story, &rows, filing.on)?;
    let mut parts = Vec::new();
    for due in &dues {
        let key = ClaimKey {
            month: due.month,
            kind: if story.opened.kind == Kind::MonthlyReport {
                BillKind::Regular
            } else {
                BillKind::BackPayment(1)
            },
        };
        let large = settle_bills::large_share(desk, of, key, filing.on)?;
        let split = split_paid(&due.totals, &due.fee_by_branch, large);
        parts.extend(split.into_iter().map(|part| (part.fund, part.what, part.amount)));
    }
    Ok(Payable {
        employer: of,
        of: Errand::BackPayment(story.opened.id),
        months: dues.iter().map(|due| month(due, &filing)).collect(),
        parts,
        waiting: Fen::ZERO,
        valid_on: filing.on,
        // What the bank refused today can still be paid today.
        at_bank: matches!(at_bank(desk, story, &filing)?, Some(AtBank::NotAsked | AtBank::Asked)) || is_at_bank(desk, story, &dues)?,
    })
}

/// A bill whose money the part would take from under a debit that is with the bank.
fn is_at_bank(desk: &mut Desk, story: &Story, dues: &[MonthDue]) -> Result<bool, Error> {
    match story.opened.kind {
        Kind::MonthlyReport | Kind::OnePerson => {
            let position = Position::load(desk, story.opened.employer)?;
            let regular = |due: &MonthDue| ClaimKey {
                month: due.month,
                kind: BillKind::Regular,
            };
            Ok(dues.iter().any(|due| position.at_bank(regular(due))))
        }
        Kind::Recent | Kind::Verified | Kind::Approved | Kind::Inspection | Kind::BaseDifference => Ok(false),
    }
}

fn month(due: &MonthDue, filing: &Filing) -> hall::MonthDue {
    let sum = |side: &[Fen; 5]| side.iter().copied().sum::<Fen>();
    let of: &BillTotals = &due.totals;
    hall::MonthDue {
        month: due.month,
        employer: sum(&of.employer),
        employee: sum(&of.employee) + of.ee_fixed,
        fee_from: due.from.unwrap_or(filing.on),
        days: due.days,
        fee: due.fee,
    }
}
