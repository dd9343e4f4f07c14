//! The yearly base declaration (年度缴费基数申报): what is taken, what is held for confirmation, what an undeclared base becomes.

use policy::SurchargeOn;
use units::{Fact, Fen, Month, Rate, Rounding, Statement};

use crate::assessment::Amounts;
use crate::filing::declared_base;
use crate::spell::{Base, BaseOrigin, Timeline};

/// A wage this many times the last base and above the ceiling is held: a digit too many or fen for yuan would be
/// clamped to the ceiling without a word (practice 6.1, "81,000 for 8,100").
const HELD_TIMES: i64 = 5;
/// A wage below this part of the last base is held: a digit was lost.
const HELD_PART: i64 = 8;
/// A change of more than 30 % is worth a look (practice 6.1).
const LOOK: Rate = Rate(300_000);

/// What the register knows of one person when a wage is declared.
#[derive(Clone, Debug)]
pub struct BaseFacts<'a> {
    /// The person's rows at this employer.
    pub timeline: &'a Timeline,
    /// First month of the contribution year that is declared.
    pub year_from: Month,
    /// The first month that is not assessed yet.
    pub open: Month,
    /// The highest ceiling of any branch in that month.
    pub ceiling: Fen,
}

/// What the clerk declares for one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WageAsk {
    /// Average monthly wage of the calendar year before, unclamped.
    pub wage: Fen,
    /// The clerk has seen that it looks implausible and stands by it.
    pub confirmed: bool,
}

/// A wage taken as the base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseTaken {
    /// First month it holds for.
    pub from: Month,
    /// The wage in whole yuan, unclamped.
    pub base: Fen,
    /// The base in force before, where there was one.
    pub last: Option<Fen>,
    /// The assumed row that it takes the place of.
    pub replaces: Option<Base>,
    /// Assessed months billed at the assumed base: to be settled.
    pub settles: Vec<Month>,
    /// Assessed months of this contribution year that keep another base: a back payment or a refund, never a silent change.
    pub keeps: Vec<Month>,
    /// The change is above 30 %.
    pub worth_a_look: bool,
    /// The same base is declared already: nothing to write.
    pub unchanged: bool,
}

/// Why a wage is not taken as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BaseRefused {
    /// Nobody of this employer.
    NotOnRoll,
    /// No wage below one yuan.
    NoWage,
    /// Far from the last base: held until the clerk confirms it.
    Implausible {
        /// As declared.
        wage: Fen,
        /// The base before; the ceiling where there is none.
        last: Fen,
    },
}

/// Decides about one declared wage.
pub fn decide_base(facts: &BaseFacts, ask: &WageAsk) -> Result<BaseTaken, BaseRefused> {
    let since = facts.year_from.max(first_month(facts.timeline).ok_or(BaseRefused::NotOnRoll)?);
    let runs = facts
        .timeline
        .spells
        .iter()
        .any(|s| !s.is_void() && s.to.is_none_or(|to| to >= facts.open.max(facts.year_from)));
    if !runs {
        return Err(BaseRefused::NotOnRoll);
    }
    let base = declared_base(ask.wage);
    if base < Fen::yuan(1) {
        return Err(BaseRefused::NoWage);
    }
    let in_force = in_force(facts.timeline, facts.open.max(since));
    let last = in_force.map(|b| b.base);
    let compared = last.unwrap_or(facts.ceiling);
    if !ask.confirmed && is_implausible(base, compared, facts.ceiling) {
        return Err(BaseRefused::Implausible {
            wage: ask.wage,
            last: compared,
        });
    }
    let replaces = facts
        .timeline
        .bases
        .iter()
        .find(|b| b.origin == BaseOrigin::Assumed && b.from == facts.year_from)
        .cloned();
    let from = if replaces.is_some() {
        facts.year_from
    } else {
        since.max(facts.open)
    };
    let closed: Vec<Month> = since
        .through(facts.open.previous())
        .filter(|m| facts.timeline.at(*m).is_some())
        .collect();
    let differs = |month: &Month| in_force_at(facts.timeline, *month).is_some_and(|b| b != base);
    // An assumed month is settled also where the base is the same: it may carry the surcharge of the bill.
    let (settles, keeps) = if replaces.is_some() {
        (closed, vec![])
    } else {
        (vec![], closed.into_iter().filter(differs).collect())
    };
    let unchanged =
        replaces.is_none() && in_force.is_some_and(|b| b.base == base && b.origin == BaseOrigin::Declared && b.from >= facts.year_from);
    Ok(BaseTaken {
        from,
        base,
        last,
        replaces,
        settles,
        keeps,
        worth_a_look: last.is_some_and(|last| is_far(base, last)),
        unchanged,
    })
}

