//! Recent months grow old while their case waits: filing is what counts, and a month that is no longer recent goes another way.

use std::collections::BTreeSet;

use domain::case::back_payment::{Kind, State};
use domain::reckon::route::{self, RECENT};
use store::back_payment::Story;
use units::{Fact, Month};

use crate::{Desk, Error};

/// The months of a case of recent months, still to be filed, that go another way if they are filed today. None of any other kind: a
/// review is not undone by time.
pub(crate) fn outgrown(desk: &mut Desk, story: &Story) -> Result<Vec<Month>, Error> {
    if story.opened.kind != Kind::Recent || !is_to_be_filed(&story.case()?.state) {
        return Ok(vec![]);
    }
    let mut old = BTreeSet::new();
    for line in &story.lines {
        let ask = route::Ask {
            months: line.from.through(line.to).collect(),
            category: line.category,
            before: 0,
            on: desk.today,
            known_on: desk.today,
        };
        let parts = route::route(desk.book(), &ask).map_err(Error::refused)?;
        old.extend(
            parts
                .iter()
                .filter(|part| part.route.code != RECENT)
                .flat_map(|part| part.months.iter().copied()),
        );
    }
    Ok(old.into_iter().collect())
}

fn is_to_be_filed(state: &State) -> bool {
    match state {
        State::Preparing | State::Returned { .. } | State::Ready | State::Lapsed(_) => true,
        State::InReview(_)
        | State::Waiting { .. }
        | State::Checked { .. }
        | State::Accepted(_)
        | State::Posted { .. }
        | State::Refused { .. }
        | State::Withdrawn => false,
    }
}

/// Refused: `back_payment.no_longer_recent`.
pub(super) fn still_recent(desk: &mut Desk, story: &Story) -> Result<(), Error> {
    let old = outgrown(desk, story)?;
    match old.is_empty() {
        true => Ok(()),
        false => Err(Error::said("back_payment.no_longer_recent", vec![("months", Fact::Months(old))])),
    }
}
