//! The late fee of one service month to a day, with its reasons.

use policy::{Book, Branch, BranchSet, Provenance, Unknown};
use units::{Date, Fact, Fen, Month, Rate};

use super::deferral::{DeferralRefused, Deferred, deferred};
use super::person::{Doubt, doubts_of, sorted};
use super::why::Why;
use crate::late_fee::{LateFee, counted_from};

/// A question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The service month.
    pub month: Month,
    /// The principal: all branches, both sides.
    pub amount: Fen,
    /// The day of payment, or of the successful declaration, as the pack counts.
    pub declared: Date,
    /// The day on which the policy was known.
    pub known_on: Date,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The fee.
    pub fee: LateFee,
    /// Whether the month bears a fee at all.
    pub charged: bool,
    /// A day's rate: the last one that ran, or the one in force when the first day would count.
    pub rate: Rate,
    /// Whether it is more than the principal.
    pub above_principal: bool,
    /// Where a base of the month became known late, and the day lies within the notice's term: the last day on which a difference
    /// that it made is paid without any fee. What is reckoned here holds for all other money.
    pub difference_waived: Option<Date>,
    /// The measure that put the money off, where one did.
    pub deferred: Option<Deferred>,
    /// What is not sure.
    pub doubts: Vec<Doubt>,
    /// Why.
    pub why: Why,
    /// Fingerprint of the pack.
    pub fingerprint: String,
}

/// The late fee on a principal of all branches, not negative.
///
/// # Errors
/// The pack does not know the rules of the month, or not those of a branch.
pub fn fee(book: &Book, ask: &Ask) -> Result<Answer, Unknown> {
    reckoned(book, ask, BranchSet::ALL, None)
}

/// The late fee on a principal of one branch.
///
/// # Errors
/// The pack does not know the rules of the month, or not those of this branch.
pub fn fee_of_branch(book: &Book, ask: &Ask, branch: Branch) -> Result<Answer, Unknown> {
    reckoned(book, ask, BranchSet::NONE.with(branch), None)
}

/// What is not sure about the late fee of a month.
pub(crate) fn fee_doubts(book: &Book, month: Month, known_on: Date) -> Vec<Doubt> {
    doubts_of(book.late_fee_grounds(month, known_on).iter())
}

/// That it is known whether money of these branches bears a fee: of pension money of before July 2011 it is not.
pub(crate) fn known(book: &Book, month: Month, known_on: Date, branches: BranchSet) -> Result<(), Unknown> {
    let of_pension = book.late_fee_of_pension(month, known_on);
    match of_pension.filter(|_| branches.contains(Branch::Pension)) {
        Some(ground) => Err(Unknown {
            doubt: ground.note,
            ..Unknown::new(ground.parameter, month)
        }),
        None => Ok(()),
    }
}

/// The late fee on money that a measure put off by approval.
///
/// # Errors
/// [`DeferralRefused`].
pub fn deferred_fee(book: &Book, ask: &Ask, measure: &str, branch: Option<Branch>) -> Result<Answer, DeferralRefused> {
    let put_off = deferred(book, measure, branch, ask.month, ask.known_on)?;
    // What was not put off has another first day: money of all branches together has no one answer.
    let Some(branch) = branch else {
        return Err(DeferralRefused::BranchNeeded {
            names: put_off.names,
            branches: put_off.branches,
        });
    };
    reckoned(book, ask, BranchSet::NONE.with(branch), Some(put_off)).map_err(DeferralRefused::Unknown)
}

fn reckoned(book: &Book, ask: &Ask, branches: BranchSet, deferred: Option<Deferred>) -> Result<Answer, Unknown> {
    known(book, ask.month, ask.known_on, branches)?;
    let rules = book.late_fee(ask.month, ask.known_on)?;
    let zero = Fen::ZERO;
    let own = rules.from(ask.month);
    let from = deferred.as_ref().map_or(own, |put_off| put_off.late_fee_from.max(own));
    let fee = counted_from(&rules, from, [ask.amount, zero, zero, zero, zero], ask.declared);
    let in_force = rules.rates.iter().rev().find(|rate| rate.from <= fee.from).map(|rate| rate.rate);
    let grounds = book.late_fee_grounds(ask.month, ask.known_on);
    let put_off = deferred.iter().filter_map(Deferred::doubt).map(|(_, ground)| Doubt::of(ground));
    let doubts = put_off.chain(fee_doubts(book, ask.month, ask.known_on));
    let waived = book.difference_rules(ask.month, ask.known_on).waived_until;
    Ok(Answer {
        charged: rules.charged,
        rate: fee.segments.last().map(|segment| segment.rate).or(in_force).unwrap_or_default(),
        above_principal: fee.fee > ask.amount,
        difference_waived: waived.filter(|until| fee.to.is_some() && ask.declared <= *until),
        doubts: sorted(doubts.collect()),
        why: why(ask, &fee, rules.charged, &grounds, deferred.as_ref()),
        fingerprint: book.fingerprint().to_owned(),
        fee,
        deferred,
    })
}

