//! The browser tests: the development binary as a demo, Playwright with Debian's Chromium.

use std::process::ExitCode;

use anyhow::Result;

use crate::install;
use crate::place;
use crate::report::Report;
use crate::step::Step;

/// `cargo xtask e2e`: sets up, builds, tests.
pub fn run(args: &[String]) -> Result<ExitCode> {
    install::all()?;
    let mut report = Report::default();
    if report.note(build()) {
        report.note(playwright("browser", args).run());
    }
    Ok(report.close(true))
}

/// `cargo xtask shots`: a picture of each page, nothing else.
pub fn shots(folder: Option<&str>) -> Result<ExitCode> {
    install::all()?;
    let folder = match folder {
        Some(folder) => std::path::absolute(folder)?,
        None => std::env::temp_dir().join("shebao-shots"),
    };
    let mut report = Report::default();
    if report.note(build()) {
        let step = playwright("pictures", &["pages".into()]).env("SHEBAO_SHOTS", &folder.to_string_lossy());
        report.note(step.run());
    }
    println!("pictures in {}", folder.display());
    Ok(report.close(false))
}

/// Builds the development binary, with a test of the workspace beside it: third-party crates then have the features that the
/// tests ask for, and nothing is compiled a second time with others.
pub fn build() -> crate::step::Outcome {
    let same_features = ["build", "--quiet", "--workspace", "--bin", "shebao", "--test", "all"];
    Step::cargo("the binary", 30, &same_features).run()
}

/// Playwright on the development binary.
pub fn playwright(name: &str, args: &[String]) -> Step {
    let binary = place::target().join("debug/shebao");
    let mut command = vec!["--no-install", "playwright", "test"];
    command.extend(args.iter().map(String::as_str));
    Step::new(name, 20, "npx", &command)
        .folder(place::root().join("e2e"))
        .env("SHEBAO_BIN", &binary.to_string_lossy())
}
