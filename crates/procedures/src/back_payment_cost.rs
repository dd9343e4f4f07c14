//! What a back payment costs when it is filed a day later: for the pages that show it.

use domain::case::back_payment::State;
use units::Fen;

use crate::back_payment::Overview;
use crate::back_payment::amounts::months_due;
use crate::{Desk, Error};

/// What waiting costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Further {
    /// What one day more adds to the late fee.
    pub per_day: Fen,
}

/// What one day more adds to a case that is not filed yet. Nothing where no amount can be named.
pub fn further(desk: &mut Desk, of: &Overview) -> Result<Option<Further>, Error> {
    let open = match &of.case.state {
        State::Preparing
        | State::InReview(_)
        | State::Waiting { .. }
        | State::Checked { .. }
        | State::Returned { .. }
        | State::Ready
        | State::Lapsed(_) => true,
        State::Accepted(_) | State::Posted { .. } | State::Refused { .. } | State::Withdrawn => false,
    };
    if !open || of.rows.is_empty() {
        return Ok(None);
    }
    let tomorrow = desk.today.tomorrow().unwrap_or(desk.today);
    match months_due(desk, &of.story, &of.rows, tomorrow) {
        Ok(dues) => {
            let later: Fen = dues.iter().map(|due| due.fee).sum();
            let now: Fen = of.dues.iter().map(|due| due.fee).sum();
            Ok(Some(Further { per_day: later - now }))
        }
        Err(Error::Refused(_)) => Ok(None),
        Err(other) => Err(other),
    }
}
