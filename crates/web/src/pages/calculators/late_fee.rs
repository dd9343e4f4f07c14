use domain::reckon::Book;
use domain::reckon::fee::{Answer, Ask, fee};
use maud::{Markup, html};
use units::Fact;
use words::Lang;

use super::{Calculator, Input, Kind, Read, doubts, head, must, reasons};
use crate::Typed;
use crate::look::{Tone, stack};
use reckoned::LateFeeJson;

/// The late fee of a service month to a day.
pub(super) struct LateFee {
    ask: Ask,
    answer: Answer,
}

impl Calculator for LateFee {
    const CODE: &'static str = "late_fee";
    const PAGE: &'static str = "/calculators/late-fee";
    const API: &'static str = "/api/calculators/late-fee";
    const SAYS: &'static str = "The late fee of a service month to a day, with the reasons.";
    const INPUTS: &'static [Input] = &[
        must("month", Kind::Text(8)),
        must("amount", Kind::Money),
        must("declared", Kind::Text(10)),
    ];
    type Wire = LateFeeJson;

    fn first(read: &Read<'_>) -> Typed {
        let month = units::Month::of(read.today).plus(-3);
        Typed::default()
            .with("month", month.to_string())
            .with("declared", read.today.to_string())
    }

    fn reckon(book: &Book, read: &mut Read<'_>) -> Option<LateFee> {
        let (month, amount, declared) = (read.month("month"), read.money("amount"), read.day("declared"));
        let ask = Ask {
            month: month?,
            amount: amount?,
            declared: declared?,
            known_on: read.today,
        };
        let answer = read.take("", fee(book, &ask))?;
        Some(LateFee { ask, answer })
    }

    fn wire(&self, book: &Book, lang: Lang) -> LateFeeJson {
        LateFeeJson::of(book.region(), &self.ask, &self.answer, true, lang)
    }

    fn show(&self, lang: Lang) -> Markup {
        let fee = &self.answer.fee;
        let says = match fee.to {
            None if self.answer.charged => words::say(lang, "late_fee.none", &[("from", Fact::Day(fee.from))]),
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
        let total = words::say(
            lang,
            "calculators.late_fee.total",
            &[("total", Fact::Money(self.ask.amount + fee.fee))],
        );
        let above = self
            .answer
            .above_principal
            .then(|| words::say(lang, "late_fee.above_principal", &[]));
        let body = html! {
            p { (total) }
            @if let Some(above) = above { p { (above) } }
            (doubts(&self.answer.doubts, lang))
        };
        let tone = if fee.to.is_some() { Tone::Time } else { Tone::Good };
        stack(&[head(tone, says, body), reasons(&self.answer.why, &self.answer.fingerprint, lang)])
    }
}
