//! What one person and the employer owe for one month.

mod reasons;

pub use reasons::{of_line, of_step, why};

use policy::{
    Book, Branch, BranchSet, Carried, Category, Confidence, EmployerKind, EmployerSize, INJURY_CLASSES, Provenance, Row, Table, Unknown,
};
use units::{Date, Fact, Fen, Month, Statement};

use crate::assessment::{Inputs, Step, Steps, assess};

/// The employer, as far as figures depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Employer {
    /// Enterprise or institution.
    pub kind: EmployerKind,
    /// `None`: not said; refused in months in which it decides.
    pub size: Option<EmployerSize>,
    /// The industry class of employment injury, 1 to 8. `None`: not said; that branch is left out and named as missing.
    pub injury_class: Option<u8>,
}

/// One person in one month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The contribution month.
    pub month: Month,
    /// The day on which the policy was known.
    pub known_on: Date,
    /// The wage as declared; of a flexible worker the chosen base.
    pub wage: Fen,
    /// The person's category.
    pub category: Category,
    /// The employer.
    pub employer: Employer,
}

/// One branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The branch.
    pub branch: Branch,
    /// The clamped base.
    pub base: Fen,
    /// The employer's side.
    pub employer: Fen,
    /// The person's side, with fixed sums.
    pub employee: Fen,
    /// How it came about, in computing order.
    pub steps: Vec<Step>,
}

/// A parameter that was used although it is not sure.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Doubt {
    /// How sure it is.
    pub confidence: Confidence,
    /// The key of the parameter.
    pub parameter: String,
    /// What is doubtful, in the words of the pack.
    pub note: Option<String>,
    /// Where the value stands in for one that is not published yet.
    pub carried: Option<Carried>,
}

impl Doubt {
    /// The doubt about a value.
    pub fn of(ground: &Provenance) -> Doubt {
        Doubt {
            confidence: ground.confidence,
            parameter: ground.parameter.clone(),
            note: ground.note.clone(),
            carried: ground.carried,
        }
    }
}

/// Why the line of employment injury is left out of the totals, although the branch is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// The industry class was not said, and it decides the rate.
    InjuryClass,
    /// No class would help: the rate itself is unknown in this month.
    Unknown(Unknown),
}

impl LeftOut {
    /// What is missing: the input, or the key of the parameter that nobody knows.
    pub fn code(&self) -> &str {
        match self {
            LeftOut::InjuryClass => "injury-class",
            LeftOut::Unknown(unknown) => &unknown.parameter,
        }
    }
}

/// What is owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// A line for each branch in force.
    pub lines: Vec<Line>,
    /// The employer's side.
    pub employer: Fen,
    /// The person's side.
    pub employee: Fen,
    /// What of it is credited to the pension account.
    pub to_pension_account: Fen,
    /// Why the line of employment injury is left out, where it is.
    pub left_out: Option<LeftOut>,
    /// The parameters used that are not sure, the least sure first.
    pub doubts: Vec<Doubt>,
    /// Fingerprint of the pack.
    pub fingerprint: String,
}

