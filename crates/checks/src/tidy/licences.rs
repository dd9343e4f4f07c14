//! Everything that is linked in may be handed on under our licence.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::Finding;

/// Licences that ask for no more than their text beside the program; MPL-2.0 also for changes to its own files.
const ALLOWED: [&str; 18] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OFL-1.1",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "Zlib",
    "bzip2-1.0.6",
];

/// Dependencies whose licence is none of the allowed ones.
pub fn of(root: &Path) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for package in packages(root)? {
        // Our own crates have no source.
        if package["source"].is_null() {
            continue;
        }
        let licence = package["license"].as_str().unwrap_or_default();
        if !allows(licence) {
            let (name, version) = (
                package["name"].as_str().unwrap_or_default(),
                package["version"].as_str().unwrap_or_default(),
            );
            let licence = if licence.is_empty() { "none stated" } else { licence };
            let message = format!("{name} {version} has the licence {licence}, which is not on the list of tidy");
            findings.push(Finding {
                file: "Cargo.lock".into(),
                line: 0,
                message,
            });
        }
    }
    findings.sort();
    Ok(findings)
}

fn packages(root: &Path) -> Result<Vec<Value>> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let compiler = Command::new("rustc").arg("-vV").output().context("cannot run rustc")?;
    let compiler = String::from_utf8_lossy(&compiler.stdout).into_owned();
    let host = compiler
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .context("rustc names no host")?;
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked", "--filter-platform", host])
        .current_dir(root)
        .output()
        .context("cannot run cargo metadata")?;
    if !output.status.success() {
        bail!("cargo metadata: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    // Only what is resolved for this platform: other platforms' packages are listed but not linked.
    let resolved: Vec<&str> = metadata["resolve"]["nodes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|node| node["id"].as_str())
        .collect();
    let all = metadata["packages"].as_array().cloned().unwrap_or_default();
    Ok(all
        .into_iter()
        .filter(|package| package["id"].as_str().is_some_and(|id| resolved.contains(&id)))
        .collect())
}

/// Whether one of the choices of a licence expression is allowed: `A OR B`, `A AND (B OR C)`, the old `A/B`.
fn allows(expression: &str) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let allowed = either(&words, &mut at);
    allowed && at == words.len()
}

fn either(words: &[&str], at: &mut usize) -> bool {
    let mut allowed = both(words, at);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        allowed |= both(words, at);
    }
    allowed
}

fn both(words: &[&str], at: &mut usize) -> bool {
    let mut allowed = one(words, at);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        allowed &= one(words, at);
    }
    allowed
}

fn one(words: &[&str], at: &mut usize) -> bool {
    let Some(&word) = words.get(*at) else { return false };
    *at += 1;
    if word == "(" {
        let allowed = either(words, at);
        *at += 1;
        return allowed;
    }
    if words.get(*at) == Some(&"WITH") {
        let with = words.get(*at + 1).map(|exception| format!("{word} WITH {exception}"));
        *at += 2;
        return with.is_some_and(|with| ALLOWED.contains(&with.as_str()));
    }
    ALLOWED.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licence_expressions_are_read() {
        let table = [
            ("MIT OR Apache-2.0", true),
            ("MIT/Apache-2.0", true),
            ("GPL-3.0-only", false),
            ("GPL-3.0-only OR MIT", true),
            ("MIT AND GPL-3.0-only", false),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
            ("Apache-2.0 WITH LLVM-exception OR MIT", true),
            ("GPL-2.0 WITH Classpath-exception-2.0", false),
            ("AGPL-3.0", false),
            ("", false),
        ];
        for (expression, want) in table {
            assert_eq!(allows(expression), want, "{expression}");
        }
    }
}
