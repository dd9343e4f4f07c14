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
/// The pack does not know the rules of the month.
pub fn fee(book: &Book, ask: &Ask) -> Result<Answer, Unknown> {
    reckoned(book, ask, BranchSet::ALL, None)
}

/// The late fee on a principal of one branch.
///
/// # Errors
/// The pack does not know the rules of the month, or not those of this branch.
pub fn fee_of_branch(book: &Book, ask: &Ask, branch: Branch) -> Result<Answer, Unknown> {
    let of_pension = book.late_fee_of_pension(ask.month, ask.known_on);
    if let Some(ground) = of_pension.filter(|_| branch == Branch::Pension) {
        return Err(Unknown {
            doubt: ground.note,
            ..Unknown::new(ground.parameter, ask.month)
        });
    }
    reckoned(book, ask, BranchSet::NONE.with(branch), None)
}

/// What is not sure about the late fee of a month on money of these branches.
pub(crate) fn fee_doubts(book: &Book, month: Month, known_on: Date, branches: BranchSet) -> Vec<Doubt> {
    let grounds = book.late_fee_grounds(month, known_on);
    let of_pension = book
        .late_fee_of_pension(month, known_on)
        .filter(|_| branches.contains(Branch::Pension));
    doubts_of(grounds.iter().chain(&of_pension))
}

/// The late fee on money that a measure put off by approval.
///
/// # Errors
/// [`DeferralRefused`].
pub fn deferred_fee(book: &Book, ask: &Ask, measure: &str, branch: Option<Branch>) -> Result<Answer, DeferralRefused> {
    let put_off = deferred(book, measure, branch, ask.month, ask.known_on)?;
    let put_off_branches = branch.map_or(put_off.branches, |branch| BranchSet::NONE.with(branch));
    reckoned(book, ask, put_off_branches, Some(put_off)).map_err(DeferralRefused::Unknown)
}

fn reckoned(book: &Book, ask: &Ask, branches: BranchSet, deferred: Option<Deferred>) -> Result<Answer, Unknown> {
    let rules = book.late_fee(ask.month, ask.known_on)?;
    let zero = Fen::ZERO;
    let own = rules.from(ask.month);
    let from = deferred.as_ref().map_or(own, |put_off| put_off.late_fee_from.max(own));
    let fee = counted_from(&rules, from, [ask.amount, zero, zero, zero, zero], ask.declared);
    let in_force = rules.rates.iter().rev().find(|rate| rate.from <= fee.from).map(|rate| rate.rate);
    let grounds = book.late_fee_grounds(ask.month, ask.known_on);
    let put_off = deferred.iter().filter_map(Deferred::doubt).map(|(_, ground)| Doubt::of(ground));
    let doubts = put_off.chain(fee_doubts(book, ask.month, ask.known_on, branches));
    Ok(Answer {
        charged: rules.charged,
        rate: fee.segments.last().map(|segment| segment.rate).or(in_force).unwrap_or_default(),
        above_principal: fee.fee > ask.amount,
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
        let whole = fee(&book, &ask("2011-05")).expect("an answer");
        assert!(!whole.charged && whole.fee.fee == Fen::ZERO);
        let said: Vec<_> = whole
            .doubts
            .iter()
            .map(|doubt| (doubt.confidence.code(), doubt.parameter.as_str()))
            .collect();
        assert_eq!(said, [("R", "late_fee.charged_pension")]);
        assert!(whole.doubts[0].note.is_some());
        let pension = fee_of_branch(&book, &ask("2011-05"), Branch::Pension).expect_err("no rule was seen");
        assert_eq!(pension.parameter, "late_fee.charged_pension");
        let medical = fee_of_branch(&book, &ask("2011-05"), Branch::Medical).expect("none is charged");
        assert!(medical.doubts.is_empty() && medical.fee.fee == Fen::ZERO);
        let later = fee_of_branch(&book, &ask("2011-07"), Branch::Pension).expect("an answer");
        assert!(later.charged && later.doubts.is_empty());
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
