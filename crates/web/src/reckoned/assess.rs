use std::collections::BTreeMap;

use domain::assessment::{Exact, Figure, Step};
use domain::reckon::person::{self, Answer, Ask};
use serde::Serialize;
use units::Fen;
use utoipa::ToSchema;
use words::Lang;

use super::{DoubtJson, WhyJson};

/// What one person and the employer owe for a month.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AssessmentJson {
    region: String,
    month: String,
    known_on: String,
    /// One for each branch in force.
    lines: Vec<LineJson>,
    totals: TotalsJson,
    /// What of it is credited to the pension account.
    pension_account: String,
    /// What was not said, so that a line is left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    missing: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    doubts: Vec<DoubtJson>,
    /// The steps as a tree, where asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<WhyJson>,
    /// Fingerprint of the pack.
    fingerprint: String,
}

/// Both sides and their sum.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TotalsJson {
    /// The employer's side.
    pub employer: String,
    /// The persons' side.
    pub employee: String,
    /// Both.
    pub all: String,
}

impl TotalsJson {
    /// In yuan.
    pub fn of(employer: Fen, employee: Fen) -> TotalsJson {
        TotalsJson {
            employer: employer.to_string(),
            employee: employee.to_string(),
            all: (employer + employee).to_string(),
        }
    }
}

/// One branch.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct LineJson {
    branch: &'static str,
    base: String,
    employer: String,
    employee: String,
    /// Each step in computing order, where asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<Vec<StepJson>>,
}

/// One step of a computation.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StepJson {
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

impl AssessmentJson {
    /// The answer for one person.
    pub fn of(region: &str, ask: &Ask, answer: &Answer, why: bool, lang: Lang) -> AssessmentJson {
        let line = |line: &person::Line| LineJson {
            branch: line.branch.code(),
            base: line.base.to_string(),
            employer: line.employer.to_string(),
            employee: line.employee.to_string(),
            why: why.then(|| line.steps.iter().map(step).collect()),
        };
        AssessmentJson {
            region: region.to_owned(),
            month: ask.month.to_string(),
            known_on: ask.known_on.to_string(),
            lines: answer.lines.iter().map(line).collect(),
            totals: TotalsJson::of(answer.employer, answer.employee),
            pension_account: answer.to_pension_account.to_string(),
            missing: if answer.injury_class_missing {
                vec!["injury-class"]
            } else {
                vec![]
            },
            confidence: super::confidence(&answer.doubts),
            doubts: super::doubts(&answer.doubts),
            why: why.then(|| WhyJson::of(&person::why(answer), lang)),
            fingerprint: answer.fingerprint.clone(),
        }
    }
}

fn step(step: &Step) -> StepJson {
    let ground = step.ground.as_ref();
    StepJson {
        rule: step.rule.code(),
        inputs: step.inputs.iter().map(|(name, value)| (*name, figure(*value))).collect(),
        exact: step.exact.map(Exact::yuan),
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
            assert_eq!(Exact(millionths).yuan(), text);
        }
    }
}
