//! A booked visit: who gets which slot, and what becomes of it.

use policy::{HallRules, Visit};
use units::Date;

use super::HallRefused;
use super::office::{Slot, SlotKey};
use crate::bill::BillKind;
use crate::collection::ClaimKey;
use crate::ids::{AppointmentId, CaseId, EmployerId, LoginId, OfficeId};

/// What a visit is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errand {
    /// The matter as such.
    Matter,
    /// A staff reduction that is a matter for the counter.
    Reduction(CaseId),
    /// A part of a back payment.
    BackPayment(CaseId),
    /// A bill.
    Bill(ClaimKey),
}

impl Errand {
    /// As stored and in addresses: `matter`, `reduction-<case>`, `back_payment-<case>`, `bill-2026-08-regular`.
    pub fn code(&self) -> String {
        match self {
            Errand::Matter => "matter".to_owned(),
            Errand::Reduction(case) => format!("reduction-{}", case.code()),
            Errand::BackPayment(case) => format!("back_payment-{}", case.code()),
            Errand::Bill(key) => format!("bill-{}-{}", key.month, key.kind.slug()),
        }
    }

    /// Reads the code.
    pub fn from_code(code: &str) -> Option<Errand> {
        let (what, rest) = code.split_once('-').unwrap_or((code, ""));
        match what {
            "matter" if rest.is_empty() => Some(Errand::Matter),
            "reduction" => CaseId::from_code(rest).ok().map(Errand::Reduction),
            "back_payment" => CaseId::from_code(rest).ok().map(Errand::BackPayment),
            "bill" => {
                let (month, kind) = (rest.get(..7)?, rest.get(8..)?);
                Some(Errand::Bill(ClaimKey {
                    month: units::Month::parse(month).ok()?,
                    kind: BillKind::from_slug(kind)?,
                }))
            }
            _other => None,
        }
    }
}

/// Where an appointment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It has a place and a number.
    Confirmed,
    /// It waits for a place in a full slot.
    Waiting,
    /// Its people came and stand in the line.
    Arrived,
    /// Taken back by whoever booked.
    Cancelled,
    /// Nobody came.
    Missed,
    /// The office was closed and had no other place.
    Displaced,
    /// The day came and no place had become free.
    Lapsed,
}

impl State {
    /// All of them, in the order in which they are passed.
    pub const ALL: [State; 7] = [
        State::Confirmed,
        State::Waiting,
        State::Arrived,
        State::Cancelled,
        State::Missed,
        State::Displaced,
        State::Lapsed,
    ];

    /// As stored.
    pub fn code(self) -> &'static str {
        match self {
            State::Confirmed => "confirmed",
            State::Waiting => "waiting",
            State::Arrived => "arrived",
            State::Cancelled => "cancelled",
            State::Missed => "missed",
            State::Displaced => "displaced",
            State::Lapsed => "lapsed",
        }
    }

    /// Reads what is stored.
    pub fn from_code(code: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether it takes a place of its slot.
    pub fn holds_a_place(self) -> bool {
        match self {
            State::Confirmed | State::Arrived => true,
            State::Waiting | State::Cancelled | State::Missed | State::Displaced | State::Lapsed => false,
        }
    }

    /// Whether its employer still counts on that day.
    pub fn is_live(self) -> bool {
        self.holds_a_place() || self == State::Waiting
    }
}

/// What moves an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A place became free for it.
    Fill,
    /// Whoever booked takes another slot.
    Move,
    /// The office is closed and gives it another slot.
    Displace,
    /// The office is closed and has no other slot.
    TurnAway,
    /// Whoever booked takes it back.
    Cancel,
    /// Its people came.
    CheckIn,
    /// Nobody came.
    Miss,
    /// The day is over.
    Lapse,
}

impl Event {
    /// All of them.
    pub const ALL: [Event; 8] = [
        Event::Fill,
        Event::Move,
        Event::Displace,
        Event::TurnAway,
        Event::Cancel,
        Event::CheckIn,
        Event::Miss,
        Event::Lapse,
    ];

