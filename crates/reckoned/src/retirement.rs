use domain::reckon::retirement::{Answer, Refused, explained, is_known};
use domain::reckon::why::Why;
use policy::RetirementGroup;
use serde::{Deserialize, Serialize};
use words::Lang;

use super::{NATION, Reader, Shelf, Stop, WhyJson};

/// `shebao retire`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetireOptions {
    /// The month of birth.
    pub born: String,
    /// `man`, `woman55` or `woman50`.
    pub group: String,
    /// The day on which the policy was known; today where nothing is said.
    pub known_on: Option<String>,
    /// Whether each step is asked for.
    #[serde(default)]
    pub why: bool,
}

/// When somebody retires, why, and by which pack.
#[derive(Clone, Debug)]
pub struct Retirement {
    /// The month.
    pub answer: Answer,
    /// How it came about.
    pub why: Why,
    /// Fingerprint of the pack.
    pub fingerprint: String,
}

impl RetireOptions {
    /// The month of statutory retirement.
    pub fn answer(&self, reader: &Reader, shelf: &Shelf) -> Result<Retirement, Stop> {
        let born = reader.month("--born", &self.born)?;
        let codes = RetirementGroup::ALL.map(RetirementGroup::code);
        let group = reader.coded("--group", &self.group, RetirementGroup::from_code, &codes)?;
        let known_on = reader.known_on(self.known_on.as_deref())?;
        let book = shelf.book(NATION, reader)?;
        is_known(&book, known_on).map_err(|unknown| reader.refused(&unknown))?;
        let (answer, why) = explained(&book, born, group, reader.today).map_err(|refused| match refused {
            Refused::UnknownGroup(_) => reader.refused(&refused),
            Refused::Born(_) => reader.usage(&refused),
        })?;
        Ok(Retirement {
            answer,
            why,
            fingerprint: book.fingerprint().to_owned(),
        })
    }

    /// An answer to these options on the wire.
    pub fn json(&self, of: &Retirement, lang: Lang) -> RetirementJson {
        RetirementJson::of(&of.answer, self.why.then_some(&of.why), &of.fingerprint, lang)
    }
}

/// When somebody reaches the statutory age.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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
