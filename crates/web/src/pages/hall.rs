//! The hall: appointment a visit, the display, tickets, counters, the cashier, the agency's settings.

mod acceptance;
mod cashier;
mod choose;
pub(crate) mod counter;
mod day;
mod display;
mod end;
mod office;
mod one;
mod settings;
mod slots;
mod taken;
mod till;

use domain::hall::Matter;
use domain::hall::appointment::{Errand, State};
use domain::hall::office::{Half, Moment, Office, SlotKey, half};
use domain::ids::{AppointmentId, EmployerId, OfficeId, TicketId};
use maud::Markup;
use units::Fact;
use words::Lang;

use crate::Asked;
use crate::error::Failure;
use crate::look::{OneOf, Tone, status};
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    [
        acceptance::routes(),
        cashier::routes(),
        choose::routes(),
        counter::routes(),
        display::routes(),
        end::routes(),
        office::routes(),
        one::routes(),
        settings::routes(),
        slots::routes(),
        taken::routes(),
        till::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The name of an office in the reader's language.
pub(crate) fn name_of(lang: Lang, office: &Office) -> &str {
    match lang {
        Lang::Zh => &office.name[0],
        Lang::En => &office.name[1],
    }
}

fn address_of(lang: Lang, office: &Office) -> &str {
    match lang {
        Lang::Zh => &office.address[0],
        Lang::En => &office.address[1],
    }
}

/// The name of a matter.
fn matter_name(asked: &Asked, matter: Matter) -> String {
    asked.say(&format!("hall.matter.{}", matter.code()), &[])
}

/// The matters that a number is drawn for, to choose from.
fn matters_served(asked: &Asked) -> Vec<OneOf> {
    let served = asked.portal.agency().book().hall().matters.iter().filter(|m| m.letter.is_some());
    served.map(|m| OneOf::new(m.matter.code(), matter_name(asked, m.matter))).collect()
}

/// `2026年9月16日（周三）上午`, or with the clock where the slot is short.
pub(crate) fn when(asked: &Asked, slot: &SlotKey, ends: Option<Moment>) -> String {
    let until = ends.map(|ends| ends.to_string()).unwrap_or_default();
    let facts = [
        ("day", Fact::Day(slot.day)),
        ("starts", Fact::Text(slot.starts.to_string())),
        ("ends", Fact::Text(until)),
    ];
    let key = match ends.and_then(|ends| half(slot.starts, ends)) {
        Some(Half::Morning) => "hall.when.morning",
        Some(Half::Afternoon) => "hall.when.afternoon",
        None => "hall.when.clock",
    };
    asked.say(key, &facts)
}

/// An appointment's state in one word.
pub(crate) fn state_word(asked: &Asked, state: State) -> Markup {
    let tone = match state {
        State::Confirmed | State::Arrived => Tone::Good,
        State::Waiting => Tone::Time,
        State::Displaced | State::Missed => Tone::Bad,
        State::Cancelled | State::Lapsed => Tone::Quiet,
    };
    status(tone, &asked.say(&format!("hall.appointment.{}", state.code()), &[]))
}

/// The page of the case or bill that somebody comes for, where there is one.
fn page_of(of: EmployerId, errand: Errand) -> Option<String> {
    match errand {
        Errand::Matter => None,
        Errand::Reduction(case) => Some(format!("/cases/{}/{}", of.code(), case.code())),
        Errand::BackPayment(case) => Some(crate::pages::back_payments::address(of, case)),
        Errand::Bill(key) => Some(crate::pages::debits::address(of, key)),
    }
}

pub(crate) fn appointment_at(id: AppointmentId) -> String {
    format!("/appointments/{}", id.code())
}

fn ticket_at(id: TicketId) -> String {
    format!("/tickets/{}", id.code())
}

fn office_of(part: &str) -> Result<OfficeId, Failure> {
    OfficeId::from_code(part).map_err(|_| Failure::NoSuchPage)
}

fn appointment_of(part: &str) -> Result<AppointmentId, Failure> {
    AppointmentId::from_code(part).map_err(|_| Failure::NoSuchPage)
}

fn ticket_of(part: &str) -> Result<TicketId, Failure> {
    TicketId::from_code(part).map_err(|_| Failure::NoSuchPage)
}

/// The first employer that the caller is a clerk or an agent of.
fn first_employer(asked: &Asked) -> Option<EmployerId> {
    asked.caller.employers().map(|(of, _)| of).next()
}
