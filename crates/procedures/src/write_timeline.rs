//! How a change of participation is written: facts under the act, then the two projections, in the same transaction.

use domain::ids::{EmployerId, PersonId};
use domain::spell::{Base, Spell};
use store::event::Act;
use store::person::Place;
use store::{nouns, person, roll, spell};
use units::Month;

use crate::{Desk, Error};

/// Writes new rows of participation and bases, and the persons' places.
pub(crate) fn write_rows(desk: &mut Desk, act: &mut Act, employer: EmployerId, spells: &[Spell], bases: &[Base]) -> Result<(), Error> {
    for row in spells {
        act.insert(desk.tx, &nouns::SPELL, &spell::row(employer, row))?;
        person::put_place(
            desk.tx,
            row.person,
            &Place {
                employer,
                group: row.group,
                from: row.from,
                to: row.to,
            },
        )?;
    }
    for row in bases {
        act.insert(desk.tx, &nouns::BASE, &spell::base_row(employer, row))?;
    }
    Ok(())
}

/// Replaces a row of participation by one that knows more: the old one stays, superseded.
pub(crate) fn replace_spell(desk: &mut Desk, act: &mut Act, employer: EmployerId, old: &Spell, new: Spell) -> Result<(), Error> {
    let key = [
        employer.0.into(),
        old.person.0.into(),
        (old.group.index() as i64).into(),
        old.from.into(),
        old.n.into(),
    ];
    act.supersede(desk.tx, &nouns::SPELL, &key)?;
    write_rows(desk, act, employer, &[Spell { n: act.n, ..new }], &[])
}

/// Writes the roll of one person again from the facts.
pub(crate) fn write_roll(desk: &mut Desk, employer: EmployerId, person: PersonId) -> Result<(), Error> {
    let timeline = spell::timeline(desk.tx, employer, person)?;
    roll::rewrite(desk.tx, employer, person, &timeline, Month::of(desk.today))?;
    Ok(())
}
