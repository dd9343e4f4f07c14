//! Months that were paid and should not have been: what is to be given back, never set off silently.

use domain::collection::Claim;
use domain::registry::Employer;
use store::{bill, employer};

use crate::position::Position;
use crate::{Desk, Error, Permission};

/// How many are listed at most.
const AT_MOST: usize = 200;

/// A sum to be given back.
#[derive(Clone, Debug)]
pub struct Refund {
    /// To whom.
    pub employer: Employer,
    /// The bill below zero, with its month.
    pub credit: Claim,
}

/// All that is to be given back, oldest month first.
pub fn refunds(desk: &mut Desk) -> Result<Vec<Refund>, Error> {
    desk.permit(Permission::CounterReduction)?;
    let mut refunds = Vec::new();
    for of in bill::employers_below_zero(desk.tx)? {
        let known = employer::load(desk.tx, of)?.ok_or(Error::NotFound)?;
        let credits = Position::load(desk, of)?.claims().credits;
        refunds.extend(credits.into_iter().map(|credit| Refund {
            employer: known.clone(),
            credit,
        }));
        if refunds.len() >= AT_MOST {
            break;
        }
    }
    refunds.sort_by_key(|refund| (refund.credit.key.month, refund.employer.id));
    Ok(refunds)
}
