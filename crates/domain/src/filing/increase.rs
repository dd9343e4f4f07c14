//! Staff increase (增员): when it takes effect, what it makes late, what waits.

use policy::{Category, Group};
use units::{Date, Fact, Fen, Month, Statement};

use crate::filing::declared_base;
use crate::spell::{GroupSet, Timeline};

/// Days from the start of employment within which an employee must be registered (Social Insurance Law, art. 58).
pub const DUTY_DAYS: i32 = 30;
/// The age from which somebody may be employed (Labour Law, art. 15).
pub const YOUNGEST: i16 = 16;

/// What the clerk files for one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Increase {
    /// Payer category.
    pub category: Category,
    /// First day of employment.
    pub hired_on: Date,
    /// First month's wage, or last year's monthly average.
    pub wage: Fen,
    /// Branch groups to take part in.
    pub groups: GroupSet,
}

/// What the register knows when it is filed.
#[derive(Clone, Debug)]
pub struct IncreaseFacts<'a> {
    /// The business day.
    pub today: Date,
    /// The month that a change alters now.
    pub month: Month,
    /// The person's rows at this employer.
    pub timeline: &'a Timeline,
    /// Day of birth.
    pub born: Date,
    /// First day of the month in which the statutory retirement age is reached, where known.
    pub retires: Option<Month>,
    /// Whether another employer holds the month.
    pub held_elsewhere: bool,
}

/// What an increase makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Increased {
    /// First month to be paid.
    pub from: Month,
    /// Declared base, whole yuan.
    pub base: Fen,
    /// Groups that are opened; the others run already.
    pub groups: GroupSet,
    /// The 30 days ended on this day, before the filing.
    pub duty_ended: Option<Date>,
    /// Employed, but nobody filed: months a back payment is proposed for.
    pub missed: Vec<Month>,
    /// Another employer holds the month: this increase waits.
    pub waits: bool,
}

/// Why an increase is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IncreaseRefused {
    /// The person is on this employer's roll already.
    AlreadyEnrolled {
        /// Since this month.
        since: Month,
    },
    /// Employment begins in a later month than the one that can be filed.
    DateInFuture {
        /// The day given.
        hired_on: Date,
        /// The month that can be filed.
        month: Month,
    },
    /// An employee is insured in all branches.
    BranchesIncomplete,
    /// Younger than sixteen on the first day.
    AgeBelow16 {
        /// The day on which the person turns sixteen.
        sixteen_on: Date,
    },
    /// Past the statutory retirement age.
    AgePastRetirement {
        /// The month in which it was reached.
        reached: Month,
    },
    /// No wage, or none above zero.
    WageMissing,
}

/// Decides an increase. Whether the number and the name are right was settled when they were read.
pub fn decide_increase(facts: &IncreaseFacts, ask: &Increase) -> Result<Increased, IncreaseRefused> {
    if ask.wage <= Fen::ZERO {
        return Err(IncreaseRefused::WageMissing);
    }
    if Month::of(ask.hired_on) > facts.month {
        return Err(IncreaseRefused::DateInFuture {
            hired_on: ask.hired_on,
            month: facts.month,
        });
    }
    let sixteen_on = day_of_age(facts.born, YOUNGEST);
    if ask.hired_on < sixteen_on {
        return Err(IncreaseRefused::AgeBelow16 { sixteen_on });
    }
    if let Some(reached) = facts.retires.filter(|r| *r < facts.month) {
        return Err(IncreaseRefused::AgePastRetirement { reached });
    }
    let groups = groups_to_open(facts, ask)?;
    let duty_ends = ask.hired_on.saturating_add(jiff::Span::new().days(DUTY_DAYS));
    let employed_since = Month::of(ask.hired_on);
    Ok(Increased {
        from: facts.month,
        base: declared_base(ask.wage),
        groups,
        duty_ended: (facts.today > duty_ends).then_some(duty_ends),
        missed: employed_since
            .through(facts.month.previous())
            .filter(|m| facts.timeline.at(*m).is_none())
            .collect(),
        waits: facts.held_elsewhere,
    })
}

fn groups_to_open(facts: &IncreaseFacts, ask: &Increase) -> Result<GroupSet, IncreaseRefused> {
    let both = [Group::PensionUnemploymentInjury, Group::Medical];
    let running = |g: &Group| facts.timeline.running(*g, facts.month);
    if let Some(since) = both
        .iter()
        .map(running)
        .collect::<Option<Vec<_>>>()
        .and_then(|s| s.iter().map(|s| s.from).min())
    {
        return Err(IncreaseRefused::AlreadyEnrolled { since });
    }
    let groups = both
        .into_iter()
        .filter(|g| running(g).is_none())
        .fold(GroupSet::default(), GroupSet::with);
    if groups.0 & !ask.groups.0 != 0 {
        return Err(IncreaseRefused::BranchesIncomplete);
    }
    Ok(groups)
}

/// The day on which somebody reaches an age; 1 March for a birthday on 29 February in a common year.
pub fn day_of_age(born: Date, years: i16) -> Date {
    let year = born.year() + years;
    Date::new(year, born.month(), born.day()).unwrap_or_else(|_| units::date(year, 3, 1))
}

