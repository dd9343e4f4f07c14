//! The engine as a module for the browser: built, copied to `static/` with its checksum and the fingerprint of what it was made of.

mod sources;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::place;

const TARGET: &str = "wasm32-unknown-unknown";
const MODULE: &str = "static/engine.wasm";
const RECORD: &str = "static/engine.txt";

/// Builds the module where its sources are not those it was made of. Nothing else in the repository needs the target.
pub fn run() -> Result<ExitCode> {
    let root = place::root();
    let today = sources::fingerprint(&root)?;
    if check(&root, &today).is_ok() {
        println!("{MODULE} is made of today's sources; nothing to do");
        return Ok(ExitCode::SUCCESS);
    }
    let target = installed()?;
    let begun = Instant::now();
    build(&root, &target)?;
    let built = place::target().join(TARGET).join("wasm/browser.wasm");
    let bytes = fs::read(&built).with_context(|| built.display().to_string())?;
    fs::write(root.join(MODULE), &bytes).context(MODULE)?;
    let record = format!(
        "module {} {} bytes\nsources {today}\nby {}\n",
        hex(&bytes),
        bytes.len(),
        rustc(&["--version"])?
    );
    fs::write(root.join(RECORD), record).context(RECORD)?;
    println!(
        "{MODULE}: {} bytes in {:.0} s; commit it with {RECORD}",
        bytes.len(),
        begun.elapsed().as_secs_f32()
    );
    Ok(ExitCode::SUCCESS)
}

/// Whether the module that is committed is the recorded one, and made of these sources.
fn check(root: &Path, today: &str) -> Result<()> {
    let record = fs::read_to_string(root.join(RECORD)).context(RECORD)?;
    let said = |name: &str| {
        let line = record.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.and_then(|line| line.split(' ').next()).unwrap_or_default()
    };
    if said("sources") != today {
        bail!("{MODULE} is older than its sources: run cargo xtask wasm, and commit what it writes");
    }
    let module = fs::read(root.join(MODULE)).context(MODULE)?;
    if said("module") != hex(&module) {
        bail!("{MODULE} is not the module of {RECORD}: run cargo xtask wasm, and commit what it writes");
    }
    Ok(())
}

/// The folder of the toolchain, where it can build for the browser.
fn installed() -> Result<PathBuf> {
    let library = PathBuf::from(rustc(&["--print", "target-libdir", "--target", TARGET])?);
    if !library.is_dir() {
        bail!(
            "this toolchain cannot build for {TARGET}: run rustup target add {TARGET} (Debian's Rust: apt-get install libstd-rust-dev-wasm32)"
        );
    }
    Ok(PathBuf::from(rustc(&["--print", "sysroot"])?))
}

/// Paths of this machine are written as names, so that they are in no module and the same sources make the same bytes anywhere.
fn build(root: &Path, sysroot: &Path) -> Result<()> {
    let home = std::env::var_os("CARGO_HOME").map_or_else(|| std::env::home_dir().unwrap_or_default().join(".cargo"), PathBuf::from);
    let mut written_as = vec![
        (root.to_owned(), "shebao"),
        (place::target(), "target"),
        (home.clone(), "cargo"),
        (sysroot.join("lib/rustlib/src/rust"), "rust"),
    ];
    // The folder of a registry is called after its address, which may be a mirror's.
    let registries = fs::read_dir(home.join("registry/src")).into_iter().flatten().flatten();
    written_as.extend(registries.map(|registry| (registry.path(), "cargo")));
    let flags: Vec<String> = written_as
        .iter()
        .map(|(path, name)| format!("--remap-path-prefix={}={name}", path.display()))
        .collect();
    let status = Command::new(place::cargo())
        .args([
            "build",
            "--quiet",
            "--locked",
            "--package",
            "browser",
            "--lib",
            "--target",
            TARGET,
            "--profile",
            "wasm",
        ])
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"))
        .current_dir(root)
        .status()
        .context("cargo build")?;
    if !status.success() {
        bail!("the module was not built");
    }
    Ok(())
}

fn rustc(args: &[&str]) -> Result<String> {
    let program = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
    let output = Command::new(&program)
        .args(args)
        .current_dir(place::root())
        .output()
        .context(program)?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_module_in_static_is_made_of_todays_sources() {
        let root = place::root();
        if let Err(stale) = check(&root, &sources::fingerprint(&root).unwrap()) {
            panic!("{stale:#}");
        }
    }

    #[test]
    fn no_path_of_a_machine_is_in_the_module() {
        let module = fs::read(place::root().join(MODULE)).unwrap();
        let text = String::from_utf8_lossy(&module);
        let here = place::root().display().to_string();
        for folder in [".cargo/registry", ".rustup", &here] {
            assert!(!text.contains(folder), "{folder}");
        }
    }
}
