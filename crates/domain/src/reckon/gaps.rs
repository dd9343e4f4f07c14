//! What a person's months mean for a goal: how many count, which one breaks the series, which can still be made up and at what cost.

mod cost;
mod count;
mod cure;
mod reasons;
mod record;
mod spans;
mod verdict;
mod ways;

pub use cost::Cost;
pub use cure::Cure;
pub use record::Record;
pub use spans::{LineUnread, read_spans};
pub use verdict::Verdict;

use std::collections::BTreeMap;

use policy::{Book, Branch, Category, Condition, Goal, GoalCase, GoalCount, GoalRule, LimitReading, Required, Unknown, UpTo};
use units::{Date, Fact, Fen, Month, Statement};

use super::person::{Doubt, Employer, Refused as NotReckoned};
use super::retirement::minimum_months;
use super::why::Why;
use crate::standing::{Counts, Standing};
use count::{Counted, Judged, Months};

/// For whom a cost is reckoned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payer {
    /// The declared wage, or the chosen base.
    pub wage: Fen,
    /// The person's category.
    pub category: Category,
    /// The employer.
    pub employer: Employer,
}

/// A question.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'r> {
    /// The goal.
    pub goal: Goal,
    /// Which of its cases; `None`: the one that asks for most.
    pub case: Option<GoalCase>,
    /// The day of application or of the event (birth).
    pub on: Date,
    /// The day on which the policy was known.
    pub known_on: Date,
    /// The person's months.
    pub record: &'r Record,
    /// The month of statutory retirement, where known: the least months hang on its year.
    pub retires: Option<Month>,
    /// For whom costs are reckoned; `None`: no costs.
    pub payer: Option<Payer>,
}

/// A month that does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The month.
    pub month: Month,
    /// How it stands; `None`: the record does not speak of it.
    pub standing: Option<Standing>,
}

/// A month that can be made up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Curable {
    /// The month.
    pub month: Month,
    /// How.
    pub cure: Cure,
    /// Whether it then counts for this goal.
    pub helps: bool,
    /// What it costs on the day; why not where that is unknown. `None`: not asked.
    pub cost: Option<Result<Cost, NotReckoned>>,
}

/// A cap under one reading of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Which months it counts.
    pub reading: LimitReading,
    /// The cap.
    pub most: u32,
    /// The months that it counts now, oldest first.
    pub now: Vec<Month>,
    /// And once those that help are made up.
    pub after: Vec<Month>,
}

/// Another case of the goal, with the same record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Other {
    /// The case.
    pub case: GoalCase,
    /// Months asked for.
    pub required: u32,
    /// Months that count.
    pub counted: u32,
    /// Whether they are enough.
    pub met: bool,
}

/// The answer. Lists of months are in ascending order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The rule that was applied.
    pub rule: GoalRule,
    /// Months asked for.
    pub required: u32,
    /// The month up to which is counted.
    pub up_to: Month,
    /// Months that count.
    pub counted: u32,
    /// Whether the months are enough and no condition that the record shows fails.
    pub met: bool,
    /// Months that count, by standing.
    pub by_standing: Vec<(Standing, Vec<Month>)>,
    /// Months that do not count: of a series the ones inside the months asked for, else the ones inside the record.
    pub missing: Vec<Missing>,
    /// Months of the series asked for that are paid, but lie before the break.
    pub separated: Vec<Month>,
    /// Months whose money is not there yet.
    pub waiting: Vec<Month>,
    /// The month that breaks the series.
    pub broken_by: Option<Missing>,
    /// The cap, under each of its readings; the first is the pack's.
    pub limits: Vec<Limit>,
    /// What can be made up, oldest first.
    pub curable: Vec<Curable>,
    /// Whether the goal is met once all that helps is made up.
    pub met_after_cure: bool,
    /// The month with which it is reached when nothing is made up and every month that the record does not reach yet is paid in time.
    pub reached_in: Option<Month>,
    /// What else is asked for, and whether it is met as far as the record shows.
    pub conditions: Vec<(Condition, Option<bool>)>,
    /// The other cases of the goal.
    pub others: Vec<Other>,
    /// The year of retirement that was assumed, because none was said.
    pub assumed_year: Option<u32>,
    /// What is not sure about the rule.
    pub doubts: Vec<Doubt>,
    /// Why.
    pub why: Why,
    /// Fingerprint of the pack.
    pub fingerprint: String,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// No rule of the goal is known for the day.
    Unknown(Unknown),
    /// The goal has no such case on this day.
    NoSuchCase {
        /// The goal.
        goal: Goal,
        /// The cases it has.
        known: String,
    },
}

