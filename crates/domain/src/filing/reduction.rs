//! Staff reduction (减员): the last month to be paid, what it changes, and what the clerk should know before it is filed.

use policy::Group;
use units::{Date, Fact, Month, Statement};

use crate::spell::{GroupSet, Timeline};

/// Days within which the relation and file of a leaver must be moved (Labour Contract Law, art. 50).
pub const MOVE_DAYS: i32 = 15;
/// Months before retirement age in which the retirement path is offered instead.
const RETIRES_SOON: i32 = 3;

/// What the clerk files for one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reduction {
    /// Last day of employment.
    pub end_date: Date,
    /// Last month to be paid, where the clerk set it.
    pub last_month: Option<Month>,
}

/// What the register knows when it is filed.
#[derive(Clone, Debug)]
pub struct ReductionFacts<'a> {
    /// The business day.
    pub today: Date,
    /// The month that a change alters now.
    pub month: Month,
    /// The person's rows at this employer.
    pub timeline: &'a Timeline,
    /// The pack: the month of leaving is due although it was filed inside the window.
    pub leaving_month_due: bool,
    /// Month in which the statutory retirement age is reached.
    pub retires: Option<Month>,
    /// Another employer's increase waits for this person since this day.
    pub waited_for_since: Option<Date>,
}

/// What a reduction makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reduced {
    /// Last month to be paid; before the first one where no month is due at all.
    pub last_month: Month,
    /// Last month the pack proposes.
    pub default_last_month: Month,
    /// Groups that end.
    pub groups: GroupSet,
    /// Months before the open one that should not have been due: unpaid ones are corrected, paid ones refunded.
    pub assessed_too_much: Vec<Month>,
    /// What to read before confirming.
    pub warnings: Vec<ReductionWarning>,
}

/// What the clerk should read before confirming.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReductionWarning {
    /// Nobody is going to pay this month for the person.
    NobodyPays(Month),
    /// Another employer waits for the person since this day.
    WaitedFor(Date),
    /// The fifteen days for the leaver's papers are over since this day.
    PapersLate(Date),
    /// Retirement age is near: the retirement path fits better.
    RetiresSoon(Month),
}

/// Why a reduction is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReductionRefused {
    /// Nobody of this employer.
    NotOnRoll,
    /// The end lies before the first day of employment.
    DateBeforeHire {
        /// The day given.
        end_date: Date,
        /// The first day of employment.
        hired_on: Date,
    },
    /// The end lies in a month after the one that can be filed.
    DateInFuture {
        /// The day given.
        end_date: Date,
        /// The month that can be filed.
        month: Month,
    },
    /// The last month to be paid lies outside what the end date allows.
    LastMonthOutside {
        /// Earliest month allowed.
        earliest: Month,
        /// Latest month allowed.
        latest: Month,
    },
}

/// Decides a reduction; reasons and papers are the pack's and are settled beside it.
pub fn decide_reduction(facts: &ReductionFacts, ask: &Reduction) -> Result<Reduced, ReductionRefused> {
    let both = [Group::PensionUnemploymentInjury, Group::Medical];
    let running: Vec<_> = both
        .iter()
        .filter_map(|g| facts.timeline.running(*g, facts.month).filter(|s| s.to.is_none()))
        .collect();
    if running.is_empty() {
        return Err(ReductionRefused::NotOnRoll);
    }
    if let Some(hired_on) = running.iter().filter_map(|s| s.started_on).max().filter(|h| ask.end_date < *h) {
        return Err(ReductionRefused::DateBeforeHire {
            end_date: ask.end_date,
            hired_on,
        });
    }
    let left = Month::of(ask.end_date);
    if left > facts.month {
        return Err(ReductionRefused::DateInFuture {
            end_date: ask.end_date,
            month: facts.month,
        });
    }
    let default_last_month = if left == facts.month && facts.leaving_month_due {
        left
    } else {
        facts.month.previous()
    };
    let earliest = left.previous();
    let last_month = ask.last_month.unwrap_or(default_last_month);
    if last_month < earliest || last_month > facts.month {
        return Err(ReductionRefused::LastMonthOutside {
            earliest,
            latest: facts.month,
        });
    }
    let from = running.iter().map(|s| s.from).min().unwrap_or(facts.month);
    Ok(Reduced {
        last_month,
        default_last_month,
        groups: running.iter().fold(GroupSet::default(), |set, s| set.with(s.group)),
        assessed_too_much: last_month.next().through(facts.month.previous()).filter(|m| *m >= from).collect(),
        warnings: warnings(facts, ask, last_month),
    })
}

fn warnings(facts: &ReductionFacts, ask: &Reduction, last_month: Month) -> Vec<ReductionWarning> {
    let mut warnings = Vec::new();
    match facts.waited_for_since {
        Some(since) => warnings.push(ReductionWarning::WaitedFor(since)),
        None if last_month < facts.month => warnings.push(ReductionWarning::NobodyPays(last_month.next())),
        None => {}
    }
    let papers_until = ask.end_date.saturating_add(jiff::Span::new().days(MOVE_DAYS));
    if facts.today > papers_until {
        warnings.push(ReductionWarning::PapersLate(papers_until));
    }
    if let Some(retires) = facts.retires.filter(|r| facts.month.months_until(*r) <= RETIRES_SOON) {
        warnings.push(ReductionWarning::RetiresSoon(retires));
    }
    warnings
}

