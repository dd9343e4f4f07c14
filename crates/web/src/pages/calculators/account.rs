use domain::EmployerKind;
use domain::reckon::account::{Answer, Ask, settle};
use domain::reckon::{AccountMethod, Book};
use maud::{Markup, html};
use units::{Fact, Fen};
use words::Lang;

use super::{Calculator, Input, Kind, Read, doubts, head, may, must, reasons};
use crate::Typed;
use crate::look::{Tone, stack};
use crate::typed::FieldRefused;
use reckoned::SettlementJson;

/// What a year of an individual account earns.
pub(super) struct Settlement {
    ask: Ask,
    answer: Answer,
}

impl Calculator for Settlement {
    const CODE: &'static str = "settle";
    const PAGE: &'static str = "/calculators/account";
    const API: &'static str = "/api/calculators/account";
    const SAYS: &'static str = "What a year of an individual account earns, with the reasons.";
    const INPUTS: &'static [Input] = &[
        must("year", Kind::Text(4)),
        must("opening", Kind::Money),
        must("credits", Kind::Text(40)),
        may("method", Kind::Code(&["monthly_product", "annual"], "account.method.")),
    ];
    type Wire = SettlementJson;

    fn first(read: &Read<'_>) -> Typed {
        Typed::default()
            .with("year", (read.today.year() - 1).to_string())
            .with("credits", "760")
    }

    fn reckon(book: &Book, read: &mut Read<'_>) -> Option<Settlement> {
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
            known_on: read.today,
        };
        let answer = read.take("", settle(book, &ask))?;
        Some(Settlement { ask, answer })
    }

    fn wire(&self, book: &Book, lang: Lang) -> SettlementJson {
        SettlementJson::of(book.region(), &self.ask, &self.answer, true, lang)
    }

    fn show(&self, lang: Lang) -> Markup {
        let sums = &self.answer.sums;
        let facts = [("interest", Fact::Money(sums.interest)), ("closing", Fact::Money(sums.closing))];
        let says = words::say(lang, "calculators.settle.answer", &facts);
        let provisional = self.answer.provisional.then(|| words::say(lang, "account.provisional", &[]));
        let rates = [
            ("rate", Fact::Rate(self.answer.terms.lower())),
            ("benchmark", Fact::Rate(self.answer.benchmark)),
        ];
        let below = (!self.answer.not_below_benchmark).then(|| words::say(lang, "account.below_benchmark", &rates));
        let body = html! {
            @if let Some(provisional) = provisional { p { (provisional) } }
            @if let Some(below) = &below { p { (below) } }
            (doubts(&self.answer.doubts, lang))
        };
        let tone = if below.is_some() { Tone::Bad } else { Tone::Good };
        stack(&[head(tone, says, body), reasons(&self.answer.why, &self.answer.fingerprint, lang)])
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
