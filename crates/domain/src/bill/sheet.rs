use std::collections::BTreeMap;

use policy::Unknown;
use units::{Fen, Month};

use super::{Assessed, Line, Surcharge, Tariff, pair, totals};
use crate::assessment::BillTotals;
use crate::base_year::is_assumed;
use crate::ids::PersonId;
use crate::spell::Timeline;

/// What one employer's month comes to at one point of knowledge: everybody's amounts, and what belongs to nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// By person.
    pub people: Vec<(PersonId, Assessed)>,
    /// For undeclared bases, where the pack multiplies the bill.
    pub surcharge: Surcharge,
}

/// What lies between two sheets of one month: the lines and sums of a bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Between {
    /// A line for each person whose sums differ; of a regular bill for everybody.
    pub lines: Vec<Line>,
    /// Their sums with the surcharge.
    pub totals: BillTotals,
    /// The surcharge in them.
    pub surcharge: Fen,
}

impl Sheet {
    /// Assesses everybody who takes part in the month. `surcharge` is the month's, for nobody yet.
    ///
    /// `Err` names the first figure that is unknown.
    pub fn of(tariff: &Tariff, surcharge: Surcharge, month: Month, timelines: &BTreeMap<PersonId, Timeline>) -> Result<Sheet, Unknown> {
        let mut sheet = Sheet {
            people: Vec::with_capacity(timelines.len()),
            surcharge,
        };
        for (person, timeline) in timelines {
            let Some(inputs) = timeline.at(month) else { continue };
            let amounts = tariff.assess(&inputs, &mut ()).map_err(Unknown::clone)?;
            if surcharge.is_possible() && is_assumed(timeline, month) {
                sheet.surcharge.add(&amounts);
            }
            sheet.people.push((*person, Assessed { inputs, amounts }));
        }
        Ok(sheet)
    }

    /// The sums of the people, without what belongs to nobody.
    pub fn of_people(&self) -> BillTotals {
        let mut totals = BillTotals::default();
        for (_, assessed) in &self.people {
            totals.add(&assessed.amounts);
        }
        totals
    }

    /// The sums, with the surcharge.
    pub fn totals(&self) -> BillTotals {
        let mut totals = self.of_people();
        self.surcharge.charge(&mut totals);
        totals
    }

    /// The regular bill of this sheet.
    pub fn regular(&self) -> Between {
        let lines = pair(&[], &self.people);
        Between {
            lines,
            totals: self.totals(),
            surcharge: self.surcharge.total(),
        }
    }

    /// What this sheet changes about an earlier one of the same month.
    pub fn since(&self, before: &Sheet) -> Between {
        let lines: Vec<Line> = pair(&before.people, &self.people)
            .into_iter()
            .filter(|line| !line.is_nothing())
            .collect();
        let mut sums = totals(&lines);
        self.surcharge.charge(&mut sums);
        before.surcharge.discharge(&mut sums);
        Between {
            lines,
            totals: sums,
            surcharge: self.surcharge.total() - before.surcharge.total(),
        }
    }
}

impl Between {
    /// Whether nothing is asked for or given back.
    pub fn is_nothing(&self) -> bool {
        self.lines.is_empty() && self.surcharge == Fen::ZERO
    }
}
