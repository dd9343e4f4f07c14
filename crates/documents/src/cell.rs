//! Typed values out of cells: what a date, an amount, a name, a number may look like, and what is wrong with it.

pub(crate) mod amount;
pub(crate) mod choice;
pub(crate) mod day;
pub(crate) mod decimal;
pub(crate) mod name;
pub(crate) mod number;

use crate::heading::half_width;

/// Characters that nobody sees: zero-width spaces and joiners, marks of direction, soft hyphen, byte order mark.
pub(crate) fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{180e}')
        || (letter.is_control() && !letter.is_whitespace())
}

/// The text in half-width form, without invisible characters, trimmed.
pub(crate) fn plain(text: &str) -> String {
    let folded: String = text.chars().filter(|c| !is_invisible(*c)).map(half_width).collect();
    folded.trim().to_owned()
}
