//! Arrows between rooms fall, never rise; a few libraries are known to one room alone.

use toml::Table;

use super::{Finding, Tree};

/// Each room and the rooms that it may know (ARCHITECTURE.md says why).
const ARROWS: [(&str, &[&str]); 13] = [
    ("units", &[]),
    ("words", &["units"]),
    ("policy", &["units"]),
    ("domain", &["policy", "units"]),
    ("reckoned", &["domain", "policy", "words", "units"]),
    ("browser", &["reckoned", "policy"]),
    ("forms", &["units"]),
    ("documents", &["domain", "words", "units"]),
    ("store", &["domain", "units"]),
    ("procedures", &["store", "documents", "domain", "policy", "units"]),
    ("web", &["procedures", "reckoned", "domain", "words", "units"]),
    (
        "cli",
        &[
            "web",
            "procedures",
            "documents",
            "forms",
            "reckoned",
            "domain",
            "words",
            "policy",
            "units",
        ],
    ),
    ("checks", &[]),
];

/// Libraries by the beginning of their name, and the rooms that may use them.
const LIBRARIES: [(&str, &[&str]); 14] = [
    ("axum", &["web"]),
    ("maud", &["web"]),
    ("tower", &["web"]),
    ("utoipa", &["web", "reckoned"]),
    ("tokio", &["web", "cli"]),
    ("rusqlite", &["store"]),
    ("postgres", &["store"]),
    ("typst", &["forms"]),
    ("calamine", &["documents"]),
    ("rust_xlsxwriter", &["documents"]),
    ("quick-xml", &["documents"]),
    ("clap", &["cli"]),
    ("getrandom", &["cli"]),
    (
        "serde",
        &[
            "policy",
            "words",
            "reckoned",
            "documents",
            "procedures",
            "forms",
            "web",
            "cli",
            "checks",
        ],
    ),
];

/// Dependencies that no arrow allows.
pub fn of(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in &tree.texts {
        let Some(room) = path.strip_prefix("crates/").and_then(|rest| rest.strip_suffix("/Cargo.toml")) else {
            continue;
        };
        let mut found = |message: String| {
            findings.push(Finding {
                file: path.clone(),
                line: 0,
                message,
            })
        };
        let Some((_, may)) = ARROWS.iter().find(|(name, _)| *name == room) else {
            found(format!(
                "a room that has no floor: give {room} its place in ARCHITECTURE.md and in tidy, and say what it forbids"
            ));
            continue;
        };
        match text.parse::<Table>() {
            Ok(manifest) => wrong(room, may, &manifest).into_iter().for_each(&mut found),
            Err(fault) => found(fault.to_string()),
        }
    }
    findings
}

fn wrong(room: &str, may: &[&str], manifest: &Table) -> Vec<String> {
    let mut wrong = Vec::new();
    for section in ["dependencies", "build-dependencies"] {
        let Some(dependencies) = manifest.get(section).and_then(|value| value.as_table()) else {
            continue;
        };
        for name in dependencies.keys() {
            if ARROWS.iter().any(|(room, _)| room == name) && !may.contains(&name.as_str()) {
                wrong.push(format!("{room} may not know {name}: arrows fall along {room} → {}", may.join(", ")));
            }
            let library = LIBRARIES
                .iter()
                .find(|(prefix, _)| name == prefix || name.starts_with(&format!("{prefix}-")));
            if let Some((prefix, rooms)) = library.filter(|(_, rooms)| section == "dependencies" && !rooms.contains(&room)) {
                wrong.push(format!("{prefix} belongs to {} alone, not to {room}", rooms.join(" and ")));
            }
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rising_arrow_and_a_foreign_library_are_found() {
        let table = [
            ("web", "[dependencies]\nprocedures.workspace = true\n", 0),
            ("web", "[dependencies]\nstore.workspace = true\n", 1),
            ("web", "[dev-dependencies]\nstore.workspace = true\n", 0),
            ("domain", "[dependencies]\nserde = { workspace = true }\n", 1),
            ("domain", "[dependencies]\nserde_json = \"1\"\nwords.workspace = true\n", 1),
            ("procedures", "[dependencies]\ntower-http = \"1\"\n", 1),
            ("units", "[dependencies]\npolicy.workspace = true\n", 1),
            ("attic", "[dependencies]\n", 1),
        ];
        for (room, manifest, want) in table {
            let mut tree = Tree::default();
            tree.add(&format!("crates/{room}/Cargo.toml"), manifest);
            assert_eq!(of(&tree).len(), want, "{room}: {manifest}");
        }
    }

    #[test]
    fn every_arrow_falls() {
        let floor = |name: &str| ARROWS.iter().position(|(room, _)| *room == name);
        for (room, may) in ARROWS {
            for below in may {
                assert!(floor(below) < floor(room), "{room} → {below}");
            }
        }
    }
}
