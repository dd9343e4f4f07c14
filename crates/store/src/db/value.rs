use units::{Date, Fen, Month};

use crate::Trouble;

/// A value that both databases hold without surprises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum V {
    /// Nothing.
    Null,
    /// BIGINT: ids, fen, months as 202607, instants in ms, flags 0/1.
    I(i64),
    /// TEXT: codes, names, days as 2026-07-31.
    T(String),
    /// BYTEA: hashes.
    B(Vec<u8>),
}

impl From<i64> for V {
    fn from(x: i64) -> V {
        V::I(x)
    }
}

impl From<i32> for V {
    fn from(x: i32) -> V {
        V::I(x.into())
    }
}

impl From<u32> for V {
    fn from(x: u32) -> V {
        V::I(x.into())
    }
}

impl From<u8> for V {
    fn from(x: u8) -> V {
        V::I(x.into())
    }
}

impl From<bool> for V {
    fn from(x: bool) -> V {
        V::I(x.into())
    }
}

impl From<&str> for V {
    fn from(x: &str) -> V {
        V::T(x.to_owned())
    }
}

impl From<String> for V {
    fn from(x: String) -> V {
        V::T(x)
    }
}

impl From<Vec<u8>> for V {
    fn from(x: Vec<u8>) -> V {
        V::B(x)
    }
}

impl From<&[u8]> for V {
    fn from(x: &[u8]) -> V {
        V::B(x.to_vec())
    }
}

impl From<[u8; 32]> for V {
    fn from(x: [u8; 32]) -> V {
        V::B(x.to_vec())
    }
}

impl From<Fen> for V {
    fn from(x: Fen) -> V {
        V::I(x.count())
    }
}

impl From<Month> for V {
    fn from(x: Month) -> V {
        V::I(x.code())
    }
}

impl From<Date> for V {
    fn from(x: Date) -> V {
        V::T(x.to_string())
    }
}

impl<T: Into<V>> From<Option<T>> for V {
    fn from(x: Option<T>) -> V {
        x.map_or(V::Null, Into::into)
    }
}

/// One row of a result, its columns by position from 0. A column of another type than asked for is Trouble that says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    pub(crate) cells: Vec<V>,
}

impl Row {
    /// The values, in the order of the columns.
    pub fn cells(&self) -> &[V] {
        &self.cells
    }

    fn cell(&self, col: usize) -> Result<&V, Trouble> {
        self.cells
            .get(col)
            .ok_or_else(|| Trouble::value(format!("column {col} of a row of {}", self.cells.len())))
    }

    fn other(&self, col: usize, wanted: &str) -> Trouble {
        Trouble::value(format!("column {col} holds {:?} where {wanted} is expected", self.cells.get(col)))
    }

    /// An integer.
    pub fn i64(&self, col: usize) -> Result<i64, Trouble> {
        match self.cell(col)? {
            V::I(x) => Ok(*x),
            V::Null | V::T(_) | V::B(_) => Err(self.other(col, "an integer")),
        }
    }

    /// An integer or nothing.
    pub fn opt_i64(&self, col: usize) -> Result<Option<i64>, Trouble> {
        self.unless_null(col, Row::i64)
    }

    /// A text.
    pub fn text(&self, col: usize) -> Result<&str, Trouble> {
        match self.cell(col)? {
            V::T(x) => Ok(x),
            V::Null | V::I(_) | V::B(_) => Err(self.other(col, "a text")),
        }
    }

    /// A text or nothing.
    pub fn opt_text(&self, col: usize) -> Result<Option<&str>, Trouble> {
        match self.cell(col)? {
            V::Null => Ok(None),
            V::T(_) | V::I(_) | V::B(_) => self.text(col).map(Some),
        }
    }

    /// Bytes.
    pub fn bytes(&self, col: usize) -> Result<&[u8], Trouble> {
        match self.cell(col)? {
            V::B(x) => Ok(x),
            V::Null | V::I(_) | V::T(_) => Err(self.other(col, "bytes")),
        }
    }

    /// A flag stored as 0 or 1.
    pub fn bool(&self, col: usize) -> Result<bool, Trouble> {
        match self.i64(col)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(self.other(col, "0 or 1")),
        }
    }

    /// An amount in fen.
    pub fn fen(&self, col: usize) -> Result<Fen, Trouble> {
        self.i64(col).map(Fen)
    }

    /// A month stored as 202607.
    pub fn month(&self, col: usize) -> Result<Month, Trouble> {
        Month::from_code(self.i64(col)?).map_err(|_| self.other(col, "a month"))
    }

    /// A month or nothing.
    pub fn opt_month(&self, col: usize) -> Result<Option<Month>, Trouble> {
        self.unless_null(col, Row::month)
    }

    /// A day stored as 2026-07-31.
    pub fn date(&self, col: usize) -> Result<Date, Trouble> {
        self.text(col)?.parse().map_err(|_| self.other(col, "a day"))
    }

    /// A day or nothing.
    pub fn opt_date(&self, col: usize) -> Result<Option<Date>, Trouble> {
        self.unless_null(col, Row::date)
    }

    fn unless_null<T>(&self, col: usize, read: impl Fn(&Row, usize) -> Result<T, Trouble>) -> Result<Option<T>, Trouble> {
        match self.cell(col)? {
            V::Null => Ok(None),
            V::I(_) | V::T(_) | V::B(_) => read(self, col).map(Some),
        }
    }
}
