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

/// Why there is no month of retirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// No rule for a group in the packs in use.
    UnknownGroup(RetirementGroup),
    /// Nobody who is still to retire was born then.
    Born(Month),
}

impl Statement for Refused {
    fn code(&self) -> &'static str {
        match self {
            Refused::UnknownGroup(_) => "policy.unknown_group",
            Refused::Born(_) => "policy.born_impossible",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            Refused::UnknownGroup(group) => vec![("group", Fact::Text(group.code().to_owned()))],
            Refused::Born(born) => vec![("born", Fact::Month(*born))],
        }
    }
}

/// No number that is still in use says an earlier year of birth.
const EARLIEST_BIRTH: u32 = 1900;

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
///
/// # Errors
/// [`Refused`]
pub fn explained(book: &Book, born: Month, group: RetirementGroup, today: Date) -> Result<(Answer, Why), Refused> {
    if born.year() < EARLIEST_BIRTH || born > Month::of(today) {
        return Err(Refused::Born(born));
    }
    let rules = book.retirement();
    let answer = retirement(rules, born, group).ok_or(Refused::UnknownGroup(group))?;
    let step = rules
        .ages
        .iter()
        .find(|rule| rule.group == group)
        .ok_or(Refused::UnknownGroup(group))?;
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
    let minimum = least_months(rules, &answer, born);
    let facts = vec![
        ("month", Fact::Month(answer.month)),
        ("years", count(answer.years)),
        ("months", count(answer.months)),
    ];
    let why = Why::new("retire_month", facts).because([old, delay.by(of_step(step, rules)), minimum]);
    Ok((answer, why))
}

/// The least months of contribution that the year of retirement asks for, by their row.
fn least_months(rules: &RetirementRules, answer: &Answer, born: Month) -> Why {
    let year_of = answer.month.year();
    let facts = vec![
        ("year", Fact::Text(year_of.to_string())),
        ("minimum", Fact::Count(i64::from(answer.minimum_contribution_months))),
    ];
    let why = Why::new("retire_minimum", facts);
    match minimum(rules, year_of) {
        Some(row) => why.by(ground(
            "retirement.minimum_months".to_owned(),
            row.months.to_string(),
            year(row.from_year, born),
            &row.source,
            rules,
        )),
        None => why,
    }
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
