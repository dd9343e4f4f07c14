use domain::reckon::account::{Answer, Ask, settle};
use policy::{AccountMethod, Book, EmployerKind};
use units::{Date, Fact, Fen};
use words::Lang;

use super::{Input, Kind, Page, Read, Rules};
use crate::{FieldRefused, Shown, ShownTone, Typed, WhyShown, doubted};

pub(super) const PAGE: Page = Page {
    code: "settle",
    inputs: &[
        Input::must("year", Kind::Text(4)),
        Input::must("opening", Kind::Money),
        Input::must("credits", Kind::Text(40)),
        Input::may("method", Kind::Code(&["monthly_product", "annual"], "account.method.")),
    ],
    first,
    answer,
};

fn first(today: Date) -> Typed {
    Typed::default().with("year", (today.year() - 1).to_string()).with("credits", "760")
}

fn answer(rules: &Rules<'_>, read: &mut Read<'_>, lang: Lang) -> Option<Shown> {
    let (year, opening) = (read.typed.count("year"), read.money("opening"));
    let year = read.take("year", year);
    let credits = read.typed.text("credits", 400).and_then(|text| credits(&text));
    let credits = read.take("credits", credits);
    let method = read.if_any("method", |read| read.coded("method", AccountMethod::from_code));
    let ask = Ask {
        year: year?,
        opening: opening?,
        credits: credits?,
        method: method?,
        kind: EmployerKind::Enterprise,
        known_on: read.known_on,
    };
    read.take("", settle(rules.book, &ask))
        .map(|answer| shown(rules.book, &answer, lang))
}

fn shown(book: &Book, answer: &Answer, lang: Lang) -> Shown {
    let sums = &answer.sums;
    let facts = [("interest", Fact::Money(sums.interest)), ("closing", Fact::Money(sums.closing))];
    let rates = [("rate", Fact::Rate(answer.lower)), ("benchmark", Fact::Rate(answer.benchmark))];
    let provisional = answer.provisional.then(|| words::say(lang, "account.provisional", &[]));
    let below = (!answer.allowed).then(|| words::say(lang, "account.below_benchmark", &rates));
    Shown {
        tone: if below.is_some() { ShownTone::Bad } else { ShownTone::Good },
        title: words::say(lang, "calculators.settle.answer", &facts),
        said: provisional.into_iter().chain(below).collect(),
        notes: doubted(&answer.doubts, lang),
        why: Some(WhyShown::of(book, &answer.why, lang)),
        ..Shown::default()
    }
}

/// One amount for every month, or twelve with spaces between them.
fn credits(text: &str) -> Result<[Fen; 12], FieldRefused> {
    let wrong = || FieldRefused::NotAnAmount { typed: text.to_owned() };
    let amounts: Option<Vec<Fen>> = text.split_whitespace().map(|amount| Fen::parse_yuan(amount).ok()).collect();
    let amounts = amounts
        .filter(|amounts| amounts.iter().all(|amount| *amount >= Fen::ZERO))
        .ok_or_else(wrong)?;
    match amounts.as_slice() {
        [each] => Ok([*each; 12]),
        all => all.try_into().map_err(|_| wrong()),
    }
}
