use domain::reckon::difference::Difference;
use serde::Serialize;
use words::Lang;

use super::TotalsJson;

/// What a notice that came after the month began changed about it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct LateNoticeJson {
    /// The day of the notice.
    published: String,
    /// What was owed as known the day before.
    before: TotalsJson,
    /// What each branch owes more; below zero: less.
    lines: Vec<MoreJson>,
    totals: TotalsJson,
    /// The month on whose bill the difference stands.
    billed_in: Option<String>,
    /// The last day of payment without a late fee.
    fee_waived_until: Option<String>,
    /// The same for people who pay for themselves.
    individuals_until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    doubt: Option<String>,
}

/// What one branch owes more.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
struct MoreJson {
    branch: &'static str,
    employer: String,
    employee: String,
}

impl LateNoticeJson {
    /// The difference on the wire.
    pub fn of(difference: &Difference, lang: Lang) -> LateNoticeJson {
        let lines = difference.lines.iter().map(|line| MoreJson {
            branch: line.branch.code(),
            employer: line.employer.to_string(),
            employee: line.employee.to_string(),
        });
        let rules = &difference.rules;
        LateNoticeJson {
            published: difference.published.to_string(),
            before: TotalsJson::of(difference.before.employer, difference.before.employee),
            lines: lines.collect(),
            totals: TotalsJson::of(difference.employer, difference.employee),
            billed_in: rules.billed_in.map(|month| month.to_string()),
            fee_waived_until: rules.waived_until.map(|day| day.to_string()),
            individuals_until: rules.individuals_until.map(|day| day.to_string()),
            doubt: rules.doubt.as_deref().map(|note| words::in_language(lang, note).to_owned()),
        }
    }
}
