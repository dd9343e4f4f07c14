//! What may be written in a string: SQL in `store`, HTML in `web`, sentences in `locales/`.

use super::source::Kind;
use super::{Finding, Rust, Tree};

/// How statements of SQL begin.
const SQL: [&str; 10] = [
    "SELECT ",
    "INSERT INTO ",
    "UPDATE ",
    "DELETE FROM ",
    "CREATE TABLE ",
    "CREATE INDEX ",
    "ALTER TABLE ",
    "DROP TABLE ",
    "WITH ",
    "PRAGMA ",
];

/// Elements of HTML.
const HTML: [&str; 18] = [
    "html", "head", "body", "div", "span", "p", "table", "tr", "td", "ul", "li", "form", "input", "button", "a", "h1", "script", "style",
];

/// Folders written by others, or by a tool.
const NOT_OURS: [&str; 2] = ["static/", "Cargo.lock"];

/// How many Chinese characters in a row are a sentence rather than a word that a file or form carries.
const SENTENCE: usize = 12;

/// Strings that belong into another room.
pub fn of(rust: &Rust) -> Vec<Finding> {
    let mut findings = Vec::new();
    for at in rust.code().filter(|&at| rust.tokens[at].kind == Kind::Text) {
        let (text, line) = (rust.tokens[at].text.as_str(), rust.tokens[at].line);
        if is_sql(text) && !matches!(rust.room.as_str(), "store" | "checks" | "bench") {
            findings.push(rust.finding(line, "SQL only in `store`"));
        }
        if is_html(text) && !matches!(rust.room.as_str(), "web" | "documents" | "checks") {
            findings.push(rust.finding(line, "HTML only in `web`"));
        }
        if is_chinese_sentence(text) && rust.room != "checks" {
            findings.push(rust.finding(line, "a sentence: it belongs into locales/, a name of data into policy/ or static/"));
        }
    }
    findings
}

/// Marks left behind and names of somebody's machine, in any text.
pub fn of_any(path: &str, content: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    if NOT_OURS.iter().any(|prefix| path.starts_with(prefix)) || path.ends_with("package-lock.json") {
        return findings;
    }
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("X", "XX"), concat!("HA", "CK")];
    let machines = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/")];
    for (at, line) in content.lines().enumerate() {
        let mut found = |message: String| {
            findings.push(Finding {
                file: path.into(),
                line: at + 1,
                message,
            })
        };
        for mark in marks {
            if line.split(|c: char| !c.is_alphanumeric()).any(|word| word == mark) {
                found(format!("the mark {mark}: do it, or write an issue"));
            }
        }
        for machine in machines {
            let absolute = line
                .match_indices(machine)
                .any(|(start, _)| !line[..start].ends_with(|c: char| c.is_alphanumeric() || c == '.'));
            if absolute {
                found(format!("a path of one machine: {machine}"));
            }
        }
    }
    findings
}

/// Paths of the repository that a document at the root names and that are not there.
pub fn of_paths(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, content) in tree.texts.iter().filter(|(path, _)| path.ends_with(".md") && !path.contains('/')) {
        for (at, line) in content.lines().enumerate() {
            for named in line
                .split('`')
                .skip(1)
                .step_by(2)
                .filter(|named| named.starts_with("crates/") || named.ends_with('/'))
            {
                if !tree
                    .texts
                    .keys()
                    .any(|file| file == named || file.starts_with(&format!("{}/", named.trim_end_matches('/'))))
                {
                    findings.push(Finding {
                        file: path.clone(),
                        line: at + 1,
                        message: format!("{named} is not there"),
                    });
                }
            }
        }
    }
    findings
}

fn is_sql(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '(' || c == '\\');
    SQL.iter().any(|start| text.starts_with(start))
}

fn is_html(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| {
        let rest = text[at + 1..].trim_start_matches('/');
        HTML.iter()
            .any(|tag| rest.strip_prefix(tag).is_some_and(|after| after.starts_with(['>', ' ', '/'])))
    })
}

fn is_chinese_sentence(text: &str) -> bool {
    let mut run = 0;
    for c in text.chars() {
        if matches!(c, '。' | '？' | '！' | '；') {
            return true;
        }
        run = if matches!(c, '\u{4e00}'..='\u{9fff}') { run + 1 } else { 0 };
        if run > SENTENCE {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_of_another_room_are_found() {
        let table = [
            ("crates/web/src/a.rs", r#"const A: &str = "SELECT n FROM event";"#, 1),
            ("crates/store/src/a.rs", r#"const A: &str = "SELECT n FROM event";"#, 0),
            ("crates/web/src/a.rs", r#"const A: &str = "UPDATED";"#, 0),
            ("crates/domain/src/a.rs", r#"const A: &str = "<td>1</td>";"#, 1),
            ("crates/web/src/a.rs", r#"const A: &str = "<td>1</td>";"#, 0),
            ("crates/domain/src/a.rs", r#"const A: &str = "a < b and <Document>";"#, 0),
            ("crates/web/src/a.rs", r#"const A: &str = "提交成功。";"#, 1),
            ("crates/documents/src/a.rs", r#"const A: &str = "停止缴费原因";"#, 0),
            ("crates/web/src/a.rs", r#"#[test] fn a() { assert_eq!(b(), "提交成功。"); }"#, 0),
        ];
        for (path, text, want) in table {
            assert_eq!(of(&Rust::read(path, text).unwrap()).len(), want, "{path}: {text}");
        }
    }

    #[test]
    fn a_path_in_a_document_leads_somewhere() {
        let mut tree = Tree::default();
        tree.add("policy/cn/pack.toml", "");
        tree.add(
            "README.md",
            "see `policy/`, `policy/cn/pack.toml`\nand `scenarios/`, `crates/web/src/a.rs`, `a/b`\n",
        );
        let lines: Vec<usize> = of_paths(&tree).iter().map(|finding| finding.line).collect();
        assert_eq!(lines, [2, 2]);
    }

    #[test]
    fn marks_and_machine_paths_are_found_in_any_text() {
        let mark = concat!("-- TO", "DO later");
        let path = concat!("see /wo", "rk/tree");
        assert_eq!(of_any("migrations/0001.sql", &format!("{mark}\nok\n{path}\n")).len(), 2);
        assert_eq!(of_any("README.md", concat!("target/wo", "rk/x and ToDos")), []);
        assert_eq!(of_any("static/htmx.js", mark), []);
    }
}
