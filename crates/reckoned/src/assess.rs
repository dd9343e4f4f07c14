use std::collections::BTreeMap;

use domain::assessment::{Exact, Figure, Step};
use domain::reckon::difference::{Difference, difference_from};
use domain::reckon::person::{self, Answer, Ask, Refused};
use policy::{Book, Category};
use serde::{Deserialize, Serialize};
use units::Fen;
use words::Lang;

use super::{DoubtJson, LateNoticeJson, Reader, Shelf, Stop, WhyJson};

/// `shebao assess` for one person.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssessOptions {
    /// The pack of the region.
    #[serde(default = "super::beijing")]
    pub region: String,
    /// The contribution month.
    pub month: String,
    /// The monthly wage in yuan; of a flexible worker the chosen base; of somebody retired none is needed.
    pub wage: Option<String>,
    /// The person's category.
    pub category: Option<String>,
    /// `enterprise` or `institution`.
    #[serde(default = "super::enterprise")]
    pub employer_kind: String,
    /// `micro`, `small`, `medium` or `large`.
    pub employer_size: Option<String>,
    /// The industry class of employment injury.
    pub injury_class: Option<String>,
    /// The day on which the policy was known; today where nothing is said.
    pub known_on: Option<String>,
    /// Whether each step is asked for.
    #[serde(default)]
    pub why: bool,
}

/// What is owed, and what a notice that came after the month began changed about it.
#[derive(Clone, Debug)]
pub struct Assessment {
    region: String,
    ask: Ask,
    why: bool,
    /// What is owed.
    pub answer: Answer,
    /// What a late notice changed.
    pub late: Option<Difference>,
}

impl AssessOptions {
    /// What the person and the employer owe.
    pub fn answer(&self, reader: &Reader, shelf: &Shelf) -> Result<Assessment, Stop> {
        let category = reader.needed("--category", self.category.as_deref())?;
        let category = reader.coded("--category", category, Category::from_code, &Category::ALL.map(Category::code))?;
        // What is owed for somebody retired hangs on no wage.
        let wage = match (self.wage.as_deref(), category) {
            (None, Category::Retired) => "0",
            (wage, _) => reader.needed("--wage", wage)?,
        };
        let ask = Ask {
            month: reader.month("--month", &self.month)?,
            known_on: reader.known_on(self.known_on.as_deref())?,
            wage: reader.amount("--wage", wage)?,
            category,
            employer: reader.employer(&self.employer_kind, self.employer_size.as_deref(), self.injury_class.as_deref())?,
        };
        let book = shelf.book(&self.region, reader)?;
        Assessment::of(shelf, &book, ask, self.why).map_err(|refused| stopped(&refused, reader))
    }
}

impl Assessment {
    /// What one person and the employer owe, out of the tables of the shelf; `why`: with each step on the wire.
    ///
    /// # Errors
    /// A rule that refuses, or a figure that nobody knows.
    pub fn of(shelf: &Shelf, book: &Book, ask: Ask, why: bool) -> Result<Assessment, Refused> {
        let owed = |ask: &Ask| {
            let table = shelf.table(book, ask.month, ask.known_on).map_err(Refused::Unknown)?;
            person::person_in(&table, ask)
        };
        let answer = owed(&ask)?;
        Ok(Assessment {
            region: book.region().to_owned(),
            late: difference_from(book, &ask, &answer, |earlier| owed(earlier).ok()),
            ask,
            why,
            answer,
        })
    }

    /// The answer on the wire.
    pub fn json(&self, lang: Lang) -> AssessmentJson {
        AssessmentJson::of(self, lang)
    }
}

/// A value that cannot be one is wrong usage, whichever option it came by; all else is a rule that refuses.
pub fn stopped(refused: &Refused, reader: &Reader) -> Stop {
    match refused {
        Refused::NegativeWage { .. } | Refused::ZeroWage | Refused::ImplausibleWage { .. } | Refused::NoSuchClass { .. } => {
            reader.usage(refused)
        }
        Refused::Unknown(_) | Refused::SizeDecides { .. } | Refused::NoSuchTier { .. } | Refused::OutsideLimits { .. } => {
            reader.refused(refused)
        }
    }
}

/// What one person and the employer owe for a month.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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
    missing: Vec<String>,
    /// Whether a value stands in for one that is not published yet.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    provisional: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    doubts: Vec<DoubtJson>,
    /// The steps as a tree, where asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<WhyJson>,
    /// Fingerprint of the pack.
    fingerprint: String,
    /// The doubts in the reader's language, one a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    doubt: Option<String>,
    /// What a notice that came after the month began changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<LateNoticeJson>,
}

/// Both sides and their sum.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = AssessedLineJson))]
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
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = AssessedStepJson))]
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
    /// Whether it stands in for a value that is not published yet.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    provisional: bool,
    confidence: Option<&'static str>,
}

impl AssessmentJson {
    fn of(of: &Assessment, lang: Lang) -> AssessmentJson {
        let (answer, why) = (&of.answer, of.why);
        let line = |line: &person::Line| LineJson {
            branch: line.branch.code(),
            base: line.base.to_string(),
            employer: line.employer.to_string(),
            employee: line.employee.to_string(),
            why: why.then(|| line.steps.iter().map(step).collect()),
        };
        AssessmentJson {
            region: of.region.clone(),
            month: of.ask.month.to_string(),
            known_on: of.ask.known_on.to_string(),
            lines: answer.lines.iter().map(line).collect(),
            totals: TotalsJson::of(answer.employer, answer.employee),
            pension_account: answer.to_pension_account.to_string(),
            missing: super::missing(&answer.left_out),
            provisional: super::is_provisional(&answer.doubts),
            confidence: super::confidence(&answer.doubts),
            doubts: super::doubts(&answer.doubts, lang),
            why: why.then(|| WhyJson::of(&person::why(answer), lang)),
            fingerprint: answer.fingerprint.clone(),
            doubt: super::doubt(&answer.doubts, lang),
            difference: of.late.as_ref().map(|late| LateNoticeJson::of(late, lang)),
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
        value: ground.map(|g| super::plain_value(&g.value)),
        source: ground.map(|g| g.source.clone()),
        law: ground.and_then(|g| g.law.clone()),
        valid_from: ground.map(|g| g.valid_from.to_string()),
        known_on: ground.map(|g| g.known_on.to_string()),
        known_on_assumed: ground.is_some_and(|g| g.known_on_assumed),
        provisional: ground.is_some_and(|g| g.carried.is_some()),
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
