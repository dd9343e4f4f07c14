//! The calculators as they are asked and answered in texts: options as typed in, one JSON shape out, the same for the command line, the
//! API and the browser. Every "no" is a [`Stop`] with the same code everywhere.
//!
//! Amounts are texts in yuan with two decimals, months `YYYY-MM`, days `YYYY-MM-DD`, rates decimal fractions. No clock: the day it is
//! comes with the [`Reader`]; no files: the packs come with the [`Shelf`].

mod account;
mod assess;
mod identity;
mod late_fee;
mod late_notice;
pub mod page;
mod question;
mod reader;
mod retirement;
mod shelf;
mod shown;
mod source;
mod stop;
mod typed;
mod why;
mod working_days;

pub use account::{SettleOptions, SettlementJson};
pub use assess::{AssessOptions, Assessment, AssessmentJson, StepJson, TotalsJson, stopped};
pub use identity::{CheckedJson, DivisionJson, IdentityJson, IdentityOptions, RemarkJson};
pub use late_fee::{LateFeeJson, LateFeeOptions};
pub use late_notice::{LateNoticeJson, late_of_roster_said, late_said};
pub use question::{Calculator, Question};
pub use reader::Reader;
pub use retirement::{RetireOptions, Retirement, RetirementJson};
pub use shelf::{NATION, Shelf, broken};
pub use shown::{ColumnKind, ColumnShown, PanelShown, Shown, ShownTone, TableShown, WhyShown};
pub use source::{rests_on, row_rests_on};
pub use stop::{Stop, StopWire, Usage, ValueKind};
pub use typed::{FieldRefused, Typed};
pub use why::{WhyJson, ground, plain_value, sentence, shown_ground};
pub use working_days::{WorkingDaysAnswer, WorkingDaysJson, WorkingDaysOptions};

use domain::reckon::person::{Doubt, LeftOut};
use serde::Serialize;
use units::Fact;
use words::Lang;

/// A parameter that was used although it is not sure.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DoubtJson {
    parameter: String,
    /// `C`, `D` or `R`.
    confidence: &'static str,
    note: Option<String>,
    /// Whether it stands in for a value that is not published yet.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    provisional: bool,
    /// The last month it was published for, where it stands in.
    #[serde(skip_serializing_if = "Option::is_none")]
    published_until: Option<String>,
    /// The last month it stands in for.
    #[serde(skip_serializing_if = "Option::is_none")]
    carried_until: Option<String>,
}

/// They on the wire. What stands in for a value not published yet says so in the reader's language.
pub fn doubts(doubts: &[Doubt], lang: Lang) -> Vec<DoubtJson> {
    let json = |doubt: &Doubt| DoubtJson {
        parameter: doubt.parameter.clone(),
        confidence: doubt.confidence.code(),
        note: match doubt.carried {
            Some(_) => Some(remark(doubt, lang)),
            None => doubt.note.as_deref().map(|note| words::in_language(lang, note).to_owned()),
        },
        provisional: doubt.carried.is_some(),
        published_until: doubt.carried.map(|carried| carried.published_until.to_string()),
        carried_until: doubt.carried.map(|carried| carried.until.to_string()),
    };
    doubts.iter().map(json).collect()
}

/// Whether some value stands in for one that is not published yet.
pub fn is_provisional(doubts: &[Doubt]) -> bool {
    doubts.iter().any(|doubt| doubt.carried.is_some())
}

/// What is doubtful about it: that it stands in, until when, and what the pack remarks.
fn remark(doubt: &Doubt, lang: Lang) -> String {
    let note = words::say(lang, "doubt.note", &[("note", Fact::Note(doubt.note.clone().unwrap_or_default()))]);
    let Some(carried) = doubt.carried else {
        return note.trim().to_owned();
    };
    let facts = [
        ("published_until", Fact::Month(carried.published_until)),
        ("until", Fact::Month(carried.until)),
        ("note", Fact::Text(note)),
    ];
    words::say(lang, carried_key(&doubt.parameter), &facts).trim_end().to_owned()
}

/// The key of the sentence that a value of this parameter stands in for one not published yet: an account's is replaced, a bill's is
/// settled by a difference.
pub fn carried_key(parameter: &str) -> &'static str {
    if parameter.starts_with("account.") {
        "doubt.carried.account"
    } else {
        "doubt.carried"
    }
}

/// What is left out of the totals, by the input that is missing or the parameter that is unknown.
pub fn missing<'a>(left_out: impl IntoIterator<Item = &'a LeftOut>) -> Vec<String> {
    left_out.into_iter().map(|left_out| left_out.code().to_owned()).collect()
}

/// The same in words: `class` is the key of the sentence where the class was not said.
pub fn left_out_said(left_out: &LeftOut, class: &str, lang: Lang) -> String {
    match left_out {
        LeftOut::InjuryClass => words::say(lang, class, &[]),
        LeftOut::Unknown(unknown) => {
            let facts = [
                ("parameter", Fact::Parameter(unknown.parameter.clone())),
                ("doubt", Fact::Note(unknown.doubt.clone().unwrap_or_default())),
            ];
            words::say(lang, "assess.left_out_unknown", &facts).trim_end().to_owned()
        }
    }
}

/// What is not sure in words, each remark once with all the parameters that it is about, by name and key.
pub fn doubted(doubts: &[Doubt], lang: Lang) -> Vec<String> {
    told(doubts, lang, |key| words::parameter(lang, key))
}

/// The same with the parameters by their names alone: for who looks at a page of a case.
pub fn doubted_by_name(doubts: &[Doubt], lang: Lang) -> Vec<String> {
    told(doubts, lang, |key| words::parameter_name(lang, key))
}

/// The same with the parameters by their keys alone, as machines know them.
pub fn doubted_by_key(doubts: &[Doubt], lang: Lang) -> Vec<String> {
    told(doubts, lang, str::to_owned)
}

fn told(doubts: &[Doubt], lang: Lang, called: impl Fn(&str) -> String) -> Vec<String> {
    let mut told: Vec<(&Doubt, Vec<String>)> = Vec::new();
    for doubt in doubts {
        let remark = |of: &Doubt| (of.confidence, of.note.clone(), of.carried);
        let same = |(other, _): &&mut (&Doubt, Vec<String>)| remark(other) == remark(doubt);
        match told.iter_mut().find(same) {
            Some((_, parameters)) => parameters.push(called(&doubt.parameter)),
            None => told.push((doubt, vec![called(&doubt.parameter)])),
        }
    }
    let said = told.into_iter().map(|(doubt, parameters)| {
        let facts = [
            ("parameter", Fact::Text(words::join(lang, &parameters))),
            ("meaning", Fact::Word(format!("confidence.{}", doubt.confidence.code()))),
            ("note", Fact::Text(remark(doubt, lang))),
        ];
        words::say(lang, "assess.doubtful", &facts).trim_end().to_owned()
    });
    said.collect()
}

/// The same in one text, a line each; nothing where all is sure.
pub fn doubt(doubts: &[Doubt], lang: Lang) -> Option<String> {
    let said = doubted_by_key(doubts, lang);
    (!said.is_empty()).then(|| said.join("\n"))
}

/// The pack that is meant where none is named.
fn beijing() -> String {
    "cn/beijing".to_owned()
}

/// The kind of employer that is meant where none is named.
fn enterprise() -> String {
    policy::EmployerKind::Enterprise.code().to_owned()
}

/// The least sure of them.
pub fn confidence(doubts: &[Doubt]) -> Option<&'static str> {
    doubts.first().map(|doubt| doubt.confidence.code())
}
