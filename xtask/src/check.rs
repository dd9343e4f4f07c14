//! `cargo xtask check`: what is quick enough to run before each commit.

use std::process::ExitCode;

use anyhow::Result;

use crate::report::Report;
use crate::step::Step;

/// Formatting, tidy, lints.
pub fn run() -> Result<ExitCode> {
    let mut report = Report::default();
    lints(&mut report);
    Ok(report.close(false))
}

/// The steps that only read the sources, cheapest first.
pub fn lints(report: &mut Report) {
    report.note(Step::cargo("formatting", 2, &["fmt", "--all", "--check"]).run());
    report.note(Step::cargo("tidy", 5, &["run", "--quiet", "--package", "checks", "--bin", "tidy"]).run());
    let clippy = ["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"];
    report.note(Step::cargo("lints", 20, &clippy).run());
}
