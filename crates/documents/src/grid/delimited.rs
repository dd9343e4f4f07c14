//! Text with separators (CSV): its encoding, its separator, its records. Records count as rows, empty lines too, as a spreadsheet shows them.

use std::borrow::Cow;

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};

use super::{Kind, Row, Rows};
use crate::limit;
use crate::unreadable::{Looks, Unreadable};

/// The encoding of a text file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    Utf8Marked,
    Utf16Little,
    Utf16Big,
    Gb18030,
}

const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The text of a file and the encoding it was found to have. The mark at its start is not part of the text.
pub(crate) fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, Encoding), Unreadable> {
    let wide = [
        (&b"\xFF\xFE"[..], UTF_16LE, Encoding::Utf16Little),
        (&b"\xFE\xFF"[..], UTF_16BE, Encoding::Utf16Big),
    ];
    for (mark, decoder, encoding) in wide {
        if let Some(rest) = bytes.strip_prefix(mark) {
            let text = decoder.decode_without_bom_handling_and_without_replacement(rest);
            return text.map(|t| (t, encoding)).ok_or(Unreadable::WrongEncoding { line: 1 });
        }
    }
    if bytes.contains(&0) {
        return Err(Unreadable::NotAWorkbook { looks: Looks::Bytes });
    }
    let (body, encoding) = match bytes.strip_prefix(UTF8_MARK) {
        Some(body) => (body, Encoding::Utf8Marked),
        None => (bytes, Encoding::Utf8),
    };
    if let Ok(text) = std::str::from_utf8(body) {
        return Ok((Cow::Borrowed(text), encoding));
    }
    match GB18030.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => Ok((text, Encoding::Gb18030)),
        None => Err(Unreadable::WrongEncoding {
            line: first_broken_line(body),
        }),
    }
}

/// The first line that is neither UTF-8 nor GB18030, from 1.
fn first_broken_line(bytes: &[u8]) -> u32 {
    let broken =
        |line: &[u8]| std::str::from_utf8(line).is_err() && GB18030.decode_without_bom_handling_and_without_replacement(line).is_none();
    let found = bytes.split(|b| *b == b'\n').position(broken);
    found.map_or(1, |at| u32::try_from(at + 1).unwrap_or(u32::MAX))
}

/// A record: where it starts, where its line break starts, and its fields as ranges with their quotes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Record {
    pub fields: Vec<(usize, usize)>,
    pub end: usize,
    /// After the line break.
    pub next: usize,
}

/// Reads the record that starts at `at`; `false` at the end. Works on UTF-8 and on GB18030 alike: no byte inside one of their
/// characters looks like a quote, a separator or a line break.
pub(crate) fn next_record(bytes: &[u8], at: usize, separator: u8, record: &mut Record) -> bool {
    record.fields.clear();
    if at >= bytes.len() {
        return false;
    }
    let mut start = at;
    loop {
        let end = field_end(bytes, start, separator);
        record.fields.push((start, end));
        match bytes.get(end) {
            Some(b) if *b == separator => start = end + 1,
            Some(b'\r') if bytes.get(end + 1) == Some(&b'\n') => {
                (record.end, record.next) = (end, end + 2);
                return true;
            }
            Some(_) => {
                (record.end, record.next) = (end, end + 1);
                return true;
            }
            None => {
                (record.end, record.next) = (end, end);
                return true;
            }
        }
    }
}

/// Where a field ends: at its separator, its line break or the end. A quote that is never closed is a letter like others.
fn field_end(bytes: &[u8], start: usize, separator: u8) -> usize {
    let stop = |from: usize| {
        let rest = bytes.get(from..).unwrap_or_default();
        from + rest
            .iter()
            .position(|b| *b == separator || *b == b'\n' || *b == b'\r')
            .unwrap_or(rest.len())
    };
    if bytes.get(start) != Some(&b'"') {
        return stop(start);
    }
    let mut at = start + 1;
    while let Some(quote) = bytes.get(at..).and_then(|rest| rest.iter().position(|b| *b == b'"')) {
        at += quote + 1;
        if bytes.get(at) != Some(&b'"') {
            return stop(at);
        }
        at += 1;
    }
    stop(start)
}

/// A field without its quotes.
pub(crate) fn unquoted(field: &str) -> Cow<'_, str> {
    match field.strip_prefix('"').and_then(|f| f.strip_suffix('"')) {
        Some(inner) if inner.contains('"') => Cow::Owned(inner.replace("\"\"", "\"")),
        Some(inner) => Cow::Borrowed(inner),
        None => Cow::Borrowed(field),
    }
}

/// The separator: whichever of comma, tabulator and semicolon stands most often in the first lines.
pub(crate) fn separator_of(bytes: &[u8]) -> u8 {
    let head = bytes.split(|b| *b == b'\n').take(10).flatten();
    let mut counts = [(b',', 0u32), (b'\t', 0), (b';', 0)];
    for byte in head {
        for (separator, count) in &mut counts {
            *count += u32::from(byte == separator);
        }
    }
    counts
        .iter()
        .rev()
        .max_by_key(|(_, count)| *count)
        .map_or(b',', |(separator, _)| *separator)
}

