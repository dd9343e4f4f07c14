use domain::reckon::why::Why;
use policy::Book;
use serde::{Deserialize, Serialize};
use words::Lang;

use crate::{sentence, shown_ground};

/// An answer in words and figures as a page shows it, drawn by the server or in the browser.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// How the answer is to be taken.
    pub tone: ShownTone,
    /// The answer in one sentence.
    pub title: String,
    /// Sentences below it.
    pub said: Vec<String>,
    /// More to know: conditions, doubts.
    pub notes: Vec<String>,
    /// What stands below in panels of their own.
    pub panels: Vec<PanelShown>,
    /// How it came about.
    pub why: Option<WhyShown>,
    /// By which rules.
    pub rules: String,
}

/// The colour of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ShownTone {
    /// Met, settled.
    Good,
    /// News, neither good nor bad.
    #[default]
    Info,
    /// Something costs, or a clock runs.
    Time,
    /// Not met, not allowed.
    Bad,
}

impl ShownTone {
    /// All of them.
    pub const ALL: [ShownTone; 4] = [ShownTone::Good, ShownTone::Info, ShownTone::Time, ShownTone::Bad];

    /// As it goes out.
    pub const fn code(self) -> &'static str {
        match self {
            ShownTone::Good => "good",
            ShownTone::Info => "info",
            ShownTone::Time => "time",
            ShownTone::Bad => "bad",
        }
    }
}

/// A panel below the answer. A table on its own reaches the panel's edges.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PanelShown {
    /// Names its heading on the page.
    pub id: String,
    /// The heading.
    pub title: String,
    /// A table.
    pub table: Option<TableShown>,
    /// Points below it.
    pub points: Vec<String>,
    /// Sentences below them.
    pub said: Vec<String>,
}

impl PanelShown {
    /// Whether there is a table and nothing else.
    pub fn is_table_alone(&self) -> bool {
        self.table.is_some() && self.points.is_empty() && self.said.is_empty()
    }
}

/// A table: the first column is its rows' heading.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableShown {
    /// For who listens.
    pub caption: String,
    /// The columns.
    pub columns: Vec<ColumnShown>,
    /// The rows, a cell for each column.
    pub lines: Vec<Vec<String>>,
    /// The sums, a cell for each column; empty: none.
    pub foot: Vec<String>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnShown {
    /// What its cells hold.
    pub kind: ColumnKind,
    /// Its head.
    pub head: String,
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnKind {
    /// The heading of the row.
    Title,
    /// Words.
    Text,
    /// Figures, at the right.
    Figure,
}

impl ColumnShown {
    /// Columns with the sentences of these keys as heads.
    pub fn of(lang: Lang, columns: &[(ColumnKind, &str)]) -> Vec<ColumnShown> {
        let column = |(kind, key): &(ColumnKind, &str)| ColumnShown {
            kind: *kind,
            head: words::say(lang, key, &[]),
        };
        columns.iter().map(column).collect()
    }
}

/// A conclusion in words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhyShown {
    /// What it is about: the sentence up to its first colon.
    pub about: String,
    /// The rest of it, with the colon.
    pub rest: String,
    /// Where its value comes from.
    pub source: Option<String>,
    /// What it rests on.
    pub under: Vec<WhyShown>,
}

impl WhyShown {
    /// The tree in the reader's language.
    pub fn of(book: &Book, why: &Why, lang: Lang) -> WhyShown {
        let said = sentence(why, lang);
        let (about, rest) = match said.find(['：', ':']) {
            Some(at) => said.split_at(at),
            None => (said.as_str(), ""),
        };
        WhyShown {
            about: about.to_owned(),
            rest: rest.to_owned(),
            source: why.ground.as_ref().map(|of| shown_ground(book, of, lang)),
            under: why.because.iter().map(|part| WhyShown::of(book, part, lang)).collect(),
        }
    }
}
