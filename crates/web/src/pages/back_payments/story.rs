//! What happened to a case, who did it with which ground, what lies ahead and who has it now.

use domain::case::back_payment::{Point, State};
use maud::{Markup, Render, html};
use procedures::Permission;
use procedures::back_payment::Overview;
use units::Fact;

use crate::Asked;
use crate::look::{Happening, Panel, Passage, timeline};

pub(super) fn panel(asked: &Asked, of: &Overview) -> Markup {
    let opened = &of.story.opened;
    let mut entries = vec![
        Happening::new(Passage::Done, asked.say(&format!("back_payments.origin.{}", opened.origin), &[]))
            .when(words::day(asked.lang, opened.filed_on))
            .note(html! { p class="sb-small" { (opened.filed_by_name) } }),
    ];
    entries.extend(of.story.steps.iter().map(|step| {
        let passage = match step.event.as_str() {
            "return" | "refuse" | "disagree" | "lapse" => Passage::Failed,
            _done => Passage::Done,
        };
        let amount = step.said.amount.map(|amount| words::money(asked.lang, amount));
        let note = html! {
            p class="sb-small" { (step.by_name) @if let Some(amount) = amount { " · " (amount) } }
            @let points = pointed(asked, of, step.step);
            @if !points.is_empty() { p class="sb-small" { (asked.say("back_payments.pointed", &[])) (words::join(asked.lang, &points)) } }
            @if step.event == "approve_amounts" { (super::amounts::told(asked, of, step.n)) }
            @if let Some(ground) = step.said.note.as_ref().filter(|ground| !ground.is_empty()) { p { (ground) } }
        };
        Happening::new(passage, asked.say(&format!("back_payment.event.{}", step.event), &[]))
            .when(words::day(asked.lang, step.on_date))
            .note(note)
    }));
    entries.extend(ahead(of).iter().enumerate().map(|(at, key)| {
        let passage = if at == 0 { Passage::Now } else { Passage::Ahead };
        Happening::new(
            passage,
            asked.say(&format!("back_payments.ahead.{key}"), &[("day", Fact::Day(asked.today))]),
        )
    }));
    Panel::new("story", asked.say("back_payments.story", &[]))
        .body(timeline(&entries))
        .render()
}

/// What a step points at, in words.
fn pointed(asked: &Asked, of: &Overview, step: i64) -> Vec<String> {
    let of_step = of.story.points.iter().filter(|pointed| pointed.step == step);
    let said = of_step.map(|pointed| match &pointed.point {
        Point::Paper(code) => asked.say(&format!("back_payment.paper.{code}"), &[]),
        Point::Month(month) => words::month(asked.lang, *month),
    });
    said.collect()
}

/// What comes, the first of it now.
fn ahead(of: &Overview) -> &'static [&'static str] {
    let reviewed = super::review_of(of.story.opened.kind) != Permission::AcceptBackPayment;
    match &of.case.state {
        State::Preparing | State::Returned { .. } if reviewed => &["employer", "review", "counter", "cashier", "posted"],
        State::Preparing | State::Returned { .. } => &["employer", "counter", "cashier", "posted"],
        State::InReview(_) => &["review", "second", "counter", "cashier", "posted"],
        State::Waiting { .. } => &["answer", "review", "counter", "cashier", "posted"],
        State::Checked { .. } => &["second", "counter", "cashier", "posted"],
        State::Ready => &["counter", "cashier", "posted"],
        State::Accepted(filing) if filing.online => &["debit", "posted"],
        State::Accepted(_) => &["cashier", "posted"],
        State::Lapsed(_) => &["again", "cashier", "posted"],
        State::Posted { .. } | State::Refused { .. } | State::Withdrawn => &[],
    }
}
