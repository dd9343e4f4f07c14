//! The hall as everybody may see it: offices, slots, the display, a place in the line. No name of anybody is among it.

use domain::hall::Matter;
use domain::hall::appointment::Number;
use domain::hall::office::{Closure, End, Moment, Office, Session, Slot, bookable_days, slots};
use domain::hall::ticket::{Counter, CounterState, State, Ticket, ahead, line, wait_minutes};
use domain::ids::{OfficeId, TicketId};
use store::{appointment, office, ticket};
use units::Date;

use crate::{Desk, Error, Permission};

/// An office with its hours.
#[derive(Clone, Debug)]
pub struct OfficePlan {
    /// The office.
    pub office: Office,
    /// Its hours.
    pub sessions: Vec<Session>,
    /// Closures from today on.
    pub closures: Vec<Closure>,
    /// From when on it is closed for good, where that was decided.
    pub end: Option<End>,
}

impl OfficePlan {
    /// Whether it serves nobody any more.
    pub fn is_gone(&self, on: Date) -> bool {
        self.end.as_ref().is_some_and(|end| end.covers(on))
    }
}

/// The offices of the region that serve somebody today, the centre first.
pub fn offices(desk: &mut Desk) -> Result<Vec<Office>, Error> {
    let all = all_offices(desk)?;
    let today = desk.today;
    Ok(all
        .into_iter()
        .filter(|plan| !plan.is_gone(today))
        .map(|plan| plan.office)
        .collect())
}

/// All offices there ever were, the centre first.
pub fn all_offices(desk: &mut Desk) -> Result<Vec<OfficePlan>, Error> {
    desk.permit(Permission::Public)?;
    let region = desk.region().to_owned();
    let known = office::of_region(desk.tx, &region)?;
    known.into_iter().map(|of| office_plan(desk, of.id)).collect()
}

/// Refuses what needs an office that still serves: `hall.office_gone`.
pub(crate) fn still_serves(desk: &mut Desk, id: OfficeId) -> Result<(), Error> {
    match office::end(desk.tx, id)? {
        Some((_, end)) if end.covers(desk.today) => {
            let facts = vec![("day", units::Fact::Day(end.from)), ("ground", units::Fact::Text(end.ground))];
            Err(Error::said("hall.office_gone", facts))
        }
        Some(_) | None => Ok(()),
    }
}

/// An office with its hours and closures.
pub fn office_plan(desk: &mut Desk, id: OfficeId) -> Result<OfficePlan, Error> {
    desk.permit(Permission::Public)?;
    let (_, of) = office::load(desk.tx, id)?.ok_or(Error::NotFound)?;
    let sessions = office::sessions(desk.tx, id)?.into_iter().map(|(_, s)| s).collect();
    let closures = office::closures(desk.tx, id, desk.today)?.into_iter().map(|(_, c)| c).collect();
    let end = office::end(desk.tx, id)?.map(|(_, end)| end);
    Ok(OfficePlan {
        office: of,
        sessions,
        closures,
        end,
    })
}

/// The slots of a matter at an office, from today to the last day that can be booked.
pub fn slots_of(desk: &mut Desk, id: OfficeId, matter: Matter) -> Result<Vec<Slot>, Error> {
    let plan = office_plan(desk, id)?;
    let taken = appointment::taken(desk.tx, id, desk.today)?;
    let mut days = bookable_days(desk.book().calendar(), desk.today, plan.office.days_ahead);
    days.retain(|day| !plan.is_gone(*day));
    Ok(slots(matter, &plan.sessions, &plan.closures, &taken, &days))
}

/// A counter as the display shows it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its number.
    pub counter: u32,
    /// Where it stands.
    pub state: CounterState,
    /// What is done there.
    pub matters: Vec<Matter>,
    /// Whose number stands there, and whether it was called and has not come yet.
    pub now: Option<(Number, bool)>,
}

/// How a matter's line stands.
#[derive(Clone, Debug)]
pub struct Queue {
    /// The matter.
    pub matter: Matter,
    /// The next numbers.
    pub next: Vec<Number>,
    /// How many wait.
    pub waiting: usize,
    /// Minutes that a newcomer waits, where today says so.
    pub minutes: Option<u32>,
}

