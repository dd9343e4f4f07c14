//! What was found in a file, for machines and for people.

use units::Fact;
use web::found::FoundJson;

use crate::terminal::{Ink, Terminal};

/// Findings for people: one line each, on a terminal with the words below it.
pub fn tell(found: &[FoundJson], terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    for found in found {
        let facts = [
            ("row", Fact::Count(i64::from(found.row))),
            ("column", Fact::Text(found.column.clone().unwrap_or_default())),
        ];
        let place = terminal.say("assess.place", &facts);
        let grade = terminal.say(&format!("grade.{}", found.grade), &[]);
        let grade = match found.grade {
            "must_change" => terminal.red(&grade),
            "attention" => terminal.amber(&grade),
            _ => terminal.faint(&grade),
        };
        let file = found.file.map(|file| terminal.say(&format!("difference.file.{file}"), &[]));
        let place = file.map_or_else(|| place.trim_end().to_owned(), |file| format!("{file}  {}", place.trim_end()));
        let gap = words::between(terminal.lang);
        let said = format!("{}{gap}{}", found.message, found.fix);
        if terminal.columns.is_some() {
            terminal.line(&format!("{grade}  {place}  {}", found.code))?;
            terminal.prose(4, &said, Ink::Plain)?;
        } else {
            terminal.line(&format!("{grade}  {place}  {said}  {}", found.code))?;
        }
    }
    Ok(())
}
