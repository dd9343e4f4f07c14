use units::Fact;

use crate::write::{self, Moment};
use crate::{Lang, sentence};

/// A part of a sentence, for a page that shows emphasis and links.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Text.
    Plain(String),
    /// Money, a day or a month: a figure that must not be broken at the end of a line.
    Figure(String),
    /// Emphasised text.
    Strong(String),
    /// A link; the page knows the address that belongs to `name`.
    Link {
        /// What is written.
        text: String,
        /// The name of the address in the sentence.
        name: String,
    },
}

/// How a fact is written where its usual way does not fit: `{day:short}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// As its kind asks: `174,612.80元`, `2026年5月15日（周五）`, `2026年5月`, `1,248`, `16%`.
    Usual,
    /// `plain`: money without its unit, a count without separators.
    Plain,
    /// `signed`: money with its sign and unit.
    Signed,
    /// `short`: a day or a month without its year, no weekday: `5月15日`, `15 May`.
    Short,
    /// `week`: a day without its year, with its weekday: `5月15日（周五）`, `Fri 15 May`.
    Week,
    /// `date`: a day with its year, without weekday: `2026年5月15日`, `15 May 2026`.
    Date,
    /// `iso`: `2026-05-15`, `2026-05`.
    Iso,
}

impl Style {
    fn from_code(code: &str) -> Option<Style> {
        Some(match code {
            "" => Style::Usual,
            "plain" => Style::Plain,
            "signed" => Style::Signed,
            "short" => Style::Short,
            "week" => Style::Week,
            "date" => Style::Date,
            "iso" => Style::Iso,
            _ => return None,
        })
    }
}

/// A sentence as written in a locale file, cut at its marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    Text(&'a str),
    Strong(&'a str),
    Link {
        text: &'a str,
        name: &'a str,
    },
    Fact {
        name: &'a str,
        style: Option<Style>,
    },
    Form {
        name: &'a str,
        one: &'a str,
        many: &'a str,
        with_number: bool,
    },
}

/// Cuts a sentence at its marks. A mark that is not closed stays text.
pub(crate) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut out = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let at = rest.find(['{', '*', '[']).unwrap_or(rest.len());
        let (plain, marked) = rest.split_at(at);
        if !plain.is_empty() {
            out.push(Token::Text(plain));
        }
        match marked.chars().next().map(|mark| (mark, token(marked))) {
            None => break,
            Some((_, Some((token, after)))) => {
                out.push(token);
                rest = after;
            }
            Some((mark, None)) => {
                let (stray, after) = marked.split_at(mark.len_utf8());
                out.push(Token::Text(stray));
                rest = after;
            }
        }
    }
    out
}

fn token(marked: &str) -> Option<(Token<'_>, &str)> {
    if let Some(rest) = marked.strip_prefix("**") {
        let (text, after) = rest.split_once("**")?;
        return Some((Token::Strong(text), after));
    }
    if let Some(rest) = marked.strip_prefix('[') {
        let (text, rest) = rest.split_once("](")?;
        let (name, after) = rest.split_once(')')?;
        return (!text.contains('[')).then_some((Token::Link { text, name }, after));
    }
    let (body, after) = marked.strip_prefix('{')?.split_once('}')?;
    let token = match body.split_once('|') {
        Some((name, forms)) => {
            let (one, many) = forms.split_once('|').unwrap_or((forms, forms));
            Token::Form {
                name,
                one,
                many,
                with_number: many.contains('#'),
            }
        }
        None => {
            let (name, style) = body.split_once(':').unwrap_or((body, ""));
            Token::Fact {
                name,
                style: Style::from_code(style),
            }
        }
    };
    Some((token, after))
}

/// The sentence `key` in `lang`, keeping emphasis and links apart. See [`crate::say`] for what a missing key or fact does.
pub fn pieces(lang: Lang, key: &str, facts: &[(&str, Fact)]) -> Vec<Piece> {
    let Some(text) = sentence::template(lang, key) else {
        debug_assert!(false, "no sentence for {key:?} in locales/");
        return vec![Piece::Plain(key.to_owned())];
    };
    let mut out: Vec<Piece> = Vec::new();
    let mut plain = String::new();
    for token in tokens(text) {
        let piece = match token {
            Token::Strong(text) => Piece::Strong(fill(lang, key, text, facts)),
            Token::Link { text, name } => Piece::Link {
                text: fill(lang, key, text, facts),
                name: name.to_owned(),
            },
            Token::Fact { name, .. } if facts.iter().any(|(n, fact)| *n == name && unbroken(fact)) => {
                Piece::Figure(flat(lang, key, token, facts))
            }
            Token::Text(_) | Token::Fact { .. } | Token::Form { .. } => {
                plain.push_str(&flat(lang, key, token, facts));
                continue;
            }
        };
        if !plain.is_empty() {
            out.push(Piece::Plain(std::mem::take(&mut plain)));
        }
        out.push(piece);
    }
    if !plain.is_empty() || out.is_empty() {
        out.push(Piece::Plain(plain));
    }
    out
}

fn unbroken(fact: &Fact) -> bool {
    match fact {
        Fact::Money(_) | Fact::Day(_) | Fact::Month(_) => true,
        Fact::Text(_)
        | Fact::Count(_)
        | Fact::Rate(_)
        | Fact::Word(_)
        | Fact::Words(_)
        | Fact::Note(_)
        | Fact::Months(_)
        | Fact::Parameter(_) => false,
    }
}

