use domain::reckon::difference::{Difference, Line};
use domain::reckon::roster::RosterDifference;
use policy::DifferenceRules;
use serde::Serialize;
use units::{Date, Fact, Fen};
use words::Lang;

use super::TotalsJson;

/// What a notice that came after the month began changed about it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct LateNoticeJson {
    /// How many people of a roster owe something else.
    #[serde(skip_serializing_if = "Option::is_none")]
    people: Option<u32>,
    /// The day of the notice.
    published: String,
    /// What was owed as known the day before.
    before: TotalsJson,
    /// What each branch owes more; below zero: less.
    lines: Vec<MoreJson>,
    totals: TotalsJson,
    /// The month on whose bill the difference stands.
    billed_in: Option<String>,
    /// The last day of payment without a late fee.
    fee_waived_until: Option<String>,
    /// The same for people who pay for themselves.
    individuals_until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    doubt: Option<String>,
}

/// What one branch owes more.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
struct MoreJson {
    branch: &'static str,
    employer: String,
    employee: String,
}

impl LateNoticeJson {
    /// The difference on the wire.
    pub fn of(difference: &Difference, lang: Lang) -> LateNoticeJson {
        let before = TotalsJson::of(difference.before.employer, difference.before.employee);
        said(difference.published, before, &difference.lines, &difference.rules, lang)
    }

    /// The difference of a roster on the wire.
    pub fn of_roster(difference: &RosterDifference, lang: Lang) -> LateNoticeJson {
        let before = TotalsJson::of(difference.before.0, difference.before.1);
        LateNoticeJson {
            people: Some(difference.people),
            ..said(difference.published, before, &difference.lines, &difference.rules, lang)
        }
    }
}

/// The difference in sentences: what was owed before, what is owed more, until when without a late fee.
pub fn late_said(difference: &Difference, lang: Lang) -> Vec<String> {
    let before = difference.before.employer + difference.before.employee;
    sentences(before, (difference.published, &difference.lines), &difference.rules, lang)
}

/// The same of a roster.
pub fn late_of_roster_said(difference: &RosterDifference, lang: Lang) -> Vec<String> {
    let people = [("people", Fact::Count(i64::from(difference.people)))];
    let before = difference.before.0 + difference.before.1;
    let first = words::say(lang, "assess.difference_people", &people);
    let rest = sentences(before, (difference.published, &difference.lines), &difference.rules, lang);
    std::iter::once(first).chain(rest).collect()
}

fn sentences(before: Fen, (published, lines): (Date, &[Line]), rules: &DifferenceRules, lang: Lang) -> Vec<String> {
    let sum = |side: fn(&Line) -> Fen| lines.iter().map(side).sum::<Fen>();
    let (employer, employee) = (sum(|line| line.employer), sum(|line| line.employee));
    let facts = [
        ("published", Fact::Day(published)),
        ("before", Fact::Money(before)),
        ("employer", Fact::Money(employer)),
        ("employee", Fact::Money(employee)),
        ("all", Fact::Money(employer + employee)),
    ];
    let waived = rules
        .waived_until
        .map(|until| words::say(lang, "assess.difference_waived", &[("until", Fact::Day(until))]));
    let doubt = rules.doubt.clone();
    let doubt = doubt.map(|doubt| words::say(lang, "assess.difference_doubt", &[("doubt", Fact::Note(doubt))]));
    std::iter::once(words::say(lang, "assess.difference", &facts))
        .chain(waived)
        .chain(doubt)
        .collect()
}

fn said(published: Date, before: TotalsJson, lines: &[Line], rules: &DifferenceRules, lang: Lang) -> LateNoticeJson {
    let more = lines.iter().map(|line| MoreJson {
        branch: line.branch.code(),
        employer: line.employer.to_string(),
        employee: line.employee.to_string(),
    });
    let sum = |side: fn(&Line) -> Fen| lines.iter().map(side).sum();
    LateNoticeJson {
        people: None,
        published: published.to_string(),
        before,
        lines: more.collect(),
        totals: TotalsJson::of(sum(|line| line.employer), sum(|line| line.employee)),
        billed_in: rules.billed_in.map(|month| month.to_string()),
        fee_waived_until: rules.waived_until.map(|day| day.to_string()),
        individuals_until: rules.individuals_until.map(|day| day.to_string()),
        doubt: rules.doubt.as_deref().map(|note| words::in_language(lang, note).to_owned()),
    }
}
