//! What a command needs of its surroundings: where to write, the reader's language, the day, the packs.

use std::cell::OnceCell;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use policy::{Book, Packs};
use reckoned::{Reader, Shelf, Stop, Usage, ValueKind};
use serde::Serialize;
use units::{Date, Fact, Fen, Month, Statement};
use words::Lang;

use crate::offline::broken;

/// How words look on a terminal; without colours they are plain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// As they are.
    Plain,
    /// What was asked for.
    Strong,
    /// Heads, grounds.
    Faint,
    /// Met, valid, done.
    Green,
    /// A doubt, something to look at.
    Amber,
    /// Refused, missing.
    Red,
}

/// The surroundings of one command.
pub struct Terminal<'w> {
    out: &'w mut dyn Write,
    err: &'w mut dyn Write,
    /// The reader's language.
    pub lang: Lang,
    /// Whether one JSON object is asked for.
    pub json: bool,
    /// The day it is.
    pub today: Date,
    /// Whether words may be coloured: standard output is a terminal, and nobody asked for none.
    pub colour: bool,
    /// The columns at which prose breaks: those of the terminal, and nothing where the output goes elsewhere.
    pub columns: Option<usize>,
    policy: Option<PathBuf>,
    embedded: &'w OnceCell<Shelf>,
    own: OnceCell<Shelf>,
}

