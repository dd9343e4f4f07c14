//! What a visit is for, and whether it can be avoided: asked before any slot is shown.

use domain::hall::appointment::Errand;
use domain::ids::EmployerId;
use maud::{Markup, Render, html};
use procedures::Permission;
use procedures::book_visit::{Booked, appointments_of};
use procedures::visit::{Need, Visit, visits};
use reckoned::rests_on;
use units::Fact;

use super::{appointment_at, matter_name, name_of, state_word, when};
use crate::Asked;
use crate::error::Failure;
use crate::look::{Column, Heading, Line, Panel, Table, Tone, button_small, empty, link, rich, stack, status};
use crate::pages::employer::{Around, at};
use crate::route::Route;
use words::spans;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page(
        "/employers/{employer}/appointments",
        Permission::BookVisit,
        "Booked visits, and what needs one.",
        page,
    )]
}

async fn page(asked: Asked) -> Result<Markup, Failure> {
    let who = asked.employer()?;
    let (around, booked, list) = asked
        .read(move |desk| Ok((Around::look(desk, who)?, appointments_of(desk, who)?, visits(desk, who)?)))
        .await?;
    let title = asked.say("hall.appointments.title", &[]);
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "hall.appointments.lead", &[]));
    let body = stack(&[appointments(&asked, &booked), needs(&asked, who, &list)]);
    Ok(around.frame(&asked, "appointments", title).page(html! { (heading) (body) }))
}

fn appointments(asked: &Asked, booked: &[Booked]) -> Markup {
    let title = asked.say("hall.appointments.booked", &[]);
    if booked.is_empty() {
        let nothing = empty(rich(asked.lang, "hall.appointments.none", &[]), None);
        return Panel::new("booked", title).body(nothing).render();
    }
    let word = |key: &str| asked.say(key, &[]);
    let columns = vec![
        Column::title(word("hall.col.when")),
        Column::text(word("hall.col.number")).unbroken(),
        Column::text(word("hall.col.matter")),
        Column::text(word("hall.col.office")),
        Column::text(word("hall.col.state")),
    ];
    let lines = booked.iter().map(|one| {
        let of = &one.appointment;
        Line::new(vec![
            link(&appointment_at(of.id), &when(asked, &of.slot, one.ends)),
            html! { @match of.number { Some(number) => (number.to_string()), None => "–" } },
            html! { (matter_name(asked, of.slot.matter)) },
            html! { (name_of(asked.lang, &one.office)) },
            state_word(asked, of.state),
        ])
    });
    let table = Table::new(title.clone(), columns).lines(lines.collect());
    Panel::new("booked", title).flush().body(table.render()).render()
}

fn needs(asked: &Asked, who: EmployerId, list: &[Visit]) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let columns = vec![
        Column::title(word("hall.col.matter")),
        Column::text(word("hall.col.need")),
        Column::text(word("hall.col.why")).whole_labelled(),
        Column::text(word("hall.col.do")).whole(),
    ];
    let lines = list.iter().map(|of| {
        Line::new(vec![
            html! { (about(asked, of)) },
            need_word(asked, &of.need),
            html! { (why(asked, of)) },
            act(asked, who, of),
        ])
    });
    let title = word("hall.needs.title");
    let table = Table::new(title.clone(), columns).lines(lines.collect());
    Panel::new("needs", title)
        .aside(html! { (word("hall.needs.aside")) })
        .flush()
        .body(table.render())
        .render()
}

