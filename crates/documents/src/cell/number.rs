use super::decimal::Decimal;
use super::is_invisible;
use crate::grid::{Content, Kind};
use crate::heading::half_width;

/// An identity number as typed, made plain, and what was done to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PlainNumber {
    pub text: String,
    /// Invisible characters dropped, and the first of them.
    pub invisible: usize,
    pub first_invisible: Option<char>,
    /// Spaces inside were dropped.
    pub spaces: bool,
    /// The last digits are lost: the cell holds a number, or a number was saved as `1.10105E+17`.
    pub lost: bool,
}

/// Digits that a number cell keeps.
const KEPT: i32 = 15;

/// Makes a number plain: half-width, capital X, without spaces, invisible characters and the signs that force text.
pub(crate) fn read(cell: Content<'_>) -> PlainNumber {
    match cell.kind {
        Kind::Number | Kind::Day => {
            let number = Decimal::parse(cell.text);
            PlainNumber {
                text: number.map_or_else(|| cell.text.to_owned(), |n| n.to_string()),
                lost: number.is_some_and(|n| n.whole_digits() > KEPT),
                ..PlainNumber::default()
            }
        }
        Kind::Text | Kind::Boolean | Kind::Error | Kind::NoValue => typed(cell.text),
    }
}

fn typed(text: &str) -> PlainNumber {
    let mut out = PlainNumber::default();
    for letter in text.trim().chars().map(half_width) {
        if is_invisible(letter) {
            out.invisible += 1;
            out.first_invisible.get_or_insert(letter);
        } else if letter.is_whitespace() {
            out.spaces = true;
        } else {
            out.text.extend(letter.to_uppercase());
        }
    }
    out.spaces &= text
        .chars()
        .map(half_width)
        .collect::<String>()
        .trim()
        .contains(char::is_whitespace);
    let forced = out.text.strip_prefix("=\"").and_then(|t| t.strip_suffix('"'));
    let bare = forced.unwrap_or(&out.text).trim_start_matches(['\'', '’', '‘', '`']).to_owned();
    out.text = bare;
    let scientific = out.text.contains('E') && out.text.contains(|c: char| c.is_ascii_digit());
    if let Some(number) = Decimal::parse(&out.text).filter(|n| scientific && n.whole_digits() > KEPT) {
        out.text = number.to_string();
        out.lost = true;
    }
    out
}

/// Whether a number that does not check has the look of one that went through a number cell: 18 digits, the last three zero.
pub(crate) fn looks_lost(text: &str) -> bool {
    text.len() == 18 && text.ends_with("000") && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_cell(kind: Kind, text: &str) -> PlainNumber {
        read(Content {
            column: 0,
            kind,
            formula: false,
            text,
        })
    }

    #[test]
    fn a_number_typed_as_a_number_has_lost_its_last_digits() {
        for (kind, text) in [
            (Kind::Number, "1.10105198809125E+17"),
            (Kind::Number, "110105199003075000"),
            (Kind::Text, "1.10105E+17"),
            (Kind::Text, "1.10105e+17"),
        ] {
            assert!(read_cell(kind, text).lost, "{text}");
        }
        assert_eq!(read_cell(Kind::Number, "1.10105198809125E+17").text, "110105198809125000");
        assert!(!read_cell(Kind::Number, "110102760309215").lost, "15 digits fit");
        assert!(looks_lost("110105199003075000") && !looks_lost("11010519900307500X"));
    }

    #[test]
    fn a_typed_number_is_made_plain_and_it_is_told() {
        let plain = |text: &str| read_cell(Kind::Text, text);
        assert_eq!(plain(" 11010819920817123x\u{3000}").text, "11010819920817123X");
        assert!(!plain(" 110108199208171234\u{3000}").spaces, "trimmed without a word");
        assert!(plain("110108 19920817 1234").spaces);
        assert_eq!(plain("１１０１０８").text, "110108");
        assert_eq!(plain("'110108").text, "110108");
        assert_eq!(plain("=\"110108\"").text, "110108");
        let hidden = plain("110108\u{200b}19920817");
        assert_eq!(
            (hidden.text.as_str(), hidden.invisible, hidden.first_invisible),
            ("11010819920817", 1, Some('\u{200b}'))
        );
    }
}
