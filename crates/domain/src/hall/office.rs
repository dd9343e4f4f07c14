//! Offices, their hours with capacity, closures, and the slots that follow from them.

use std::collections::BTreeMap;
use std::fmt;

use policy::Matter;
use units::{Date, UnknownYear, WorkingDays};

use super::HallRefused;
use crate::ids::OfficeId;

/// A time of day, in minutes since midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(u16);

impl Moment {
    /// Noon: what begins before it is the morning.
    pub const NOON: Moment = Moment(12 * 60);

    /// Reads `09:00`.
    ///
    /// # Errors
    /// [`HallRefused::NoSuchHours`]
    pub fn parse(text: &str) -> Result<Moment, HallRefused> {
        let (hours, minutes) = text.trim().split_once(':').ok_or(HallRefused::NoSuchHours)?;
        let number = |text: &str, below: u16| text.parse::<u16>().ok().filter(|n| *n < below && text.len() <= 2);
        match (number(hours, 24), number(minutes, 60)) {
            (Some(hours), Some(minutes)) => Ok(Moment(hours * 60 + minutes)),
            (Some(_) | None, Some(_) | None) => Err(HallRefused::NoSuchHours),
        }
    }

    /// The time of day in China of an instant in ms since 1970.
    pub fn of_instant(now: i64) -> Moment {
        let minutes = (now.div_euclid(60_000) + 8 * 60).rem_euclid(24 * 60);
        Moment(minutes as u16)
    }

    /// Minutes since midnight.
    pub fn minutes(self) -> u16 {
        self.0
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// What an office is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfficeKind {
    /// The agency's centre.
    Centre,
    /// A sub-centre.
    SubCentre,
}

impl OfficeKind {
    /// As stored.
    pub fn code(self) -> &'static str {
        match self {
            OfficeKind::Centre => "centre",
            OfficeKind::SubCentre => "sub_centre",
        }
    }

    /// Reads what is stored.
    pub fn from_code(code: &str) -> Option<OfficeKind> {
        [OfficeKind::Centre, OfficeKind::SubCentre]
            .into_iter()
            .find(|kind| kind.code() == code)
    }
}

/// An office as the agency entered it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// Its identifier.
    pub id: OfficeId,
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

/// Hours in which an office serves a matter every working day, and how many appointments it takes then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Which matter.
    pub matter: Matter,
    /// From.
    pub starts: Moment,
    /// To.
    pub ends: Moment,
    /// Appointments at most; none where nobody books.
    pub capacity: u32,
}

/// Part of a day as people call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// 上午
    Morning,
    /// 下午
    Afternoon,
}

impl Session {
    /// Hours that follow one another.
    ///
    /// # Errors
    /// [`HallRefused::NoSuchHours`]
    pub fn new(matter: Matter, starts: Moment, ends: Moment, capacity: u32) -> Result<Session, HallRefused> {
        if starts >= ends {
            return Err(HallRefused::NoSuchHours);
        }
        Ok(Session {
            matter,
            starts,
            ends,
            capacity,
        })
    }
}

/// The half of the day that a slot is, where it is at least two hours long; shorter ones are told by the clock.
pub fn half(starts: Moment, ends: Moment) -> Option<Half> {
    let long = ends.minutes().saturating_sub(starts.minutes()) >= 120;
    long.then_some(if starts < Moment::NOON { Half::Morning } else { Half::Afternoon })
}

/// An office does not serve: a whole day, or what begins at one time of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closure {
    /// The day.
    pub day: Date,
    /// Only what begins then; the whole day without it.
    pub starts: Option<Moment>,
    /// Why, shown word for word.
    pub ground: String,
}

impl Closure {
    /// Whether it concerns a slot.
    pub fn covers(&self, slot: &SlotKey) -> bool {
        self.day == slot.day && self.starts.is_none_or(|starts| starts == slot.starts)
    }
}

/// An office is closed for good from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// The first day on which it serves nobody any more.
    pub from: Date,
    /// Why, shown word for word.
    pub ground: String,
}

impl End {
    /// Whether the office is gone on a day.
    pub fn covers(&self, day: Date) -> bool {
        self.from <= day
    }
}

/// Which slot of an office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SlotKey {
    /// The day.
    pub day: Date,
    /// When it begins.
    pub starts: Moment,
    /// For which matter.
    pub matter: Matter,
}

/// A slot with what is left of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Which.
    pub key: SlotKey,
    /// When it ends.
    pub ends: Moment,
    /// Appointments at most.
    pub capacity: u32,
    /// Appointments that hold a place.
    pub taken: u32,
    /// Why it is closed, where it is.
    pub closed: Option<String>,
}

