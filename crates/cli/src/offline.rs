//! Commands that need no server and no database: they read policy and reckon.

pub mod account;
pub mod assess;
mod findings;
pub mod gaps;
pub mod identity;
pub mod late_fee;
pub mod packs;
mod reasons;
pub mod retirement;
pub mod roster;
pub mod route;
mod table;
pub mod working_days;

/// Pads a text to a width in columns, Chinese characters taking two.
pub fn padded(text: &str, width: usize, right: bool) -> String {
    let columns: usize = text.chars().map(|c| if c >= '\u{2E80}' { 2 } else { 1 }).sum();
    let space = " ".repeat(width.saturating_sub(columns));
    if right {
        format!("{space}{text}")
    } else {
        format!("{text}{space}")
    }
}
