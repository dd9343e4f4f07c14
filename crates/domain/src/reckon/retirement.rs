//! The month of statutory retirement and the months of contribution it asks for (reform of 2025).

use policy::{RetirementGroup, RetirementRules};
use units::Month;

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
    let row = rules.minimum.iter().rev().find(|row| row.from_year <= year);
    row.or(rules.minimum.first()).map(|row| row.months)
}
