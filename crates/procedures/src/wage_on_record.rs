//! The wage that a month which nobody filed is taken at, as long as nobody names one: the nearest that is on record.

use domain::ids::{EmployerId, PersonId};
use domain::spell::Timeline;
use store::earlier;
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
/// was declared here or stands in the records from before; nothing where no wage is on record.
pub(crate) fn wage_on_record(
    desk: &mut Desk,
    employer: EmployerId,
    who: PersonId,
    timeline: &Timeline,
    month: Month,
) -> Result<Option<WageOnRecord>, Error> {
    let in_force = timeline
        .bases
        .iter()
        .filter(|base| base.from <= month)
        .max_by_key(|base| (base.from, base.n));
    if let Some(base) = in_force {
        return Ok(Some(WageOnRecord { wage: base.base, of: None }));
    }
    let held = earlier::of_person(desk.tx, who)?;
    let before = held
        .iter()
        .filter(|held| held.counts_at(i64::MAX) && held.months.employer == employer && held.months.base > Fen::ZERO);
    let first = timeline.bases.iter().min_by_key(|base| (base.from, base.n));
    let nearest = before
        .map(|held| {
            let at = if month < held.months.from {
                held.months.from
            } else {
                held.months.to.min(month)
            };
            (at, held.months.base)
        })
        .chain(first.map(|base| (base.from, base.base)))
        .min_by_key(|(at, _)| (at.months_until(month).abs(), *at));
    Ok(nearest.map(|(at, wage)| WageOnRecord {
        wage,
        of: (at != month).then_some(at),
    }))
}
