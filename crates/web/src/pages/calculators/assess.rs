use domain::reckon::Book;
use domain::reckon::person::{Ask, Employer};
use domain::{Category, EmployerKind, EmployerSize};
use maud::Markup;
use words::Lang;

use super::{Calculator, Input, Kind, Read, here, may, must};
use crate::Typed;
use reckoned::AssessmentJson;

/// What one person and the employer owe for a month.
pub(super) struct Assessment(reckoned::Assessment);

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

impl Calculator for Assessment {
    const CODE: &'static str = "assess";
    const PAGE: &'static str = "/calculators/assess";
    const API: &'static str = "/api/calculators/assess";
    const SAYS: &'static str = "What one person and the employer owe for a month, with the reasons.";
    const INPUTS: &'static [Input] = &[
        must("month", Kind::Text(8)),
        must("wage", Kind::Money),
        must("category", CATEGORIES),
        may("injury_class", Kind::Text(2)),
        may(
            "employer_kind",
            Kind::Code(&["enterprise", "institution"], "calculators.employer_kind."),
        ),
        may(
            "employer_size",
            Kind::Code(&["micro", "small", "medium", "large"], "calculators.employer_size."),
        ),
    ];
    const IN_BROWSER: bool = true;
    type Wire = AssessmentJson;

    fn first(read: &Read<'_>) -> Typed {
        let month = units::Month::of(read.today).to_string();
        Typed::default()
            .with("month", month)
            .with("category", "local_urban")
            .with("injury_class", "1")
    }

    fn reckon(book: &Book, read: &mut Read<'_>) -> Option<Assessment> {
        let (month, wage) = (read.month("month"), read.money("wage"));
        let (category, employer) = (read.coded("category", Category::from_code), employer(read));
        let ask = Ask {
            month: month?,
            known_on: read.today,
            wage: wage?,
            category: category?,
            employer: employer?,
        };
        read.take("", reckoned::Assessment::of(book, ask, true)).map(Assessment)
    }

    fn wire(&self, _: &Book, lang: Lang) -> AssessmentJson {
        self.0.json(lang)
    }

    fn show(&self, lang: Lang) -> Markup {
        here::answer(lang, &self.0.shown(lang))
    }
}

/// The employer, as far as it was said.
pub(super) fn employer(read: &mut Read<'_>) -> Option<Employer> {
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