impl Statement for ReductionRefused {
    fn code(&self) -> &'static str {
        match self {
            ReductionRefused::NotOnRoll => "reduction.not_on_roll",
            ReductionRefused::DateBeforeHire { .. } => "reduction.date_before_hire",
            ReductionRefused::DateInFuture { .. } => "reduction.date_in_future",
            ReductionRefused::LastMonthOutside { .. } => "reduction.last_month_outside",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            ReductionRefused::NotOnRoll => vec![],
            ReductionRefused::DateBeforeHire { end_date, hired_on } => {
                vec![("end_date", Fact::Day(*end_date)), ("hired_on", Fact::Day(*hired_on))]
            }
            ReductionRefused::DateInFuture { end_date, month } => vec![("end_date", Fact::Day(*end_date)), ("month", Fact::Month(*month))],
            ReductionRefused::LastMonthOutside { earliest, latest } => {
                vec![("earliest", Fact::Month(*earliest)), ("latest", Fact::Month(*latest))]
            }
        }
    }
}

impl Statement for ReductionWarning {
    fn code(&self) -> &'static str {
        match self {
            ReductionWarning::NobodyPays(_) => "reduction.warning.nobody_pays",
            ReductionWarning::WaitedFor(_) => "reduction.warning.waited_for",
            ReductionWarning::PapersLate(_) => "reduction.warning.papers_late",
            ReductionWarning::RetiresSoon(_) => "reduction.warning.retires_soon",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            ReductionWarning::NobodyPays(month) | ReductionWarning::RetiresSoon(month) => vec![("month", Fact::Month(*month))],
            ReductionWarning::WaitedFor(day) | ReductionWarning::PapersLate(day) => vec![("day", Fact::Day(*day))],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PersonId;
    use crate::spell::Spell;
    use policy::Category;
    use units::date;

    fn month(text: &str) -> Month {
        Month::parse(text).expect("a month")
    }

    fn zhou() -> Timeline {
        let spell = |group| Spell {
            person: PersonId(4),
            group,
            from: month("2024-03"),
            to: None,
            category: Category::LocalUrban,
            reason: None,
            started_on: Some(date(2024, 3, 1)),
            ended_on: None,
            n: 1,
        };
        Timeline {
            spells: vec![spell(Group::PensionUnemploymentInjury), spell(Group::Medical)],
            bases: vec![],
        }
    }

    fn decide(
        today: Date,
        open: &str,
        leaving_month_due: bool,
        end_date: Date,
        last_month: Option<&str>,
    ) -> Result<Reduced, ReductionRefused> {
        let timeline = zhou();
        let facts = ReductionFacts {
            today,
            month: month(open),
            timeline: &timeline,
            leaving_month_due,
            retires: Some(month("2050-01")),
            waited_for_since: None,
        };
        decide_reduction(
            &facts,
            &Reduction {
                end_date,
                last_month: last_month.map(month),
            },
        )
    }

    #[test]
    fn story_y3_the_last_month_depends_on_the_day_of_filing_and_the_regime() {
        let rows = [
            (date(2026, 9, 18), "2026-09", false, "2026-08"), // in the window: the month before
            (date(2026, 9, 26), "2026-10", false, "2026-09"), // after the close: a draft, September stays due
            (date(2026, 9, 18), "2026-09", true, "2026-09"),  // joint registration: the month itself
        ];
        for (today, open, due, expected) in rows {
            let made = decide(today, open, due, date(2026, 9, 17), None).expect("taken");
            assert_eq!(made.last_month, month(expected), "{today} {due}");
            assert_eq!(made.groups, GroupSet::BOTH);
        }
    }

    #[test]
    fn a_gap_is_named_unless_somebody_waits() {
        let made = decide(date(2026, 9, 18), "2026-09", false, date(2026, 9, 17), None).expect("taken");
        assert_eq!(made.warnings, [ReductionWarning::NobodyPays(month("2026-09"))]);
        let kept = decide(date(2026, 9, 18), "2026-09", false, date(2026, 9, 17), Some("2026-09")).expect("taken");
        assert_eq!(kept.warnings, []);
    }

    #[test]
    fn a_reduction_found_late_names_the_months_assessed_too_much() {
        let made = decide(date(2026, 11, 10), "2026-11", false, date(2026, 8, 20), Some("2026-08")).expect("taken");
        assert_eq!(made.assessed_too_much, [month("2026-09"), month("2026-10")]);
        assert!(made.warnings.contains(&ReductionWarning::PapersLate(date(2026, 9, 4))));
        let default = decide(date(2026, 11, 10), "2026-11", false, date(2026, 8, 20), None).expect("taken");
        assert_eq!((default.last_month, default.assessed_too_much), (month("2026-10"), vec![]));
    }

    #[test]
    fn a_reduction_is_refused_with_its_ground() {
        let refuse = |end_date, last| decide(date(2026, 9, 18), "2026-09", false, end_date, last).expect_err("refused");
        assert_eq!(
            refuse(date(2011, 1, 20), None),
            ReductionRefused::DateBeforeHire {
                end_date: date(2011, 1, 20),
                hired_on: date(2024, 3, 1)
            }
        );
        assert_eq!(
            refuse(date(2026, 10, 1), None),
            ReductionRefused::DateInFuture {
                end_date: date(2026, 10, 1),
                month: month("2026-09")
            }
        );
        let outside = ReductionRefused::LastMonthOutside {
            earliest: month("2026-08"),
            latest: month("2026-09"),
        };
        assert_eq!(refuse(date(2026, 9, 17), Some("2026-07")), outside);
        assert_eq!(refuse(date(2026, 9, 17), Some("2026-10")), outside);
        let nobody = ReductionFacts {
            today: date(2026, 9, 18),
            month: month("2026-09"),
            timeline: &Timeline::default(),
            leaving_month_due: false,
            retires: None,
            waited_for_since: None,
        };
        assert_eq!(
            decide_reduction(
                &nobody,
                &Reduction {
                    end_date: date(2026, 9, 1),
                    last_month: None
                }
            ),
            Err(ReductionRefused::NotOnRoll)
        );
    }
}
