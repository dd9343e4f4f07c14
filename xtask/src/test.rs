//! `cargo xtask test`: everything, set-up included, asking nothing.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::thread;

use anyhow::{Result, anyhow};

use crate::check;
use crate::e2e;
use crate::install;
use crate::place;
use crate::postgres::Postgres;
use crate::report::Report;
use crate::step::{Outcome, Step};

/// Set-up beside the lints and the build, then the tests; what fails does not keep the rest from being tried.
pub fn run() -> Result<ExitCode> {
    let mut report = Report::default();
    // Downloads wait for the network, compilers for the processor.
    let setting_up = thread::spawn(install::all);
    check::lints(&mut report);
    let built = report.note(build());
    let set_up = setting_up.join().unwrap_or_else(|_| Err(anyhow!("the set-up broke off")));
    if let Err(error) = &set_up {
        report.fault("set-up", error);
    }
    if built && set_up.is_ok() {
        tests(&mut report);
        report.note(examples());
        report.note(e2e::playwright("browser", &[]).run());
    }
    Ok(report.close(true))
}

/// All test programs and the binary, once, with one set of features.
fn build() -> Outcome {
    Step::cargo(
        "building tests and binary",
        40,
        &["build", "--quiet", "--workspace", "--all-targets"],
    )
    .run()
}

/// Unit, table, property and scenario tests; those that want a database find PostgreSQL in `SHEBAO_TEST_PG`.
fn tests(report: &mut Report) {
    let postgres = match Postgres::start() {
        Ok(postgres) => postgres,
        Err(error) => return report.fault("PostgreSQL", &error),
    };
    let runner: &[&str] = if has_nextest() {
        &[
            "nextest",
            "run",
            "--workspace",
            "--no-fail-fast",
            "--status-level",
            "slow",
            "--final-status-level",
            "slow",
        ]
    } else {
        &["test", "--quiet", "--workspace", "--no-fail-fast", "--lib", "--bins", "--tests"]
    };
    let url = postgres.url.clone();
    let mut outcome = Step::cargo("tests", 20, runner).env("SHEBAO_TEST_PG", &url).run();
    if outcome.fault.is_none() && outcome.tally.passed == 0 {
        outcome.fault = Some("no test ran".into());
    }
    report.note(outcome);
    let documented = crates_with_doc_tests();
    if !documented.is_empty() {
        let mut args = vec!["test", "--quiet", "--doc"];
        args.extend(documented.iter().flat_map(|name| ["--package", name]));
        report.note(Step::cargo("doc tests", 10, &args).env("SHEBAO_TEST_PG", &url).run());
    }
}

/// The worked examples of the policy packs, by the binary.
fn examples() -> Outcome {
    let binary = place::target().join("debug/shebao");
    Step::new("policy examples", 5, binary, &["policy", "test"]).run()
}

fn has_nextest() -> bool {
    Command::new(place::cargo())
        .args(["nextest", "--version"])
        .output()
        .is_ok_and(|output| output.status.success())
}

/// Crates whose documentation holds code; building the others' documentation tests would only cost time.
fn crates_with_doc_tests() -> Vec<String> {
    let crates = fs::read_dir(place::root().join("crates")).into_iter().flatten().flatten();
    let mut names: Vec<String> = crates
        .filter(|entry| has_doc_test(&entry.path().join("src")))
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn has_doc_test(path: &Path) -> bool {
    if path.is_dir() {
        return fs::read_dir(path)
            .into_iter()
            .flatten()
            .flatten()
            .any(|entry| has_doc_test(&entry.path()));
    }
    path.extension().is_some_and(|extension| extension == "rs") && fs::read_to_string(path).is_ok_and(|text| has_code_in_docs(&text))
}

/// Whether a fence in the documentation opens Rust code; a closing fence looks like an opening one, so they are paired.
fn has_code_in_docs(text: &str) -> bool {
    let documentation = text
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("///").or(line.trim_start().strip_prefix("//!")));
    let fences = documentation.filter_map(|line| line.trim_start().strip_prefix("```"));
    fences
        .step_by(2)
        .any(|language| matches!(language.trim(), "" | "rust" | "no_run" | "should_panic"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documentation_that_runs_is_told_from_documentation_that_shows() {
        assert!(has_code_in_docs("/// ```\n/// a();\n/// ```\n"));
        assert!(has_code_in_docs("/// ```text\n/// a\n/// ```\n//! ```no_run\n//! b();\n//! ```\n"));
        assert!(!has_code_in_docs("/// ```text\n/// a\n/// ```\n/// b\n"));
    }
}
