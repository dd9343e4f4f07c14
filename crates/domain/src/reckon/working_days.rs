//! Working days on the State Council's calendar, as known on a day, with the reasons.

use std::collections::BTreeMap;

use policy::Book;
use units::{Date, Fact, Statement, UnknownYear, WorkingDays};

use super::why::Why;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// The working day so many after a day, itself not counted.
    Add {
        /// The day.
        after: Date,
        /// How many.
        days: u32,
    },
    /// Working days from one day to another, both included.
    Count {
        /// The first day.
        from: Date,
        /// The last day.
        to: Date,
    },
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// The working day.
    Day(Date),
    /// So many working days.
    Days(u32),
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The calendar of a year was not out.
    Unknown(UnknownYear),
    /// The last day lies before the first.
    Reversed {
        /// The first day.
        from: Date,
        /// The last day.
        to: Date,
    },
}

impl Statement for Refused {
    fn code(&self) -> &'static str {
        match self {
            Refused::Unknown(_) => "policy.unknown_calendar",
            Refused::Reversed { .. } => "workdays.reversed",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            Refused::Unknown(year) => vec![("year", Fact::Text(year.0.to_string()))],
            Refused::Reversed { from, to } => vec![("from", Fact::Text(from.to_string())), ("to", Fact::Text(to.to_string()))],
        }
    }
}

impl From<UnknownYear> for Refused {
    fn from(unknown: UnknownYear) -> Refused {
        Refused::Unknown(unknown)
    }
}

/// The answer on the calendar as known on a day, and the years of the calendar that it rests on.
///
/// # Errors
/// [`Refused`]
pub fn working_days(book: &Book, ask: &Ask, known_on: Date) -> Result<(Found, Why), Refused> {
    let calendar = book.calendar_known(known_on);
    match *ask {
        Ask::Add { after, days } => {
            let day = calendar.add(after, days)?;
            let facts = vec![
                ("after", Fact::Day(after)),
                ("days", Fact::Count(days.into())),
                ("day", Fact::Day(day)),
            ];
            let first = after.tomorrow().unwrap_or(after);
            let why = Why::new("workdays_added", facts).because(years(book, &calendar, first, day)?);
            Ok((Found::Day(day), why))
        }
        Ask::Count { from, to } if to < from => Err(Refused::Reversed { from, to }),
        Ask::Count { from, to } => {
            let days = calendar.count(from, to)?;
            let facts = vec![("from", Fact::Day(from)), ("to", Fact::Day(to)), ("days", Fact::Count(days.into()))];
            let why = Why::new("workdays_counted", facts).because(years(book, &calendar, from, to)?);
            Ok((Found::Days(days), why))
        }
    }
}

/// What each year of a span gives: its working days, the weekdays that are free and the weekend days that are worked.
fn years(book: &Book, calendar: &WorkingDays, from: Date, to: Date) -> Result<Vec<Why>, UnknownYear> {
    let mut years: BTreeMap<i16, Year> = BTreeMap::new();
    let mut day = from;
    while day <= to {
        let year = years.entry(day.year()).or_insert(Year::beginning(day));
        year.take(day, calendar.is_working(day)?);
        day = match day.tomorrow() {
            Ok(next) => next,
            Err(_) => break,
        };
    }
    let why = |(number, year): (i16, Year)| {
        let facts = vec![
            ("from", Fact::Day(year.from)),
            ("to", Fact::Day(year.to)),
            ("free", Fact::Count(year.free.into())),
            ("exchanged", Fact::Count(year.exchanged.into())),
            ("days", Fact::Count(year.worked.into())),
        ];
        let why = Why::new("workdays_of_year", facts);
        match book.calendar_ground(number) {
            Some(ground) => why.by(ground.clone()),
            None => why,
        }
    };
    Ok(years.into_iter().map(why).collect())
}

/// The days of a span in one year.
struct Year {
    from: Date,
    to: Date,
    worked: u32,
    /// Weekdays that are free.
    free: u32,
    /// Weekend days that are worked.
    exchanged: u32,
}

impl Year {
    fn beginning(day: Date) -> Year {
        Year {
            from: day,
            to: day,
            worked: 0,
            free: 0,
            exchanged: 0,
        }
    }

    fn take(&mut self, day: Date, is_worked: bool) {
        let is_weekday = day.weekday().to_monday_zero_offset() < 5;
        self.to = day;
        self.worked += u32::from(is_worked);
        self.free += u32::from(is_weekday && !is_worked);
        self.exchanged += u32::from(!is_weekday && is_worked);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use policy::Packs;
    use units::date;

    fn found(ask: Ask, known_on: Date) -> Result<Found, Refused> {
        let book = Packs::embedded().book("cn").expect("a pack");
        working_days(&book, &ask, known_on).map(|(found, _)| found)
    }

    #[test]
    fn a_calendar_counts_from_the_day_it_was_out() {
        let add = Ask::Add {
            after: date(2026, 9, 21),
            days: 20,
        };
        assert_eq!(found(add, date(2026, 9, 1)), Ok(Found::Day(date(2026, 10, 26))));
        assert_eq!(found(add, date(2020, 1, 1)), Err(Refused::Unknown(UnknownYear(2026))));
        let over = Ask::Count {
            from: date(2025, 12, 31),
            to: date(2026, 1, 4),
        };
        assert_eq!(found(over, date(2026, 1, 1)), Ok(Found::Days(2)));
        assert_eq!(found(over, date(2025, 12, 31)), Err(Refused::Unknown(UnknownYear(2026))));
    }

    #[test]
    fn days_the_wrong_way_round_are_refused_and_one_day_is_none() {
        let (from, to) = (date(2026, 12, 31), date(2026, 1, 1));
        assert_eq!(found(Ask::Count { from, to }, from), Err(Refused::Reversed { from, to }));
        assert_eq!(found(Ask::Count { from, to: from }, from), Ok(Found::Days(1)));
    }

    #[test]
    fn the_years_of_a_span_add_up_to_its_working_days() {
        let book = Packs::embedded().book("cn").expect("a pack");
        let ask = Ask::Count {
            from: date(2025, 9, 1),
            to: date(2026, 2, 28),
        };
        let (found, why) = working_days(&book, &ask, date(2026, 9, 1)).expect("an answer");
        let figure = |of: &Why, name: &str| match of.facts.iter().find(|(fact, _)| *fact == name) {
            Some((_, Fact::Count(count))) => *count,
            _ => 0,
        };
        let sum: i64 = why.because.iter().map(|year| figure(year, "days")).sum();
        assert_eq!(found, Found::Days(u32::try_from(sum).expect("small")));
        let grounds: Vec<&str> = why
            .because
            .iter()
            .filter_map(|year| Some(year.ground.as_ref()?.parameter.as_str()))
            .collect();
        assert_eq!(grounds, ["calendar.2025", "calendar.2026"]);
        // 2026-01-02 and Spring Festival are free, 2026-01-04, 02-14 and 02-28 are worked.
        assert_eq!((figure(&why.because[1], "free"), figure(&why.because[1], "exchanged")), (8, 3));
    }
}
