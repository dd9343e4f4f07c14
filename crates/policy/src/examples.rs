//! Worked examples beside the packs: one line each, what is asked and what must come of it, in plain words and figures.

use std::collections::BTreeMap;

use toml::de::DeValue;

use crate::reading::Reader;

/// One worked example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The calculator it is for: `assess`, `late_fee`, `month`, `workdays`, `retire`.
    pub calculator: String,
    /// Every field of the line, ask and expectation, as written.
    pub fields: BTreeMap<String, String>,
    /// File and line.
    pub place: String,
}

/// Every row of a file by the key of its list, each field as a text: numbers and flags as written, lists joined by a space.
///
/// What stands outside of any list is a row without a key. For files whose rows no calculator shows one by one.
pub fn rows_as_texts(path: &str, text: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let mut reader = Reader::new(path, text);
    let document = reader.document();
    let mut rows = Vec::new();
    for (list, value) in document.iter() {
        let tables = value.get_ref().as_array().map(|array| array.iter()).into_iter().flatten();
        for table in tables.filter_map(|row| row.get_ref().as_table()) {
            let fields = table
                .iter()
                .filter_map(|(key, value)| Some((key.get_ref().to_string(), as_text(value.get_ref())?)));
            rows.push((list.get_ref().to_string(), fields.collect()));
        }
    }
    let single = document.iter().filter(|(_, value)| !matches!(value.get_ref(), DeValue::Table(_)));
    let single = single.filter_map(|(key, value)| Some((key.get_ref().to_string(), as_text(value.get_ref())?)));
    let alone: BTreeMap<String, String> = single.collect();
    if !alone.is_empty() {
        rows.push((String::new(), alone));
    }
    rows
}

fn as_text(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.as_str().to_owned()),
        DeValue::Boolean(flag) => Some(flag.to_string()),
        DeValue::Array(items) => items
            .iter()
            .map(|item| as_text(item.get_ref()))
            .collect::<Option<Vec<_>>>()
            .map(|items| items.join(" ")),
        DeValue::Table(table) => {
            let fields = table
                .iter()
                .filter_map(|(key, value)| Some(format!("{}={}", key.get_ref(), as_text(value.get_ref())?)));
            Some(fields.collect::<Vec<_>>().join(" "))
        }
        DeValue::Float(_) | DeValue::Datetime(_) => None,
    }
}

pub(crate) fn read(reader: &mut Reader<'_>) -> Vec<Example> {
    let mut examples = Vec::new();
    for (calculator, rows) in reader.document().iter() {
        for (table, span) in reader.tables(rows) {
            let mut fields = BTreeMap::new();
            for (key, value) in table.iter() {
                match value.get_ref().as_str() {
                    Some(text) => drop(fields.insert(key.get_ref().to_string(), text.to_owned())),
                    None => reader.fault(&value.span(), "examples are written as texts in quotation marks"),
                }
            }
            let place = format!("{}:{}", reader.file, reader.line(&span));
            examples.push(Example {
                calculator: calculator.get_ref().to_string(),
                fields,
                place,
            });
        }
    }
    examples
}
