use domain::reckon::comparison::{ByRule, Compared, Difference};
use serde::Serialize;
use units::{Date, Fen, Month};
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
    rules: Vec<RuleJson>,
    /// Every figure that differs.
    lines: Vec<LineJson>,
    /// What was found in the files.
    pub findings: Vec<FoundJson>,
    /// Fingerprint of the pack.
    fingerprint: String,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
struct RuleJson {
    /// `difference.floor_not_applied` …
    code: &'static str,
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
struct LineJson {
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
    message: String,
    /// `ours`, or `not_certain` where the parameter it rests on is in doubt.
    right: &'static str,
    parameter: Option<String>,
    value: Option<String>,
    source: Option<String>,
    law: Option<String>,
    valid_from: Option<String>,
}

/// What was compared: where and when, and how a place is called in the roster (row and name).
pub struct Setting<'a> {
    /// The pack.
    pub region: &'a str,
    /// The contribution month.
    pub month: Month,
    /// The day on which the policy was known.
    pub known_on: Date,
    /// Fingerprint of the pack.
    pub fingerprint: &'a str,
    /// Row and name by place.
    pub people: &'a [(u32, String)],
}

impl DifferenceJson {
    /// The comparison on the wire.
    pub fn of(setting: &Setting<'_>, compared: &Compared, lang: Lang) -> DifferenceJson {
        DifferenceJson {
            region: setting.region.to_owned(),
            month: setting.month.to_string(),
            known_on: setting.known_on.to_string(),
            people: compared.people,
            agree: compared.agree,
            apart: compared.people - compared.agree,
            mine: compared.mine.to_string(),
            ours: compared.ours.to_string(),
            difference: (compared.mine - compared.ours).to_string(),
            rules: compared.rules.iter().map(|rule| by_rule(rule, setting, lang)).collect(),
            lines: compared
                .differences
                .iter()
                .map(|difference| line(difference, setting, lang))
                .collect(),
            findings: vec![],
            fingerprint: setting.fingerprint.to_owned(),
        }
    }
}

fn by_rule(rule: &ByRule, setting: &Setting<'_>, lang: Lang) -> RuleJson {
    let row = |place: &usize| setting.people.get(*place).map(|(row, _)| *row);
    RuleJson {
        code: rule.cause.code(),
        message: words::tell(lang, &rule.cause),
        fix: words::mend(lang, &rule.cause).unwrap_or_default(),
        people: rule.people.len(),
        figures: rule.figures,
        difference: rule.amount.to_string(),
        rows: rule.people.iter().filter_map(row).collect(),
    }
}

fn line(difference: &Difference, setting: &Setting<'_>, lang: Lang) -> LineJson {
    let (row, name) = setting.people.get(difference.place).cloned().unwrap_or_default();
    let ground = difference.ground.as_ref();
    LineJson {
        row,
        name,
        branch: difference.branch.code(),
        side: difference.payer.code(),
        mine: difference.mine.as_ref().map(Fen::to_string),
        ours: difference.ours.to_string(),
        base: difference.base.to_string(),
        difference: difference.amount().to_string(),
        code: difference.cause.code(),
        message: words::tell(lang, &difference.cause),
        right: if difference.is_doubtful() { "not_certain" } else { "ours" },
        parameter: ground.map(|g| g.parameter.clone()),
        value: ground.map(|g| g.value.clone()),
        source: ground.map(|g| g.source.clone()),
        law: ground.and_then(|g| g.law.clone()),
        valid_from: ground.map(|g| g.valid_from.to_string()),
    }
}
