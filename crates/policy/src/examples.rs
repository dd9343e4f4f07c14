//! Worked examples beside the packs: one line each, what is asked and what must come of it, in plain words and figures.

use std::collections::BTreeMap;

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
