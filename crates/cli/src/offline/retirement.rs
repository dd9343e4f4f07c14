use std::process::ExitCode;

use domain::reckon::retirement::{explained, is_known};
use policy::RetirementGroup;
use units::Fact;
use web::reckoned::RetirementJson;

use super::reasons;
use crate::Ended;
use crate::command::Retire;
use crate::terminal::{Ink, Terminal};

/// The pack that holds the law of retirement.
const NATION: &str = "cn";

/// `shebao retire`
pub fn run(ask: &Retire, terminal: &mut Terminal<'_>) -> Ended {
    let born = terminal.month("--born", &ask.born)?;
    let group = terminal.coded(
        "--group",
        &ask.group,
        RetirementGroup::from_code,
        &RetirementGroup::ALL.map(RetirementGroup::code),
    )?;
    let known_on = terminal.known_on(ask.known_on.as_deref())?;
    let book = terminal.book(NATION)?;
    is_known(&book, known_on).map_err(|unknown| terminal.refused(&unknown))?;
    let (answer, why) = explained(&book, born, group).map_err(|refused| terminal.refused(&refused))?;
    if terminal.json {
        let why = ask.why.then_some(&why);
        terminal.object(&RetirementJson::of(&answer, why, book.fingerprint(), terminal.lang))?;
        return Ok(ExitCode::SUCCESS);
    }
    let count = |n: u32| Fact::Count(i64::from(n));
    let facts = [
        ("month", Fact::Month(answer.month)),
        ("years", count(answer.years)),
        ("months", count(answer.months)),
        ("old", Fact::Month(answer.old_month)),
        ("delay", count(answer.delay_months)),
        ("minimum", count(answer.minimum_contribution_months)),
    ];
    let said = terminal.say("retire.answer", &facts);
    terminal.prose(0, &said, Ink::Strong)?;
    if ask.why {
        reasons::tree(&why, terminal)?;
    }
    Ok(ExitCode::SUCCESS)
}