    /// The code, in the table of transitions.
    pub fn code(self) -> &'static str {
        match self {
            Event::Fill => "fill",
            Event::Move => "move",
            Event::Displace => "displace",
            Event::TurnAway => "turn_away",
            Event::Cancel => "cancel",
            Event::CheckIn => "check_in",
            Event::Miss => "miss",
            Event::Lapse => "lapse",
        }
    }
}

/// The state after an event.
///
/// # Errors
/// [`HallRefused::NotNow`]
pub fn advance(state: State, event: Event) -> Result<State, HallRefused> {
    match (state, event) {
        (State::Waiting, Event::Fill) => Ok(State::Confirmed),
        (State::Confirmed, Event::Move | Event::Displace) => Ok(State::Confirmed),
        (State::Confirmed | State::Waiting, Event::TurnAway) => Ok(State::Displaced),
        (State::Confirmed | State::Waiting, Event::Cancel) => Ok(State::Cancelled),
        (State::Confirmed, Event::CheckIn) => Ok(State::Arrived),
        (State::Confirmed, Event::Miss) => Ok(State::Missed),
        (State::Waiting, Event::Lapse) => Ok(State::Lapsed),
        (
            State::Confirmed | State::Waiting | State::Arrived | State::Cancelled | State::Missed | State::Displaced | State::Lapsed,
            Event::Fill | Event::Move | Event::Displace | Event::TurnAway | Event::Cancel | Event::CheckIn | Event::Miss | Event::Lapse,
        ) => Err(HallRefused::NotNow {
            state: format!("hall.appointment.{}", state.code()),
        }),
    }
}

/// An appointment as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// At which office.
    pub office: OfficeId,
    /// Its identifier.
    pub id: AppointmentId,
    /// Its slot.
    pub slot: SlotKey,
    /// Where it stands.
    pub state: State,
    /// Its number in the hall; none while it waits for a place.
    pub number: Option<Number>,
    /// What it is for.
    pub errand: Errand,
    /// Whose visit it is; of a visit for several, the first.
    pub employer: EmployerId,
    /// Who comes.
    pub visitor: String,
    /// Who booked.
    pub by: LoginId,
    /// When, ms since 1970: the order of the waiting list.
    pub made_at: i64,
    /// What the agency changed about it, and why: shown until the visit.
    pub told: Option<Told>,
}

/// What the agency changed about an appointment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// A place became free.
    Filled,
    /// The office is closed.
    Closed {
        /// The slot it had.
        from: SlotKey,
        /// Why, word for word.
        ground: String,
    },
}

/// A number of the hall: a letter for the matter, then the count of that day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number {
    /// The matter's letter.
    pub letter: char,
    /// The count.
    pub count: u32,
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{:03}", self.letter, self.count)
    }
}

/// An ask for a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Which slot.
    pub slot: SlotKey,
    /// For how many employers.
    pub employers: usize,
    /// The first of them that comes on that day already.
    pub comes_already: Option<String>,
    /// A place on the waiting list is asked for.
    pub waits: bool,
}

/// Whether the slot is given.
///
/// # Errors
/// [`HallRefused`]: nobody comes for it, too many employers, one of them comes already, no such slot, everything is taken, or a waiting
/// list is asked for where there is a place.
pub fn decide(ask: &Ask, slots: &[Slot], rules: &HallRules) -> Result<State, HallRefused> {
    let matter = ask.slot.matter;
    let needs = rules.of(matter).map(|rules| rules.visit);
    if !matches!(needs, Some(Visit::Presence | Visit::ByCase)) {
        return Err(HallRefused::NoVisitNeeded { matter });
    }
    if ask.employers > rules.employers_a_visit as usize {
        return Err(HallRefused::TooManyEmployers {
            most: rules.employers_a_visit,
        });
    }
    if let Some(name) = &ask.comes_already {
        return Err(HallRefused::OneADay {
            name: name.clone(),
            day: ask.slot.day,
            most: rules.per_day,
        });
    }
    let slot = slots.iter().find(|s| s.key == ask.slot && s.closed.is_none());
    match slot.map(|slot| (slot.left() > 0, ask.waits)) {
        None => Err(HallRefused::NoSuchSlot { day: ask.slot.day }),
        Some((true, false)) => Ok(State::Confirmed),
        Some((false, true)) => Ok(State::Waiting),
        Some((true, true)) => Err(HallRefused::NotFull),
        Some((false, false)) => Err(HallRefused::SlotFull {
            day: ask.slot.day,
            nearest: nearest(slots, ask.slot.day),
        }),
    }
}

