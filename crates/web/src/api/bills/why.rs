//! Why a line is what it is, on the wire: the declared base as a fact, then each step down to the parameter and its source.

use std::collections::BTreeMap;

use domain::Provenance;
use domain::assessment::{Figure, Share, Step};
use procedures::explain_bill::{Explained, Why};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::wire::{Day, MonthCode, PersonCode, Yuan};
use super::wire::{BranchLineJson, branches};

/// Why one person's line is what it is.
#[derive(Serialize, ToSchema)]
pub(super) struct ExplainedJson {
    /// The contribution month.
    pub month: MonthCode,
    /// Whose line.
    pub person: PersonCode,
    /// One answer for a regular bill or the draft; for a later bill two: as counted before, and as it counts itself.
    pub answers: Vec<WhyJson>,
}

impl From<&Explained> for ExplainedJson {
    fn from(of: &Explained) -> ExplainedJson {
        ExplainedJson {
            month: MonthCode(of.month),
            person: PersonCode(of.person.id),
            answers: of.answers.iter().map(WhyJson::from).collect(),
        }
    }
}

/// Why, at one point of knowledge.
#[derive(Serialize, ToSchema)]
#[schema(as = BillWhyJson)]
pub(super) struct WhyJson {
    /// The version of the employer.
    pub version: i64,
    /// The fingerprint of the rule pack.
    pub pack: String,
    /// The day on which the pack's values were known.
    pub known_on: Day,
    /// The payer category.
    pub category: &'static str,
    /// The declared base, unclamped.
    pub declared: Yuan,
    /// The first month the base holds for.
    pub declared_from: MonthCode,
    /// Where the base comes from.
    pub origin: &'static str,
    /// The receipt of the act that filed it.
    pub filed: Option<String>,
    /// What it comes to.
    pub branches: Vec<BranchLineJson>,
    /// Each step, in computing order.
    pub steps: Vec<StepJson>,
}

impl From<&Why> for WhyJson {
    fn from(of: &Why) -> WhyJson {
        WhyJson {
            version: of.basis.version,
            pack: of.basis.pack.clone(),
            known_on: Day(of.basis.known_on),
            category: of.inputs.category.code(),
            declared: Yuan(of.base.base),
            declared_from: MonthCode(of.base.from),
            origin: of.base.origin.code(),
            filed: of.filed.as_ref().map(|receipt| receipt.number.clone()),
            branches: branches(&of.amounts),
            steps: of.steps.iter().map(StepJson::from).collect(),
        }
    }
}

/// One step.
#[derive(Serialize, ToSchema)]
#[schema(as = BillStepJson)]
pub(super) struct StepJson {
    /// What was done.
    pub rule: &'static str,
    /// For which branch; nothing: for all.
    pub branch: Option<&'static str>,
    /// `employer`, `employee` or `account`; nothing: for both.
    pub share: Option<&'static str>,
    /// The inputs by name: amounts in yuan, rates as decimal fractions.
    pub inputs: BTreeMap<&'static str, String>,
    /// What came of it.
    pub result: String,
    /// The parameter it rests on.
    pub ground: Option<GroundJson>,
}

fn figure(of: Figure) -> String {
    match of {
        Figure::Money(amount) => amount.to_string(),
        Figure::Rate(rate) => rate.to_string(),
    }
}

impl From<&Step> for StepJson {
    fn from(of: &Step) -> StepJson {
        StepJson {
            rule: of.rule.code(),
            branch: of.branch.map(|branch| branch.code()),
            share: of.share.map(|share| match share {
                Share::Employer => "employer",
                Share::Employee => "employee",
                Share::Account => "account",
            }),
            inputs: of.inputs.iter().map(|(name, value)| (*name, figure(*value))).collect(),
            result: figure(of.result),
            ground: of.ground.as_ref().map(GroundJson::from),
        }
    }
}

/// A parameter of the pack.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct GroundJson {
    /// Its key.
    pub parameter: String,
    /// Its value as the pack writes it.
    pub value: String,
    /// The first month it is valid in.
    pub valid_from: MonthCode,
    /// The day it became known.
    pub known_on: Day,
    /// The source.
    pub source: String,
    /// The legal text, where one is named.
    pub law: Option<String>,
}

impl From<&Provenance> for GroundJson {
    fn from(of: &Provenance) -> GroundJson {
        GroundJson {
            parameter: of.parameter.clone(),
            value: of.value.clone(),
            valid_from: MonthCode(of.valid_from),
            known_on: Day(of.known_on),
            source: of.source.clone(),
            law: of.law.clone(),
        }
    }
}
