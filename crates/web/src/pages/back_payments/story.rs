//! What happened to a case, who did it with which ground, what lies ahead and who has it now.

use domain::case::back_payment::{Kind, Point, State};
use domain::collection::ClaimKey;
use maud::{Markup, Render, html};
use procedures::Permission;
use procedures::back_payment::Overview;
use procedures::book_visit::Booked;
use units::Fact;

use super::sample;
use super::show::Shown;
use crate::Asked;
use crate::look::{Happening, Panel, Passage, link, timeline};

pub(super) fn panel(asked: &Asked, shown: &Shown) -> Markup {
    let of = &shown.of;
    let opened = &of.story.opened;
    let receipt = |n: i64| {
        shown
            .receipts
            .iter()
            .find(|receipt| receipt.n == n)
            .map(|receipt| receipt.number.clone())
    };
    let mut entries = vec![
        Happening::new(Passage::Done, asked.say(&format!("back_payments.origin.{}", opened.origin), &[]))
            .when(words::day(asked.lang, opened.filed_on))
            .note(html! { p class="sb-small" { (opened.filed_by_name) (numbered(receipt(opened.n))) } }),
    ];
    let mut told: Vec<(i64, Happening)> = Vec::new();
    told.extend(of.story.steps.iter().map(|step| {
        let passage = match step.event.as_str() {
            "return" | "refuse" | "disagree" | "lapse" => Passage::Failed,
            _done => Passage::Done,
        };
        let amount = step.said.amount.map(|amount| words::money(asked.lang, amount));
        let note = html! {
            p class="sb-small" { (who(asked, of, step)) @if let Some(amount) = amount { " · " (amount) } (numbered(receipt(step.n))) }
            @let points = pointed(asked, of, step.step);
            @if !points.is_empty() { p class="sb-small" { (asked.say("back_payments.pointed", &[])) (words::join(asked.lang, &points)) } }
            @if step.event == "approve_amounts" { (super::amounts::told(asked, of, step.n)) }
            @if let Some(ground) = step.said.note.as_ref().filter(|ground| !ground.is_empty()) { p { (ground) } }
        };
        let entry = Happening::new(passage, asked.say(&format!("back_payment.event.{}", step.event), &[]))
            // Money counts on its own day, whenever it was booked.
            .when(words::day(
                asked.lang,
                step.said.day.filter(|_| step.event == "pay").unwrap_or(step.on_date),
            ))
            .note(note);
        (step.n, entry)
    }));
    let found = of.story.sampled.iter();
    told.extend(found.map(|found| (found.n, sample::happening(asked, found, numbered(receipt(found.n))))));
    told.sort_by_key(|(n, _)| *n);
    entries.extend(told.into_iter().map(|(_, entry)| entry));
    entries.extend(shown.visit.iter().map(|booked| {
        let way = link(
            &crate::pages::hall::appointment_at(booked.appointment.id),
            &visit_said(asked, booked),
        );
        Happening::new(Passage::Done, asked.say("back_payments.booked", &[])).note(html! { p class="sb-small" { (way) } })
    }));
    entries.extend(vouchers(asked, of));
    entries.extend(ahead(opened.kind, &of.case.state).iter().enumerate().map(|(at, key)| {
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

/// The number of a receipt, with the way to it.
fn numbered(number: Option<String>) -> Markup {
    html! { @if let Some(number) = number { " · " (link(&format!("/receipts/{number}"), &number)) } }
}

/// Who did it. Money that the bank debits is the bank's, not the machine's that booked it.
fn who(asked: &Asked, of: &Overview, step: &procedures::back_payment::Step) -> String {
    let online = matches!(&of.case.state, State::Posted { paid } if paid.online);
    match (step.event.as_str(), online) {
        ("pay", true) => asked.say("back_payments.paid.debited", &[]),
        _other => asked.who(&step.by_name),
    }
}

/// When and where the visit is, with its number.
pub(super) fn visit_said(asked: &Asked, booked: &Booked) -> String {
    let of = &booked.appointment;
    let facts = [
        ("when", Fact::Text(crate::pages::hall::when(asked, &of.slot, booked.ends))),
        (
            "office",
            Fact::Text(crate::pages::hall::name_of(asked.lang, &booked.office).to_owned()),
        ),
        ("number", Fact::Text(of.number.map(|number| number.to_string()).unwrap_or_default())),
    ];
    let key = match of.number {
        Some(_) => "back_payments.booked.says",
        None => "back_payments.booked.waits",
    };
    asked.say(key, &facts)
}

/// The vouchers of a case that is paid: one for each month's bill.
fn vouchers(asked: &Asked, of: &Overview) -> Option<Happening> {
    let mut bills: Vec<ClaimKey> = of
        .posted
        .iter()
        .map(|one| ClaimKey {
            month: one.month,
            kind: one.bill_kind,
        })
        .collect();
    bills.sort_unstable();
    bills.dedup();
    if bills.is_empty() {
        return None;
    }
    let links = bills.iter().map(|key| {
        let at = format!("{}/voucher.pdf", crate::pages::debits::address(of.employer.id, *key));
        link(&at, &words::month(asked.lang, key.month))
    });
    let note = html! { p class="sb-small" { @for (at, link) in links.enumerate() { @if at > 0 { " · " } (link) } } };
    Some(Happening::new(Passage::Done, asked.say("back_payments.vouchers", &[])).note(note))
}

/// What a step points at, in words.
fn pointed(asked: &Asked, of: &Overview, step: i64) -> Vec<String> {
    let of_step = of.story.points.iter().filter(|pointed| pointed.step == step);
    of_step.map(|pointed| point_said(asked, &pointed.point)).collect()
}

/// A paper or a month that an officer points at.
pub(in crate::pages) fn point_said(asked: &Asked, point: &Point) -> String {
    match point {
        Point::Paper(code) => asked.say(&format!("back_payment.paper.{code}"), &[]),
        Point::Month(month) => words::month(asked.lang, *month),
    }
}

/// What comes, the first of it now.
pub(in crate::pages) fn ahead(kind: Kind, state: &State) -> &'static [&'static str] {
    let reviewed = super::review_of(kind) != Permission::AcceptBackPayment;
    match state {
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
