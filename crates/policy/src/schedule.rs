//! Dated values: of the rows valid in a month, the one that became known last, as known on a day.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use units::{Date, Month};

use crate::Fault;
use crate::applies::Applies;
use crate::provenance::{Carried, Confidence, Provenance};
use crate::reading::{Fields, Reader};
use crate::value::{Kind, Value, kind_of};

/// One dated value of a parameter.
#[derive(Clone, Debug)]
pub(crate) struct DatedRow {
    pub applies: Applies,
    pub value: Value,
    /// The last month in which it may be used: its own end, or the end of the time it is carried while nothing newer is known.
    last: Option<Month>,
    pub ground: Provenance,
}

/// The values of a region: own pack first, then the packs it extends; by parameter, then level by level.
#[derive(Clone, Debug, Default)]
pub(crate) struct Schedule {
    parameters: BTreeMap<String, Vec<Vec<DatedRow>>>,
}

impl DatedRow {
    /// Where the value of a month comes from. Carried beyond its own end it is derived, not published, and says so.
    pub fn ground_in(&self, month: Month) -> Provenance {
        let carried = match (self.ground.valid_until, self.last) {
            (Some(published_until), Some(until)) if published_until < month => Some(Carried { published_until, until }),
            _ => None,
        };
        Provenance {
            confidence: match carried {
                Some(_) => self.ground.confidence.max(Confidence::D),
                None => self.ground.confidence,
            },
            carried,
            ..self.ground.clone()
        }
    }

    fn is_valid_in(&self, month: Month) -> bool {
        self.ground.valid_from <= month && self.last.is_none_or(|last| month <= last)
    }

    fn overlaps(&self, other: &DatedRow) -> bool {
        let begins_before_end = |a: &DatedRow, b: &DatedRow| b.last.is_none_or(|last| a.ground.valid_from <= last);
        begins_before_end(self, other) && begins_before_end(other, self) && self.applies.meets(&other.applies)
    }
}

impl Schedule {
    /// Reads the parameters of one file into a level of the path.
    pub fn read<'t>(&mut self, level: usize, document: &DeTable<'t>, reader: &mut Reader<'t>, sources: &[String]) {
        for (subject, value) in document.iter() {
            let Some(table) = value.get_ref().as_table() else {
                reader.fault(&subject.span(), format!("`{}` is no parameter", subject.get_ref()));
                continue;
            };
            for (what, rows) in table.iter() {
                let parameter = format!("{}.{}", subject.get_ref(), what.get_ref());
                match kind_of(&parameter) {
                    Some(kind) => self.read_rows(level, parameter, kind, rows, reader, sources),
                    None => reader.fault(&what.span(), format!("`{parameter}` is no parameter")),
                }
            }
        }
    }

    fn read_rows<'t>(
        &mut self,
        level: usize,
        parameter: String,
        kind: (Kind, bool),
        rows: &Spanned<DeValue<'t>>,
        reader: &mut Reader<'t>,
        sources: &[String],
    ) {
        let read: Vec<DatedRow> = reader
            .tables(rows)
            .into_iter()
            .filter_map(|(table, span)| read_row(&parameter, kind, table, span, reader, sources))
            .collect();
        let levels = self.parameters.entry(parameter).or_default();
        levels.resize_with(levels.len().max(level + 1), Vec::new);
        levels[level].extend(read);
    }

    /// Two rows of one pack that a reader could not choose between: a fault that names both places.
    pub fn conflicts(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        for rows in self.parameters.values().flatten() {
            for (i, row) in rows.iter().enumerate() {
                let rival = rows[..i]
                    .iter()
                    .find(|other| other.ground.known_on == row.ground.known_on && other.overlaps(row));
                if let Some(other) = rival {
                    let (file, line) = row.ground.place.rsplit_once(':').unwrap_or((&row.ground.place, "0"));
                    let message = format!(
                        "`{}` has two values for the same month: this one and {}",
                        row.ground.parameter, other.ground.place
                    );
                    faults.push(Fault {
                        file: file.to_owned(),
                        line: line.parse().unwrap_or(0),
                        message,
                    });
                }
            }
        }
        faults
    }

    /// The rows of a parameter that can answer for a month, the better ones first: own pack before the packs it extends,
    /// later knowledge before earlier.
    pub fn live(&self, parameter: &str, month: Month, known_on: Date) -> Vec<&DatedRow> {
        let mut live = Vec::new();
        for rows in self.parameters.get(parameter).into_iter().flatten() {
            let start = live.len();
            live.extend(rows.iter().filter(|row| row.ground.known_on <= known_on && row.is_valid_in(month)));
            live[start..].sort_by_key(|row| std::cmp::Reverse(row.ground.known_on));
        }
        live
    }

    /// The value of a parameter that depends on no payer.
    pub fn value(&self, parameter: &str, month: Month, known_on: Date) -> Option<&DatedRow> {
        self.live(parameter, month, known_on).first().copied()
    }

    /// All rows of a parameter on all levels, own pack first.
    pub fn rows(&self, parameter: &str) -> impl Iterator<Item = &DatedRow> {
        self.parameters.get(parameter).into_iter().flatten().flatten()
    }

    /// The keys of all parameters.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.parameters.keys().map(String::as_str)
    }
}

