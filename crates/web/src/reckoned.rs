//! The calculators' answers on the wire: one shape for the command line and the API, so that a script reads either.
//!
//! Amounts are texts in yuan with two decimals, months `YYYY-MM`, days `YYYY-MM-DD`, rates decimal fractions.

mod account;
mod assess;
mod difference;
mod found;
mod gaps;
mod late_fee;
mod retirement;
mod why;

pub use account::SettlementJson;
pub use assess::{AssessmentJson, StepJson, TotalsJson};
pub use difference::DifferenceJson;
pub use found::FoundJson;
pub use gaps::GapsJson;
pub use late_fee::LateFeeJson;
pub use retirement::RetirementJson;
pub use why::{WhyJson, ground, sentence};

use domain::reckon::person::Doubt;
use serde::Serialize;
use units::Fact;
use utoipa::ToSchema;
use words::Lang;

/// A parameter that was used although it is not sure.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DoubtJson {
    parameter: String,
    /// `C`, `D` or `R`.
    confidence: &'static str,
    note: Option<String>,
}

fn doubts(doubts: &[Doubt]) -> Vec<DoubtJson> {
    let json = |doubt: &Doubt| DoubtJson {
        parameter: doubt.parameter.clone(),
        confidence: doubt.confidence.code(),
        note: doubt.note.clone(),
    };
    doubts.iter().map(json).collect()
}

/// What is not sure in words, each remark once with all the parameters that it is about.
pub fn doubted(doubts: &[Doubt], lang: Lang) -> Vec<String> {
    let mut told: Vec<(&Doubt, Vec<String>)> = Vec::new();
    for doubt in doubts {
        let same = |(other, _): &&mut (&Doubt, Vec<String>)| other.confidence == doubt.confidence && other.note == doubt.note;
        match told.iter_mut().find(same) {
            Some((_, parameters)) => parameters.push(doubt.parameter.clone()),
            None => told.push((doubt, vec![doubt.parameter.clone()])),
        }
    }
    let said = told.into_iter().map(|(doubt, parameters)| {
        let facts = [
            ("parameter", Fact::Text(words::join(lang, &parameters))),
            ("confidence", Fact::Text(doubt.confidence.code().to_owned())),
            ("meaning", Fact::Word(format!("confidence.{}", doubt.confidence.code()))),
            ("note", Fact::Note(doubt.note.clone().unwrap_or_default())),
        ];
        words::say(lang, "assess.doubtful", &facts).trim_end().to_owned()
    });
    said.collect()
}

/// The least sure of them.
fn confidence(doubts: &[Doubt]) -> Option<&'static str> {
    doubts.first().map(|doubt| doubt.confidence.code())
}
