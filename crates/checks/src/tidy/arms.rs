//! No `_ =>` on an enum of ours: a new state must be looked at wherever states are told apart.

use std::collections::BTreeSet;

use super::source::Kind;
use super::{Finding, Rust};

/// What a file may mean by a name.
pub struct States {
    /// The enums that carry a `code()`: the states, kinds and reasons of the house.
    names: BTreeSet<String>,
    /// The crates that a name of the house can be imported from.
    rooms: BTreeSet<String>,
}

/// The states of the house.
pub fn states(files: &[Rust]) -> States {
    let mut states = States {
        names: BTreeSet::new(),
        rooms: ["crate", "self", "super"].map(String::from).into(),
    };
    for rust in files {
        states.rooms.insert(rust.room.clone());
        let enums: BTreeSet<&str> = rust
            .code()
            .filter(|&at| rust.reads(at, &["enum"]))
            .filter_map(|at| name(rust, at + 1))
            .collect();
        for at in rust.code().filter(|&at| rust.reads(at, &["impl"])) {
            let Some(owner) = name(rust, at + 1).filter(|owner| enums.contains(owner)) else {
                continue;
            };
            let Some((open, close)) = rust.body(at) else { continue };
            if (open..close).any(|inner| rust.reads(inner, &["fn", "code"])) {
                states.names.insert(owner.to_string());
            }
        }
    }
    states
}

fn name(rust: &Rust, at: usize) -> Option<&str> {
    rust.tokens
        .get(at)
        .filter(|token| token.kind == Kind::Name)
        .map(|token| token.text.as_str())
}

/// Matches that name variants of such an enum and then catch the rest.
pub fn of(rust: &Rust, states: &States) -> Vec<Finding> {
    let mut findings = Vec::new();
    let others = imported(rust, &states.rooms);
    for at in rust.code().filter(|&at| rust.reads(at, &["match"])) {
        let Some((open, close)) = rust.body(at) else { continue };
        let arms = arms(rust, open + 1, close);
        let owner = arms
            .iter()
            .find_map(|&arm| owner(rust, arm, states))
            .filter(|owner| !others.contains(owner));
        let rest = arms.iter().find(|&&arm| rust.reads(arm, &["_", "=", ">"]));
        if let (Some(owner), Some(&rest)) = (owner, rest) {
            findings.push(rust.finding(rust.tokens[rest].line, format!("`_ =>` on {owner}: name each variant")));
        }
    }
    findings
}

/// The names that a file takes from a library: `Event` of quick-xml is no event of ours.
fn imported<'a>(rust: &'a Rust, rooms: &BTreeSet<String>) -> BTreeSet<&'a str> {
    let mut names = BTreeSet::new();
    for at in rust.code().filter(|&at| rust.reads(at, &["use"])) {
        if name(rust, at + 1).is_some_and(|root| !rooms.contains(root)) {
            let rest = (at + 1..rust.tokens.len()).take_while(|&inner| rust.tokens[inner].text != ";");
            names.extend(rest.filter_map(|inner| name(rust, inner)));
        }
    }
    names
}

/// The enum of the pattern `Enum::Variant`, also under a path or `Some(…)`.
fn owner<'a>(rust: &Rust, arm: usize, states: &'a States) -> Option<&'a str> {
    let mut at = arm;
    while rust.tokens.get(at).is_some_and(|token| token.kind == Kind::Name) && rust.reads(at + 1, &[":", ":"]) {
        if let Some(state) = states.names.get(&rust.tokens[at].text) {
            return Some(state);
        }
        at += 3;
    }
    None
}

/// Where each arm of a match begins.
fn arms(rust: &Rust, first: usize, close: usize) -> Vec<usize> {
    let mut arms = Vec::new();
    let mut at = first;
    while at < close {
        arms.push(at);
        while at < close && !rust.reads(at, &["=", ">"]) {
            at = past(rust, at);
        }
        at += 2;
        if at >= close {
            break;
        }
        let block = rust.tokens[at].text == "{";
        at = past(rust, at);
        while at < close && !block && rust.tokens[at].text != "," {
            at = past(rust, at);
        }
        // After a block the comma may be left out; a method call may follow it.
        while at < close && block && rust.reads(at, &["."]) {
            while at < close && rust.tokens[at].text != "," {
                at = past(rust, at);
            }
        }
        if at < close && rust.tokens[at].text == "," {
            at += 1;
        }
    }
    arms
}

/// The index after a token, or after a bracket with all that is in it.
fn past(rust: &Rust, at: usize) -> usize {
    if rust.tokens[at].kind == Kind::Open {
        rust.tokens[at].end + 1
    } else {
        at + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATE: &str = "pub enum State { Open, Paid } impl State { pub fn code(self) -> &'static str { \"x\" } } enum Other { A } ";

    #[test]
    fn a_rest_arm_on_a_state_is_found_and_others_are_left_alone() {
        let table = [
            ("fn f(s: State) -> u8 { match s { State::Open => 1, _ => 2 } }", 1),
            (
                "fn f(s: State) -> u8 { match s { State::Open => { if a { 1 } else { 2 } } _ => 2 } }",
                1,
            ),
            (
                "fn f(s: State) -> u8 { match s { domain::State::Open if x => g(1, 2), _ => 2, } }",
                1,
            ),
            ("fn f(s: State) -> u8 { match s { State::Open => 1, State::Paid => 2 } }", 0),
            ("fn f(s: Other) -> u8 { match s { Other::A => 1, _ => 2 } }", 0),
            (
                "fn f(s: &str) -> Option<State> { match s { \"open\" => Some(State::Open), _ => None } }",
                0,
            ),
            (
                "fn f(s: State) -> u8 { match s { State::Open => match x { 1 => 2, _ => 3 }, State::Paid => 2 } }",
                0,
            ),
            ("#[test] fn f() { match s { State::Open => 1, _ => 2 } }", 0),
            ("use library::{Other, State}; fn f() { match s { State::Open => 1, _ => 2 } }", 0),
            ("use domain::State; fn f() { match s { State::Open => 1, _ => 2 } }", 1),
        ];
        for (text, want) in table {
            let files = [Rust::read("crates/domain/src/a.rs", &format!("{STATE}{text}")).unwrap()];
            assert_eq!(of(&files[0], &states(&files)).len(), want, "{text}");
        }
    }
}
