//! What was filed, what the papers say, what entering it makes.

use domain::case::counter_reduction::State;
use domain::registry::masked_number;
use maud::{Markup, Render, html};
use procedures::counter_cases::{CounterCase, Preview};
use units::{Date, Fact};

use crate::Asked;
use crate::look::{Alert, Panel, Summary, Tone, bullets, identity, link, rich};

/// What the reader should know first.
pub(super) fn lead(asked: &Asked, of: &CounterCase) -> Markup {
    let facts = [
        ("due", Fact::Day(of.opened.due_on)),
        ("month", Fact::Month(units::Month::of(of.opened.due_on))),
    ];
    let key = match of.case.state {
        State::Filed if asked.today > of.opened.due_on => "cases.lead.filed.late",
        State::Filed => "cases.lead.filed",
        State::Confirmed(_) => "cases.lead.confirmed",
        State::ExceptionNoted(..) => "cases.lead.exception_noted",
        State::ExceptionGranted(..) => "cases.lead.exception_granted",
        State::SentBack { .. } => "cases.lead.sent_back",
        State::Entered { .. } => "cases.lead.entered",
        State::Withdrawn => "cases.lead.withdrawn",
    };
    rich(asked.lang, key, &facts)
}

pub(super) fn filed(asked: &Asked, of: &CounterCase) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let day = |day: Date| html! { (words::day(asked.lang, day)) };
    let reason = word(&format!("reason.{}", of.line.reason));
    let last = match of.line.reduction.last_month {
        Some(month) => words::month(asked.lang, month),
        None => word("cases.last_month.default"),
    };
    let papers: Vec<Markup> = of.papers.iter().map(|key| html! { (word(&format!("paper.{key}"))) }).collect();
    let mut summary = Summary::new(asked.lang)
        .row(
            word("cases.person"),
            html! { (of.person.name) " " (identity(&masked_number(&of.person.number))) },
        )
        .row(word("cases.employer"), html! { (of.employer.name) })
        .row(word("cases.filed_on"), day(of.opened.filed_on))
        .row(word("cases.receipt"), link(&format!("/receipts/{}", of.receipt), &of.receipt))
        .row(word("cases.reason"), html! { (of.line.reason) " " (reason) })
        .row(word("cases.end_date"), day(of.line.reduction.end_date))
        .row(word("cases.last_month"), html! { (last) });
    if let Some(employment) = of.case.state.employment() {
        summary = summary.row(word("cases.contract_end"), day(employment.ended_on));
    }
    if !of.line.remark.is_empty() {
        summary = summary.row(word("cases.remark"), html! { (of.line.remark) });
    }
    if !papers.is_empty() {
        summary = summary.row(word("cases.papers"), bullets(&papers));
    }
    let body = html! { (summary.render()) (dates_differ(asked, of)) };
    Panel::new("filed", word("cases.filed")).body(body).render()
}

/// The day of the contract and the day of the filing are two facts; where they differ the page says by how much.
fn dates_differ(asked: &Asked, of: &CounterCase) -> Markup {
    let Some(employment) = of.case.state.employment() else {
        return html! {};
    };
    let filed = of.line.reduction.end_date;
    if employment.ended_on == filed {
        return html! {};
    }
    let days = i64::from((employment.ended_on - filed).get_days()).abs();
    let facts = [
        ("contract", Fact::Day(employment.ended_on)),
        ("filed", Fact::Day(filed)),
        ("days", Fact::Count(days)),
    ];
    Alert::new(Tone::Time, "differ", asked.say("cases.differ", &[]))
        .body(rich(asked.lang, "cases.differ.says", &facts))
        .inner()
        .render()
}

/// What entering it today makes, or made.
pub(super) fn effect(asked: &Asked, of: &CounterCase, ahead: Option<&Preview>) -> Markup {
    let title = asked.say("cases.effect", &[]);
    let body = match (&of.case.state, ahead) {
        (State::Entered { last_month }, _) => {
            let facts = [("last", Fact::Month(*last_month)), ("next", Fact::Month(last_month.next()))];
            html! { p { (rich(asked.lang, "cases.effect.entered", &facts)) } }
        }
        (State::Withdrawn, _) | (_, None) => html! { p { (rich(asked.lang, "cases.effect.nothing", &[])) } },
        (_, Some(ahead)) => coming(asked, of, ahead),
    };
    Panel::new("effect", title).body(body).render()
}

fn coming(asked: &Asked, of: &CounterCase, ahead: &Preview) -> Markup {
    let leaving = match &ahead.outcome {
        Ok(leaving) => leaving,
        Err(refused) => {
            let mend = words::mend(asked.lang, refused.as_ref()).unwrap_or_default();
            let body = html! { (words::tell(asked.lang, refused.as_ref())) (words::between(asked.lang)) (mend) span class="sb-code" { (refused.code()) } };
            return Alert::new(Tone::Bad, "refused", asked.say("cases.effect.refused", &[]))
                .body(body)
                .inner()
                .render();
        }
    };
    let last = leaving.reduced.last_month;
    let facts = [
        ("last", Fact::Month(last)),
        ("next", Fact::Month(last.next())),
        ("month", Fact::Month(ahead.month)),
        ("amount", Fact::Money(ahead.falls_by())),
    ];
    let mut list = vec![rich(asked.lang, "cases.effect.last", &facts)];
    if let Some(exception) = of.case.state.exception() {
        list.push(rich(
            asked.lang,
            "cases.effect.exception",
            &[("day", Fact::Day(exception.first_try))],
        ));
    } else if asked.today > of.opened.due_on {
        list.push(rich(asked.lang, "cases.effect.moved", &facts));
    }
    for late in &ahead.too_much {
        let key = if late.paid { "cases.effect.paid" } else { "cases.effect.unpaid" };
        list.push(rich(asked.lang, key, &[("month", Fact::Month(late.month))]));
    }
    bullets(&list)
}
