use std::process::ExitCode;

use domain::reckon::route::{Ask, Part, doubts, route};
use policy::Category;
use reckoned::{DoubtJson, Stop, Usage, ValueKind, WhyJson};
use serde::Serialize;
use units::{Fact, Month};

use super::reasons;
use super::table::{Side, Table};
use crate::Ended;
use crate::command;
use crate::terminal::{Ink, Terminal};

#[derive(Serialize)]
struct Answer {
    region: String,
    on: String,
    known_on: String,
    parts: Vec<WirePart>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    doubts: Vec<DoubtJson>,
    /// The doubts in the reader's language, one a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    doubt: Option<String>,
    fingerprint: String,
}

#[derive(Serialize)]
struct WirePart {
    months: Vec<String>,
    route: String,
    steps: Vec<String>,
    papers: Vec<WirePaper>,
    forms: Vec<WireForm>,
    online: bool,
    /// The months of these that go through the tax authority.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tax_authority_months: Vec<String>,
    /// Working days of its review.
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    doubts: Vec<DoubtJson>,
    /// What the way rests on, where asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<WhyJson>,
}

#[derive(Serialize)]
struct WirePaper {
    name: String,
    copies: u32,
    seal: &'static str,
}

#[derive(Serialize)]
struct WireForm {
    name: String,
    copies: u32,
}

