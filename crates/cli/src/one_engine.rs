//! The command line says, byte for byte, what the engine of the browser says, to every one of the hundred thousand questions. One process
//! for all, because starting so many takes half an hour: from the arguments to the bytes it is the [`run`](super::run) that `main` calls,
//! with the packs on one shelf. Processes are held to a share of the same questions in `tests/contract/one_engine.rs`.

#[path = "../tests/contract/line.rs"]
mod line;
#[path = "../../browser/tests/asked/questions.rs"]
mod questions;

use std::cell::OnceCell;
use std::ffi::OsString;
use std::thread;

use serde_json::Value;
use units::Date;

const QUESTIONS: u64 = 100_000;
const PARTS: u64 = 2;

#[test]
fn the_command_line_says_what_the_browser_says_to_every_question_of_a_hundred_thousand() {
    let parts: Vec<_> = (0..PARTS)
        .map(|part| thread::spawn(move || compare(part * QUESTIONS / PARTS, (part + 1) * QUESTIONS / PARTS)))
        .collect();
    let answered: u64 = parts.into_iter().map(|part| part.join().expect("both say the same")).sum();
    assert!(answered > QUESTIONS * 2 / 5, "{answered} were answered");
}

/// Holds the questions `from..to` against the engine; how many had an answer.
fn compare(from: u64, to: u64) -> u64 {
    let shelf = OnceCell::new();
    let mut answered = 0;
    for place in from..to {
        let question = questions::question(place);
        let read: Value = serde_json::from_str(&question).expect("JSON");
        let today: Date = read["today"].as_str().and_then(|day| day.parse().ok()).expect("a day");
        let line = line::line(&read);
        let arguments = std::iter::once("shebao").chain(line.iter().map(String::as_str)).map(OsString::from);
        let (mut out, mut err) = (Vec::new(), Vec::new());
        super::run(arguments.collect(), today, &shelf, &mut out, &mut err);
        let engine = browser::answer(question.as_bytes()) + "\n";
        assert_eq!(
            String::from_utf8_lossy(&out),
            engine,
            "question {place} on {today}: shebao {}",
            line.join(" ")
        );
        assert!(err.is_empty(), "question {place}: {}", String::from_utf8_lossy(&err));
        answered += u64::from(!engine.starts_with(r#"{"error""#));
    }
    answered
}
