use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Worksheet, XlsxError};
use thiserror::Error;
use units::{Date, Fen, Month};
use words::Lang;

use super::csv_field;
use crate::heading::Field;

/// The workbook could not be written: no space for its temporary file, or more rows than a sheet has.
#[derive(Debug, Error)]
#[error("workbook not written: {0}")]
pub struct Unwritable(#[from] XlsxError);

/// What stands in a column, and so how it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text, also identity numbers: never turned into a number.
    Text,
    /// Money in yuan with two decimals.
    Money,
    /// A day.
    Day,
    /// A count.
    Count,
}

/// A value of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Empty,
    /// Text.
    Text(String),
    /// Money.
    Money(Fen),
    /// A day.
    Day(Date),
    /// A month, written `2026-10`.
    Month(Month),
    /// A count.
    Count(i64),
}

/// A column's heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// As written.
    pub text: String,
    /// What stands below it.
    pub kind: Kind,
    /// Width in characters.
    pub width: u16,
}

impl Heading {
    /// A heading of its own.
    pub fn new(text: &str, kind: Kind, width: u16) -> Heading {
        Heading {
            text: text.to_owned(),
            kind,
            width,
        }
    }

    /// The heading of a field in both languages, `姓名 / Name`; the reading side knows it by either.
    pub fn of(field: Field) -> Heading {
        let (kind, width) = match field {
            Field::Number => (Kind::Text, 24),
            Field::WorkStarted | Field::HiredOn | Field::EndDate | Field::PaidOn => (Kind::Day, 20),
            Field::Wage | Field::EmployerPays | Field::PersonPays | Field::ToAccount => (Kind::Money, 24),
            Field::Ordinal => (Kind::Count, 10),
            Field::Reason | Field::MedicalReason | Field::Category | Field::Result => (Kind::Text, 30),
            Field::Name
            | Field::DocumentKind
            | Field::Sex
            | Field::Phone
            | Field::Remark
            | Field::Branches
            | Field::EmploymentForm
            | Field::LastMonth
            | Field::FromMonth
            | Field::ToMonth
            | Field::BackPaymentReason
            | Field::Evidence
            | Field::Month
            | Field::Standing => (Kind::Text, 20),
        };
        Heading {
            text: in_both(&field.word()),
            kind,
            width,
        }
    }
}

/// A word in both languages.
pub(crate) fn in_both(key: &str) -> String {
    format!("{} / {}", words::say(Lang::Zh, key, &[]), words::say(Lang::En, key, &[]))
}

/// A sheet to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Name of the sheet, at most 31 characters without `[]:*?/\`.
    pub name: String,
    /// Rows of plain text above the headings.
    pub above: Vec<String>,
    /// The headings.
    pub headings: Vec<Heading>,
}

/// A workbook being written, row by row; no sheet is held in memory.
pub struct Workbook {
    book: rust_xlsxwriter::Workbook,
    formats: Formats,
}

pub(super) struct Formats {
    pub heading: Format,
    pub text: Format,
    pub money: Format,
    pub day: Format,
    pub title: Format,
}

impl Default for Workbook {
    fn default() -> Workbook {
        Workbook::new()
    }
}

impl Workbook {
    /// An empty one.
    pub fn new() -> Workbook {
        Workbook {
            book: rust_xlsxwriter::Workbook::new(),
            formats: Formats {
                heading: Format::new()
                    .set_bold()
                    .set_text_wrap()
                    .set_align(FormatAlign::VerticalCenter)
                    .set_background_color(0x00DD_EBF7),
                text: Format::new().set_num_format("@"),
                money: Format::new().set_num_format("#,##0.00"),
                day: Format::new().set_num_format("yyyy-mm-dd"),
                title: Format::new().set_bold().set_font_size(14),
            },
        }
    }

    /// Writes a sheet. The first row is frozen with the headings; columns beyond the headings are written without format.
    ///
    /// # Errors
    /// More rows than a sheet has, or no place for the temporary file.
    pub fn sheet(&mut self, plan: &Plan, rows: impl Iterator<Item = Vec<Value>>) -> Result<(), Unwritable> {
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        sheet.set_name(&plan.name)?;
        let mut at = 0u32;
        for (column, heading) in (0u16..).zip(&plan.headings) {
            sheet.set_column_width(column, heading.width)?;
            if heading.kind == Kind::Text {
                sheet.set_column_format(column, &self.formats.text)?;
            }
        }
        for line in &plan.above {
            sheet.write_string_with_format(at, 0, line, &self.formats.title)?;
            at += 1;
        }
        for (column, heading) in (0u16..).zip(&plan.headings) {
            sheet.write_string_with_format(at, column, &heading.text, &self.formats.heading)?;
        }
        at += 1;
        sheet.set_freeze_panes(at, 0)?;
        for row in rows {
            for (column, value) in (0u16..).zip(row) {
                put(sheet, &self.formats, at, column, &value)?;
            }
            at += 1;
        }
        Ok(())
    }

    /// The bytes.
    ///
    /// # Errors
    /// The temporary file could not be read back.
    pub fn finish(mut self) -> Result<Vec<u8>, Unwritable> {
        Ok(self.book.save_to_buffer()?)
    }

    pub(super) fn parts(&mut self) -> (&mut rust_xlsxwriter::Workbook, &Formats) {
        (&mut self.book, &self.formats)
    }
}

fn put(sheet: &mut Worksheet, formats: &Formats, row: u32, column: u16, value: &Value) -> Result<(), XlsxError> {
    match value {
        Value::Empty => {}
        Value::Text(text) => {
            sheet.write_string_with_format(row, column, text, &formats.text)?;
        }
        Value::Month(month) => {
            sheet.write_string_with_format(row, column, month.to_string(), &formats.text)?;
        }
        Value::Money(fen) => {
            sheet.write_number_with_format(row, column, cell_number(*fen), &formats.money)?;
        }
        Value::Count(count) => {
            sheet.write_number(row, column, i32::try_from(*count).unwrap_or(i32::MAX))?;
        }
        Value::Day(day) => {
            let (year, month, date) = (day.year().unsigned_abs(), day.month().unsigned_abs(), day.day().unsigned_abs());
            sheet.write_datetime_with_format(row, column, ExcelDateTime::from_ymd(year, month, date)?, &formats.day)?;
        }
    }
    Ok(())
}

/// Yuan as the number of a cell: a workbook has no other. The nearest one is written with its shortest digits, which read back to the
/// same fen up to 90 billion yuan.
fn cell_number(fen: Fen) -> f64 {
    fen.count() as f64 / 100.0
}

/// The same as CSV: UTF-8 with mark, CRLF, no field a formula.
pub fn csv_table(plan: &Plan, rows: impl Iterator<Item = Vec<Value>>) -> Vec<u8> {
    let mut out = String::from("\u{feff}");
    let mut line = |fields: &mut dyn Iterator<Item = String>| {
        for (at, field) in fields.enumerate() {
            if at > 0 {
                out.push(',');
            }
            out.push_str(&csv_field(&field));
        }
        out.push_str("\r\n");
    };
    line(&mut plan.headings.iter().map(|h| h.text.clone()));
    for row in rows {
        line(&mut row.iter().map(|value| match value {
            Value::Empty => String::new(),
            Value::Text(text) => text.clone(),
            Value::Money(fen) => fen.to_string(),
            Value::Day(day) => day.to_string(),
            Value::Month(month) => month.to_string(),
            Value::Count(count) => count.to_string(),
        }));
    }
    out.into_bytes()
}
