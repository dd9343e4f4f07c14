use domain::reckon::retirement::{Refused, explained};
use policy::RetirementGroup;
use units::{Date, Fact};
use words::Lang;

use super::{Input, Kind, Page, Read, Rules};
use crate::{Shown, Typed, WhyShown};

pub(super) const PAGE: Page = Page {
    code: "retire",
    inputs: &[Input::must("born", Kind::Text(8)), Input::must("group", GROUPS)],
    first,
    answer,
};

pub(super) const GROUPS: Kind = Kind::Code(&["man", "woman55", "woman50"], "calculators.group.");

fn first(_: Date) -> Typed {
    Typed::default().with("group", "man")
}

fn answer(rules: &Rules<'_>, read: &mut Read<'_>, lang: Lang) -> Option<Shown> {
    let (born, group) = (read.month("born"), read.coded("group", RetirementGroup::from_code));
    let explained = explained(rules.book, born?, group?, read.known_on);
    let field = if matches!(explained, Err(Refused::Born(_))) {
        "born"
    } else {
        "group"
    };
    let (answer, why) = read.take(field, explained)?;
    let count = |n: u32| Fact::Count(i64::from(n));
    let facts = [
        ("month", Fact::Month(answer.month)),
        ("years", count(answer.years)),
        ("months", count(answer.months)),
        ("old", Fact::Month(answer.old_month)),
        ("delay", count(answer.delay_months)),
        ("minimum", count(answer.minimum_contribution_months)),
    ];
    Some(Shown {
        title: words::say(lang, "retire.answer", &facts),
        why: Some(WhyShown::of(rules.book, &why, lang)),
        ..Shown::default()
    })
}
