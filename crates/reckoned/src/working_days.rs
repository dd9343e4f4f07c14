use domain::reckon::why::Why;
use domain::reckon::working_days::{Ask, Found, Refused, working_days};
use serde::{Deserialize, Serialize};
use words::Lang;

use crate::{NATION, Reader, Shelf, Stop, WhyJson};

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
        /// The day on which the calendar was known; today where nothing is said.
        known_on: Option<String>,
        /// Whether the years of the calendar are asked for.
        #[serde(default)]
        why: bool,
    },
    /// Working days from one day to another, both included.
    Count {
        /// `2026-09-21`
        from: String,
        /// `2026-10-26`
        to: String,
        /// The day on which the calendar was known; today where nothing is said.
        known_on: Option<String>,
        /// Whether the years of the calendar are asked for.
        #[serde(default)]
        why: bool,
    },
}

/// A day, or how many there are; why, and by which pack.
#[derive(Clone, Debug)]
pub struct WorkingDaysAnswer {
    /// The day or the number.
    pub found: Found,
    /// How it came about.
    pub why: Why,
    /// Fingerprint of the pack.
    pub fingerprint: String,
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
        /// The years of the calendar that it rests on, where asked for.
        #[serde(skip_serializing_if = "Option::is_none")]
        why: Option<WhyJson>,
        /// Fingerprint of the pack.
        fingerprint: String,
    },
    /// So many working days.
    Days {
        /// How many.
        days: u32,
        /// The years of the calendar that it rests on, where asked for.
        #[serde(skip_serializing_if = "Option::is_none")]
        why: Option<WhyJson>,
        /// Fingerprint of the pack.
        fingerprint: String,
    },
}

impl WorkingDaysOptions {
    /// The answer from the State Council's calendar.
    pub fn answer(&self, reader: &Reader, shelf: &Shelf) -> Result<WorkingDaysAnswer, Stop> {
        let book = shelf.book(NATION, reader)?;
        let (ask, known_on) = match self {
            WorkingDaysOptions::Add { date, n, known_on, .. } => {
                let (after, days) = (reader.day("DATE", date)?, reader.number("N", n)?);
                (Ask::Add { after, days }, known_on)
            }
            WorkingDaysOptions::Count { from, to, known_on, .. } => {
                let (from, to) = (reader.day("FROM", from)?, reader.day("TO", to)?);
                (Ask::Count { from, to }, known_on)
            }
        };
        let known_on = reader.known_on(known_on.as_deref())?;
        let (found, why) = working_days(&book, &ask, known_on).map_err(|refused| match refused {
            Refused::Unknown(_) => reader.refused(&refused),
            Refused::Reversed { .. } => reader.usage(&refused),
        })?;
        Ok(WorkingDaysAnswer {
            found,
            why,
            fingerprint: book.fingerprint().to_owned(),
        })
    }

    /// Whether the reasons are asked for.
    pub fn why(&self) -> bool {
        match self {
            WorkingDaysOptions::Add { why, .. } | WorkingDaysOptions::Count { why, .. } => *why,
        }
    }

    /// An answer to these options on the wire.
    pub fn json(&self, answer: &WorkingDaysAnswer, lang: Lang) -> WorkingDaysJson {
        let why = self.why().then(|| WhyJson::of(&answer.why, lang));
        let fingerprint = answer.fingerprint.clone();
        match answer.found {
            Found::Day(day) => WorkingDaysJson::Day {
                date: day.to_string(),
                why,
                fingerprint,
            },
            Found::Days(days) => WorkingDaysJson::Days { days, why, fingerprint },
        }
    }
}