impl Statement for Refused {
    fn code(&self) -> &'static str {
        match self {
            Refused::Unknown(unknown) => unknown.code(),
            Refused::NoSuchCase { .. } => "gaps.no_such_case",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            Refused::Unknown(unknown) => unknown.facts(),
            Refused::NoSuchCase { goal, known } => vec![
                ("goal", Fact::Word(format!("goal.{}", goal.code()))),
                ("known", Fact::Text(known.clone())),
            ],
        }
    }
}

/// What the months of a record mean for a goal.
pub fn gaps(book: &Book, ask: &Ask<'_>) -> Result<Answer, Refused> {
    let rules = book.goals().rules(ask.goal, ask.on, ask.known_on).map_err(Refused::Unknown)?;
    let asked = |rule: &GoalRule| required(book, rule, ask).0;
    let rule = match ask.case {
        None => rules.iter().max_by_key(|rule| asked(rule)),
        Some(case) => rules.iter().find(|rule| rule.case == Some(case)),
    };
    let rule = *rule.ok_or_else(|| Refused::NoSuchCase {
        goal: ask.goal,
        known: rules
            .iter()
            .filter_map(|rule| rule.case)
            .map(GoalCase::code)
            .collect::<Vec<_>>()
            .join(", "),
    })?;
    let mut answer = under(book, rule, ask);
    for other in rules.iter().filter(|other| other.case != rule.case) {
        let Some(case) = other.case else { continue };
        let there = under(book, other, &Ask { payer: None, ..*ask });
        answer.others.push(Other {
            case,
            required: there.required,
            counted: there.counted,
            met: there.met,
        });
    }
    Ok(answer)
}

/// The months a rule asks for, and the year of retirement where one had to be assumed.
fn required(book: &Book, rule: &GoalRule, ask: &Ask<'_>) -> (u32, Option<u32>) {
    match rule.required {
        Required::Months(months) => (months, None),
        Required::RetirementMinimum => {
            let year = ask.retires.map_or_else(|| Month::of(ask.on).year(), Month::year);
            let months = minimum_months(book.retirement(), year).unwrap_or_default();
            (months, ask.retires.is_none().then_some(year))
        }
    }
}

/// The last month that is looked at.
fn up_to(rule: &GoalRule, this: Month) -> Month {
    match rule.up_to {
        UpTo::ThisMonth => this,
        UpTo::MonthBefore => this.previous(),
        UpTo::DecemberBefore => this.plus(-(this.month() as i32)),
    }
}

