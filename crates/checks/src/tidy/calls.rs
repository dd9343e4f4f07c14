//! What may be called where: no crash, no clock, no chance, no float, no escape from escaping.

use super::source::Kind;
use super::{Finding, Rust};

/// Rooms that may read a clock and draw random numbers; arguments carry both to the others.
const WITH_CLOCK: [&str; 3] = ["cli", "xtask", "bench"];
/// Rooms that hold money as whole fen and rates as whole parts per million.
const EXACT: [&str; 5] = ["units", "policy", "domain", "store", "procedures"];
/// The only room that waits on the network, and the one that starts it.
const ASYNC: [&str; 2] = ["web", "cli"];
/// The file that may put markup in unescaped.
const UNESCAPED: &str = "crates/web/src/look/icon.rs";

/// Calls that may not stand in this file.
pub fn of(rust: &Rust) -> Vec<Finding> {
    let mut findings = Vec::new();
    if rust.path.ends_with("build.rs") {
        return findings;
    }
    for at in rust.code().filter(|&at| rust.tokens[at].kind != Kind::Text) {
        let line = rust.tokens[at].line;
        findings.extend(banned(rust, at).map(|message| rust.finding(line, message)));
    }
    findings
}

fn banned(rust: &Rust, at: usize) -> Option<&'static str> {
    let word = rust.tokens[at].text.as_str();
    let room = rust.room.as_str();
    let method = at > 0 && rust.reads(at - 1, &["."]) && rust.reads(at + 1, &["("]);
    let call = rust.reads(at + 1, &["!"]) && !rust.reads(at + 2, &["="]);
    match word {
        "unwrap" | "expect" if method => Some("unwrap and expect only in tests: answer with an error, or let the type rule it out"),
        "panic" | "unreachable" | "todo" | "unimplemented" if call => Some("no macro that crashes: answer with an error"),
        "println" | "print" | "eprintln" | "eprint" | "dbg" if call && room != "xtask" => {
            Some("no printing: `cli` writes through a writer")
        }
        "allow" if at > 0 && (rust.reads(at - 1, &["["])) => Some("no #[allow] outside tests: mend what the lint says"),
        "SystemTime" | "Instant" | "OsRng" | "getrandom" if !WITH_CLOCK.contains(&room) => {
            Some("clocks and chance are born in `cli`: take an argument")
        }
        "Zoned" | "Timestamp" | "Utc" | "Local" if rust.reads(at + 1, &[":", ":", "now"]) && !WITH_CLOCK.contains(&room) => {
            Some("clocks are born in `cli`: take an argument")
        }
        "f32" | "f64" if EXACT.contains(&room) => Some("no floats where money is: Fen, Rate, whole numbers"),
        "async" if !ASYNC.contains(&room) => Some("async only in `web`: a procedure is a plain function"),
        "PreEscaped" if rust.path != UNESCAPED => Some("unescaped markup only in crates/web/src/look/icon.rs"),
        "rusqlite" | "postgres" if rust.reads(at + 1, &[":", ":"]) && !names_drivers(&rust.path) => {
            Some("only crates/store/src/db… names a driver")
        }
        _ => None,
    }
}

fn names_drivers(path: &str) -> bool {
    path.starts_with("crates/store/src/db") || !path.starts_with("crates/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_banned_call_is_found_where_it_is_banned() {
        let table = [
            ("crates/web/src/a.rs", "fn a() { b().unwrap(); }", 1),
            ("crates/web/src/a.rs", "fn a() { b().unwrap_or(1); let unwrap = 1; }", 0),
            ("crates/web/src/a.rs", "#[test] fn a() { b().unwrap(); }", 0),
            ("crates/web/src/a.rs", "fn a() { panic!(\"x\"); }", 1),
            ("crates/web/src/a.rs", "#[allow(dead_code)] fn a() {}", 1),
            ("crates/web/src/a.rs", "fn a() { println!(); }", 1),
            ("xtask/src/a.rs", "fn a() { println!(); }", 0),
            ("crates/store/src/a.rs", "fn a() { Timestamp::now(); }", 1),
            ("crates/cli/src/a.rs", "fn a() { Timestamp::now(); SystemTime::now(); }", 0),
            ("crates/domain/src/a.rs", "fn a(x: f64) {}", 1),
            ("crates/documents/src/a.rs", "fn a(x: f64) {}", 0),
            ("crates/procedures/src/a.rs", "async fn a() {}", 1),
            ("crates/web/src/a.rs", "fn a() { PreEscaped(x) }", 1),
            ("crates/store/src/bill.rs", "use rusqlite::Row;", 1),
            ("crates/store/src/db/sqlite.rs", "use rusqlite::Row;", 0),
            ("crates/web/src/a.rs", "fn a() { \"panic!()\" }", 0),
            ("crates/policy/build.rs", "fn main() { x.unwrap(); }", 0),
        ];
        for (path, text, want) in table {
            let found = of(&Rust::read(path, text).unwrap());
            assert_eq!(found.len(), want, "{path}: {text}: {found:?}");
        }
    }
}
