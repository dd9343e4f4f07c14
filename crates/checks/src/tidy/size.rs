//! A file does one job, a function shows its steps.

use super::{Finding, Rust};

/// Lines of a file before its tests.
const FILE: usize = 450;
/// Lines from `fn` to the closing bracket.
const FUNCTION: usize = 60;

/// Files and functions that are too long.
pub fn of(rust: &Rust) -> Vec<Finding> {
    let mut findings = Vec::new();
    if rust.path.contains("/tests/") {
        return findings;
    }
    if rust.lines > FILE {
        findings.push(rust.finding(
            0,
            format!("{} lines before the tests, at most {FILE}: split it by noun", rust.lines),
        ));
    }
    for at in rust.code().filter(|&at| rust.reads(at, &["fn"])) {
        let Some((_, close)) = rust.body(at) else { continue };
        let (first, last) = (rust.tokens[at].line, rust.tokens[close].line);
        if last - first > FUNCTION {
            let name = rust.tokens.get(at + 1).map_or("", |token| token.text.as_str());
            findings.push(rust.finding(
                first,
                format!("fn {name} has {} lines, at most {FUNCTION}: name its steps", last - first),
            ));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_files_and_long_functions_are_found_and_their_tests_are_not_counted() {
        let steps = "step();\n".repeat(61);
        let long = Rust::read("crates/domain/src/a.rs", &format!("fn long() {{\n{steps}}}\n")).unwrap();
        assert_eq!(of(&long).len(), 1);
        let tested = format!(
            "#[cfg(test)]\nmod tests {{\n fn long() {{\n{steps}}}\n{}}}\n",
            "// more\n".repeat(450)
        );
        assert_eq!(of(&Rust::read("crates/domain/src/a.rs", &tested).unwrap()), []);
        let many = Rust::read("crates/domain/src/a.rs", &"const A: u8 = 1;\n".repeat(451)).unwrap();
        assert_eq!(of(&many)[0].line, 0);
    }
}
