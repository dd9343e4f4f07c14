//! `shebao policy show`: every parameter of a month, or every row of some parameters, with its source.

use std::collections::BTreeMap;
use std::process::ExitCode;

use policy::{Book, Listed};
use reckoned::carried_key;
use serde::{Serialize, Serializer};
use units::Fact;
use words::Lang;

use super::{iso, names};
use crate::Ended;
use crate::command::ShowPolicy;
use crate::offline::reasons::hanging;
use crate::offline::table::{Side, Table};
use crate::terminal::{Ink, Terminal};

/// One row of a parameter.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Parameter {
    /// Its key.
    pub parameter: String,
    /// Whom it is for; empty: for all.
    #[serde(rename = "for", skip_serializing_if = "String::is_empty")]
    pub applies: String,
    /// As the pack writes it; for machines each rate is a decimal fraction.
    #[serde(serialize_with = "plain_value")]
    pub value: String,
    valid_from: String,
    valid_until: Option<String>,
    known_on: String,
    known_on_assumed: bool,
    source: String,
    law: Option<String>,
    confidence: &'static str,
    note: Option<String>,
    place: String,
    /// Whether it stands in for a value that is not published yet.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    provisional: bool,
    /// The last month it stands in for.
    #[serde(skip_serializing_if = "Option::is_none")]
    carried_until: Option<String>,
    /// To be looked up only: no calculator reads it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    informational: bool,
}

fn plain_value<S: Serializer>(value: &str, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&reckoned::plain_value(value))
}

impl Parameter {
    /// Of a row of a book.
    pub fn of(listed: Listed, lang: Lang) -> Parameter {
        let ground = listed.ground;
        Parameter {
            informational: policy::is_informational(&ground.parameter),
            parameter: ground.parameter,
            applies: listed.applies,
            value: ground.value,
            valid_from: ground.valid_from.to_string(),
            valid_until: ground.valid_until.map(|until| until.to_string()),
            known_on: ground.known_on.to_string(),
            known_on_assumed: ground.known_on_assumed,
            source: ground.source,
            law: ground.law,
            confidence: ground.confidence.code(),
            provisional: ground.carried.is_some(),
            carried_until: ground.carried.map(|carried| carried.until.to_string()),
            note: ground.note.as_deref().map(|note| words::in_language(lang, note).to_owned()),
            place: ground.place,
        }
    }

    /// As a line of a table: parameter, value, months, day of knowledge, confidence, sources, payers.
    fn cells(&self) -> [String; 7] {
        [
            self.parameter.clone(),
            self.value.clone(),
            self.months(),
            self.known(),
            self.confidence.to_owned(),
            self.source.clone(),
            self.applies.clone(),
        ]
    }

    fn months(&self) -> String {
        let months = format!("{}..{}", self.valid_from, self.valid_until.as_deref().unwrap_or(""));
        match &self.carried_until {
            Some(until) => format!("{months} → {until}"),
            None => months,
        }
    }

    fn known(&self) -> String {
        format!("{}{}", self.known_on, if self.known_on_assumed { "?" } else { "" })
    }

    /// All of it but parameter and value, in a sentence.
    fn rest(&self, terminal: &Terminal<'_>) -> String {
        let facts = [
            ("months", Fact::Text(self.months())),
            ("known_on", Fact::Text(self.known())),
            ("confidence", Fact::Text(self.confidence.to_owned())),
            ("source", Fact::Text(self.source.clone())),
            ("for", Fact::Text(self.applies.clone())),
        ];
        let key = if self.applies.is_empty() { "packs.row" } else { "packs.row_for" };
        terminal.say(key, &facts)
    }

    /// What is doubtful about it: that it stands in, until when, and what the pack remarks.
    fn remark(&self, terminal: &Terminal<'_>) -> String {
        let note = terminal.say("doubt.note", &[("note", Fact::Note(self.note.clone().unwrap_or_default()))]);
        let Some(until) = &self.carried_until else { return note };
        let facts = [
            ("published_until", Fact::Text(self.valid_until.clone().unwrap_or_default())),
            ("until", Fact::Text(until.clone())),
            ("note", Fact::Text(note)),
        ];
        terminal.say(carried_key(&self.parameter), &facts)
    }

    fn is_doubtful(&self) -> bool {
        !matches!(self.confidence, "A" | "B")
    }
}

