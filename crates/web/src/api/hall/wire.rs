//! How the hall stands on the wire.

use domain::hall::office::{Office, Slot};
use procedures::book_visit::Booked;
use procedures::hall::Place;
use procedures::visit::Visit;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::wire::{AcceptedJson, AppointmentCode, Day, EmployerCode, OfficeCode, TicketCode, Yuan};

/// Offices.
#[derive(Serialize, ToSchema)]
pub(super) struct OfficesJson {
    /// Each of them, the centre first.
    pub(super) items: Vec<OfficeJson>,
}

/// An office.
#[derive(Serialize, ToSchema)]
pub(super) struct OfficeJson {
    /// Its code.
    pub(super) id: OfficeCode,
    /// `centre` or `sub_centre`.
    pub(super) kind: &'static str,
    /// Its name in Chinese.
    pub(super) name: String,
    /// Its name in English.
    pub(super) name_en: String,
    /// Where it is.
    pub(super) address: String,
    /// Until when its cashiers take money, `16:45`.
    pub(super) cash_until: String,
}

impl From<&Office> for OfficeJson {
    fn from(of: &Office) -> OfficeJson {
        OfficeJson {
            id: OfficeCode(of.id),
            kind: of.kind.code(),
            name: of.name[0].clone(),
            name_en: of.name[1].clone(),
            address: of.address[0].clone(),
            cash_until: of.cash_until.to_string(),
        }
    }
}

/// Slots.
#[derive(Serialize, ToSchema)]
pub(super) struct SlotsJson {
    /// Each of them, in the order of time.
    pub(super) items: Vec<SlotJson>,
}

/// A slot.
#[derive(Serialize, ToSchema)]
pub(super) struct SlotJson {
    /// The day.
    pub(super) day: Day,
    /// When it begins, `09:00`.
    pub(super) starts: String,
    /// When it ends.
    pub(super) ends: String,
    /// How many can still book.
    pub(super) left: u32,
    /// Why it is closed.
    pub(super) closed: Option<String>,
}

impl From<&Slot> for SlotJson {
    fn from(of: &Slot) -> SlotJson {
        SlotJson {
            day: Day(of.key.day),
            starts: of.key.starts.to_string(),
            ends: of.ends.to_string(),
            left: of.left(),
            closed: of.closed.clone(),
        }
    }
}

/// What hangs in a hall.
#[derive(Serialize, ToSchema)]
pub(super) struct DisplayJson {
    /// Its counters.
    pub(super) counters: Vec<CounterJson>,
    /// Its lines.
    pub(super) lines: Vec<HallLineJson>,
}

/// A counter.
#[derive(Serialize, ToSchema)]
pub(super) struct CounterJson {
    /// Its number.
    pub(super) counter: u32,
    /// `open`, `paused` or `closed`.
    pub(super) state: &'static str,
    /// The number that stands there.
    pub(super) number: Option<String>,
    /// It was called and has not come yet.
    pub(super) calling: bool,
}

/// The line of a matter.
#[derive(Serialize, ToSchema)]
pub(super) struct HallLineJson {
    /// The code of the matter.
    pub(super) matter: &'static str,
    /// How many wait.
    pub(super) waiting: usize,
    /// The next numbers.
    pub(super) next: Vec<String>,
    /// Minutes that a newcomer waits; nothing where today does not say.
    pub(super) minutes: Option<u32>,
}

/// A place in the line.
#[derive(Serialize, ToSchema)]
pub(super) struct TicketJson {
    /// Its code.
    pub(super) id: TicketCode,
    /// The number that is called.
    pub(super) number: String,
    /// The code of the matter.
    pub(super) matter: &'static str,
    /// `waiting`, `called`, `served`, `done` or `left`.
    pub(super) state: &'static str,
    /// How many stand before it.
    pub(super) ahead: usize,
    /// Minutes that takes; nothing where today does not say.
    pub(super) minutes: Option<u32>,
    /// The counter to go to.
    pub(super) counter: Option<u32>,
}

impl From<&Place> for TicketJson {
    fn from(of: &Place) -> TicketJson {
        TicketJson {
            id: TicketCode(of.ticket.id),
            number: of.ticket.number.to_string(),
            matter: of.ticket.matter.code(),
            state: of.ticket.state.code(),
            ahead: of.ahead,
            minutes: of.minutes,
            counter: of.ticket.counter,
        }
    }
}

