use domain::reckon::person::{Ask, Employer, Line, why};
use policy::{Book, Category, EmployerKind, EmployerSize};
use units::{Date, Fact, Fen, Month};
use words::Lang;

use super::{Input, Kind, Page, Read, Rules};
use crate::{
    Assessment, ColumnKind, ColumnShown, PanelShown, Shown, ShownTone, TableShown, Typed, WhyShown, doubted, late_said, left_out_said,
};

pub(super) const PAGE: Page = Page {
    code: "assess",
    inputs: &[
        Input::must("month", Kind::Text(8)),
        Input::must("wage", Kind::Money),
        Input::must("category", CATEGORIES),
        Input::may("injury_class", Kind::Text(2)),
        Input::may(
            "employer_kind",
            Kind::Code(&["enterprise", "institution"], "calculators.employer_kind."),
        ),
        Input::may(
            "employer_size",
            Kind::Code(&["micro", "small", "medium", "large"], "calculators.employer_size."),
        ),
    ],
    first,
    answer,
};

pub(super) const CATEGORIES: Kind = Kind::Code(
    &[
        "local_urban",
        "nonlocal_urban",
        "local_rural",
        "nonlocal_rural",
        "foreign",
        "retired",
        "flexible",
    ],
    "category.",
);

fn first(today: Date) -> Typed {
    Typed::default()
        .with("month", Month::of(today).to_string())
        .with("category", "local_urban")
        .with("injury_class", "1")
}

fn answer(rules: &Rules<'_>, read: &mut Read<'_>, lang: Lang) -> Option<Shown> {
    let (month, wage) = (read.month("month"), read.money("wage"));
    let (category, employer) = (read.coded("category", Category::from_code), employer(read));
    let ask = Ask {
        month: month?,
        known_on: read.known_on,
        wage: wage?,
        category: category?,
        employer: employer?,
    };
    read.take("", Assessment::of(rules.shelf, rules.book, ask, true))
        .map(|assessed| shown(rules.book, &assessed, lang))
}

/// The employer, as far as it was said.
pub fn employer(read: &mut Read<'_>) -> Option<Employer> {
    let class = read.if_any("injury_class", |read| {
        let class = read.typed.count("injury_class").map(|class| u8::try_from(class).unwrap_or(u8::MAX));
        read.take("injury_class", class)
    });
    let kind = read.if_any("employer_kind", |read| read.coded("employer_kind", EmployerKind::from_code));
    let size = read.if_any("employer_size", |read| read.coded("employer_size", EmployerSize::from_code));
    Some(Employer {
        kind: kind?.unwrap_or(EmployerKind::Enterprise),
        size: size?,
        injury_class: class?,
    })
}

fn shown(book: &Book, of: &Assessment, lang: Lang) -> Shown {
    let word = |key: &str| words::say(lang, key, &[]);
    let answer = &of.answer;
    let all = answer.employer + answer.employee;
    let line = |line: &Line| {
        let name = word(&format!("branch.{}", line.branch.code()));
        let figures = [line.base, line.employer, line.employee, line.employer + line.employee];
        std::iter::once(name).chain(figures.map(Fen::grouped)).collect()
    };
    let sums = [answer.employer, answer.employee, all].map(Fen::grouped);
    let columns = [
        (ColumnKind::Title, "table.branch"),
        (ColumnKind::Figure, "table.base"),
        (ColumnKind::Figure, "table.employer"),
        (ColumnKind::Figure, "table.employee"),
        (ColumnKind::Figure, "table.both"),
    ];
    let table = TableShown {
        caption: word("calculators.assess"),
        columns: ColumnShown::of(lang, &columns),
        lines: answer.lines.iter().map(line).collect(),
        foot: [word("table.total"), String::new()].into_iter().chain(sums).collect(),
    };
    let left_out = answer.left_out.as_ref();
    Shown {
        tone: ShownTone::Good,
        title: words::say(lang, "assess.both_sides", &[("all", Fact::Money(all))]),
        said: left_out
            .map(|left_out| left_out_said(left_out, "calculators.injury_class_missing", lang))
            .into_iter()
            .chain(of.late.iter().flat_map(|late| late_said(late, lang)))
            .collect(),
        notes: doubted(&answer.doubts, lang),
        panels: vec![PanelShown {
            id: "lines".to_owned(),
            title: word("calculators.lines"),
            table: Some(table),
            ..PanelShown::default()
        }],
        why: Some(WhyShown::of(book, &why(answer), lang)),
        ..Shown::default()
    }
}
