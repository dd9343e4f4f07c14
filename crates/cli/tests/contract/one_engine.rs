//! Processes of the command line say, byte for byte, what the engine of the browser says, to a share of the hundred thousand questions;
//! the same `run` answers all of them inside one process (`src/one_engine.rs`).

#[path = "../../../browser/tests/asked/questions.rs"]
mod questions;

use std::process::Command;
use std::thread;

use serde_json::Value;

use crate::line::line;

/// Every so many of the hundred thousand; no multiple of two or five, so that each calculator has its turn.
const EVERY: usize = 401;

#[test]
fn a_process_says_what_the_browser_says() {
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
        let Some(line) = on_any_day(&serde_json::from_str(&question).expect("JSON")) else {
            continue;
        };
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

/// The question as a command line whose answer does not hang on the day on which the test runs; nothing where no option says the day.
fn on_any_day(question: &Value) -> Option<Vec<String>> {
    let (calculator, options) = question["ask"].as_object()?.iter().next()?;
    let mut line = line(question);
    match calculator.as_str() {
        "id-check" => return None,
        "workdays" => {}
        _ if options.get("known_on").is_none() => line.push(format!("--known-on={}", question["today"].as_str()?)),
        _ => {}
    }
    Some(line)
}