impl<'w> Terminal<'w> {
    /// Ready for one command.
    pub fn new(
        out: &'w mut dyn Write,
        err: &'w mut dyn Write,
        lang: Lang,
        json: bool,
        today: Date,
        policy: Option<PathBuf>,
        embedded: &'w OnceCell<Shelf>,
    ) -> Terminal<'w> {
        Terminal {
            out,
            err,
            lang,
            json,
            today,
            colour: false,
            columns: None,
            policy,
            embedded,
            own: OnceCell::new(),
        }
    }

    /// Writes one line to standard output.
    pub fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{text}")
    }

    /// Writes one line to standard error.
    pub fn hint(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.err, "{text}")
    }

    /// Writes why there is no answer to standard error, broken where the terminal ends.
    pub fn complaint(&mut self, text: &str) -> io::Result<()> {
        for line in text.lines() {
            let lines = match self.columns {
                Some(columns) => broken(line, columns),
                None => vec![line.to_owned()],
            };
            lines.iter().try_for_each(|line| writeln!(self.err, "{line}"))?;
        }
        Ok(())
    }

    /// Writes the one JSON object of an answer.
    pub fn object(&mut self, answer: &impl Serialize) -> io::Result<()> {
        let text = serde_json::to_string(answer).map_err(io::Error::other)?;
        writeln!(self.out, "{text}")
    }

    /// Whether standard output is a terminal that takes colours (<https://no-color.org>).
    pub fn takes_colour() -> bool {
        let none = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        io::stdout().is_terminal() && !none && !dumb
    }

    /// How wide lines may be: as `COLUMNS` in the environment says, on a terminal else eighty. `None`: lines are not broken, so that
    /// other programs find what belongs together on one line.
    pub fn columns() -> Option<usize> {
        let said: Option<usize> = std::env::var("COLUMNS").ok().and_then(|said| said.parse().ok());
        let columns = said.or_else(|| io::stdout().is_terminal().then_some(80));
        columns.map(|columns| columns.clamp(40, 100))
    }

    /// Writes prose standing in by `indent` columns, broken where the terminal ends.
    pub fn prose(&mut self, indent: usize, text: &str, ink: Ink) -> io::Result<()> {
        let room = self.columns.map(|columns| columns.saturating_sub(indent));
        let lines = match room {
            Some(room) => broken(text, room),
            None => vec![text.to_owned()],
        };
        for line in lines {
            let line = self.inked(ink, &line);
            writeln!(self.out, "{}{line}", " ".repeat(indent))?;
        }
        Ok(())
    }

    /// In this ink.
    pub fn inked(&self, ink: Ink, text: &str) -> String {
        match ink {
            Ink::Plain => text.to_owned(),
            Ink::Strong => self.strong(text),
            Ink::Faint => self.faint(text),
            Ink::Green => self.green(text),
            Ink::Amber => self.amber(text),
            Ink::Red => self.red(text),
        }
    }

    /// Heavier: what was asked for.
    pub fn strong(&self, text: &str) -> String {
        self.painted("1", text)
    }

    /// Lighter: heads, grounds.
    pub fn faint(&self, text: &str) -> String {
        self.painted("2", text)
    }

    /// Met, valid, done.
    pub fn green(&self, text: &str) -> String {
        self.painted("32", text)
    }

    /// A doubt, something to look at.
    pub fn amber(&self, text: &str) -> String {
        self.painted("33", text)
    }

    /// Refused, missing.
    pub fn red(&self, text: &str) -> String {
        self.painted("31", text)
    }

    fn painted(&self, code: &str, text: &str) -> String {
        if self.colour && !text.is_empty() {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    /// The sentence `key`.
    pub fn say(&self, key: &str, facts: &[(&str, Fact)]) -> String {
        words::say(self.lang, key, facts)
    }

    /// Reads options.
    pub fn reader(&self) -> Reader {
        Reader {
            lang: self.lang,
            today: self.today,
        }
    }

    /// A refusal by a rule.
    pub fn refused(&self, statement: &dyn Statement) -> Stop {
        self.reader().refused(statement)
    }

    /// Wrong usage.
    pub fn usage(&self, usage: &dyn Statement) -> Stop {
        self.reader().usage(usage)
    }

    /// The packs: those of `--policy DIR`, else the embedded ones.
    pub fn shelf(&self) -> Result<&Shelf, Stop> {
        let Some(folder) = &self.policy else {
            return Ok(self.embedded.get_or_init(Shelf::embedded));
        };
        if let Some(shelf) = self.own.get() {
            return Ok(shelf);
        }
        let mut texts = Vec::new();
        read_packs(folder, folder, &mut texts).map_err(|cause| self.usage(&Usage::unreadable(folder, &cause)))?;
        Ok(self.own.get_or_init(|| Shelf::new(Packs::from_texts(texts))))
    }

    /// Their texts.
    pub fn packs(&self) -> Result<&Packs, Stop> {
        self.shelf().map(Shelf::packs)
    }

    /// The policy of a region.
    pub fn book(&self, region: &str) -> Result<Arc<Book>, Stop> {
        self.shelf()?.book(region, &self.reader())
    }

    /// The first fault of a pack that has some.
    pub fn broken(&self, faults: &[policy::Fault]) -> Stop {
        reckoned::broken(faults, &self.reader())
    }

    /// Reads a file that an argument names.
    pub fn read(&self, path: &Path) -> Result<Vec<u8>, Stop> {
        std::fs::read(path).map_err(|cause| self.usage(&Usage::unreadable(path, &cause)))
    }

    /// Writes a file. What the disk refuses is a failure of the system.
    pub fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), Stop> {
        std::fs::write(path, bytes).map_err(|cause| self.unwritable(path, &cause))
    }

    /// Refuses a name under which a workbook would not be opened as one.
    pub fn workbook_name(&self, path: &Path) -> Result<(), Stop> {
        let is_workbook = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx"));
        let path = || path.display().to_string();
        is_workbook
            .then_some(())
            .ok_or_else(|| self.usage(&Usage::NoWorkbook { path: path() }))
    }

    /// A file that was read and cannot be understood, by its name.
    pub fn in_file(&self, path: &Path, fault: &dyn Statement) -> Stop {
        let mut stop = self.usage(fault);
        let path = path.display().to_string();
        let facts = [("path", Fact::Text(path.clone())), ("message", Fact::Text(stop.wire.message))];
        stop.wire.message = self.say("usage.in_file", &facts);
        stop.wire.place.insert("file", path);
        stop
    }

    /// A file that cannot be made or written.
    pub fn unwritable(&self, path: &Path, cause: &dyn std::fmt::Display) -> Stop {
        let usage = Usage::UnwritableFile {
            path: path.display().to_string(),
            cause: cause.to_string(),
        };
        Stop::failed(self.lang, &usage)
    }

    /// A month as an option gives it.
    pub fn month(&self, option: &'static str, value: &str) -> Result<Month, Stop> {
        self.reader().month(option, value)
    }

    /// A day as an option gives it.
    pub fn day(&self, option: &'static str, value: &str) -> Result<Date, Stop> {
        self.reader().day(option, value)
    }

    /// The day on which policy was known: today where nothing is said.
    pub fn known_on(&self, value: Option<&str>) -> Result<Date, Stop> {
        self.reader().known_on(value)
    }

    /// An amount in yuan.
    pub fn amount(&self, option: &'static str, value: &str) -> Result<Fen, Stop> {
        self.reader().amount(option, value)
    }

    /// A member of an enum by its code.
    pub fn coded<T>(&self, option: &'static str, value: &str, from_code: fn(&str) -> Option<T>, codes: &[&str]) -> Result<T, Stop> {
        self.reader().coded(option, value, from_code, codes)
    }

    /// A value that is none of its kind.
    pub fn wrong(&self, kind: ValueKind, option: &'static str, value: &str) -> Stop {
        self.reader().wrong(kind, option, value)
    }
}

/// Reads a folder of packs as the build does: every `.toml`, its path from the folder with slashes.
fn read_packs(root: &Path, folder: &Path, texts: &mut Vec<(String, String)>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read_packs(root, &path, texts)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            texts.push((name, std::fs::read_to_string(&path)?));
        }
    }
    Ok(())
}