impl Statement for IncreaseRefused {
    fn code(&self) -> &'static str {
        match self {
            IncreaseRefused::AlreadyEnrolled { .. } => "increase.already_enrolled",
            IncreaseRefused::DateInFuture { .. } => "increase.date_in_future",
            IncreaseRefused::BranchesIncomplete => "increase.branches_incomplete",
            IncreaseRefused::AgeBelow16 { .. } => "increase.age_below_16",
            IncreaseRefused::AgePastRetirement { .. } => "increase.age_past_retirement",
            IncreaseRefused::WageMissing => "increase.wage_missing",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            IncreaseRefused::AlreadyEnrolled { since } => vec![("since", Fact::Month(*since))],
            IncreaseRefused::DateInFuture { hired_on, month } => vec![("hired_on", Fact::Day(*hired_on)), ("month", Fact::Month(*month))],
            IncreaseRefused::AgeBelow16 { sixteen_on } => vec![("sixteen_on", Fact::Day(*sixteen_on))],
            IncreaseRefused::AgePastRetirement { reached } => vec![("reached", Fact::Month(*reached))],
            IncreaseRefused::BranchesIncomplete | IncreaseRefused::WageMissing => vec![],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PersonId;
    use crate::spell::{Base, BaseOrigin, Spell};
    use units::date;

    fn month(text: &str) -> Month {
        Month::parse(text).expect("a month")
    }

    fn ask(hired_on: Date) -> Increase {
        Increase {
            category: Category::LocalUrban,
            hired_on,
            wage: Fen::yuan(8_200),
            groups: GroupSet::BOTH,
        }
    }

    fn decide(timeline: &Timeline, today: Date, ask: &Increase) -> Result<Increased, IncreaseRefused> {
        let facts = IncreaseFacts {
            today,
            month: Month::of(today),
            timeline,
            born: date(1990, 3, 7),
            retires: Some(month("2053-03")),
            held_elsewhere: false,
        };
        decide_increase(&facts, ask)
    }

    fn enrolled(groups: &[Group]) -> Timeline {
        let spell = |group: &Group| Spell {
            person: PersonId(1),
            group: *group,
            from: month("2026-01"),
            to: None,
            category: Category::LocalUrban,
            reason: None,
            started_on: None,
            ended_on: None,
            n: 1,
        };
        let base = Base {
            person: PersonId(1),
            from: month("2026-01"),
            base: Fen::yuan(8_000),
            origin: BaseOrigin::FirstWage,
            n: 1,
        };
        Timeline {
            spells: groups.iter().map(spell).collect(),
            bases: vec![base],
        }
    }

    #[test]
    fn story_y4_hired_in_july_enrolled_in_october() {
        let made = decide(&Timeline::default(), date(2026, 10, 12), &ask(date(2026, 7, 6))).expect("taken");
        assert_eq!(made.from, month("2026-10"));
        assert_eq!(made.duty_ended, Some(date(2026, 8, 5)));
        assert_eq!(made.missed, [month("2026-07"), month("2026-08"), month("2026-09")]);
    }

    #[test]
    fn the_thirtieth_day_is_in_time_and_the_next_is_late() {
        let on = |day| {
            decide(&Timeline::default(), date(2026, 8, day), &ask(date(2026, 7, 6)))
                .expect("taken")
                .duty_ended
        };
        assert_eq!(on(5), None);
        assert_eq!(on(6), Some(date(2026, 8, 5)));
    }

    #[test]
    fn an_increase_is_refused_with_its_ground() {
        let none = Timeline::default();
        let november = date(2026, 11, 10);
        let medical_only = Increase {
            groups: GroupSet(2),
            ..ask(date(2026, 11, 2))
        };
        let free = Increase {
            wage: Fen::ZERO,
            ..ask(date(2026, 11, 2))
        };
        assert_eq!(decide(&none, november, &medical_only), Err(IncreaseRefused::BranchesIncomplete));
        assert_eq!(decide(&none, november, &free), Err(IncreaseRefused::WageMissing));
        assert_eq!(
            decide(&none, november, &ask(date(2026, 12, 1))),
            Err(IncreaseRefused::DateInFuture {
                hired_on: date(2026, 12, 1),
                month: month("2026-11")
            })
        );
        let both = enrolled(&[Group::PensionUnemploymentInjury, Group::Medical]);
        assert_eq!(
            decide(&both, november, &ask(date(2026, 11, 2))),
            Err(IncreaseRefused::AlreadyEnrolled { since: month("2026-01") })
        );
        let facts = IncreaseFacts {
            today: november,
            month: month("2026-11"),
            timeline: &none,
            born: date(2010, 12, 1),
            retires: None,
            held_elsewhere: false,
        };
        assert_eq!(
            decide_increase(&facts, &ask(date(2026, 11, 1))),
            Err(IncreaseRefused::AgeBelow16 {
                sixteen_on: date(2026, 12, 1)
            })
        );
        let facts = IncreaseFacts {
            born: date(1961, 4, 9),
            retires: Some(month("2021-04")),
            ..facts
        };
        assert_eq!(
            decide_increase(&facts, &ask(date(2026, 11, 1))),
            Err(IncreaseRefused::AgePastRetirement { reached: month("2021-04") })
        );
    }

    #[test]
    fn only_the_missing_group_is_opened() {
        let made = decide(&enrolled(&[Group::Medical]), date(2026, 11, 10), &ask(date(2026, 1, 5))).expect("taken");
        assert_eq!(made.groups, GroupSet::default().with(Group::PensionUnemploymentInjury));
    }
}