fn under(book: &Book, rule: &GoalRule, ask: &Ask<'_>) -> Answer {
    let (required, assumed_year) = required(book, rule, ask);
    let up_to = up_to(rule, Month::of(ask.on));
    let none = BTreeMap::new();
    let months = Months {
        rule,
        record: ask.record,
        cured: &none,
    };
    let counted = months.count(up_to);
    let missing = missing(&months, &counted, required, up_to);
    let conditions = conditions(rule, ask);
    let failed = conditions.iter().any(|(_, met)| *met == Some(false));
    let enough = is_enough(rule, &counted, required, up_to);

    let gone: Vec<Month> = missing.iter().map(|missing| missing.month).collect();
    let mut curable = cure::curable(rule, ask.record, &gone, limited(&months, &counted));
    let cured = cure::made_up(&curable);
    let after = Months { cured: &cured, ..months }.count(up_to);
    let met_after_cure = is_enough(rule, &after, required, up_to) && !failed;
    curable.reverse();
    if !enough {
        reckon_costs(book, ask, &mut curable);
    }

    let place = |month: Month| Missing {
        month,
        standing: months.standing(month),
    };
    let from = window(required, up_to);
    let before = |month: &Month| counted.broken_by.is_some_and(|broken| *month < broken);
    let counts = |month: &Month| matches!(months.judge(*month), Judged::Counts | Judged::Limited);
    let mut answer = Answer {
        rule: rule.clone(),
        required,
        up_to,
        counted: counted.months.len() as u32,
        met: enough && !failed,
        by_standing: by_standing(&months, &counted),
        separated: from.through(up_to).filter(before).filter(counts).collect(),
        waiting: counted.waiting.iter().rev().copied().collect(),
        broken_by: counted.broken_by.map(place),
        limits: limits(rule, ask.record, &cured, (from, up_to)),
        curable,
        met_after_cure,
        reached_in: (!enough).then(|| months.reached_in(&counted, required, up_to)).flatten(),
        conditions,
        others: vec![],
        assumed_year,
        doubts: doubts(rule),
        why: Why::new("gaps", vec![]),
        fingerprint: book.fingerprint().to_owned(),
        missing,
    };
    answer.why = reasons::of(&answer);
    answer
}

/// What each month costs, where it was asked for whom.
fn reckon_costs(book: &Book, ask: &Ask<'_>, curable: &mut [Curable]) {
    for curable in curable {
        let cost = |payer: Payer| cure::cost(book, ask.record, &payer, curable.month, ask.on, ask.known_on);
        curable.cost = ask.payer.map(cost);
    }
}

/// The months of a series that count under the cap.
fn limited(months: &Months<'_>, counted: &Counted) -> u32 {
    let is_limited = |month: &&Month| months.judge(**month) == Judged::Limited;
    counted.months.iter().filter(is_limited).count() as u32
}

/// The first of the months a series asks for.
fn window(required: u32, up_to: Month) -> Month {
    up_to.plus(1 - i32::try_from(required).unwrap_or(i32::MAX))
}

fn is_enough(rule: &GoalRule, counted: &Counted, required: u32, up_to: Month) -> bool {
    let waits_inside = counted.waiting.iter().any(|month| *month >= window(required, up_to));
    counted.months.len() as u32 >= required && !(rule.count == GoalCount::Consecutive && waits_inside)
}

/// What does not count: nothing once there is enough.
fn missing(months: &Months<'_>, counted: &Counted, required: u32, up_to: Month) -> Vec<Missing> {
    if counted.months.len() as u32 >= required {
        return vec![];
    }
    let Some((first, last)) = months.record.span() else { return vec![] };
    let (from, to) = match months.rule.count {
        GoalCount::Consecutive => (window(required, up_to), up_to),
        GoalCount::Cumulative => (first, last.min(up_to)),
    };
    let absent = |month: &Month| {
        let over_the_cap = || months.judge(*month) == Judged::Limited && counted.broken_by == Some(*month);
        months.judge(*month) == Judged::Breaks || over_the_cap()
    };
    let due = |month: &Month| months.standing(*month) != Some(Standing::NotDue);
    let found = from.through(to).filter(absent).filter(due);
    found
        .map(|month| Missing {
            month,
            standing: months.standing(month),
        })
        .collect()
}

fn by_standing(months: &Months<'_>, counted: &Counted) -> Vec<(Standing, Vec<Month>)> {
    let mut found: BTreeMap<Standing, Vec<Month>> = BTreeMap::new();
    for month in counted.months.iter().rev() {
        if let Some(standing) = months.standing(*month) {
            found.entry(standing).or_default().push(*month);
        }
    }
    found.into_iter().collect()
}

