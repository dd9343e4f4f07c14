//! The one binary. Here the clock, the language and the writers are born; what a command does lies in the rooms below.

mod clock;
mod command;
mod help;
mod offline;
mod stop;
mod terminal;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;
use words::Lang;

use command::{Command, CommandLine};
use stop::{Stop, Usage};
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
    run(arguments, out, err)
}

fn run(arguments: Vec<OsString>, out: &mut dyn Write, err: &mut dyn Write) -> ExitCode {
    let json = arguments.iter().any(|argument| argument == "--json");
    let line = match CommandLine::try_parse_from(&arguments) {
        Ok(line) => line,
        Err(error) => return not_understood(&error, json, out, err),
    };
    let lang = language(line.lang.as_deref());
    let mut terminal = Terminal::new(out, err, lang, line.json, clock::today(), line.policy);
    match dispatch(line.command, &mut terminal) {
        Ok(status) => status,
        Err(End::Stop(stop)) => {
            let said = if terminal.json {
                terminal.line(&stop.json())
            } else {
                terminal.hint(&stop.text())
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
        Some(Command::Id(ask)) => offline::identity::run(&ask, terminal),
        Some(Command::Workdays(ask)) => offline::working_days::run(&ask, terminal),
        Some(Command::Retire(ask)) => offline::retirement::run(&ask, terminal),
        Some(Command::Policy(ask)) => offline::packs::run(&ask, terminal),
        Some(Command::Roster(ask)) => offline::roster::run(&ask, terminal),
        Some(Command::Help) | None => {
            terminal.line(help::page(terminal.lang).trim_end())?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Help and version are answers; anything else is wrong usage, status 2.
fn not_understood(error: &clap::Error, json: bool, out: &mut dyn Write, err: &mut dyn Write) -> ExitCode {
    let lang = language(None);
    let written = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            return write!(out, "{error}").map_or(ExitCode::from(3), |()| ExitCode::SUCCESS);
        }
        _ if json => {
            let what = error
                .to_string()
                .lines()
                .next()
                .unwrap_or_default()
                .trim_start_matches("error: ")
                .to_owned();
            writeln!(out, "{}", Stop::usage(lang, &Usage::CommandLine { what }).json())
        }
        _ => write!(err, "{error}"),
    };
    written.map_or(ExitCode::from(3), |()| ExitCode::from(2))
}

/// The reader's language: as asked for, else by the environment, else Chinese.
fn language(asked: Option<&str>) -> Lang {
    let environment = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    let wish = asked.map(str::to_owned).or(environment).unwrap_or_default();
    if wish.starts_with("en") { Lang::En } else { Lang::Zh }
}