impl Slot {
    /// How many can still book.
    pub fn left(&self) -> u32 {
        match self.closed {
            Some(_) => 0,
            None => self.capacity.saturating_sub(self.taken),
        }
    }
}

/// The slots of a matter on the days given, in their order.
pub fn slots(matter: Matter, sessions: &[Session], closures: &[Closure], taken: &BTreeMap<SlotKey, u32>, days: &[Date]) -> Vec<Slot> {
    let mut served: Vec<&Session> = sessions.iter().filter(|s| s.matter == matter && s.capacity > 0).collect();
    served.sort_by_key(|s| s.starts);
    let mut slots = Vec::new();
    for day in days {
        for session in &served {
            let key = SlotKey {
                day: *day,
                starts: session.starts,
                matter,
            };
            slots.push(Slot {
                key,
                ends: session.ends,
                capacity: session.capacity,
                taken: taken.get(&key).copied().unwrap_or_default(),
                closed: closures.iter().find(|c| c.covers(&key)).map(|c| c.ground.clone()),
            });
        }
    }
    slots
}

/// The working days from `today` on that can be booked. Days of a year whose calendar is not known are not offered: nobody guesses
/// whether they are worked.
pub fn bookable_days(calendar: &WorkingDays, today: Date, ahead: u32) -> Vec<Date> {
    let mut days = Vec::new();
    let mut day = today;
    while days.len() <= ahead as usize {
        match calendar.is_working(day) {
            Ok(true) => days.push(day),
            Ok(false) => {}
            Err(UnknownYear(_)) => break,
        }
        match day.tomorrow() {
            Ok(next) => day = next,
            Err(_) => break,
        }
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::date;

    fn at(text: &str) -> Moment {
        Moment::parse(text).expect("a time of day")
    }

    #[test]
    fn a_time_of_day_is_read_exactly_or_refused() {
        assert_eq!(at("09:05").to_string(), "09:05");
        assert_eq!(at("9:05"), at("09:05"));
        for wrong in ["", "9", "24:00", "12:60", "12:3a", "012:00", "-1:00"] {
            assert_eq!(Moment::parse(wrong), Err(HallRefused::NoSuchHours), "{wrong}");
        }
        assert_eq!(Moment::of_instant(0), at("08:00"), "1970 began at eight in China");
    }

    #[test]
    fn a_long_slot_is_a_half_day_and_a_short_one_is_told_by_the_clock() {
        assert_eq!(half(at("09:00"), at("12:00")), Some(Half::Morning));
        assert_eq!(half(at("13:30"), at("17:00")), Some(Half::Afternoon));
        assert_eq!(half(at("09:00"), at("09:30")), None);
    }

    #[test]
    fn slots_follow_from_hours_closures_and_appointments() {
        let session = |starts: &str, ends: &str| Session::new(Matter::Reduction, at(starts), at(ends), 3).expect("hours");
        let sessions = [session("13:30", "17:00"), session("09:00", "12:00")];
        let days = [date(2026, 9, 17), date(2026, 9, 18)];
        let closures = [Closure {
            day: days[1],
            starts: Some(at("09:00")),
            ground: "停电".to_owned(),
        }];
        let key = SlotKey {
            day: days[0],
            starts: at("09:00"),
            matter: Matter::Reduction,
        };
        let slots = slots(Matter::Reduction, &sessions, &closures, &BTreeMap::from([(key, 2)]), &days);
        let left: Vec<u32> = slots.iter().map(Slot::left).collect();
        assert_eq!(left, [1, 3, 0, 3], "morning before afternoon, the closed morning has nothing left");
        assert!(Session::new(Matter::Cashier, at("12:00"), at("09:00"), 1).is_err());
    }

    #[test]
    fn only_working_days_of_known_years_are_offered() {
        let known = units::YearOfDays {
            holidays: [date(2026, 9, 25)].into(),
            worked_weekends: [date(2026, 9, 20)].into(),
        };
        let calendar = WorkingDays::new([(2026, known)].into());
        let days = bookable_days(&calendar, date(2026, 9, 18), 5);
        let expected = [18, 20, 21, 22, 23, 24].map(|day| date(2026, 9, day));
        assert_eq!(days, expected);
        let last = bookable_days(&calendar, date(2026, 12, 30), 5);
        assert_eq!(last, [date(2026, 12, 30), date(2026, 12, 31)], "2027 is not known");
    }
}
