use units::{Date, Month, Rate};

use crate::value::Value;
use crate::{Book, Provenance};

/// A day's rate from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateFrom {
    /// The first day at this rate.
    pub from: Date,
    /// A day's rate.
    pub rate: Rate,
}

/// How the late fee of one service month is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LateFeeRules {
    /// Whether this service month bears a late fee at all.
    pub charged: bool,
    /// The fee counts from the first day of the month this many months after the service month.
    pub starts_after_months: i32,
    /// The rates by day, oldest first.
    pub rates: Vec<RateFrom>,
    /// Whether the fee may not exceed the principal.
    pub capped_at_principal: bool,
}

impl LateFeeRules {
    /// The first day that counts for a service month.
    pub fn from(&self, month: Month) -> Date {
        month.plus(self.starts_after_months).first_day()
    }
}

impl Book {
    /// The row that leaves open whether pension money of this month bears a late fee; `None` where the other rules hold for it too.
    pub fn late_fee_of_pension(&self, month: Month, known_on: Date) -> Option<Provenance> {
        let row = self.schedule.value("late_fee.charged_pension", month, known_on)?;
        (row.value == Value::Unknown).then(|| row.ground_in(month))
    }

    /// The rows that the late fee of a service month rests on, the rates among them oldest first.
    pub fn late_fee_grounds(&self, month: Month, known_on: Date) -> Vec<Provenance> {
        let single = ["late_fee.starts_after_months", "late_fee.charged", "late_fee.cap"];
        let single = single
            .iter()
            .filter_map(|parameter| self.schedule.value(parameter, month, known_on));
        let mut rates: Vec<_> = self
            .schedule
            .rows("late_fee.rate")
            .filter(|row| row.ground.known_on <= known_on)
            .collect();
        rates.sort_by_key(|row| row.ground.valid_from);
        single.chain(rates).map(|row| row.ground.clone()).collect()
    }
}
