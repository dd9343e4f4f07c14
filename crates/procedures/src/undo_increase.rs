//! A mistaken increase of this month is withdrawn; its history stays.

use domain::ids::{EmployerId, PersonId};
use domain::spell::Spell;
use store::event::Body;
use store::filing::{self, Line, LineState};
use store::{history, nouns, person, spell};
use units::{Fact, Month};

use crate::write_timeline::{replace_spell, write_roll};
use crate::{Desk, Error, Key, Opening, Permission, Receipt};

/// Withdraws what one line of an increase opened: the rows are followed by voids, no month ever existed.
///
/// Refused: `increase.cannot_undo` once the month is closed; `increase.not_an_increase`.
pub fn undo_increase(desk: &mut Desk, key: &Key, employer: EmployerId, who: PersonId) -> Result<Receipt, Error> {
    desk.permit_for(Permission::FileIncrease, employer)?;
    let mut act = match desk.open(employer, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let open = desk.window()?.month();
    let timeline = spell::timeline(desk.tx, employer, who)?;
    let opened: Vec<&Spell> = timeline.spells.iter().filter(|s| s.to.is_none()).collect();
    let Some(month) = opened.iter().map(|s| s.from).min() else {
        return Err(Error::said("increase.not_an_increase", vec![]));
    };
    if month < open {
        return Err(Error::said("increase.cannot_undo", vec![("month", Fact::Month(month))]));
    }
    for old in &opened {
        let void = Spell {
            to: Some(old.from.previous()),
            ..(*old).clone()
        };
        replace_spell(desk, &mut act, employer, old, void)?;
    }
    write_roll(desk, employer, who)?;
    let name = person::load(desk.tx, who)?.map(|p| p.name).unwrap_or_default();
    let line = Line {
        line: 1,
        person: Some(who),
        shown: Body::new().with("name", name).to_text(),
        states: [LineState::Done; 2],
        note: String::new(),
    };
    act.insert(desk.tx, &nouns::FILING_LINE, &filing::row(employer, act.n, &line))?;
    crate::roll_changed::roll_changed(desk, &mut act, employer, month)?;
    let receipt = desk.seal(act, "increase_undone", key, Body::new().with("month", month))?;
    crate::complete_waiting::freed(desk, employer, who)?;
    Ok(receipt)
}

/// The increases of an employer that can still be undone: opened for the month that is not closed yet.
pub fn undoable(desk: &mut Desk, employer: EmployerId, who: PersonId) -> Result<Option<Month>, Error> {
    desk.permit_for(Permission::ViewEmployer, employer)?;
    let open = desk.window()?.month();
    let timeline = spell::timeline(desk.tx, employer, who)?;
    let from = timeline.spells.iter().filter(|s| s.to.is_none()).map(|s| s.from).min();
    Ok(from.filter(|m| *m >= open))
}

/// An increase of the open month as the list of increases shows it: what was undone stays in it.
#[derive(Clone, Debug)]
pub struct MonthsIncrease {
    /// The acknowledgement.
    pub receipt: Receipt,
    /// Whom.
    pub person: PersonId,
    /// The line.
    pub line: Line,
    /// The receipt of its undoing, where it was undone.
    pub undone: Option<Receipt>,
    /// It can still be undone.
    pub can_undo: bool,
}

/// The increases filed for the open month, the latest first, at most `limit` lines.
pub fn of_month(desk: &mut Desk, employer: EmployerId, limit: usize) -> Result<Vec<MonthsIncrease>, Error> {
    let open = desk.window()?.month();
    let since = open.first_day();
    let mut undone: Vec<(PersonId, Receipt)> = Vec::new();
    let mut found = Vec::new();
    for event in history::latest(desk.tx, employer.0, 1_000)?
        .into_iter()
        .take_while(|e| e.on_date >= since)
    {
        let is_increase = match event.kind.as_str() {
            "staff_increased" | "increase_completed" => true,
            "increase_undone" => false,
            _ => continue,
        };
        let lines = filing::first_lines(desk.tx, employer, event.n, limit as i64)?;
        let receipt = desk.receipt(event);
        for line in lines {
            let Some(person) = line.person else { continue };
            if !is_increase {
                undone.push((person, receipt.clone()));
                continue;
            }
            let at = undone.iter().position(|(who, _)| *who == person);
            let undone = at.map(|at| undone.remove(at).1);
            found.push(MonthsIncrease {
                can_undo: undone.is_none() && undoable(desk, employer, person)?.is_some(),
                receipt: receipt.clone(),
                person,
                line,
                undone,
            });
        }
        if found.len() >= limit {
            break;
        }
    }
    Ok(found)
}

/// The event of an employer, for those who follow a history.
pub fn history(desk: &mut Desk, employer: EmployerId, limit: i64) -> Result<Vec<Receipt>, Error> {
    desk.permit_for(Permission::ViewEmployer, employer)?;
    let events = history::latest(desk.tx, employer.0, limit)?;
    Ok(events.into_iter().map(|e| desk.receipt(e)).collect())
}
