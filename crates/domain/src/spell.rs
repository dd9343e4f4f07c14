//! Participation: which months, in which branch groups, on which declared base, as facts on two time lines.
//!
//! A row says from when it was *known* (`n`, the employer's event number) and until when (`superseded_n`). What holds
//! at a version is filtered by `store`; here live the rows that hold and what follows from them.

use policy::{Category, Group};
use units::{Date, Fen, Month};

use crate::ids::PersonId;

/// One participation of one person in one branch group at one employer. Months both included; no `to` = open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spell {
    /// Whose.
    pub person: PersonId,
    /// Which branches.
    pub group: Group,
    /// First month to be paid.
    pub from: Month,
    /// Last month to be paid. Before `from`: the row is a void, no month ever existed.
    pub to: Option<Month>,
    /// Payer category.
    pub category: Category,
    /// Why it ended, a code of the pack's reasons.
    pub reason: Option<u16>,
    /// First day of employment.
    pub started_on: Option<Date>,
    /// Last day of employment.
    pub ended_on: Option<Date>,
    /// The event that wrote it.
    pub n: i64,
}

impl Spell {
    /// Whether the month is to be paid under this row.
    pub fn covers(&self, month: Month) -> bool {
        self.from <= month && self.to.is_none_or(|to| month <= to)
    }

    /// Whether the row only says that an earlier one was a mistake.
    pub fn is_void(&self) -> bool {
        self.to.is_some_and(|to| to < self.from)
    }
}

/// Where a declared base comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BaseOrigin {
    /// Declared by the employer in the yearly declaration.
    Declared,
    /// The first wage of a new hire.
    FirstWage,
    /// Nobody declared: a share of last month's base (110 %), until declared.
    Assumed,
}

impl BaseOrigin {
    /// All of them.
    pub const ALL: [BaseOrigin; 3] = [BaseOrigin::Declared, BaseOrigin::FirstWage, BaseOrigin::Assumed];

    /// As stored.
    pub fn index(self) -> i64 {
        match self {
            BaseOrigin::Declared => 1,
            BaseOrigin::FirstWage => 2,
            BaseOrigin::Assumed => 3,
        }
    }

    /// Reads the stored number.
    pub fn from_index(index: i64) -> Option<BaseOrigin> {
        Self::ALL.into_iter().find(|o| o.index() == index)
    }

    /// The code in words and JSON.
    pub fn code(self) -> &'static str {
        match self {
            BaseOrigin::Declared => "declared",
            BaseOrigin::FirstWage => "first_wage",
            BaseOrigin::Assumed => "assumed",
        }
    }
}

/// A declared base of one person at one employer from a month on, unclamped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// Whose.
    pub person: PersonId,
    /// First month it holds for.
    pub from: Month,
    /// Declared wage, whole yuan; the clamps are the kernel's.
    pub base: Fen,
    /// Where it comes from.
    pub origin: BaseOrigin,
    /// The event that wrote it.
    pub n: i64,
}

/// The rows that hold for one person at one employer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    /// Participation, any order.
    pub spells: Vec<Spell>,
    /// Bases, any order.
    pub bases: Vec<Base>,
}

/// Months with the same inputs of the kernel: one row of the roll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// First month.
    pub from: Month,
    /// Last month; `None` = open.
    pub to: Option<Month>,
    /// Which branch groups take part: bit `Group::index() - 1`.
    pub groups: GroupSet,
    /// Payer category.
    pub category: Category,
    /// Declared base, unclamped.
    pub base: Fen,
}

/// A set of branch groups, as a small number: 1, 2 or both, 3.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct GroupSet(pub u8);

impl GroupSet {
    /// Both groups.
    pub const BOTH: GroupSet = GroupSet(3);

    /// With one more.
    pub fn with(self, group: Group) -> GroupSet {
        GroupSet(self.0 | 1 << (group.index() - 1))
    }

    /// Whether it is in.
    pub fn contains(self, group: Group) -> bool {
        self.0 & (1 << (group.index() - 1)) != 0
    }
}

/// What the kernel needs of one person for one month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthInputs {
    /// Which branch groups take part.
    pub groups: GroupSet,
    /// Payer category.
    pub category: Category,
    /// Declared base, unclamped.
    pub base: Fen,
}

impl Timeline {
    /// What holds in a month, or nothing where the person takes part in no branch or has no base.
    pub fn at(&self, month: Month) -> Option<MonthInputs> {
        let covering = || self.spells.iter().filter(|s| !s.is_void() && s.covers(month));
        let groups = covering().fold(GroupSet::default(), |set, s| set.with(s.group));
        let category = covering().max_by_key(|s| s.n)?.category;
        let base = self.bases.iter().filter(|b| b.from <= month).max_by_key(|b| (b.from, b.n))?.base;
        Some(MonthInputs { groups, category, base })
    }

    /// Where the enrolment came late: the first month of employment and the first one that was filed. Those before it were
    /// never filed.
    pub fn enrolled_late(&self) -> Option<(Month, Month)> {
        let filed = || self.spells.iter().filter(|spell| !spell.is_void());
        let first = filed().map(|spell| spell.from).min()?;
        let started = Month::of(filed().filter_map(|spell| spell.started_on).min()?);
        (started < first).then_some((started, first))
    }

    /// What holds in a month; in one that a late enrolment left out, what its first month was filed with.
    pub fn at_or_left_out(&self, month: Month) -> Option<MonthInputs> {
        let left_out = || self.enrolled_late().filter(|(from, first)| *from <= month && month < *first);
        self.at(month).or_else(|| self.at(left_out()?.1))
    }