/// Text inside emphasis or a link: facts only.
fn fill(lang: Lang, key: &str, text: &str, facts: &[(&str, Fact)]) -> String {
    tokens(text).into_iter().map(|token| flat(lang, key, token, facts)).collect()
}

fn flat(lang: Lang, key: &str, token: Token<'_>, facts: &[(&str, Fact)]) -> String {
    let find = |name: &str| {
        let found = facts.iter().find(|(n, _)| *n == name).map(|(_, fact)| fact);
        debug_assert!(found.is_some(), "no fact {name:?} for the sentence {key:?}");
        found
    };
    match token {
        Token::Text(text) | Token::Strong(text) | Token::Link { text, .. } => text.to_owned(),
        Token::Fact { name, style } => match find(name) {
            Some(fact) => shown(lang, fact, style.unwrap_or(Style::Usual)),
            None => format!("{{{name}}}"),
        },
        Token::Form { name, one, many, .. } => match find(name) {
            Some(Fact::Count(1)) => one.replace('#', "1"),
            Some(fact) => many.replace('#', &shown(lang, fact, Style::Usual)),
            None => format!("{{{name}}}"),
        },
    }
}

/// One fact as text. A style that does not fit the kind is the usual one.
fn shown(lang: Lang, fact: &Fact, style: Style) -> String {
    match (fact, style) {
        (Fact::Text(text), _) => text.clone(),
        (Fact::Money(fen), Style::Plain) => write::money_plain(*fen),
        (Fact::Money(fen), Style::Signed) => write::money_signed(lang, *fen),
        (Fact::Money(fen), _) => write::money(lang, *fen),
        (Fact::Day(day), Style::Short) => write::day_short(lang, *day),
        (Fact::Day(day), Style::Week) => write::day_week(lang, *day),
        (Fact::Day(day), Style::Date) => write::day_without_week(lang, *day),
        (Fact::Day(day), Style::Iso) => write::day_iso(*day),
        (Fact::Day(day), _) => write::day(lang, *day),
        (Fact::Month(month), Style::Short) => write::month_short(lang, *month),
        (Fact::Month(month), Style::Iso) => write::month_iso(*month),
        (Fact::Month(month), _) => write::month(lang, *month),
        (Fact::Count(n), Style::Plain) => n.to_string(),
        (Fact::Count(n), _) => write::count(*n),
        (Fact::Rate(rate), _) => write::rate(*rate),
        (Fact::Word(key), _) => crate::say(lang, key, &[]),
        (Fact::Words(keys), _) => write::join(lang, &keys.iter().map(|key| crate::say(lang, key, &[])).collect::<Vec<_>>()),
        (Fact::Note(note), _) => in_language(lang, note).to_owned(),
        (Fact::Months(months), _) => crate::spans(lang, months.iter().copied()),
        (Fact::Parameter(key), _) => crate::parameter(lang, key),
    }
}

/// The reader's half of a remark written as `中文 · English`; a remark in one language is shown as it stands.
pub fn in_language(lang: Lang, note: &str) -> &str {
    match (note.split_once(" · "), lang) {
        (Some((zh, _)), Lang::Zh) => zh,
        (Some((_, en)), Lang::En) => en,
        (None, _) => note,
    }
}

/// A fact as machines read it: without unit and week, a remark in the reader's language alone.
pub fn plain(lang: Lang, fact: &Fact) -> String {
    match fact {
        Fact::Note(note) => in_language(lang, note).to_owned(),
        Fact::Money(_)
        | Fact::Day(_)
        | Fact::Month(_)
        | Fact::Count(_)
        | Fact::Rate(_)
        | Fact::Text(_)
        | Fact::Word(_)
        | Fact::Words(_)
        | Fact::Months(_)
        | Fact::Parameter(_) => fact.plain(),
    }
}

impl Moment {
    /// As a fact of a sentence: `5月8日16:20`.
    pub fn fact(self, lang: Lang) -> Fact {
        Fact::Text(self.written(lang))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_cut_at_its_marks() {
        assert_eq!(
            tokens("a{x:short}**b{y}**[c](to){n|# row|# rows}"),
            vec![
                Token::Text("a"),
                Token::Fact {
                    name: "x",
                    style: Some(Style::Short)
                },
                Token::Strong("b{y}"),
                Token::Link { text: "c", name: "to" },
                Token::Form {
                    name: "n",
                    one: "# row",
                    many: "# rows",
                    with_number: true
                },
            ]
        );
        assert_eq!(
            tokens("320***0048 [2025] {open"),
            vec![
                Token::Text("320"),
                Token::Text("*"),
                Token::Text("*"),
                Token::Text("*"),
                Token::Text("0048 "),
                Token::Text("["),
                Token::Text("2025] "),
                Token::Text("{"),
                Token::Text("open"),
            ]
        );
    }

    #[test]
    fn what_people_typed_is_never_read_as_a_mark() {
        let facts = [("name", Fact::Text("**{x}**[a](b)".into())), ("n", Fact::Count(1248))];
        let zh = pieces(Lang::Zh, "words.marks", &facts);
        assert_eq!(
            zh,
            vec![
                Piece::Plain("**{x}**[a](b)：".into()),
                Piece::Strong("1,248行".into()),
                Piece::Plain("，".into()),
                Piece::Link {
                    text: "打开**{x}**[a](b)".into(),
                    name: "open".into()
                },
            ]
        );
        assert_eq!(
            crate::say(Lang::En, "words.marks", &facts),
            "**{x}**[a](b): 1,248 rows, open **{x}**[a](b)"
        );
    }
}
