//! An office is closed for a day or a part of it: its appointments move to the nearest place, and everybody is told.

use domain::hall::appointment::{Appointment, Event, State, Told, advance, refuge};
use domain::hall::office::{Closure, Slot, SlotKey};
use domain::ids::OfficeId;
use store::event::{Act, Body};
use store::{appointment, office};
use units::Date;

use crate::book_visit::{fill, place, tell};
use crate::hall::slots_of;
use crate::{Desk, Error, Key, Opening, Permission, Receipt};

/// What a closure did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Displaced {
    /// Appointments that got another slot.
    pub moved: usize,
    /// Appointments for which there was none.
    pub turned_away: usize,
}

/// Closes an office and moves its appointments.
///
/// Refused: `hall.closure_past` for a day before today, `hall.ground_missing`.
pub fn close_office(desk: &mut Desk, key: &Key, id: OfficeId, closure: &Closure) -> Result<(Receipt, Displaced), Error> {
    desk.permit(Permission::ManageHall)?;
    if closure.day < desk.today {
        return Err(Error::said("hall.closure_past", vec![]));
    }
    if closure.ground.trim().is_empty() {
        return Err(Error::said("hall.ground_missing", vec![]));
    }
    let mut hall = match desk.open(id, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok((receipt, Displaced::default())),
    };
    office::load(desk.tx, id)?.ok_or(Error::NotFound)?;
    hall.insert(desk.tx, &office::CLOSURE, &office::closure_row(id, closure, hall.n))?;
    let done = displace(
        desk,
        &mut hall,
        (id, closure.day),
        &closure.ground,
        |of| closure.covers(&of.slot),
        refuge,
    )?;
    let body = Body::new()
        .with("day", closure.day)
        .with("starts", closure.starts.map(|starts| starts.to_string()))
        .with("ground", closure.ground.as_str())
        .with("moved", done.moved as i64)
        .with("turned_away", done.turned_away as i64);
    Ok((desk.seal(hall, "office_closed", key, body)?, done))
}

/// Moves or turns away what is booked on a day and covered by what closes; everybody is told on which ground.
pub(crate) fn displace(
    desk: &mut Desk,
    hall: &mut Act,
    (id, day): (OfficeId, Date),
    ground: &str,
    is_covered: impl Fn(&Appointment) -> bool,
    refuge: impl Fn(&[Slot], &SlotKey) -> Option<SlotKey>,
) -> Result<Displaced, Error> {
    let mut done = Displaced::default();
    for (was, mut of) in appointment::of_day(desk.tx, id, day)? {
        if !is_covered(&of) || !matches!(of.state, State::Confirmed | State::Waiting) {
            continue;
        }
        let employers = appointment::employers(desk.tx, of.id)?;
        let from = of.slot;
        of.told = Some(Told::Closed {
            from,
            ground: ground.to_owned(),
        });
        let free = slots_of(desk, id, from.matter)?;
        let to = refuge(&free, &from).filter(|_| of.state == State::Confirmed);
        let kind = match to {
            Some(to) => {
                of.state = advance(of.state, Event::Displace).map_err(Error::refused)?;
                place(desk, hall, was, &mut of, to)?;
                done.moved += 1;
                "visit_displaced"
            }
            None => {
                of.state = advance(of.state, Event::TurnAway).map_err(Error::refused)?;
                appointment::follow(desk.tx, hall, was, &of)?;
                done.turned_away += 1;
                "visit_turned_away"
            }
        };
        tell(desk, &of, &employers, kind)?;
    }
    Ok(done)
}

/// Lifts a closure: what it moved stays where it is, new appointments are taken again.
pub fn lift_closure(desk: &mut Desk, key: &Key, id: OfficeId, closure: &Closure) -> Result<Receipt, Error> {
    desk.permit(Permission::ManageHall)?;
    let mut hall = match desk.open(id, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let known = office::closures(desk.tx, id, closure.day)?;
    let same = |c: &Closure| (c.day, c.starts) == (closure.day, closure.starts);
    let (was, found) = known.into_iter().find(|(_, c)| same(c)).ok_or(Error::NotFound)?;
    hall.supersede(desk.tx, &office::CLOSURE, &office::closure_key(id, &found, was))?;
    let body = Body::new().with("day", found.day).with("ground", found.ground.as_str());
    desk.seal(hall, "closure_lifted", key, body)
}

/// Nobody came: the place goes to whoever waits for it.
pub fn miss_visit(desk: &mut Desk, key: &Key, id: domain::ids::AppointmentId) -> Result<Receipt, Error> {
    desk.permit(Permission::ServeHall)?;
    let (was, mut of) = appointment::load(desk.tx, id)?.ok_or(Error::NotFound)?;
    let mut hall = match desk.open(of.office, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    if of.slot.day > desk.today {
        return Err(Error::said("hall.not_yet", vec![("day", units::Fact::Day(of.slot.day))]));
    }
    of.state = advance(of.state, Event::Miss).map_err(Error::refused)?;
    appointment::follow(desk.tx, &mut hall, was, &of)?;
    let filled = fill(desk, &mut hall, of.office, Some(of.slot))?;
    let body = crate::book_visit::body(&of).with("filled", filled as i64);
    desk.seal(hall, "visit_missed", key, body)
}

/// Appointments ended in one act at most.
const AT_ONCE: i64 = 200;

/// Ends what the days before `day` left open: who did not come, who waited in vain, tickets, counters. Answers how many things it ended.
pub(crate) fn end_days_before(desk: &mut Desk, day: Date) -> Result<u64, Error> {
    let region = desk.region().to_owned();
    let mut ended = 0;
    let left = appointment::unended_before(desk.tx, &region, day, AT_ONCE)?;
    for of in office::of_region(desk.tx, &region)? {
        let own: Vec<&(i64, Appointment)> = left.iter().filter(|(_, b)| b.office == of.id).collect();
        let tickets = store::ticket::unended_before(desk.tx, of.id, day)?;
        let counters = store::ticket::counters(desk.tx, of.id)?;
        let busy: Vec<_> = counters.into_iter().filter(|(_, c)| c.officer.is_some()).collect();
        if own.is_empty() && tickets.is_empty() && busy.is_empty() {
            continue;
        }
        let mut hall = desk.begin(of.id)?;
        for (was, one) in own {
            let mut one = one.clone();
            let event = if one.state == State::Waiting { Event::Lapse } else { Event::Miss };
            one.state = advance(one.state, event).map_err(Error::refused)?;
            appointment::follow(desk.tx, &mut hall, *was, &one)?;
            ended += 1;
        }
        ended += crate::call_next::end_line(desk, &mut hall, tickets, busy)?;
        let key = Key::new(format!("hall:{day}:{}", hall.n), b"");
        desk.seal(
            hall,
            "hall_day_ended",
            &key,
            Body::new().with("before", day).with("ended", ended as i64),
        )?;
    }
    Ok(ended)
}
