//! A clock that an officer works against: working days of the State Council calendar, standing still while the employer is waited for.

use units::{Date, UnknownYear, WorkingDays};

/// A legal clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// The day on which the papers were complete; the count begins on the next working day.
    pub started: Date,
    /// Working days that it has.
    pub days: u32,
    /// So many working days before its end it warns.
    pub warned_before: u32,
    /// When it was stopped and when it went on; the last may still stand.
    pub stops: Vec<(Date, Option<Date>)>,
}

/// What a clock says on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alarm {
    /// Enough days are left.
    Quiet,
    /// It warns.
    Warns,
    /// Its last day is over: whoever is above must act.
    Escalates,
}

impl Alarm {
    /// The code in words and JSON.
    pub fn code(self) -> &'static str {
        match self {
            Alarm::Quiet => "quiet",
            Alarm::Warns => "warns",
            Alarm::Escalates => "escalates",
        }
    }
}

impl Clock {
    /// A clock that begins.
    pub fn start(started: Date, days: u32, warned_before: u32) -> Clock {
        Clock {
            started,
            days,
            warned_before,
            stops: Vec::new(),
        }
    }

    /// Stands still from this day on: the day itself still counts.
    #[must_use]
    pub fn stopped(mut self, on: Date) -> Clock {
        self.stops.push((on, None));
        self
    }

    /// Goes on: the next working day counts again.
    #[must_use]
    pub fn resumed(mut self, on: Date) -> Clock {
        if let Some((_, until @ None)) = self.stops.last_mut() {
            *until = Some(on);
        }
        self
    }

    /// Since when it stands still, where it does.
    pub fn waiting_since(&self) -> Option<Date> {
        self.stops.last().and_then(|(from, until)| until.is_none().then_some(*from))
    }

    /// Which working day it is, counted from 1; 0 before the first.
    ///
    /// # Errors
    /// A year whose calendar is not known.
    pub fn day_on(&self, calendar: &WorkingDays, today: Date) -> Result<u32, UnknownYear> {
        let mut from = self.started;
        let mut counted = 0;
        for (stop, until) in &self.stops {
            counted += after(calendar, from, (*stop).min(today))?;
            match until {
                Some(until) if *until < today => from = *until,
                Some(_) | None => return Ok(counted),
            }
        }
        Ok(counted + after(calendar, from, today)?)
    }

    /// The last day; `None` while it stands still.
    ///
    /// # Errors
    /// A year whose calendar is not known.
    pub fn due(&self, calendar: &WorkingDays) -> Result<Option<Date>, UnknownYear> {
        self.nth(calendar, self.days)
    }

    /// The first day on which it warns; `None` while it stands still.
    ///
    /// # Errors
    /// A year whose calendar is not known.
    pub fn warns_on(&self, calendar: &WorkingDays) -> Result<Option<Date>, UnknownYear> {
        self.nth(calendar, self.days.saturating_sub(self.warned_before))
    }

    fn nth(&self, calendar: &WorkingDays, n: u32) -> Result<Option<Date>, UnknownYear> {
        let (mut from, mut left) = (self.started, n);
        for (stop, until) in &self.stops {
            let passed = after(calendar, from, *stop)?;
            if passed >= left {
                break;
            }
            left -= passed;
            match until {
                Some(until) => from = *until,
                None => return Ok(None),
            }
        }
        calendar.add(from, left).map(Some)
    }

    /// What it says on a day.
    ///
    /// # Errors
    /// A year whose calendar is not known.
    pub fn alarm(&self, calendar: &WorkingDays, today: Date) -> Result<Alarm, UnknownYear> {
        if self.waiting_since().is_some() {
            return Ok(Alarm::Quiet);
        }
        // Working day 21 escalates: the first after the last.
        Ok(match self.day_on(calendar, today)? {
            day if day > self.days => Alarm::Escalates,
            day if day >= self.days.saturating_sub(self.warned_before) => Alarm::Warns,
            _ => Alarm::Quiet,
        })
    }
}

/// Working days after one day up to another.
fn after(calendar: &WorkingDays, from: Date, to: Date) -> Result<u32, UnknownYear> {
    match from.tomorrow() {
        Ok(next) if next <= to => calendar.count(next, to),
        Ok(_) | Err(_) => Ok(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use policy::Packs;
    use units::date;

    fn calendar() -> WorkingDays {
        Packs::embedded().book("cn/example").expect("sound").calendar().clone()
    }

    #[test]
    fn twenty_working_days_over_the_national_day() {
        let calendar = calendar();
        // Practice 7, Y8: 25 September and 1 to 7 October are off, 10 October is worked.
        let clock = Clock::start(date(2026, 9, 21), 20, 2);
        assert_eq!(clock.warns_on(&calendar), Ok(Some(date(2026, 10, 22))));
        assert_eq!(clock.due(&calendar), Ok(Some(date(2026, 10, 26))));
        for (day, alarm) in [
            (date(2026, 10, 21), Alarm::Quiet),
            (date(2026, 10, 22), Alarm::Warns),
            (date(2026, 10, 26), Alarm::Warns),
            (date(2026, 10, 27), Alarm::Escalates),
        ] {
            assert_eq!(clock.alarm(&calendar, day), Ok(alarm), "{day}");
        }
        assert_eq!(Clock::start(date(2026, 9, 24), 20, 2).due(&calendar), Ok(Some(date(2026, 10, 29))));
    }

    #[test]
    fn time_waiting_for_the_employer_is_subtracted_to_the_day() {
        let calendar = calendar();
        let stopped = Clock::start(date(2026, 9, 21), 20, 2).stopped(date(2026, 9, 23));
        assert_eq!(stopped.due(&calendar), Ok(None));
        assert_eq!(stopped.day_on(&calendar, date(2026, 10, 20)), Ok(2));
        assert_eq!(
            stopped.alarm(&calendar, date(2027, 1, 1)),
            Ok(Alarm::Quiet),
            "a clock that stands still needs no calendar"
        );
        // Waited from 23 September to 9 October: 24, 28, 29, 30 September, 8 and 9 October do not count.
        let resumed = stopped.resumed(date(2026, 10, 9));
        assert_eq!(resumed.due(&calendar), Ok(Some(date(2026, 11, 3))));
        assert_eq!(resumed.day_on(&calendar, date(2026, 10, 10)), Ok(3), "a worked Saturday counts");
        assert_eq!(resumed.day_on(&calendar, date(2026, 10, 9)), Ok(2));
        assert_eq!(resumed.day_on(&calendar, date(2026, 11, 3)), Ok(20));
    }

    #[test]
    fn an_unknown_year_is_refused() {
        let calendar = calendar();
        assert!(Clock::start(date(2026, 12, 20), 20, 2).due(&calendar).is_err());
    }
}