/// `shebao route`
pub fn run(ask: &command::Route, terminal: &mut Terminal<'_>) -> Ended {
    let months = months(&ask.months, terminal)?;
    let category = terminal.coded("--category", &ask.category, Category::from_code, &Category::ALL.map(Category::code))?;
    let on = match &ask.on {
        Some(day) => terminal.day("--on", day)?,
        None => terminal.today,
    };
    let known_on = terminal.known_on(ask.known_on.as_deref())?;
    let book = terminal.book(&ask.region)?;
    let question = Ask {
        months,
        category,
        before: 0,
        on,
        known_on,
    };
    let parts = route(&book, &question).map_err(|refused| terminal.refused(&refused))?;
    if terminal.json {
        let answer = Answer {
            region: ask.region.clone(),
            on: on.to_string(),
            known_on: known_on.to_string(),
            parts: parts.iter().map(|part| wire(part, ask.why, terminal)).collect(),
            confidence: reckoned::confidence(&doubts(&parts)),
            doubts: reckoned::doubts(&doubts(&parts), terminal.lang),
            doubt: reckoned::doubt(&doubts(&parts), terminal.lang),
            fingerprint: book.fingerprint().to_owned(),
        };
        terminal.object(&answer)?;
    } else {
        print(&parts, ask.why, terminal)?;
        reasons::fingerprint(book.fingerprint(), terminal)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// `2026-07..2026-08`, one month, or several of these with commas between them.
fn months(text: &str, terminal: &Terminal<'_>) -> Result<Vec<Month>, Stop> {
    let mut months = Vec::new();
    for span in text.split(',') {
        let (from, to) = span.split_once("..").unwrap_or((span, span));
        let (from, to) = (terminal.month("--months", from.trim())?, terminal.month("--months", to.trim())?);
        if to < from {
            return Err(terminal.usage(&Usage::MonthsReversed {
                option: "--months",
                from,
                to,
            }));
        }
        if from.months_until(to) > 1_200 {
            return Err(terminal.wrong(ValueKind::Month, "--months", span));
        }
        months.extend(from.through(to));
    }
    Ok(months)
}

fn wire(part: &Part, why: bool, terminal: &Terminal<'_>) -> WirePart {
    let name = |kind: &str, code: &str| terminal.say(&format!("back_payment.{kind}.{code}"), &[]);
    WirePart {
        months: part.months.iter().map(Month::to_string).collect(),
        route: part.route.code.clone(),
        steps: part.route.steps.clone(),
        papers: part
            .papers
            .iter()
            .map(|paper| WirePaper {
                name: name("paper", &paper.code),
                copies: paper.copies,
                seal: paper.seal.code(),
            })
            .collect(),
        forms: part
            .forms
            .iter()
            .map(|form| WireForm {
                name: name("form", &form.code),
                copies: form.copies,
            })
            .collect(),
        online: part.online,
        tax_authority_months: part.through_tax.iter().map(Month::to_string).collect(),
        days: part.days,
        confidence: reckoned::confidence(&part.doubts),
        doubts: reckoned::doubts(&part.doubts, terminal.lang),
        why: why.then(|| WhyJson::of(&part.reasons(), terminal.lang)),
    }
}

fn print(parts: &[Part], why: bool, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    if parts.len() > 1 {
        let facts = [("parts", Fact::Count(parts.len() as i64))];
        terminal.prose(0, &terminal.say("route.split", &facts), Ink::Plain)?;
    }
    for (place, part) in parts.iter().enumerate() {
        if parts.len() > 1 || place > 0 {
            terminal.line("")?;
        }
        print_part(part, terminal)?;
        if why {
            reasons::tree(&part.reasons(), terminal)?;
        }
    }
    Ok(())
}

/// The way of some months: why, how long, which steps, what to bring.
fn print_part(part: &Part, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    let facts = [
        ("months", Fact::Text(spans(&part.months))),
        ("route", Fact::Word(format!("back_payment.route.{}", part.route.code))),
        ("why", Fact::Text(terminal.say(part.why.key(), &part.why.facts()))),
    ];
    terminal.prose(0, &terminal.say("route.part", &facts), Ink::Strong)?;
    if let Some(days) = part.days {
        let days = [("days", Fact::Count(i64::from(days)))];
        terminal.prose(0, &terminal.say("route.part.days", &days), Ink::Plain)?;
    }
    if !part.through_tax.is_empty() {
        let months = [("months", Fact::Text(spans(&part.through_tax)))];
        terminal.prose(0, &terminal.say("route.part.tax", &months), Ink::Plain)?;
    }
    if part.online {
        terminal.prose(0, &terminal.say("route.part.online", &[]), Ink::Green)?;
    }
    let step = |code: &String| terminal.say(&format!("back_payment.step.{code}"), &[]);
    let steps: Vec<String> = part.route.steps.iter().map(step).collect();
    if !steps.is_empty() {
        terminal.prose(0, &steps.join(" → "), Ink::Plain)?;
    }
    brought(part, terminal).write(terminal)?;
    reasons::doubts(&part.doubts, terminal)
}

/// Papers and forms with their copies; below each its seal and its ground.
fn brought(part: &Part, terminal: &Terminal<'_>) -> Table {
    let name = |key: &str, side| (terminal.say(key, &[]), side);
    let mut table = Table::new([name("table.paper", Side::Left), name("table.copies", Side::Right)]);
    let word = |kind: &str, code: &str| terminal.say(&format!("back_payment.{kind}.{code}"), &[]);
    for paper in &part.papers {
        table.row([word("paper", &paper.code), paper.copies.to_string()]);
        let facts = [
            ("seal", Fact::Text(word("seal", paper.seal.code()))),
            ("law", Fact::Text(paper.law.clone())),
        ];
        table.note(4, terminal.say("route.part.law", &facts), true);
    }
    for form in &part.forms {
        table.row([word("form", &form.code), form.copies.to_string()]);
        table.note(4, word("seal", form.seal.code()), true);
    }
    table
}

/// The months as spans without gaps.
pub fn spans(months: &[Month]) -> String {
    let mut spans: Vec<(Month, Month)> = Vec::new();
    for &month in months {
        match spans.last_mut() {
            Some((_, last)) if last.next() == month => *last = month,
            _ => spans.push((month, month)),
        }
    }
    let told = |(from, to): &(Month, Month)| if from == to { from.to_string() } else { format!("{from}..{to}") };
    spans.iter().map(told).collect::<Vec<_>>().join(", ")
}
