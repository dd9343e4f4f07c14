//! Books a visit, moves it, takes it back. A place that becomes free goes to whoever waits for it, in the same act.

use std::collections::BTreeSet;

use domain::hall::appointment::{Appointment, Ask, Errand, Event, Number, State, Told, advance, decide};
use domain::hall::office::{Office, Slot, SlotKey, slots};
use domain::hall::{HallRefused, Matter};
use domain::ids::{AppointmentId, CaseId, EmployerId, OfficeId};
use store::event::{Act, Body};
use store::{appointment, employer, office, ticket};
use units::{Date, Fact};

use crate::hall::{office_plan, slots_of};
use crate::visit::{Need, visit};
use crate::{Desk, Error, Key, Opening, Permission, Receipt};

/// A visit as asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitAsk {
    /// At which office.
    pub office: OfficeId,
    /// Which slot.
    pub slot: SlotKey,
    /// For what.
    pub errand: Errand,
    /// For whom; the first is whose case it is.
    pub employers: Vec<EmployerId>,
    /// Who comes; without it whoever books.
    pub visitor: Option<String>,
    /// A place on the waiting list of a full slot.
    pub waits: bool,
}

/// An appointment with what its page needs.
#[derive(Clone, Debug)]
pub struct Booked {
    /// The appointment.
    pub appointment: Appointment,
    /// Where.
    pub office: Office,
    /// When its slot ends.
    pub ends: Option<domain::hall::office::Moment>,
    /// For whom, with their names.
    pub employers: Vec<(EmployerId, String)>,
    /// Its place in the line, once its people came.
    pub ticket: Option<domain::ids::TicketId>,
    /// How many wait before it, while it waits for a place.
    pub before: usize,
}

/// Books a visit: a number at once, or a place on the waiting list.
///
/// Refused: `hall.no_visit_needed` and the others of [`HallRefused`]; `hall.goes_on`, `hall.mend_first`, `hall.hand_in_first` where the case says so.
pub fn book_visit(desk: &mut Desk, key: &Key, ask: &VisitAsk) -> Result<(Receipt, AppointmentId), Error> {
    let mut employers = ask.employers.clone();
    let mut seen = BTreeSet::new();
    employers.retain(|of| seen.insert(*of));
    let lead = *employers.first().ok_or(Error::NotFound)?;
    for of in &employers {
        desk.permit_for(Permission::BookVisit, *of)?;
    }
    needed(desk, lead, ask)?;
    let act = match desk.open(lead, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return booked_before(receipt),
    };
    let mut hall = desk.begin(ask.office)?;
    let free = slots_of(desk, ask.office, ask.slot.matter)?;
    let decided = Ask {
        slot: ask.slot,
        employers: employers.len(),
        comes_already: comes_already(desk, &employers, ask.slot.day, None)?,
        waits: ask.waits,
    };
    let rules = desk.book().hall().clone();
    let state = decide(&decided, &free, &rules).map_err(Error::refused)?;
    let of = Appointment {
        office: ask.office,
        id: AppointmentId(desk.id()),
        slot: ask.slot,
        state,
        number: numbered(desk, ask.office, ask.slot, state)?,
        errand: ask.errand,
        employer: lead,
        visitor: ask.visitor.clone().unwrap_or_else(|| desk.caller.name.clone()),
        by: desk.caller.login,
        made_at: desk.now,
        told: None,
    };
    appointment::open(desk.tx, &mut hall, &of, &employers)?;
    let own = own_key(&of, "booked");
    desk.seal(hall, "visit_booked", &own, body(&of))?;
    for other in employers.iter().skip(1) {
        let act = desk.begin(*other)?;
        desk.seal(act, "visit_booked", &own, body(&of))?;
    }
    let receipt = desk.seal(act, "visit_booked", key, body(&of))?;
    Ok((receipt, of.id))
}

fn booked_before(receipt: Receipt) -> Result<(Receipt, AppointmentId), Error> {
    let said: serde_json::Value = serde_json::from_str(&receipt.body).unwrap_or_default();
    let id = said["appointment"].as_str().and_then(|code| AppointmentId::from_code(code).ok());
    id.map(|id| (receipt, id)).ok_or(Error::NotFound)
}

