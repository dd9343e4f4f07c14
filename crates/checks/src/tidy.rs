//! The rules of the house that no compiler knows, each a function from a source to findings.
//!
//! A finding says what stands where and what to write instead. Whoever needs an exception changes the rule here, in the open.

mod arms;
mod calls;
mod floors;
pub mod licences;
mod names;
mod order;
mod sentences;
mod size;
mod source;
mod text;

use std::fmt;
use std::path::{Path, PathBuf};

pub use source::{Rust, Tree};

/// Something that does not stand where it should.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file, from the root.
    pub file: String,
    /// The line, from 1; 0 for the whole file.
    pub line: usize,
    /// What is wrong and what to do.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

/// The root of the repository.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// All findings in the repository, by file and line.
pub fn house(root: &Path) -> Vec<Finding> {
    let tree = match Tree::read(root) {
        Ok(tree) => tree,
        Err(fault) => {
            return vec![Finding {
                file: root.display().to_string(),
                line: 0,
                message: fault.to_string(),
            }];
        }
    };
    judge(&tree)
}

/// All findings in a tree.
pub fn judge(tree: &Tree) -> Vec<Finding> {
    let mut findings = tree.unread.clone();
    for (path, content) in &tree.texts {
        findings.extend(names::of_file(path));
        findings.extend(text::of_any(path, content));
    }
    let glossary = names::Glossary::read(tree.texts.get("GLOSSARY.md").map_or("", String::as_str));
    let states = arms::states(&tree.rust);
    for rust in &tree.rust {
        findings.extend(size::of(rust));
        findings.extend(names::of(rust, &glossary));
        findings.extend(calls::of(rust));
        findings.extend(text::of(rust));
        findings.extend(order::of(rust));
        findings.extend(arms::of(rust, &states));
    }
    findings.extend(text::of_paths(tree));
    findings.extend(floors::of(tree));
    findings.extend(sentences::of(tree));
    findings.sort();
    findings.dedup();
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tree with one mistake of each kind, so that no rule can go blind unseen.
    #[test]
    fn a_house_with_every_mistake_is_told_each() {
        let mut tree = Tree::default();
        tree.add(
            "crates/web/src/roll.rs",
            r#"fn show() { let x = read().unwrap(); let q = "SELECT 1 FROM spell"; }"#,
        );
        tree.add("crates/domain/src/utils.rs", "pub fn f() {}");
        tree.add("crates/web/Cargo.toml", "[dependencies]\nstore.workspace = true\n");
        tree.add("NOTES/plan.md", "plan");
        tree.add("locales/roll.toml", "\"roll.title\" = { zh = \"花名册\", en = \"Roll\" }\n");
        let told: Vec<String> = judge(&tree).iter().map(ToString::to_string).collect();
        for (file, word) in [
            ("crates/web/src/roll.rs:1", "unwrap"),
            ("crates/web/src/roll.rs:1", "SQL"),
            ("crates/domain/src/utils.rs:0", "utils"),
            ("crates/web/Cargo.toml:0", "store"),
            ("NOTES/plan.md:0", ".md"),
            ("locales/roll.toml:1", "roll.title"),
        ] {
            assert!(
                told.iter().any(|line| line.starts_with(file) && line.contains(word)),
                "{word} in {told:#?}"
            );
        }
    }
}
