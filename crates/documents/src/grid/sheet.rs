use std::io::BufRead;

use quick_xml::events::{BytesStart, Event};

use super::strings::Strings;
use super::style::Styles;
use super::xml::{Xml, push_text};
use super::{Kind, Row, Rows};
use crate::limit;
use crate::unreadable::Unreadable;

/// Columns a spreadsheet can have.
const SHEET_COLUMNS: u32 = 16_384;

/// How the value of a cell is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Written {
    Number,
    SharedString,
    InlineString,
    FormulaString,
    Boolean,
    Error,
    IsoDate,
}

impl Written {
    fn from_code(code: &str) -> Written {
        match code {
            "s" => Written::SharedString,
            "inlineStr" => Written::InlineString,
            "str" => Written::FormulaString,
            "b" => Written::Boolean,
            "e" => Written::Error,
            "d" => Written::IsoDate,
            _ => Written::Number,
        }
    }
}

/// The cell being read.
struct Open {
    column: u32,
    written: Written,
    format: usize,
    formula: bool,
}

/// The rows of a sheet part, streamed.
pub(crate) struct SheetRows<'b, R: BufRead> {
    xml: Xml<R>,
    strings: &'b Strings,
    styles: &'b Styles,
    /// Number of the row being read; number of columns passed in it.
    row: u32,
    column: u32,
    /// Rows with something in them so far.
    rows: u32,
    text: String,
}

impl<'b, R: BufRead> SheetRows<'b, R> {
    pub fn new(source: R, strings: &'b Strings, styles: &'b Styles) -> SheetRows<'b, R> {
        SheetRows {
            xml: Xml::new(source, limit::SHEET_BYTES),
            strings,
            styles,
            row: 0,
            column: 0,
            rows: 0,
            text: String::new(),
        }
    }

    /// Reads from the start of a cell to its end.
    fn read_cell(&mut self, open: &mut Open, row: &mut Row) -> Result<(), Unreadable> {
        let (mut in_text, mut in_aid) = (false, false);
        self.text.clear();
        loop {
            let event = self.xml.next()?;
            match &event {
                Event::Start(e) => match e.local_name().as_ref() {
                    "v" | "t" => in_text = true,
                    "rPh" => in_aid = true,
                    "f" => open.formula = true,
                    _ => {}
                },
                Event::Empty(e) => open.formula |= e.local_name().as_ref() == "f",
                Event::End(e) => match e.local_name().as_ref() {
                    "v" | "t" => in_text = false,
                    "rPh" => in_aid = false,
                    "c" => break,
                    _ => {}
                },
                Event::Eof => return Err(Unreadable::Damaged),
                _ if in_text && !in_aid => push_text(&event, &mut self.text)?,
                _ => {}
            }
        }
        self.close_cell(open, row)
    }

    /// Puts the value into the row, unless there is none.
    fn close_cell(&mut self, open: &Open, row: &mut Row) -> Result<(), Unreadable> {
        let (kind, text) = match open.written {
            Written::SharedString => (Kind::Text, self.strings.get(&self.text).ok_or(Unreadable::Damaged)?),
            Written::InlineString | Written::FormulaString | Written::IsoDate => (Kind::Text, self.text.as_str()),
            Written::Boolean => (Kind::Boolean, self.text.trim()),
            Written::Error => (Kind::Error, self.text.trim()),
            Written::Number if open.formula && self.text.trim().is_empty() => (Kind::NoValue, ""),
            Written::Number if self.styles.is_date(open.format) => (Kind::Day, self.text.trim()),
            Written::Number => (Kind::Number, self.text.trim()),
        };
        if text.is_empty() && kind != Kind::NoValue {
            return Ok(());
        }
        if open.column >= limit::COLUMNS {
            return Err(Unreadable::TooManyColumns {
                columns: open.column + 1,
                most: limit::COLUMNS,
            });
        }
        if text.contains("_x") {
            row.push(open.column, kind, open.formula, &unescape(text));
        } else {
            row.push(open.column, kind, open.formula, text);
        }
        Ok(())
    }
}

impl<R: BufRead> Rows for SheetRows<'_, R> {
    fn next(&mut self, row: &mut Row) -> Result<bool, Unreadable> {
        row.clear();
        loop {
            let event = self.xml.next()?;
            let (element, closed) = match &event {
                Event::Start(e) => (e, false),
                Event::Empty(e) => (e, true),
                Event::End(e) if e.local_name().as_ref() == "row" && !row.is_empty() => {
                    self.rows += 1;
                    if self.rows > limit::ROWS {
                        return Err(Unreadable::TooManyRows { most: limit::ROWS });
                    }
                    return Ok(true);
                }
                Event::End(e) if e.local_name().as_ref() == "sheetData" => return Ok(false),
                Event::Eof => return Ok(false),
                _ => continue,
            };
            match element.local_name().as_ref() {
                "row" => {
                    (self.row, row.hidden) = row_place(element, self.row);
                    row.number = self.row;
                    self.column = 0;
                }
                "c" => {
                    let mut open = cell_place(element, self.column)?;
                    self.column = open.column + 1;
                    if !closed {
                        self.read_cell(&mut open, row)?;
                    }
                }
                _ => {}
            }
        }
    }
}

