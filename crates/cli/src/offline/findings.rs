//! What was found in a file, for machines and for people.

use documents::{Finding, Grade};
use units::{Fact, Statement};
use web::reckoned::FoundJson;

use crate::terminal::Terminal;

/// A finding as it goes out.
pub fn found(finding: &Finding, terminal: &Terminal<'_>) -> FoundJson {
    let column = finding.place.column.as_deref();
    FoundJson {
        sheet: finding.place.sheet.as_deref().map(str::to_owned),
        row: finding.place.row,
        column: column.map(|column| format!("{} {}", column.letter, column.heading)),
        code: finding.code.to_owned(),
        grade: finding.grade.code(),
        message: words::tell(terminal.lang, finding),
        fix: words::mend(terminal.lang, finding).unwrap_or_default(),
    }
}

/// Findings for people, one line each.
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
        let gap = words::between(terminal.lang);
        terminal.line(&format!(
            "{grade}  {}  {}{gap}{}  {}",
            place.trim_end(),
            found.message,
            found.fix,
            found.code
        ))?;
    }
    Ok(())
}

/// A statement about a row as a finding.
pub fn of_row(sheet: Option<&str>, row: u32, what: &dyn Statement, grade: Grade, terminal: &Terminal<'_>) -> FoundJson {
    FoundJson {
        sheet: sheet.map(str::to_owned),
        row,
        column: None,
        code: what.code().to_owned(),
        grade: grade.code(),
        message: words::tell(terminal.lang, what),
        fix: words::mend(terminal.lang, what).unwrap_or_default(),
    }
}
