use std::fmt;

use jiff::civil::{Date, date};

/// A calendar month, such as the month a contribution belongs to. Stored as `202607`, shown as `2026-07`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(u32);

/// The text or number is no month between 0001-01 and 9998-12.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAMonth;

impl Month {
    /// The month `month` (1 to 12) of `year`.
    pub const fn new(year: u32, month: u32) -> Result<Month, NotAMonth> {
        if year < 1 || year > 9998 || month < 1 || month > 12 {
            return Err(NotAMonth);
        }
        Ok(Month(year * 12 + month - 1))
    }

    /// Reads the stored form `202607`.
    pub fn from_code(code: i64) -> Result<Month, NotAMonth> {
        let code = u32::try_from(code).map_err(|_| NotAMonth)?;
        Month::new(code / 100, code % 100)
    }

    /// The stored form `202607`.
    pub const fn code(self) -> i64 {
        (self.year() * 100 + self.month()) as i64
    }

    /// Reads `2026-07`.
    pub fn parse(text: &str) -> Result<Month, NotAMonth> {
        let (year, month) = text.split_once('-').ok_or(NotAMonth)?;
        let plain = year.len() == 4 && month.len() == 2 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        if !plain {
            return Err(NotAMonth);
        }
        let number = |s: &str| s.parse::<u32>().map_err(|_| NotAMonth);
        Month::new(number(year)?, number(month)?)
    }

    /// The month a day lies in.
    pub fn of(day: Date) -> Month {
        Month(day.year().unsigned_abs() as u32 * 12 + day.month().unsigned_abs() as u32 - 1)
    }

    /// The year.
    pub const fn year(self) -> u32 {
        self.0 / 12
    }

    /// The month in its year, 1 to 12.
    pub const fn month(self) -> u32 {
        self.0 % 12 + 1
    }

    /// The month after.
    pub const fn next(self) -> Month {
        Month(self.0 + 1)
    }

    /// The month before.
    pub const fn previous(self) -> Month {
        Month(self.0 - 1)
    }

    /// The month `months` later, or earlier where negative.
    pub const fn plus(self, months: i32) -> Month {
        Month((self.0 as i32 + months) as u32)
    }

    /// How many months lie from this one to `later`; negative where `later` is earlier.
    pub const fn months_until(self, later: Month) -> i32 {
        later.0 as i32 - self.0 as i32
    }

    /// The months from this one to `last`, both included; empty where `last` is earlier.
    pub fn through(self, last: Month) -> impl DoubleEndedIterator<Item = Month> + Clone {
        (self.0..last.0 + 1).map(Month)
    }

    /// The first day.
    pub fn first_day(self) -> Date {
        date(self.year() as i16, self.month() as i8, 1)
    }

    /// The last day.
    pub fn last_day(self) -> Date {
        self.first_day().last_of_month()
    }

    /// The day `day` of this month, or its last day where the month is shorter.
    pub fn day(self, day: u8) -> Date {
        let last = self.last_day();
        if i64::from(day) >= i64::from(last.day()) {
            last
        } else {
            date(self.year() as i16, self.month() as i8, day.max(1) as i8)
        }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl fmt::Debug for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        Month::parse(text).expect("a month")
    }

    #[test]
    fn a_month_is_read_or_refused() {
        assert_eq!(month("2026-07").code(), 202_607);
        assert_eq!(Month::from_code(202_612), Ok(month("2026-12")));
        for text in ["2026-13", "2026-00", "2026-7", "26-07", "2026/07", "2026-07-01", "+026-07"] {
            assert_eq!(Month::parse(text), Err(NotAMonth), "{text}");
        }
        for code in [202_613, 202_600, -1, 0] {
            assert_eq!(Month::from_code(code), Err(NotAMonth), "{code}");
        }
    }

    #[test]
    fn months_are_counted_across_years() {
        assert_eq!(month("2025-12").next(), month("2026-01"));
        assert_eq!(month("2026-01").previous(), month("2025-12"));
        assert_eq!(month("2025-11").months_until(month("2026-02")), 3);
        assert_eq!(month("2025-11").through(month("2026-01")).count(), 3);
        assert_eq!(month("2026-02").through(month("2026-01")).count(), 0);
        assert_eq!(month("2024-02").last_day(), date(2024, 2, 29));
        assert_eq!(month("2026-02").day(31), date(2026, 2, 28));
        assert_eq!(Month::of(date(2026, 11, 22)), month("2026-11"));
    }
}
