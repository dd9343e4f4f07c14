//! `shebao assess ROSTER --against MINE`: an employer's own figures beside ours.

use std::path::Path;
use std::process::ExitCode;

use domain::reckon::comparison::{Compared, Difference};
use procedures::compare_figures::{FiguresAsk, FiguresRefused, compare_figures};
use units::{Fact, Fen, Statement};
use web::found::DifferenceJson;

use super::employer;
use crate::Ended;
use crate::command::Assess;
use crate::offline::table::{Side, Table};
use crate::offline::{findings, reasons};
use crate::terminal::{Ink, Terminal};

/// Differences that are shown one by one to people; `--json` and `--out` have all of them.
const SHOWN: usize = 40;

/// Status 1 where a figure differs, a person is in one file only, or a row could not be read.
pub fn run(ask: &Assess, roster: &Path, mine: &Path, terminal: &mut Terminal<'_>) -> Ended {
    let question = FiguresAsk {
        month: terminal.month("--month", &ask.month)?,
        known_on: terminal.known_on(ask.known_on.as_deref())?,
        today: terminal.today,
        employer: employer(ask, terminal)?,
    };
    let book = terminal.book(&ask.region)?;
    let files = (terminal.read(roster)?, terminal.read(mine)?);
    let against = compare_figures(&book, &question, &files.0, &files.1).map_err(|refused| match &refused {
        FiguresRefused::Unknown(unknown) => terminal.refused(unknown),
        FiguresRefused::Roster(unreadable) => terminal.in_file(roster, unreadable),
        FiguresRefused::Mine(unreadable) => terminal.in_file(mine, unreadable),
    })?;
    if let Some(out) = &ask.out {
        let bytes = against.workbook(terminal.lang).map_err(|cause| terminal.unwritable(out, &cause))?;
        terminal.write(out, &bytes)?;
    }
    let json = DifferenceJson::of(&against, terminal.lang);
    if terminal.json {
        terminal.object(&json)?;
    } else {
        findings::tell(json.findings(), terminal)?;
        print(&against.compared, &against.people, terminal)?;
        reasons::doubts(&against.doubts(), terminal)?;
        if against.injury_class_missing {
            let said = terminal.say("assess.injury_class_missing", &[]);
            terminal.prose(0, &said, Ink::Amber)?;
        }
        reasons::fingerprint(&against.fingerprint, terminal)?;
    }
    Ok(if against.agrees() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn print(compared: &Compared, places: &[(u32, String)], terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    let same = compared.differences.is_empty();
    let ink = match (same, compared.people) {
        (true, 0) => Ink::Amber,
        (true, _) => Ink::Green,
        (false, _) => Ink::Strong,
    };
    terminal.prose(0, &words::tell(terminal.lang, compared), ink)?;
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
        terminal.prose(2, &format!("{}  {mend}", rule.cause.code()), Ink::Faint)?;
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
            .map(|ground| format!("{} = {}", words::parameter(terminal.lang, &ground.parameter), ground.value));
        let cause = words::tell(terminal.lang, &difference.cause);
        // On a terminal the ground stands below its row, so that the figures have room.
        let (cause, below) = match (ground, terminal.columns) {
            (Some(ground), None) => (format!("{cause}  {ground}"), None),
            (ground, _) => (cause, ground),
        };
        table.row([
            row.to_string(),
            person,
            terminal.say(&format!("branch.{}", difference.branch.code()), &[]),
            terminal.say(&format!("table.{}", difference.payer.code()), &[]),
            difference.mine.map_or_else(|| "–".to_owned(), Fen::grouped),
            difference.ours.grouped(),
            difference.amount().grouped(),
            cause,
        ]);
        if let Some(below) = below {
            table.note(5, below, true);
        }
    }
    table.write(terminal)?;
    if differences.len() > SHOWN {
        let more = Fact::Count((differences.len() - SHOWN) as i64);
        terminal.prose(0, &terminal.say("difference.more", &[("more", more)]), Ink::Plain)?;
    }
    let doubtful = differences.iter().any(Difference::is_doubtful);
    let right = if doubtful {
        "difference.not_certain"
    } else {
        "difference.ours_right"
    };
    terminal.prose(0, &terminal.say(right, &[]), Ink::Plain)
}
