use domain::reckon::working_days::{Ask, Found, working_days};
use units::{Date, Fact};
use words::Lang;

use super::{Input, Kind, Page, Read, Rules};
use crate::{FieldRefused, Shown, Typed, WhyShown};

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
    let (field, ask) = if read.has("to") {
        let (from, to) = (from?, read.day("to")?);
        ("to", Ask::Count { from, to })
    } else {
        let days = read.typed.count("days").and_then(|days| match days {
            ..=MOST => Ok(days),
            _more => Err(FieldRefused::NotANumber { typed: days.to_string() }),
        });
        let days = read.take("days", days);
        let (after, days) = (from?, days?);
        ("days", Ask::Add { after, days })
    };
    let (found, why) = read.take(field, working_days(rules.book, &ask, read.known_on))?;
    let (key, from, day, days) = match (ask, found) {
        (Ask::Add { after, days }, Found::Day(day)) => ("calculators.workdays.until", after, day, days),
        (Ask::Count { from, to }, Found::Days(days)) => ("calculators.workdays.days", from, to, days),
        (Ask::Add { .. }, Found::Days(_)) | (Ask::Count { .. }, Found::Day(_)) => return None,
    };
    let facts = [
        ("from", Fact::Day(from)),
        ("day", Fact::Day(day)),
        ("days", Fact::Count(i64::from(days))),
    ];
    Some(Shown {
        title: words::say(lang, key, &facts),
        why: Some(WhyShown::of(rules.book, &why, lang)),
        ..Shown::default()
    })
}
