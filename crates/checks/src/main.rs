//! `tidy`: prints each finding on a line; exit status 1 when there is one.

use std::io::{self, Write};
use std::process::ExitCode;

use checks::tidy;

fn main() -> anyhow::Result<ExitCode> {
    let root = tidy::root();
    let mut findings = tidy::house(&root);
    findings.extend(tidy::licences::of(&root)?);
    let mut out = io::stdout().lock();
    for finding in &findings {
        writeln!(out, "{finding}")?;
    }
    writeln!(out, "tidy: {} findings", findings.len())?;
    Ok(if findings.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
