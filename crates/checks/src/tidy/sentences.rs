//! Every code that people may meet has its sentence in both languages, and no sentence waits for nobody.

use std::collections::{BTreeMap, BTreeSet};

use toml::Table;

use super::source::Kind;
use super::{Finding, Rust, Tree};

/// A key of `locales/` and where it stands.
struct Entry {
    file: String,
    line: usize,
}

/// What the sources ask for.
#[derive(Default)]
struct Asked {
    /// Codes of statements: each needs its sentence and its mend.
    codes: BTreeMap<String, (String, usize)>,
    /// Whole keys that stand in a string somewhere.
    keys: BTreeMap<String, (String, usize)>,
    /// Keys put together from parts: `standing.{code}`, `role.` + code.
    patterns: BTreeSet<String>,
}

/// Codes without a sentence, sentences without a language, keys that nobody asks for.
pub fn of(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
    for (path, text) in tree
        .texts
        .iter()
        .filter(|(path, _)| path.starts_with("locales/") && path.ends_with(".toml"))
    {
        read(path, text, &mut entries, &mut findings);
    }
    let mut asked = Asked::default();
    tree.rust
        .iter()
        .filter(|rust| rust.room != "checks")
        .for_each(|rust| asked.read(rust));
    asked.read_data(tree);

    for (code, (file, line)) in &asked.codes {
        let mend = format!("{code}.fix");
        // A "no" also says what to do.
        let missing = match (entries.contains_key(code), entries.contains_key(&mend) || says_all(code)) {
            (true, true) => continue,
            (true, false) => mend,
            (false, true) => code.clone(),
            (false, false) => format!("{code}, {mend}"),
        };
        findings.push(Finding {
            file: file.clone(),
            line: *line,
            message: format!("no sentence in locales/: {missing}"),
        });
    }
    let topics: BTreeSet<&str> = entries.keys().map(|key| topic(key)).collect();
    for (key, (file, line)) in asked.keys.iter().filter(|(key, _)| topics.contains(topic(key))) {
        if !entries.contains_key(key) && !asked.patterns.iter().any(|pattern| pattern == key) {
            findings.push(Finding {
                file: file.clone(),
                line: *line,
                message: format!("{key} is no key of locales/"),
            });
        }
    }
    for (key, entry) in &entries {
        if !asked.asks_for(key) {
            findings.push(Finding {
                file: entry.file.clone(),
                line: entry.line,
                message: format!("nobody says {key}"),
            });
        }
    }
    findings
}

fn read(path: &str, text: &str, entries: &mut BTreeMap<String, Entry>, findings: &mut Vec<Finding>) {
    let table = match text.parse::<Table>() {
        Ok(table) => table,
        Err(fault) => {
            return findings.push(Finding {
                file: path.into(),
                line: 0,
                message: fault.to_string(),
            });
        }
    };
    for (key, value) in &table {
        let line = text
            .lines()
            .position(|line| line.trim_start().starts_with(&format!("\"{key}\"")))
            .map_or(0, |at| at + 1);
        let mut found = |message: String| {
            findings.push(Finding {
                file: path.into(),
                line,
                message,
            })
        };
        for language in ["zh", "en"] {
            if value.get(language).and_then(|sentence| sentence.as_str()).is_none_or(str::is_empty) {
                found(format!("{key} says nothing in {language}"));
            }
        }
        if let Some(other) = entries.insert(key.clone(), Entry { file: path.into(), line }) {
            found(format!("{key} stands in {} too", other.file));
        }
    }
}

impl Asked {
    fn read(&mut self, rust: &Rust) {
        let statements = statement_bodies(rust);
        for (at, token) in rust.tokens.iter().enumerate().filter(|(_, token)| token.kind == Kind::Text) {
            let place = (rust.path.clone(), token.line);
            let stated = statements.iter().any(|(open, close)| (*open..*close).contains(&at));
            // `Error::said("…", facts)` is a statement that no enum owns.
            let said = at > 1 && rust.reads(at - 2, &["said", "("]);
            if (stated || said) && is_key(&token.text) && !token.test {
                self.codes.insert(token.text.clone(), place);
            } else if is_key(&token.text) {
                if rust.room == "web" && !token.test {
                    self.keys.insert(token.text.clone(), place);
                } else {
                    self.patterns.insert(token.text.clone());
                }
            } else if is_piece(&token.text) {
                self.patterns.insert(token.text.clone());
            }
        }
    }

    /// Packs and stories may name keys too.
    fn read_data(&mut self, tree: &Tree) {
        for (path, text) in &tree.texts {
            if path.starts_with("policy/") || path.starts_with("scenarios/") {
                self.patterns
                    .extend(text.split('"').filter(|part| is_key(part)).map(str::to_string));
            }
        }
    }

    fn asks_for(&self, key: &str) -> bool {
        let statement = key.strip_suffix(".fix").unwrap_or(key);
        self.codes.contains_key(statement) || self.keys.contains_key(key) || self.patterns.iter().any(|pattern| fits(pattern, key))
            // The mend of a code that is put together or passed on.
            || (statement != key && self.asks_for(statement))
    }
}

