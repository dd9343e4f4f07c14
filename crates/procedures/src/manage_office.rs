//! The agency's own settings of the hall: offices, hours with capacity, counters.

use std::collections::BTreeMap;

use domain::hall::office::{Moment, Office, OfficeKind, Session, SlotKey};
use domain::hall::ticket::{Counter, CounterState};
use domain::hall::{HallRefused, Matter};
use domain::ids::OfficeId;
use store::event::{Act, Body, SubjectKind, create_subject};
use store::{appointment, office, ticket};

use crate::{Desk, Error, Key, Opening, Permission, Receipt};

/// An office as an officer enters it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeAsk {
    /// Its name in Chinese and English.
    pub name: [String; 2],
    /// Where it is, in Chinese and English.
    pub address: [String; 2],
    /// What it is.
    pub kind: OfficeKind,
    /// Until when its cashiers take money.
    pub cash_until: Moment,
    /// So many working days ahead can be booked.
    pub days_ahead: u32,
}

impl OfficeAsk {
    fn office(&self, id: OfficeId) -> Office {
        Office {
            id,
            name: self.name.clone(),
            address: self.address.clone(),
            kind: self.kind,
            cash_until: self.cash_until,
            days_ahead: self.days_ahead,
        }
    }
}

/// Opens an office.
pub fn open_office(desk: &mut Desk, key: &Key, ask: &OfficeAsk) -> Result<OfficeId, Error> {
    desk.permit(Permission::ManageHall)?;
    let region = desk.region().to_owned();
    let agency = desk.region_subject()?;
    let act = match desk.open(agency, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return opened_before(&receipt),
    };
    let id = OfficeId(desk.id());
    create_subject(desk.tx, id.0, SubjectKind::Office, &region)?;
    let mut hall = desk.begin(id)?;
    hall.insert(desk.tx, &office::OFFICE, &office::row(&ask.office(id), &region, hall.n))?;
    let body = Body::new().with("office", id.code()).with("name", ask.name[0].as_str());
    desk.seal(hall, "office_opened", &Key::new("opened", b""), body.clone())?;
    desk.seal(act, "office_opened", key, body)?;
    Ok(id)
}

fn opened_before(receipt: &Receipt) -> Result<OfficeId, Error> {
    let said: serde_json::Value = serde_json::from_str(&receipt.body).unwrap_or_default();
    let id = said["office"].as_str().and_then(|code| OfficeId::from_code(code).ok());
    id.ok_or(Error::NotFound)
}

/// Changes name, place and limits of an office.
pub fn change_office(desk: &mut Desk, key: &Key, id: OfficeId, ask: &OfficeAsk) -> Result<Receipt, Error> {
    desk.permit(Permission::ManageHall)?;
    let mut hall = match desk.open(id, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let region = desk.region().to_owned();
    let (was, _) = office::load(desk.tx, id)?.ok_or(Error::NotFound)?;
    hall.supersede(desk.tx, &office::OFFICE, &[id.0.into(), was.into()])?;
    hall.insert(desk.tx, &office::OFFICE, &office::row(&ask.office(id), &region, hall.n))?;
    desk.seal(hall, "office_changed", key, Body::new().with("name", ask.name[0].as_str()))
}

/// Sets the hours of one matter at an office, all of them; none: it is no longer served.
///
/// Refused: `hall.capacity_below_booked`: a slot would have fewer places than are booked.
pub fn set_hours(desk: &mut Desk, key: &Key, id: OfficeId, matter: Matter, hours: &[Session]) -> Result<Receipt, Error> {
    desk.permit(Permission::ManageHall)?;
    let mut hall = match desk.open(id, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    office::load(desk.tx, id)?.ok_or(Error::NotFound)?;
    let taken = appointment::taken(desk.tx, id, desk.today)?;
    enough(&taken, matter, hours).map_err(Error::refused)?;
    write_hours(desk, &mut hall, id, matter, hours)?;
    let body = Body::new().with("matter", matter.code()).with("sessions", hours.len() as i64);
    desk.seal(hall, "hours_set", key, body)
}

fn enough(taken: &BTreeMap<SlotKey, u32>, matter: Matter, hours: &[Session]) -> Result<(), HallRefused> {
    for (slot, booked) in taken.iter().filter(|(slot, _)| slot.matter == matter) {
        let capacity = hours.iter().find(|s| s.starts == slot.starts).map_or(0, |s| s.capacity);
        if capacity < *booked {
            return Err(HallRefused::CapacityBelowBooked {
                day: slot.day,
                booked: *booked,
            });
        }
    }
    Ok(())
}

fn write_hours(desk: &mut Desk, hall: &mut Act, id: OfficeId, matter: Matter, hours: &[Session]) -> Result<(), Error> {
    for (was, old) in office::sessions(desk.tx, id)?.into_iter().filter(|(_, s)| s.matter == matter) {
        let key = [id.0.into(), matter.code().into(), old.starts.to_string().into(), was.into()];
        hall.supersede(desk.tx, &office::SESSION, &key)?;
    }
    for session in hours {
        hall.insert(desk.tx, &office::SESSION, &office::session_row(id, session, hall.n))?;
    }
    Ok(())
}

/// Sets what is done at a counter; a new number is a new counter.
///
/// Refused: `hall.counter_taken`: somebody sits there.
pub fn set_counter(desk: &mut Desk, key: &Key, id: OfficeId, number: u32, matters: &[Matter]) -> Result<Receipt, Error> {
    desk.permit(Permission::ManageHall)?;
    let mut hall = match desk.open(id, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let known = ticket::counters(desk.tx, id)?;
    let old = known.into_iter().find(|(_, c)| c.number == number);
    if let Some((_, name)) = old.as_ref().and_then(|(_, c)| c.officer.clone()) {
        return Err(Error::refused(HallRefused::CounterTaken { officer: name }));
    }
    let counter = Counter {
        number,
        matters: matters.to_vec(),
        state: CounterState::Closed,
        officer: None,
    };
    ticket::put_counter(desk.tx, &mut hall, id, old.map(|(was, _)| was), &counter)?;
    desk.seal(hall, "counter_set", key, Body::new().with("counter", i64::from(number)))
}
