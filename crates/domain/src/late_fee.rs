//! The late fee of one service month: simple, per day, rounded once, split to the branches by largest remainder.

use policy::{LateFeeRules, RateFrom};
use units::{Date, Fen, Month, Rate, Rounding, round_parts};

/// Days that run at one rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The first day that counts.
    pub from: Date,
    /// The last day that counts.
    pub to: Date,
    /// How many days that are.
    pub days: u32,
    /// A day's rate.
    pub rate: Rate,
}

/// The late fee of one service month, settled on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LateFee {
    /// The first day that counts for this month, reached or not.
    pub from: Date,
    /// The last day that counts; `None` where no day counts.
    pub to: Option<Date>,
    /// All days together.
    pub days: u32,
    /// The days by rate, oldest first.
    pub segments: Vec<Segment>,
    /// The fee, rounded once.
    pub fee: Fen,
    /// The fee by branch; its sum is `fee`.
    pub by_branch: [Fen; 5],
    /// Whether the pack's cap (no more than the principal) cut it.
    pub capped: bool,
}

/// The late fee on the principal of a month (all branches, both sides, by branch), settled on `settled_on`: the day the
/// money came, or the day the back payment was declared, as the pack counts. That day itself does not count.
pub fn late_fee(rules: &LateFeeRules, month: Month, principal: [Fen; 5], settled_on: Date) -> LateFee {
    let from = rules.from(month);
    let mut fee = LateFee {
        from,
        to: None,
        days: 0,
        segments: vec![],
        fee: Fen::ZERO,
        by_branch: [Fen::ZERO; 5],
        capped: false,
    };
    let last = settled_on.yesterday().unwrap_or(settled_on);
    if !rules.charged || last < from {
        return fee;
    }
    fee.segments = segments(&rules.rates, from, last);
    fee.to = fee.segments.last().map(|segment| segment.to);
    fee.days = fee.segments.iter().map(|segment| segment.days).sum();

    let millionths: i128 = fee
        .segments
        .iter()
        .map(|segment| i128::from(segment.days) * i128::from(segment.rate.ppm()))
        .sum();
    let whole: Fen = principal.iter().sum();
    fee.fee = Rounding::HalfUp.apply(i128::from(whole.0) * millionths, 1_000_000);
    let mut exact = principal.map(|branch| i128::from(branch.0) * millionths);
    let mut denominator = 1_000_000;
    if rules.capped_at_principal && fee.fee > whole {
        (fee.fee, fee.capped) = (whole, true);
        (exact, denominator) = (principal.map(|branch| i128::from(branch.0)), 1);
    }
    for (part, fen) in fee.by_branch.iter_mut().zip(round_parts(fee.fee, &exact, denominator)) {
        *part = fen;
    }
    fee
}

/// The days from `from` to `last`, cut where the rate changes.
fn segments(rates: &[RateFrom], from: Date, last: Date) -> Vec<Segment> {
    let mut segments = Vec::new();
    for (i, rate) in rates.iter().enumerate() {
        let start = rate.from.max(from);
        let end = rates
            .get(i + 1)
            .and_then(|next| next.from.yesterday().ok())
            .map_or(last, |end| end.min(last));
        if start <= end {
            segments.push(Segment {
                from: start,
                to: end,
                days: days(start, end),
                rate: rate.rate,
            });
        }
    }
    segments
}

/// How many days lie between two days, both included.
fn days(from: Date, to: Date) -> u32 {
    let whole = to.since(from).map_or(0, |span| span.get_days());
    u32::try_from(whole).unwrap_or(0) + 1
}