fn limits(rule: &GoalRule, record: &Record, cured: &BTreeMap<Month, Standing>, (from, up_to): (Month, Month)) -> Vec<Limit> {
    let Some(limit) = &rule.limit else { return vec![] };
    let capped = |standing: Standing| limit.standings.iter().any(|own| own.code() == standing.code());
    let counts = |reading: LimitReading, branch: Branch, month: Month| {
        let inside = (from..=up_to).contains(&month);
        match reading {
            LimitReading::BranchInside => inside && branch == rule.branch_in(month),
            LimitReading::AnyInside => inside,
            LimitReading::AnyEver => true,
        }
    };
    let of = |reading: LimitReading| {
        let now = record
            .iter()
            .filter(|(branch, month, standing)| capped(*standing) && counts(reading, *branch, *month));
        let mut now: Vec<Month> = now.map(|(_, month, _)| month).collect();
        now.sort_unstable();
        now.dedup();
        let added = cured.iter().filter(|(_, standing)| capped(**standing)).map(|(month, _)| *month);
        let mut after: Vec<Month> = now.iter().copied().chain(added).collect();
        after.sort_unstable();
        after.dedup();
        Limit {
            reading,
            most: limit.most,
            now,
            after,
        }
    };
    limit.readings.iter().map(|reading| of(*reading)).collect()
}

fn conditions(rule: &GoalRule, ask: &Ask<'_>) -> Vec<(Condition, Option<bool>)> {
    let this = Month::of(ask.on);
    let normal = |standing: Standing| matches!(standing.unbroken(), Counts::Yes | Counts::NotYet | Counts::ByGoal);
    let known = |condition: &Condition| match condition {
        Condition::NormalStatus => ask.record.standing(rule.branch_in(this), this).map(normal),
        Condition::RetirementAge => ask.retires.map(|month| month <= this),
        Condition::IncomeTaxFiveYears | Condition::Involuntary | Condition::Registered | Condition::OfficeDecides => None,
    };
    // Somebody who asks early how many months are there is not told no for the age.
    let told = |condition: &Condition| known(condition).filter(|met| *met || *condition == Condition::NormalStatus);
    rule.conditions.iter().map(|condition| (*condition, told(condition))).collect()
}

