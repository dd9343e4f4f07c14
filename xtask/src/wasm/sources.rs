//! What the module is made of, as one fingerprint.
//!
//! It is over the text of every file that can reach the module: the sources of its rooms without the tests at their feet, the packs
//! without their worked examples, those topics of the sentences that it carries; over the libraries that cargo resolves for it, with
//! version and features; and over the profiles that it is built by. The toolchain is not in it: whoever has another one need not
//! build anew, and the record says by which one the module was built.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use super::TARGET;
use crate::place;

/// The rooms that the module links.
const ROOMS: [&str; 6] = ["browser", "reckoned", "domain", "policy", "words", "units"];
/// What `words` embeds of `locales/` for a browser.
const TOPICS: &str = "crates/words/browser.txt";

/// SHA-256 over names and texts, each closed by a zero byte, in hex.
pub fn fingerprint(root: &Path) -> Result<String> {
    let mut hash = Sha256::new();
    let mut add = |name: &str, text: &str| {
        for part in [name, text] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
    };
    for path in files(root)? {
        let text = fs::read_to_string(root.join(&path)).with_context(|| path.clone())?;
        add(&path, &if path.ends_with(".rs") { without_tests(&text) } else { text });
    }
    add("libraries", &libraries(root)?);
    add(
        "profiles",
        &profiles(&fs::read_to_string(root.join("Cargo.toml")).context("Cargo.toml")?),
    );
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Every file that can reach the module, in order, from the root.
fn files(root: &Path) -> Result<BTreeSet<String>> {
    let mut files = BTreeSet::from([TOPICS.to_owned()]);
    for room in ROOMS {
        enter(root, &format!("crates/{room}/src"), &mut files)?;
        let build = format!("crates/{room}/build.rs");
        if root.join(&build).is_file() {
            files.insert(build);
        }
    }
    let mut packs = BTreeSet::new();
    enter(root, "policy", &mut packs)?;
    files.extend(
        packs
            .into_iter()
            .filter(|path| path.ends_with(".toml") && !path.ends_with(".examples.toml")),
    );
    let topics = fs::read_to_string(root.join(TOPICS)).context(TOPICS)?;
    files.extend(topics.lines().map(|topic| format!("locales/{topic}.toml")));
    Ok(files)
}

fn enter(root: &Path, folder: &str, files: &mut BTreeSet<String>) -> Result<()> {
    for entry in fs::read_dir(root.join(folder)).with_context(|| folder.to_owned())? {
        let entry = entry?;
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            enter(root, &path, files)?;
        } else {
            files.insert(path);
        }
    }
    Ok(())
}

/// A source without the test module at its foot, which no module for the browser has.
fn without_tests(text: &str) -> String {
    let Some((head, foot)) = text.split_once("\n#[cfg(test)]\nmod tests {\n") else {
        return text.to_owned();
    };
    let after = foot.split_once("\n}\n").map_or("", |(_, after)| after);
    format!("{head}\n{after}")
}

/// The libraries with version and features, as cargo resolves them for the module.
fn libraries(root: &Path) -> Result<String> {
    let output = Command::new(place::cargo())
        .args([
            "tree",
            "--locked",
            "--package",
            "browser",
            "--target",
            TARGET,
            "--edges",
            "normal,build",
        ])
        .args(["--prefix", "none", "--no-dedupe", "--format", "{lib} {p} {f}"])
        .current_dir(root)
        .output()
        .context("cargo tree")?;
    if !output.status.success() {
        bail!("cargo tree: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    // A room is named with its folder on this machine.
    let here = format!(" ({}", root.display());
    let lines: BTreeSet<&str> = text.lines().filter(|line| !line.contains(&here)).collect();
    Ok(lines.into_iter().collect::<Vec<_>>().join("\n"))
}

/// The parts of the workspace's manifest that decide how the module is built.
fn profiles(manifest: &str) -> String {
    let mut kept = String::new();
    let mut inside = false;
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            inside = matches!(line, "[profile.release]" | "[profile.wasm]" | "[workspace.package]");
        }
        if inside && !line.is_empty() && !line.starts_with('#') {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_changes_nothing_and_a_line_before_or_after_it_does() {
        let file = |head: &str, test: &str, after: &str| format!("{head}\n\n#[cfg(test)]\nmod tests {{\n    {test}\n}}\n{after}");
        let now = without_tests(&file("fn a() {}", "fn t() {}", ""));
        assert_eq!(without_tests(&file("fn a() {}", "fn other() {}", "")), now);
        assert_ne!(without_tests(&file("fn b() {}", "fn t() {}", "")), now);
        assert_ne!(without_tests(&file("fn a() {}", "fn t() {}", "fn c() {}\n")), now);
    }

    #[test]
    fn packs_sentences_and_rooms_are_in_and_worked_examples_are_not() {
        let files = files(&place::root()).unwrap();
        for path in [
            "crates/domain/src/assessment.rs",
            "policy/cn/calendar.toml",
            "locales/policy.toml",
            "crates/words/build.rs",
        ] {
            assert!(files.contains(path), "{path}");
        }
        assert!(
            !files
                .iter()
                .any(|path| path.ends_with(".examples.toml") || path.contains("/tests/"))
        );
    }

    #[test]
    fn only_the_profiles_of_the_module_count() {
        let now = "[profile.wasm]\nlto = true\n\n[profile.dev]\nopt-level = 0\n";
        assert_eq!(profiles(now), profiles(&now.replace("opt-level = 0", "opt-level = 1")));
        assert_ne!(profiles(now), profiles(&now.replace("lto = true", "lto = false")));
    }

    #[test]
    fn the_libraries_are_named_with_version_and_without_a_path() {
        let libraries = libraries(&place::root()).unwrap();
        assert!(libraries.contains("jiff v0.2"), "{libraries}");
        assert!(!libraries.contains('/'), "{libraries}");
    }
}
