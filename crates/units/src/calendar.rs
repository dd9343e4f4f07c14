use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Weekday};

/// The days of one year that differ from the plain week, as the State Council publishes them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct YearOfDays {
    /// Weekdays on which nobody works.
    pub holidays: BTreeSet<Date>,
    /// Weekend days that are worked in exchange.
    pub worked_weekends: BTreeSet<Date>,
}

/// A calendar of working days. It refuses a year it does not know and never counts weekdays instead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkingDays {
    years: BTreeMap<i16, YearOfDays>,
}

/// No calendar is known for this year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownYear(
    /// The year asked for.
    pub i16,
);

impl WorkingDays {
    /// A calendar of the years given.
    pub fn new(years: BTreeMap<i16, YearOfDays>) -> WorkingDays {
        WorkingDays { years }
    }

    /// The years that are known.
    pub fn years(&self) -> impl Iterator<Item = i16> {
        self.years.keys().copied()
    }

    /// Whether people work on this day.
    pub fn is_working(&self, day: Date) -> Result<bool, UnknownYear> {
        let year = self.years.get(&day.year()).ok_or(UnknownYear(day.year()))?;
        if year.holidays.contains(&day) {
            return Ok(false);
        }
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        Ok(!weekend || year.worked_weekends.contains(&day))
    }

    /// The day itself where it is worked, else the next one that is.
    pub fn on_or_after(&self, day: Date) -> Result<Date, UnknownYear> {
        let mut day = day;
        while !self.is_working(day)? {
            day = day.tomorrow().map_err(|_| UnknownYear(day.year()))?;
        }
        Ok(day)
    }

    /// The `n`-th working day after `day`; `day` itself does not count.
    pub fn add(&self, day: Date, n: u32) -> Result<Date, UnknownYear> {
        let mut day = day;
        for _ in 0..n {
            day = self.on_or_after(day.tomorrow().map_err(|_| UnknownYear(day.year()))?)?;
        }
        Ok(day)
    }

    /// How many working days lie between two days, both included.
    pub fn count(&self, from: Date, to: Date) -> Result<u32, UnknownYear> {
        let mut count = 0;
        let mut day = from;
        while day <= to {
            count += u32::from(self.is_working(day)?);
            day = day.tomorrow().map_err(|_| UnknownYear(day.year()))?;
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn autumn_2026() -> WorkingDays {
        let holidays = [25]
            .iter()
            .map(|d| date(2026, 9, *d))
            .chain((1..=7).map(|d| date(2026, 10, d)))
            .collect();
        let worked_weekends = [date(2026, 9, 20), date(2026, 10, 10)].into();
        WorkingDays::new([(2026, YearOfDays { holidays, worked_weekends })].into())
    }

    #[test]
    fn working_days_skip_holidays_and_count_worked_weekends() {
        let days = autumn_2026();
        assert_eq!(days.add(date(2026, 9, 21), 18), Ok(date(2026, 10, 22)));
        assert_eq!(days.add(date(2026, 9, 21), 20), Ok(date(2026, 10, 26)));
        assert_eq!(days.count(date(2026, 9, 22), date(2026, 10, 26)), Ok(20));
        assert_eq!(days.on_or_after(date(2026, 10, 3)), Ok(date(2026, 10, 8)));
    }

    #[test]
    fn an_unknown_year_is_refused_by_name() {
        assert_eq!(autumn_2026().add(date(2026, 12, 31), 1), Err(UnknownYear(2027)));
    }
}
