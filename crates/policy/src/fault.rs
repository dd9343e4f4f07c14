use std::fmt;

use units::{Fact, Month, Statement};

/// What is wrong in a pack, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The path of the file, `cn/beijing/rates.toml`.
    pub file: String,
    /// The line, from 1; 0 where the whole file is meant.
    pub line: usize,
    /// What is wrong, in English: packs are edited by policy editors, beside their code.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

impl std::error::Error for Fault {}

/// No value of a parameter is known for these months: the answer is refused, never guessed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The key of the parameter (`medical.floor`), or `calendar`.
    pub parameter: String,
    /// The months asked for.
    pub months: Vec<Month>,
    /// What the pack says about the gap, where it says something.
    pub doubt: Option<String>,
}

impl Unknown {
    /// The parameter has no value in this month.
    pub fn new(parameter: impl Into<String>, month: Month) -> Unknown {
        Unknown {
            parameter: parameter.into(),
            months: vec![month],
            doubt: None,
        }
    }
}

impl Statement for Unknown {
    fn code(&self) -> &'static str {
        "policy.unknown_parameter"
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        let doubt = self.doubt.as_deref().map(closed).unwrap_or_default();
        vec![
            ("parameter", Fact::Parameter(self.parameter.clone())),
            ("months", Fact::Months(self.months.clone())),
            ("doubt", Fact::Note(doubt)),
        ]
    }
}

/// A remark that stands after a sentence: each language's half ends with its stop.
fn closed(note: &str) -> String {
    let stopped = |half: &str, stop: char| match half.ends_with(['。', '！', '.', '!']) {
        true => half.to_owned(),
        false => format!("{half}{stop}"),
    };
    match note.split_once(" · ") {
        Some((zh, en)) => format!("{} · {}", stopped(zh, '。'), stopped(en, '.')),
        None => stopped(note, if note.is_ascii() { '.' } else { '。' }),
    }
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "unknown parameter {} in {}",
            self.parameter,
            Fact::Months(self.months.clone()).plain()
        )
    }
}

impl std::error::Error for Unknown {}
