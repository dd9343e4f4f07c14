//! What was found in files as a sheet of a workbook.

use units::Statement;
use words::Lang;

use super::table::{Heading, Kind, Plan, Unwritable, Value, Workbook};
use crate::finding::Finding;

/// Writes the sheet `name`: how much each finding weighs, where, what, and what to do. The word of the file it is in is a column where
/// there are several.
pub(super) fn findings_sheet<'a>(
    book: &mut Workbook,
    name: &str,
    found: impl Iterator<Item = (Option<&'static str>, &'a Finding)>,
    lang: Lang,
) -> Result<(), Unwritable> {
    let headings = [
        ("table.file", Kind::Text, 20),
        ("table.row", Kind::Count, 8),
        ("table.column", Kind::Text, 20),
        ("table.grade", Kind::Text, 14),
        ("look.finding.problem", Kind::Text, 50),
        ("look.finding.mend", Kind::Text, 50),
    ];
    let mut found = found.peekable();
    let has_files = found.peek().is_none_or(|(file, _)| file.is_some());
    let plan = plan(lang, name, &headings[usize::from(!has_files)..]);
    book.sheet(&plan, found.map(|(file, finding)| line(file, finding, lang)))
}

/// A sheet with these headings, each by its key.
pub(super) fn plan(lang: Lang, name: &str, headings: &[(&str, Kind, u16)]) -> Plan {
    let heading = |(key, kind, width): &(&str, Kind, u16)| Heading::new(&words::say(lang, key, &[]), *kind, *width);
    Plan {
        name: words::say(lang, name, &[]),
        above: vec![],
        headings: headings.iter().map(heading).collect(),
    }
}

fn line(file: Option<&str>, found: &Finding, lang: Lang) -> Vec<Value> {
    let column = found.place.column.as_deref();
    let said: &dyn Statement = found;
    let file = file.map(|file| Value::Text(words::say(lang, file, &[])));
    let cells = [
        Value::Count(i64::from(found.place.row)),
        column.map_or(Value::Empty, |column| Value::Text(format!("{} {}", column.letter, column.heading))),
        Value::Text(words::say(lang, &format!("grade.{}", found.grade.code()), &[])),
        Value::Text(words::tell(lang, said)),
        Value::Text(words::mend(lang, said).unwrap_or_default()),
    ];
    file.into_iter().chain(cells).collect()
}