/// The number of a row (as written, or the one after `last`) and whether it is hidden.
fn row_place(element: &BytesStart<'_>, last: u32) -> (u32, bool) {
    let (mut number, mut hidden) = (last.saturating_add(1), false);
    for a in element.attributes().with_checks(false).filter_map(Result::ok) {
        match a.key.as_ref() {
            "r" => number = a.value.parse().unwrap_or(number),
            "hidden" => hidden = a.value == "1" || a.value == "true",
            _ => {}
        }
    }
    (number, hidden)
}

/// Where a cell stands (as written, or in the column `next`) and how its value is written.
fn cell_place(element: &BytesStart<'_>, next: u32) -> Result<Open, Unreadable> {
    let mut open = Open {
        column: next,
        written: Written::Number,
        format: 0,
        formula: false,
    };
    for a in element.attributes().with_checks(false).filter_map(Result::ok) {
        match a.key.as_ref() {
            "r" => open.column = column_of(&a.value).ok_or(Unreadable::Damaged)?,
            "t" => open.written = Written::from_code(&a.value),
            "s" => open.format = a.value.parse().unwrap_or(0),
            _ => {}
        }
    }
    if open.column >= SHEET_COLUMNS {
        Err(Unreadable::Damaged)
    } else {
        Ok(open)
    }
}

/// The column, counted from 0, of a reference such as `AB12`.
pub(crate) fn column_of(reference: &str) -> Option<u32> {
    let mut column: u32 = 0;
    for letter in reference.bytes().take_while(|b| b.is_ascii_alphabetic()) {
        column = column
            .checked_mul(26)?
            .checked_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1)?;
    }
    column.checked_sub(1)
}

/// `_x000D_` and its like, which spreadsheet programs write for characters that XML cannot hold.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        let code = rest.get(at + 2..at + 6).filter(|_| rest.get(at + 6..at + 7) == Some("_"));
        match code.and_then(|c| u32::from_str_radix(c, 16).ok()).and_then(char::from_u32) {
            Some(letter) => {
                out.push(letter);
                rest = &rest[at + 7..];
            }
            None => {
                out.push_str("_x");
                rest = &rest[at + 2..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    type Cells = Vec<(u32, Kind, String)>;

    fn rows(xml: &str) -> Result<Vec<(u32, bool, Cells)>, Unreadable> {
        let strings = Strings::read("<sst><si><t>甲</t></si></sst>".as_bytes())?;
        let styles = Styles::read(r#"<s><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></s>"#.as_bytes())?;
        let mut source = SheetRows::new(xml.as_bytes(), &strings, &styles);
        let (mut row, mut out) = (Row::default(), vec![]);
        while source.next(&mut row)? {
            out.push((
                row.number,
                row.hidden,
                row.cells().map(|c| (c.column, c.kind, c.text.to_owned())).collect(),
            ));
        }
        Ok(out)
    }

    #[test]
    fn every_kind_of_cell_is_told_apart() {
        let xml = r#"<worksheet><sheetData><row r="3" hidden="1"><c r="A3" t="s"><v>0</v></c><c r="C3"><v>1.5</v></c><c t="b"><v>1</v></c>
            <c r="F3" s="1"><v>43868</v></c><c r="G3" t="e"><f>NA()</f><v>#N/A</v></c><c r="H3"><f>A1</f><v></v></c><c r="I3"><f>A1</f></c>
            <c r="J3" t="inlineStr"><is><r><t>一</t></r><r><t>二</t></r></is></c><c r="K3" s="1"/><c r="L3" t="str"><f>B</f><v>a_x000D_b_x</v></c></row>
            <row r="4"/><row><c><v>7</v></c></row></sheetData></worksheet>"#;
        let cell = |column, kind, text: &str| (column, kind, text.to_owned());
        let wanted = vec![
            cell(0, Kind::Text, "甲"),
            cell(2, Kind::Number, "1.5"),
            cell(3, Kind::Boolean, "1"),
            cell(5, Kind::Day, "43868"),
            cell(6, Kind::Error, "#N/A"),
            cell(7, Kind::NoValue, ""),
            cell(8, Kind::NoValue, ""),
            cell(9, Kind::Text, "一二"),
            cell(11, Kind::Text, "a\rb_x"),
        ];
        assert_eq!(rows(xml), Ok(vec![(3, true, wanted), (5, false, vec![cell(0, Kind::Number, "7")])]));
    }

    #[test]
    fn a_sheet_beyond_its_bounds_is_refused() {
        let wide = r#"<worksheet><sheetData><row r="1"><c r="XFD1"><v>1</v></c></row></sheetData></worksheet>"#;
        assert_eq!(
            rows(wide),
            Err(Unreadable::TooManyColumns {
                columns: 16_384,
                most: limit::COLUMNS
            })
        );
        let styled = r#"<worksheet><sheetData><row r="1"><c r="XFD1" s="1"/></row></sheetData></worksheet>"#;
        assert_eq!(rows(styled), Ok(vec![]), "a format without a value is nothing");
        for broken in [
            r#"<a><row><c r="XFE1"><v>1</v></c></row></a>"#,
            r#"<a><row><c r="1"><v>1</v></c></row></a>"#,
            r#"<a><row><c t="s"><v>9</v></c></row></a>"#,
        ] {
            assert_eq!(rows(broken), Err(Unreadable::Damaged), "{broken}");
        }
        let long = format!("<a>{}</a>", "<row><c><v>1</v></c></row>".repeat(limit::ROWS as usize + 1));
        assert_eq!(rows(&long), Err(Unreadable::TooManyRows { most: limit::ROWS }));
    }
}
