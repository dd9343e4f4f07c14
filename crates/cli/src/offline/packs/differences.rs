//! `shebao policy diff`: the rows that differ between two packs, two months, or two days of knowledge.

use std::collections::BTreeSet;
use std::process::ExitCode;

use reckoned::Stop;
use serde::Serialize;
use units::{Date, Fact, Month};

use super::parameters::{Parameter, listing};
use crate::Ended;
use crate::command::DiffPolicy;
use crate::terminal::Terminal;

/// One of the two.
#[derive(Serialize)]
struct Side {
    region: String,
    month: String,
    known_on: String,
    fingerprint: String,
}

#[derive(Serialize)]
struct Difference {
    parameter: String,
    a: Vec<Parameter>,
    b: Vec<Parameter>,
}

/// `shebao policy diff`
pub fn run(ask: &DiffPolicy, terminal: &mut Terminal<'_>) -> Ended {
    let (side_a, a) = side(&ask.a, ask, terminal)?;
    let (side_b, b) = side(&ask.b, ask, terminal)?;
    let differences = between(&a, &b);
    if terminal.json {
        terminal.object(&serde_json::json!({ "a": side_a, "b": side_b, "differences": differences }))?;
        return Ok(ExitCode::SUCCESS);
    }
    for (mark, side) in [("−", &side_a), ("+", &side_b)] {
        terminal.line(&format!("{mark} {}  {}  {}", side.region, side.month, side.known_on))?;
    }
    let mut rows = Vec::new();
    for difference in &differences {
        rows.extend(difference.a.iter().map(|p| ("−", p)));
        rows.extend(difference.b.iter().map(|p| ("+", p)));
    }
    if !rows.is_empty() {
        listing(&rows, terminal)?;
    }
    let count = [("parameters", Fact::Count(differences.len() as i64))];
    terminal.line(&terminal.say("packs.differences", &count))?;
    Ok(ExitCode::SUCCESS)
}

/// A region, a month, or a day of knowledge, with the options for the rest.
fn side(text: &str, ask: &DiffPolicy, terminal: &Terminal<'_>) -> Result<(Side, Vec<Parameter>), Stop> {
    let (mut region, mut month) = (ask.region.clone(), ask.month.clone());
    let mut known_on = ask.known_on.clone();
    if let Ok(found) = Month::parse(text) {
        month = Some(found.to_string());
    } else if text.parse::<Date>().is_ok() {
        known_on = Some(text.to_owned());
    } else {
        text.clone_into(&mut region);
    }
    let month = match month {
        Some(month) => terminal.month("--month", &month)?,
        None => Month::of(terminal.today),
    };
    let known_on = terminal.known_on(known_on.as_deref())?;
    let book = terminal.book(&region)?;
    let rows = book
        .listed(month, known_on)
        .into_iter()
        .map(|row| Parameter::of(row, terminal.lang))
        .collect();
    let side = Side {
        region,
        month: month.to_string(),
        known_on: known_on.to_string(),
        fingerprint: book.fingerprint().to_owned(),
    };
    Ok((side, rows))
}

/// The parameters whose rows say something else to somebody, each with the rows of its own on both sides.
fn between(a: &[Parameter], b: &[Parameter]) -> Vec<Difference> {
    let parameters: BTreeSet<&str> = a.iter().chain(b).map(|p| p.parameter.as_str()).collect();
    let own = |rows: &[Parameter], others: &[Parameter], parameter: &str| -> Vec<Parameter> {
        let says_the_same = |row: &Parameter, other: &Parameter| {
            other.parameter == row.parameter && other.applies == row.applies && other.value == row.value
        };
        let is_own = |row: &&Parameter| row.parameter == parameter && !others.iter().any(|other| says_the_same(row, other));
        rows.iter().filter(is_own).cloned().collect()
    };
    let differences = parameters.into_iter().map(|parameter| Difference {
        parameter: parameter.to_owned(),
        a: own(a, b, parameter),
        b: own(b, a, parameter),
    });
    differences.filter(|d| !d.a.is_empty() || !d.b.is_empty()).collect()
}
