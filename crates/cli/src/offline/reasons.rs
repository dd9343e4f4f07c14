//! A tree of reasons for people: each conclusion on a line, what it rests on below it.

use domain::reckon::person::Doubt;
use domain::reckon::why::Why;
use units::Fact;
use web::reckoned::{ground, sentence};

use crate::terminal::Terminal;

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
    let said = sentence(why, terminal.lang);
    terminal.line(&format!("{head}{said}"))?;
    if let Some(of) = &why.ground {
        let bar = if why.because.is_empty() { "    " } else { "│   " };
        let said = terminal.faint(&ground(of, terminal.lang));
        terminal.line(&format!("{under}{bar}{said}"))?;
    }
    children(why, under, terminal)
}

fn children(why: &Why, under: &str, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    let last = why.because.len().saturating_sub(1);
    for (place, part) in why.because.iter().enumerate() {
        let (tick, bar) = if place == last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        branch(part, &format!("{under}{tick}"), &format!("{under}{bar}"), terminal)?;
    }
    Ok(())
}

/// What is not sure, in words.
pub fn doubt(doubt: &Doubt, terminal: &Terminal<'_>) -> String {
    let facts = [
        ("parameter", Fact::Text(doubt.parameter.clone())),
        ("confidence", Fact::Text(doubt.confidence.code().to_owned())),
        ("meaning", Fact::Word(format!("confidence.{}", doubt.confidence.code()))),
        ("note", Fact::Note(doubt.note.clone().unwrap_or_default())),
    ];
    terminal.say("assess.doubtful", &facts).trim_end().to_owned()
}

/// What is not sure, one line each.
pub fn doubts(doubts: &[Doubt], terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    for one in doubts {
        let said = terminal.amber(&doubt(one, terminal));
        terminal.line(&said)?;
    }
    Ok(())
}
