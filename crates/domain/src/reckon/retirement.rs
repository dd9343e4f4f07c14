//! The month of statutory retirement and the months of contribution it asks for (reform of 2025).

use policy::{AgeStep, Book, Confidence, MinimumMonths, Provenance, RetirementGroup, RetirementRules, Unknown};
use units::{Date, Fact, Month, Statement};

use super::why::Why;

/// When somebody retires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The month of retirement before the reform.
    pub old_month: Month,
    /// Months of delay.
    pub delay_months: u32,
    /// The month in which the age is reached.
    pub month: Month,
    /// The age, years.
    pub years: u32,
    /// The age, months beyond the years.
    pub months: u32,
    /// Months of contribution that retirement in that year asks for.
    pub minimum_contribution_months: u32,
}

/// No rule for a group in the packs in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownGroup(
    /// The group.
    pub RetirementGroup,
);

impl Statement for UnknownGroup {
    fn code(&self) -> &'static str {
        "policy.unknown_group"
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        vec![("group", Fact::Text(self.0.code().to_owned()))]
    }
}

/// Whether the reform was known on a day: before it was decided nobody could say the month it gives.
///
/// # Errors
/// The ages are unknown on that day.
pub fn is_known(book: &Book, known_on: Date) -> Result<(), Unknown> {
    match book.retirement().known_on {
        Some(decided) if known_on < decided => Err(Unknown::new("retirement.age", Month::of(known_on))),
        Some(_) | None => Ok(()),
    }
}

/// The month of retirement with its reasons.
pub fn explained(book: &Book, born: Month, group: RetirementGroup) -> Result<(Answer, Why), UnknownGroup> {
    let rules = book.retirement();
    let answer = retirement(rules, born, group).ok_or(UnknownGroup(group))?;
    let step = rules.ages.iter().find(|rule| rule.group == group).ok_or(UnknownGroup(group))?;
    let count = |number: u32| Fact::Count(i64::from(number));
    let old = Why::new(
        "retire_old",
        vec![
            ("born", Fact::Month(born)),
            ("age", count(step.old_age)),
            ("old", Fact::Month(answer.old_month)),
        ],
    );
    let since = step.from_birth.months_until(born);
    let delay = match since {
        ..0 => Why::new(
            "retire_not_delayed",
            vec![("born", Fact::Month(born)), ("first", Fact::Month(step.from_birth))],
        ),
        0.. => Why::new(
            "retire_delay",
            vec![
                ("first", Fact::Month(step.from_birth)),
                ("since", Fact::Count(i64::from(since))),
                ("step", count(step.step)),
                ("most", count(step.most)),
                ("delay", count(answer.delay_months)),
            ],
        ),
    };
    let least = self::minimum(rules, answer.month.year());
    let mut minimum = Why::new(
        "retire_minimum",
        vec![
            ("year", Fact::Text(answer.month.year().to_string())),
            ("minimum", count(answer.minimum_contribution_months)),
        ],
    );
    minimum.ground = least.map(|row| {
        ground(
            "retirement.minimum".to_owned(),
            row.months.to_string(),
            year(row.from_year, born),
            &row.source,
            rules,
        )
    });
    let facts = vec![
        ("month", Fact::Month(answer.month)),
        ("years", count(answer.years)),
        ("months", count(answer.months)),
    ];
    let why = Why::new("retire_month", facts).because([old, delay.by(of_step(step, rules)), minimum]);
    Ok((answer, why))
}

fn year(year: u32, otherwise: Month) -> Month {
    Month::new(year, 1).unwrap_or(otherwise)
}

fn of_step(step: &AgeStep, rules: &RetirementRules) -> Provenance {
    let value = format!("{}, +1/{}, +{}", step.old_age, step.step, step.most);
    let from = step.from_birth.plus(i32::try_from(step.old_age * 12).unwrap_or(0));
    ground(format!("retirement.age.{}", step.group.code()), value, from, &step.source, rules)
}

/// The rules of the reform stand in one text of 2024, whose figures were seen (parameters 7.1, 7.2).
fn ground(parameter: String, value: String, valid_from: Month, source: &str, rules: &RetirementRules) -> Provenance {
    Provenance {
        parameter,
        value,
        valid_from,
        valid_until: None,
        known_on: rules.known_on.unwrap_or(valid_from.first_day()),
        known_on_assumed: rules.known_on.is_none(),
        source: source.to_owned(),
        law: None,
        confidence: Confidence::A,
        note: None,
        carried: None,
        place: rules.place.clone(),
    }
}

/// The month of retirement of somebody born in a month. `None` where the pack has no rule for the group.
pub fn retirement(rules: &RetirementRules, born: Month, group: RetirementGroup) -> Option<Answer> {
    let rule = rules.ages.iter().find(|rule| rule.group == group)?;
    let since = u32::try_from(rule.from_birth.months_until(born)).ok();
    let delay_months = since.map_or(0, |since| (since / rule.step + 1).min(rule.most));
    let age = rule.old_age * 12 + delay_months;
    let month = born.plus(i32::try_from(age).ok()?);
    Some(Answer {
        old_month: born.plus(i32::try_from(rule.old_age * 12).ok()?),
        delay_months,
        month,
        years: age / 12,
        months: age % 12,
        minimum_contribution_months: minimum_months(rules, month.year())?,
    })
}

/// The least months of contribution for a pension, by the year of retirement. `None` where the pack has no rule.
pub fn minimum_months(rules: &RetirementRules, year: u32) -> Option<u32> {
    minimum(rules, year).map(|row| row.months)
}

/// The row that says it; the first row holds for all years before too.
pub fn minimum(rules: &RetirementRules, year: u32) -> Option<&MinimumMonths> {
    let row = rules.minimum.iter().rev().find(|row| row.from_year <= year);
    row.or(rules.minimum.first())
}