impl Answer {
    /// Whether employment injury is left out because the industry class was not said.
    pub fn injury_class_missing(&self) -> bool {
        self.left_out == Some(LeftOut::InjuryClass)
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// A figure that is needed is unknown.
    Unknown(Unknown),
    /// In this month the employer's size decides (relief of 2020), and it was not said.
    SizeDecides {
        /// The month.
        month: Month,
    },
    /// A wage below zero.
    NegativeWage {
        /// The wage.
        wage: Fen,
    },
    /// No wage at all, for somebody whose wage decides.
    ZeroWage,
    /// A wage that no spreadsheet and no payroll means: a slipped point, or fen for yuan.
    ImplausibleWage {
        /// The wage.
        wage: Fen,
    },
    /// In this month flexible workers choose among tiers, and the base is none of them.
    NoSuchTier {
        /// The base chosen.
        base: Fen,
        /// The tiers.
        tiers: Vec<Fen>,
    },
    /// A flexible worker's base that lies outside floor and ceiling.
    OutsideLimits {
        /// The base chosen.
        base: Fen,
        /// The lowest.
        floor: Fen,
        /// The highest.
        ceiling: Fen,
    },
    /// No industry class of employment injury.
    NoSuchClass {
        /// The number given.
        class: u8,
    },
}

/// No monthly wage reaches ten million yuan: a slipped point is likelier.
const IMPLAUSIBLE: Fen = Fen::yuan(10_000_000);

impl Statement for Refused {
    fn code(&self) -> &'static str {
        match self {
            Refused::Unknown(unknown) => unknown.code(),
            Refused::SizeDecides { .. } => "assess.size_decides",
            Refused::NegativeWage { .. } => "assess.negative_wage",
            Refused::ImplausibleWage { .. } => "assess.implausible_wage",
            Refused::ZeroWage => "assess.zero_wage",
            Refused::OutsideLimits { .. } => "assess.outside_limits",
            Refused::NoSuchTier { .. } => "assess.no_such_tier",
            Refused::NoSuchClass { .. } => "assess.no_such_class",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            Refused::Unknown(unknown) => unknown.facts(),
            Refused::SizeDecides { month } => vec![("month", Fact::Month(*month))],
            Refused::NegativeWage { wage } | Refused::ImplausibleWage { wage } => vec![("wage", Fact::Money(*wage))],
            Refused::NoSuchTier { base, tiers } => {
                let tiers: Vec<String> = tiers.iter().map(Fen::to_string).collect();
                vec![("base", Fact::Money(*base)), ("tiers", Fact::Text(tiers.join(" / ")))]
            }
            Refused::ZeroWage => vec![],
            Refused::OutsideLimits { base, floor, ceiling } => vec![
                ("base", Fact::Money(*base)),
                ("floor", Fact::Money(*floor)),
                ("ceiling", Fact::Money(*ceiling)),
            ],
            Refused::NoSuchClass { class } => vec![("class", Fact::Count(i64::from(*class)))],
        }
    }
}

/// What the person and the employer owe, step by step.
pub fn person(book: &Book, ask: &Ask) -> Result<Answer, Refused> {
    let table = policy::compile(book, ask.month, ask.known_on).map_err(Refused::Unknown)?;
    person_in(&table, ask)
}

/// The same from a compiled table.
pub fn person_in(table: &Table, ask: &Ask) -> Result<Answer, Refused> {
    let wage = plausible(ask.category, ask.wage)?;
    let row = row_of(table, ask.category, ask.employer)?;
    chosen(table, ask.category, row, wage)?;
    let inputs = Inputs {
        base: wage,
        branches: BranchSet::ALL,
    };
    let mut trace = Steps::new(table, row);
    let amounts = assess(row, &inputs, &mut trace);
    let lines = amounts.charged.iter().map(|branch| {
        let (base, employer, employee) = amounts.line(branch);
        Line {
            branch,
            base,
            employer,
            employee,
            steps: trace.of(branch).cloned().collect(),
        }
    });
    Ok(Answer {
        lines: lines.collect(),
        employer: amounts.employer_total(),
        employee: amounts.employee_total(),
        to_pension_account: amounts.to_pension_account,
        left_out: left_out(table, ask.category, ask.employer),
        doubts: doubts(table, &trace.steps),
        fingerprint: table.fingerprint.clone(),
    })
}

/// The wage, where it can be one; of a retired person it decides nothing.
pub(crate) fn plausible(category: Category, wage: Fen) -> Result<Fen, Refused> {
    if wage < Fen::ZERO {
        Err(Refused::NegativeWage { wage })
    } else if wage == Fen::ZERO && category != Category::Retired {
        Err(Refused::ZeroWage)
    } else if wage >= IMPLAUSIBLE {
        Err(Refused::ImplausibleWage { wage })
    } else {
        Ok(wage)
    }
}

/// A flexible worker's base is one of the tiers, where the month has some, else any between floor and ceiling of the pension.
pub(crate) fn chosen(table: &Table, category: Category, row: &Row, base: Fen) -> Result<(), Refused> {
    if category != Category::Flexible || table.tiers.contains(&base) {
        return Ok(());
    }
    if !table.tiers.is_empty() {
        return Err(Refused::NoSuchTier {
            base,
            tiers: table.tiers.clone(),
        });
    }
    let pension = &row.branches[Branch::Pension.index()];
    let (floor, ceiling) = (Fen(pension.floor.into()), Fen(pension.ceiling.into()));
    if (floor..=ceiling).contains(&base) {
        return Ok(());
    }
    Err(Refused::OutsideLimits { base, floor, ceiling })
}

