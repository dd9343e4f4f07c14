//! Why a command ended without its answer, in words and as JSON, with the status it exits with.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;
use units::{Fact, Month, Statement};
use words::Lang;

/// A command that ended without its answer.
#[derive(Debug)]
pub struct Stop {
    /// 1 refused by a rule, 2 wrong usage or unreadable input, 3 the system failed.
    pub status: u8,
    /// What it says.
    pub wire: StopWire,
}

/// What a refusal says, as it goes out.
#[derive(Debug, Serialize)]
pub struct StopWire {
    /// The stable code.
    pub code: &'static str,
    /// What is wrong, in the reader's language.
    pub message: String,
    /// The facts of it, by name.
    #[serde(rename = "where")]
    pub place: BTreeMap<&'static str, String>,
    /// What to do.
    pub fix: String,
}

#[derive(Debug, Serialize)]
struct Refusal<'a> {
    error: &'a StopWire,
}

/// Wrong usage or unreadable input. Exit status 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Usage {
    /// No command line of ours.
    CommandLine {
        /// What the parser says.
        what: String,
    },
    /// An option's value cannot be read.
    Value {
        /// What it should be.
        kind: ValueKind,
        /// `--month`
        option: &'static str,
        /// As typed.
        value: String,
    },
    /// A span of months whose last lies before its first.
    MonthsReversed {
        /// `--months`
        option: &'static str,
        /// The first as typed.
        from: Month,
        /// The last as typed.
        to: Month,
    },
    /// Two credits of one month.
    CreditTwice {
        /// The month of the year, 1 to 12.
        month: usize,
    },
    /// A word that an option does not know.
    UnknownWord {
        /// `--category`
        option: &'static str,
        /// As typed.
        value: String,
        /// The words it knows.
        known: String,
    },
    /// An option that is needed.
    Missing {
        /// `--wage`
        option: &'static str,
    },
    /// No pack of that name.
    NoSuchRegion {
        /// As typed.
        region: String,
        /// The packs there are.
        known: String,
    },
    /// A pack with a fault.
    BrokenPack {
        /// File, line and what is wrong.
        fault: String,
    },
    /// A workbook is written, and the file's name says something else.
    NoWorkbook {
        /// The path.
        path: String,
    },
    /// An option that goes with a roster, and there is none.
    RosterOnly {
        /// `--out`
        option: &'static str,
    },
    /// No pack has a parameter of that name.
    NoSuchParameter {
        /// As typed.
        parameter: String,
        /// Names like it.
        near: String,
    },
    /// A file that cannot be written.
    UnwritableFile {
        /// The path.
        path: String,
        /// What the system says.
        cause: String,
    },
    /// A file that cannot be read.
    UnreadableFile {
        /// The path.
        path: String,
        /// What the system says.
        cause: String,
    },
}

/// What an option's value should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// `2026-08`
    Month,
    /// `2026-08-31`
    Day,
    /// `9500.50`
    Amount,
    /// `3`
    Number,
    /// `03=760.00`
    Credit,
}

impl Usage {
    /// A file that the system would not give.
    pub fn unreadable(path: &Path, cause: &std::io::Error) -> Usage {
        Usage::UnreadableFile {
            path: path.display().to_string(),
            cause: cause.to_string(),
        }
    }
}

