//! Installs what the tests need and is missing: Debian packages as root, the browser-test packages of npm.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::place;
use crate::postgres;
use crate::step::Step;

/// Something a test needs, how to see whether it is there, and the Debian package that brings it.
struct Need {
    what: &'static str,
    package: &'static str,
    there: fn() -> bool,
}

const NEEDS: [Need; 8] = [
    Need {
        what: "PostgreSQL",
        package: "postgresql",
        there: || postgres::programs().is_some(),
    },
    Need {
        what: "the browser Chromium",
        package: "chromium",
        there: || Path::new("/usr/bin/chromium").exists(),
    },
    Need {
        what: "a list of fonts",
        package: "fontconfig",
        there: || place::program("fc-list").is_some(),
    },
    Need {
        what: "Chinese fonts",
        package: "fonts-noto-cjk",
        there: || has_font(":lang=zh-cn"),
    },
    Need {
        what: "Latin fonts",
        package: "fonts-liberation",
        there: || has_font("Liberation Sans"),
    },
    Need {
        what: "pdftotext and pdftoppm",
        package: "poppler-utils",
        there: || place::program("pdftoppm").is_some(),
    },
    Need {
        what: "xmllint",
        package: "libxml2-utils",
        there: || place::program("xmllint").is_some(),
    },
    Need {
        what: "Node.js with npm",
        package: "npm",
        there: || place::program("npm").is_some(),
    },
];

/// Installs all that is missing.
pub fn all() -> Result<()> {
    packages()?;
    browser_tests()
}

/// Installs the missing Debian packages; without root, names them.
pub fn packages() -> Result<()> {
    let missing: Vec<&Need> = NEEDS.iter().filter(|need| !(need.there)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
    for need in &missing {
        println!("── missing: {} (Debian package {})", need.what, need.package);
    }
    if !place::is_root() || place::program("apt-get").is_none() {
        bail!("install them first, as root: apt-get install {}", packages.join(" "));
    }
    apt("package lists", &["update", "-q"])?;
    if packages.contains(&"postgresql") {
        without_a_cluster()?;
    }
    let mut install = vec!["install", "-q", "-y", "--no-install-recommends"];
    install.extend(&packages);
    apt(&format!("installing {}", packages.join(" ")), &install)?;
    let still: Vec<&str> = NEEDS.iter().filter(|need| !(need.there)()).map(|need| need.what).collect();
    if !still.is_empty() {
        bail!("still missing after the installation: {}", still.join(", "));
    }
    Ok(())
}

/// Installs the browser-test packages when they are missing or older than their lock file; no script of theirs runs.
pub fn browser_tests() -> Result<()> {
    let folder = place::root().join("e2e");
    let lock = std::fs::read(folder.join("package-lock.json")).context("e2e/package-lock.json")?;
    let stamp = folder.join("node_modules/.installed-lock.json");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let npm = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    sound(
        Step::new("installing the browser-test packages", 10, "npm", &npm)
            .folder(&folder)
            .beside(),
    )?;
    std::fs::write(&stamp, lock).context("cannot write to e2e/node_modules")
}

/// Debian's package makes and starts a cluster of its own when installed; ours is made for each run.
fn without_a_cluster() -> Result<()> {
    apt(
        "installing postgresql-common",
        &["install", "-q", "-y", "--no-install-recommends", "postgresql-common"],
    )?;
    let file = "/etc/postgresql-common/createcluster.conf";
    let text = std::fs::read_to_string(file).unwrap_or_default();
    if !text.lines().any(|line| line.trim_start().starts_with("create_main_cluster")) {
        std::fs::write(file, format!("{text}\ncreate_main_cluster = false\n")).with_context(|| format!("cannot write {file}"))?;
    }
    Ok(())
}

fn apt(name: &str, args: &[&str]) -> Result<()> {
    let mut command = vec!["-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0"];
    command.extend(args);
    sound(
        Step::new(name, 15, "apt-get", &command)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .beside(),
    )
}

fn sound(step: Step) -> Result<()> {
    let outcome = step.run();
    match outcome.fault {
        None => Ok(()),
        Some(fault) => bail!("{}: {fault}", outcome.name),
    }
}

fn has_font(pattern: &str) -> bool {
    let list = Command::new("fc-list").arg(pattern).stdin(Stdio::null()).output();
    list.is_ok_and(|output| !output.stdout.is_empty())
}