/// The row of a payer. Where the size was not said, all sizes must agree.
pub(crate) fn row_of(table: &Table, category: Category, employer: Employer) -> Result<&Row, Refused> {
    if let Some(class) = employer.injury_class.filter(|class| !(1..=INJURY_CLASSES).contains(class)) {
        return Err(Refused::NoSuchClass { class });
    }
    let row = |size| {
        table
            .row(category, employer.kind, size, employer.injury_class)
            .map_err(|unknown| Refused::Unknown(unknown.clone()))
    };
    let Some(size) = employer.size else {
        let first = row(EmployerSize::Micro)?;
        for size in EmployerSize::ALL {
            if row(size)?.branches != first.branches {
                return Err(Refused::SizeDecides { month: table.month });
            }
        }
        return Ok(first);
    };
    row(size)
}

/// Why a line of employment injury is left out, where it is: no class was said, or no class has a known rate.
pub(crate) fn left_out(table: &Table, category: Category, employer: Employer) -> Option<LeftOut> {
    if employer.injury_class.is_some() {
        return None;
    }
    let size = employer.size.unwrap_or(EmployerSize::Micro);
    let rows = || (1..=INJURY_CLASSES).map(|class| table.row(category, employer.kind, size, Some(class)));
    if rows().any(|row| row.is_ok_and(|row| row.in_force.contains(Branch::EmploymentInjury))) {
        return Some(LeftOut::InjuryClass);
    }
    rows().find_map(Result::err).map(|unknown| LeftOut::Unknown(unknown.clone()))
}

/// The parameters that the steps rest on and that are not sure, each once, the least sure first.
fn doubts(table: &Table, steps: &[Step]) -> Vec<Doubt> {
    let rounding = table.share_rounding().into_iter().chain(table.base_rounding());
    doubts_of(steps.iter().filter_map(|step| step.ground.as_ref()).chain(rounding))
}

/// Which of these grounds are not sure, each once, the least sure first.
pub fn doubts_of<'a>(grounds: impl Iterator<Item = &'a Provenance>) -> Vec<Doubt> {
    let doubtful = grounds.filter(|ground| ground.confidence.is_doubtful());
    sorted(doubtful.map(Doubt::of).collect())
}

/// Each doubt once, the least sure first.
pub fn sorted(mut doubts: Vec<Doubt>) -> Vec<Doubt> {
    doubts.sort_by(|a, b| {
        let unsure = b.confidence.cmp(&a.confidence);
        unsure.then_with(|| (&a.parameter, &a.note, a.carried).cmp(&(&b.parameter, &b.note, b.carried)))
    });
    doubts.dedup();
    doubts
}

#[cfg(test)]
mod tests {
    use super::*;
    use policy::Packs;
    use units::date;

    fn ask(month: &str, wage: i64, category: Category, class: Option<u8>) -> Ask {
        let employer = Employer {
            kind: EmployerKind::Enterprise,
            size: None,
            injury_class: class,
        };
        let month = Month::parse(month).expect("a month");
        Ask {
            month,
            known_on: date(2026, 11, 10),
            wage: Fen::yuan(wage),
            category,
            employer,
        }
    }

    fn beijing(ask: &Ask) -> Result<Answer, Refused> {
        person(&Packs::embedded().book("cn/beijing").expect("a pack without faults"), ask)
    }

    #[test]
    fn without_a_class_the_line_of_injury_is_left_out_and_said() {
        let without = beijing(&ask("2026-08", 9500, Category::LocalUrban, None)).expect("an answer");
        let with = beijing(&ask("2026-08", 9500, Category::LocalUrban, Some(1))).expect("an answer");
        assert!(without.injury_class_missing() && !with.injury_class_missing());
        assert_eq!((without.lines.len(), with.lines.len()), (3, 4));
        assert_eq!((with.employer, with.employee), (Fen(251_750), Fen(100_050)));
        assert_eq!(with.employer - without.employer, Fen(1_900));
        let retired = beijing(&ask("2026-08", 9500, Category::Retired, None)).expect("an answer");
        assert!(retired.left_out.is_none());
    }

    #[test]
    fn where_no_class_would_help_the_unknown_rate_is_named() {
        for (region, month, missing) in [
            ("cn/beijing", "2013-08", "employment_injury.employer"),
            ("cn/beijing", "2015-09", "employment_injury.employer"),
            ("cn/beijing", "2015-10", "injury-class"),
            ("cn/shanghai", "2022-09", "employment_injury.employer"),
        ] {
            let book = Packs::embedded().book(region).expect("a pack without faults");
            let answer = person(&book, &ask(month, 9500, Category::LocalUrban, None)).expect("an answer");
            assert_eq!(answer.left_out.as_ref().map(LeftOut::code), Some(missing), "{region} {month}");
            let retired = person(&book, &ask(month, 9500, Category::Retired, None)).map(|answer| answer.left_out);
            assert!(matches!(retired, Ok(None) | Err(_)), "{region} {month}: {retired:?}");
        }
    }