impl Statement for Usage {
    fn code(&self) -> &'static str {
        match self {
            Usage::CommandLine { .. } => "usage.command_line",
            Usage::Value {
                kind: ValueKind::Month, ..
            } => "usage.not_a_month",
            Usage::Value { kind: ValueKind::Day, .. } => "usage.not_a_day",
            Usage::Value {
                kind: ValueKind::Amount, ..
            } => "usage.not_an_amount",
            Usage::Value {
                kind: ValueKind::Number, ..
            } => "usage.not_a_number",
            Usage::Value {
                kind: ValueKind::Credit, ..
            } => "usage.not_a_credit",
            Usage::MonthsReversed { .. } => "usage.months_reversed",
            Usage::CreditTwice { .. } => "usage.credit_twice",
            Usage::UnknownWord { .. } => "usage.unknown_word",
            Usage::Missing { .. } => "usage.missing",
            Usage::NoSuchRegion { .. } => "usage.no_such_region",
            Usage::BrokenPack { .. } => "usage.broken_pack",
            Usage::NoWorkbook { .. } => "usage.no_workbook",
            Usage::RosterOnly { .. } => "usage.roster_only",
            Usage::NoSuchParameter { .. } => "usage.no_such_parameter",
            Usage::UnwritableFile { .. } => "usage.unwritable_file",
            Usage::UnreadableFile { .. } => "usage.unreadable_file",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        let text = |text: &str| Fact::Text(text.to_owned());
        match self {
            Usage::CommandLine { what } => vec![("what", text(what))],
            Usage::Value { option, value, .. } => vec![("option", text(option)), ("value", text(value))],
            Usage::MonthsReversed { option, from, to } => {
                vec![
                    ("option", text(option)),
                    ("from", text(&from.to_string())),
                    ("to", text(&to.to_string())),
                ]
            }
            Usage::CreditTwice { month } => vec![("month", text(&month.to_string()))],
            Usage::UnknownWord { option, value, known } => vec![("option", text(option)), ("value", text(value)), ("known", text(known))],
            Usage::Missing { option } => vec![("option", text(option))],
            Usage::NoSuchRegion { region, known } => vec![("region", text(region)), ("known", text(known))],
            Usage::NoWorkbook { path } => vec![("path", text(path))],
            Usage::RosterOnly { option } => vec![("option", text(option))],
            Usage::NoSuchParameter { parameter, near } => vec![("parameter", text(parameter)), ("near", text(near))],
            Usage::BrokenPack { fault } => vec![("fault", text(fault))],
            Usage::UnreadableFile { path, cause } | Usage::UnwritableFile { path, cause } => {
                vec![("path", text(path)), ("cause", text(cause))]
            }
        }
    }
}

/// The system failed, with what it says.
#[derive(Debug)]
struct SystemFailed(String);

impl Statement for SystemFailed {
    fn code(&self) -> &'static str {
        "system.failed"
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        vec![("cause", Fact::Text(self.0.clone()))]
    }
}

impl Stop {
    /// A rule, or a figure nobody knows, stands in the way.
    pub fn refused(lang: Lang, statement: &dyn Statement) -> Stop {
        Stop::with_status(1, lang, statement)
    }

    /// The command line or a file cannot be read.
    pub fn usage(lang: Lang, usage: &dyn Statement) -> Stop {
        Stop::with_status(2, lang, usage)
    }

    /// The disk, the database or the network failed.
    pub fn failed(lang: Lang, statement: &dyn Statement) -> Stop {
        Stop::with_status(3, lang, statement)
    }

    /// The system failed, with what it says.
    pub fn trouble(lang: Lang, cause: &str) -> Stop {
        Stop::failed(lang, &SystemFailed(cause.to_owned()))
    }

    fn with_status(status: u8, lang: Lang, statement: &dyn Statement) -> Stop {
        let place = statement.facts().into_iter().map(|(name, fact)| (name, words::plain(lang, &fact)));
        // A remark that a pack does not make is no fact.
        let place = place.filter(|(_, fact)| !fact.is_empty());
        let wire = StopWire {
            code: statement.code(),
            message: words::tell(lang, statement).trim().to_owned(),
            place: place.collect(),
            fix: words::mend(lang, statement).unwrap_or_default(),
        };
        Stop { status, wire }
    }

    /// `{"error":{…}}`
    pub fn json(&self) -> String {
        // A refusal of texts alone always becomes JSON.
        serde_json::to_string(&Refusal { error: &self.wire }).unwrap_or_default()
    }

    /// For people: the sentence and what to do.
    pub fn text(&self) -> String {
        if self.wire.fix.is_empty() {
            self.wire.message.clone()
        } else {
            format!("{}\n{}", self.wire.message, self.wire.fix)
        }
    }
}
