//! The JSON of an assessment.

use std::collections::BTreeMap;

use domain::assessment::{Exact, Figure, Step};
use domain::reckon::person::{Answer, Ask, Doubt};
use serde::Serialize;
use units::Fen;

/// `lines`, `totals` and where they come from.
#[derive(Serialize)]
pub struct Person {
    region: String,
    month: String,
    known_on: String,
    lines: Vec<Line>,
    totals: Totals,
    pension_account: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    missing: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    doubts: Vec<Doubtful>,
    /// The doubts in the reader's language, one a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doubt: Option<String>,
    /// What a notice that came after the month began changed about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<super::late_notice::LateNotice>,
    fingerprint: String,
}

/// Both sides and their sum.
#[derive(Serialize)]
pub struct Totals {
    /// The employer's side.
    pub employer: String,
    /// The persons' side.
    pub employee: String,
    /// Both.
    pub all: String,
}

impl Totals {
    /// In yuan.
    pub fn of(employer: Fen, employee: Fen) -> Totals {
        Totals {
            employer: employer.to_string(),
            employee: employee.to_string(),
            all: (employer + employee).to_string(),
        }
    }
}

#[derive(Serialize)]
struct Line {
    branch: &'static str,
    base: String,
    employer: String,
    employee: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<Vec<Why>>,
}

#[derive(Serialize)]
struct Why {
    rule: &'static str,
    inputs: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exact: Option<String>,
    result: String,
    parameter: Option<String>,
    value: Option<String>,
    source: Option<String>,
    law: Option<String>,
    valid_from: Option<String>,
    known_on: Option<String>,
    known_on_assumed: bool,
    confidence: Option<&'static str>,
}

#[derive(Serialize)]
struct Doubtful {
    parameter: String,
    confidence: &'static str,
    note: Option<String>,
}

/// The answer for one person.
pub fn person(region: &str, ask: &Ask, answer: &Answer, why: bool) -> Person {
    let line = |line: &domain::reckon::person::Line| Line {
        branch: line.branch.code(),
        base: line.base.to_string(),
        employer: line.employer.to_string(),
        employee: line.employee.to_string(),
        why: why.then(|| line.steps.iter().map(step).collect()),
    };
    Person {
        region: region.to_owned(),
        month: ask.month.to_string(),
        known_on: ask.known_on.to_string(),
        lines: answer.lines.iter().map(line).collect(),
        totals: Totals::of(answer.employer, answer.employee),
        pension_account: answer.to_pension_account.to_string(),
        missing: if answer.injury_class_missing {
            vec!["injury-class"]
        } else {
            vec![]
        },
        confidence: answer.doubts.first().map(|doubt| doubt.confidence.code()),
        doubts: answer.doubts.iter().map(doubtful).collect(),
        doubt: None,
        difference: None,
        fingerprint: answer.fingerprint.clone(),
    }
}

fn doubtful(doubt: &Doubt) -> Doubtful {
    Doubtful {
        parameter: doubt.parameter.clone(),
        confidence: doubt.confidence.code(),
        note: doubt.note.clone(),
    }
}

fn step(step: &Step) -> Why {
    let ground = step.ground.as_ref();
    Why {
        rule: step.rule.code(),
        inputs: step.inputs.iter().map(|(name, value)| (*name, figure(*value))).collect(),
        exact: step.exact.map(exact),
        result: figure(step.result),
        parameter: ground.map(|g| g.parameter.clone()),
        value: ground.map(|g| g.value.clone()),
        source: ground.map(|g| g.source.clone()),
        law: ground.and_then(|g| g.law.clone()),
        valid_from: ground.map(|g| g.valid_from.to_string()),
        known_on: ground.map(|g| g.known_on.to_string()),
        known_on_assumed: ground.is_some_and(|g| g.known_on_assumed),
        confidence: ground.map(|g| g.confidence.code()),
    }
}

fn figure(figure: Figure) -> String {
    match figure {
        Figure::Money(fen) => fen.to_string(),
        Figure::Rate(rate) => rate.to_string(),
    }
}

/// Yuan with as many decimals as it takes: `37.255`.
pub fn exact(exact: Exact) -> String {
    const YUAN: u64 = 100_000_000;
    let text = format!("{}.{:08}", exact.0 / YUAN, exact.0 % YUAN);
    let trimmed = text.trim_end_matches('0');
    let decimals = trimmed.len() - trimmed.find('.').unwrap_or(trimmed.len());
    format!("{trimmed}{}", "0".repeat(3usize.saturating_sub(decimals)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exact_amount_shows_its_part_of_a_fen() {
        for (millionths, text) in [
            (4_750_000_000, "47.50"),
            (3_725_500_000, "37.255"),
            (0, "0.00"),
            (100_000_000, "1.00"),
            (1, "0.00000001"),
        ] {
            assert_eq!(exact(Exact(millionths)), text);
        }
    }
}
