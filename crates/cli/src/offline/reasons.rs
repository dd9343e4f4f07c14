//! A tree of reasons for people: each conclusion on a line, what it rests on below it.

use domain::reckon::person::Doubt;
use domain::reckon::why::Why;
use reckoned::{doubted, ground, sentence};
use units::Fact;

use super::table::{broken, width};
use crate::terminal::{Ink, Terminal};

/// Writes the tree.
pub fn tree(why: &Why, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    branch(why, "", "", terminal)
}

/// Writes the parts of a tree without its root, which was said before.
pub fn parts(why: &Why, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    children(why, "", terminal)
}

/// `head` stands before the first line, `under` before all that follow.
fn branch(why: &Why, head: &str, under: &str, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    let mut rest = under.to_owned();
    if !why.because.is_empty() {
        rest.push_str("│  ");
    }
    hanging(head, &rest, &sentence(why, terminal.lang), Ink::Plain, terminal)?;
    if let Some(of) = &why.ground {
        let bar = if why.because.is_empty() { "    " } else { "│   " };
        let bar = format!("{under}{bar}");
        hanging(&bar, &bar, &ground(of, terminal.lang), Ink::Faint, terminal)?;
    }
    children(why, under, terminal)
}

/// Prose whose first line stands after one prefix and the others after another.
pub fn hanging(first: &str, rest: &str, text: &str, ink: Ink, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    let taken = width(first).max(width(rest));
    let lines = match terminal.columns {
        Some(columns) => broken(text, columns.saturating_sub(taken)),
        None => vec![text.to_owned()],
    };
    for (place, line) in lines.iter().enumerate() {
        let line = terminal.inked(ink, line);
        let prefix = if place == 0 { first } else { rest };
        terminal.line(&format!("{prefix}{line}"))?;
    }
    Ok(())
}

fn children(why: &Why, under: &str, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    let last = why.because.len().saturating_sub(1);
    for (place, part) in why.because.iter().enumerate() {
        let (tick, bar) = if place == last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        branch(part, &format!("{under}{tick}"), &format!("{under}{bar}"), terminal)?;
    }
    Ok(())
}

/// By which pack it was reckoned.
pub fn fingerprint(fingerprint: &str, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    let facts = [("fingerprint", Fact::Text(fingerprint.to_owned()))];
    terminal.prose(0, &terminal.say("calculators.fingerprint", &facts), Ink::Faint)
}

/// What is not sure, each remark once.
pub fn doubts(doubts: &[Doubt], terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    for said in doubted(doubts, terminal.lang) {
        terminal.prose(0, &said, Ink::Amber)?;
    }
    Ok(())
}
