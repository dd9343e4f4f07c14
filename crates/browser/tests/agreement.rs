//! The module that is committed, run in Node, and the engine of this build answer every question of a generated set alike.

mod questions;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;

/// So many questions, in so many parts beside one another.
const QUESTIONS: u64 = 100_000;
const PARTS: u64 = 2;

/// How often each outcome was met: `answer`, or the code of a refusal.
type Outcomes = BTreeMap<String, u64>;

#[test]
fn browser_and_native_engine_agree_on_every_line_of_a_hundred_thousand() {
    let parts: Vec<_> = (0..PARTS)
        .map(|part| thread::spawn(move || compare(part * QUESTIONS / PARTS, (part + 1) * QUESTIONS / PARTS)))
        .collect();
    let mut met = Outcomes::new();
    for part in parts {
        for (outcome, count) in part.join().expect("both answer alike") {
            *met.entry(outcome).or_default() += count;
        }
    }
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

/// Asks the module for questions `from..to` and holds each line against the native answer.
fn compare(from: u64, to: u64) -> Outcomes {
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
            if writeln!(asking, "{}", questions::question(place)).is_err() {
                return;
            }
        }
    });
    let mut lines = BufReader::new(node.stdout.take().expect("its output")).lines();
    let mut met = Outcomes::new();
    for place in from..to {
        let question = questions::question(place);
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
    let refused = answer.strip_prefix(r#"{"error":{"code":""#).and_then(|rest| rest.split('"').next());
    refused.unwrap_or("answer").to_owned()
}
