//! The module that is committed, run in Node, and the engine of this build answer every question of a generated set alike.

#[path = "asked/pages.rs"]
mod pages;
#[path = "asked/questions.rs"]
mod questions;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;

/// So many questions, and of pages so many more.
const QUESTIONS: u64 = 100_000;
const PAGES: u64 = 10_000;
/// In so many parts beside one another.
const PARTS: u64 = 2;

/// How often each outcome was met: `answer`, or the code of a refusal.
type Outcomes = BTreeMap<String, u64>;

#[test]
fn browser_and_native_engine_agree_on_every_line_of_a_hundred_thousand() {
    let met = agreed(QUESTIONS, questions::question);
    assert_eq!(met.values().sum::<u64>(), QUESTIONS);
    // A set that no longer reaches the figures, or no refusal, proves little.
    assert!(met["answer"] > QUESTIONS * 2 / 5, "{met:?}");
    for code in [
        "policy.unknown_parameter",
        "policy.unknown_calendar",
        "assess.size_decides",
        "assess.no_such_tier",
        "assess.no_such_class",
        "assess.negative_wage",
        "assess.implausible_wage",
        "usage.missing",
        "usage.unknown_word",
        "usage.not_a_month",
        "usage.not_an_amount",
        "usage.not_a_number",
        "usage.not_a_credit",
        "usage.no_such_region",
    ] {
        assert!(met.contains_key(code), "no question is refused with {code}: {met:?}");
    }
}

#[test]
fn browser_and_server_read_and_answer_a_page_alike() {
    let met = agreed(PAGES, pages::question);
    let shown = met.get("answer").copied().unwrap_or_default();
    assert!(
        shown > PAGES * 2 / 5 && met.get("refused").is_some_and(|refused| *refused > PAGES / 20),
        "{met:?}"
    );
}

fn agreed(all: u64, question: fn(u64) -> String) -> Outcomes {
    let parts: Vec<_> = (0..PARTS)
        .map(|part| thread::spawn(move || compare(part * all / PARTS, (part + 1) * all / PARTS, question)))
        .collect();
    let mut met = Outcomes::new();
    for part in parts {
        for (outcome, count) in part.join().expect("both answer alike") {
            *met.entry(outcome).or_default() += count;
        }
    }
    met
}

/// Asks the module for questions `from..to` and holds each line against the native answer.
fn compare(from: u64, to: u64, question: fn(u64) -> String) -> Outcomes {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut node = Command::new("node")
        .arg(root.join("e2e/engine.mjs"))
        .arg(root.join("static/engine.wasm"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Node.js 18 or newer is on the PATH (cargo xtask setup installs it)");
    let mut asking = node.stdin.take().expect("its input");
    let asker = thread::spawn(move || {
        for place in from..to {
            if writeln!(asking, "{}", question(place)).is_err() {
                return;
            }
        }
    });
    let mut lines = BufReader::new(node.stdout.take().expect("its output")).lines();
    let mut met = Outcomes::new();
    for place in from..to {
        let question = question(place);
        let browser = lines.next().expect("an answer to each question").expect("UTF-8");
        let native = browser::answer(question.as_bytes());
        assert_eq!(browser, native, "question {place}: {question}");
        *met.entry(outcome(&native)).or_default() += 1;
    }
    asker.join().expect("all were asked");
    assert!(node.wait().expect("an end").success());
    met
}

fn outcome(answer: &str) -> String {
    if answer.starts_with(r#"{"refused""#) {
        return "refused".to_owned();
    }
    let refused = answer.strip_prefix(r#"{"error":{"code":""#).and_then(|rest| rest.split('"').next());
    refused.unwrap_or("answer").to_owned()
}
