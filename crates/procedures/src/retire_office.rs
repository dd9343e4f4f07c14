//! An office is closed for good from a day on: what is booked from then on is moved or turned away, and nothing is offered any more. What
//! it did stays on record.

use domain::hall::appointment::last_refuge;
use domain::hall::office::{End, Slot, SlotKey};
use domain::ids::OfficeId;
use store::event::Body;
use store::{appointment, office};
use units::Fact;

use crate::close_office::{Displaced, displace};
use crate::{Desk, Error, Key, Opening, Permission, Receipt};

/// Closes an office for good from a day on, tomorrow at the earliest, and moves its appointments.
///
/// Refused: `hall.end_past`, `hall.ground_missing`, `hall.ends_already`.
pub fn retire_office(desk: &mut Desk, key: &Key, id: OfficeId, end: &End) -> Result<(Receipt, Displaced), Error> {
    desk.permit(Permission::ManageHall)?;
    if end.from <= desk.today {
        return Err(Error::said("hall.end_past", vec![]));
    }
    if end.ground.trim().is_empty() {
        return Err(Error::said("hall.ground_missing", vec![]));
    }
    let mut hall = match desk.open(id, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok((receipt, Displaced::default())),
    };
    office::load(desk.tx, id)?.ok_or(Error::NotFound)?;
    if let Some((_, known)) = office::end(desk.tx, id)? {
        return Err(Error::said("hall.ends_already", vec![("day", Fact::Day(known.from))]));
    }
    hall.insert(desk.tx, &office::END, &office::end_row(id, end, hall.n))?;
    let mut done = Displaced::default();
    for day in appointment::days_from(desk.tx, id, end.from)? {
        let today = desk.today;
        let refuge = |free: &[Slot], from: &SlotKey| last_refuge(free, from, today);
        let of_day = displace(desk, &mut hall, (id, day), &end.ground, |_| true, refuge)?;
        done.moved += of_day.moved;
        done.turned_away += of_day.turned_away;
    }
    let body = Body::new()
        .with("from", end.from)
        .with("ground", end.ground.as_str())
        .with("moved", done.moved as i64)
        .with("turned_away", done.turned_away as i64);
    Ok((desk.seal(hall, "office_retired", key, body)?, done))
}

/// Takes the end of an office back, before its day: what was moved stays where it is, new appointments are taken again.
///
/// Refused: `hall.no_end`, `hall.office_gone` once its day has come.
pub fn keep_office(desk: &mut Desk, key: &Key, id: OfficeId) -> Result<Receipt, Error> {
    desk.permit(Permission::ManageHall)?;
    let mut hall = match desk.open(id, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let Some((was, known)) = office::end(desk.tx, id)? else {
        return Err(Error::said("hall.no_end", vec![]));
    };
    crate::hall::still_serves(desk, id)?;
    hall.supersede(desk.tx, &office::END, &[id.0.into(), was.into()])?;
    let body = Body::new().with("from", known.from).with("ground", known.ground.as_str());
    desk.seal(hall, "office_kept", key, body)
}