/// The records of a decoded text as rows.
pub(crate) struct TextRows<'a> {
    text: &'a str,
    separator: u8,
    at: usize,
    number: u32,
    rows: u32,
    record: Record,
}

impl<'a> TextRows<'a> {
    pub fn new(text: &'a str) -> TextRows<'a> {
        TextRows {
            text,
            separator: separator_of(text.as_bytes()),
            at: 0,
            number: 0,
            rows: 0,
            record: Record::default(),
        }
    }
}

impl Rows for TextRows<'_> {
    fn next(&mut self, row: &mut Row) -> Result<bool, Unreadable> {
        row.clear();
        while next_record(self.text.as_bytes(), self.at, self.separator, &mut self.record) {
            self.at = self.record.next;
            self.number = self.number.saturating_add(1);
            for (column, (start, end)) in self.record.fields.iter().enumerate() {
                let text = unquoted(self.text.get(*start..*end).unwrap_or_default());
                if text.is_empty() {
                    continue;
                }
                let column = u32::try_from(column).unwrap_or(u32::MAX);
                if column >= limit::COLUMNS {
                    return Err(Unreadable::TooManyColumns {
                        columns: u32::try_from(self.record.fields.len()).unwrap_or(u32::MAX),
                        most: limit::COLUMNS,
                    });
                }
                row.push(column, kind_of(&text), false, &text);
            }
            if !row.is_empty() {
                row.number = self.number;
                self.rows += 1;
                return if self.rows > limit::ROWS {
                    Err(Unreadable::TooManyRows { most: limit::ROWS })
                } else {
                    Ok(true)
                };
            }
        }
        Ok(false)
    }
}

/// A spreadsheet program saves its errors as text.
fn kind_of(text: &str) -> Kind {
    match text {
        "#N/A" | "#REF!" | "#DIV/0!" | "#VALUE!" | "#NAME?" | "#NULL!" | "#NUM!" | "#SPILL!" | "#CALC!" => Kind::Error,
        _ => Kind::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Vec<(u32, Vec<(u32, String)>)> {
        let (mut rows, mut row, mut out) = (TextRows::new(text), Row::default(), vec![]);
        while rows.next(&mut row).unwrap() {
            out.push((row.number, row.cells().map(|c| (c.column, c.text.to_owned())).collect()));
        }
        out
    }

    #[test]
    fn records_are_rows_whatever_is_quoted_in_them() {
        let text = "a,\"b,\"\"c\"\"\r\nd\",e\r\n\r\n,x\n\"open,y";
        let s = str::to_owned;
        assert_eq!(
            table(text),
            vec![
                (1, vec![(0, s("a")), (1, s("b,\"c\"\r\nd")), (2, s("e"))]),
                (3, vec![(1, s("x"))]),
                (4, vec![(0, s("\"open")), (1, s("y"))]),
            ]
        );
        assert_eq!(
            table("a\tb,c\td\ne\tf\tg"),
            vec![
                (1, vec![(0, s("a")), (1, s("b,c")), (2, s("d"))]),
                (2, vec![(0, s("e")), (1, s("f")), (2, s("g"))])
            ]
        );
        assert_eq!(table(""), vec![]);
    }

    #[test]
    fn the_encoding_is_found_or_the_broken_line_named() {
        let four_bytes = "马\u{2B627},张\u{2CB5A}铭\n";
        let (gb, _, _) = GB18030.encode(four_bytes);
        assert_eq!(decode(&gb), Ok((Cow::Borrowed(four_bytes), Encoding::Gb18030)));
        assert_eq!(decode(four_bytes.as_bytes()), Ok((Cow::Borrowed(four_bytes), Encoding::Utf8)));
        assert_eq!(decode("\u{FEFF}姓名".as_bytes()), Ok((Cow::Borrowed("姓名"), Encoding::Utf8Marked)));
        assert_eq!(decode(b"\xFF\xFE\x09\x4e"), Ok((Cow::Borrowed("三"), Encoding::Utf16Little)));
        assert_eq!(decode(b"a,b\n\xff\xff,c\n"), Err(Unreadable::WrongEncoding { line: 2 }));
        assert_eq!(decode(b"a\0b"), Err(Unreadable::NotAWorkbook { looks: Looks::Bytes }));
    }

    #[test]
    fn no_separator_or_quote_hides_inside_a_gb18030_character() {
        // The second byte of a two-byte character is never below 0x40, that of a four-byte one is a digit.
        let all: String = ('\u{4e00}'..='\u{9fff}').chain('\u{20000}'..='\u{20100}').collect();
        let (bytes, _, _) = GB18030.encode(&all);
        assert!(bytes.iter().all(|b| !matches!(b, b',' | b'"' | b'\n' | b'\r' | b';' | b'\t')));
    }
}
