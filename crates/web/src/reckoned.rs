//! The calculators' answers on the wire: one shape for the command line and the API, so that a script reads either.
//!
//! Amounts are texts in yuan with two decimals, months `YYYY-MM`, days `YYYY-MM-DD`, rates decimal fractions.

mod account;
mod assess;
mod difference;
mod gaps;
mod late_fee;
mod retirement;
mod why;

pub use account::SettlementJson;
pub use assess::{AssessmentJson, StepJson, TotalsJson};
pub use difference::{DifferenceJson, Setting};
pub use gaps::{FoundJson, GapsJson};
pub use late_fee::LateFeeJson;
pub use retirement::RetirementJson;
pub use why::{WhyJson, ground, sentence};

use domain::reckon::person::Doubt;
use serde::Serialize;
use utoipa::ToSchema;

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

/// The least sure of them.
fn confidence(doubts: &[Doubt]) -> Option<&'static str> {
    doubts.first().map(|doubt| doubt.confidence.code())
}
