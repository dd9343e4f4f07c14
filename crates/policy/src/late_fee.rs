use units::{Date, Month, Rate};

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