/// Writes rows, each behind its mark where there are two sides: as a table of seven columns where the output goes elsewhere, on a
/// terminal with parameter and value on one line and the rest below them.
pub fn listing(rows: &[(&'static str, &Parameter)], terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    let is_marked = rows.iter().any(|(mark, _)| !mark.is_empty());
    let heading = [
        ("packs.parameter", Side::Left),
        ("packs.value", Side::Right),
        ("packs.months", Side::Left),
        ("packs.known_on", Side::Left),
        ("packs.confidence", Side::Left),
        ("packs.source", Side::Left),
        ("packs.for", Side::Left),
    ];
    let shown = if terminal.columns.is_some() { 2 } else { heading.len() };
    let mark = is_marked.then(|| (String::new(), Side::Left));
    let named = heading.into_iter().take(shown).map(|(key, side)| (terminal.say(key, &[]), side));
    let mut table = Table::new(mark.into_iter().chain(named));
    for (mark, parameter) in rows {
        let mark = is_marked.then(|| (*mark).to_owned());
        table.row(mark.into_iter().chain(parameter.cells().into_iter().take(shown)));
        if terminal.columns.is_some() {
            table.note(4, parameter.rest(terminal), true);
        }
    }
    table.write(terminal)
}

/// `shebao policy show`
pub fn show(ask: &ShowPolicy, terminal: &mut Terminal<'_>) -> Ended {
    let month = terminal.month("--month", &ask.month)?;
    let known_on = terminal.known_on(ask.known_on.as_deref())?;
    let book = terminal.book(&ask.region)?;
    let wanted = |parameter: &str| ask.parameter.as_deref().is_none_or(|prefix| parameter.starts_with(prefix));
    let rows: Vec<Listed> = if ask.history {
        let dated = book.parameters().flat_map(|parameter| book.history(parameter));
        dated.chain(book.tables()).collect()
    } else {
        [book.listed(month, known_on), book.tabled(month, known_on)].concat()
    };
    let parameters: Vec<Parameter> = rows
        .into_iter()
        .map(|row| Parameter::of(row, terminal.lang))
        .filter(|p| wanted(&p.parameter))
        .collect();
    let unknown = names::unknown(&book, &parameters, wanted);
    if parameters.is_empty() {
        return Err(names::nothing(&book, ask, month, &unknown, terminal)?.into());
    }
    let sources = sources(&book, &parameters);
    if terminal.json {
        let answer = serde_json::json!({
            "region": ask.region, "month": month.to_string(), "known_on": known_on.to_string(), "fingerprint": book.fingerprint(),
            "parameters": parameters, "without_value": unknown, "sources": sources,
        });
        terminal.object(&answer)?;
        return Ok(ExitCode::SUCCESS);
    }
    let rows: Vec<(&str, &Parameter)> = parameters.iter().map(|parameter| ("", parameter)).collect();
    listing(&rows, terminal)?;
    doubts(&parameters, terminal)?;
    informational(&parameters, terminal)?;
    names::tell(&unknown, month, terminal)?;
    if parameters.iter().any(|p| p.known_on_assumed) {
        terminal.line("")?;
        terminal.prose(0, &terminal.say("packs.assumed", &[]), Ink::Plain)?;
    }
    terminal.line(&format!("\n{}", terminal.say("packs.sources", &[("known_on", iso(known_on))])))?;
    let wide = sources.keys().map(String::len).max().unwrap_or(0);
    let under = " ".repeat(wide + 4);
    for (key, title) in sources {
        hanging(&format!("  {key:wide$}  "), &under, &title, Ink::Plain, terminal)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The sources that rows name, with their titles.
fn sources(book: &Book, parameters: &[Parameter]) -> BTreeMap<String, String> {
    let keys = parameters.iter().flat_map(|p| p.source.split_whitespace());
    keys.map(|key| (key.to_owned(), book.source(key).unwrap_or_default().to_owned()))
        .collect()
}

/// What is there to be looked up only.
fn informational(parameters: &[Parameter], terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    let mut names: Vec<String> = parameters.iter().filter(|p| p.informational).map(|p| p.parameter.clone()).collect();
    names.dedup();
    if names.is_empty() {
        return Ok(());
    }
    let facts = [("parameters", Fact::Text(words::join(terminal.lang, &names)))];
    terminal.line("")?;
    terminal.prose(0, &terminal.say("packs.informational", &facts), Ink::Plain)
}

/// What is not sure, each remark once.
fn doubts(parameters: &[Parameter], terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    let mut said: Vec<String> = Vec::new();
    for p in parameters.iter().filter(|p| p.is_doubtful()) {
        let facts = [
            ("parameter", Fact::Text(words::parameter(terminal.lang, &p.parameter))),
            ("confidence", Fact::Text(p.confidence.to_owned())),
            ("meaning", Fact::Word(format!("confidence.{}", p.confidence))),
            ("note", Fact::Text(p.remark(terminal))),
        ];
        let doubt = terminal.say("packs.doubt", &facts);
        if !said.contains(&doubt) {
            said.push(doubt);
        }
    }
    if !said.is_empty() {
        terminal.line(&format!("\n{}", terminal.say("packs.not_sure", &[])))?;
    }
    said.iter()
        .try_for_each(|doubt| hanging("  ", "    ", doubt.trim_end(), Ink::Plain, terminal))
}

#[cfg(test)]
mod tests {
    use policy::Packs;

    #[test]
    fn every_parameter_of_every_pack_has_a_name_in_both_languages() {
        let packs = Packs::embedded();
        for region in packs.regions() {
            let book = packs.book(region).expect("a pack");
            for parameter in book.parameters() {
                // Each sentence has both languages, or the build fails.
                assert!(words::knows(&format!("parameter.{parameter}")), "{parameter}");
            }
        }
    }
}
