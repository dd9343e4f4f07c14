use std::process::ExitCode;

use domain::reckon::retirement;
use policy::RetirementGroup;
use serde::Serialize;
use units::{Fact, Statement};

use crate::Ended;
use crate::command::Retire;
use crate::terminal::Terminal;

/// The pack that holds the law of retirement.
const NATION: &str = "cn";

#[derive(Serialize)]
struct Answer {
    old_month: String,
    delay_months: u32,
    age: Age,
    month: String,
    minimum_contribution_months: u32,
}

#[derive(Serialize)]
struct Age {
    years: u32,
    months: u32,
}

/// No rule for a group in the packs in use.
struct UnknownGroup(RetirementGroup);

impl Statement for UnknownGroup {
    fn code(&self) -> &'static str {
        "policy.unknown_group"
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        vec![("group", Fact::Text(self.0.code().to_owned()))]
    }
}

/// `shebao retire`
pub fn run(ask: &Retire, terminal: &mut Terminal<'_>) -> Ended {
    let born = terminal.month("--born", &ask.born)?;
    let group = terminal.coded(
        "--group",
        &ask.group,
        RetirementGroup::from_code,
        &RetirementGroup::ALL.map(RetirementGroup::code),
    )?;
    let book = terminal.book(NATION)?;
    let answer = retirement::retirement(book.retirement(), born, group).ok_or_else(|| terminal.refused(&UnknownGroup(group)))?;
    if terminal.json {
        terminal.object(&Answer {
            old_month: answer.old_month.to_string(),
            delay_months: answer.delay_months,
            age: Age {
                years: answer.years,
                months: answer.months,
            },
            month: answer.month.to_string(),
            minimum_contribution_months: answer.minimum_contribution_months,
        })?;
    } else {
        let count = |n: u32| Fact::Count(i64::from(n));
        let facts = [
            ("month", Fact::Month(answer.month)),
            ("years", count(answer.years)),
            ("months", count(answer.months)),
            ("old", Fact::Month(answer.old_month)),
            ("delay", count(answer.delay_months)),
            ("minimum", count(answer.minimum_contribution_months)),
        ];
        terminal.line(&terminal.say("retire.answer", &facts))?;
    }
    Ok(ExitCode::SUCCESS)
}
