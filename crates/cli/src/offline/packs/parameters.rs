//! `shebao policy show`: every parameter of a month, or every row of some parameters, with its source.

use std::collections::BTreeMap;
use std::process::ExitCode;

use policy::{Book, Listed};
use serde::Serialize;
use units::Fact;

use super::{iso, table};
use crate::Ended;
use crate::command::ShowPolicy;
use crate::terminal::{Ink, Terminal};

/// One row of a parameter.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Parameter {
    /// Its key.
    pub parameter: String,
    /// Whom it is for; empty: for all.
    #[serde(rename = "for", skip_serializing_if = "String::is_empty")]
    pub applies: String,
    /// As the pack writes it.
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
    /// To be looked up only: no calculator reads it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    informational: bool,
}

impl Parameter {
    /// Of a row of a book.
    pub fn of(listed: Listed) -> Parameter {
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
            note: ground.note,
            place: ground.place,
        }
    }

    /// As a line of a table: parameter, value, months, day of knowledge, confidence, sources, payers.
    pub fn cells(&self) -> [String; 7] {
        let until = self.valid_until.as_deref().unwrap_or("");
        let assumed = if self.known_on_assumed { "?" } else { "" };
        [
            self.parameter.clone(),
            self.value.clone(),
            format!("{}..{until}", self.valid_from),
            format!("{}{assumed}", self.known_on),
            self.confidence.to_owned(),
            self.source.clone(),
            self.applies.clone(),
        ]
    }

    fn is_doubtful(&self) -> bool {
        !matches!(self.confidence, "A" | "B")
    }
}

/// The heading of such lines.
pub fn heading(terminal: &Terminal<'_>) -> [String; 7] {
    [
        "packs.parameter",
        "packs.value",
        "packs.months",
        "packs.known_on",
        "packs.confidence",
        "packs.source",
        "packs.for",
    ]
    .map(|key| terminal.say(key, &[]))
}

/// `shebao policy show`
pub fn show(ask: &ShowPolicy, terminal: &mut Terminal<'_>) -> Ended {
    let month = terminal.month("--month", &ask.month)?;
    let known_on = terminal.known_on(ask.known_on.as_deref())?;
    let book = terminal.book(&ask.region)?;
    let wanted = |parameter: &str| ask.parameter.as_deref().is_none_or(|prefix| parameter.starts_with(prefix));
    let rows: Vec<Listed> = if ask.history {
        book.parameters().flat_map(|parameter| book.history(parameter)).collect()
    } else {
        book.listed(month, known_on)
    };
    let parameters: Vec<Parameter> = rows.into_iter().map(Parameter::of).filter(|p| wanted(&p.parameter)).collect();
    let sources = sources(&book, &parameters);
    if terminal.json {
        let answer = serde_json::json!({
            "region": ask.region, "month": month.to_string(), "known_on": known_on.to_string(), "fingerprint": book.fingerprint(),
            "parameters": parameters, "sources": sources,
        });
        terminal.object(&answer)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut lines = vec![heading(terminal)];
    lines.extend(parameters.iter().map(Parameter::cells));
    table(&lines, &[1], terminal)?;
    doubts(&parameters, terminal)?;
    informational(&parameters, terminal)?;
    if parameters.iter().any(|p| p.known_on_assumed) {
        terminal.line(&format!("\n{}", terminal.say("packs.assumed", &[])))?;
    }
    terminal.line(&format!("\n{}", terminal.say("packs.sources", &[("known_on", iso(known_on))])))?;
    let wide = sources.keys().map(String::len).max().unwrap_or(0);
    for (key, title) in sources {
        terminal.line(&format!("  {key:wide$}  {title}"))?;
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
            ("parameter", Fact::Text(p.parameter.clone())),
            ("confidence", Fact::Text(p.confidence.to_owned())),
            ("meaning", Fact::Word(format!("confidence.{}", p.confidence))),
            ("note", Fact::Note(p.note.clone().unwrap_or_default())),
        ];
        let doubt = terminal.say("packs.doubt", &facts);
        if !said.contains(&doubt) {
            said.push(doubt);
        }
    }
    if !said.is_empty() {
        terminal.line(&format!("\n{}", terminal.say("packs.not_sure", &[])))?;
    }
    said.iter().try_for_each(|doubt| terminal.line(&format!("  {}", doubt.trim_end())))
}
