use std::process::ExitCode;

use domain::reckon::route::{Ask, Part, route};
use policy::Category;
use serde::Serialize;
use units::{Fact, Month};

use crate::Ended;
use crate::command;
use crate::stop::{Stop, ValueKind};
use crate::terminal::Terminal;

#[derive(Serialize)]
struct Answer {
    region: String,
    on: String,
    known_on: String,
    parts: Vec<WirePart>,
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
        on,
        known_on,
    };
    let parts = route(&book, &question).map_err(|refused| terminal.refused(&refused))?;
    if terminal.json {
        let answer = Answer {
            region: ask.region.clone(),
            on: on.to_string(),
            known_on: known_on.to_string(),
            parts: parts.iter().map(|part| wire(part, terminal)).collect(),
            fingerprint: book.fingerprint().to_owned(),
        };
        terminal.object(&answer)?;
    } else {
        print(&parts, terminal)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// `2026-07..2026-08`, one month, or several of these with commas between them.
fn months(text: &str, terminal: &Terminal<'_>) -> Result<Vec<Month>, Stop> {
    let mut months = Vec::new();
    for span in text.split(',') {
        let (from, to) = span.split_once("..").unwrap_or((span, span));
        let (from, to) = (terminal.month("--months", from.trim())?, terminal.month("--months", to.trim())?);
        if to < from || from.months_until(to) > 1_200 {
            return Err(terminal.wrong(ValueKind::Month, "--months", span));
        }
        months.extend(from.through(to));
    }
    Ok(months)
}

fn wire(part: &Part, terminal: &Terminal<'_>) -> WirePart {
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
    }
}

fn print(parts: &[Part], terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    let count = |n: u32| Fact::Count(i64::from(n));
    if parts.len() > 1 {
        terminal.line(&terminal.say("route.split", &[("parts", Fact::Count(parts.len() as i64))]))?;
    }
    for part in parts {
        let facts = [
            ("months", Fact::Text(spans(&part.months))),
            ("route", Fact::Word(format!("back_payment.route.{}", part.route.code))),
            ("why", Fact::Text(terminal.say(part.why.key(), &part.why.facts()))),
        ];
        terminal.line(&terminal.say("route.part", &facts))?;
        if let Some(days) = part.days {
            terminal.line(&terminal.say("route.part.days", &[("days", count(days))]))?;
        }
        if part.online {
            terminal.line(&terminal.say("route.part.online", &[]))?;
        }
        for paper in &part.papers {
            let facts = [
                ("paper", Fact::Word(format!("back_payment.paper.{}", paper.code))),
                ("copies", count(paper.copies)),
                ("seal", Fact::Word(format!("back_payment.seal.{}", paper.seal.code()))),
                ("law", Fact::Text(paper.law.clone())),
            ];
            terminal.line(&terminal.say("route.part.paper", &facts))?;
        }
        for form in &part.forms {
            let facts = [
                ("form", Fact::Word(format!("back_payment.form.{}", form.code))),
                ("copies", count(form.copies)),
                ("seal", Fact::Word(format!("back_payment.seal.{}", form.seal.code()))),
            ];
            terminal.line(&terminal.say("route.part.form", &facts))?;
        }
    }
    Ok(())
}

/// The months as spans without gaps.
fn spans(months: &[Month]) -> String {
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
