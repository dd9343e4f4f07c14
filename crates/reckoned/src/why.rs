use std::collections::BTreeMap;

use domain::Provenance;
use domain::reckon::why::Why;
use policy::Book;
use serde::Serialize;
use units::{Fact, Rate};
use words::Lang;

use crate::row_rests_on;

/// One conclusion and what it rests on.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct WhyJson {
    /// The kind of conclusion.
    rule: &'static str,
    /// The same as a sentence, in the language asked for.
    says: String,
    /// The figures in it, by name.
    inputs: BTreeMap<&'static str, String>,
    /// The amount before rounding.
    #[serde(skip_serializing_if = "Option::is_none")]
    exact: Option<String>,
    /// The parameter it rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    law: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    known_on: Option<String>,
    /// Whether no day of publication is on file.
    #[serde(skip_serializing_if = "Option::is_none")]
    known_on_assumed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<&'static str>,
    /// Whether it stands in for a value that is not published yet.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    provisional: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schema(no_recursion))]
    because: Vec<WhyJson>,
}

impl WhyJson {
    /// The tree with its sentences in a language.
    pub fn of(why: &Why, lang: Lang) -> WhyJson {
        let ground = why.ground.as_ref();
        WhyJson {
            rule: why.rule,
            says: sentence(why, lang),
            inputs: why.facts.iter().map(|(name, fact)| (*name, words::plain(lang, fact))).collect(),
            exact: why.exact.clone(),
            parameter: ground.map(|g| g.parameter.clone()),
            value: ground.map(|g| plain_value(&g.value)),
            source: ground.map(|g| g.source.clone()),
            law: ground.and_then(|g| g.law.clone()),
            valid_from: ground.map(|g| g.valid_from.to_string()),
            valid_until: ground.and_then(|g| g.valid_until).map(|until| until.to_string()),
            known_on: ground.map(|g| g.known_on.to_string()),
            known_on_assumed: ground.map(|g| g.known_on_assumed),
            confidence: ground.map(|g| g.confidence.code()),
            provisional: ground.is_some_and(|g| g.carried.is_some()),
            because: why.because.iter().map(|why| WhyJson::of(why, lang)).collect(),
        }
    }
}

/// The value of a row as machines read it: each rate in it a decimal fraction, all else as the pack writes it.
pub fn plain_value(value: &str) -> String {
    let plain = |part: &str| match Rate::parse(part) {
        Ok(rate) if part.ends_with(['%', '‰']) => rate.to_string(),
        Ok(_) | Err(_) => part.to_owned(),
    };
    value.split(' ').map(plain).collect::<Vec<_>>().join(" ")
}

/// A conclusion in words.
pub fn sentence(why: &Why, lang: Lang) -> String {
    let mut facts = why.facts.clone();
    facts.push(("exact", Fact::Text(why.exact.clone().unwrap_or_default())));
    words::say(lang, &format!("why.{}", why.rule), &facts).trim_end().to_owned()
}

/// Where a value comes from, with the keys of its sources: for those who audit.
pub fn ground(ground: &Provenance, lang: Lang) -> String {
    let law = ground.law.as_deref().map(|law| format!("  {law}")).unwrap_or_default();
    format!("{}{law}", said_by(ground, &ground.source, lang))
}

/// Where a value comes from, for everybody who reads a page.
pub fn shown_ground(book: &Book, ground: &Provenance, lang: Lang) -> String {
    said_by(ground, &row_rests_on(book, ground, lang), lang)
}

fn said_by(ground: &Provenance, source: &str, lang: Lang) -> String {
    let text = |text: &str| Fact::Text(text.to_owned());
    let facts = [
        ("parameter", Fact::Parameter(ground.parameter.clone())),
        ("value", text(&ground.value)),
        ("from", Fact::Month(ground.valid_from)),
        ("known_on", Fact::Day(ground.known_on)),
        ("source", text(source)),
    ];
    let key = if ground.known_on_assumed {
        "why.ground_assumed"
    } else {
        "why.ground"
    };
    let said = words::say(lang, key, &facts);
    let carried = ground.carried.map(|carried| {
        let facts = [
            ("published_until", Fact::Month(carried.published_until)),
            ("until", Fact::Month(carried.until)),
        ];
        words::say(lang, "why.ground_carried", &facts)
    });
    format!("{said}{}", carried.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_a_decimal_fraction_for_machines() {
        for (written, plain) in [
            ("16%", "0.16"),
            ("0.5‰", "0.0005"),
            ("1.50%", "0.015"),
            ("0.5% 0.8% 1.2%", "0.005 0.008 0.012"),
            ("110%", "1.1"),
            ("7162", "7162"),
            ("60, +1/4, +36", "60, +1/4, +36"),
            ("unknown", "unknown"),
        ] {
            assert_eq!(plain_value(written), plain, "{written}");
        }
    }
}
