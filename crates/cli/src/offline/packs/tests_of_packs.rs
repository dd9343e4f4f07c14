//! `shebao policy test`: the worked examples of the packs, and the figures that none of them holds fast.

use std::process::ExitCode;

use domain::reckon::coverage::{Coverage, coverage};
use domain::reckon::worked_example::{self, Outcome};
use serde::Serialize;
use units::{Date, Fact};

use crate::Ended;
use crate::terminal::Terminal;

#[derive(Serialize)]
struct Failed {
    place: String,
    name: String,
    field: String,
    expected: String,
    got: String,
}

#[derive(Serialize)]
struct Uncovered {
    file: String,
    line: usize,
    parameter: String,
    field: String,
    was: String,
    is: String,
}

/// Status 1 where an example does not hold.
pub fn test(region: Option<&str>, known_on: Option<Date>, with_coverage: bool, terminal: &mut Terminal<'_>) -> Ended {
    let regions: Vec<String> = match region {
        Some(region) => terminal.book(region).map(|book| vec![book.region().to_owned()])?,
        None => terminal.packs()?.regions().into_iter().map(str::to_owned).collect(),
    };
    let mut outcome = Outcome::default();
    let mut covered = Coverage::default();
    for region in regions {
        let of_one = worked_example::run(terminal.packs()?, &region, known_on).map_err(|faults| terminal.broken(&faults))?;
        outcome.examples += of_one.examples;
        outcome.failed_examples += of_one.failed_examples;
        outcome.failed.extend(of_one.failed);
        if with_coverage {
            let of_one = coverage(terminal.packs()?, &region).map_err(|faults| terminal.broken(&faults))?;
            covered.figures += of_one.figures;
            covered.uncovered.extend(of_one.uncovered);
        }
    }
    let status = if outcome.failed.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    };
    if terminal.json {
        object(outcome, with_coverage.then_some(covered), terminal)?;
        return Ok(status);
    }
    unmet(&outcome, terminal)?;
    if with_coverage {
        uncovered(&covered, terminal)?;
    }
    let passed = outcome.examples - outcome.failed_examples;
    // The same words in both languages: scripts look for this line.
    terminal.line(&format!("examples: {passed} passed, {} failed", outcome.failed_examples))?;
    Ok(status)
}

fn object(outcome: Outcome, covered: Option<Coverage>, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    let failed: Vec<Failed> = outcome
        .failed
        .into_iter()
        .map(|f| Failed {
            place: f.place,
            name: f.name,
            field: f.field,
            expected: f.expected,
            got: f.got,
        })
        .collect();
    let passed = outcome.examples - outcome.failed_examples;
    let mut answer = serde_json::json!({ "examples": outcome.examples, "passed": passed, "failed": failed });
    if let Some(covered) = covered {
        let files: Vec<String> = covered.files().into_keys().map(str::to_owned).collect();
        let uncovered: Vec<Uncovered> = covered
            .uncovered
            .into_iter()
            .map(|u| Uncovered {
                file: u.file,
                line: u.line,
                parameter: u.parameter,
                field: u.field,
                was: u.was,
                is: u.is,
            })
            .collect();
        answer["coverage"] = serde_json::json!({ "figures": covered.figures, "uncovered_files": files, "uncovered": uncovered });
    }
    terminal.object(&answer)
}

fn unmet(outcome: &Outcome, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    let text = |text: &str| Fact::Text(text.to_owned());
    for f in &outcome.failed {
        let facts = [
            ("place", text(&f.place)),
            ("name", text(&f.name)),
            ("field", text(&f.field)),
            ("expected", text(&f.expected)),
            ("got", text(&f.got)),
        ];
        terminal.line(&terminal.say("policy.not_met", &facts))?;
    }
    let counts = [
        ("examples", Fact::Count(outcome.examples as i64)),
        ("failed", Fact::Count(outcome.failed_examples as i64)),
    ];
    terminal.line(&terminal.say("policy.tested", &counts))
}

/// The figures that could be changed without an example noticing, by file.
fn uncovered(covered: &Coverage, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    for figure in &covered.uncovered {
        let place = format!("{}:{}", figure.file, figure.line);
        terminal.line(&format!(
            "{place} {} {}: {} → {}",
            figure.parameter, figure.field, figure.was, figure.is
        ))?;
    }
    let counts = [
        ("figures", Fact::Count(covered.figures as i64)),
        ("uncovered", Fact::Count(covered.uncovered.len() as i64)),
    ];
    terminal.line(&terminal.say("packs.coverage", &counts))?;
    for (file, figures) in covered.files() {
        let facts = [("file", Fact::Text(file.to_owned())), ("figures", Fact::Count(figures as i64))];
        terminal.line(&terminal.say("packs.uncovered_file", &facts))?;
    }
    Ok(())
}