fn why(ask: &Ask, fee: &LateFee, charged: bool, grounds: &[Provenance], deferred: Option<&Deferred>) -> Why {
    let by = |why: Why, parameter: &str, day: Date| {
        let ground = grounds.iter().rev().find(|ground| {
            let begun = ground.valid_from.first_day() <= day;
            ground.parameter == parameter && begun
        });
        match ground {
            Some(ground) => why.by(ground.clone()),
            None => why,
        }
    };
    let own = || {
        let start = Why::new(
            "late_fee_from",
            vec![("month", Fact::Month(ask.month)), ("from", Fact::Day(fee.from))],
        );
        by(start, "late_fee.starts_after_months", ask.month.first_day())
    };
    let start = deferred.map_or_else(own, Deferred::why);
    let Some(to) = fee.to else {
        let none = if charged { "late_fee_none" } else { "late_fee_not_charged" };
        let none = Why::new(none, vec![("declared", Fact::Day(ask.declared)), ("from", Fact::Day(fee.from))]);
        return by(none, "late_fee.charged", ask.month.first_day()).because([start]);
    };
    let segments = fee.segments.iter().map(|segment| {
        let facts = vec![
            ("from", Fact::Day(segment.from)),
            ("to", Fact::Day(segment.to)),
            ("days", Fact::Count(i64::from(segment.days))),
            ("rate", Fact::Rate(segment.rate)),
        ];
        by(Why::new("late_fee_segment", facts), "late_fee.rate", segment.from)
    });
    let end = Why::new("late_fee_to", vec![("declared", Fact::Day(ask.declared)), ("to", Fact::Day(to))]);
    let millionths: i128 = fee.segments.iter().map(|s| i128::from(s.days) * i128::from(s.rate.ppm())).sum();
    let facts = vec![
        ("amount", Fact::Money(ask.amount)),
        ("days", Fact::Count(i64::from(fee.days))),
        ("fee", Fact::Money(fee.fee)),
    ];
    let rule = if fee.capped { "late_fee_capped" } else { "late_fee_sum" };
    let mut sum = by(Why::new(rule, facts), "late_fee.cap", ask.month.first_day())
        .because([start, end])
        .because(segments);
    // Millionths of a fen are a hundred millionth of a yuan.
    let exact = u64::try_from(i128::from(ask.amount.0) * millionths).unwrap_or(u64::MAX);
    sum.exact = Some(crate::assessment::Exact(exact).yuan());
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use policy::Packs;
    use units::date;

    #[test]
    fn whether_pension_money_of_before_july_2011_bears_a_fee_is_not_known() {
        let book = Packs::embedded().book("cn/beijing").expect("a pack");
        let ask = |month: &str| Ask {
            month: Month::parse(month).expect("a month"),
            amount: Fen::yuan(1_000),
            declared: date(2026, 10, 2),
            known_on: date(2026, 11, 10),
        };
        for refused in [fee(&book, &ask("2011-05")), fee_of_branch(&book, &ask("2011-05"), Branch::Pension)] {
            let unknown = refused.expect_err("no rule was seen");
            assert_eq!(unknown.parameter, "late_fee.charged_pension");
            assert!(unknown.doubt.is_some());
        }
        let medical = fee_of_branch(&book, &ask("2011-05"), Branch::Medical).expect("none is charged");
        assert!(medical.doubts.is_empty() && medical.fee.fee == Fen::ZERO);
        let later = fee_of_branch(&book, &ask("2011-07"), Branch::Pension).expect("an answer");
        assert!(later.charged && later.doubts.is_empty());
    }

    #[test]
    fn a_difference_of_a_base_that_came_late_is_free_to_the_notices_last_day_and_this_is_said() {
        let book = Packs::embedded().book("cn/beijing").expect("a pack");
        for (month, declared, waived) in [
            ("2025-08", date(2025, 12, 20), Some(date(2025, 12, 31))),
            ("2025-08", date(2025, 12, 31), Some(date(2025, 12, 31))),
            ("2025-08", date(2026, 1, 1), None),
            ("2025-08", date(2025, 9, 20), None),
            ("2024-03", date(2025, 12, 20), None),
        ] {
            let ask = Ask {
                month: Month::parse(month).expect("a month"),
                amount: Fen(12_548),
                declared,
                known_on: date(2026, 11, 22),
            };
            assert_eq!(fee(&book, &ask).expect("an answer").difference_waived, waived, "{month} {declared}");
        }
    }

    #[test]
    fn the_tree_of_a_fee_names_first_day_last_day_rate_and_sum() {
        let book = Packs::embedded().book("cn/example").expect("a pack");
        // Story Y2.
        let ask = Ask {
            month: Month::parse("2026-08").expect("a month"),
            amount: Fen(1_966_266),
            declared: date(2026, 10, 12),
            known_on: date(2026, 11, 10),
        };
        let answer = fee(&book, &ask).expect("an answer");
        assert_eq!((answer.fee.fee, answer.fee.days), (Fen(10_814), 11));
        assert_eq!((answer.why.rule, answer.why.exact.as_deref()), ("late_fee_sum", Some("108.14463")));
        let rules: Vec<_> = answer.why.because.iter().map(|why| why.rule).collect();
        assert_eq!(rules, ["late_fee_from", "late_fee_to", "late_fee_segment"]);
        let rate = answer.why.because[2].ground.as_ref().map(|ground| ground.parameter.as_str());
        assert_eq!(rate, Some("late_fee.rate"));
        let none = fee(
            &book,
            &Ask {
                declared: date(2026, 10, 1),
                ..ask
            },
        )
        .expect("an answer");
        assert_eq!((none.why.rule, none.fee.fee), ("late_fee_none", Fen::ZERO));
    }
}