/// What an event says of an appointment.
pub(crate) fn body(of: &Appointment) -> Body {
    Body::new()
        .with("appointment", of.id.code())
        .with("office", of.office.code())
        .with("day", of.slot.day)
        .with("starts", of.slot.starts.to_string())
        .with("matter", of.slot.matter.code())
        .with("state", of.state.code())
        .with("number", of.number.map(|number| number.to_string()))
}

/// The key of an act that follows from another one.
pub(crate) fn own_key(of: &Appointment, what: &str) -> Key {
    Key::new(format!("appointment:{}:{what}", of.id), of.slot.day.to_string().as_bytes())
}

/// A visit is booked only for what needs one.
fn needed(desk: &mut Desk, lead: EmployerId, ask: &VisitAsk) -> Result<(), Error> {
    let of = visit(desk, lead, ask.slot.matter, ask.errand)?;
    let matter = ("matter", Fact::Word(format!("hall.matter.{}", of.matter.code())));
    match of.need {
        Need::Presence { .. } if of.matter == ask.slot.matter => Ok(()),
        Need::Presence { .. } | Need::Online(_) | Need::WalkIn(_) => Err(Error::refused(HallRefused::NoVisitNeeded { matter: of.matter })),
        Need::GoesOn(_) => Err(Error::said("hall.goes_on", vec![matter])),
        Need::Mend(_) => Err(Error::said("hall.mend_first", vec![matter])),
        Need::HandIn(_) => Err(Error::said("hall.hand_in_first", vec![matter])),
    }
}

fn comes_already(desk: &mut Desk, employers: &[EmployerId], day: Date, but: Option<AppointmentId>) -> Result<Option<String>, Error> {
    let most = i64::from(desk.book().hall().per_day);
    for of in employers {
        if appointment::live_on(desk.tx, *of, day, but)? >= most {
            let name = employer::load(desk.tx, *of)?.map(|known| known.name);
            return Ok(Some(name.unwrap_or_default()));
        }
    }
    Ok(None)
}

/// The next number of a slot's day, for an appointment that holds a place.
pub(crate) fn numbered(desk: &mut Desk, office: OfficeId, slot: SlotKey, state: State) -> Result<Option<Number>, Error> {
    let letter = desk.book().hall().of(slot.matter).and_then(|rules| rules.letter);
    let Some(letter) = letter.filter(|_| state.holds_a_place()) else {
        return Ok(None);
    };
    let count = appointment::next_count(desk.tx, office, slot.day, letter)?;
    Ok(Some(Number { letter, count }))
}

/// An appointment of one of the caller's employers, with the event of its row.
fn own(desk: &mut Desk, id: AppointmentId) -> Result<(i64, Appointment, Vec<EmployerId>), Error> {
    let (was, of) = appointment::load(desk.tx, id)?.ok_or(Error::NotFound)?;
    let employers = appointment::employers(desk.tx, id)?;
    let first = desk.permit_for(Permission::BookVisit, of.employer);
    let any = employers.iter().any(|e| desk.permit_for(Permission::BookVisit, *e).is_ok());
    if !any {
        first?;
    }
    Ok((was, of, employers))
}