fn nearest(slots: &[Slot], day: Date) -> Option<(Date, super::office::Moment, u32)> {
    let free = |slot: &&Slot| slot.left() > 0;
    let after = slots.iter().filter(free).find(|s| s.key.day >= day);
    let found = after.or_else(|| slots.iter().rfind(free));
    found.map(|s| (s.key.day, s.key.starts, s.left()))
}

/// The slot that a closed office gives instead: the nearest later day with a place, at the same time of day where that is free.
pub fn refuge(slots: &[Slot], from: &SlotKey) -> Option<SlotKey> {
    let free: Vec<&Slot> = slots.iter().filter(|s| s.key > *from && s.left() > 0).collect();
    let day = free.first()?.key.day;
    let same = free.iter().find(|s| s.key.day == day && s.key.starts == from.starts);
    same.or_else(|| free.first()).map(|s| s.key)
}

/// The slot that an office which ends gives instead: the last day before with a place, at the same time of day where that is free. Never
/// today: whoever is told needs a night to hear of it.
pub fn last_refuge(slots: &[Slot], from: &SlotKey, today: Date) -> Option<SlotKey> {
    let free: Vec<&Slot> = slots
        .iter()
        .filter(|s| s.key < *from && s.key.day > today && s.left() > 0)
        .collect();
    let day = free.last()?.key.day;
    let same = free.iter().find(|s| s.key.day == day && s.key.starts == from.starts);
    same.or_else(|| free.last()).map(|s| s.key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hall::office::Moment;
    use policy::{Matter, Packs};
    use units::date;

    fn key(day: i8, starts: &str) -> SlotKey {
        SlotKey {
            day: date(2026, 9, day),
            starts: Moment::parse(starts).expect("a time of day"),
            matter: Matter::BackPayment,
        }
    }

    fn slot(day: i8, starts: &str, taken: u32) -> Slot {
        Slot {
            key: key(day, starts),
            ends: Moment::parse("17:00").expect("a time of day"),
            capacity: 2,
            taken,
            closed: None,
        }
    }

    /// Every edge there is; every other pair is refused.
    const EDGES: [(&str, &str, &str); 10] = [
        ("confirmed", "move", "confirmed"),
        ("confirmed", "displace", "confirmed"),
        ("confirmed", "turn_away", "displaced"),
        ("confirmed", "cancel", "cancelled"),
        ("confirmed", "check_in", "arrived"),
        ("confirmed", "miss", "missed"),
        ("waiting", "fill", "confirmed"),
        ("waiting", "turn_away", "displaced"),
        ("waiting", "cancel", "cancelled"),
        ("waiting", "lapse", "lapsed"),
    ];

    #[test]
    fn every_edge_is_walked_and_every_absent_one_refused() {
        for state in State::ALL {
            for event in Event::ALL {
                let edge = EDGES.iter().find(|(from, by, _)| (*from, *by) == (state.code(), event.code()));
                match (advance(state, event), edge) {
                    (Ok(after), Some((_, _, to))) => assert_eq!(after.code(), *to),
                    (Err(HallRefused::NotNow { .. }), None) => {}
                    (got, expected) => panic!("{} --{}--> {expected:?}: {got:?}", state.code(), event.code()),
                }
            }
        }
        let lines = EDGES.iter().map(|(from, by, to)| [*from, *by, *to]);
        crate::case::printed::agrees("appointment", &["from", "act", "to"], lines);
    }

    #[test]
    fn a_slot_is_given_once_and_the_nearest_free_one_is_named() {
        let rules = Packs::embedded().book("cn/example").expect("the pack").hall().clone();
        let slots = [slot(17, "09:00", 2), slot(17, "13:30", 1), slot(18, "09:00", 0)];
        let ask = |slot, waits| Ask {
            slot,
            employers: 1,
            comes_already: None,
            waits,
        };
        assert_eq!(decide(&ask(key(17, "13:30"), false), &slots, &rules), Ok(State::Confirmed));
        assert_eq!(decide(&ask(key(17, "09:00"), true), &slots, &rules), Ok(State::Waiting));
        assert_eq!(decide(&ask(key(17, "13:30"), true), &slots, &rules), Err(HallRefused::NotFull));
        let full = decide(&ask(key(17, "09:00"), false), &slots, &rules);
        let afternoon = Moment::parse("13:30").expect("a time of day");
        let nearest = Some((date(2026, 9, 17), afternoon, 1));
        let day = date(2026, 9, 17);
        assert_eq!(full, Err(HallRefused::SlotFull { day, nearest }));
        let gone = decide(&ask(key(19, "09:00"), false), &slots, &rules);
        assert_eq!(gone, Err(HallRefused::NoSuchSlot { day: date(2026, 9, 19) }));
    }

    #[test]
    fn what_needs_no_visit_gets_no_number_and_the_limits_hold() {
        let rules = Packs::embedded().book("cn/example").expect("the pack").hall().clone();
        let slots = [slot(17, "09:00", 0)];
        let ask = Ask {
            slot: key(17, "09:00"),
            employers: 6,
            comes_already: None,
            waits: false,
        };
        assert_eq!(decide(&ask, &slots, &rules), Err(HallRefused::TooManyEmployers { most: 5 }));
        let twice = Ask {
            employers: 5,
            comes_already: Some("甲".to_owned()),
            ..ask.clone()
        };
        assert!(matches!(decide(&twice, &slots, &rules), Err(HallRefused::OneADay { .. })));
        let mut online = ask;
        (online.employers, online.slot.matter) = (1, Matter::Increase);
        assert!(matches!(decide(&online, &slots, &rules), Err(HallRefused::NoVisitNeeded { .. })));
    }

    #[test]
    fn a_closed_office_gives_the_same_time_of_the_nearest_day_with_a_place() {
        let slots = [
            slot(17, "13:30", 0),
            slot(18, "09:00", 2),
            slot(18, "13:30", 2),
            slot(21, "09:00", 1),
            slot(21, "13:30", 0),
        ];
        assert_eq!(refuge(&slots, &key(17, "13:30")), Some(key(21, "13:30")));
        assert_eq!(refuge(&slots, &key(17, "09:00")), Some(key(17, "13:30")));
        assert_eq!(refuge(&slots, &key(21, "13:30")), None);
    }

    #[test]
    fn an_office_that_ends_gives_the_same_time_of_the_last_day_before_and_never_today() {
        let slots = [
            slot(16, "09:00", 0),
            slot(17, "09:00", 1),
            slot(17, "13:30", 0),
            slot(18, "09:00", 2),
            slot(18, "13:30", 2),
        ];
        let today = date(2026, 9, 16);
        assert_eq!(last_refuge(&slots, &key(21, "09:00"), today), Some(key(17, "09:00")));
        assert_eq!(last_refuge(&slots, &key(21, "10:00"), today), Some(key(17, "13:30")));
        assert_eq!(last_refuge(&slots, &key(21, "09:00"), date(2026, 9, 17)), None);
    }

    #[test]
    fn an_errand_is_read_back_from_its_code() {
        let month = units::Month::parse("2026-08").expect("a month");
        let bill = Errand::Bill(ClaimKey {
            month,
            kind: BillKind::Regular,
        });
        let (reduction, back_payment) = (Errand::Reduction(CaseId(987_654)), Errand::BackPayment(CaseId(987_654)));
        for errand in [Errand::Matter, reduction, back_payment, bill] {
            assert_eq!(Errand::from_code(&errand.code()), Some(errand), "{}", errand.code());
        }
        assert_eq!(Errand::from_code("bill-2026"), None);
        assert_eq!(Errand::from_code("stranger"), None);
    }
}