/// What it is about in words: the matter, with the person or month of the case.
pub(super) fn about(asked: &Asked, of: &Visit) -> String {
    let matter = matter_name(asked, of.matter);
    if !of.months.is_empty() {
        let months = spans(asked.lang, of.months.iter().flat_map(|(from, to)| from.through(*to)));
        let facts = [
            ("matter", Fact::Text(matter)),
            ("name", Fact::Text(of.about.clone().unwrap_or_default())),
            ("months", Fact::Text(months)),
        ];
        let key = if of.about.is_some() {
            "hall.about.person_months"
        } else {
            "hall.about.months"
        };
        return asked.say(key, &facts);
    }
    match (&of.about, of.errand) {
        (Some(name), _) => asked.say(
            "hall.about.person",
            &[("matter", Fact::Text(matter)), ("name", Fact::Text(name.clone()))],
        ),
        (None, Errand::Bill(key)) => {
            let facts = [("matter", Fact::Text(matter)), ("month", Fact::Month(key.month))];
            asked.say("hall.about.month", &facts)
        }
        (None, Errand::Matter | Errand::Reduction(_) | Errand::BackPayment(_)) => matter,
    }
}

pub(super) fn need_word(asked: &Asked, need: &Need) -> Markup {
    let tone = match need {
        Need::Online(_) | Need::GoesOn(_) => Tone::Good,
        Need::WalkIn(_) => Tone::Info,
        Need::Presence { .. } | Need::HandIn(_) => Tone::Time,
        Need::Mend(_) => Tone::Bad,
    };
    status(tone, &asked.say(&format!("hall.need.{}", need.code()), &[]))
}

/// Why somebody must come, or why not.
pub(super) fn why(asked: &Asked, of: &Visit) -> Markup {
    let mut facts = vec![("matter", Fact::Text(matter_name(asked, of.matter)))];
    let key = match (&of.need, of.due) {
        (Need::Presence { ground, law, source }, _) => {
            let source = rests_on(asked.portal.agency().book(), law.as_deref(), source, asked.lang);
            facts.push(("source", Fact::Text(source)));
            let without = ground.is_none().then_some("hall.why.presence.source");
            facts.extend(ground.iter().map(|ground| ("ground", Fact::Note(ground.clone()))));
            without.unwrap_or("hall.why.presence").to_owned()
        }
        (Need::WalkIn(_), Some(due)) => {
            facts.push(("due", Fact::Money(due)));
            let is_filed = matches!(of.errand, Errand::BackPayment(_));
            if is_filed {
                "hall.why.walk_in.filed"
            } else {
                "hall.why.walk_in.due"
            }
            .to_owned()
        }
        (Need::WalkIn(_) | Need::Online(_) | Need::GoesOn(_) | Need::Mend(_) | Need::HandIn(_), _) => {
            format!("hall.why.{}", of.need.code())
        }
    };
    rich(asked.lang, &key, &facts)
}

fn act(asked: &Asked, who: EmployerId, of: &Visit) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    match &of.need {
        Need::Presence { .. } => {
            let href = format!(
                "{}?for={}&matter={}",
                at(who, "appointments/new"),
                of.errand.code(),
                of.matter.code()
            );
            button_small(&href, &word("hall.do.book"), None)
        }
        Need::Online(href) => link(href, &word("hall.do.online")),
        Need::GoesOn(href) => link(href, &word("hall.do.see")),
        Need::Mend(href) => link(href, &word("hall.do.mend")),
        Need::HandIn(href) => link(href, &word("hall.do.hand_in")),
        Need::WalkIn(href) if matches!(of.errand, Errand::BackPayment(_)) => {
            html! { (link("/hall?matter=cashier", &word("hall.do.ticket"))) br; (link(href, &word("hall.do.open_case"))) }
        }
        Need::WalkIn(href) => html! { (link(href, &word("hall.do.transfer"))) br; (link("/hall?matter=cashier", &word("hall.do.ticket"))) },
    }
}

/// What is said where no papers are listed: some ways ask for none.
pub(super) fn no_papers(asked: &Asked, of: &Visit) -> Markup {
    let key = match of.errand {
        Errand::BackPayment(_) => "hall.papers.handed_in",
        Errand::Matter | Errand::Reduction(_) | Errand::Bill(_) => "hall.papers.none",
    };
    rich(asked.lang, key, &[])
}