/// What an employer could come for.
#[derive(Serialize, ToSchema)]
pub(super) struct VisitsJson {
    /// Each; open cases first.
    pub(super) items: Vec<VisitJson>,
}

/// Something that a visit could be for.
#[derive(Serialize, ToSchema)]
pub(super) struct VisitJson {
    /// The code of the matter.
    pub(super) matter: &'static str,
    /// What it is for: `matter`, or the code of a case or bill.
    #[serde(rename = "for")]
    pub(super) errand: String,
    /// `online`, `goes_on`, `mend`, `hand_in`, `walk_in` or `presence`; only `presence` can be booked.
    pub(super) need: &'static str,
    /// Keys of the papers to bring.
    pub(super) papers: Vec<String>,
    /// What is to be paid today.
    pub(super) due: Option<Yuan>,
}

impl From<&Visit> for VisitJson {
    fn from(of: &Visit) -> VisitJson {
        VisitJson {
            matter: of.matter.code(),
            errand: of.errand.code(),
            need: of.need.code(),
            papers: of.papers.clone(),
            due: of.due.map(Yuan),
        }
    }
}

/// Booked visits.
#[derive(Serialize, ToSchema)]
pub(super) struct AppointmentsJson {
    /// Each, in the order of time.
    pub(super) items: Vec<AppointmentJson>,
}

/// A booked visit.
#[derive(Serialize, ToSchema)]
pub(super) struct AppointmentJson {
    /// Its code.
    pub(super) id: AppointmentCode,
    /// At which office.
    pub(super) office: OfficeCode,
    /// The day.
    pub(super) day: Day,
    /// When its slot begins.
    pub(super) starts: String,
    /// The code of the matter.
    pub(super) matter: &'static str,
    /// `confirmed`, `waiting`, `arrived`, `cancelled`, `missed`, `displaced` or `lapsed`.
    pub(super) state: &'static str,
    /// The number in the hall; nothing while a place is waited for.
    pub(super) number: Option<String>,
    /// How many wait before it.
    pub(super) before: usize,
}

impl From<&Booked> for AppointmentJson {
    fn from(told: &Booked) -> AppointmentJson {
        let of = &told.appointment;
        AppointmentJson {
            id: AppointmentCode(of.id),
            office: OfficeCode(of.office),
            day: Day(of.slot.day),
            starts: of.slot.starts.to_string(),
            matter: of.slot.matter.code(),
            state: of.state.code(),
            number: of.number.map(|number| number.to_string()),
            before: told.before,
        }
    }
}

/// An appointment with its receipt.
#[derive(Serialize, ToSchema)]
pub(super) struct BookedJson {
    /// The receipt.
    pub(super) accepted: AcceptedJson,
    /// The appointment as it stands.
    pub(super) appointment: AppointmentJson,
}

/// A visit to be booked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AppointmentAsk {
    /// At which office.
    pub(super) office: OfficeCode,
    /// The day.
    pub(super) day: Day,
    /// When the slot begins, `09:00`.
    pub(super) starts: String,
    /// The code of the matter, where `for` names no case.
    #[serde(default)]
    pub(super) matter: Option<String>,
    /// What it is for, as the list of visits says; the matter as such without it.
    #[serde(default, rename = "for")]
    pub(super) errand: Option<String>,
    /// Other employers on the same visit.
    #[serde(default)]
    pub(super) others: Vec<EmployerCode>,
    /// Who comes; without it whoever books.
    #[serde(default)]
    pub(super) visitor: Option<String>,
    /// A place on the waiting list of a full slot.
    #[serde(default)]
    pub(super) waits: bool,
}

/// Another slot.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MoveAsk {
    /// The day.
    pub(super) day: Day,
    /// When it begins, `09:00`.
    pub(super) starts: String,
}

/// A number to be taken.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TicketAsk {
    /// The code of the matter.
    pub(super) matter: String,
    /// For whom.
    #[serde(default)]
    pub(super) employer: Option<EmployerCode>,
}

/// Nothing else is asked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct NothingAsk {}
