//! `shebao assess`: one person with reasons, or the totals of a roster.

mod against;
mod late_notice;
mod list;

use std::process::ExitCode;

use domain::assessment::{Exact, Figure, Share, Step};
use domain::reckon::difference::difference;
use domain::reckon::person::{Answer, Ask, Doubt, Employer, person};
use policy::{Category, EmployerKind, EmployerSize};
use serde::Serialize;
use units::{Fact, Fen};
use web::reckoned::{AssessmentJson, doubted, ground};

use super::reasons;
use super::table::{Side, Table};
use crate::command::Assess;
use crate::stop::{Stop, Usage};
use crate::terminal::{Ink, Terminal};
use crate::{End, Ended};

/// What is owed, and what a notice that came after the month began changed about it.
#[derive(Serialize)]
struct Answered {
    #[serde(flatten)]
    assessment: AssessmentJson,
    /// The doubts in the reader's language, one a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    doubt: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<late_notice::LateNotice>,
}

/// `shebao assess`
pub fn run(ask: &Assess, terminal: &mut Terminal<'_>) -> Ended {
    if let (Some(roster), Some(mine)) = (&ask.roster, &ask.against) {
        return against::run(ask, roster, mine, terminal);
    }
    if let Some(roster) = &ask.roster {
        return list::run(ask, roster, terminal);
    }
    let missing = |option, terminal: &Terminal<'_>| terminal.usage(&Usage::Missing { option });
    let wage = ask.wage.as_deref().ok_or_else(|| missing("--wage", terminal))?;
    let category = ask.category.as_deref().ok_or_else(|| missing("--category", terminal))?;
    let question = Ask {
        month: terminal.month("--month", &ask.month)?,
        known_on: terminal.known_on(ask.known_on.as_deref())?,
        wage: terminal.amount("--wage", wage)?,
        category: terminal.coded("--category", category, Category::from_code, &Category::ALL.map(Category::code))?,
        employer: employer(ask, terminal)?,
    };
    let book = terminal.book(&ask.region)?;
    let answer = person(&book, &question).map_err(|refused| terminal.refused(&refused))?;
    let late = difference(&book, &question, &answer);
    if terminal.json {
        terminal.object(&Answered {
            assessment: AssessmentJson::of(&ask.region, &question, &answer, ask.why, terminal.lang),
            doubt: doubt(&answer.doubts, terminal),
            difference: late.as_ref().map(|late| late_notice::wire(late, terminal)),
        })?;
    } else {
        print(&answer, ask.why, terminal).map_err(End::from)?;
        late.iter()
            .try_for_each(|late| late_notice::print(late, terminal))
            .map_err(End::from)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The employer as the options give it.
fn employer(ask: &Assess, terminal: &Terminal<'_>) -> Result<Employer, Stop> {
    employer_of(
        &ask.employer_kind,
        ask.employer_size.as_deref(),
        ask.injury_class.as_deref(),
        terminal,
    )
}

/// The employer by kind, size and injury class as typed.
pub fn employer_of(kind: &str, size: Option<&str>, class: Option<&str>, terminal: &Terminal<'_>) -> Result<Employer, Stop> {
    let kind = terminal.coded(
        "--employer-kind",
        kind,
        EmployerKind::from_code,
        &EmployerKind::ALL.map(EmployerKind::code),
    )?;
    let sized = |code: &str| {
        terminal.coded(
            "--employer-size",
            code,
            EmployerSize::from_code,
            &EmployerSize::ALL.map(EmployerSize::code),
        )
    };
    Ok(Employer {
        kind,
        size: size.map(sized).transpose()?,
        injury_class: class.map(|class| terminal.number("--injury-class", class)).transpose()?,
    })
}

fn print(answer: &Answer, why: bool, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    let all = [("all", Fact::Money(answer.employer + answer.employee))];
    terminal.prose(0, &terminal.say("assess.both_sides", &all), Ink::Strong)?;
    let mut table = sums(terminal);
    for line in &answer.lines {
        let name = terminal.say(&format!("branch.{}", line.branch.code()), &[]);
        table.row(cells(name, Some(line.base), line.employer, line.employee));
        for step in line.steps.iter().filter(|_| why) {
            reason(step, &mut table, terminal);
        }
    }
    table.total(cells(terminal.say("table.total", &[]), None, answer.employer, answer.employee));
    table.write(terminal)?;
    if answer.injury_class_missing {
        let said = terminal.say("assess.injury_class_missing", &[]);
        terminal.prose(0, &said, Ink::Amber)?;
    }
    reasons::doubts(&answer.doubts, terminal)
}

/// A table of branches with both sides and their sum.
fn sums(terminal: &Terminal<'_>) -> Table {
    let figures = ["table.base", "table.employer", "table.employee", "table.both"].map(|key| (terminal.say(key, &[]), Side::Right));
    Table::new(std::iter::once((terminal.say("table.branch", &[]), Side::Left)).chain(figures))
}

fn cells(name: String, base: Option<Fen>, employer: Fen, employee: Fen) -> [String; 5] {
    let base = base.map(Fen::grouped).unwrap_or_default();
    [name, base, employer.grouped(), employee.grouped(), (employer + employee).grouped()]
}

/// One step in words, and below it what it rests on.
fn reason(step: &Step, table: &mut Table, terminal: &Terminal<'_>) {
    let side = match step.share {
        Some(Share::Employee) => "table.employee",
        Some(Share::Employer | Share::Account) | None => "table.employer",
    };
    let mut facts: Vec<(&str, Fact)> = step.inputs.iter().map(|(name, figure)| (*name, fact(*figure))).collect();
    facts.push(("side", Fact::Word(side.to_owned())));
    facts.push(("result", fact(step.result)));
    facts.push(("exact", Fact::Text(step.exact.map(Exact::yuan).unwrap_or_default())));
    table.note(4, terminal.say(&format!("why.{}", step.rule.code()), &facts), false);
    if let Some(of) = &step.ground {
        table.note(8, ground(of, terminal.lang), true);
    }
}

/// What is not sure about an answer, in one text.
fn doubt(doubts: &[Doubt], terminal: &Terminal<'_>) -> Option<String> {
    let said = doubted(doubts, terminal.lang);
    (!said.is_empty()).then(|| said.join("\n"))
}

fn fact(figure: Figure) -> Fact {
    match figure {
        Figure::Money(fen) => Fact::Money(fen),
        Figure::Rate(rate) => Fact::Rate(rate),
    }
}