/// What hangs in the hall.
#[derive(Clone, Debug)]
pub struct Display {
    /// The office.
    pub office: Office,
    /// The day.
    pub day: Date,
    /// The time of day.
    pub at: Moment,
    /// Its counters, each in its place.
    pub counters: Vec<Shown>,
    /// Its lines.
    pub queues: Vec<Queue>,
    /// The number that was called last, and to which counter.
    pub called: Option<(Number, u32)>,
}

/// The next numbers that the display names.
const NEXT: usize = 3;

/// The display of a hall.
pub fn display(desk: &mut Desk, id: OfficeId) -> Result<Display, Error> {
    desk.permit(Permission::Public)?;
    let (_, of) = office::load(desk.tx, id)?.ok_or(Error::NotFound)?;
    let tickets = of_today(desk, id)?;
    let counters: Vec<Counter> = ticket::counters(desk.tx, id)?.into_iter().map(|(_, c)| c).collect();
    let last = tickets.iter().filter(|t| t.state == State::Called).max_by_key(|t| t.line_at);
    let rules = desk.book().hall().clone();
    let queues = rules
        .matters
        .iter()
        .filter(|m| m.letter.is_some() && counters.iter().any(|c| c.matters.contains(&m.matter)))
        .map(|m| queue(&tickets, &counters, m.matter))
        .collect();
    Ok(Display {
        day: desk.today,
        at: Moment::of_instant(desk.now),
        counters: counters.iter().map(|counter| shown(counter, &tickets)).collect(),
        queues,
        called: last.and_then(|t| Some((t.number, t.counter?))),
        office: of,
    })
}

pub(crate) fn of_today(desk: &mut Desk, id: OfficeId) -> Result<Vec<Ticket>, Error> {
    let tickets = ticket::of_day(desk.tx, id, desk.today)?;
    Ok(tickets.into_iter().map(|(_, ticket)| ticket).collect())
}

fn shown(counter: &Counter, tickets: &[Ticket]) -> Shown {
    let at = tickets
        .iter()
        .find(|t| t.state.is_at_counter() && t.counter == Some(counter.number));
    Shown {
        counter: counter.number,
        state: counter.state,
        matters: counter.matters.clone(),
        now: at.map(|t| (t.number, t.state == State::Called)),
    }
}

fn open_for(counters: &[Counter], matter: Matter) -> usize {
    counters
        .iter()
        .filter(|c| c.state == CounterState::Open && c.matters.contains(&matter))
        .count()
}

fn queue(tickets: &[Ticket], counters: &[Counter], matter: Matter) -> Queue {
    let waiting = line(tickets, &[matter]);
    Queue {
        matter,
        next: waiting.iter().take(NEXT).map(|t| t.number).collect(),
        waiting: waiting.len(),
        minutes: wait_minutes(tickets, matter, waiting.len(), open_for(counters, matter)),
    }
}

/// A place in the line.
#[derive(Clone, Debug)]
pub struct Place {
    /// The ticket.
    pub ticket: Ticket,
    /// Where.
    pub office: Office,
    /// How many stand before it.
    pub ahead: usize,
    /// How many minutes that takes, where today says so.
    pub minutes: Option<u32>,
    /// How many counters are open for it.
    pub open: usize,
    /// The number that goes on elsewhere, where it was sent on to the cashier.
    pub goes_on: Option<TicketId>,
}

/// A place in the line, for whoever has the ticket.
pub fn place(desk: &mut Desk, id: TicketId) -> Result<Place, Error> {
    desk.permit(Permission::Public)?;
    let (_, of) = ticket::load(desk.tx, id)?.ok_or(Error::NotFound)?;
    let (_, at) = office::load(desk.tx, of.office)?.ok_or(Error::NotFound)?;
    let tickets: Vec<Ticket> = ticket::of_day(desk.tx, of.office, of.day)?.into_iter().map(|(_, t)| t).collect();
    let counters: Vec<Counter> = ticket::counters(desk.tx, of.office)?.into_iter().map(|(_, c)| c).collect();
    let (ahead, open) = (ahead(&tickets, &of), open_for(&counters, of.matter));
    let goes_on = tickets
        .iter()
        .filter(|t| t.id > of.id && t.employer.is_some() && t.employer == of.employer && t.came_at == of.came_at)
        .map(|t| t.id)
        .next();
    Ok(Place {
        minutes: wait_minutes(&tickets, of.matter, ahead, open),
        office: at,
        ahead,
        open,
        goes_on,
        ticket: of,
    })
}
