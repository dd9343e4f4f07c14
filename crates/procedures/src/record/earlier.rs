//! Months from before this system, as an employer's old records say them: one more source of the same fold.

use domain::earlier::EarlierMonths;
use domain::ids::{EmployerId, PersonId};
use store::person::Place;
use store::{earlier, history};
use units::Month;

use super::month::Lens;
use super::{Cell, MonthRow};
use crate::{Desk, Error};

/// What was taken over for a person and counts as the lens sees it, the oldest first.
pub(super) fn seen(desk: &mut Desk, who: PersonId, lens: &Lens) -> Result<Vec<EarlierMonths>, Error> {
    let mut seen = Vec::new();
    for held in earlier::of_person(desk.tx, who)? {
        let version = match lens.is_past {
            true => history::version_on(desk.tx, held.months.employer.0, lens.day)?,
            false => i64::MAX,
        };
        if held.counts_at(version) {
            seen.push(held.months);
        }
    }
    Ok(seen)
}

/// The first month, the last one and the employer of each stretch, as [`super::Stay`]s are gathered.
pub(super) fn spans(seen: &[EarlierMonths]) -> impl Iterator<Item = (EmployerId, Month, Option<Month>)> + '_ {
    seen.iter().map(|months| (months.employer, months.from, Some(months.to)))
}

/// Lays the months over the rows.
pub(super) fn lay(seen: &[EarlierMonths], months: &mut [MonthRow]) {
    for row in months {
        for of in seen.iter().filter(|of| of.covers(row.month)) {
            let cell = &mut row.cells[of.branch.index()];
            *cell = super::fold::better(*cell, cell_of(of));
        }
    }
}

/// Months that somebody takes part in, but that nothing was taken over for: they are not kept, which is not the same as not paid.
pub(super) fn not_kept(month: Month, lens: &Lens, places: &[Place]) -> bool {
    let covers = |place: &Place| place.from <= month && place.to.is_none_or(|to| month <= to);
    month < lens.begins && places.iter().any(covers)
}

fn cell_of(of: &EarlierMonths) -> Cell {
    Cell {
        standing: of.standing,
        cause: of.cause(),
        employer: Some(of.employer),
        base: of.base,
        employer_pays: of.employer_pays,
        person_pays: of.person_pays,
        to_account: of.to_account,
        difference: false,
        earlier: true,
        paid_on: of.paid_on,
    }
}
