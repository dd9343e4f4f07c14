use domain::Branch;
use domain::late_fee::Segment;
use domain::reckon::deferral::Deferred;
use domain::reckon::fee::{Answer, Ask};
use serde::Serialize;
use utoipa::ToSchema;
use words::Lang;

use super::{DoubtJson, WhyJson};

/// The late fee of a service month to a day.
#[derive(Clone, Debug, Serialize, ToSchema)]
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
    /// The days by rate.
    segments: Vec<SegmentJson>,
    /// The measure that put the money off, where one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    deferral: Option<DeferralJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    doubts: Vec<DoubtJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<WhyJson>,
    /// Fingerprint of the pack.
    fingerprint: String,
}

/// Days at one rate.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct SegmentJson {
    from: String,
    to: String,
    days: u32,
    rate: String,
}

/// A deferral by approval.
#[derive(Clone, Debug, Serialize, ToSchema)]
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
            note: ground.note.clone(),
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
            segments: fee.segments.iter().map(segment).collect(),
            deferral: answer.deferred.as_ref().map(|put_off| DeferralJson::of(put_off, lang)),
            confidence: super::confidence(&answer.doubts),
            doubts: super::doubts(&answer.doubts),
            why: why.then(|| WhyJson::of(&answer.why, lang)),
            fingerprint: answer.fingerprint.clone(),
        }
    }
}
