//! `cargo xtask check`: what is quick enough to run before each commit.

use std::collections::BTreeMap;
use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::place;
use crate::report::Report;
use crate::step::Step;

/// Formatting, tidy, lints.
pub fn run() -> Result<ExitCode> {
    let mut report = Report::default();
    lints(&mut report);
    twice();
    Ok(report.close(false))
}

/// The steps that only read the sources, cheapest first.
pub fn lints(report: &mut Report) {
    report.note(Step::cargo("formatting", 2, &["fmt", "--all", "--check"]).run());
    report.note(Step::cargo("tidy", 5, &["run", "--quiet", "--package", "checks", "--bin", "tidy"]).run());
    let clippy = ["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"];
    report.note(Step::cargo("lints", 20, &clippy).run());
}

/// Says which libraries are compiled in more than one version: a notice, for they are others' to mend.
fn twice() {
    let args = [
        "tree",
        "--duplicates",
        "--workspace",
        "--edges",
        "normal",
        "--depth",
        "0",
        "--prefix",
        "none",
        "--offline",
    ];
    let Ok(output) = Command::new(place::cargo()).args(args).current_dir(place::root()).output() else {
        return;
    };
    let mut versions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let mut words = line.split_whitespace();
        let (Some(name), Some(version)) = (words.next(), words.next()) else {
            continue;
        };
        let known = versions.entry(name.into()).or_default();
        if !known.iter().any(|other| other == version) {
            known.push(version.into());
        }
    }
    let twice: Vec<String> = versions
        .iter()
        .filter(|(_, known)| known.len() > 1)
        .map(|(name, known)| format!("{name} {}", known.join(" ")))
        .collect();
    if !twice.is_empty() {
        println!("── in more than one version: {}", twice.join(", "));
    }
}
