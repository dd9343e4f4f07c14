//! What can be paid at a cashier today. A kind of case that can be paid adds its arm here and in `take_money`.

use domain::collection::{Claim, ClaimKey, Purpose};
use domain::hall::appointment::Errand;
use domain::hall::payable::{MonthDue, Payable};
use domain::ids::EmployerId;
use units::Fen;

use crate::position::{self, Position, due, fee_rules};
use crate::{Desk, Error, Permission, back_payment, settle_bills};

/// What is due of an errand today; none where nothing is (any more).
pub fn payable(desk: &mut Desk, employer: EmployerId, errand: Errand) -> Result<Option<Payable>, Error> {
    desk.permit_for(Permission::ViewBills, employer)?;
    match errand {
        Errand::Bill(key) => bill(desk, employer, key),
        Errand::BackPayment(id) => match back_payment::payable(desk, employer, id) {
            Ok(due) => Ok(Some(due)),
            Err(Error::Refused(_)) => Ok(None),
            Err(other) => Err(other),
        },
        Errand::Matter | Errand::Reduction(_) => Ok(None),
    }
}

/// Everything that an employer can pay today: the parts of back payments that are filed for today, because they lapse tonight, then the
/// bills, oldest month first. A bill that a filed part pays whole is not there a second time.
pub fn payables(desk: &mut Desk, employer: EmployerId) -> Result<Vec<Payable>, Error> {
    desk.permit_for(Permission::ViewBills, employer)?;
    let mut list = back_payment::payables(desk, employer)?;
    let whole = back_payment::whole_months(desk, employer)?;
    let position = Position::load(desk, employer)?;
    let claims = position.claims().open;
    for claim in claims.iter().filter(|claim| !whole.contains(&claim.key)) {
        list.push(of_claim(desk, &position, claim)?);
    }
    Ok(list)
}
fn bill(desk: &mut Desk, employer: EmployerId, key: ClaimKey) -> Result<Option<Payable>, Error> {
    let position = Position::load(desk, employer)?;
    let claims = position.claims().open;
    let claim = claims.iter().find(|claim| claim.key == key);
    claim.map(|claim| of_claim(desk, &position, claim)).transpose()
}

fn of_claim(desk: &mut Desk, position: &Position, claim: &Claim) -> Result<Payable, Error> {
    let due = due(desk, claim, desk.today)?;
    let rules = fee_rules(desk, claim)?;
    let parts = settle_bills::parts(desk, position.employer, claim, &due)?;
    let sum = |side: &[Fen; 5]| side.iter().copied().sum::<Fen>();
    let month = MonthDue {
        month: claim.key.month,
        employer: sum(&claim.totals.employer),
        employee: sum(&claim.totals.employee) + claim.totals.ee_fixed,
        fee_from: rules.from(claim.counts_as),
        days: due.fee.days,
        fee: due.fee.fee,
    };
    let named = |w: &&store::remittance::Waiting| matches!(w.purpose, Some((Purpose::Bill(key), _)) if key == claim.key);
    let waiting = position.money.iter().filter(named).map(|w| w.left).sum();
    Ok(Payable {
        employer: position.employer,
        of: Errand::Bill(claim.key),
        months: vec![month],
        parts: parts.into_iter().map(|part| (part.fund, part.what, part.amount)).collect(),
        waiting,
        valid_on: desk.today,
        at_bank: position::open(desk, position)?
            .iter()
            .any(|o| o.claim.key == claim.key && o.at_bank),
    })
}
