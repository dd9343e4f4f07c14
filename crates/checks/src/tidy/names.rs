//! Names say what a thing is for, in the words of GLOSSARY.md.

use std::collections::BTreeMap;

use super::source::Kind;
use super::{Finding, Rust};

/// Names that say nothing, and what to do instead.
const EMPTY: [&str; 14] = [
    "util", "utils", "helper", "helpers", "common", "manager", "handler", "service", "info", "misc", "process", "types", "models", "mod",
];

/// Folders that may hold Markdown, besides the root.
const PROSE: [&str; 5] = ["docs/", "policy/", "locales/", "bench/", "e2e/"];

/// Words of the glossary that stand for another word.
#[derive(Default)]
pub struct Glossary {
    instead: BTreeMap<String, String>,
}

impl Glossary {
    /// Reads the rows `中文 | English | `identifier` | words never used for it`; in the last column the words in back-ticks count.
    pub fn read(markdown: &str) -> Glossary {
        let mut instead = BTreeMap::new();
        for row in markdown.lines().filter(|line| line.starts_with('|')) {
            let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
            let [_, _, identifier, never] = cells.as_slice() else { continue };
            let Some(word) = ticked(identifier).next() else { continue };
            instead.extend(ticked(never).map(|banned| (banned.to_string(), word.to_string())));
        }
        Glossary { instead }
    }
}

fn ticked(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

/// Files that may not be called so or may not stand there.
pub fn of_file(path: &str) -> Vec<Finding> {
    let finding = |message: String| Finding {
        file: path.into(),
        line: 0,
        message,
    };
    let mut findings = Vec::new();
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    if extension == "rs" && EMPTY.contains(&stem) {
        findings.push(finding(format!("a module called {stem}: say what is in it")));
    }
    if extension == "md" && !folder.is_empty() && !PROSE.iter().any(|prose| path.starts_with(prose)) {
        findings.push(finding(".md only in the root, docs/, policy/, locales/, bench/ and e2e/".into()));
    }
    findings
}

/// Definitions with an empty name or a word that the glossary gave to something else.
pub fn of(rust: &Rust, glossary: &Glossary) -> Vec<Finding> {
    let mut findings = Vec::new();
    for at in rust.code() {
        let keyword = &rust.tokens[at];
        if keyword.kind != Kind::Name || !matches!(keyword.text.as_str(), "fn" | "struct" | "enum" | "trait" | "mod" | "type") {
            continue;
        }
        let Some(name) = rust.tokens.get(at + 1).filter(|next| next.kind == Kind::Name) else {
            continue;
        };
        for word in words(&name.text) {
            if EMPTY.contains(&word.as_str()) {
                findings.push(rust.finding(name.line, format!("{}: {word} says nothing; name what it is or does", name.text)));
            }
        }
        let whole = words(&name.text).join("_");
        for (banned, word) in &glossary.instead {
            if format!("_{whole}_").contains(&format!("_{banned}_")) {
                findings.push(rust.finding(name.line, format!("{}: the glossary says {word}, never {banned}", name.text)));
            }
        }
    }
    findings
}

/// The words of a name in snake or camel case.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in name.chars() {
        if (c == '_' || c.is_uppercase()) && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c != '_') {
            word.extend(c.to_lowercase());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_names_and_foreign_words_are_found() {
        let glossary = Glossary::read("| 减员 | staff reduction | `reduction` | downsizing (`downsizing`, `lay_off`) |\n");
        let table = [
            ("fn decide_reduction() {}", 0),
            ("struct BillManager;", 1),
            ("mod utils {}", 1),
            ("fn lay_off_staff() {}", 1),
            ("struct Downsizing;", 1),
            ("fn playoff() { let downsizing = 1; }", 0),
            ("fn processed() {}", 0),
        ];
        for (text, want) in table {
            let rust = Rust::read("crates/domain/src/a.rs", text).unwrap();
            assert_eq!(of(&rust, &glossary).len(), want, "{text}");
        }
    }

    #[test]
    fn files_stand_where_they_belong() {
        let table = [
            ("README.md", 0),
            ("policy/cn/README.md", 0),
            ("crates/web/README.md", 1),
            ("crates/web/src/mod.rs", 1),
            ("crates/web/src/roll.rs", 0),
            ("crates/web/src/common.rs", 1),
        ];
        for (path, want) in table {
            assert_eq!(of_file(path).len(), want, "{path}");
        }
    }
}
