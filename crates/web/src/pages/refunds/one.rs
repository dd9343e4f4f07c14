//! One refund: why, how much and to whom, what becomes of the months, what may be done now, what happened.

use domain::case::refund::{State, Way};
use domain::collection::RefundGround;
use domain::ids::CaseId;
use domain::registry::account_tail;
use maud::{Markup, Render, html};
use procedures::Permission;
use procedures::refunds::{RefundPage, refund_page};
use units::Fact;

use super::{act, address, decides, ground, state};
use crate::body::At;
use crate::error::Failure;
use crate::look::{
    Column, Happening, Heading, Line, Panel, Passage, Problems, Summary, Table, amount, columns_wide_side, error_summary, link, number,
    rich, timeline,
};
use crate::pages::collection;
use crate::pages::employer::Around;
use crate::route::Route;
use crate::{Asked, Typed};

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page(
        "/refunds/{employer}/{refund}",
        Permission::ViewBills,
        "One refund with what may be done about it.",
        open,
    )]
}

async fn open(asked: Asked, At((_, refund)): At<(String, String)>) -> Result<Markup, Failure> {
    page(&asked, &refund, &Typed::default(), &Problems::new()).await
}

pub(super) async fn page(asked: &Asked, refund: &str, typed: &Typed, problems: &Problems) -> Result<Markup, Failure> {
    let who = asked.employer()?;
    let id = CaseId::from_code(refund).map_err(|_| Failure::NoSuchPage)?;
    let is_desk = decides(asked);
    let (of, around) = asked
        .read(move |desk| {
            let around = match is_desk {
                true => None,
                false => Some(Around::look(desk, who)?),
            };
            Ok((refund_page(desk, who, id)?, around))
        })
        .await?;
    let facts = [
        ("amount", Fact::Money(of.refund.offer.amount)),
        ("why", Fact::Text(ground(asked, &of.refund))),
    ];
    let title = asked.say("refund.title", &facts);
    let heading = Heading::new(title.clone())
        .status(state(asked.lang, &of.refund.state))
        .lead(lead(asked, &of));
    let main = html! { (told(asked, &of)) (months(asked, &of)) (story(asked, &of)) };
    let content = html! {
        (error_summary(asked.lang, problems))
        (heading.render())
        (columns_wide_side(main, act::side(asked, &of, typed, problems)))
    };
    let frame = match around {
        Some(around) => around
            .frame(asked, "debits", title)
            .trail(around.trail(asked, "debits", asked.say("refunds.menu", &[]))),
        None => asked.frame(title).menu(collection::menu(asked, super::DESK)),
    };
    Ok(frame.wrong(!problems.is_empty()).page(content))
}

/// What follows next, and what if nothing is done.
fn lead(asked: &Asked, of: &RefundPage) -> Markup {
    let day = match of.refund.state {
        State::PaidOut { value_date } => value_date,
        State::Offered
        | State::SentBack { .. }
        | State::Chosen(_)
        | State::Checked { .. }
        | State::Ordered
        | State::Carried
        | State::Lapsed => of.refund.offer.on,
    };
    let facts = [("amount", Fact::Money(of.refund.offer.amount)), ("day", Fact::Day(day))];
    rich(asked.lang, &format!("refund.lead.{}", of.refund.state.code()), &facts)
}

fn told(asked: &Asked, of: &RefundPage) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let offer = &of.refund.offer;
    let mut summary = Summary::new(asked.lang)
        .row(word("refund.employer"), html! { span lang="zh" { (of.refund.employer.name) } })
        .row(word("refund.amount"), crate::look::money(asked.lang, offer.amount))
        .row(word("refund.why"), why(asked, of));
    let chosen = of.refund.chosen().filter(|_| !matches!(of.refund.state, State::SentBack { .. }));
    if let Some(step) = chosen {
        let way = step.says.way.map_or("", Way::code);
        let mut facts = Vec::new();
        if let Some(account) = &step.says.account {
            facts.extend([
                ("bank", Fact::Text(account.bank.clone())),
                ("name", Fact::Text(account.name.clone())),
                ("tail", Fact::Text(account_tail(&account.number))),
            ]);
        }
        summary = summary.row(word("refund.way"), html! { (asked.say(&format!("refund.way.{way}.says"), &facts)) });
    }
    if let Some(reference) = of.refund.steps.iter().rev().find_map(|s| s.says.bank_reference.as_ref()) {
        summary = summary.row(word("refund.bank_reference"), number(reference));
    }
    summary = summary.row(
        word("refund.offered"),
        html! { (words::day(asked.lang, offer.on)) " · " (link(&format!("/receipts/{}", of.receipt), &word("refund.receipt"))) },
    );
    Panel::new("refund", word("refund.panel")).body(summary.render()).render()
}

