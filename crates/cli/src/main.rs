//! The one binary. Here the clock, the language and the writers are born; what a command does lies in the rooms below.

mod clock;
mod command;
mod help;
mod offline;
#[cfg(test)]
mod one_engine;
mod online;
mod parser;
mod terminal;

use std::cell::OnceCell;
use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};
use reckoned::{Shelf, Stop, Usage};
use units::Date;
use words::Lang;

use command::{Command, CommandLine};
use terminal::Terminal;

/// How a command ended: with its answer, with one that found something, or without.
type Ended = Result<ExitCode, End>;

/// Why a command ended without its answer.
enum End {
    /// A refusal or wrong usage.
    Stop(Stop),
    /// The output cannot be written.
    Output(io::Error),
}

impl From<Stop> for End {
    fn from(stop: Stop) -> End {
        End::Stop(stop)
    }
}

impl From<io::Error> for End {
    fn from(error: io::Error) -> End {
        End::Output(error)
    }
}

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let (out, err) = (&mut io::stdout().lock(), &mut io::stderr().lock());
    run(arguments, clock::today(), &OnceCell::new(), out, err)
}

/// One command on a day, with the packs of the program on this shelf: nothing lies on it before it is asked for.
fn run(arguments: Vec<OsString>, today: Date, embedded: &OnceCell<Shelf>, out: &mut dyn Write, err: &mut dyn Write) -> ExitCode {
    let json = arguments.iter().any(|argument| argument == "--json");
    let line = match CommandLine::try_parse_from(&arguments) {
        Ok(line) => line,
        Err(error) => return not_understood(&error, &arguments, json, out, err),
    };
    let lang = language(line.lang.as_deref(), line.json);
    let mut terminal = Terminal::new(out, err, lang, line.json, today, line.policy, embedded);
    terminal.colour = Terminal::takes_colour();
    terminal.columns = Terminal::columns();
    match dispatch(line.command, &mut terminal) {
        Ok(status) => status,
        Err(End::Stop(stop)) => {
            let said = if terminal.json {
                terminal.line(&stop.json())
            } else {
                terminal.complaint(&stop.text())
            };
            said.map_or(ExitCode::from(3), |()| ExitCode::from(stop.status))
        }
        // A reader that closed the pipe has what it wanted.
        Err(End::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(End::Output(error)) => {
            let _ = terminal.hint(&error.to_string());
            ExitCode::from(3)
        }
    }
}

fn dispatch(command: Option<Command>, terminal: &mut Terminal<'_>) -> Ended {
    match command {
        Some(Command::Assess(ask)) => offline::assess::run(&ask, terminal),
        Some(Command::LateFee(ask)) => offline::late_fee::run(&ask, terminal),
        Some(Command::Route(ask)) => offline::route::run(&ask, terminal),
        Some(Command::Gaps(ask)) => offline::gaps::run(&ask, terminal),
        Some(Command::Account(ask)) => offline::account::run(&ask, terminal),
        Some(Command::Id(ask)) => offline::identity::run(&ask, terminal),
        Some(Command::Workdays(ask)) => offline::working_days::run(&ask, terminal),
        Some(Command::Retire(ask)) => offline::retirement::run(&ask, terminal),
        Some(Command::Policy(ask)) => offline::packs::run(&ask, terminal),
        Some(Command::Roster(ask)) => offline::roster::run(&ask, terminal),
        Some(Command::Demo(ask)) => online::demo::run(&ask, terminal),
        Some(Command::Serve(ask)) => online::serve::run(&ask, terminal),
        Some(Command::Login(ask)) => online::login::run(&ask, terminal),
        Some(Command::CloseMonth(ask)) => online::close_month::run(&ask, terminal),
        Some(Command::Debit(ask)) => online::debit::run(&ask, terminal),
        Some(Command::Check(ask)) => online::check::run(&ask, terminal),
        Some(Command::Audit(ask)) => online::check::audit(&ask, terminal),
        Some(Command::Backup(ask)) => online::check::backup(&ask, terminal),
        Some(Command::Help) | None => {
            let page = help::page(terminal.lang, terminal.columns);
            terminal.line(page.trim_end())?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Help and version are answers; anything else is wrong usage, status 2.
fn not_understood(error: &clap::Error, arguments: &[OsString], json: bool, out: &mut dyn Write, err: &mut dyn Write) -> ExitCode {
    let lang = language(asked_language(arguments).as_deref(), json);
    if let ErrorKind::DisplayHelp | ErrorKind::DisplayVersion = error.kind() {
        return shown(error, arguments, (lang, json), out).map_or(ExitCode::from(3), |()| ExitCode::SUCCESS);
    }
    let stop = Stop::usage(
        lang,
        &Usage::CommandLine {
            what: parser::said(error, lang),
        },
    );
    let written = if json {
        writeln!(out, "{}", stop.json())
    } else {
        writeln!(
            err,
            "{}
{}",
            help::laid_out(&stop.text(), lang, Terminal::columns()).trim_end(),
            help::laid_out(&parser::usage(error), lang, Terminal::columns()).trim_end()
        )
    };
    written.map_or(ExitCode::from(3), |()| ExitCode::from(2))
}

/// Help or version: the parser's page, in Chinese with words of ours; with `--json` as one text.
fn shown(error: &clap::Error, arguments: &[OsString], (lang, json): (Lang, bool), out: &mut dyn Write) -> io::Result<()> {
    let in_chinese = || help::in_chinese(CommandLine::command()).try_get_matches_from(arguments).err();
    let text = match (lang, error.kind()) {
        (Lang::Zh, ErrorKind::DisplayHelp) => in_chinese().map_or_else(|| error.to_string(), |page| page.to_string()),
        _ => error.to_string(),
    };
    let text = help::laid_out(&text, lang, Terminal::columns().filter(|_| !json));
    if !json {
        return write!(out, "{text}");
    }
    let key = if error.kind() == ErrorKind::DisplayVersion {
        "version"
    } else {
        "help"
    };
    writeln!(out, "{}", serde_json::json!({ key: text.trim_end() }))
}

/// What `--lang` says on a command line that cannot be read as a whole.
fn asked_language(arguments: &[OsString]) -> Option<String> {
    let mut texts = arguments.iter().map(|argument| argument.to_string_lossy());
    while let Some(text) = texts.next() {
        if text == "--lang" {
            return texts.next().map(std::borrow::Cow::into_owned);
        }
        if let Some(lang) = text.strip_prefix("--lang=") {
            return Some(lang.to_owned());
        }
    }
    None
}

/// The reader's language: as asked for, else by the environment, else Chinese. A script gets the same words everywhere: with `--json`
/// the environment says nothing.
fn language(asked: Option<&str>, json: bool) -> Lang {
    let environment = || {
        let names = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter();
        let set = names.filter_map(|name| std::env::var(name).ok()).find(|value| !value.is_empty());
        set.filter(|_| !json)
    };
    let wish = asked.map(str::to_owned).or_else(environment).unwrap_or_default();
    if wish.starts_with("en") { Lang::En } else { Lang::Zh }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Status, standard output, standard error.
    fn shebao(line: &str) -> (ExitCode, String, String) {
        let arguments = std::iter::once("shebao").chain(line.split(' ')).map(OsString::from).collect();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let status = run(arguments, clock::today(), &OnceCell::new(), &mut out, &mut err);
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        (status, text(out), text(err))
    }

    #[test]
    fn a_command_says_what_the_contract_of_the_command_line_says() {
        for (line, status, said) in [
            (
                "assess --region cn/beijing --month 2026-08 --wage 9500 --category local_urban --injury-class 1",
                0,
                r#""all":"3518.00""#,
            ),
            (
                "assess --region cn/beijing --month 2026-08 --wage 9500 --category local_urban",
                0,
                r#""missing":["injury-class"]"#,
            ),
            (
                "assess --month 2026-08 --wage 9500 --category local_urban --why",
                0,
                r#""parameter":"pension.ceiling""#,
            ),
            (
                "assess --month 2012-05 --wage 9500 --category local_urban",
                1,
                r#""code":"policy.unknown_parameter""#,
            ),
            (
                "assess --month 2026-13 --wage 9500 --category local_urban",
                2,
                r#""code":"usage.not_a_month""#,
            ),
            (
                "assess --month 2026-08 --wage 9500 --category nobody",
                2,
                r#""code":"usage.unknown_word""#,
            ),
            ("assess --month 2026-08 --wage 9500", 2, r#""option":"--category""#),
            (
                "assess --region cn/nowhere --month 2026-08 --wage 1 --category retired",
                2,
                r#""code":"usage.no_such_region""#,
            ),
            (
                "assess --region cn/beijing --month 2026-08 /nowhere/roster.xlsx",
                2,
                r#""code":"usage.unreadable_file""#,
            ),
            (
                "late-fee --region cn/beijing --month 2026-08 --amount 19662.66 --declared 2026-10-12",
                0,
                r#""days":11,"rate":"0.0005","fee":"108.14""#,
            ),
            (
                "late-fee --region cn/beijing --month 2026-08 --amount -1 --declared 2026-10-12",
                2,
                r#""code":"usage.not_an_amount""#,
            ),
            ("id check 110102197603092158", 0, r#""kind":"citizen","valid":true"#),
            ("id check 110102760309215", 1, r#""reason":"identity.fifteen_digits""#),
            ("workdays add 2026-09-21 20", 0, r#"{"date":"2026-10-26","fingerprint":""#),
            ("workdays count 2026-12-31 2027-01-04", 1, r#""code":"policy.unknown_calendar""#),
            (
                "retire --born 1971-03 --group woman55",
                0,
                r#""age":{"years":55,"months":4},"month":"2026-07""#,
            ),
            ("policy test cn/beijing", 0, r#""failed":[]"#),
            (
                "policy show cn/example --month 2026-08",
                0,
                r#""parameter":"procedure.first_debit""#,
            ),
            (
                "policy diff 2019-04 2019-05 --region cn/beijing",
                0,
                r#""parameter":"pension.employer""#,
            ),
            ("policy diff 2025-09-17 2025-09-18 --month 2025-07", 0, r#""value":"7162""#),
            ("policy diff cn/beijing cn/shanghai --month 2025-09", 0, r#""value":"37302""#),
            (
                "assess --region cn/shanghai --month 2025-09 --wage 10000 --category local_urban --why",
                0,
                r#""confidence":"R""#,
            ),
            ("nonsense", 2, r#""code":"usage.command_line""#),
        ] {
            let (ended, out, err) = shebao(&format!("{line} --json --lang en"));
            assert_eq!(format!("{ended:?}"), format!("{:?}", ExitCode::from(status)), "{line}: {out}");
            assert!(
                out.contains(said) && err.is_empty() && out.lines().count() == 1,
                "{line}: {out}{err}"
            );
        }
    }

    #[test]
    fn people_are_answered_in_their_language_and_refusals_go_to_standard_error() {
        let ask = "assess --month 2026-08 --wage 9500 --category local_urban --injury-class 1 --lang";
        assert!(shebao(&format!("{ask} zh")).1.contains("单位和个人共3,518.00元"));
        assert!(shebao(&format!("{ask} en")).1.contains("Both sides: ¥3,518.00"));
        let (_, out, err) = shebao("workdays add 2027-01-01 1 --lang en");
        assert!(out.is_empty() && err.starts_with("The calendar of 2027 is not known"), "{err}");
    }
}