fn first_month(timeline: &Timeline) -> Option<Month> {
    timeline.spells.iter().filter(|s| !s.is_void()).map(|s| s.from).min()
}

/// The row that a month's base comes from.
pub fn in_force(timeline: &Timeline, month: Month) -> Option<&Base> {
    timeline.bases.iter().filter(|b| b.from <= month).max_by_key(|b| (b.from, b.n))
}

fn in_force_at(timeline: &Timeline, month: Month) -> Option<Fen> {
    in_force(timeline, month).map(|b| b.base)
}

fn is_implausible(base: Fen, last: Fen, ceiling: Fen) -> bool {
    let swallowed = base > ceiling && base.0 >= last.0.saturating_mul(HELD_TIMES);
    swallowed || base.0.saturating_mul(HELD_PART) < last.0
}

fn is_far(base: Fen, last: Fen) -> bool {
    (base.0 - last.0).abs() > LOOK.of(last, Rounding::HalfUp).0
}

/// Whether a person of the roll has no wage declared for a contribution year: carried over from the year before, or assumed.
pub fn is_undeclared(timeline: &Timeline, year_from: Month, month: Month) -> bool {
    let carried = |b: &Base| b.from < year_from || b.origin == BaseOrigin::Assumed;
    timeline.at(month).is_some() && in_force(timeline, month).is_some_and(carried)
}

/// The base of a person for whom nobody declared one by the first month of a contribution year (Social Insurance Law,
/// art. 62): where the pack multiplies each base, so much of what was assessed in the month before; where it multiplies
/// the bill, the base carried over. `None` where a base of this year is there, also an assumed one: it is raised once
/// and does not compound within the year.
pub fn assumed_base(timeline: &Timeline, year_from: Month, assessed_before: &Amounts, surcharge: Rate, on: SurchargeOn) -> Option<Fen> {
    timeline.at(year_from)?;
    timeline.at(year_from.previous())?;
    let carried = in_force(timeline, year_from).filter(|b| b.from < year_from)?;
    match on {
        SurchargeOn::Bill => Some(carried.base),
        SurchargeOn::Base => {
            let before = assessed_before.base.iter().copied().max().filter(|b| *b > Fen::ZERO)?;
            Some(declared_base(surcharge.of(before, Rounding::HalfUp)))
        }
    }
}

/// Whether the base of a month is an assumed one: where the pack multiplies the bill, its owner's sums count for the surcharge.
pub fn is_assumed(timeline: &Timeline, month: Month) -> bool {
    in_force(timeline, month).is_some_and(|b| b.origin == BaseOrigin::Assumed)
}

