//! Within `domain` nothing but this rule keeps modules from knowing each other in circles.

use super::source::Kind;
use super::{Finding, Rust};

/// The modules of `domain`, lowest floor first; a module knows lower floors only.
const FLOORS: [&[&str]; 10] = [
    &["ids", "identity"],
    &["registry"],
    &["spell"],
    &["filing", "assessment"],
    &["ledger", "base_year", "late_fee"],
    &["bill", "declaration"],
    &["collection", "case", "account", "back_payment", "appointment"],
    &["standing", "enforcement", "hall"],
    &["record", "earlier"],
    &["reckon"],
];

/// Uses of `crate::…` that rise, and modules without a floor.
pub fn of(rust: &Rust) -> Vec<Finding> {
    let Some(inside) = rust.path.strip_prefix("crates/domain/src/") else {
        return Vec::new();
    };
    let module = inside.split('/').next().unwrap_or(inside).trim_end_matches(".rs");
    if module == "lib" {
        return Vec::new();
    }
    let Some(own) = floor(module) else {
        return vec![rust.finding(0, format!("module {module} has no floor: give it one in tidy's list of `domain`"))];
    };
    let mut findings = Vec::new();
    for at in rust.code() {
        let at_top = !inside.contains('/');
        let from_root = rust.reads(at, &["crate", ":", ":"]) || (at_top && rust.reads(at, &["super", ":", ":"]));
        if !from_root {
            continue;
        }
        for (name, line) in named(rust, at + 3) {
            if name != module && floor(&name).is_some_and(|other| other >= own) {
                findings.push(rust.finding(
                    line,
                    format!("{module} may not know {name}: it stands on the same or a higher floor of `domain`"),
                ));
            }
        }
    }
    findings
}

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}

/// The first names of a path: `a`, or each of `{a::b, c}`.
fn named(rust: &Rust, at: usize) -> Vec<(String, usize)> {
    let Some(first) = rust.tokens.get(at) else { return Vec::new() };
    if first.kind != Kind::Open {
        return vec![(first.text.clone(), first.line)];
    }
    let mut names = Vec::new();
    let mut next = at + 1;
    let mut fresh = true;
    while next < first.end {
        let token = &rust.tokens[next];
        if fresh {
            names.push((token.text.clone(), token.line));
        }
        fresh = token.text == ",";
        next = if token.kind == Kind::Open { token.end } else { next } + 1;
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_that_knows_a_higher_one_is_found() {
        let table = [
            ("spell.rs", "use crate::registry::Employer;", 0),
            ("spell.rs", "use crate::filing::Filing;", 1),
            ("spell.rs", "use crate::{ids::Id, collection::{a, b}, registry};", 1),
            ("spell.rs", "use super::collection::Bill;", 1),
            ("spell/parts.rs", "use super::collection;", 0),
            ("spell/parts.rs", "fn f() { crate::collection::settle() }", 1),
            ("filing/window.rs", "use crate::filing::Filing;", 0),
            ("attic.rs", "", 1),
        ];
        for (file, text, want) in table {
            let rust = Rust::read(&format!("crates/domain/src/{file}"), text).unwrap();
            assert_eq!(of(&rust).len(), want, "{file}: {text}");
        }
    }
}
