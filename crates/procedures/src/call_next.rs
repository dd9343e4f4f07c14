//! Counters open and close, call the next number, call again, pass it, serve it, send it on.

use domain::hall::HallRefused;
use domain::hall::Matter;
use domain::hall::appointment::{Appointment, Errand, Number};
use domain::hall::ticket::{CALLS, Counter, CounterState, Event, State, Ticket, advance, line};
use domain::ids::{EmployerId, OfficeId, TicketId};
use store::event::{Act, Body};
use store::{appointment, employer, ticket};

use crate::hall::of_today;
use crate::stand_in_line::{body, fresh};
use crate::{Desk, Error, Key, Opening, Permission, Receipt};

/// A hall as its officers see it.
#[derive(Clone, Debug)]
pub struct HallDay {
    /// Its counters.
    pub counters: Vec<Counter>,
    /// Its tickets of today.
    pub tickets: Vec<Ticket>,
    /// Its appointments of today, with the names of whose they are.
    pub appointments: Vec<(Appointment, String)>,
    /// Names of the employers of tickets.
    pub names: std::collections::BTreeMap<EmployerId, String>,
}

/// A hall's day.
pub fn hall_day(desk: &mut Desk, at: OfficeId) -> Result<HallDay, Error> {
    desk.permit(Permission::ServeHall)?;
    let tickets = of_today(desk, at)?;
    let mut names = std::collections::BTreeMap::new();
    let mut appointments = Vec::new();
    for (_, of) in appointment::of_day(desk.tx, at, desk.today)? {
        let name = employer::load(desk.tx, of.employer)?.map(|known| known.name).unwrap_or_default();
        appointments.push((of, name));
    }
    for of in tickets.iter().filter_map(|t| t.employer) {
        if let Some(known) = employer::load(desk.tx, of)? {
            names.insert(of, known.name);
        }
    }
    Ok(HallDay {
        counters: ticket::counters(desk.tx, at)?.into_iter().map(|(_, c)| c).collect(),
        tickets,
        appointments,
        names,
    })
}

/// The counter that the caller sits at, over all offices of the region.
pub fn my_counter(desk: &mut Desk) -> Result<Option<(OfficeId, Counter)>, Error> {
    desk.permit(Permission::ServeHall)?;
    let region = desk.region().to_owned();
    for of in store::office::of_region(desk.tx, &region)? {
        let counters = ticket::counters(desk.tx, of.id)?;
        let own = counters
            .into_iter()
            .find(|(_, c)| c.officer.as_ref().is_some_and(|(login, _)| *login == desk.caller.login));
        if let Some((_, counter)) = own {
            return Ok(Some((of.id, counter)));
        }
    }
    Ok(None)
}

