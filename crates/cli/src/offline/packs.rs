//! `shebao policy`: the packs, their parameters, their tests, what differs between two of them.

mod differences;
mod names;
mod parameters;
mod tests_of_packs;

use std::collections::BTreeSet;
use std::process::ExitCode;

use serde::Serialize;
use units::{Date, Fact};
use words::Lang;

use super::table::{Side, Table};
use crate::Ended;
use crate::command::Policy;
use crate::terminal::Terminal;

#[derive(Serialize)]
struct Region {
    region: String,
    name: String,
    files: usize,
    parameters: usize,
    rows: usize,
    doubtful: usize,
    examples: usize,
    fingerprint: String,
}

/// `shebao policy`
pub fn run(ask: &Policy, terminal: &mut Terminal<'_>) -> Ended {
    match ask {
        Policy::List { known_on } => list(known_on.as_deref(), terminal),
        Policy::Show(ask) => parameters::show(ask, terminal),
        Policy::Test {
            region,
            coverage,
            known_on,
        } => {
            let known_on = known_on.as_deref().map(|day| terminal.day("--known-on", day)).transpose()?;
            tests_of_packs::test(region.as_deref(), known_on, *coverage, terminal)
        }
        Policy::Diff(ask) => differences::run(ask, terminal),
    }
}

/// The regions with what is on file about them, rows that were not known on the day left out.
fn list(known_on: Option<&str>, terminal: &mut Terminal<'_>) -> Ended {
    let known_on = terminal.known_on(known_on)?;
    let language = match terminal.lang {
        Lang::Zh => "zh",
        Lang::En => "en",
    };
    let mut regions = Vec::new();
    for region in terminal.packs()?.regions() {
        let book = terminal.book(region)?;
        let examples = terminal.packs()?.examples(region).map_err(|faults| terminal.broken(&faults))?.len();
        let rows = book.parameters().flat_map(|parameter| book.history(parameter));
        let rows: Vec<_> = rows.filter(|row| row.ground.known_on <= known_on).collect();
        let parameters: BTreeSet<&str> = rows.iter().map(|row| row.ground.parameter.as_str()).collect();
        regions.push(Region {
            region: region.to_owned(),
            name: book.name(language).to_owned(),
            files: book.texts().count(),
            parameters: parameters.len(),
            rows: rows.len(),
            doubtful: rows.iter().filter(|row| row.ground.confidence.is_doubtful()).count(),
            examples,
            fingerprint: book.fingerprint().to_owned(),
        });
    }
    if terminal.json {
        terminal.object(&serde_json::json!({ "known_on": known_on.to_string(), "regions": regions }))?;
        return Ok(ExitCode::SUCCESS);
    }
    let word = |key: &str| terminal.say(key, &[]);
    let head = [
        "packs.region",
        "packs.parameters",
        "packs.rows",
        "packs.doubtful",
        "packs.examples",
        "packs.fingerprint",
        "packs.name",
    ]
    .map(word);
    let mut lines = vec![head];
    lines.extend(regions.into_iter().map(|r| {
        let short = r.fingerprint.get(..12).unwrap_or_default().to_owned();
        let [parameters, rows, doubtful, examples] = [r.parameters, r.rows, r.doubtful, r.examples].map(|n| n.to_string());
        [r.region, parameters, rows, doubtful, examples, short, r.name]
    }));
    table(&lines, &[1, 2, 3, 4], terminal)?;
    Ok(ExitCode::SUCCESS)
}

/// Writes rows as columns under their head; the columns named stand right.
fn table<const N: usize>(rows: &[[String; N]], right: &[usize], terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    let Some((head, rows)) = rows.split_first() else { return Ok(()) };
    let side = |place: usize| if right.contains(&place) { Side::Right } else { Side::Left };
    let mut table = Table::new(head.iter().enumerate().map(|(place, name)| (name.clone(), side(place))));
    rows.iter().for_each(|row| table.row(row.clone()));
    table.write(terminal)
}

/// A day as a fact: what the packs say of it stands in ISO form.
fn iso(day: Date) -> Fact {
    Fact::Text(day.to_string())
}
