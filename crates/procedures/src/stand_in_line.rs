//! Check-in of a booked visit, walk-in tickets, leaving the line.

use domain::hall::appointment::{Event as OfAppointment, Number, advance as advance_appointment};
use domain::hall::ticket::{Event, State, Ticket, advance};
use domain::hall::{HallRefused, Matter, Visit};
use domain::ids::{AppointmentId, EmployerId, OfficeId, TicketId};
use store::event::Body;
use store::{appointment, office, ticket};
use units::Fact;

use crate::hall::of_today;
use crate::{Desk, Error, Key, Opening, Permission, Receipt};

/// Whether the caller may act on this visit: its employers, or whoever serves the hall.
fn may(desk: &mut Desk, id: AppointmentId) -> Result<(), Error> {
    if desk.permit(Permission::ServeHall).is_ok() {
        return Ok(());
    }
    let employers = appointment::employers(desk.tx, id)?;
    let any = employers.iter().any(|of| desk.permit_for(Permission::BookVisit, *of).is_ok());
    if any { Ok(()) } else { Err(Error::NotFound) }
}

/// The people of a booked visit came: they stand in the line under the number they have.
///
/// Refused: `hall.not_today`, `hall.not_now`.
pub fn check_in(desk: &mut Desk, key: &Key, id: AppointmentId) -> Result<TicketId, Error> {
    may(desk, id)?;
    let (was, mut of) = appointment::load(desk.tx, id)?.ok_or(Error::NotFound)?;
    let mut hall = match desk.open(of.office, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return ticket_of(&receipt),
    };
    if of.slot.day != desk.today {
        return Err(Error::said("hall.not_today", vec![("day", Fact::Day(of.slot.day))]));
    }
    of.state = advance_appointment(of.state, OfAppointment::CheckIn).map_err(Error::refused)?;
    appointment::follow(desk.tx, &mut hall, was, &of)?;
    let number = of.number.ok_or(Error::NotFound)?;
    let one = Ticket {
        appointment: Some(of.id),
        employer: Some(of.employer),
        errand: Some(of.errand),
        booked: true,
        ..fresh(desk, of.office, of.slot.matter, number)
    };
    ticket::open(desk.tx, &mut hall, &one)?;
    desk.seal(hall, "checked_in", key, body(&one))?;
    Ok(one.id)
}

/// A ticket as it is taken now.
pub(crate) fn fresh(desk: &mut Desk, office: OfficeId, matter: Matter, number: Number) -> Ticket {
    Ticket {
        office,
        id: TicketId(desk.id()),
        day: desk.today,
        matter,
        number,
        state: State::Waiting,
        booked: false,
        line_at: desk.now,
        counter: None,
        calls: 0,
        appointment: None,
        employer: None,
        errand: None,
        came_at: desk.now,
        served_at: None,
        ended_at: None,
    }
}

/// What an event says of a ticket.
pub(crate) fn body(of: &Ticket) -> Body {
    Body::new()
        .with("ticket", of.id.code())
        .with("number", of.number.to_string())
        .with("matter", of.matter.code())
        .with("state", of.state.code())
        .with("counter", of.counter.map(i64::from))
}

fn ticket_of(receipt: &Receipt) -> Result<TicketId, Error> {
    let said: serde_json::Value = serde_json::from_str(&receipt.body).unwrap_or_default();
    let id = said["ticket"].as_str().and_then(|code| TicketId::from_code(code).ok());
    id.ok_or(Error::NotFound)
}

/// A number for somebody who did not book. Whoever stands in that line already gets the same number again.
///
/// Refused: `hall.no_visit_needed` for what is done online, `hall.not_served` where no counter does it, `hall.day_off`.
pub fn take_ticket(desk: &mut Desk, key: &Key, at: OfficeId, matter: Matter, employer: Option<EmployerId>) -> Result<TicketId, Error> {
    desk.permit(Permission::TakeTicket)?;
    if let Some(of) = employer {
        desk.permit_for(Permission::ViewEmployer, of)?;
    }
    let rules = desk.book().hall().of(matter).cloned();
    let letter = match rules.filter(|rules| rules.visit != Visit::Online).and_then(|rules| rules.letter) {
        Some(letter) => letter,
        None => return Err(Error::refused(HallRefused::NoVisitNeeded { matter })),
    };
    let mut hall = match desk.open(at, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return ticket_of(&receipt),
    };
    serves_today(desk, at, matter)?;
    let tickets = of_today(desk, at)?;
    let same = tickets
        .iter()
        .find(|t| employer.is_some() && t.employer == employer && t.matter == matter && t.state == State::Waiting);
    let one = match same {
        Some(one) => one.clone(),
        None => {
            let count = appointment::next_count(desk.tx, at, desk.today, letter)?;
            let one = Ticket {
                employer,
                ..fresh(desk, at, matter, Number { letter, count })
            };
            ticket::open(desk.tx, &mut hall, &one)?;
            one
        }
    };
    desk.seal(hall, "ticket_taken", key, body(&one))?;
    Ok(one.id)
}

fn serves_today(desk: &mut Desk, at: OfficeId, matter: Matter) -> Result<(), Error> {
    office::load(desk.tx, at)?.ok_or(Error::NotFound)?;
    crate::hall::still_serves(desk, at)?;
    let off = || Error::said("hall.day_off", vec![]);
    let is_worked = desk.book().calendar().is_working(desk.today).unwrap_or(false);
    let closed = office::closures(desk.tx, at, desk.today)?;
    let all_day = closed.iter().any(|(_, c)| c.day == desk.today && c.starts.is_none());
    if !is_worked || all_day {
        return Err(off());
    }
    let served = ticket::counters(desk.tx, at)?.iter().any(|(_, c)| c.matters.contains(&matter));
    if served {
        return Ok(());
    }
    let facts = vec![("matter", Fact::Word(format!("hall.matter.{}", matter.code())))];
    Err(Error::said("hall.not_served", facts))
}

/// Gives a place in the line up.
pub fn leave_line(desk: &mut Desk, key: &Key, id: TicketId) -> Result<Receipt, Error> {
    desk.permit(Permission::TakeTicket)?;
    let (was, mut of) = ticket::load(desk.tx, id)?.ok_or(Error::NotFound)?;
    match of.employer {
        Some(employer) => desk.permit_for(Permission::ViewEmployer, employer)?,
        None => desk.permit(Permission::ServeHall)?,
    }
    let mut hall = match desk.open(of.office, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    of.state = advance(of.state, Event::Leave).map_err(Error::refused)?;
    of.ended_at = Some(desk.now);
    ticket::follow(desk.tx, &mut hall, was, &of)?;
    desk.seal(hall, "line_left", key, body(&of))
}
