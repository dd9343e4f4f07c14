//! The user's own file given back with a result column. Nothing else in it changes, and it can be sent again as it is.

mod delimited;
mod workbook;

use std::collections::BTreeMap;

use units::{Fact, Statement};
use words::Lang;

use crate::finding::Finding;
use crate::list::{Form, Sheet, form_of};
use crate::unreadable::Unreadable;

/// What stands in the result column, by row.
pub type Results = BTreeMap<u32, String>;

/// The heading of the result column.
pub(crate) fn heading() -> String {
    crate::export::in_both("column.result")
}

/// The findings as texts of a result column: one row may have several. `fine` are the rows of people with nothing to say.
pub fn results<'a>(lang: Lang, findings: impl Iterator<Item = &'a Finding>, fine: impl Iterator<Item = u32>) -> Results {
    let mut out: Results = fine.map(|row| (row, words::say(lang, "grade.fine", &[]))).collect();
    let mut said: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for finding in findings {
        said.entry(finding.place.row).or_default().push(sentence(lang, finding));
    }
    out.extend(said.into_iter().map(|(row, sentences)| (row, sentences.join("\n"))));
    out
}

fn sentence(lang: Lang, finding: &Finding) -> String {
    let what = words::tell(lang, finding);
    let mut facts = vec![
        ("grade", Fact::Word(format!("grade.{}", finding.grade.code()))),
        ("what", Fact::Text(what)),
        ("mend", Fact::Text(words::mend(lang, finding as &dyn Statement).unwrap_or_default())),
    ];
    match &finding.place.column {
        Some(column) => {
            facts.push(("letter", Fact::Text(column.letter.clone())));
            words::say(lang, "result.cell", &facts)
        }
        None => words::say(lang, "result.row", &facts),
    }
}

/// Gives the file back with the results in a new last column, or in the result column it has already.
///
/// # Errors
/// The file is none that was read as `sheet`.
pub fn with_results<L>(bytes: &[u8], sheet: &Sheet<L>, results: &Results) -> Result<Vec<u8>, Unreadable> {
    match form_of(bytes)? {
        Form::Text => delimited::write(bytes, sheet.header_row, results),
        Form::Workbook => workbook::write(bytes, sheet.sheet.as_deref().unwrap_or_default(), sheet.header_row, results),
    }
}
