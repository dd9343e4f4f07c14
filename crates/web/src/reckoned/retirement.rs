use domain::reckon::retirement::Answer;
use domain::reckon::why::Why;
use serde::Serialize;
use utoipa::ToSchema;
use words::Lang;

use super::WhyJson;

/// When somebody reaches the statutory age.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RetirementJson {
    /// The month before the reform of 2025.
    old_month: String,
    /// Months of delay.
    delay_months: u32,
    age: AgeJson,
    /// The month in which the age is reached.
    month: String,
    /// Months of contribution that retirement in that year asks for.
    minimum_contribution_months: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<WhyJson>,
    /// Fingerprint of the pack.
    fingerprint: String,
}

/// Years, and months beyond them.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct AgeJson {
    years: u32,
    months: u32,
}

impl RetirementJson {
    /// The answer on the wire; with `why` where it is asked for.
    pub fn of(answer: &Answer, why: Option<&Why>, fingerprint: &str, lang: Lang) -> RetirementJson {
        RetirementJson {
            old_month: answer.old_month.to_string(),
            delay_months: answer.delay_months,
            age: AgeJson {
                years: answer.years,
                months: answer.months,
            },
            month: answer.month.to_string(),
            minimum_contribution_months: answer.minimum_contribution_months,
            why: why.map(|why| WhyJson::of(why, lang)),
            fingerprint: fingerprint.to_owned(),
        }
    }
}
