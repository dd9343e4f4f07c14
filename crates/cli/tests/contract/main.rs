//! The contract of the command line, held against the binary itself: what it is given, its status, its two outputs.

mod account;
mod anywhere;
mod assess;
mod gaps;
mod identifiers;
mod late_fee;
mod line;
mod one_engine;
mod packs;
mod retire;
mod roster;
mod route;
mod serving;
mod working_days;

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

/// The day of knowledge of every answer here.
const KNOWN: &str = "--known-on 2026-11-10";

/// What came back.
struct Said {
    status: i32,
    out: String,
    err: String,
}

/// Runs the binary with words parted by spaces, in English.
fn shebao(line: &str) -> Said {
    let output = Command::new(env!("CARGO_BIN_EXE_shebao"))
        .args(line.split_whitespace())
        .args(["--lang", "en"])
        .env_remove("COLUMNS")
        .output()
        .expect("the command runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Said {
        status: output.status.code().expect("a status"),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

/// The one JSON object of an answer, with the status that was expected.
fn json(line: &str, status: i32) -> Value {
    let said = shebao(&format!("{line} --json"));
    assert_eq!(said.status, status, "{line}: {}{}", said.out, said.err);
    assert_eq!(said.out.lines().count(), 1, "{line}: one object on one line");
    serde_json::from_str(&said.out).unwrap_or_else(|cause| panic!("{line}: {cause}: {}", said.out))
}

/// The refusal of a line: `code`, and message, place and mend are there.
fn refused(line: &str, status: i32, code: &str) -> Value {
    let answer = json(line, status);
    let error = &answer["error"];
    assert_eq!(keys(&answer), ["error"], "{line}: {answer}");
    assert_eq!(keys(error), ["code", "fix", "message", "where"], "{line}: {answer}");
    assert_eq!(error["code"], code, "{line}: {answer}");
    for part in ["message", "fix"] {
        let said = error[part].as_str().unwrap_or_default();
        assert!(!said.is_empty() && !said.contains('{'), "{line}: {part}: {answer}");
    }
    let plain = shebao(line);
    assert_eq!(
        (plain.status, plain.out.as_str()),
        (status, ""),
        "{line}: nothing on standard output"
    );
    let message = error["message"].as_str().expect("a message");
    assert!(plain.err.contains(message), "{line}: {}", plain.err);
    error.clone()
}

/// The keys of an object in the order of the alphabet.
fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .map(|object| object.keys().map(String::as_str).collect())
        .unwrap_or_default()
}

/// Holds that an answer has these keys at least. `lines.branch` is the key `branch` of every member of `lines`, which must not be
/// empty.
fn has(answer: &Value, paths: &[&str]) {
    for path in paths {
        let mut at = vec![answer];
        for key in path.split('.') {
            let step = |value: &'_ Value| value.get(key).cloned();
            assert!(at.iter().all(|value| step(value).is_some()), "no `{path}` in {answer}");
            at = at.into_iter().flat_map(|value| members(&value[key])).collect();
            assert!(!at.is_empty(), "nothing in `{path}` of {answer}");
        }
    }
}

fn members(value: &Value) -> Vec<&Value> {
    value.as_array().map_or_else(|| vec![value], |members| members.iter().collect())
}

/// An amount: yuan with two decimals, as a text.
fn is_amount(value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default().trim_start_matches('-');
    let parts = text.split_once('.');
    parts.is_some_and(|(yuan, fen)| fen.len() == 2 && !yuan.is_empty() && format!("{yuan}{fen}").bytes().all(|b| b.is_ascii_digit()))
}

/// A file of the documents' own tests.
fn fixture(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../documents/tests/fixtures")
        .join(name);
    path.canonicalize().expect("a fixture").display().to_string()
}

/// A place for a file of one test.
fn scratch(name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("contract");
    std::fs::create_dir_all(&folder).expect("a folder");
    folder.join(name).display().to_string()
}

/// Writes a text for a test to hand in.
fn written(name: &str, text: &str) -> String {
    let path = scratch(name);
    std::fs::write(&path, text).expect("a file");
    path
}
