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

/// The event of an employer, for those who follow a history.
pub fn history(desk: &mut Desk, employer: EmployerId, limit: i64) -> Result<Vec<Receipt>, Error> {
    desk.permit_for(Permission::ViewEmployer, employer)?;
    let events = history::latest(desk.tx, employer.0, limit)?;
    Ok(events.into_iter().map(|e| desk.receipt(e)).collect())
}