fn read_row<'t>(
    parameter: &str,
    (kind, by_payer): (Kind, bool),
    table: &DeTable<'t>,
    span: Range<usize>,
    reader: &mut Reader<'t>,
    sources: &[String],
) -> Option<DatedRow> {
    let mut fields = Fields::new(table, span.clone());
    let applies = read_applies(&mut fields, by_payer, reader);
    let from = fields.month("from", reader);
    if from.is_none() {
        reader.fault(&span, "`from` is missing: the first month of validity");
    }
    let until = fields.month("until", reader);
    let carried_until = fields.month("carried_until", reader);
    let known_on = fields.day("known_on", reader);
    let known_in = fields.month("known_in", reader);
    if known_on.is_some() && known_in.is_some() {
        reader.fault(&span, "`known_on` gives the day, `known_in` only the month: one of them");
    }
    let value = fields.required("value", reader);
    let source = fields.source(reader, sources);
    let confidence = fields.coded("confidence", Confidence::from_code, reader);
    let law = fields.text("law", reader).map(|(law, _)| law.to_owned());
    let note = fields.text("note", reader).map(|(note, _)| note.to_owned());
    fields.finish(reader);

    let (from, confidence) = (from?, confidence?);
    let (text, value_span) = value?;
    if [until, carried_until].into_iter().flatten().any(|end| end < from) {
        reader.fault(&span, "this row ends before it begins");
    }
    let value = match Value::parse(kind, text) {
        Ok(value) => value,
        Err(message) => {
            reader.fault(&value_span, message);
            return None;
        }
    };
    let ground = Provenance {
        parameter: parameter.to_owned(),
        value: text.to_owned(),
        valid_from: from,
        valid_until: until,
        known_on: known_on.unwrap_or_else(|| known_in.map_or_else(|| from.first_day(), Month::last_day)),
        known_on_assumed: known_on.is_none(),
        source,
        law,
        confidence,
        note,
        carried: None,
        place: format!("{}:{}", reader.file, reader.line(&span)),
    };
    Some(DatedRow {
        applies,
        value,
        last: carried_until.or(until),
        ground,
    })
}

