//! The repository as texts, and Rust files as tokens without comments.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::str::FromStr;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::Finding;

/// Folders that hold nothing of ours.
const PASSED_OVER: [&str; 6] = [".git", "target", "node_modules", "test-results", "playwright-report", "shots"];

/// What is read as text; the rest are pictures, fonts and workbooks.
const TEXTS: [&str; 15] = [
    "rs", "toml", "md", "sql", "typ", "css", "js", "mjs", "cjs", "ts", "json", "sh", "py", "yml", "html",
];

/// The files of the repository.
#[derive(Default)]
pub struct Tree {
    /// Text by path from the root; an empty text for files that are no text.
    pub texts: BTreeMap<String, String>,
    /// The Rust files.
    pub rust: Vec<Rust>,
    /// Files that could not be read as what they are.
    pub unread: Vec<Finding>,
}

impl Tree {
    /// Reads all files below `root`.
    pub fn read(root: &Path) -> io::Result<Tree> {
        let mut tree = Tree::default();
        tree.enter(root, "")?;
        tree.mark_test_files();
        Ok(tree)
    }

    /// Files that a parent takes in under `#[cfg(test)] mod name;` are tests from their first line.
    fn mark_test_files(&mut self) {
        let tests: Vec<String> = self.rust.iter().flat_map(Rust::test_modules).collect();
        for rust in self.rust.iter_mut().filter(|rust| tests.contains(&rust.path)) {
            rust.lines = 0;
            rust.tokens.iter_mut().for_each(|token| token.test = true);
        }
    }

    fn enter(&mut self, folder: &Path, prefix: &str) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{prefix}{name}");
            if entry.file_type()?.is_dir() {
                if !PASSED_OVER.contains(&name.as_str()) {
                    self.enter(&entry.path(), &format!("{path}/"))?;
                }
                continue;
            }
            let is_text = name.rsplit_once('.').is_none_or(|(_, extension)| TEXTS.contains(&extension));
            let content = if is_text { fs::read(entry.path())? } else { Vec::new() };
            self.add(&path, &String::from_utf8_lossy(&content));
        }
        Ok(())
    }

    /// Adds a file.
    pub fn add(&mut self, path: &str, content: &str) {
        if path.ends_with(".rs") {
            match Rust::read(path, content) {
                Ok(rust) => self.rust.push(rust),
                Err(message) => self.unread.push(Finding {
                    file: path.into(),
                    line: 0,
                    message,
                }),
            }
        }
        self.texts.insert(path.into(), content.into());
    }
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A name or keyword.
    Name,
    /// One punctuation character.
    Punct,
    /// A number or character.
    Value,
    /// A string; its text is what stands between the quotes, as written.
    Text,
    /// An opening bracket.
    Open,
    /// A closing bracket.
    Close,
}

/// A token with its place.
#[derive(Clone, Debug)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Its text; of a string what stands between the quotes.
    pub text: String,
    /// Its line, from 1.
    pub line: usize,
    /// Whether it belongs to a test.
    pub test: bool,
    /// For an opening bracket, the index of its closing one.
    pub end: usize,
}

/// A Rust file.
pub struct Rust {
    /// Its path from the root.
    pub path: String,
    /// The crate's folder name, or the first folder (`xtask`, `bench`).
    pub room: String,
    /// Lines before the first test module.
    pub lines: usize,
    /// Its tokens in order, brackets included, documentation left out.
    pub tokens: Vec<Token>,
}

impl Rust {
    /// Reads a file's tokens.
    pub fn read(path: &str, content: &str) -> Result<Rust, String> {
        let stream = TokenStream::from_str(content).map_err(|fault| format!("no Rust: {fault}"))?;
        let mut tokens = Vec::new();
        flatten(stream, &mut tokens);
        let of_tests = path.contains("/tests/") || path.contains("/benches/") || path.starts_with("bench/");
        mark_tests(&mut tokens, of_tests);
        let lines = content.lines().position(|line| line.trim_start().starts_with("#[cfg(test)]"));
        let mut parts = path.split('/');
        let first = parts.next().unwrap_or_default();
        let room = if first == "crates" {
            parts.next().unwrap_or_default()
        } else {
            first
        };
        Ok(Rust {
            path: path.into(),
            room: room.into(),
            lines: lines.unwrap_or(content.lines().count()),
            tokens,
        })
    }

    /// The files of its modules that are tests.
    fn test_modules(&self) -> Vec<String> {
        let (folder, name) = self.path.rsplit_once('/').unwrap_or(("", &self.path));
        let folder = match name {
            "lib.rs" | "main.rs" => folder.to_string(),
            _ => self.path.trim_end_matches(".rs").to_string(),
        };
        let declared = |at: usize| self.reads(at, &["mod"]) && self.reads(at + 2, &[";"]) && self.tokens[at].test;
        let named = (0..self.tokens.len())
            .filter(|&at| declared(at))
            .map(|at| self.tokens[at + 1].text.clone());
        named.map(|name| format!("{folder}/{name}.rs")).collect()
    }

    /// A finding in this file.
    pub fn finding(&self, line: usize, message: impl Into<String>) -> Finding {
        Finding {
            file: self.path.clone(),
            line,
            message: message.into(),
        }
    }

