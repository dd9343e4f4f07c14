//! `shebao assess ROSTER --against MINE`: an employer's own figures beside ours.

use std::collections::HashMap;
use std::path::Path;
use std::process::ExitCode;

use documents::{Grade, OwnFigures, OwnLine, Reading, RosterLine, Sheet};
use domain::identity::Sex;
use domain::reckon::comparison::{Compared, Difference, Mine, compare};
use units::{Date, Fact, Fen, Statement};
use web::reckoned::{DifferenceJson, FoundJson, Setting};

use super::{employer, list};
use crate::Ended;
use crate::command::Assess;
use crate::offline::findings;
use crate::offline::table::{Side, Table};
use crate::terminal::Terminal;

/// Differences that are shown one by one to people; `--json` has all of them.
const SHOWN: usize = 40;

/// Somebody stands in one of the two files only, or twice.
#[derive(Clone, Copy)]
enum Unmatched {
    NotInRoster,
    NotInMine,
    Twice(u32),
}

impl Statement for Unmatched {
    fn code(&self) -> &'static str {
        match self {
            Unmatched::NotInRoster => "difference.not_in_roster",
            Unmatched::NotInMine => "difference.not_in_mine",
            Unmatched::Twice(_) => "difference.twice",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            Unmatched::Twice(row) => vec![("row", Fact::Count(i64::from(*row)))],
            Unmatched::NotInRoster | Unmatched::NotInMine => vec![],
        }
    }
}

