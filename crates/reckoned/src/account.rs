use domain::reckon::account::{Answer, Ask, Refused, settle};
use policy::AccountMethod;
use serde::{Deserialize, Serialize};
use units::Fen;
use words::Lang;

use super::{DoubtJson, Reader, Shelf, Stop, Usage, ValueKind, WhyJson};

/// `shebao account settle`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettleOptions {
    /// The pack of the region.
    #[serde(default = "super::beijing")]
    pub region: String,
    /// The calendar year.
    pub year: u32,
    /// The balance carried in, yuan.
    pub opening: String,
    /// Credits of months, `03=760.00`.
    #[serde(default)]
    pub credit: Vec<String>,
    /// `monthly_product` or `annual`; as the pack says where nothing is said.
    pub method: Option<String>,
    /// `enterprise` or `institution`.
    #[serde(default = "super::enterprise")]
    pub employer_kind: String,
    /// The day on which the policy was known; today where nothing is said.
    pub known_on: Option<String>,
    /// Whether each step is asked for.
    #[serde(default)]
    pub why: bool,
}

impl SettleOptions {
    /// What the year earned, with the ask as it was read.
    pub fn answer(&self, reader: &Reader, shelf: &Shelf) -> Result<(Ask, Answer), Stop> {
        let (mut credits, mut seen) = ([Fen::ZERO; 12], [false; 12]);
        for credit in &self.credit {
            let (month, amount) = credited(credit, self.year, reader)?;
            if let Some((sum, seen)) = credits.get_mut(month).zip(seen.get_mut(month)) {
                if std::mem::replace(seen, true) {
                    let month = month + 1;
                    return Err(reader.usage(&Usage::CreditTwice { month }));
                }
                *sum = amount;
            }
        }
        let coded = |code: &str| {
            reader.coded(
                "--method",
                code,
                AccountMethod::from_code,
                &AccountMethod::ALL.map(AccountMethod::code),
            )
        };
        let method = self.method.as_deref().map(coded);
        let ask = Ask {
            year: self.year,
            opening: reader.amount("--opening", &self.opening)?,
            credits,
            method: method.transpose()?,
            kind: reader.employer(&self.employer_kind, None, None)?.kind,
            known_on: reader.known_on(self.known_on.as_deref())?,
        };
        let book = shelf.book(&self.region, reader)?;
        let answer = settle(&book, &ask).map_err(|refused| match refused {
            Refused::Negative { .. } => reader.usage(&refused),
            Refused::Unknown(_) => reader.refused(&refused),
        })?;
        Ok((ask, answer))
    }

    /// An answer to these options on the wire.
    pub fn json(&self, ask: &Ask, answer: &Answer, lang: Lang) -> SettlementJson {
        SettlementJson::of(&self.region, ask, answer, self.why, lang)
    }
}

/// `03=760.00`, or `2024-03=760.00`: the month's place in the year and the amount.
fn credited(text: &str, year: u32, reader: &Reader) -> Result<(usize, Fen), Stop> {
    let wrong = || reader.wrong(ValueKind::Credit, "--credit", text);
    let (month, amount) = text.split_once('=').ok_or_else(wrong)?;
    let month = match month.strip_prefix(&format!("{year}-")) {
        Some(month) => month,
        None => month,
    };
    let month: usize = month
        .trim()
        .parse()
        .ok()
        .filter(|month| (1..=12).contains(month))
        .ok_or_else(wrong)?;
    let amount = Fen::parse_yuan(amount.trim()).map_err(|_| wrong())?;
    Ok((month - 1, amount))
}

/// The yearly settlement of an individual account.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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
    /// The doubts in the reader's language, one a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    doubt: Option<String>,
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
            doubts: super::doubts(&answer.doubts, lang),
            doubt: super::doubt(&answer.doubts, lang),
            why: why.then(|| WhyJson::of(&answer.why, lang)),
            fingerprint: answer.fingerprint.clone(),
        }
    }
}