impl Statement for BaseRefused {
    fn code(&self) -> &'static str {
        match self {
            BaseRefused::NotOnRoll => "base.not_on_roll",
            BaseRefused::NoWage => "base.no_wage",
            BaseRefused::Implausible { .. } => "base.implausible",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            BaseRefused::NotOnRoll | BaseRefused::NoWage => vec![],
            BaseRefused::Implausible { wage, last } => vec![("wage", Fact::Money(*wage)), ("last", Fact::Money(*last))],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PersonId;
    use crate::spell::Spell;
    use policy::{Category, Group};

    fn month(text: &str) -> Month {
        Month::parse(text).expect("a month")
    }

    fn on_roll(from: &str, bases: &[(&str, i64, BaseOrigin)]) -> Timeline {
        let spell = |group| Spell {
            person: PersonId(1),
            group,
            from: month(from),
            to: None,
            category: Category::LocalUrban,
            reason: None,
            started_on: None,
            ended_on: None,
            n: 1,
        };
        let base = |(i, (from, yuan, origin)): (usize, &(&str, i64, BaseOrigin))| Base {
            person: PersonId(1),
            from: month(from),
            base: Fen::yuan(*yuan),
            origin: *origin,
            n: i as i64 + 1,
        };
        Timeline {
            spells: vec![spell(Group::PensionUnemploymentInjury), spell(Group::Medical)],
            bases: bases.iter().enumerate().map(base).collect(),
        }
    }

    fn decide(timeline: &Timeline, open: &str, wage: Fen, confirmed: bool) -> Result<BaseTaken, BaseRefused> {
        let facts = BaseFacts {
            timeline,
            year_from: month("2026-07"),
            open: month(open),
            ceiling: Fen::yuan(36_348),
        };
        decide_base(&facts, &WageAsk { wage, confirmed })
    }

    #[test]
    fn a_wage_in_time_becomes_the_base_of_the_year_in_whole_yuan() {
        let old = on_roll("2024-03", &[("2025-07", 9_000, BaseOrigin::Declared)]);
        for (wage, base) in [(726_999, 7_270), (880_650, 8_807), (3_634_801, 36_348), (300_000, 3_000)] {
            let taken = decide(&old, "2026-07", Fen(wage), false).expect("taken");
            assert_eq!(
                (taken.from, taken.base, taken.settles.len(), taken.keeps.len()),
                (month("2026-07"), Fen::yuan(base), 0, 0)
            );
        }
    }

    #[test]
    fn a_slipped_digit_is_held_until_confirmed() {
        let old = on_roll("2024-03", &[("2025-07", 8_807, BaseOrigin::Declared)]);
        for (yuan, held) in [(88_065_000, true), (88_070, true), (40_000, false), (881, true), (3_000, false)] {
            let answer = decide(&old, "2026-07", Fen::yuan(yuan), false);
            assert_eq!(matches!(answer, Err(BaseRefused::Implausible { .. })), held, "{yuan}");
            assert!(decide(&old, "2026-07", Fen::yuan(yuan), true).expect("confirmed").worth_a_look);
        }
    }

    #[test]
    fn a_late_declaration_settles_the_assumed_months_and_leaves_the_declared_ones() {
        let assumed = on_roll(
            "2024-03",
            &[("2025-07", 9_000, BaseOrigin::Declared), ("2026-07", 9_900, BaseOrigin::Assumed)],
        );
        let taken = decide(&assumed, "2026-09", Fen::yuan(9_300), false).expect("taken");
        assert_eq!(
            (taken.from, taken.settles),
            (month("2026-07"), vec![month("2026-07"), month("2026-08")])
        );
        assert_eq!(taken.replaces.map(|b| b.n), Some(2));
        let declared = on_roll("2024-03", &[("2026-07", 9_000, BaseOrigin::Declared)]);
        let again = decide(&declared, "2026-09", Fen::yuan(9_300), false).expect("taken");
        assert_eq!((again.from, again.keeps.len(), again.settles.len()), (month("2026-09"), 2, 0));
        assert!(decide(&declared, "2026-09", Fen::yuan(9_000), false).expect("taken").unchanged);
        let hired = on_roll("2026-08", &[("2026-08", 8_200, BaseOrigin::FirstWage)]);
        assert_eq!(
            decide(&hired, "2026-08", Fen::yuan(8_400), false).expect("taken").from,
            month("2026-08")
        );
    }

    #[test]
    fn an_undeclared_base_is_raised_once() {
        let carried = on_roll("2024-03", &[("2025-07", 3_000, BaseOrigin::Declared)]);
        let assessed = Amounts {
            base: [Fen::yuan(7_162); 5],
            ..Amounts::default()
        };
        let share = Rate(1_100_000);
        assert_eq!(
            assumed_base(&carried, month("2026-07"), &assessed, share, SurchargeOn::Base),
            Some(Fen::yuan(7_878))
        );
        assert_eq!(
            assumed_base(&carried, month("2026-07"), &assessed, share, SurchargeOn::Bill),
            Some(Fen::yuan(3_000))
        );
        assert!(is_undeclared(&carried, month("2026-07"), month("2026-09")));
        let raised = on_roll(
            "2024-03",
            &[("2025-07", 3_000, BaseOrigin::Declared), ("2026-07", 7_878, BaseOrigin::Assumed)],
        );
        assert_eq!(assumed_base(&raised, month("2026-07"), &assessed, share, SurchargeOn::Base), None);
        assert!(is_undeclared(&raised, month("2026-07"), month("2026-09")));
        let joined = on_roll("2026-07", &[("2026-07", 8_200, BaseOrigin::FirstWage)]);
        assert_eq!(assumed_base(&joined, month("2026-07"), &assessed, share, SurchargeOn::Base), None);
        assert!(!is_undeclared(&joined, month("2026-07"), month("2026-09")));
    }
}
