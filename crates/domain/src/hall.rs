//! The hall (办事大厅): offices with their hours, booked visits, the line, counters, tills, and what is paid there.
//!
//! Which matters need a visit is pack data; where and when people can come is the agency's own setting.

pub mod appointment;
pub mod office;
pub mod payable;
pub mod ticket;
pub mod till;

pub use policy::{HallRules, Matter, MatterRules, Visit};

use units::{Date, Fact, Statement};

use office::Moment;

/// Why the hall says no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HallRefused {
    /// Nobody comes for this: it is done online.
    NoVisitNeeded {
        /// Which matter.
        matter: Matter,
    },
    /// The office does not serve the matter then: a day off, a closure, no such hour, too far ahead.
    NoSuchSlot {
        /// The day asked for.
        day: Date,
    },
    /// Everything is taken. The nearest free slot of the office is named where there is one.
    SlotFull {
        /// The day asked for.
        day: Date,
        /// Day and beginning of the nearest free slot, and how much of it is left.
        nearest: Option<(Date, Moment, u32)>,
    },
    /// There is a place: a waiting list is for full slots.
    NotFull,
    /// The employer comes on that day already.
    OneADay {
        /// Which employer.
        name: String,
        /// The day.
        day: Date,
        /// So many a day are allowed.
        most: u32,
    },
    /// More employers than one visit is for.
    TooManyEmployers {
        /// At most so many.
        most: u32,
    },
    /// What was done does not follow from where the thing stands.
    NotNow {
        /// The key of the state's name.
        state: String,
    },
    /// Fewer places than are booked already on some day.
    CapacityBelowBooked {
        /// That day.
        day: Date,
        /// So many are booked.
        booked: u32,
    },
    /// A time of day that ends before it begins, or no time of day.
    NoSuchHours,
    /// Nobody waits for what this counter does.
    NobodyWaits,
    /// The counter is not open, or somebody stands at it.
    CounterNotFree,
    /// Another officer sits at this counter.
    CounterTaken {
        /// Who.
        officer: String,
    },
}

impl Statement for HallRefused {
    fn code(&self) -> &'static str {
        match self {
            HallRefused::NoVisitNeeded { .. } => "hall.no_visit_needed",
            HallRefused::NoSuchSlot { .. } => "hall.no_such_slot",
            HallRefused::SlotFull { nearest: Some(_), .. } => "hall.slot_full",
            HallRefused::SlotFull { nearest: None, .. } => "hall.all_full",
            HallRefused::NotFull => "hall.not_full",
            HallRefused::OneADay { .. } => "hall.one_a_day",
            HallRefused::TooManyEmployers { .. } => "hall.too_many_employers",
            HallRefused::NotNow { .. } => "hall.not_now",
            HallRefused::CapacityBelowBooked { .. } => "hall.capacity_below_booked",
            HallRefused::NoSuchHours => "hall.no_such_hours",
            HallRefused::NobodyWaits => "hall.nobody_waits",
            HallRefused::CounterNotFree => "hall.counter_not_free",
            HallRefused::CounterTaken { .. } => "hall.counter_taken",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        let count = |n: &u32| Fact::Count(i64::from(*n));
        match self {
            HallRefused::NoVisitNeeded { matter } => vec![("matter", Fact::Word(format!("hall.matter.{}", matter.code())))],
            HallRefused::NoSuchSlot { day } | HallRefused::SlotFull { day, nearest: None } => vec![("day", Fact::Day(*day))],
            HallRefused::SlotFull {
                day,
                nearest: Some((next, starts, left)),
            } => vec![
                ("day", Fact::Day(*day)),
                ("next", Fact::Day(*next)),
                ("starts", Fact::Text(starts.to_string())),
                ("left", count(left)),
            ],
            HallRefused::OneADay { name, day, most } => {
                vec![("name", Fact::Text(name.clone())), ("day", Fact::Day(*day)), ("most", count(most))]
            }
            HallRefused::TooManyEmployers { most } => vec![("most", count(most))],
            HallRefused::NotNow { state } => vec![("state", Fact::Word(state.clone()))],
            HallRefused::CapacityBelowBooked { day, booked } => vec![("day", Fact::Day(*day)), ("booked", count(booked))],
            HallRefused::CounterTaken { officer } => vec![("officer", Fact::Text(officer.clone()))],
            HallRefused::NotFull | HallRefused::NoSuchHours | HallRefused::NobodyWaits | HallRefused::CounterNotFree => Vec::new(),
        }
    }
}