fn read_applies<'t>(fields: &mut Fields<'_, 't>, by_payer: bool, reader: &mut Reader<'t>) -> Applies {
    let Some(value) = fields.value("for") else { return Applies::ALL };
    if !by_payer {
        reader.fault(&value.span(), "this parameter does not depend on the payer: it takes no `for`");
    }
    match value.get_ref().as_table() {
        Some(table) => Applies::read(table, value.span(), reader),
        None => {
            reader.fault(&value.span(), "`for` holds its conditions in braces");
            Applies::ALL
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Fault, Packs};

    /// The faults of a pack whose one file of values is this.
    fn faults(values: &str) -> Vec<String> {
        let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
        let packs = Packs::from_texts(vec![
            file("x/pack.toml", "zh = \"甲\"\nen = \"X\""),
            file("x/sources.toml", "S1 = \"a notice\""),
            file("x/values.toml", values),
        ]);
        packs.book("x").err().unwrap_or_default().iter().map(Fault::to_string).collect()
    }

    #[test]
    fn a_slip_of_the_pen_is_named_by_file_and_line() {
        let row = |inside: &str| format!("pension.employer = [\n  {{ {inside}, source = \"S1\", confidence = \"A\" }},\n]");
        for (values, expected) in [
            (row(r#"from = "2020-01", value = "16%""#), vec![]),
            (row(r#"from = "2020-01", value = "16""#), vec!["x/values.toml:2: \"16\" is no rate such as \"16%\" of whole parts per million"]),
            (row(r#"from = "2020-13", value = "16%""#), vec![
                "x/values.toml:2: `from` must be a month such as \"2026-07\", not \"2020-13\"",
                "x/values.toml:2: `from` is missing: the first month of validity",
            ]),
            (row(r#"from = "2020-02", until = "2020-01", value = "16%""#), vec!["x/values.toml:2: this row ends before it begins"]),
            (row(r#"from = "2020-01", vaule = "16%""#), vec!["x/values.toml:2: `value` is missing", "x/values.toml:2: `vaule` is no field of this row"]),
            (row(r#"for = { payer = "nobody" }, from = "2020-01", value = "16%""#), vec!["x/values.toml:2: `payer` does not know \"nobody\""]),
            (row(r#"for = { injury_class = 9 }, from = "2020-01", value = "16%""#), vec!["x/values.toml:2: there is no injury class 9"]),
            ("pensions.employer = []".to_owned(), vec!["x/values.toml:1: `pensions.employer` is no parameter"]),
            (
                "late_fee.rate = [{ for = { payer = \"retired\" }, from = \"2020-01\", value = \"0.5‰\", source = \"S2\", confidence = \"A\" }]".to_owned(),
                vec![
                    "x/values.toml:1: this parameter does not depend on the payer: it takes no `for`",
                    "x/values.toml:1: source `S2` is not in sources.toml",
                ],
            ),
        ] {
            assert_eq!(faults(&values), expected, "{values}");
        }
        let torn = faults("pension.employer = [\n{ from = \n");
        assert!(torn.len() == 1 && torn[0].starts_with("x/values.toml:"), "{torn:?}");
    }

    #[test]
    fn two_values_for_one_month_are_a_fault_that_names_both_places() {
        let two = |second: &str| {
            format!(
                "pension.employer = [\n  {{ for = {{ payer = \"employed\" }}, from = \"2020-01\", until = \"2020-06\", value = \"16%\", source = \"S1\", confidence = \"A\" }},\n  {{ {second}, value = \"17%\", source = \"S1\", confidence = \"A\" }},\n]"
            )
        };
        let known = "known_on = \"2020-01-01\"";
        for (second, is_fault) in [
            (format!("for = {{ payer = \"foreign\" }}, from = \"2020-06\", {known}"), true),
            (format!("for = {{ payer = \"retired\" }}, from = \"2020-06\", {known}"), false),
            (format!("for = {{ payer = \"foreign\" }}, from = \"2020-07\", {known}"), false),
            (
                "for = { payer = \"foreign\" }, from = \"2020-06\", known_on = \"2020-08-21\"".to_owned(),
                false,
            ),
        ] {
            let expected = "x/values.toml:3: `pension.employer` has two values for the same month: this one and x/values.toml:2";
            let expected: &[&str] = if is_fault { &[expected] } else { &[] };
            assert_eq!(faults(&two(&second)), expected, "{second}");
        }
    }
}