/// Status 1 where a figure differs, a person is in one file only, or a row could not be read.
pub fn run(ask: &Assess, roster: &Path, mine: &Path, terminal: &mut Terminal<'_>) -> Ended {
    let month = terminal.month("--month", &ask.month)?;
    let known_on = terminal.known_on(ask.known_on.as_deref())?;
    let employer = employer(ask, terminal)?;
    let book = terminal.book(&ask.region)?;
    let table = policy::compile(&book, month, known_on).map_err(|unknown| terminal.refused(&unknown))?;
    let before = book.base_year(month).ok().map(|first| first.previous());
    let before = before.and_then(|month| policy::compile(&book, month, known_on).ok());
    let retires = |born: Date, sex: Option<Sex>| list::retires_in(&book, born, sex);
    let reading = Reading {
        retires: Some(&retires),
        ..Reading::on(terminal.today)
    };
    let sheet = documents::read_roster(&terminal.read(roster)?, &reading).map_err(|unreadable| terminal.usage(&unreadable))?;
    let own = documents::read_own_figures(&terminal.read(mine)?).map_err(|unreadable| terminal.usage(&unreadable))?;

    let (people, places, unmatched) = matched(&sheet, &own, terminal);
    let compared = compare(&table, before.as_ref(), employer, &people);
    let mut findings: Vec<FoundJson> = sheet
        .findings
        .iter()
        .chain(&own.findings)
        .map(|finding| findings::found(finding, terminal))
        .collect();
    findings.extend(unmatched);
    for (place, refused) in &compared.refused {
        let row = places.get(*place).map_or(0, |(row, _)| *row);
        findings.push(findings::of_row(sheet.sheet.as_deref(), row, refused, Grade::MustChange, terminal));
    }
    let setting = Setting {
        region: &ask.region,
        month,
        known_on,
        fingerprint: book.fingerprint(),
        people: &places,
    };
    let apart = !compared.differences.is_empty() || findings.iter().any(|finding| finding.grade == Grade::MustChange.code());
    if terminal.json {
        let mut json = DifferenceJson::of(&setting, &compared, terminal.lang);
        json.findings = findings;
        terminal.object(&json)?;
    } else {
        findings::tell(&findings, terminal)?;
        print(&compared, &places, terminal)?;
        if employer.injury_class.is_none() {
            let said = terminal.say("assess.injury_class_missing", &[]);
            let said = terminal.amber(&said);
            terminal.line(&said)?;
        }
    }
    Ok(if apart { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

type Places = Vec<(u32, String)>;

/// The people of both files by identity number; whoever is in one only, is told.
fn matched(sheet: &Sheet<RosterLine>, own: &OwnFigures, terminal: &Terminal<'_>) -> (Vec<Mine>, Places, Vec<FoundJson>) {
    let mut by_number: HashMap<&str, &OwnLine> = HashMap::new();
    let mut told = Vec::new();
    for line in &own.lines {
        match by_number.get(line.number.as_str()) {
            Some(first) => {
                let what = Unmatched::Twice(first.row);
                told.push(findings::of_row(own.sheet.as_deref(), line.row, &what, Grade::Attention, terminal));
            }
            None => drop(by_number.insert(&line.number, line)),
        }
    }
    let (mut people, mut places) = (Vec::new(), Vec::new());
    for line in &sheet.lines {
        let Some(mine) = by_number.remove(line.identity.number.as_str()) else {
            told.push(findings::of_row(
                sheet.sheet.as_deref(),
                line.row,
                &Unmatched::NotInMine,
                Grade::MustChange,
                terminal,
            ));
            continue;
        };
        people.push(Mine {
            category: line.category,
            wage: line.wage,
            employer: mine.employer,
            employee: mine.employee,
        });
        places.push((line.row, line.name.clone()));
    }
    // People whose roster row is not taken have their own finding already.
    let known: Vec<&str> = sheet.refused.iter().map(|refused| refused.number.as_str()).collect();
    let mut left: Vec<&OwnLine> = by_number
        .into_values()
        .filter(|line| !known.contains(&line.number.as_str()))
        .collect();
    left.sort_by_key(|line| line.row);
    for line in left {
        told.push(findings::of_row(
            own.sheet.as_deref(),
            line.row,
            &Unmatched::NotInRoster,
            Grade::MustChange,
            terminal,
        ));
    }
    (people, places, told)
}

fn print(compared: &Compared, places: &[(u32, String)], terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    let count = |number: u32| Fact::Count(i64::from(number));
    let facts = [
        ("people", count(compared.people)),
        ("apart", count(compared.people - compared.agree)),
        ("mine", Fact::Money(compared.mine)),
        ("ours", Fact::Money(compared.ours)),
        ("difference", Fact::Money(compared.mine - compared.ours)),
    ];
    let same = compared.differences.is_empty();
    let said = terminal.say(if same { "difference.agrees" } else { "difference.apart" }, &facts);
    let said = if same { terminal.green(&said) } else { terminal.strong(&said) };
    terminal.line(&said)?;
    if same {
        return Ok(());
    }
    let name = |key: &str, side| (terminal.say(key, &[]), side);
    let mut rules = Table::new([
        name("table.rule", Side::Left),
        name("table.people", Side::Right),
        name("table.figures", Side::Right),
        name("table.difference", Side::Right),
    ]);
    for rule in &compared.rules {
        let cells = [
            words::tell(terminal.lang, &rule.cause),
            rule.people.len().to_string(),
            rule.figures.to_string(),
            rule.amount.grouped(),
        ];
        rules.row(cells);
    }
    rules.write(terminal)?;
    for rule in &compared.rules {
        let mend = words::mend(terminal.lang, &rule.cause).unwrap_or_default();
        let said = terminal.faint(&format!("  {}  {mend}", rule.cause.code()));
        terminal.line(&said)?;
    }
    each(&compared.differences, places, terminal)
}

/// The first differences one by one, with the row of the pack that decides.
fn each(differences: &[Difference], places: &[(u32, String)], terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    let name = |key: &str, side| (terminal.say(key, &[]), side);
    let mut table = Table::new([
        name("table.row", Side::Right),
        name("table.name", Side::Left),
        name("table.branch", Side::Left),
        name("table.side", Side::Left),
        name("table.mine", Side::Right),
        name("table.ours", Side::Right),
        name("table.difference", Side::Right),
        name("table.rule", Side::Left),
    ]);
    for difference in differences.iter().take(SHOWN) {
        let (row, person) = places.get(difference.place).cloned().unwrap_or_default();
        let ground = difference
            .ground
            .as_ref()
            .map(|ground| format!("  {} = {}", ground.parameter, ground.value));
        table.row([
            row.to_string(),
            person,
            terminal.say(&format!("branch.{}", difference.branch.code()), &[]),
            terminal.say(&format!("table.{}", difference.payer.code()), &[]),
            difference.mine.map_or_else(|| "–".to_owned(), Fen::grouped),
            difference.ours.grouped(),
            difference.amount().grouped(),
            format!("{}{}", words::tell(terminal.lang, &difference.cause), ground.unwrap_or_default()),
        ]);
    }
    table.write(terminal)?;
    if differences.len() > SHOWN {
        let more = Fact::Count((differences.len() - SHOWN) as i64);
        terminal.line(&terminal.say("difference.more", &[("more", more)]))?;
    }
    let doubtful = differences.iter().any(Difference::is_doubtful);
    terminal.line(&terminal.say(
        if doubtful {
            "difference.not_certain"
        } else {
            "difference.ours_right"
        },
        &[],
    ))
}
