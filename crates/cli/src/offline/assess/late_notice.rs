//! What a notice that came after the month began changed about it.

use domain::reckon::difference::Difference;
use serde::Serialize;
use units::Fact;
use web::reckoned::TotalsJson;

use crate::terminal::{Ink, Terminal};

/// `difference` of an answer.
#[derive(Serialize)]
pub struct LateNotice {
    published: String,
    before: TotalsJson,
    lines: Vec<Line>,
    totals: TotalsJson,
    billed_in: Option<String>,
    fee_waived_until: Option<String>,
    individuals_until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    doubt: Option<String>,
}

#[derive(Serialize)]
struct Line {
    branch: &'static str,
    employer: String,
    employee: String,
}

/// The difference for machines.
pub fn wire(difference: &Difference, terminal: &Terminal<'_>) -> LateNotice {
    let lines = difference.lines.iter().map(|line| Line {
        branch: line.branch.code(),
        employer: line.employer.to_string(),
        employee: line.employee.to_string(),
    });
    let rules = &difference.rules;
    LateNotice {
        published: difference.published.to_string(),
        before: TotalsJson::of(difference.before.employer, difference.before.employee),
        lines: lines.collect(),
        totals: TotalsJson::of(difference.employer, difference.employee),
        billed_in: rules.billed_in.map(|month| month.to_string()),
        fee_waived_until: rules.waived_until.map(|day| day.to_string()),
        individuals_until: rules.individuals_until.map(|day| day.to_string()),
        doubt: rules
            .doubt
            .as_deref()
            .map(|note| words::in_language(terminal.lang, note).to_owned()),
    }
}

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
