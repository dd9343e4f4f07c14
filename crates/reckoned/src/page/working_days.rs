use units::{Date, Fact};
use words::Lang;

use super::{Input, Kind, Page, Read, Rules};
use crate::working_days::UnknownCalendar;
use crate::{FieldRefused, Shown, Typed};

pub(super) const PAGE: Page = Page {
    code: "workdays",
    inputs: &[
        Input::must("from", Kind::Text(10)),
        Input::may("days", Kind::Text(4)),
        Input::may("to", Kind::Text(10)),
    ],
    first,
    answer,
};

/// Nobody counts more than a lifetime of working days.
const MOST: u32 = 20_000;

fn first(today: Date) -> Typed {
    Typed::default().with("from", today.to_string()).with("days", "20")
}

fn answer(rules: &Rules<'_>, read: &mut Read<'_>, lang: Lang) -> Option<Shown> {
    let from = read.day("from");
    let (key, from, day, days) = if read.has("to") {
        let (from, to) = (from?, read.day("to")?);
        let days = read.take("to", rules.book.calendar().count(from, to).map_err(UnknownCalendar))?;
        ("calculators.workdays.days", from, to, days)
    } else {
        let days = read.typed.count("days").and_then(|days| match days {
            ..=MOST => Ok(days),
            _more => Err(FieldRefused::NotANumber { typed: days.to_string() }),
        });
        let days = read.take("days", days);
        let (from, days) = (from?, days?);
        let until = read.take("days", rules.book.calendar().add(from, days).map_err(UnknownCalendar))?;
        ("calculators.workdays.until", from, until, days)
    };
    let facts = [
        ("from", Fact::Day(from)),
        ("day", Fact::Day(day)),
        ("days", Fact::Count(i64::from(days))),
    ];
    Some(Shown {
        title: words::say(lang, key, &facts),
        ..Shown::default()
    })
}
