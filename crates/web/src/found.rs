//! Answers to what was handed in as files: what was found in them, and the calculators that read one.

mod difference;
mod gaps;

pub use difference::DifferenceJson;
pub use gaps::GapsJson;

use procedures::lists::{Finding, Grade};
use serde::Serialize;
use units::Statement;
use utoipa::ToSchema;
use words::Lang;

/// A finding in a file.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FoundJson {
    /// Which of several files: `roster`, `mine`; left out where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<&'static str>,
    /// Nothing in a CSV.
    pub sheet: Option<String>,
    /// As the spreadsheet shows it, from 1.
    pub row: u32,
    /// Letter and heading; nothing: the whole row.
    pub column: Option<String>,
    /// The stable code.
    pub code: String,
    /// `must_change`, `attention` or `note`.
    pub grade: &'static str,
    /// What was found.
    pub message: String,
    /// What to do.
    pub fix: String,
}

impl FoundJson {
    /// A finding as it goes out.
    pub fn of(finding: &Finding, lang: Lang) -> FoundJson {
        let column = finding.place.column.as_deref();
        FoundJson {
            column: column.map(|column| format!("{} {}", column.letter, column.heading)),
            ..FoundJson::of_row(finding.place.sheet.as_deref(), finding.place.row, finding, finding.grade, lang)
        }
    }

    /// A statement about a row as a finding.
    pub fn of_row(sheet: Option<&str>, row: u32, what: &dyn Statement, grade: Grade, lang: Lang) -> FoundJson {
        FoundJson {
            file: None,
            sheet: sheet.map(str::to_owned),
            row,
            column: None,
            code: what.code().to_owned(),
            grade: grade.code(),
            message: words::tell(lang, what),
            fix: words::mend(lang, what).unwrap_or_default(),
        }
    }

    /// Of one of several files.
    pub fn in_file(self, file: &'static str) -> FoundJson {
        FoundJson { file: Some(file), ..self }
    }
}