fn why(asked: &Asked, of: &RefundPage) -> Markup {
    match of.refund.offer.ground {
        RefundGround::Correction(key) => {
            let bill = format!(
                "/employers/{}/bills/{}?kind={}",
                of.refund.employer.id.code(),
                key.month,
                key.kind.slug()
            );
            html! { (asked.say("refund.why.correction", &[("month", Fact::Month(key.month))])) " " (link(&bill, &asked.say("refund.bill", &[]))) }
        }
        RefundGround::Overpaid(_) => html! { (asked.say("refund.why.overpaid", &[])) },
    }
}

/// Whose months change, and how: the employee's record says the same.
fn months(asked: &Asked, of: &RefundPage) -> Markup {
    if of.people.is_empty() {
        return html! {};
    }
    let word = |key: &str| asked.say(key, &[]);
    let heads = vec![
        Column::title(word("refund.person")),
        Column::figure(word("refunds.amount")),
        Column::text(word("refund.record")),
    ];
    let then = match of.refund.state.is_decided() {
        true => "refund.record.refunded",
        false => "refund.record.now",
    };
    let is_own = asked.caller.employers().any(|(e, _)| Some(e) == asked.employer);
    let lines = of.people.iter().map(|(person, fen)| {
        let name = match is_own || decides(asked) {
            true => person.name.clone(),
            false => domain::registry::masked_name(&person.name),
        };
        Line::new(vec![html! { span lang="zh" { (name) } }, amount(*fen), html! { (word(then)) }])
    });
    let title = word("refund.people");
    let table = Table::new(title.clone(), heads).lines(lines.collect());
    let table = table.foot(vec![html! { (word("refund.total")) }, amount(of.refund.offer.amount), html! {}]);
    let body = html! { (table) p class="sb-small sb-soft sb-above" { (word("refund.people.note")) } };
    Panel::new("people", title).body(body).render()
}

fn story(asked: &Asked, of: &RefundPage) -> Markup {
    let mut entries =
        vec![Happening::new(Passage::Done, asked.say("case.refund.event.offer", &[])).when(words::day(asked.lang, of.refund.offer.on))];
    entries.extend(of.refund.steps.iter().map(|step| {
        let passage = match step.event.as_str() {
            "send_back" | "return" => Passage::Failed,
            _done => Passage::Done,
        };
        let note = html! {
            p class="sb-small" { (asked.who(&step.by_name)) @if let Some(day) = step.says.day { " · " (words::day(asked.lang, day)) } }
            @if let Some(ground) = &step.says.note { p { (ground) } }
        };
        Happening::new(passage, asked.say(&format!("case.refund.event.{}", step.event), &[]))
            .when(words::day(asked.lang, step.on))
            .note(note)
    }));
    entries.extend(ahead(&of.refund.state).iter().enumerate().map(|(at, key)| {
        let passage = if at == 0 { Passage::Now } else { Passage::Ahead };
        Happening::new(passage, asked.say(key, &[]))
    }));
    Panel::new("story", asked.say("refund.story", &[]))
        .body(timeline(&entries))
        .render()
}

/// What comes, the first of it now.
fn ahead(state: &State) -> &'static [&'static str] {
    match state {
        State::Offered | State::SentBack { .. } => &["refund.ahead.choose", "refund.ahead.check", "refund.ahead.decide"],
        State::Chosen(_) => &["refund.ahead.check", "refund.ahead.decide", "refund.ahead.money"],
        State::Checked { .. } => &["refund.ahead.decide", "refund.ahead.money"],
        State::Ordered => &["refund.ahead.pay"],
        State::PaidOut { .. } | State::Carried | State::Lapsed => &[],
    }
}

/// Where the forms of a refund go.
pub(super) fn form_at(of: &RefundPage, act: &str) -> String {
    format!("{}/{act}", address(of.refund.employer.id, of.refund.offer.id))
}
