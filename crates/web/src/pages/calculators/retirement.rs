use domain::reckon::retirement::{Answer, explained};
use domain::reckon::why::Why;
use domain::reckon::{Book, RetirementGroup};
use maud::{Markup, html};
use units::Fact;
use words::Lang;

use super::{Calculator, Input, Kind, Read, head, must, reasons};
use crate::Typed;
use crate::look::{Tone, stack};
use reckoned::RetirementJson;

/// When somebody reaches the statutory age.
pub(super) struct Retirement {
    answer: Answer,
    why: Why,
    fingerprint: String,
}

pub(super) const GROUPS: Kind = Kind::Code(&["man", "woman55", "woman50"], "calculators.group.");

impl Calculator for Retirement {
    const CODE: &'static str = "retire";
    const PAGE: &'static str = "/calculators/retire";
    const API: &'static str = "/api/calculators/retire";
    const SAYS: &'static str = "The month of statutory retirement, with the reasons.";
    const INPUTS: &'static [Input] = &[must("born", Kind::Text(8)), must("group", GROUPS)];
    type Wire = RetirementJson;

    fn first(_: &Read<'_>) -> Typed {
        Typed::default().with("group", "man")
    }

    fn reckon(book: &Book, read: &mut Read<'_>) -> Option<Retirement> {
        let (born, group) = (read.month("born"), read.coded("group", RetirementGroup::from_code));
        let (answer, why) = read.take("group", explained(book, born?, group?))?;
        let fingerprint = book.fingerprint().to_owned();
        Some(Retirement { answer, why, fingerprint })
    }

    fn wire(&self, book: &Book, lang: Lang) -> RetirementJson {
        RetirementJson::of(&self.answer, Some(&self.why), book.fingerprint(), lang)
    }

    fn show(&self, lang: Lang) -> Markup {
        let count = |n: u32| Fact::Count(i64::from(n));
        let facts = [
            ("month", Fact::Month(self.answer.month)),
            ("years", count(self.answer.years)),
            ("months", count(self.answer.months)),
            ("old", Fact::Month(self.answer.old_month)),
            ("delay", count(self.answer.delay_months)),
            ("minimum", count(self.answer.minimum_contribution_months)),
        ];
        let says = words::say(lang, "retire.answer", &facts);
        stack(&[head(Tone::Info, says, html! {}), reasons(&self.why, &self.fingerprint, lang)])
    }
}