fn doubts(rule: &GoalRule) -> Vec<Doubt> {
    let doubtful = [Some(rule.ground.confidence), rule.reading].into_iter().flatten().max();
    let doubt = |confidence| Doubt {
        confidence,
        parameter: rule.ground.parameter.clone(),
        note: rule.ground.note.clone(),
        carried: None,
    };
    doubtful
        .filter(|confidence| confidence.is_doubtful())
        .map(doubt)
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use policy::{EmployerKind, Packs};
    use units::date;

    use Standing::{BackPaid, Due, Interrupted, OnTime, OnTimeRetried, Owed, PaidLateDebit};

    fn month(text: &str) -> Month {
        Month::parse(text).expect("a month")
    }

    fn months(list: &[Month]) -> Vec<String> {
        list.iter().map(Month::to_string).collect()
    }

    /// Pension months on time in a span, then single months as said.
    fn record(from: &str, to: &str, others: &[(&str, Standing)]) -> Record {
        let on_time = month(from).through(month(to)).map(|m| (Branch::Pension, m, OnTime));
        let others = others.iter().map(|(m, standing)| (Branch::Pension, month(m), *standing));
        on_time.chain(others).collect()
    }

    fn ask<'r>(goal: Goal, on: Date, record: &'r Record) -> Ask<'r> {
        Ask {
            goal,
            case: None,
            on,
            known_on: date(2026, 9, 7),
            record,
            retires: None,
            payer: None,
        }
    }

    fn beijing(ask: &Ask<'_>) -> Answer {
        gaps(&Packs::embedded().book("cn/beijing").expect("a pack without faults"), ask).expect("an answer")
    }

    /// The woman of the mockup: five months omitted in 2019, one late, one on time by the second debit.
    fn mockup() -> Record {
        let gap = ["2019-02", "2019-03", "2019-04", "2019-05", "2019-06"].map(|m| (m, Interrupted));
        let others = [("2024-10", PaidLateDebit), ("2025-09", OnTimeRetried), ("2026-04", Due)];
        let mut record = record("2012-01", "2026-03", &[&gap[..], &others[..]].concat());
        record.put(Branch::Medical, month("2023-07"), BackPaid);
        record
    }

    #[test]
    fn a_series_says_where_it_breaks_and_what_closes_it() {
        let record = mockup();
        let answer = beijing(&ask(Goal::PointsSettlement, date(2026, 5, 12), &record));
        assert_eq!((answer.required, answer.counted, answer.met), (84, 78, false));
        assert_eq!(answer.up_to, month("2025-12"));
        assert_eq!(answer.broken_by.map(|m| m.month), Some(month("2019-06")));
        assert_eq!(answer.missing.len(), 5);
        assert_eq!(months(&answer.separated), ["2019-01"]);
        assert!(
            answer
                .curable
                .iter()
                .all(|curable| curable.helps && curable.cure == Cure::BackPayment)
        );
        assert_eq!((answer.curable.len(), answer.met_after_cure), (5, true));
        let counts: Vec<_> = answer.limits.iter().map(|limit| (limit.now.len(), limit.after.len())).collect();
        assert_eq!(
            counts,
            [(0, 5), (1, 6), (1, 6)],
            "the text does not say which months the cap counts"
        );
        assert_eq!(
            answer.by_standing.iter().map(|(_, months)| months.len()).collect::<Vec<_>>(),
            [76, 1, 1]
        );
        assert_eq!(answer.doubts[0].confidence.code(), "R");
        assert_eq!(answer.reached_in, Some(month("2026-06")));
    }

    #[test]
    fn what_is_on_record_after_the_month_counted_up_to_delays_the_goal() {
        let missed = ["2026-05", "2026-06", "2026-07", "2026-08"].map(|m| (m, Interrupted));
        let record = record("2019-07", "2026-09", &missed);
        let answer = beijing(&ask(Goal::PointsSettlement, date(2026, 9, 18), &record));
        // 78 months to December 2025 and four to April are there; then the series begins anew in September 2026.
        assert_eq!((answer.required, answer.counted), (84, 78));
        assert_eq!(answer.reached_in, Some(month("2033-08")));
        // Of a cumulative count the four months only come later.
        let answer = beijing(&ask(Goal::Retirement, date(2026, 9, 18), &record));
        assert_eq!((answer.required, answer.reached_in), (180, Some(month("2034-10"))));
    }

    #[test]
    fn a_month_without_an_employer_can_be_made_up_by_nobody() {
        let mut record = mockup();
        record.put_nobody(month("2019-06"));
        let answer = beijing(&ask(Goal::PointsSettlement, date(2026, 5, 12), &record));
        assert_eq!((answer.missing.len(), answer.curable.len(), answer.met_after_cure), (5, 4, false));
    }

    #[test]
    fn each_goal_judges_late_and_back_paid_months_for_itself() {
        let on = date(2026, 9, 7);
        for (goal, standing, counted) in [
            (Goal::CarQuota, BackPaid, 60),
            (Goal::CarQuota, Interrupted, 7),
            (Goal::PointsSettlement, BackPaid, 52),
            (Goal::HomePurchase, PaidLateDebit, 60),
            (Goal::HomePurchase, BackPaid, 7),
            (Goal::HomePurchase, OnTimeRetried, 60),
        ] {
            let record = record("2021-09", "2026-08", &[("2026-01", standing)]);
            assert_eq!(beijing(&ask(goal, on, &record)).counted, counted, "{goal:?} {standing:?}");
        }
    }

    #[test]
    fn a_cap_on_late_months_breaks_the_series_at_the_month_beyond_it() {
        let late = ["2026-02", "2026-03", "2026-04", "2026-05"].map(|m| (m, PaidLateDebit));
        let record = record("2021-09", "2026-08", &late);
        let answer = beijing(&ask(Goal::HomePurchase, date(2026, 9, 7), &record));
        assert_eq!((answer.counted, answer.met), (6, false));
        assert_eq!(answer.broken_by.map(|m| m.month), Some(month("2026-02")));
        assert!(answer.curable.is_empty(), "a month that is paid cannot be made up");
    }

    #[test]
    fn a_month_whose_money_is_to_come_counts_nowhere_and_breaks_nothing() {
        let record = record("2024-09", "2026-07", &[("2026-08", Due)]);
        let answer = beijing(&ask(Goal::HomePurchase, date(2026, 9, 7), &record));
        assert_eq!((answer.required, answer.counted, answer.met), (24, 23, false));
        assert_eq!(months(&answer.waiting), ["2026-08"]);
        assert!(answer.missing.is_empty());
        let outside = Ask {
            case: Some(GoalCase::OutsideFifthRing),
            ..ask(Goal::HomePurchase, date(2026, 9, 7), &record)
        };
        assert!(!beijing(&outside).met, "the last month is inside the twelve");
        assert_eq!(
            answer.others,
            [Other {
                case: GoalCase::OutsideFifthRing,
                required: 12,
                counted: 23,
                met: false
            }]
        );
    }

    #[test]
    fn what_does_not_help_is_not_sold_as_a_cure() {
        let record = record("2022-01", "2026-08", &[("2026-03", Interrupted), ("2026-05", Owed)]);
        let answer = beijing(&ask(Goal::HomePurchase, date(2026, 9, 7), &record));
        let said: Vec<_> = answer
            .curable
            .iter()
            .map(|c| (c.month.to_string(), c.cure.code(), c.helps))
            .collect();
        let expected = [
            ("2026-03".to_owned(), "back_payment", false),
            ("2026-05".to_owned(), "settle_arrears", true),
        ];
        assert_eq!(said, expected);
        assert!(!answer.met_after_cure);
    }

    #[test]
    fn the_cost_is_the_kernels_with_the_late_fee_to_the_day() {
        let record = record("2018-01", "2019-02", &[("2019-06", OnTime)]);
        let payer = Payer {
            wage: Fen::yuan(6_000),
            category: Category::LocalUrban,
            employer: Employer {
                kind: EmployerKind::Enterprise,
                size: None,
                injury_class: Some(1),
            },
        };
        let question = Ask {
            payer: Some(payer),
            ..ask(Goal::Retirement, date(2026, 11, 5), &record)
        };
        let answer = beijing(&question);
        assert_eq!((answer.required, answer.assumed_year), (180, Some(2026)));
        let costs: Vec<_> = answer.curable.iter().filter_map(|c| c.cost.clone()).collect();
        let sums: Vec<_> = costs
            .iter()
            .flatten()
            .map(|c| ((c.employer + c.employee), c.late_fee, c.days))
            .collect();
        // Story Y8: March to May 2019, filed at the counter on 5 November 2026.
        let expected = [(246_300, 338_047, 2745), (246_300, 334_229, 2714), (228_300, 306_379, 2684)];
        assert_eq!(sums, expected.map(|(principal, fee, days)| (Fen(principal), Fen(fee), days)));
    }

    #[test]
    fn nothing_recorded_is_nothing_counted_and_an_unknown_day_is_refused() {
        let record = Record::new();
        for goal in Goal::ALL {
            let answer = beijing(&ask(goal, date(2026, 9, 7), &record));
            assert!(!answer.met && answer.counted == 0 && answer.curable.is_empty(), "{goal:?}");
        }
        let book = Packs::embedded().book("cn/beijing").expect("a pack");
        let early = gaps(&book, &ask(Goal::CarQuota, date(2015, 1, 1), &record));
        assert!(matches!(early, Err(Refused::Unknown(unknown)) if unknown.parameter == "goal.car_quota"));
    }

    #[test]
    fn the_reasons_name_the_rule_and_the_month_that_breaks() {
        let record = mockup();
        let answer = beijing(&ask(Goal::PointsSettlement, date(2026, 5, 12), &record));
        let rules: Vec<_> = answer.why.walk().iter().map(|(depth, why)| (*depth, why.rule)).collect();
        assert_eq!(rules[..2], [(0, "goal_not_met"), (1, "goal_consecutive")]);
        assert!(rules.contains(&(1, "goal_broken")) && rules.contains(&(2, "goal_standing")));
        assert_eq!(
            answer.why.because[0].ground.as_ref().map(|g| g.source.as_str()),
            Some("S112 S113 S114")
        );
    }
}
