use domain::Branch;
use domain::late_fee::Segment;
use domain::reckon::deferral::Deferred;
use domain::reckon::fee::{Answer, Ask, deferred_fee, fee, fee_of_branch};
use serde::{Deserialize, Serialize};
use units::Fen;
use words::Lang;

use super::{DoubtJson, Reader, Shelf, Stop, ValueKind, WhyJson};

/// `shebao late-fee`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LateFeeOptions {
    /// The pack of the region.
    #[serde(default = "super::beijing")]
    pub region: String,
    /// The service month.
    pub month: String,
    /// The principal in yuan.
    pub amount: String,
    /// The day of payment or successful declaration.
    pub declared: String,
    /// The measure that put the amount off by approval.
    pub deferral: Option<String>,
    /// The one branch that the amount is of.
    pub branch: Option<String>,
    /// The day on which the policy was known; today where nothing is said.
    pub known_on: Option<String>,
    /// Whether each step is asked for.
    #[serde(default)]
    pub why: bool,
}

impl LateFeeOptions {
    /// The late fee, with the ask as it was read.
    pub fn answer(&self, reader: &Reader, shelf: &Shelf) -> Result<(Ask, Answer), Stop> {
        let amount = reader.amount("--amount", &self.amount)?;
        if amount < Fen::ZERO {
            return Err(reader.wrong(ValueKind::Amount, "--amount", &self.amount));
        }
        let ask = Ask {
            month: reader.month("--month", &self.month)?,
            amount,
            declared: reader.day("--declared", &self.declared)?,
            known_on: reader.known_on(self.known_on.as_deref())?,
        };
        let coded = |code: &str| reader.coded("--branch", code, Branch::from_code, &Branch::ALL.map(Branch::code));
        let branch = self.branch.as_deref().map(coded).transpose()?;
        let book = shelf.book(&self.region, reader)?;
        let answer = match (&self.deferral, branch) {
            (Some(measure), branch) => deferred_fee(&book, &ask, measure, branch).map_err(|refused| reader.refused(&refused)),
            (None, Some(branch)) => fee_of_branch(&book, &ask, branch).map_err(|unknown| reader.refused(&unknown)),
            (None, None) => fee(&book, &ask).map_err(|unknown| reader.refused(&unknown)),
        };
        Ok((ask, answer?))
    }

    /// An answer to these options on the wire.
    pub fn json(&self, ask: &Ask, answer: &Answer, lang: Lang) -> LateFeeJson {
        LateFeeJson::of(&self.region, ask, answer, self.why, lang)
    }
}

/// The late fee of a service month to a day.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct LateFeeJson {
    region: String,
    month: String,
    /// The principal.
    amount: String,
    /// The first day that counts, reached or not.
    from: String,
    /// The last day that counts; nothing: none does.
    to: Option<String>,
    days: u32,
    /// A day's rate.
    rate: String,
    fee: String,
    /// Principal and fee.
    total: String,
    above_principal: bool,
    /// The last day on which a difference, made by a base of the month that became known late, is paid without any fee; all other
    /// money bears what stands here.
    #[serde(skip_serializing_if = "Option::is_none")]
    difference_waived_until: Option<String>,
    /// The days by rate.
    segments: Vec<SegmentJson>,
    /// The measure that put the money off, where one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    deferral: Option<DeferralJson>,
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

/// Days at one rate.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
struct SegmentJson {
    from: String,
    to: String,
    days: u32,
    rate: String,
}

/// A deferral by approval.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
struct DeferralJson {
    measure: String,
    name: String,
    /// What it put off in this month.
    branches: Vec<&'static str>,
    /// `employer` or `both`.
    sides: &'static str,
    /// The last day of payment.
    last_payment: Option<String>,
    /// The first day that counts.
    late_fee_from: String,
    /// The spans of days in which it could be asked for.
    apply: Vec<[String; 2]>,
    source: String,
    law: Option<String>,
    confidence: &'static str,
    note: Option<String>,
}

impl DeferralJson {
    fn of(put_off: &Deferred, lang: Lang) -> DeferralJson {
        let [zh, en] = &put_off.names;
        let branches = Branch::ALL.into_iter().filter(|branch| put_off.branches.contains(*branch));
        let ground = &put_off.ground;
        DeferralJson {
            measure: put_off.measure.clone(),
            name: match lang {
                Lang::Zh => zh.clone(),
                Lang::En => en.clone(),
            },
            branches: branches.map(Branch::code).collect(),
            sides: put_off.sides.code(),
            last_payment: put_off.last_payment.map(|day| day.to_string()),
            late_fee_from: put_off.late_fee_from.to_string(),
            apply: put_off.apply.iter().map(|(from, to)| [from.to_string(), to.to_string()]).collect(),
            source: ground.source.clone(),
            law: ground.law.clone(),
            confidence: ground.confidence.code(),
            note: ground.note.as_deref().map(|note| words::in_language(lang, note).to_owned()),
        }
    }
}

impl LateFeeJson {
    /// The answer on the wire.
    pub fn of(region: &str, ask: &Ask, answer: &Answer, why: bool, lang: Lang) -> LateFeeJson {
        let fee = &answer.fee;
        let segment = |s: &Segment| SegmentJson {
            from: s.from.to_string(),
            to: s.to.to_string(),
            days: s.days,
            rate: s.rate.to_string(),
        };
        LateFeeJson {
            region: region.to_owned(),
            month: ask.month.to_string(),
            amount: ask.amount.to_string(),
            from: fee.from.to_string(),
            to: fee.to.map(|to| to.to_string()),
            days: fee.days,
            rate: answer.rate.to_string(),
            fee: fee.fee.to_string(),
            total: (ask.amount + fee.fee).to_string(),
            above_principal: answer.above_principal,
            difference_waived_until: answer.difference_waived.map(|day| day.to_string()),
            segments: fee.segments.iter().map(segment).collect(),
            deferral: answer.deferred.as_ref().map(|put_off| DeferralJson::of(put_off, lang)),
            confidence: super::confidence(&answer.doubts),
            doubts: super::doubts(&answer.doubts, lang),
            doubt: super::doubt(&answer.doubts, lang),
            why: why.then(|| WhyJson::of(&answer.why, lang)),
            fingerprint: answer.fingerprint.clone(),
        }
    }
}
