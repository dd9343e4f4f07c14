use serde::{Deserialize, Serialize};
use units::{Date, Fact, Statement, UnknownYear};

use crate::{NATION, Reader, Shelf, Stop};

/// `shebao workdays`
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum WorkingDaysOptions {
    /// The working day so many after a day, itself not counted.
    Add {
        /// `2026-09-21`
        date: String,
        /// How many.
        n: String,
    },
    /// Working days from one day to another, both included.
    Count {
        /// `2026-09-21`
        from: String,
        /// `2026-10-26`
        to: String,
    },
}

/// A day, or how many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkingDaysAnswer {
    /// The working day.
    Day(Date),
    /// So many working days.
    Days(u32),
}

/// The same on the wire.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum WorkingDaysJson {
    /// The working day.
    Day {
        /// `2026-10-26`
        date: String,
        /// Fingerprint of the pack.
        fingerprint: String,
    },
    /// So many working days.
    Days {
        /// How many.
        days: u32,
        /// Fingerprint of the pack.
        fingerprint: String,
    },
}

/// The calendar of a year nobody has published yet.
#[derive(Debug)]
pub(crate) struct UnknownCalendar(pub(crate) UnknownYear);

impl Statement for UnknownCalendar {
    fn code(&self) -> &'static str {
        "policy.unknown_calendar"
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        vec![("year", Fact::Text(self.0.0.to_string()))]
    }
}

impl WorkingDaysOptions {
    /// The answer from the State Council's calendar.
    pub fn answer(&self, reader: &Reader, shelf: &Shelf) -> Result<WorkingDaysAnswer, Stop> {
        let book = shelf.book(NATION, reader)?;
        let unknown = |year: UnknownYear| reader.refused(&UnknownCalendar(year));
        match self {
            WorkingDaysOptions::Add { date, n } => {
                let (start, n) = (reader.day("DATE", date)?, reader.number("N", n)?);
                book.calendar().add(start, n).map(WorkingDaysAnswer::Day).map_err(unknown)
            }
            WorkingDaysOptions::Count { from, to } => {
                let (first, last) = (reader.day("FROM", from)?, reader.day("TO", to)?);
                book.calendar().count(first, last).map(WorkingDaysAnswer::Days).map_err(unknown)
            }
        }
    }
}

impl WorkingDaysAnswer {
    /// The answer on the wire.
    pub fn json(self, reader: &Reader, shelf: &Shelf) -> Result<WorkingDaysJson, Stop> {
        let fingerprint = shelf.book(NATION, reader)?.fingerprint().to_owned();
        Ok(match self {
            WorkingDaysAnswer::Day(day) => WorkingDaysJson::Day {
                date: day.to_string(),
                fingerprint,
            },
            WorkingDaysAnswer::Days(days) => WorkingDaysJson::Days { days, fingerprint },
        })
    }
}
