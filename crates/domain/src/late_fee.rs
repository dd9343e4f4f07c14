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
    counted_from(rules, rules.from(month), principal, settled_on)
}

/// [`late_fee`] of money whose first day that counts is another than the month's own, because it was put off by approval.
pub fn counted_from(rules: &LateFeeRules, from: Date, principal: [Fen; 5], settled_on: Date) -> LateFee {
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

#[cfg(test)]
mod tests {
    use super::*;
    use policy::Packs;
    use proptest::prelude::*;
    use units::date;

    /// Day after day from the first that counts, each at the rate of that very day: halves of a fen go up.
    fn day_by_day(rates: &[RateFrom], from: Date, settled: Date, principal: i64) -> (u32, i128) {
        let (mut day, mut days, mut millionths) = (from, 0, 0_i128);
        while day < settled {
            let rate = rates.iter().rev().find(|rate| rate.from <= day).expect("a rate");
            millionths += i128::from(principal) * i128::from(rate.rate.ppm());
            days += 1;
            day = day.tomorrow().expect("a day");
        }
        (days, (2 * millionths + 1_000_000).div_euclid(2_000_000))
    }

    #[test]
    fn no_fen_and_no_day_differs_from_counting_day_by_day() {
        let (of_pack, first) = rules("2011-01");
        let asks = (0..190_i32, 0..1_500_i64, 0..50_000_000_i64, any::<bool>());
        let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(400));
        let compared = runner.run(&asks, |(after, days, principal, charged)| {
            let (mut rules, month) = (of_pack.clone(), first.plus(after));
            // Where a place charges the months before July 2011 too, the days are cut in two.
            rules.charged = charged || after >= 6;
            let settled = month.first_day().checked_add(jiff::Span::new().days(days)).expect("a day");
            let fee = late_fee(&rules, month, [principal, 0, 0, 0, 0].map(Fen), settled);
            let from = rules.from(month);
            let (counted, expected) = if rules.charged {
                day_by_day(&rules.rates, from, settled, principal)
            } else {
                (0, 0)
            };
            prop_assert_eq!(
                (fee.days, i128::from(fee.fee.0)),
                (counted, expected),
                "{} settled on {}",
                month,
                settled
            );
            Ok(())
        });
        compared.expect("the same to the fen and the day");
    }

    fn rules(service_month: &str) -> (LateFeeRules, Month) {
        let book = Packs::embedded().book("cn/example").expect("a pack without faults");
        let month = Month::parse(service_month).expect("a month");
        (book.late_fee(month, date(2026, 11, 10)).expect("known rules"), month)
    }

    #[test]
    fn a_cap_cuts_the_fee_to_the_principal_branch_by_branch() {
        // Story Y8 with the cap switched on.
        let (mut rules, month) = rules("2019-03");
        rules.capped_at_principal = true;
        let principal = [162_000, 73_500, 6_000, 1_200, 3_600].map(Fen);
        let fee = late_fee(&rules, month, principal, date(2026, 11, 5));
        assert!(fee.capped);
        assert_eq!((fee.fee, fee.by_branch), (Fen(246_300), principal));
    }

    #[test]
    fn a_change_of_the_rate_cuts_the_days_in_two() {
        // Where a place charges months before July 2011 (parameters 4, L7).
        let (mut rules, month) = rules("2011-03");
        rules.charged = true;
        let fee = late_fee(&rules, month, [100_000, 0, 0, 0, 0].map(Fen), date(2011, 7, 11));
        let days: Vec<_> = fee.segments.iter().map(|s| (s.from, s.to, s.days, s.rate.ppm())).collect();
        assert_eq!(
            days,
            [
                (date(2011, 5, 1), date(2011, 6, 30), 61, 2_000),
                (date(2011, 7, 1), date(2011, 7, 10), 10, 500)
            ]
        );
        assert_eq!(fee.fee, Fen(12_200 + 500));
        assert_eq!((fee.days, fee.to), (71, Some(date(2011, 7, 10))));
    }

    #[test]
    fn the_parts_of_a_fee_add_up_to_it() {
        let (rules, month) = rules("2026-08");
        for fen in 1..400 {
            let fee = late_fee(
                &rules,
                month,
                [fen, 3 * fen, 7, fen / 3, 1].map(Fen),
                date(2026, 10, 2 + (fen % 25) as i8),
            );
            assert_eq!(fee.by_branch.iter().sum::<Fen>(), fee.fee, "{fen}");
        }
    }
}
