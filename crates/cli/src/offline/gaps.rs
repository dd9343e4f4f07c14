//! `shebao gaps`: what a person's months mean for a goal.

use std::process::ExitCode;

use documents::{Grade, Reading};
use domain::reckon::gaps::{Answer, Ask, Curable, Payer, Record, gaps};
use domain::reckon::retirement;
use domain::reckon::route::Part;
use policy::{Category, Goal, GoalCase, RetirementGroup};
use reckoned::{Stop, Usage};
use units::{Fact, Fen, Month};
use web::found::{FoundJson, GapsJson};

use super::route::spans;
use super::table::{Side, Table};
use super::{findings, reasons};
use crate::Ended;
use crate::command::Gaps;
use crate::terminal::{Ink, Terminal};

/// Status 1 where a row of the record could not be read.
pub fn run(ask: &Gaps, terminal: &mut Terminal<'_>) -> Ended {
    let goal = goal(&ask.goal, terminal)?;
    let on = terminal.day("--on", &ask.on)?;
    let case = ask
        .case
        .as_deref()
        .map(|case| terminal.coded("--case", case, GoalCase::from_code, &GoalCase::ALL.map(GoalCase::code)));
    let known_on = terminal.known_on(ask.known_on.as_deref())?;
    let payer = payer(ask, terminal)?;
    let book = terminal.book(&ask.region)?;
    let retires = retires(ask, &book, terminal)?;
    let bytes = terminal.read(&ask.record)?;
    let sheet =
        documents::read_record(&bytes, &Reading::on(terminal.today)).map_err(|unreadable| terminal.in_file(&ask.record, &unreadable))?;
    let record: Record = sheet.lines.iter().map(|line| (line.branch, line.month, line.standing)).collect();
    let question = Ask {
        goal,
        case: case.transpose()?,
        on,
        known_on,
        record: &record,
        retires,
        payer,
    };
    let answer = gaps(&book, &question).map_err(|refused| terminal.refused(&refused))?;
    let found: Vec<FoundJson> = sheet.findings.iter().map(|finding| FoundJson::of(finding, terminal.lang)).collect();
    let ways = answer.ways(&book, &question, category(ask, terminal)?);
    let refused = sheet.findings.iter().any(|finding| finding.grade == Grade::MustChange);
    if terminal.json {
        let mut json = GapsJson::of(&ask.region, &question, &answer, ask.why, terminal.lang).going(&ways, terminal.lang);
        json.findings = found;
        terminal.object(&json)?;
    } else {
        print(&answer, &ways, &found, ask.why, terminal)?;
    }
    Ok(if refused { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// A goal by its code, or by a shorter word for it.
fn goal(word: &str, terminal: &Terminal<'_>) -> Result<Goal, Stop> {
    let word = word.replace('-', "_");
    let code = match word.as_str() {
        "points" | "settlement" => "points_settlement",
        "home" => "home_purchase",
        "car" => "car_quota",
        "maternity" => "maternity_allowance",
        "unemployment" => "unemployment_benefit",
        "retirement_minimum" | "pension" => "retirement",
        "medical" | "retirement_medical" => "retiree_medical",
        other => other,
    };
    terminal.coded("--goal", code, Goal::from_code, &Goal::ALL.map(Goal::code))
}

/// The category of the person.
fn category(ask: &Gaps, terminal: &Terminal<'_>) -> Result<Category, Stop> {
    let category = ask.category.as_deref().unwrap_or(Category::LocalUrban.code());
    terminal.coded("--category", category, Category::from_code, &Category::ALL.map(Category::code))
}

/// For whom costs are reckoned, where a wage is given.
fn payer(ask: &Gaps, terminal: &Terminal<'_>) -> Result<Option<Payer>, Stop> {
    let Some(wage) = &ask.wage else { return Ok(None) };
    Ok(Some(Payer {
        wage: terminal.amount("--wage", wage)?,
        category: category(ask, terminal)?,
        employer: terminal
            .reader()
            .employer(&ask.employer_kind, ask.employer_size.as_deref(), ask.injury_class.as_deref())?,
    }))
}

/// The month of retirement, where birth and group are given.
fn retires(ask: &Gaps, book: &policy::Book, terminal: &Terminal<'_>) -> Result<Option<Month>, Stop> {
    let Some(born) = &ask.born else { return Ok(None) };
    let born = terminal.month("--born", born)?;
    let group = ask
        .group
        .as_deref()
        .ok_or_else(|| terminal.usage(&Usage::Missing { option: "--group" }))?;
    let group = terminal.coded(
        "--group",
        group,
        RetirementGroup::from_code,
        &RetirementGroup::ALL.map(RetirementGroup::code),
    )?;
    let answer = retirement::explained(book, born, group, terminal.today).map_err(|refused| terminal.refused(&refused))?;
    Ok(Some(answer.0.month))
}

fn count(number: u32) -> Fact {
    Fact::Count(i64::from(number))
}

fn print(answer: &Answer, ways: &[Part], found: &[FoundJson], why: bool, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    findings::tell(found, terminal)?;
    let said = reckoned::sentence(&answer.why, terminal.lang);
    terminal.prose(0, &said, if answer.met { Ink::Green } else { Ink::Red })?;
    if why {
        reasons::parts(&answer.why, terminal)?;
    } else {
        // The conclusions right below the answer, without what each rests on.
        for part in &answer.why.because {
            let said = reckoned::sentence(part, terminal.lang);
            terminal.prose(2, &said, Ink::Plain)?;
        }
    }
    if let Some(case) = answer.rule.case {
        let facts = [("case", Fact::Word(format!("goal.case.{}", case.code())))];
        terminal.prose(0, &terminal.say("gaps.case", &facts), Ink::Plain)?;
    }
    for other in &answer.others {
        let facts = [
            ("case", Fact::Word(format!("goal.case.{}", other.case.code()))),
            ("required", count(other.required)),
            ("counted", count(other.counted)),
            ("met", Fact::Word(if other.met { "goal.met" } else { "goal.not_met" }.to_owned())),
        ];
        terminal.prose(0, &terminal.say("gaps.other_case", &facts), Ink::Plain)?;
    }
    cures(answer, ways, terminal)?;
    for (condition, met) in &answer.conditions {
        let word = match met {
            Some(true) => "goal.met",
            Some(false) => "goal.not_met",
            None => "gaps.not_shown",
        };
        let facts = [
            ("condition", Fact::Word(format!("goal.condition.{}", condition.code()))),
            ("met", Fact::Word(word.to_owned())),
        ];
        terminal.prose(0, &terminal.say("gaps.condition", &facts), Ink::Plain)?;
    }
    if let Some(year) = answer.assumed_year {
        terminal.prose(
            0,
            &terminal.say("gaps.assumed_year", &[("year", Fact::Text(year.to_string()))]),
            Ink::Plain,
        )?;
    }
    super::assess::left_out(answer.left_out(), terminal)?;
    reasons::doubts(&answer.all_doubts(), terminal)?;
    reasons::fingerprint(&answer.fingerprint, terminal)
}

/// What can be made up, what it costs today, and what would not help.
fn cures(answer: &Answer, ways: &[Part], terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    let (helping, idle): (Vec<&Curable>, Vec<&Curable>) = answer.curable.iter().partition(|curable| curable.helps);
    if !helping.is_empty() {
        let said = terminal.say(
            if answer.met_after_cure { "gaps.cures" } else { "gaps.cures_short" },
            &[("count", Fact::Count(helping.len() as i64))],
        );
        terminal.prose(0, &said, Ink::Plain)?;
        table(&helping, terminal).write(terminal)?;
        for curable in &helping {
            if let Some(Err(refused)) = &curable.cost {
                let said = format!("{}  {}", curable.month, words::tell(terminal.lang, refused).trim_end());
                terminal.prose(2, &said, Ink::Plain)?;
            }
        }
    }
    if !idle.is_empty() {
        let months: Vec<String> = idle.iter().map(|curable| curable.month.to_string()).collect();
        let facts = [("months", Fact::Text(words::join(terminal.lang, &months)))];
        terminal.prose(0, &terminal.say("gaps.no_help", &facts), Ink::Plain)?;
    }
    for part in ways {
        let facts = [
            ("months", Fact::Text(spans(&part.months))),
            ("route", Fact::Word(format!("back_payment.route.{}", part.route.code))),
            ("why", Fact::Text(terminal.say(part.why.key(), &part.why.facts()))),
        ];
        terminal.prose(2, &terminal.say("route.part", &facts), Ink::Plain)?;
    }
    if let Some(month) = answer.reached_in {
        terminal.prose(0, &terminal.say("gaps.reached_in", &[("month", Fact::Month(month))]), Ink::Plain)?;
    }
    Ok(())
}

fn table(curable: &[&Curable], terminal: &Terminal<'_>) -> Table {
    let name = |key: &str| terminal.say(key, &[]);
    let mut columns = vec![(name("table.month"), Side::Left), (name("table.cure"), Side::Left)];
    let costed = curable.iter().any(|curable| matches!(curable.cost, Some(Ok(_))));
    if costed {
        let figures = ["table.employer", "table.employee", "table.late_fee", "table.total", "table.per_day"];
        columns.extend(figures.map(|key| (name(key), Side::Right)));
    }
    let mut table = Table::new(columns);
    let mut sums = [Fen::ZERO; 5];
    for curable in curable {
        let mut cells = vec![curable.month.to_string(), name(&format!("goal.cure.{}", curable.cure.code()))];
        if let Some(Ok(cost)) = &curable.cost {
            let figures = [cost.employer, cost.employee, cost.late_fee, cost.total(), cost.per_day];
            cells.extend(figures.map(Fen::grouped));
            sums.iter_mut().zip(figures).for_each(|(sum, figure)| *sum += figure);
        }
        table.row(cells);
    }
    if costed {
        let head = [name("table.total"), String::new()];
        table.total(head.into_iter().chain(sums.map(Fen::grouped)));
    }
    table
}
