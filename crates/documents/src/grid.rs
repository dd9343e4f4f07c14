//! Cells as they are, before anybody says what they mean: a row at a time, from a workbook or from text.

pub(crate) mod delimited;
pub(crate) mod parts;
pub(crate) mod sheet;
pub(crate) mod strings;
pub(crate) mod style;
pub(crate) mod xml;

use crate::limit;
use crate::unreadable::Unreadable;

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text; also every cell of a CSV.
    Text,
    /// A number; the text is its decimal form as stored.
    Number,
    /// A number with a date format: days since the workbook's epoch.
    Day,
    /// True or false.
    Boolean,
    /// A spreadsheet error such as `#N/A`.
    Error,
    /// A formula whose result is not stored.
    NoValue,
}

/// A cell of a [`Row`].
#[derive(Clone, Copy, Debug)]
struct Cell {
    column: u32,
    kind: Kind,
    formula: bool,
    start: usize,
    end: usize,
}

/// A cell with its text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Content<'a> {
    /// Counted from 0.
    pub column: u32,
    pub kind: Kind,
    /// The value is the stored result of a formula.
    pub formula: bool,
    pub text: &'a str,
}

/// A row with its cells that hold something. The texts lie in one buffer, so that reading a row allocates nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    /// As the spreadsheet shows it, from 1.
    pub number: u32,
    pub hidden: bool,
    text: String,
    cells: Vec<Cell>,
}

impl Row {
    pub fn clear(&mut self) {
        self.text.clear();
        self.cells.clear();
        self.hidden = false;
    }

    /// Adds a cell; text beyond [`limit::CELL_CHARS`] is dropped.
    pub fn push(&mut self, column: u32, kind: Kind, formula: bool, text: &str) {
        let kept = match text.char_indices().nth(limit::CELL_CHARS) {
            Some((at, _)) if text.len() > limit::CELL_CHARS => &text[..at],
            _ => text,
        };
        let start = self.text.len();
        self.text.push_str(kept);
        self.cells.push(Cell {
            column,
            kind,
            formula,
            start,
            end: self.text.len(),
        });
    }

    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    fn content(&self, cell: &Cell) -> Content<'_> {
        Content {
            column: cell.column,
            kind: cell.kind,
            formula: cell.formula,
            text: self.text.get(cell.start..cell.end).unwrap_or_default(),
        }
    }

    pub fn cell(&self, column: u32) -> Option<Content<'_>> {
        self.cells.iter().find(|c| c.column == column).map(|c| self.content(c))
    }

    pub fn cells(&self) -> impl Iterator<Item = Content<'_>> {
        self.cells.iter().map(|c| self.content(c))
    }
}

/// Rows in the order of the file; rows without content are passed over.
pub(crate) trait Rows {
    /// Reads the next row into `row`; `false` at the end.
    fn next(&mut self, row: &mut Row) -> Result<bool, Unreadable>;
}

/// A sheet that is being read, whatever it comes from.
impl Rows for Box<dyn Rows + '_> {
    fn next(&mut self, row: &mut Row) -> Result<bool, Unreadable> {
        (**self).next(row)
    }
}
