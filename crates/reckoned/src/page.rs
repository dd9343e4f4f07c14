//! The calculators as pages ask and answer them: the fields of a form as they were typed, and an answer in words and figures. The server
//! draws it, and so does the script in the browser, out of the same engine.

mod account;
mod assess;
mod gaps;
mod late_fee;
mod read;
mod retirement;
mod working_days;

pub use assess::employer;
pub use gaps::Goals;
pub use read::Read;

use policy::Book;
use serde::Serialize;
use units::{Date, Fact, Statement};
use words::Lang;

use crate::{Shelf, Shown, Typed};

/// What a field asks for.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A month or a day in one field, a short text: so many characters.
    Text(u8),
    /// Yuan.
    Money,
    /// One of these codes; their words are behind the prefix.
    Code(&'static [&'static str], &'static str),
    /// Several lines.
    Lines(u8),
    /// The path of a region's pack, one of [`Shelf::all_charging`]; the served one where nothing is said.
    Region,
}

/// One field of a question. Its label is `calculators.field.<name>`, with a hint where there is one.
#[derive(Clone, Copy, Debug)]
pub struct Input {
    /// Its name in the form and in addresses.
    pub name: &'static str,
    /// What it asks for.
    pub kind: Kind,
    /// Whether it may be left empty.
    pub optional: bool,
}

impl Input {
    /// A field that is needed.
    pub const fn must(name: &'static str, kind: Kind) -> Input {
        Input {
            name,
            kind,
            optional: false,
        }
    }

    /// A field that may be left empty.
    pub const fn may(name: &'static str, kind: Kind) -> Input {
        Input {
            name,
            kind,
            optional: true,
        }
    }
}

/// By which rules: asked on every page, beside its own question. One region always stands chosen. Read by [`Read::rules`].
pub const RULES: [Input; 2] = [Input::must("region", Kind::Region), Input::may("known_on", Kind::Text(10))];

/// What a page is answered by.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'r> {
    /// Where tables that were compiled lie.
    pub shelf: &'r Shelf,
    /// The rules of the region.
    pub book: &'r Book,
}

/// A calculator as a page: its question and its answer.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// Its words are `calculators.<code>`.
    pub code: &'static str,
    /// The fields, in their order.
    pub inputs: &'static [Input],
    /// What stands in the form before anybody asks, on a day.
    pub first: fn(Date) -> Typed,
    answer: fn(&Rules<'_>, &mut Read<'_>, Lang) -> Option<Shown>,
}

/// What one person and the employer owe for a month.
pub const ASSESS: Page = assess::PAGE;
/// The late fee of a service month to a day.
pub const LATE_FEE: Page = late_fee::PAGE;
/// The month of statutory retirement.
pub const RETIREMENT: Page = retirement::PAGE;
/// What a person's months mean for a goal.
pub const GAPS: Page = gaps::PAGE;
/// What a year of an individual account earns.
pub const ACCOUNT: Page = account::PAGE;
/// Working days on the State Council's calendar.
pub const WORKING_DAYS: Page = working_days::PAGE;

impl Page {
    /// All of them.
    pub const ALL: [Page; 6] = [ASSESS, LATE_FEE, GAPS, RETIREMENT, ACCOUNT, WORKING_DAYS];

    /// The page of a code.
    pub fn from_code(code: &str) -> Option<Page> {
        Page::ALL.into_iter().find(|page| page.code == code)
    }

    /// The answer, by the rules asked for, else by those of the region that is served; nothing where something must be mended, which is
    /// then in `read`.
    pub fn answer(&self, shelf: &Shelf, served: &str, read: &mut Read<'_>, lang: Lang) -> Option<Shown> {
        let book = read.rules(shelf, served)?;
        let shown = (self.answer)(&Rules { shelf, book: &book }, read, lang)?;
        Some(Shown {
            rules: rules_said(&book, read.known_on, lang),
            ..shown
        })
    }

    /// The answer to what was typed, or what must be mended, in the reader's language.
    pub fn answered(&self, shelf: &Shelf, served: &str, typed: &Typed, today: Date, lang: Lang) -> Answered {
        let mut read = Read::new(typed, today);
        match self.answer(shelf, served, &mut read, lang) {
            Some(shown) => Answered::Shown(Box::new(shown)),
            None => Answered::Refused(
                read.refusals()
                    .iter()
                    .map(|(field, why)| FieldSaid::of(field, why.as_ref(), lang))
                    .collect(),
            ),
        }
    }
}

/// The rules that an answer rests on: region, pack, fingerprint, the day of knowledge.
pub fn rules_said(book: &Book, known_on: Date, lang: Lang) -> String {
    let facts = [
        ("region", Fact::Text(book.name(lang.code()).to_owned())),
        ("pack", Fact::Text(book.region().to_owned())),
        ("fingerprint", Fact::Text(short_fingerprint(book.fingerprint()))),
        ("day", Fact::Day(known_on)),
    ];
    words::say(lang, "calculators.rules", &facts)
}

/// A hex fingerprint as people compare it: `7c1e…a94f`.
pub fn short_fingerprint(hex: &str) -> String {
    let ends = |n: usize| Some((hex.get(..n)?, hex.get(hex.len().checked_sub(n)?..)?));
    match ends(4) {
        Some((first, last)) if hex.len() > 10 => format!("{first}…{last}"),
        Some(_) | None => hex.to_owned(),
    }
}

/// What became of a page's question.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answered {
    /// The answer.
    Shown(Box<Shown>),
    /// What must be mended first.
    Refused(Vec<FieldSaid>),
}

/// What must be mended at a field.
#[derive(Clone, Debug, Serialize)]
pub struct FieldSaid {
    /// The field; empty: the question as a whole.
    pub field: &'static str,
    /// `field.…`: it is not typed to its end; any other code is a rule's.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub fix: Option<String>,
}

impl FieldSaid {
    fn of(field: &'static str, why: &dyn Statement, lang: Lang) -> FieldSaid {
        FieldSaid {
            field,
            code: why.code(),
            message: words::tell(lang, why),
            fix: words::mend(lang, why),
        }
    }
}
