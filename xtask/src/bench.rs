//! `cargo xtask bench NAME`: one benchmark, in release, beside its peer or limit.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::place;
use crate::step::Step;

/// Runs `bench/NAME`, a crate of its own, with the rest of the arguments; without a name lists them.
pub fn run(rest: &[String]) -> Result<ExitCode> {
    let names = names()?;
    let Some((name, args)) = rest.split_first() else {
        println!("{}", names.join("\n"));
        return Ok(ExitCode::SUCCESS);
    };
    if !names.contains(name) {
        bail!("no benchmark {name}; there are: {}", names.join(", "));
    }
    let manifest = format!("bench/{name}/Cargo.toml");
    let mut command = vec!["run", "--release", "--quiet", "--manifest-path", &manifest, "--"];
    command.extend(args.iter().map(String::as_str));
    let outcome = Step::cargo(&format!("bench {name}"), 60, &command).run();
    Ok(if outcome.fault.is_none() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn names() -> Result<Vec<String>> {
    let folder = place::root().join("bench");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.join("Cargo.toml").is_file() {
            names.extend(path.file_name().map(|name| name.to_string_lossy().into_owned()));
        }
    }
    names.sort();
    Ok(names)
}
