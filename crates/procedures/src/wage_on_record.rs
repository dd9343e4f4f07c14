//! The wage that a month which nobody filed is taken at, as long as nobody names one: the nearest that is on record.

use domain::ids::{EmployerId, PersonId};
use domain::spell::Timeline;
use store::{earlier, sweep};
use units::{Fen, Month};

use crate::{Desk, Error};

/// A wage, and the month whose wage it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WageOnRecord {
    /// Of one month.
    pub wage: Fen,
    /// The month it was declared for; nothing where it is in force in the month asked about.
    pub of: Option<Month>,
}

/// The wage declared for the month; else that of the nearest month of the same employment, the earlier one of two as near, whether it
/// was declared here or stands in the records from before; nothing where no wage is on record. Before the first month that was closed
/// here, the records from before know better than what an enrolment was filed with later.
pub(crate) fn wage_on_record(
    desk: &mut Desk,
    employer: EmployerId,
    who: PersonId,
    timeline: &Timeline,
    month: Month,
) -> Result<Option<WageOnRecord>, Error> {
    let held = earlier::of_person(desk.tx, who)?;
    let is_own = |held: &earlier::Held| held.counts_at(i64::MAX) && held.months.employer == employer && held.months.base > Fen::ZERO;
    let before: Vec<earlier::Held> = held.into_iter().filter(is_own).collect();
    let region = desk.region_subject()?;
    let is_before = sweep::first_closed(desk.tx, region)?.is_some_and(|begins| month < begins);
    let declared = timeline.bases.iter().filter(|base| base.from <= month);
    if let Some(base) = declared.max_by_key(|base| (base.from, base.n))
        && (before.is_empty() || !is_before)
    {
        return Ok(Some(WageOnRecord { wage: base.base, of: None }));
    }
    let at = |held: &earlier::Held| month.clamp(held.months.from, held.months.to);
    let first = timeline
        .bases
        .iter()
        .filter(|base| base.from > month)
        .min_by_key(|base| (base.from, base.n));
    let nearest = before
        .iter()
        .map(|held| (at(held), held.months.base))
        .chain(first.map(|base| (base.from, base.base)))
        .min_by_key(|(at, _)| (at.months_until(month).abs(), *at));
    Ok(nearest.map(|(at, wage)| WageOnRecord {
        wage,
        of: (at != month).then_some(at),
    }))
}
