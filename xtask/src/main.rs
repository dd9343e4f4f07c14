//! What a developer repeats, each as one command: `cargo xtask help`.

mod bench;
mod check;
mod e2e;
mod group;
mod install;
mod place;
mod postgres;
mod report;
mod step;
mod tally;
mod test;
mod wasm;

use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
cargo xtask test          everything: set-up, formatting, lints, all tests on SQLite and PostgreSQL, policy examples, browser tests
cargo xtask check         the fast part: formatting, lints, tidy
cargo xtask e2e [ARGS]    the browser tests alone; ARGS go to Playwright (a file, -g WORDS, --headed)
cargo xtask shots [DIR]   a picture of each page of e2e/pages.json in both languages and widths, in a folder outside the repository
cargo xtask with-postgres COMMAND…   one command with a PostgreSQL of its own in SHEBAO_TEST_PG
cargo xtask bench [NAME]  one benchmark of bench/, or their list
cargo xtask wasm          builds the engine for the browser into static/, where its sources have changed
cargo xtask setup         installs what the tests need and stops";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = args.split_first().map_or(("help", &[][..]), |(first, rest)| (first.as_str(), rest));
    match run(command, rest) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask {command}: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: &str, rest: &[String]) -> Result<ExitCode> {
    match command {
        "test" => test::run(),
        "check" => check::run(),
        "e2e" => e2e::run(rest),
        "shots" => e2e::shots(rest.first().map(String::as_str)),
        "bench" => bench::run(rest),
        "wasm" => wasm::run(),
        "with-postgres" => postgres::run_with(rest),
        "setup" => install::all().map(|()| ExitCode::SUCCESS),
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        other => bail!("no such task: {other}\n{HELP}"),
    }
}
