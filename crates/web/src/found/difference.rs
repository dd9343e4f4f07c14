use domain::reckon::comparison::{ByRule, Cause, Difference};
use procedures::compare_figures::Against;
use reckoned::{DoubtJson, confidence};
use serde::Serialize;
use units::{Fen, Statement};
use utoipa::ToSchema;
use words::Lang;

use super::FoundJson;

/// An employer's own figures beside ours.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DifferenceJson {
    region: String,
    month: String,
    known_on: String,
    /// People compared.
    people: u32,
    /// People of whom every figure agrees.
    agree: u32,
    /// People of whom one figure or more differs.
    apart: u32,
    /// The sum of the employer's figures.
    mine: String,
    /// The sum of ours.
    ours: String,
    /// The employer's less ours.
    difference: String,
    /// By which rules they part, most people first.
    rules: Vec<DifferenceRuleJson>,
    /// Every figure that differs.
    lines: Vec<DifferenceLineJson>,
    /// What was found in the files.
    findings: Vec<FoundJson>,
    /// What was not said, so that a branch is left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    missing: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<&'static str>,
    /// The parameters not sure on which our figures rest, where one differs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    doubts: Vec<DoubtJson>,
    /// The doubts in the reader's language, one a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    doubt: Option<String>,
    /// Fingerprint of the pack.
    fingerprint: String,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
struct DifferenceRuleJson {
    /// `difference.floor_not_applied` …
    code: &'static str,
    /// The codes of two departures at once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<&'static str>,
    /// The same in words.
    message: String,
    /// What to do.
    fix: String,
    people: usize,
    figures: u32,
    difference: String,
    /// The rows of these people in the roster.
    rows: Vec<u32>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
struct DifferenceLineJson {
    /// In the roster.
    row: u32,
    name: String,
    branch: &'static str,
    /// `employer` or `employee`.
    side: &'static str,
    /// Nothing: the file has no figure.
    mine: Option<String>,
    ours: String,
    /// Our base.
    base: String,
    difference: String,
    /// The rule by which they part.
    code: &'static str,
    /// The codes of two departures at once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<&'static str>,
    message: String,
    /// `ours`, or `not_certain` where the parameter it rests on is in doubt.
    right: &'static str,
    parameter: Option<String>,
    value: Option<String>,
    source: Option<String>,
    law: Option<String>,
    valid_from: Option<String>,
}

impl DifferenceJson {
    /// The comparison on the wire.
    pub fn of(against: &Against, lang: Lang) -> DifferenceJson {
        let compared = &against.compared;
        let doubts = against.doubts();
        let found = |file: &'static str| move |finding| FoundJson::of(finding, lang).in_file(file);
        let roster = against.in_roster.iter().map(found("roster"));
        let mine = against.in_mine.iter().map(found("mine"));
        DifferenceJson {
            region: against.region.clone(),
            month: against.month.to_string(),
            known_on: against.known_on.to_string(),
            people: compared.people,
            agree: compared.agree,
            apart: compared.people - compared.agree,
            mine: compared.mine.to_string(),
            ours: compared.ours.to_string(),
            difference: (compared.mine - compared.ours).to_string(),
            rules: compared.rules.iter().map(|rule| by_rule(rule, against, lang)).collect(),
            lines: compared
                .differences
                .iter()
                .map(|difference| line(difference, against, lang))
                .collect(),
            findings: roster.chain(mine).collect(),
            missing: if against.injury_class_missing {
                vec!["injury-class"]
            } else {
                vec![]
            },
            confidence: confidence(&doubts),
            doubts: reckoned::doubts(&doubts, lang),
            doubt: reckoned::doubt(&doubts, lang),
            fingerprint: against.fingerprint.clone(),
        }
    }

    /// What was found in the files.
    pub fn findings(&self) -> &[FoundJson] {
        &self.findings
    }
}

fn by_rule(rule: &ByRule, against: &Against, lang: Lang) -> DifferenceRuleJson {
    let row = |place: &usize| against.people.get(*place).map(|(row, _)| *row);
    DifferenceRuleJson {
        code: rule.cause.code(),
        parts: parts(rule.cause),
        message: words::tell(lang, &rule.cause),
        fix: words::mend(lang, &rule.cause).unwrap_or_default(),
        people: rule.people.len(),
        figures: rule.figures,
        difference: rule.amount.to_string(),
        rows: rule.people.iter().filter_map(row).collect(),
    }
}

fn line(difference: &Difference, against: &Against, lang: Lang) -> DifferenceLineJson {
    let (row, name) = against.people.get(difference.place).cloned().unwrap_or_default();
    let ground = difference.ground.as_ref();
    DifferenceLineJson {
        row,
        name,
        branch: difference.branch.code(),
        side: difference.payer.code(),
        mine: difference.mine.as_ref().map(Fen::to_string),
        ours: difference.ours.to_string(),
        base: difference.base.to_string(),
        difference: difference.amount().to_string(),
        code: difference.cause.code(),
        parts: parts(difference.cause),
        message: words::tell(lang, &difference.cause),
        right: if difference.is_doubtful() { "not_certain" } else { "ours" },
        parameter: ground.map(|g| g.parameter.clone()),
        value: ground.map(|g| reckoned::plain_value(&g.value)),
        source: ground.map(|g| g.source.clone()),
        law: ground.and_then(|g| g.law.clone()),
        valid_from: ground.map(|g| g.valid_from.to_string()),
    }
}

/// The two departures of a pair.
fn parts(cause: Cause) -> Vec<&'static str> {
    match cause {
        Cause::Two(first, second) => vec![first.code(), second.code()],
        Cause::One(_) | Cause::SeveralPairs | Cause::Unexplained => vec![],
    }
}