/// Takes an appointment back; its place goes to whoever waits for it.
pub fn cancel_visit(desk: &mut Desk, key: &Key, id: AppointmentId) -> Result<Receipt, Error> {
    let (was, mut of, _) = own(desk, id)?;
    let act = match desk.open(of.employer, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let mut hall = desk.begin(of.office)?;
    let freed = of.state.holds_a_place().then_some(of.slot);
    of.state = advance(of.state, Event::Cancel).map_err(Error::refused)?;
    appointment::follow(desk.tx, &mut hall, was, &of)?;
    fill(desk, &mut hall, of.office, freed)?;
    desk.seal(hall, "visit_cancelled", &own_key(&of, &format!("cancelled:{was}")), body(&of))?;
    desk.seal(act, "visit_cancelled", key, body(&of))
}

/// Moves an appointment to another slot of its office; the old place goes to whoever waits for it.
pub fn move_visit(desk: &mut Desk, key: &Key, id: AppointmentId, to: SlotKey) -> Result<Receipt, Error> {
    let (was, mut of, employers) = own(desk, id)?;
    let act = match desk.open(of.employer, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let mut hall = desk.begin(of.office)?;
    let to = SlotKey {
        matter: of.slot.matter,
        ..to
    };
    let free = slots_of(desk, of.office, to.matter)?;
    let ask = Ask {
        slot: to,
        employers: employers.len(),
        comes_already: comes_already(desk, &employers, to.day, Some(of.id))?,
        waits: false,
    };
    let rules = desk.book().hall().clone();
    decide(&ask, &free, &rules).map_err(Error::refused)?;
    of.state = advance(of.state, Event::Move).map_err(Error::refused)?;
    let from = of.slot;
    place(desk, &mut hall, was, &mut of, to)?;
    fill(desk, &mut hall, of.office, Some(from))?;
    desk.seal(hall, "visit_moved", &own_key(&of, &format!("moved:{was}")), body(&of))?;
    desk.seal(act, "visit_moved", key, body(&of))
}

/// Gives an appointment its new slot and, on another day or for the first time, its number.
pub(crate) fn place(desk: &mut Desk, hall: &mut Act, was: i64, of: &mut Appointment, to: SlotKey) -> Result<(), Error> {
    if of.number.is_none() || of.slot.day != to.day {
        of.number = numbered(desk, of.office, to, of.state)?;
    }
    of.slot = to;
    Ok(appointment::follow(desk.tx, hall, was, of)?)
}

/// Gives the free places of a slot to those who wait for it, in their order; whoever comes that day already is passed over.
pub(crate) fn fill(desk: &mut Desk, hall: &mut Act, at: OfficeId, slot: Option<SlotKey>) -> Result<usize, Error> {
    let Some(slot) = slot.filter(|slot| slot.day >= desk.today) else {
        return Ok(0);
    };
    let plan = office_plan(desk, at)?;
    let taken = appointment::taken(desk.tx, at, slot.day)?;
    let all = slots(slot.matter, &plan.sessions, &plan.closures, &taken, &[slot.day]);
    let mut left = all.iter().find(|s| s.key == slot).map_or(0, Slot::left);
    let mut filled = 0;
    for (was, mut of) in appointment::of_day(desk.tx, at, slot.day)? {
        if left == 0 {
            break;
        }
        if of.slot != slot || of.state != State::Waiting {
            continue;
        }
        let employers = appointment::employers(desk.tx, of.id)?;
        if comes_already(desk, &employers, slot.day, Some(of.id))?.is_some() {
            continue;
        }
        of.state = advance(of.state, Event::Fill).map_err(Error::refused)?;
        of.told = Some(Told::Filled);
        place(desk, hall, was, &mut of, slot)?;
        tell(desk, &of, &employers, "visit_filled")?;
        (left, filled) = (left - 1, filled + 1);
    }
    Ok(filled)
}

/// Tells the employers of a visit what became of it: an act on each, which its receipts and its home page show.
pub(crate) fn tell(desk: &mut Desk, of: &Appointment, employers: &[EmployerId], kind: &str) -> Result<(), Error> {
    for employer in employers {
        let act = desk.begin(*employer)?;
        let key = own_key(of, &format!("{kind}:{}", act.n));
        desk.seal(act, kind, &key, body(of))?;
    }
    Ok(())
}

/// Whether the caller may see an appointment: its employers' clerks and agents, and whoever serves a hall.
fn may_see(desk: &Desk, employers: &[EmployerId]) -> Result<(), Error> {
    if desk.permit(Permission::ServeHall).is_ok() {
        return Ok(());
    }
    let any = employers.iter().any(|of| desk.permit_for(Permission::BookVisit, *of).is_ok());
    if any { Ok(()) } else { Err(Error::NotFound) }
}

/// One appointment.
pub fn appointment(desk: &mut Desk, id: AppointmentId) -> Result<Booked, Error> {
    let (_, of) = appointment::load(desk.tx, id)?.ok_or(Error::NotFound)?;
    let employers = appointment::employers(desk.tx, id)?;
    may_see(desk, &employers)?;
    told(desk, of, employers)
}

pub(crate) fn told(desk: &mut Desk, of: Appointment, mut employers: Vec<EmployerId>) -> Result<Booked, Error> {
    let (_, at) = office::load(desk.tx, of.office)?.ok_or(Error::NotFound)?;
    let sessions = office::sessions(desk.tx, of.office)?;
    let ends = sessions
        .iter()
        .find(|(_, s)| s.matter == of.slot.matter && s.starts == of.slot.starts)
        .map(|(_, s)| s.ends);
    employers.sort_by_key(|e| *e != of.employer);
    let mut named = Vec::with_capacity(employers.len());
    for id in employers {
        named.push((id, employer::load(desk.tx, id)?.map(|known| known.name).unwrap_or_default()));
    }
    let tickets = ticket::of_day(desk.tx, of.office, of.slot.day)?;
    let ticket = tickets.iter().find(|(_, t)| t.appointment == Some(of.id)).map(|(_, t)| t.id);
    let before = match of.state {
        State::Waiting => waiting_before(desk, &of)?,
        State::Confirmed | State::Arrived | State::Cancelled | State::Missed | State::Displaced | State::Lapsed => 0,
    };
    Ok(Booked {
        office: at,
        ends,
        employers: named,
        ticket,
        before,
        appointment: of,
    })
}

fn waiting_before(desk: &mut Desk, of: &Appointment) -> Result<usize, Error> {
    let day = appointment::of_day(desk.tx, of.office, of.slot.day)?;
    let waiting = day.iter().filter(|(_, b)| b.slot == of.slot && b.state == State::Waiting);
    Ok(waiting.take_while(|(_, b)| b.id != of.id).count())
}

/// The visits of an employer from today on, and what became of those of the last thirty days.
pub fn appointments_of(desk: &mut Desk, of: EmployerId) -> Result<Vec<Booked>, Error> {
    const DAYS_BACK: i64 = 30;
    desk.permit_for(Permission::ViewEmployer, of)?;
    let from = desk.today.saturating_sub(jiff::Span::new().days(DAYS_BACK));
    let mut list = Vec::new();
    for one in appointment::of_employer(desk.tx, of, from)? {
        let employers = appointment::employers(desk.tx, one.id)?;
        list.push(told(desk, one, employers)?);
    }
    Ok(list)
}

/// The visit that is booked for a part of a back payment, the next one.
pub fn visit_of_case(desk: &mut Desk, of: EmployerId, id: CaseId) -> Result<Option<Booked>, Error> {
    desk.permit_for(Permission::ViewBackPayments, of)?;
    let mut booked = appointment::of_employer(desk.tx, of, desk.today)?;
    booked.retain(|one| one.errand == Errand::BackPayment(id) && one.state.is_live());
    let next = booked.into_iter().min_by_key(|one| (one.slot.day, one.slot.starts));
    let Some(next) = next else { return Ok(None) };
    let employers = appointment::employers(desk.tx, next.id)?;
    told(desk, next, employers).map(Some)
}

/// The other employers that a caller could come for on the same visit.
pub fn other_employers(desk: &mut Desk, but: EmployerId) -> Result<Vec<(EmployerId, String)>, Error> {
    let mut others = Vec::new();
    let own: Vec<EmployerId> = desk.caller.employers().map(|(of, _)| of).filter(|of| *of != but).collect();
    for of in own {
        if let Some(known) = employer::load(desk.tx, of)? {
            others.push((of, known.name));
        }
    }
    Ok(others)
}

/// Which matter an appointment of an errand is for, where the errand says so.
pub fn matter_of(errand: Errand, asked: Option<Matter>) -> Option<Matter> {
    match errand {
        Errand::Matter => asked,
        Errand::Reduction(_) => Some(Matter::Reduction),
        Errand::BackPayment(_) => Some(Matter::BackPayment),
        Errand::Bill(_) => Some(Matter::Cashier),
    }
}
