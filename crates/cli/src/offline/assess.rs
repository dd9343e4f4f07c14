//! `shebao assess`: one person with reasons, or the totals of a roster.

mod against;
mod list;

use std::process::ExitCode;

use domain::assessment::{Exact, Figure, Share, Step};
use domain::reckon::person::{Answer, Employer, LeftOut};
use reckoned::{AssessOptions, Stop, Usage, ground};
use units::{Fact, Fen};

use super::reasons;
use super::table::{Side, Table};
use crate::command::Assess;
use crate::terminal::{Ink, Terminal};
use crate::{End, Ended};

/// `shebao assess`
pub fn run(ask: &Assess, terminal: &mut Terminal<'_>) -> Ended {
    if let (Some(_), Some(out)) = (&ask.roster, &ask.out) {
        terminal.workbook_name(out)?;
    }
    if let (Some(roster), Some(mine)) = (&ask.roster, &ask.against) {
        return against::run(ask, roster, mine, terminal);
    }
    if let Some(roster) = &ask.roster {
        return list::run(ask, roster, terminal);
    }
    if let Some(option) = [("--out", ask.out.is_some()), ("--against", ask.against.is_some())]
        .iter()
        .find(|(_, given)| *given)
    {
        return Err(terminal.usage(&Usage::RosterOnly { option: option.0 }).into());
    }
    let options = AssessOptions {
        region: ask.region.clone(),
        month: ask.month.clone(),
        wage: ask.wage.clone(),
        category: ask.category.clone(),
        employer_kind: ask.employer_kind.clone(),
        employer_size: ask.employer_size.clone(),
        injury_class: ask.injury_class.clone(),
        known_on: ask.known_on.clone(),
        why: ask.why,
    };
    let assessed = options.answer(&terminal.reader(), terminal.shelf()?)?;
    if terminal.json {
        terminal.object(&assessed.json(terminal.lang))?;
    } else {
        print(&assessed.answer, ask.why, terminal).map_err(End::from)?;
        if let Some(late) = &assessed.late {
            paragraphs(&reckoned::late_said(late, terminal.lang), terminal).map_err(End::from)?;
        }
        reasons::fingerprint(&assessed.answer.fingerprint, terminal)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Sentences of a paragraph each.
fn paragraphs(said: &[String], terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    said.iter().try_for_each(|sentence| terminal.prose(0, sentence, Ink::Plain))
}

/// The employer as the options give it.
fn employer(ask: &Assess, terminal: &Terminal<'_>) -> Result<Employer, Stop> {
    terminal
        .reader()
        .employer(&ask.employer_kind, ask.employer_size.as_deref(), ask.injury_class.as_deref())
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
    left_out(&answer.left_out, terminal)?;
    reasons::doubts(&answer.doubts, terminal)
}

/// What the totals leave out, and why.
pub(super) fn left_out<'a>(left_out: impl IntoIterator<Item = &'a LeftOut>, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    left_out.into_iter().try_for_each(|left_out| {
        let said = reckoned::left_out_said(left_out, "assess.injury_class_missing", terminal.lang);
        terminal.prose(0, &said, Ink::Amber)
    })
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

fn fact(figure: Figure) -> Fact {
    match figure {
        Figure::Money(fen) => Fact::Money(fen),
        Figure::Rate(rate) => Fact::Rate(rate),
    }
}
