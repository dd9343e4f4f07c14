use domain::reckon::Book;
use maud::{Markup, html};
use serde::Serialize;
use units::{Date, Fact, Statement, UnknownYear};
use utoipa::ToSchema;
use words::Lang;

use super::{Calculator, Input, Kind, Read, head, may, must};
use crate::Typed;
use crate::look::{Tone, stack};
use crate::typed::FieldRefused;

/// Working days on the State Council calendar.
pub(super) struct WorkingDays {
    from: Date,
    answer: Counted,
}

enum Counted {
    /// The day so many working days later.
    Until(u32, Date),
    /// So many to a day, both included.
    Days(Date, u32),
}

/// Working days: the day they end on, or how many they are.
#[derive(Serialize, ToSchema)]
pub(super) struct WorkingDaysJson {
    from: String,
    /// The day on which they end; the day asked for.
    date: String,
    days: u32,
    /// Fingerprint of the pack.
    fingerprint: String,
}

/// The calendar of a year is not published.
#[derive(Debug)]
struct UnknownCalendar(UnknownYear);

impl Statement for UnknownCalendar {
    fn code(&self) -> &'static str {
        "policy.unknown_calendar"
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        vec![("year", Fact::Text(self.0.0.to_string()))]
    }
}

impl Calculator for WorkingDays {
    const CODE: &'static str = "workdays";
    const PAGE: &'static str = "/calculators/workdays";
    const API: &'static str = "/api/calculators/workdays";
    const SAYS: &'static str = "When so many working days end, or how many lie between two days.";
    const INPUTS: &'static [Input] = &[must("from", Kind::Text(10)), may("days", Kind::Text(4)), may("to", Kind::Text(10))];
    type Wire = WorkingDaysJson;

    fn first(read: &Read<'_>) -> Typed {
        Typed::default().with("from", read.today.to_string()).with("days", "20")
    }

    fn reckon(book: &Book, read: &mut Read<'_>) -> Option<WorkingDays> {
        let from = read.day("from");
        let answer = if read.has("to") {
            let (from, to) = (from?, read.day("to")?);
            let days = read.take("to", book.calendar().count(from, to).map_err(UnknownCalendar))?;
            Counted::Days(to, days)
        } else {
            // Nobody counts more than a lifetime of working days.
            let days = read.typed.count("days");
            let most = |days: u32| {
                if days <= 20_000 {
                    Ok(days)
                } else {
                    Err(FieldRefused::NotANumber { typed: days.to_string() })
                }
            };
            let days = read.take("days", days.and_then(most));
            let (from, days) = (from?, days?);
            let until = read.take("days", book.calendar().add(from, days).map_err(UnknownCalendar))?;
            Counted::Until(days, until)
        };
        Some(WorkingDays { from: from?, answer })
    }

    fn wire(&self, book: &Book, _: Lang) -> WorkingDaysJson {
        let (date, days) = match self.answer {
            Counted::Until(days, date) | Counted::Days(date, days) => (date, days),
        };
        WorkingDaysJson {
            from: self.from.to_string(),
            date: date.to_string(),
            days,
            fingerprint: book.fingerprint().to_owned(),
        }
    }

    fn show(&self, lang: Lang) -> Markup {
        let (key, day, days) = match self.answer {
            Counted::Until(days, day) => ("calculators.workdays.until", day, days),
            Counted::Days(day, days) => ("calculators.workdays.days", day, days),
        };
        let facts = [
            ("from", Fact::Day(self.from)),
            ("day", Fact::Day(day)),
            ("days", Fact::Count(i64::from(days))),
        ];
        stack(&[head(Tone::Info, words::say(lang, key, &facts), html! {})])
    }
}
