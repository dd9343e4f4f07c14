use units::{Fact, Statement};

use crate::heading::Field;

/// What a file is when it is none of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looks {
    /// A PDF.
    Pdf,
    /// A web page saved with the ending of a workbook, as many payroll programs do.
    WebPage,
    /// An OpenDocument spreadsheet.
    OpenDocument,
    /// A picture.
    Picture,
    /// A binary workbook (`.xlsb`).
    BinaryWorkbook,
    /// An archive without a workbook in it.
    Archive,
    /// An XML document without a workbook in it.
    Xml,
    /// Bytes that are no text.
    Bytes,
}

impl Looks {
    /// The code; its word is `file.looks.<code>`.
    pub fn code(self) -> &'static str {
        match self {
            Looks::Pdf => "pdf",
            Looks::WebPage => "web_page",
            Looks::OpenDocument => "open_document",
            Looks::Picture => "picture",
            Looks::BinaryWorkbook => "binary_workbook",
            Looks::Archive => "archive",
            Looks::Xml => "xml",
            Looks::Bytes => "bytes",
        }
    }
}

/// A file refused whole: nothing of it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// No byte.
    Empty,
    /// More bytes than a file may have (MiB).
    TooBig {
        /// Size in MiB, rounded up.
        size: usize,
        /// The bound in MiB.
        most: usize,
    },
    /// Protected by a password.
    Encrypted,
    /// A workbook of before 2007 (`.xls`).
    OldFormat,
    /// No workbook and no CSV.
    NotAWorkbook {
        /// What it looks like.
        looks: Looks,
    },
    /// Cut off or damaged.
    Damaged,
    /// Unpacks to more than any honest workbook: a bomb, or a sheet formatted down to its last row.
    Bomb {
        /// The bound in MiB.
        most: u64,
    },
    /// The XML declares a document type or entities.
    Entities,
    /// Something stands in a column far to the right.
    TooManyColumns {
        /// Count of columns.
        columns: u32,
        /// The bound.
        most: u32,
    },
    /// More rows than a file may have.
    TooManyRows {
        /// The bound.
        most: u32,
    },
    /// Neither UTF-8 nor GB18030.
    WrongEncoding {
        /// First line that cannot be read, from 1.
        line: u32,
    },
    /// No row has the headings.
    NoHeadings {
        /// How many rows were searched.
        rows: u32,
    },
    /// No row has headings of figures: a number, and branches with their sides.
    NoFigures {
        /// How many rows were searched.
        rows: u32,
    },
    /// A column that must be there is not.
    MissingColumn {
        /// Which.
        field: Field,
        /// The row of the headings.
        row: u32,
        /// A heading of the file that may be meant.
        guess: Option<String>,
    },
    /// Two columns have the same meaning.
    ColumnTwice {
        /// Which.
        field: Field,
        /// The row of the headings.
        row: u32,
        /// First column's letter.
        first: String,
        /// Second column's letter.
        second: String,
    },
    /// Headings, but nobody below them.
    NoPeople,
}

impl Unreadable {
    /// The kinds of refusal, each once, for a test that wants a sentence for each.
    pub fn samples() -> Vec<Unreadable> {
        vec![
            Unreadable::Empty,
            Unreadable::TooBig { size: 65, most: 64 },
            Unreadable::Encrypted,
            Unreadable::OldFormat,
            Unreadable::NotAWorkbook { looks: Looks::Pdf },
            Unreadable::Damaged,
            Unreadable::Bomb { most: 256 },
            Unreadable::Entities,
            Unreadable::TooManyColumns {
                columns: 16_384,
                most: 512,
            },
            Unreadable::TooManyRows { most: 200_000 },
            Unreadable::WrongEncoding { line: 3 },
            Unreadable::NoHeadings { rows: 30 },
            Unreadable::NoFigures { rows: 30 },
            Unreadable::MissingColumn {
                field: Field::EndDate,
                row: 3,
                guess: None,
            },
            Unreadable::MissingColumn {
                field: Field::EndDate,
                row: 3,
                guess: Some("离开时间".into()),
            },
            Unreadable::ColumnTwice {
                field: Field::Number,
                row: 3,
                first: "D".into(),
                second: "F".into(),
            },
            Unreadable::NoPeople,
        ]
    }
}

impl Statement for Unreadable {
    fn code(&self) -> &'static str {
        match self {
            Unreadable::Empty => "file.empty",
            Unreadable::TooBig { .. } => "file.too_big",
            Unreadable::Encrypted => "file.encrypted",
            Unreadable::OldFormat => "file.old_format",
            Unreadable::NotAWorkbook { .. } => "file.not_a_workbook",
            Unreadable::Damaged => "file.damaged",
            Unreadable::Bomb { .. } => "file.bomb",
            Unreadable::Entities => "file.entities",
            Unreadable::TooManyColumns { .. } => "file.too_many_columns",
            Unreadable::TooManyRows { .. } => "file.too_many_rows",
            Unreadable::WrongEncoding { .. } => "file.wrong_encoding",
            Unreadable::NoHeadings { .. } => "file.no_headings",
            Unreadable::NoFigures { .. } => "file.no_figures",
            Unreadable::MissingColumn { guess: None, .. } => "file.missing_column",
            Unreadable::MissingColumn { guess: Some(_), .. } => "file.missing_column_guess",
            Unreadable::ColumnTwice { .. } => "file.column_twice",
            Unreadable::NoPeople => "file.no_people",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        let count = |n: u32| Fact::Count(i64::from(n));
        match self {
            Unreadable::Empty
            | Unreadable::Encrypted
            | Unreadable::OldFormat
            | Unreadable::Damaged
            | Unreadable::Entities
            | Unreadable::NoPeople => vec![],
            Unreadable::TooBig { size, most } => vec![("size", Fact::Count(*size as i64)), ("most", Fact::Count(*most as i64))],
            Unreadable::NotAWorkbook { looks } => vec![("looks", Fact::Word(format!("file.looks.{}", looks.code())))],
            Unreadable::Bomb { most } => vec![("most", Fact::Count(*most as i64))],
            Unreadable::TooManyColumns { columns, most } => vec![("columns", count(*columns)), ("most", count(*most))],
            Unreadable::TooManyRows { most } => vec![("most", count(*most))],
            Unreadable::WrongEncoding { line } => vec![("line", count(*line))],
            Unreadable::NoHeadings { rows } | Unreadable::NoFigures { rows } => vec![("rows", count(*rows))],
            Unreadable::MissingColumn { field, row, guess } => {
                let mut facts = vec![("column", Fact::Word(field.word())), ("row", count(*row))];
                facts.extend(guess.iter().map(|g| ("guess", Fact::Text(g.clone()))));
                facts
            }
            Unreadable::ColumnTwice { field, row, first, second } => vec![
                ("column", Fact::Word(field.word())),
                ("row", count(*row)),
                ("first", Fact::Text(first.clone())),
                ("second", Fact::Text(second.clone())),
            ],
        }
    }
}
