//! The registration desk: people whom two employers want, increases after the thirty days, new employers.

mod conflict;
mod employer;

use domain::registry::masked_number;
use maud::{Markup, Render, html};
use procedures::Permission;
use procedures::double_enrolments::{Conflict, LateEnrolment, conflicts, late_enrolments};
use units::{Date, Fact};

use crate::Asked;
use crate::error::Failure;
use crate::look::{
    Column, Heading, Line, LineMark, Menu, MenuItem, Panel, Table, Tone, button_small, empty, identity, link, rich, stack, status,
};
use crate::route::Route;

const DESK: &str = "/desks/registration";

pub(crate) fn routes() -> Vec<Route> {
    let queue = Route::page(
        DESK,
        Permission::DecideDoubleEnrolment,
        "Double enrolments and late enrolments.",
        queue,
    );
    [vec![queue], conflict::routes(), employer::routes()]
        .into_iter()
        .flatten()
        .collect()
}

pub(super) fn menu(asked: &Asked, here: &str) -> Menu {
    let item = |key: &str, address: &str| MenuItem {
        text: asked.say(key, &[]),
        href: address.to_owned(),
        waiting: 0,
        key: None,
    };
    let more = vec![
        item("registration.menu.new", employer::ADDRESS),
        item("earlier.title", super::earlier::ADDRESS),
    ];
    asked.desk_menu("registration", more, here)
}

async fn queue(asked: Asked) -> Result<Markup, Failure> {
    let (waiting, late) = asked.read(|desk| Ok((conflicts(desk)?, late_enrolments(desk)?))).await?;
    let count = |n: usize| Fact::Count(i64::try_from(n).unwrap_or(i64::MAX));
    let title = asked.say("registration.title", &[("n", count(waiting.len()))]);
    let heading = Heading::new(title.clone())
        .lead(rich(asked.lang, "registration.lead", &[]))
        .actions(button_small(employer::ADDRESS, &asked.say("registration.menu.new", &[]), Some("N")));
    let parts = [conflict_table(&asked, &waiting), late_table(&asked, &late)];
    let content = html! { (heading.render()) (stack(&parts)) };
    Ok(asked.frame(title).menu(menu(&asked, DESK)).page(content))
}

fn conflict_table(asked: &Asked, waiting: &[Conflict]) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let heads = vec![
        Column::title(word("cases.person")),
        Column::text(word("registration.newcomer")),
        Column::text(word("registration.holder")),
        Column::text(word("registration.since")).unbroken(),
        Column::text(word("cases.due")).unbroken(),
        Column::text(word("cases.state")),
        Column::text(word("cases.note")).whole_labelled(),
    ];
    let lines = waiting.iter().map(|one| {
        let note = one
            .locked
            .as_ref()
            .map(|locked| words::tell(asked.lang, locked))
            .unwrap_or_default();
        let at = conflict::address(one.newcomer.employer.id, one.person.id);
        let line = Line::new(vec![
            html! { (link(&at, &one.person.name)) " " (identity(&masked_number(&one.person.number))) },
            html! { (one.newcomer.employer.name) },
            html! { (one.holder.employer.name) },
            html! { (words::day_short(asked.lang, one.since)) },
            html! { (words::day_short(asked.lang, one.due_on)) },
            conflict::state(asked, &one.case),
            html! { (note) },
        ]);
        if asked.today > one.due_on { line.mark(LineMark::Bad) } else { line }
    });
    let body = match waiting.is_empty() {
        true => empty(rich(asked.lang, "registration.conflicts.empty", &[]), None),
        false => Table::new(word("registration.conflicts"), heads)
            .lines(lines.collect())
            .walked()
            .render(),
    };
    Panel::new("conflicts", word("registration.conflicts")).flush().body(body).render()
}

fn late_table(asked: &Asked, late: &[LateEnrolment]) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let heads = vec![
        Column::title(word("cases.person")),
        Column::text(word("cases.employer")),
        Column::text(word("registration.hired_on")).unbroken(),
        Column::text(word("registration.duty_ended")).unbroken(),
        Column::text(word("cases.filed_on")).unbroken(),
        Column::text(word("registration.days_late")),
        Column::number(word("cases.receipt")),
    ];
    let day = |day: Option<Date>| html! { (day.map_or_else(|| "–".to_owned(), words::day_iso)) };
    let lines = late.iter().map(|one| {
        let days = one.duty_ended.map_or(0, |duty| i64::from((one.filed_on - duty).get_days()));
        let late = asked.say("registration.days", &[("n", Fact::Count(days))]);
        Line::new(vec![
            html! { (one.person.name) " " (identity(&masked_number(&one.person.number))) },
            html! { (one.employer.name) },
            day(one.hired_on),
            day(one.duty_ended),
            day(Some(one.filed_on)),
            status(Tone::Time, &late),
            link(&format!("/receipts/{}", one.receipt), &one.receipt),
        ])
    });
    let body = match late.is_empty() {
        true => empty(rich(asked.lang, "registration.late.empty", &[]), None),
        false => Table::new(word("registration.late"), heads).lines(lines.collect()).render(),
    };
    Panel::new("late", word("registration.late")).flush().body(body).render()
}
