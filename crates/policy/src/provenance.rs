use units::{Date, Month};

use crate::coded::coded;

coded! {
    /// How sure a value is.
    Confidence {
        /// The text or figures of the official notice were seen.
        A = 0, "A";
        /// Reputable reprint, or two independent lesser sources that agree.
        B = 1, "B";
        /// One weak source.
        C = 2, "C";
        /// Derived by a stated rule; not itself published.
        D = 3, "D";
        /// No source found: to be confirmed before it goes live.
        R = 4, "R";
    }
}

impl Confidence {
    /// Whether an answer that used the value must say its doubt.
    pub const fn is_doubtful(self) -> bool {
        !matches!(self, Confidence::A | Confidence::B)
    }
}

/// A value that goes on beyond its own end, because nothing newer is known: provisional, until the notice comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Carried {
    /// The last month it was published for.
    pub published_until: Month,
    /// The last month it stands in for; beyond, the value is unknown.
    pub until: Month,
}

/// Where a value comes from: the row of a pack that a figure rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// The key of the parameter, `pension.employer`.
    pub parameter: String,
    /// The value as the pack writes it.
    pub value: String,
    /// The first month it is valid in.
    pub valid_from: Month,
    /// The last month; `None` while open.
    pub valid_until: Option<Month>,
    /// The day it became known.
    pub known_on: Date,
    /// Whether `known_on` is assumed, because no publication day is on file: the first day of validity, or the last day of
    /// the month of publication where only that is known.
    pub known_on_assumed: bool,
    /// Keys of the sources, as in the pack's list of sources.
    pub source: String,
    /// The legal text it rests on, where one is named.
    pub law: Option<String>,
    /// How sure it is.
    pub confidence: Confidence,
    /// What is doubtful or remarkable about it.
    pub note: Option<String>,
    /// Where it stands in for a value that is not published yet.
    pub carried: Option<Carried>,
    /// File and line of the row.
    pub place: String,
}