    /// The stretches of constant inputs that reach `since` or later, in order: the rows of the roll.
    pub fn stretches(&self, since: Month) -> Vec<Stretch> {
        let mut edges: Vec<Month> = self
            .spells
            .iter()
            .filter(|s| !s.is_void())
            .flat_map(|s| [Some(s.from), s.to.map(Month::next)])
            .flatten()
            .collect();
        edges.extend(self.bases.iter().map(|b| b.from));
        edges.sort_unstable();
        edges.dedup();
        let mut stretches: Vec<Stretch> = Vec::new();
        for (i, &from) in edges.iter().enumerate() {
            let to = edges.get(i + 1).map(|next| next.previous());
            let Some(inputs) = self.at(from) else { continue };
            let stretch = Stretch {
                from,
                to,
                groups: inputs.groups,
                category: inputs.category,
                base: inputs.base,
            };
            match stretches.last_mut() {
                Some(last) if last.continues_as(&stretch) => last.to = to,
                _ => stretches.push(stretch),
            }
        }
        // Only now: equal neighbours are one stretch whatever the month it is looked at from.
        stretches.retain(|s| s.to.is_none_or(|to| to >= since));
        stretches
    }

    /// The running participation in a group: the one that covers `month` or begins later and has not ended before it.
    pub fn running(&self, group: Group, month: Month) -> Option<&Spell> {
        self.spells
            .iter()
            .filter(|s| s.group == group && !s.is_void() && s.to.is_none_or(|to| month <= to))
            .max_by_key(|s| (s.from, s.n))
    }
}

impl Stretch {
    fn continues_as(&self, next: &Stretch) -> bool {
        self.to.map(Month::next) == Some(next.from) && (self.groups, self.category, self.base) == (next.groups, next.category, next.base)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        Month::parse(text).expect("a month")
    }

    fn spell(group: Group, from: &str, to: Option<&str>, n: i64) -> Spell {
        Spell {
            person: PersonId(1),
            group,
            from: month(from),
            to: to.map(month),
            category: Category::LocalUrban,
            reason: None,
            started_on: None,
            ended_on: None,
            n,
        }
    }

    fn base(from: &str, yuan: i64, n: i64) -> Base {
        Base {
            person: PersonId(1),
            from: month(from),
            base: Fen::yuan(yuan),
            origin: BaseOrigin::Declared,
            n,
        }
    }

    #[test]
    fn months_with_the_same_inputs_are_one_stretch() {
        let both = [
            spell(Group::PensionUnemploymentInjury, "2025-03", Some("2026-08"), 1),
            spell(Group::Medical, "2025-03", None, 1),
        ];
        let timeline = Timeline {
            spells: both.to_vec(),
            bases: vec![base("2025-03", 8_000, 1), base("2026-07", 9_500, 4)],
        };
        let stretches: Vec<(String, Option<String>, u8, i64)> = timeline
            .stretches(month("2026-07"))
            .iter()
            .map(|s| (s.from.to_string(), s.to.map(|t| t.to_string()), s.groups.0, s.base.0))
            .collect();
        assert_eq!(
            stretches,
            [
                ("2026-07".into(), Some("2026-08".into()), 3, 950_000),
                ("2026-09".into(), None, 2, 950_000)
            ]
        );
        assert_eq!(timeline.at(month("2026-06")).map(|i| i.base), Some(Fen::yuan(8_000)));
        assert_eq!(timeline.at(month("2025-02")), None);
    }

    #[test]
    fn a_late_enrolment_leaves_out_the_months_since_employment_began() {
        let hired = |from: &str, day: &str| Spell {
            started_on: Some(day.parse().expect("a day")),
            ..spell(Group::Medical, from, None, 1)
        };
        let of = |spells: Vec<Spell>| Timeline {
            spells,
            bases: vec![base("2026-09", 9_000, 1)],
        };
        let late = of(vec![hired("2026-09", "2026-07-14")]);
        assert_eq!(late.enrolled_late(), Some((month("2026-07"), month("2026-09"))));
        assert_eq!(late.at(month("2026-08")), None);
        assert_eq!(late.at_or_left_out(month("2026-08")), late.at(month("2026-09")));
        assert_eq!(late.at_or_left_out(month("2026-06")), None, "not employed yet");
        assert_eq!(of(vec![hired("2026-09", "2026-09-30")]).enrolled_late(), None);
        assert_eq!(
            of(vec![spell(Group::Medical, "2026-09", None, 1)]).enrolled_late(),
            None,
            "not known"
        );
    }

    #[test]
    fn a_voided_increase_never_had_a_month() {
        let timeline = Timeline {
            spells: vec![spell(Group::Medical, "2026-09", Some("2026-08"), 2)],
            bases: vec![base("2026-09", 8_000, 1)],
        };
        assert_eq!(timeline.stretches(month("2026-01")), []);
        assert_eq!(timeline.at(month("2026-09")), None);
    }

    #[test]
    fn equal_neighbours_are_joined() {
        let timeline = Timeline {
            spells: vec![
                spell(Group::Medical, "2026-01", Some("2026-03"), 1),
                spell(Group::Medical, "2026-04", None, 2),
            ],
            bases: vec![base("2026-01", 8_000, 1), base("2026-02", 8_000, 3)],
        };
        assert_eq!(timeline.stretches(month("2026-01")).len(), 1);
        assert_eq!(
            timeline.stretches(month("2026-01")),
            timeline.stretches(month("2026-06")),
            "whenever it is looked at"
        );
    }
}