/// Opens, pauses or closes a counter for the caller.
///
/// Refused: `hall.counter_taken`; `hall.counter_not_free` while somebody stands at it.
pub fn turn_counter(desk: &mut Desk, key: &Key, at: OfficeId, number: u32, state: CounterState) -> Result<Receipt, Error> {
    desk.permit(Permission::ServeHall)?;
    let mut hall = match desk.open(at, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    if let Some((office, sits)) = my_counter(desk)?
        && (office, sits.number) != (at, number)
    {
        return Err(Error::said(
            "hall.sits_elsewhere",
            vec![("counter", units::Fact::Count(i64::from(sits.number)))],
        ));
    }
    match state {
        CounterState::Open => crate::hall::still_serves(desk, at)?,
        CounterState::Paused | CounterState::Closed => {}
    }
    let (was, counter) = counter(desk, at, number)?;
    let (by, name) = (desk.caller.login, desk.caller.name.clone());
    let turned = counter.turned(state, by, &name).map_err(Error::refused)?;
    if state == CounterState::Closed && at_counter(&of_today(desk, at)?, number).is_some() {
        return Err(Error::refused(HallRefused::CounterNotFree));
    }
    ticket::put_counter(desk.tx, &mut hall, at, Some(was), &turned)?;
    let body = Body::new().with("counter", i64::from(number)).with("state", state.code());
    desk.seal(hall, "counter_turned", key, body)
}

fn counter(desk: &mut Desk, at: OfficeId, number: u32) -> Result<(i64, Counter), Error> {
    let counters = ticket::counters(desk.tx, at)?;
    counters.into_iter().find(|(_, c)| c.number == number).ok_or(Error::NotFound)
}

fn at_counter(tickets: &[Ticket], number: u32) -> Option<&Ticket> {
    tickets.iter().find(|t| t.state.is_at_counter() && t.counter == Some(number))
}

/// Calls the next number to the caller's counter.
///
/// Refused: `hall.counter_not_free`, `hall.nobody_waits`.
pub fn call_next(desk: &mut Desk, key: &Key, at: OfficeId, number: u32) -> Result<Receipt, Error> {
    desk.permit(Permission::ServeHall)?;
    let mut hall = match desk.open(at, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let (_, counter) = counter(desk, at, number)?;
    let tickets = of_today(desk, at)?;
    let is_own = counter.officer.as_ref().is_some_and(|(login, _)| *login == desk.caller.login);
    if !is_own || counter.state != CounterState::Open || at_counter(&tickets, number).is_some() {
        return Err(Error::refused(HallRefused::CounterNotFree));
    }
    let next = line(&tickets, &counter.matters).first().map(|t| t.id);
    let next = next.ok_or(Error::refused(HallRefused::NobodyWaits))?;
    let (was, mut of) = ticket::load(desk.tx, next)?.ok_or(Error::NotFound)?;
    of.state = advance(of.state, Event::Call).map_err(Error::refused)?;
    (of.counter, of.calls, of.line_at) = (Some(number), of.calls + 1, desk.now);
    ticket::follow(desk.tx, &mut hall, was, &of)?;
    desk.seal(hall, "number_called", key, body(&of))
}

/// What an officer does with the number at the counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtCounter {
    /// Calls it again; the third call without an answer puts it back into the line.
    CallAgain,
    /// Puts it back into the line.
    Pass,
    /// Somebody stands there.
    Serve,
    /// It is dealt with.
    Finish,
}

impl AtCounter {
    /// The code in forms.
    pub fn from_code(code: &str) -> Option<AtCounter> {
        match code {
            "call_again" => Some(AtCounter::CallAgain),
            "pass" => Some(AtCounter::Pass),
            "serve" => Some(AtCounter::Serve),
            "finish" => Some(AtCounter::Finish),
            _other => None,
        }
    }
}

/// Does it with the number at the caller's counter.
pub fn at_the_counter(desk: &mut Desk, key: &Key, id: TicketId, what: AtCounter) -> Result<Receipt, Error> {
    desk.permit(Permission::ServeHall)?;
    let (was, mut of) = ticket::load(desk.tx, id)?.ok_or(Error::NotFound)?;
    let mut hall = match desk.open(of.office, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    own_number(desk, &of)?;
    let (event, kind) = match what {
        AtCounter::CallAgain if of.calls >= CALLS => (Event::Pass, "number_passed"),
        AtCounter::CallAgain => (Event::CallAgain, "number_called"),
        AtCounter::Pass => (Event::Pass, "number_passed"),
        AtCounter::Serve => (Event::Serve, "number_served"),
        AtCounter::Finish => (Event::Finish, "number_finished"),
    };
    of.state = advance(of.state, event).map_err(Error::refused)?;
    settle(&mut of, event, desk.now);
    ticket::follow(desk.tx, &mut hall, was, &of)?;
    desk.seal(hall, kind, key, body(&of))
}

fn settle(of: &mut Ticket, event: Event, now: i64) {
    match event {
        Event::Call | Event::CallAgain => (of.calls, of.line_at) = (of.calls + 1, now),
        Event::Pass => (of.counter, of.calls, of.line_at) = (None, 0, now),
        Event::Serve => of.served_at = Some(now),
        Event::Finish | Event::Leave => of.ended_at = Some(now),
    }
}

/// Only the officer who called a number acts on it.
fn own_number(desk: &mut Desk, of: &Ticket) -> Result<(), Error> {
    let number = of.counter.ok_or(Error::refused(HallRefused::CounterNotFree))?;
    let (_, at) = counter(desk, of.office, number)?;
    match at.officer {
        Some((login, _)) if login == desk.caller.login => Ok(()),
        Some((_, officer)) => Err(Error::refused(HallRefused::CounterTaken { officer })),
        None => Err(Error::refused(HallRefused::CounterNotFree)),
    }
}

/// Sends the number at the caller's counter on to the cashier: it is dealt with here and stands there in the line, before who did not
/// come from a counter. Answers the new ticket.
pub fn send_on(desk: &mut Desk, key: &Key, id: TicketId, employer: EmployerId, errand: Errand) -> Result<TicketId, Error> {
    desk.permit(Permission::ServeHall)?;
    let (was, mut of) = ticket::load(desk.tx, id)?.ok_or(Error::NotFound)?;
    let mut hall = match desk.open(of.office, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => {
            let said: serde_json::Value = serde_json::from_str(&receipt.body).unwrap_or_default();
            let to = said["ticket"].as_str().and_then(|code| TicketId::from_code(code).ok());
            return to.ok_or(Error::NotFound);
        }
    };
    own_number(desk, &of)?;
    of.state = advance(of.state, Event::Finish).map_err(Error::refused)?;
    settle(&mut of, Event::Finish, desk.now);
    ticket::follow(desk.tx, &mut hall, was, &of)?;
    let letter = desk.book().hall().of(Matter::Cashier).and_then(|rules| rules.letter);
    let letter = letter.ok_or(Error::NotFound)?;
    let count = appointment::next_count(desk.tx, of.office, desk.today, letter)?;
    let on = Ticket {
        employer: Some(employer),
        errand: Some(errand),
        booked: true,
        came_at: of.came_at,
        ..fresh(desk, of.office, Matter::Cashier, Number { letter, count })
    };
    ticket::open(desk.tx, &mut hall, &on)?;
    desk.seal(hall, "sent_to_cashier", key, body(&on).with("from", of.number.to_string()))?;
    Ok(on.id)
}

/// Ends the line of a day that is over, and the counters at which somebody still sits.
pub(crate) fn end_line(desk: &mut Desk, hall: &mut Act, tickets: Vec<(i64, Ticket)>, busy: Vec<(i64, Counter)>) -> Result<u64, Error> {
    let mut ended = 0;
    for (was, mut of) in tickets {
        let event = if of.state == State::Served { Event::Finish } else { Event::Leave };
        of.state = advance(of.state, event).map_err(Error::refused)?;
        of.ended_at = Some(desk.now);
        ticket::follow(desk.tx, hall, was, &of)?;
        ended += 1;
    }
    for (was, counter) in busy {
        let closed = Counter {
            state: CounterState::Closed,
            officer: None,
            ..counter
        };
        let at = OfficeId(hall.subject);
        ticket::put_counter(desk.tx, hall, at, Some(was), &closed)?;
        ended += 1;
    }
    Ok(ended)
}
