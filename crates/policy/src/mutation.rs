//! Every figure of a pack file, each changed a little: what worked examples must notice (`shebao policy test --coverage`).

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use units::{Date, Month};

use crate::Fault;
use crate::reading::Reader;

/// One figure of a file, and what it is changed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutant {
    /// The line of the figure, from 1.
    pub line: usize,
    /// The keys that lead to its row: `pension.floor`, `one_year`, `2026`.
    pub parameter: String,
    /// The field of the row, `value`, `from`.
    pub field: String,
    /// The figure as written.
    pub was: String,
    /// The figure after the change.
    pub is: String,
    /// The whole text of the file after the change.
    pub text: String,
}

/// Fields that name things or say where they come from: they are no figures.
const WORDS: [&str; 10] = ["source", "law", "note", "zh", "en", "name", "confidence", "words", "measure", "for"];

/// The files of a pack that hold no figures: names, sources, examples.
fn holds_no_figures(path: &str) -> bool {
    path.ends_with("/pack.toml") || path.ends_with("/sources.toml") || path.ends_with(".examples.toml")
}

/// Each figure of a file changed once: a value by one in its last place, a month or a day by one, a word to `unknown`.
pub fn mutants(path: &str, text: &str) -> Result<Vec<Mutant>, Vec<Fault>> {
    if holds_no_figures(path) {
        return Ok(Vec::new());
    }
    let mut reader = Reader::new(path, text);
    let document = reader.document();
    if !reader.faults.is_empty() {
        return Err(reader.faults);
    }
    let mut found = Found {
        reader,
        text,
        mutants: Vec::new(),
    };
    found.table(&document, "");
    Ok(found.mutants)
}

struct Found<'t> {
    reader: Reader<'t>,
    text: &'t str,
    mutants: Vec<Mutant>,
}

impl<'t> Found<'t> {
    /// Tables outside of rows lead to rows: `pension` and in it `floor`.
    fn table(&mut self, table: &DeTable<'t>, path: &str) {
        for (key, value) in table.iter() {
            let (key, joined) = (key.get_ref().to_string(), format!("{path}{}", key.get_ref()));
            match value.get_ref() {
                DeValue::Table(inner) => self.table(inner, &format!("{joined}.")),
                DeValue::Array(rows) if rows.iter().any(|row| row.get_ref().is_table()) => {
                    for row in rows.iter().filter_map(|row| row.get_ref().as_table()) {
                        self.row(row, &joined);
                    }
                }
                _ => self.field(value, path.trim_end_matches('.'), &key),
            }
        }
    }

    fn row(&mut self, row: &DeTable<'t>, parameter: &str) {
        for (key, value) in row.iter() {
            self.field(value, parameter, key.get_ref());
        }
    }

    fn field(&mut self, value: &Spanned<DeValue<'t>>, parameter: &str, field: &str) {
        if WORDS.contains(&field) {
            return;
        }
        match value.get_ref() {
            DeValue::Array(items) => {
                for item in items.iter() {
                    self.field(item, parameter, field);
                }
            }
            DeValue::Table(table) => self.row(table, parameter),
            DeValue::String(was) => {
                for is in changed(field, was) {
                    self.push(value, parameter, field, was, &is, &format!("\"{is}\""));
                }
            }
            DeValue::Integer(was) => {
                if let Ok(number) = was.as_str().parse::<i64>() {
                    let is = (number + 1).to_string();
                    self.push(value, parameter, field, was.as_str(), &is, &is);
                }
            }
            DeValue::Boolean(was) => {
                let is = (!was).to_string();
                self.push(value, parameter, field, &was.to_string(), &is, &is);
            }
            DeValue::Float(_) | DeValue::Datetime(_) => {}
        }
    }

    fn push(&mut self, at: &Spanned<DeValue<'t>>, parameter: &str, field: &str, was: &str, is: &str, written: &str) {
        let span = at.span();
        let (Some(before), Some(after)) = (self.text.get(..span.start), self.text.get(span.end..)) else {
            return;
        };
        self.mutants.push(Mutant {
            line: self.reader.line(&span),
            parameter: parameter.to_owned(),
            field: field.to_owned(),
            was: was.to_owned(),
            is: is.to_owned(),
            text: format!("{before}{written}{after}"),
        });
    }
}

/// What a text could wrongly be instead: each number in it by one, a month or a day by one, a word `unknown`.
fn changed(field: &str, was: &str) -> Vec<String> {
    let back = matches!(field, "until" | "carried_until");
    if let Ok(month) = Month::parse(was) {
        return vec![month.plus(if back { -1 } else { 1 }).to_string()];
    }
    if let Ok(day) = was.parse::<Date>() {
        return day.tomorrow().map(|day| day.to_string()).into_iter().collect();
    }
    if was.bytes().any(|b| b.is_ascii_digit()) {
        return numbers_changed(was);
    }
    match was {
        "unknown" => vec!["none".to_owned()],
        _ => vec!["unknown".to_owned()],
    }
}

/// Each run of digits by one in its last place: `10.8%` to `10.9%`; a nine is lowered, so that no digit is carried.
fn numbers_changed(was: &str) -> Vec<String> {
    let bytes = was.as_bytes();
    let ends = (0..bytes.len()).filter(|i| {
        let next = bytes.get(i + 1);
        let goes_on = next.is_some_and(|b| b.is_ascii_digit() || *b == b'.' && bytes.get(i + 2).is_some_and(u8::is_ascii_digit));
        bytes[*i].is_ascii_digit() && !goes_on
    });
    let change = |end: usize| {
        let digit = if bytes[end] == b'9' { b'8' } else { bytes[end] + 1 };
        format!("{}{}{}", &was[..end], char::from(digit), &was[end + 1..])
    };
    ends.map(change).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_figure_is_changed_once_and_names_are_left_alone() {
        let text = "a.b = [\n  { for = { payer = \"retired\" }, from = \"2019-12\", until = \"2020-01\", value = \"10.8%\", source = \"S27\", confidence = \"A\" },\n  { from = \"2020-02\", value = \"none\", known_on = \"2020-02-29\", source = \"S2\", confidence = \"A\" },\n]\n[2026]\nworked = [\"01-04\", \"02-19\"]\n";
        let found = mutants("x/values.toml", text).expect("a file without faults");
        let mut said: Vec<_> = found.iter().map(|m| (m.line, m.field.as_str(), m.is.as_str())).collect();
        said.sort_unstable();
        assert_eq!(
            said,
            [
                (2, "from", "2020-01"),
                (2, "until", "2019-12"),
                (2, "value", "10.9%"),
                (3, "from", "2020-03"),
                (3, "known_on", "2020-03-01"),
                (3, "value", "unknown"),
                (6, "worked", "01-05"),
                (6, "worked", "02-04"),
                (6, "worked", "02-18"),
                (6, "worked", "03-19"),
            ]
        );
        assert!(
            found
                .iter()
                .all(|m| m.text != text && m.text.lines().count() == text.lines().count())
        );
        assert_eq!(
            numbers_changed("day 10, next working day .. day 25"),
            ["day 11, next working day .. day 25", "day 10, next working day .. day 26"]
        );
    }
}
