use domain::reckon::account::{Answer, Ask};
use serde::Serialize;
use utoipa::ToSchema;
use words::Lang;

use super::{DoubtJson, WhyJson};

/// The yearly settlement of an individual account.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SettlementJson {
    region: String,
    year: u32,
    /// `monthly_product` or `annual`.
    method: &'static str,
    opening: String,
    /// All credits of the year.
    credits: String,
    /// On the balance carried in.
    rate: String,
    /// On what the year brings.
    in_year_rate: String,
    /// Rounded once.
    interest: String,
    closing: String,
    /// The highest one-year benchmark deposit rate of the year.
    benchmark_rate: String,
    /// Social Insurance Law, article 14.
    not_below_benchmark: bool,
    /// Whether the year's own rate is not announced yet.
    provisional: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    doubts: Vec<DoubtJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<WhyJson>,
    /// Fingerprint of the pack.
    fingerprint: String,
}

impl SettlementJson {
    /// The answer on the wire.
    pub fn of(region: &str, ask: &Ask, answer: &Answer, why: bool, lang: Lang) -> SettlementJson {
        SettlementJson {
            region: region.to_owned(),
            year: ask.year,
            method: answer.terms.method.code(),
            opening: ask.opening.to_string(),
            credits: answer.sums.credits.to_string(),
            rate: answer.terms.carried.to_string(),
            in_year_rate: answer.terms.in_year.to_string(),
            interest: answer.sums.interest.to_string(),
            closing: answer.sums.closing.to_string(),
            benchmark_rate: answer.benchmark.to_string(),
            not_below_benchmark: answer.not_below_benchmark,
            provisional: answer.provisional,
            confidence: super::confidence(&answer.doubts),
            doubts: super::doubts(&answer.doubts),
            why: why.then(|| WhyJson::of(&answer.why, lang)),
            fingerprint: answer.fingerprint.clone(),
        }
    }
}
