use std::sync::Arc;

use units::{Fact, Statement};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// The row is not taken until it is changed (要改).
    MustChange,
    /// Taken, but somebody should look (请留意).
    Attention,
    /// Taken; said for the record: what was cleaned or read in a certain way.
    Note,
}

impl Grade {
    /// All of them, heaviest first.
    pub const ALL: [Grade; 3] = [Grade::MustChange, Grade::Attention, Grade::Note];

    /// The code in JSON and class names.
    pub fn code(self) -> &'static str {
        match self {
            Grade::MustChange => "must_change",
            Grade::Attention => "attention",
            Grade::Note => "note",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Grade> {
        Grade::ALL.into_iter().find(|g| g.code() == code)
    }
}

/// A column as the user knows it: letter and heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// From 0.
    pub index: u32,
    /// `A`, `AB`; the same for CSV.
    pub letter: String,
    /// The heading as written, trimmed.
    pub heading: String,
}

/// The letters of a column counted from 0.
pub fn letters(mut index: u32) -> String {
    let mut out = Vec::new();
    loop {
        out.push(b'A' + (index % 26) as u8);
        if index < 26 {
            break;
        }
        index = index / 26 - 1;
    }
    out.iter().rev().map(|b| char::from(*b)).collect()
}

/// Where in a file. Rows count as the spreadsheet shows them, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Name of the sheet; `None` in a CSV.
    pub sheet: Option<Arc<str>>,
    /// The row.
    pub row: u32,
    /// The column; `None` where the whole row is meant.
    pub column: Option<Arc<Column>>,
}

/// Something to say about a cell or a row: a statement at its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where.
    pub place: Place,
    /// What is written there, as shown, at most 120 characters. Identity numbers are in full: mask before showing to others.
    pub cell: String,
    /// How much it weighs.
    pub grade: Grade,
    /// The code of its sentence; `<code>.fix` is the mend.
    pub code: &'static str,
    /// The facts of its sentence.
    pub facts: Vec<(&'static str, Fact)>,
}

impl Finding {
    /// The finding that says `what` at `place`, where `cell` is written.
    pub fn new(place: Place, cell: &str, grade: Grade, what: &dyn Statement) -> Finding {
        Finding {
            place,
            cell: cell.chars().take(120).collect(),
            grade,
            code: what.code(),
            facts: what.facts(),
        }
    }
}

impl Statement for Finding {
    fn code(&self) -> &'static str {
        self.code
    }
    fn facts(&self) -> Vec<(&'static str, Fact)> {
        self.facts.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        for (index, name) in [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (51, "AZ"),
            (52, "BA"),
            (701, "ZZ"),
            (702, "AAA"),
            (16_383, "XFD"),
        ] {
            assert_eq!(letters(index), name);
        }
    }

    #[test]
    fn a_grade_is_read_from_its_code() {
        for grade in Grade::ALL {
            assert_eq!(Grade::from_code(grade.code()), Some(grade));
        }
    }
}
