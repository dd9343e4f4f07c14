use domain::reckon::fee::{Answer, Ask, fee};
use policy::Book;
use units::{Date, Fact, Month};
use words::Lang;

use super::{Input, Kind, Page, Read, Rules};
use crate::{Shown, ShownTone, Typed, WhyShown, doubted};

pub(super) const PAGE: Page = Page {
    code: "late_fee",
    inputs: &[
        Input::must("month", Kind::Text(8)),
        Input::must("amount", Kind::Money),
        Input::must("declared", Kind::Text(10)),
    ],
    first,
    answer,
};

fn first(today: Date) -> Typed {
    let month = Month::of(today).plus(-3);
    Typed::default()
        .with("month", month.to_string())
        .with("declared", today.to_string())
}

fn answer(rules: &Rules<'_>, read: &mut Read<'_>, lang: Lang) -> Option<Shown> {
    let (month, amount, declared) = (read.month("month"), read.money("amount"), read.day("declared"));
    let ask = Ask {
        month: month?,
        amount: amount?,
        declared: declared?,
        known_on: read.known_on,
    };
    read.take("", fee(rules.book, &ask))
        .map(|answer| shown(rules.book, &ask, &answer, lang))
}

fn shown(book: &Book, ask: &Ask, answer: &Answer, lang: Lang) -> Shown {
    let fee = &answer.fee;
    let title = match fee.to {
        None if answer.charged => words::say(lang, "late_fee.none", &[("from", Fact::Day(fee.from))]),
        None => words::say(lang, "late_fee.not_charged", &[]),
        Some(to) => {
            let facts = [
                ("from", Fact::Day(fee.from)),
                ("to", Fact::Day(to)),
                ("days", Fact::Count(i64::from(fee.days))),
                ("fee", Fact::Money(fee.fee)),
            ];
            words::say(lang, "late_fee.due", &facts)
        }
    };
    let total = [("total", Fact::Money(ask.amount + fee.fee))];
    let mut said = vec![words::say(lang, "calculators.late_fee.total", &total)];
    if answer.above_principal {
        said.push(words::say(lang, "late_fee.above_principal", &[]));
    }
    let waived = answer.difference_waived;
    said.extend(waived.map(|until| words::say(lang, "late_fee.difference_waived", &[("until", Fact::Day(until))])));
    Shown {
        tone: if fee.to.is_some() { ShownTone::Time } else { ShownTone::Good },
        title,
        said,
        notes: doubted(&answer.doubts, lang),
        why: Some(WhyShown::of(book, &answer.why, lang)),
        ..Shown::default()
    }
}
