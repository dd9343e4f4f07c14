//! What a notice that came after the month began changed about it.

use domain::reckon::difference::Difference;
use units::Fact;

use crate::terminal::{Ink, Terminal};

/// The difference for people: what was owed before, what is owed more, until when without a late fee.
pub fn print(difference: &Difference, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    let before = difference.before.employer + difference.before.employee;
    let facts = [
        ("published", Fact::Day(difference.published)),
        ("before", Fact::Money(before)),
        ("employer", Fact::Money(difference.employer)),
        ("employee", Fact::Money(difference.employee)),
        ("all", Fact::Money(difference.employer + difference.employee)),
    ];
    terminal.prose(0, &terminal.say("assess.difference", &facts), Ink::Plain)?;
    if let Some(day) = difference.rules.waived_until {
        terminal.prose(
            0,
            &terminal.say("assess.difference_waived", &[("until", Fact::Day(day))]),
            Ink::Plain,
        )?;
    }
    if let Some(doubt) = &difference.rules.doubt {
        terminal.prose(
            0,
            &terminal.say("assess.difference_doubt", &[("doubt", Fact::Note(doubt.clone()))]),
            Ink::Plain,
        )?;
    }
    Ok(())
}