    #[test]
    fn last_years_base_used_for_want_of_a_newer_one_is_a_doubt_with_its_end() {
        let mut question = ask("2027-07", 5000, Category::LocalUrban, Some(1));
        let answer = beijing(&question).expect("an answer");
        let carried: Vec<_> = answer
            .doubts
            .iter()
            .filter_map(|doubt| Some((doubt.parameter.as_str(), doubt.carried?)))
            .collect();
        let month = |text: &str| Month::parse(text).expect("a month");
        let expected = Carried {
            published_until: month("2027-06"),
            until: month("2027-12"),
        };
        let floors = ["employment_injury.floor", "medical.floor", "pension.floor", "unemployment.floor"];
        assert_eq!(carried, floors.map(|floor| (floor, expected)));
        assert!(answer.doubts.iter().all(|doubt| doubt.confidence.is_doubtful()));
        (question.month, question.known_on) = (month("2025-07"), date(2025, 9, 17));
        let before = beijing(&question).expect("an answer");
        assert_eq!(before.doubts.iter().filter(|doubt| doubt.carried.is_some()).count(), 4);
        question.known_on = date(2025, 9, 18);
        let after = beijing(&question).expect("an answer");
        assert!(after.doubts.iter().all(|doubt| doubt.carried.is_none()), "{:?}", after.doubts);
        question.month = month("2028-01");
        assert!(matches!(beijing(&question), Err(Refused::Unknown(unknown)) if unknown.parameter == "pension.floor"));
    }

    #[test]
    fn where_the_size_decides_it_must_be_said() {
        let month = Month::parse("2020-03").expect("a month");
        let mut question = ask("2020-03", 9500, Category::LocalUrban, Some(1));
        assert_eq!(beijing(&question), Err(Refused::SizeDecides { month }));
        question.employer.size = Some(EmployerSize::Large);
        let large = beijing(&question).expect("an answer");
        assert_eq!(large.lines[0].employer, Fen(76_000));
        question.employer.size = Some(EmployerSize::Small);
        let small = beijing(&question).expect("an answer");
        assert_eq!((small.lines[0].employer, small.lines[0].employee), (Fen(0), Fen(76_000)));
        assert_eq!(small.lines[1].employer, Fen(51_300), "medical is halved for all");
    }

    #[test]
    fn what_is_not_sure_is_said_and_what_is_unknown_is_refused_by_name() {
        let answer = beijing(&ask("2020-09", 40_000, Category::LocalUrban, None).sized()).expect("an answer");
        let said: Vec<_> = answer.doubts.iter().map(|d| (d.confidence.code(), d.parameter.as_str())).collect();
        assert_eq!(said, [("R", "medical.ceiling")]);
        for (month, category, class, parameter) in [
            ("2012-05", Category::LocalUrban, None, "base_year"),
            ("2020-09", Category::Flexible, None, "medical.employee_sum"),
            ("2014-09", Category::LocalUrban, Some(1), "employment_injury.employer"),
            ("2028-01", Category::LocalUrban, None, "pension.floor"),
        ] {
            let refused = beijing(&ask(month, 9500, category, class)).map(|a| a.employer);
            let Err(Refused::Unknown(unknown)) = refused else {
                panic!("{month}: {refused:?}")
            };
            assert!(unknown.parameter == parameter || parameter == "base_year", "{month}: {unknown}");
        }
    }

    #[test]
    fn a_wage_that_cannot_be_one_is_refused() {
        let month = "2026-08";
        assert_eq!(
            beijing(&ask(month, -1, Category::LocalUrban, None)),
            Err(Refused::NegativeWage { wage: Fen::yuan(-1) })
        );
        let wage = Fen::yuan(88_065_000);
        assert_eq!(
            beijing(&ask(month, 88_065_000, Category::LocalUrban, None)),
            Err(Refused::ImplausibleWage { wage })
        );
        assert_eq!(
            beijing(&ask(month, 1, Category::LocalUrban, Some(9))),
            Err(Refused::NoSuchClass { class: 9 })
        );
    }

    impl Ask {
        fn sized(mut self) -> Ask {
            self.employer.size = Some(EmployerSize::Small);
            self
        }
    }
}
