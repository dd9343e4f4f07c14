//! The command line says, byte for byte, what the engine of the browser says, to a share of the questions that the module in Node and
//! the native engine are compared on.

#[path = "../../../browser/tests/questions.rs"]
mod questions;

use std::process::Command;
use std::thread;

use serde_json::Value;

/// Every so many of the hundred thousand; no multiple of two or five, so that each calculator has its turn.
const EVERY: usize = 401;

#[test]
fn the_command_line_says_what_the_browser_says() {
    let parts: Vec<_> = (0..2)
        .map(|part| thread::spawn(move || compare(part * 50_000..(part + 1) * 50_000)))
        .collect();
    let asked: usize = parts.into_iter().map(|part| part.join().expect("both say the same")).sum();
    assert!(asked > 200, "{asked}");
}

fn compare(places: std::ops::Range<u64>) -> usize {
    let mut asked = 0;
    for place in places.step_by(EVERY) {
        let question = questions::question(place);
        let read: Value = serde_json::from_str(&question).expect("JSON");
        let Some(line) = line(&read) else { continue };
        let output = Command::new(env!("CARGO_BIN_EXE_shebao"))
            .args(&line)
            .output()
            .expect("the command runs");
        let said = String::from_utf8(output.stdout).expect("UTF-8");
        assert_eq!(said.trim_end_matches('\n'), browser::answer(question.as_bytes()), "{line:?}");
        asked += 1;
    }
    asked
}

/// The question as a command line. Nothing for what no command prints, and for what depends on the day on which the test runs.
fn line(question: &Value) -> Option<Vec<String>> {
    let (calculator, options) = question["ask"].as_object()?.iter().next()?;
    let mut line: Vec<String> = match calculator.as_str() {
        "assess" | "late-fee" | "retire" => vec![calculator.clone()],
        "account-settle" => vec!["account".into(), "settle".into()],
        "workdays" => return workdays(question, options),
        _ => return None,
    };
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    for (name, value) in options.as_object()? {
        let option = name.replace('_', "-");
        match value {
            Value::Bool(true) => line.push(format!("--{option}")),
            Value::Bool(false) => {}
            Value::Array(values) => line.extend(values.iter().map(|value| format!("--{option}={}", text(value)))),
            other => line.push(format!("--{option}={}", text(other))),
        }
    }
    if options.get("known_on").is_none() {
        line.push(format!("--known-on={}", text(&question["today"])));
    }
    line.extend(["--json".into(), format!("--lang={}", text(&question["lang"]))]);
    Some(line)
}

fn workdays(question: &Value, options: &Value) -> Option<Vec<String>> {
    let (verb, values) = options.as_object()?.iter().next()?;
    let order = if verb == "add" { ["date", "n"] } else { ["from", "to"] };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut line = vec![
        "workdays".to_owned(),
        verb.clone(),
        "--json".to_owned(),
        format!("--lang={}", text(&question["lang"])),
        "--".to_owned(),
    ];
    line.extend(order.map(|name| text(&values[name])));
    Some(line)
}
