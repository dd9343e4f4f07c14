//! What people read: every sentence by its key, in Chinese and English, and how figures and days are written in each.
//!
//! The sentences are data in `locales/<topic>.toml`, embedded at build. A line:
//! `"reduction.not_on_roll" = { zh = "{name}不在花名册上。", en = "{name} is not on the roll." }`
//!
//! In a sentence:
//! - `{name}` is a fact by its name, written as its kind asks (money with its unit, a day with year and weekday).
//! - `{day:short}` asks for another [`Style`].
//! - `{n|# row|# rows}` picks the singular or the plural form; `#` is the number.
//! - `**bold**` is emphasis and `[text](name)` a link whose address the page gives; [`say`] drops the marks, [`pieces`] keeps them.

mod finder;
mod lang;
mod law;
mod parameter;
mod sentence;
mod span;
mod template;
mod write;

pub use finder::{Finder, Hits, Place};
pub use lang::Lang;
pub use law::law;
pub use parameter::{parameter, parameter_name};
pub use sentence::{Known, keys, knows};
pub use span::spans;
pub use template::{Piece, Style, in_language, pieces, plain};
pub use units::{Fact, Statement};
pub use write::{
    Moment, between, count, day, day_iso, day_short, day_week, day_without_week, join, money, money_plain, money_signed, month, month_iso,
    month_short, rate, weekday,
};

/// The sentence `key` in `lang` with its facts filled in, as plain text.
///
/// An unknown key, or a fact that the sentence names and the caller lacks, is a bug: it stops a debug build; a release build shows
/// the key or the name in braces, so that the page still stands.
pub fn say(lang: Lang, key: &str, facts: &[(&str, Fact)]) -> String {
    let mut out = String::new();
    for piece in pieces(lang, key, facts) {
        match piece {
            Piece::Plain(text) | Piece::Figure(text) | Piece::Strong(text) | Piece::Link { text, .. } => out.push_str(&text),
        }
    }
    out
}

/// What a statement says: the sentence of its code with its facts.
pub fn tell(lang: Lang, statement: &dyn Statement) -> String {
    say(lang, statement.code(), &statement.facts())
}

/// What to do about a statement: the sentence `<code>.fix`, where there is one.
pub fn mend(lang: Lang, statement: &dyn Statement) -> Option<String> {
    let key = format!("{}.fix", statement.code());
    knows(&key).then(|| say(lang, &key, &statement.facts()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::{Fen, date};

    struct Refused;
    impl Statement for Refused {
        fn code(&self) -> &'static str {
            "words.example"
        }
        fn facts(&self) -> Vec<(&'static str, Fact)> {
            vec![
                ("amount", Fact::Money(Fen(31_240))),
                ("day", Fact::Day(date(2026, 5, 15))),
                ("rows", Fact::Count(1)),
                ("state", Fact::Word("words.example.word".into())),
            ]
        }
    }

    #[test]
    fn a_statement_is_told_with_its_mend_in_both_languages() {
        assert_eq!(tell(Lang::Zh, &Refused), "差312.40元，2026年5月15日（周五）24:00截止，1行，草稿。");
        assert_eq!(
            tell(Lang::En, &Refused),
            "Short by ¥312.40 by Fri 15 May 2026, 24:00; 1 row, draft."
        );
        assert_eq!(mend(Lang::Zh, &Refused).as_deref(), Some("最迟5月15日（周五）存足。"));
        assert_eq!(mend(Lang::En, &Refused).as_deref(), Some("Fund the account by Fri 15 May."));
    }

    #[test]
    #[should_panic(expected = "no sentence")]
    fn an_unknown_key_stops_a_debug_build() {
        say(Lang::En, "no.such.key", &[]);
    }

    #[test]
    #[should_panic(expected = "no fact")]
    fn a_missing_fact_stops_a_debug_build() {
        say(Lang::En, "words.example", &[]);
    }
}
