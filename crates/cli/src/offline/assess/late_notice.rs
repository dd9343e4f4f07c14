//! What a notice that came after the month began changed about it.

use domain::reckon::difference::{Difference, Line};
use domain::reckon::roster::RosterDifference;
use policy::DifferenceRules;
use units::{Date, Fact, Fen};

use crate::terminal::{Ink, Terminal};

/// The difference for people: what was owed before, what is owed more, until when without a late fee.
pub fn print(difference: &Difference, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    let before = difference.before.employer + difference.before.employee;
    told(before, (difference.published, &difference.lines), &difference.rules, terminal)
}

/// The same of a roster.
pub fn print_of_roster(difference: &RosterDifference, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    let people = [("people", Fact::Count(i64::from(difference.people)))];
    terminal.prose(0, &terminal.say("assess.difference_people", &people), Ink::Plain)?;
    let before = difference.before.0 + difference.before.1;
    told(before, (difference.published, &difference.lines), &difference.rules, terminal)
}

fn told(before: Fen, (published, lines): (Date, &[Line]), rules: &DifferenceRules, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    let employer: Fen = lines.iter().map(|line| line.employer).sum();
    let employee: Fen = lines.iter().map(|line| line.employee).sum();
    let facts = [
        ("published", Fact::Day(published)),
        ("before", Fact::Money(before)),
        ("employer", Fact::Money(employer)),
        ("employee", Fact::Money(employee)),
        ("all", Fact::Money(employer + employee)),
    ];
    terminal.prose(0, &terminal.say("assess.difference", &facts), Ink::Plain)?;
    if let Some(day) = rules.waived_until {
        let until = [("until", Fact::Day(day))];
        terminal.prose(0, &terminal.say("assess.difference_waived", &until), Ink::Plain)?;
    }
    if let Some(doubt) = &rules.doubt {
        let doubt = [("doubt", Fact::Note(doubt.clone()))];
        terminal.prose(0, &terminal.say("assess.difference_doubt", &doubt), Ink::Plain)?;
    }
    Ok(())
}
