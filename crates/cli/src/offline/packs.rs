use std::process::ExitCode;

use domain::reckon::worked_example;
use policy::Listed;
use serde::Serialize;
use units::Fact;
use words::Lang;

use super::padded;
use crate::Ended;
use crate::command::Policy;
use crate::terminal::Terminal;

#[derive(Serialize)]
struct Region {
    region: String,
    name: String,
    files: usize,
    fingerprint: String,
}

#[derive(Serialize)]
struct Parameter {
    parameter: String,
    #[serde(rename = "for", skip_serializing_if = "String::is_empty")]
    applies: String,
    value: String,
    valid_from: String,
    valid_until: Option<String>,
    known_on: String,
    known_on_assumed: bool,
    source: String,
    law: Option<String>,
    confidence: &'static str,
    note: Option<String>,
    place: String,
}

#[derive(Serialize)]
struct Failed {
    place: String,
    name: String,
    field: String,
    expected: String,
    got: String,
}

/// `shebao policy`
pub fn run(ask: &Policy, terminal: &mut Terminal<'_>) -> Ended {
    match ask {
        Policy::List => list(terminal),
        Policy::Show { region, month, known_on } => show(region, month, known_on.as_deref(), terminal),
        Policy::Test { region } => test(region.as_deref(), terminal),
    }
}

fn list(terminal: &mut Terminal<'_>) -> Ended {
    let language = match terminal.lang {
        Lang::Zh => "zh",
        Lang::En => "en",
    };
    let mut regions = Vec::new();
    for region in terminal.packs()?.regions() {
        let book = terminal.book(region)?;
        let (name, files) = (book.name(language).to_owned(), book.texts().count());
        regions.push(Region {
            region: region.to_owned(),
            name,
            files,
            fingerprint: book.fingerprint().to_owned(),
        });
    }
    if terminal.json {
        terminal.object(&serde_json::json!({ "regions": regions }))?;
        return Ok(ExitCode::SUCCESS);
    }
    for region in regions {
        let short = region.fingerprint.get(..12).unwrap_or_default();
        terminal.line(&format!("{} {short}  {}", padded(&region.region, 24, false), region.name))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn show(region: &str, month: &str, known_on: Option<&str>, terminal: &mut Terminal<'_>) -> Ended {
    let month = terminal.month("--month", month)?;
    let known_on = terminal.known_on(known_on)?;
    let book = terminal.book(region)?;
    let parameters: Vec<Parameter> = book.listed(month, known_on).into_iter().map(parameter).collect();
    if terminal.json {
        let (month, known_on) = (month.to_string(), known_on.to_string());
        let answer = serde_json::json!({
            "region": region, "month": month, "known_on": known_on, "fingerprint": book.fingerprint(), "parameters": parameters,
        });
        terminal.object(&answer)?;
        return Ok(ExitCode::SUCCESS);
    }
    for p in parameters {
        let until = p.valid_until.as_deref().unwrap_or("");
        let law = p.law.as_deref().unwrap_or("");
        terminal.line(&format!(
            "{} {} {} {} {} {}  {} {law}",
            padded(&p.parameter, 30, false),
            padded(&p.value, 28, true),
            padded(&format!("{}..{until}", p.valid_from), 16, false),
            padded(&p.known_on, 10, false),
            padded(p.confidence, 1, false),
            padded(&p.applies, 40, false),
            p.source,
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn parameter(listed: Listed) -> Parameter {
    let ground = listed.ground;
    Parameter {
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

/// Status 1 where an example does not hold.
fn test(region: Option<&str>, terminal: &mut Terminal<'_>) -> Ended {
    let regions: Vec<String> = match region {
        Some(region) => terminal.book(region).map(|book| vec![book.region().to_owned()])?,
        None => terminal.packs()?.regions().into_iter().map(str::to_owned).collect(),
    };
    let mut examples = 0;
    let mut failed: Vec<Failed> = Vec::new();
    for region in regions {
        let outcome = worked_example::run(terminal.packs()?, &region).map_err(|faults| terminal.broken(&faults))?;
        examples += outcome.examples;
        failed.extend(outcome.failed.into_iter().map(|f| Failed {
            place: f.place,
            name: f.name,
            field: f.field,
            expected: f.expected,
            got: f.got,
        }));
    }
    let status = if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    if terminal.json {
        terminal.object(&serde_json::json!({ "examples": examples, "failed": failed }))?;
        return Ok(status);
    }
    let text = |text: &str| Fact::Text(text.to_owned());
    for f in &failed {
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
        ("examples", Fact::Count(examples as i64)),
        ("failed", Fact::Count(failed.len() as i64)),
    ];
    terminal.line(&terminal.say("policy.tested", &counts))?;
    Ok(status)
}