    /// Whether the names and marks from `at` on are these; `::` counts as two.
    pub fn reads(&self, at: usize, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(i, word)| {
            self.tokens
                .get(at + i)
                .is_some_and(|token| token.kind != Kind::Text && token.text == *word)
        })
    }

    /// The indices of tokens outside tests.
    pub fn code(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.tokens.len()).filter(|&at| !self.tokens[at].test)
    }

    /// The body `{…}` of the item whose keyword stands at `at`, as indices of its brackets.
    pub fn body(&self, at: usize) -> Option<(usize, usize)> {
        let mut at = at;
        while let Some(token) = self.tokens.get(at) {
            match (token.kind, token.text.as_str()) {
                (Kind::Open, "{") => return Some((at, token.end)),
                (Kind::Open, _) => at = token.end,
                (Kind::Punct, ";") | (Kind::Close, _) => return None,
                _ => {}
            }
            at += 1;
        }
        None
    }
}

fn flatten(stream: TokenStream, out: &mut Vec<Token>) {
    let mut trees = stream.into_iter().peekable();
    while let Some(tree) = trees.next() {
        let line = tree.span().start().line;
        let token = |kind, text: String| Token {
            kind,
            text,
            line,
            test: false,
            end: 0,
        };
        match tree {
            // Documentation is prose, not code: `#[doc = "…"]`, `#![doc = "…"]`.
            TokenTree::Punct(mark) if mark.as_char() == '#' => {
                let mut rest = trees.clone();
                rest.next_if(|next| matches!(next, TokenTree::Punct(mark) if mark.as_char() == '!'));
                if rest.next().is_some_and(|next| is_documentation(&next)) {
                    trees = rest;
                    continue;
                }
                out.push(token(Kind::Punct, "#".into()));
            }
            TokenTree::Punct(mark) => out.push(token(Kind::Punct, mark.as_char().into())),
            TokenTree::Ident(name) => out.push(token(Kind::Name, name.to_string())),
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                out.push(match between_quotes(&text) {
                    Some(inner) => token(Kind::Text, inner.into()),
                    None => token(Kind::Value, text),
                });
            }
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                let at = out.len();
                out.push(token(Kind::Open, open.into()));
                let last = group.span_close().end().line;
                flatten(group.stream(), out);
                out[at].end = out.len();
                out.push(Token {
                    kind: Kind::Close,
                    text: close.into(),
                    line: last,
                    test: false,
                    end: 0,
                });
            }
        }
    }
}

fn is_documentation(tree: &TokenTree) -> bool {
    let TokenTree::Group(group) = tree else { return false };
    let mut inner = group.stream().into_iter();
    let named = inner.next().is_some_and(|first| first.to_string() == "doc");
    named && inner.next().is_some_and(|second| second.to_string() == "=")
}

/// What stands between the quotes of a string literal, raw, byte or plain.
fn between_quotes(literal: &str) -> Option<&str> {
    let open = literal.find('"')?;
    let close = literal.rfind('"')?;
    let prefix = &literal[..open];
    (close > open && prefix.chars().all(|c| matches!(c, 'b' | 'c' | 'r' | '#'))).then(|| &literal[open + 1..close])
}

/// Marks what stands under `#[cfg(test)]` or `#[test]`, or everything.
fn mark_tests(tokens: &mut [Token], all: bool) {
    let mut at = 0;
    while at < tokens.len() {
        tokens[at].test |= all;
        if tokens[at].text == "#" && tokens.get(at + 1).is_some_and(|next| next.text == "[") {
            let close = tokens[at + 1].end;
            let words: Vec<&str> = tokens[at + 2..close].iter().map(|token| token.text.as_str()).collect();
            if matches!(words.as_slice(), ["test"] | ["cfg", "(", "test", ")"]) {
                let end = end_of_item(tokens, close + 1);
                tokens[at..=end].iter_mut().for_each(|token| token.test = true);
                at = end;
            }
        }
        at += 1;
    }
}

fn end_of_item(tokens: &[Token], mut at: usize) -> usize {
    while let Some(token) = tokens.get(at) {
        match (token.kind, token.text.as_str()) {
            (Kind::Open, "{") => return token.end,
            (Kind::Open, _) => at = token.end,
            (Kind::Punct, ";") => return at,
            _ => {}
        }
        at += 1;
    }
    tokens.len() - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_taken_in_for_tests_is_a_test() {
        let mut tree = Tree::default();
        tree.add("crates/web/src/lib.rs", "#[cfg(test)]\nmod trial;\nmod page;\n");
        tree.add("crates/web/src/trial.rs", "fn f() {}");
        tree.add("crates/web/src/page.rs", "fn f() {}\n#[cfg(test)] mod inner;");
        tree.add("crates/web/src/page/inner.rs", "fn f() {}");
        tree.mark_test_files();
        let tests: Vec<&str> = tree
            .rust
            .iter()
            .filter(|rust| rust.code().count() == 0)
            .map(|rust| rust.path.as_str())
            .collect();
        assert_eq!(tests, ["crates/web/src/trial.rs", "crates/web/src/page/inner.rs"]);
    }

    #[test]
    fn documentation_and_tests_are_told_from_code() {
        let text = "//! Says \"SELECT\".\n/// More.\npub fn a() { b(\"x\\\"y\", r#\"z\"#) }\n#[cfg(test)]\nmod tests { #[test] fn t() {} }\nfn c() {}\n";
        let rust = Rust::read("crates/web/src/a.rs", text).unwrap();
        assert_eq!(rust.lines, 3);
        let strings: Vec<&str> = rust
            .tokens
            .iter()
            .filter(|token| token.kind == Kind::Text)
            .map(|token| token.text.as_str())
            .collect();
        assert_eq!(strings, ["x\\\"y", "z"]);
        let code: String = rust.code().map(|at| rust.tokens[at].text.as_str()).collect();
        assert_eq!(code, "pubfna(){b(x\\\"y,z)}fnc(){}");
    }
}