/// The bodies of `fn code` in `impl … Statement for …`.
fn statement_bodies(rust: &Rust) -> Vec<(usize, usize)> {
    let mut bodies = Vec::new();
    for at in (0..rust.tokens.len()).filter(|&at| rust.reads(at, &["Statement", "for"])) {
        let Some((open, close)) = rust.body(at) else { continue };
        bodies.extend(
            (open..close)
                .filter(|&inner| rust.reads(inner, &["fn", "code"]))
                .filter_map(|inner| rust.body(inner)),
        );
    }
    bodies
}

/// Warnings and causes say all there is to say: there is nothing to mend.
fn says_all(code: &str) -> bool {
    code.contains(".warning.") || code.contains(".why.")
}

fn topic(key: &str) -> &str {
    key.split('.').next().unwrap_or(key)
}

/// `topic.rest`, of small letters, digits and underscores, with at least one point.
fn is_key(text: &str) -> bool {
    let part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    text.contains('.') && text.split('.').all(part) && text.starts_with(|c: char| c.is_ascii_lowercase())
}

/// Whether `key` can come of `pattern`: `{…}` stands for anything; a pattern that ends or begins with a point is a part.
fn fits(pattern: &str, key: &str) -> bool {
    if pattern == key {
        return true;
    }
    let mut parts = Vec::new();
    let mut rest = pattern;
    while let Some(open) = rest.find('{') {
        parts.push(&rest[..open]);
        rest = rest[open..].find('}').map_or("", |close| &rest[open + close + 1..]);
    }
    parts.push(rest);
    if parts.len() == 1 {
        return (pattern.ends_with('.') && pattern.len() > 1 && key.starts_with(pattern))
            || (pattern.starts_with('.') && key.ends_with(pattern));
    }
    // Something of the key must stand in the pattern, or any `{}.{}` would ask for everything.
    if parts.iter().all(|part| part.trim_matches('.').is_empty()) || !parts.iter().all(|part| part.is_empty() || is_part(part)) {
        return false;
    }
    let Some(mut left) = key.strip_prefix(parts[0]) else { return false };
    for part in &parts[1..parts.len() - 1] {
        let Some(at) = left.find(part) else { return false };
        left = &left[at + part.len()..];
    }
    left.ends_with(parts[parts.len() - 1])
}

/// Whether a string may be a piece that keys are put together from, or a key of one word.
fn is_piece(text: &str) -> bool {
    let pointed = text.contains('{') || text.ends_with('.') || text.starts_with('.');
    if text.contains('.') {
        pointed
    } else {
        !text.is_empty() && is_part(text)
    }
}

fn is_part(part: &str) -> bool {
    part.chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    const REFUSAL: &str = r#"
        impl units::Statement for Refused {
            fn code(&self) -> &'static str { match self { Refused::NotOnRoll => "reduction.not_on_roll" } }
            fn facts(&self) -> Vec<Fact> { vec![("name", 1)] }
        }"#;

    fn told(sources: &[(&str, &str)], locale: &str) -> Vec<String> {
        let mut tree = Tree::default();
        sources.iter().for_each(|(path, text)| tree.add(path, text));
        tree.add("locales/reduction.toml", locale);
        of(&tree).into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn a_refusal_needs_its_sentence_and_its_mend() {
        let source = [("crates/domain/src/filing.rs", REFUSAL)];
        let sentence = "\"reduction.not_on_roll\" = { zh = \"甲\", en = \"a\" }\n";
        let mend = "\"reduction.not_on_roll.fix\" = { zh = \"乙\", en = \"b\" }\n";
        assert_eq!(told(&source, &format!("{sentence}{mend}")), Vec::<String>::new());
        assert_eq!(told(&source, sentence), ["no sentence in locales/: reduction.not_on_roll.fix"]);
        assert_eq!(
            told(&source, &format!("{mend}\"reduction.not_on_roll\" = {{ zh = \"甲\" }}")),
            ["reduction.not_on_roll says nothing in en"]
        );
    }

    #[test]
    fn a_key_nobody_says_and_a_key_nobody_wrote_are_found() {
        let locale = "\"reduction.title\" = { zh = \"减员\", en = \"Staff reduction\" }\n";
        let page = |key: &str| format!("fn page() {{ say(lang, \"{key}\", &[]) }}");
        assert_eq!(
            told(&[("crates/web/src/a.rs", &page("reduction.title"))], locale),
            Vec::<String>::new()
        );
        assert_eq!(told(&[("crates/web/src/a.rs", &page("reduction.tilte"))], locale).len(), 2);
        assert_eq!(
            told(&[("crates/web/src/a.rs", &page("reduction.{}"))], locale),
            Vec::<String>::new()
        );
        assert_eq!(told(&[("crates/web/src/a.rs", &page("{topic}.{}"))], locale).len(), 1);
        assert_eq!(told(&[("crates/web/src/a.rs", &page("shebao.css"))], locale).len(), 1);
    }
}
