use crate::{Date, Fen, Month, Rate};

/// One fact that explains a refusal or fills a sentence. The reader's language decides how it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Written as it stands: a name, a number of a document.
    Text(String),
    /// Money.
    Money(Fen),
    /// A day, written with its weekday where a sentence says so.
    Day(Date),
    /// A month.
    Month(Month),
    /// A count of people, days, rows.
    Count(i64),
    /// A share.
    Rate(Rate),
    /// The key of another sentence or word, put into the reader's language.
    Word(String),
    /// A remark written in both languages, `中文 · English`: the reader's half is shown.
    Note(String),
    /// Keys of several words, put into the reader's language and listed.
    Words(Vec<String>),
    /// Months in ascending order, written as spans.
    Months(Vec<Month>),
    /// The key of a parameter of the packs (`medical.floor`), written with its name.
    Parameter(String),
}

impl Fact {
    /// As programs read it: money in yuan with two decimals, days and months in ISO form.
    pub fn plain(&self) -> String {
        match self {
            Fact::Text(text) | Fact::Word(text) | Fact::Note(text) | Fact::Parameter(text) => text.clone(),
            Fact::Words(keys) => keys.join(","),
            Fact::Months(months) => months.iter().map(Month::to_string).collect::<Vec<_>>().join(", "),
            Fact::Money(fen) => fen.to_string(),
            Fact::Day(day) => day.to_string(),
            Fact::Month(month) => month.to_string(),
            Fact::Count(count) => count.to_string(),
            Fact::Rate(rate) => rate.to_string(),
        }
    }
}

/// What a code says (`filing.outside_window`) and the facts that its sentence needs, by name.
pub trait Statement {
    /// The stable code, also the key of its sentence.
    fn code(&self) -> &'static str;
    /// The named facts of its sentence.
    fn facts(&self) -> Vec<(&'static str, Fact)>;
}

/// A statement that can cross threads.
pub trait Refusal: Statement + std::fmt::Debug + Send + Sync {}

impl<T: Statement + std::fmt::Debug + Send + Sync> Refusal for T {}
