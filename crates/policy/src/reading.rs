//! Reads the tables of a pack file and says, by file and line, what is wrong with them.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use units::{Date, Month};

use crate::Fault;

/// One file being read; faults are gathered, so that an editor sees all of them.
pub(crate) struct Reader<'t> {
    pub file: &'t str,
    text: &'t str,
    /// Where each line begins: every row asks for its line.
    lines: Vec<usize>,
    pub faults: Vec<Fault>,
}

/// A value and where it stands.
pub(crate) type At<T> = (T, Range<usize>);

impl<'t> Reader<'t> {
    pub fn new(file: &'t str, text: &'t str) -> Reader<'t> {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Reader {
            file,
            text,
            lines,
            faults: Vec::new(),
        }
    }

    /// The file as a table; a text that is no TOML is one fault and an empty table.
    pub fn document(&mut self) -> DeTable<'t> {
        match DeTable::parse(self.text) {
            Ok(document) => document.into_inner(),
            Err(error) => {
                let span = error.span().unwrap_or(0..0);
                self.fault(&span, error.message().to_owned());
                DeTable::new()
            }
        }
    }

    pub fn fault(&mut self, at: &Range<usize>, message: impl Into<String>) {
        let line = self.line(at);
        self.faults.push(Fault {
            file: self.file.to_owned(),
            line,
            message: message.into(),
        });
    }

    /// The line a place lies on, from 1.
    pub fn line(&self, at: &Range<usize>) -> usize {
        self.lines.partition_point(|begin| *begin <= at.start)
    }

    /// The tables of an array; whatever else stands in it is a fault.
    pub fn tables<'v>(&mut self, value: &'v Spanned<DeValue<'t>>) -> Vec<(&'v DeTable<'t>, Range<usize>)> {
        let Some(array) = value.get_ref().as_array() else {
            self.fault(&value.span(), "a list of rows in braces is expected here");
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in array.iter() {
            match item.get_ref().as_table() {
                Some(table) => tables.push((table, item.span())),
                None => self.fault(&item.span(), "a row in braces is expected here"),
            }
        }
        tables
    }
}

/// The fields of one row. Each is taken once; what nobody took is a fault.
pub(crate) struct Fields<'v, 't> {
    table: &'v DeTable<'t>,
    pub span: Range<usize>,
    taken: Vec<&'static str>,
}

impl<'v, 't> Fields<'v, 't> {
    pub fn new(table: &'v DeTable<'t>, span: Range<usize>) -> Fields<'v, 't> {
        Fields {
            table,
            span,
            taken: Vec::new(),
        }
    }

    pub fn value(&mut self, key: &'static str) -> Option<&'v Spanned<DeValue<'t>>> {
        self.taken.push(key);
        self.table.get(key)
    }

    /// A text, where the field is there.
    pub fn text(&mut self, key: &'static str, reader: &mut Reader<'t>) -> Option<At<&'v str>> {
        let value = self.value(key)?;
        let text = value.get_ref().as_str();
        if text.is_none() {
            reader.fault(&value.span(), format!("`{key}` must be a text in quotation marks"));
        }
        Some((text?, value.span()))
    }

    /// A text that must be there.
    pub fn required(&mut self, key: &'static str, reader: &mut Reader<'t>) -> Option<At<&'v str>> {
        if !self.table.contains_key(key) {
            reader.fault(&self.span, format!("`{key}` is missing"));
        }
        self.text(key, reader)
    }

    /// A text, or a list of texts.
    pub fn texts(&mut self, key: &'static str, reader: &mut Reader<'t>) -> Option<Vec<At<&'v str>>> {
        let value = self.value(key)?;
        if let Some(text) = value.get_ref().as_str() {
            return Some(vec![(text, value.span())]);
        }
        let mut texts = Vec::new();
        for item in value.get_ref().as_array().map(|array| array.iter()).into_iter().flatten() {
            match item.get_ref().as_str() {
                Some(text) => texts.push((text, item.span())),
                None => reader.fault(&item.span(), format!("`{key}` holds texts in quotation marks")),
            }
        }
        if !value.get_ref().is_array() {
            reader.fault(&value.span(), format!("`{key}` must be a text or a list of texts"));
        }
        Some(texts)
    }

    /// A whole number, or whole numbers.
    pub fn numbers(&mut self, key: &'static str, reader: &mut Reader<'t>) -> Option<Vec<At<u32>>> {
        let value = self.value(key)?;
        let items: Vec<&Spanned<DeValue<'t>>> = match value.get_ref().as_array() {
            Some(array) => array.iter().collect(),
            None => vec![value],
        };
        let mut numbers = Vec::new();
        for item in items {
            match item.get_ref().as_integer().and_then(|n| n.as_str().parse().ok()) {
                Some(number) => numbers.push((number, item.span())),
                None => reader.fault(&item.span(), format!("`{key}` must be a whole number")),
            }
        }
        Some(numbers)
    }

    /// One whole number that must be there.
    pub fn number(&mut self, key: &'static str, reader: &mut Reader<'t>) -> Option<At<u32>> {
        let numbers = self.numbers(key, reader);
        if numbers.is_none() {
            reader.fault(&self.span, format!("`{key}` is missing"));
        }
        numbers?.into_iter().next()
    }

    /// `true` or `false`; nothing is `false`.
    pub fn flag(&mut self, key: &'static str, reader: &mut Reader<'t>) -> bool {
        let Some(value) = self.value(key) else { return false };
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            reader.fault(&value.span(), format!("`{key}` must be true or false"));
        }
        flag.unwrap_or(false)
    }

    /// The keys of the sources a row rests on; each must be in the list of sources.
    pub fn source(&mut self, reader: &mut Reader<'t>, sources: &[String]) -> String {
        let Some((source, span)) = self.required("source", reader) else {
            return String::new();
        };
        for unknown in source.split_whitespace().filter(|key| !sources.iter().any(|known| known == key)) {
            reader.fault(&span, format!("source `{unknown}` is not in sources.toml"));
        }
        source.to_owned()
    }

    pub fn month(&mut self, key: &'static str, reader: &mut Reader<'t>) -> Option<Month> {
        let (text, span) = self.text(key, reader)?;
        let month = Month::parse(text).ok();
        if month.is_none() {
            reader.fault(&span, format!("`{key}` must be a month such as \"2026-07\", not \"{text}\""));
        }
        month
    }

    pub fn day(&mut self, key: &'static str, reader: &mut Reader<'t>) -> Option<Date> {
        let (text, span) = self.text(key, reader)?;
        let day = text.parse().ok();
        if day.is_none() {
            reader.fault(&span, format!("`{key}` must be a day such as \"2026-07-01\", not \"{text}\""));
        }
        day
    }

    /// A member of one of our enums, by its code.
    pub fn coded<T>(&mut self, key: &'static str, from_code: fn(&str) -> Option<T>, reader: &mut Reader<'t>) -> Option<T> {
        let (text, span) = self.required(key, reader)?;
        let member = from_code(text);
        if member.is_none() {
            reader.fault(&span, format!("`{key}` does not know \"{text}\""));
        }
        member
    }

    /// All fields were taken: any other is a slip of the pen.
    pub fn finish(self, reader: &mut Reader<'t>) {
        for (key, _) in self.table.iter() {
            if !self.taken.iter().any(|taken| *taken == key.get_ref()) {
                reader.fault(&key.span(), format!("`{}` is no field of this row", key.get_ref()));
            }
        }
    }
}
