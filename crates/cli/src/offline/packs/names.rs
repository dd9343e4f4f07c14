//! What `policy show` does not find: parameters without a value in the month, and names that no pack has.

use std::collections::BTreeSet;

use policy::{Book, Unknown};
use reckoned::{Stop, Usage};
use units::{Fact, Month, Statement};

use super::parameters::Parameter;
use crate::command::ShowPolicy;
use crate::terminal::{Ink, Terminal};

/// So many names like it are told.
const NEAR: usize = 5;

/// The parameters asked for that the book has, and none of whose rows is among those found.
pub fn unknown(book: &Book, found: &[Parameter], wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let found: BTreeSet<&str> = found.iter().map(|p| p.parameter.as_str()).collect();
    let missing = book.parameters().filter(|name| wanted(name) && !found.contains(name));
    missing.map(str::to_owned).collect()
}

/// Why there is nothing to show: unknown in this month or in this pack, or a name that no pack has.
pub fn nothing(book: &Book, ask: &ShowPolicy, month: Month, unknown: &[String], terminal: &Terminal<'_>) -> Result<Stop, Stop> {
    let asked = ask.parameter.clone().unwrap_or_default();
    let mut names = BTreeSet::new();
    for region in terminal.packs()?.regions() {
        let other = terminal.book(region)?;
        names.extend(other.parameters().map(str::to_owned));
        names.extend(other.tables().into_iter().map(|row| row.ground.parameter));
    }
    if unknown.is_empty() && !names.iter().any(|name| name.starts_with(&asked)) {
        return Ok(terminal.usage(&Usage::NoSuchParameter {
            near: near(&asked, &names).join(", "),
            parameter: asked,
        }));
    }
    let rows = book.tables().into_iter().filter(|row| row.ground.parameter.starts_with(&asked));
    let (first, last): (Vec<Month>, Vec<Option<Month>>) = rows.map(|row| (row.ground.valid_from, row.ground.valid_until)).unzip();
    Ok(match (unknown, first.into_iter().min()) {
        // A measure, a route, a right: where none is in force nothing is missing from the pack.
        ([], Some(first)) => terminal.refused(&NothingInForce {
            asked,
            month,
            first,
            last: last
                .into_iter()
                .collect::<Option<Vec<Month>>>()
                .and_then(|ends| ends.into_iter().max()),
        }),
        ([], None) => terminal.refused(&NotInPack {
            asked,
            region: book.region().to_owned(),
        }),
        (unknown, _) => terminal.refused(&Unknown::new(unknown.join(", "), month)),
    })
}

/// The pack has rows of this kind, and none is in force in the month.
struct NothingInForce {
    asked: String,
    month: Month,
    first: Month,
    /// The last month of any of them; `None`: one goes on.
    last: Option<Month>,
}

impl Statement for NothingInForce {
    fn code(&self) -> &'static str {
        match self.last {
            Some(_) => "policy.nothing_in_force",
            None => "policy.nothing_in_force_yet",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        let mut facts = vec![
            ("parameter", Fact::Text(self.asked.clone())),
            ("month", Fact::Month(self.month)),
            ("first", Fact::Month(self.first)),
        ];
        facts.extend(self.last.map(|last| ("last", Fact::Month(last))));
        facts
    }
}

/// Other packs have such parameters, this one does not.
struct NotInPack {
    asked: String,
    region: String,
}

impl Statement for NotInPack {
    fn code(&self) -> &'static str {
        "policy.not_in_pack"
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        vec![
            ("parameter", Fact::Text(self.asked.clone())),
            ("region", Fact::Text(self.region.clone())),
        ]
    }
}

/// The parameters that have no value in the month.
pub fn tell(unknown: &[String], month: Month, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    if unknown.is_empty() {
        return Ok(());
    }
    let facts = [
        ("month", Fact::Text(month.to_string())),
        ("parameters", Fact::Text(words::join(terminal.lang, unknown))),
    ];
    terminal.line("")?;
    terminal.prose(0, &terminal.say("packs.unknown", &facts), Ink::Amber)
}

/// The names most like one, the nearest first.
fn near(asked: &str, names: &BTreeSet<String>) -> Vec<String> {
    let mut names: Vec<&String> = names.iter().collect();
    names.sort_by_key(|name| {
        let parts = name.split('.').chain([name.as_str()]);
        parts.map(|part| changes(asked, part)).min()
    });
    names.into_iter().take(NEAR).cloned().collect()
}

/// How many letters must be added, dropped or changed to make one text of the other.
fn changes(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, other) in b.iter().enumerate() {
            let kept = corner + usize::from(letter != *other);
            corner = row[j + 1];
            row[j + 1] = kept.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_most_like_a_slip_comes_first() {
        let names: BTreeSet<String> = ["pension.floor", "pension.ceiling", "medical.floor", "late_fee.rate"]
            .map(str::to_owned)
            .into();
        for (asked, first) in [
            ("pension.flor", "pension.floor"),
            ("latefee.rate", "late_fee.rate"),
            ("ceilling", "pension.ceiling"),
        ] {
            assert_eq!(near(asked, &names)[0], first, "{asked}");
        }
        assert_eq!((changes("", "abc"), changes("kitten", "sitting")), (3, 3));
    }
}
