//! The agent's employers, one dense row each: who is not declared yet stands first.

use maud::{Markup, Render, html};
use procedures::Permission;
use procedures::overview::{Overview, served};
use units::{Fact, Fen};

use super::{at, days_until};
use crate::Asked;
use crate::error::Failure;
use crate::look::{Column, Heading, Line, Panel, Table, Tone, amount_or_dash, empty, link, number, rich, status};
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::page(
        "/employers",
        Permission::SignedIn,
        "The employers one acts for, with the state of the month.",
        page,
    )]
}

async fn page(asked: Asked) -> Result<Markup, Failure> {
    let list = asked.read(served).await?;
    let title = title(&asked, &list);
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "home.employers.sub", &[]));
    let body = match list.is_empty() {
        true => Panel::untitled("employers", title.clone()).body(empty(rich(asked.lang, "home.employers.none", &[]), None)),
        false => Panel::untitled("employers", title.clone()).flush().body(table(&asked, &list)),
    };
    Ok(asked.frame(title).page(html! { (heading.render()) (body.render()) }))
}

/// "38家单位中11家未申报，最早5月15日24:00。"
fn title(asked: &Asked, list: &[Overview]) -> String {
    let count = |n: usize| Fact::Count(i64::try_from(n).unwrap_or(i64::MAX));
    let open: Vec<&Overview> = list.iter().filter(|o| o.declared().is_none()).collect();
    let first = open.iter().map(|o| o.next_deadline(asked.today)).min();
    match first {
        Some(day) if !list.is_empty() => asked.say(
            "home.employers.title",
            &[("all", count(list.len())), ("open", count(open.len())), ("day", Fact::Day(day))],
        ),
        _none => asked.say("home.employers.title.all", &[("all", count(list.len()))]),
    }
}

fn table(asked: &Asked, list: &[Overview]) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let columns = vec![
        Column::title(word("home.employers.employer")),
        Column::number(word("home.employers.code")).left_out(),
        Column::number(word("home.employers.people")),
        Column::text(word("home.employers.state")).unbroken(),
        Column::text(word("home.employers.next")),
        Column::figure(word("home.employers.draft")),
    ];
    let lines = list.iter().map(|o| Line::new(cells(asked, o))).collect();
    html! { (Table::new(word("home.employers.caption"), columns).lines(lines).walked()) }
}

fn cells(asked: &Asked, o: &Overview) -> Vec<Markup> {
    let next = o.next_deadline(asked.today);
    let facts = [("day", Fact::Day(next)), ("left", Fact::Count(days_until(asked.today, next)))];
    let key = match (o.is_open(), next == o.roll_window.default_declaration) {
        (false, _) => "home.employers.opens",
        (true, true) => "home.employers.default",
        (true, false) => "home.employers.close",
    };
    vec![
        link(&at(o.employer.id, ""), &o.employer.name),
        number(&o.employer.credit_code),
        html! { (o.totals.as_ref().map_or_else(|| "–".to_owned(), |t| words::count(t.people.into()))) },
        declared(asked, o),
        rich(asked.lang, key, &facts),
        amount_or_dash(o.totals.as_ref().map(|t| t.total()).filter(|t| *t > Fen::ZERO)),
    ]
}

fn declared(asked: &Asked, o: &Overview) -> Markup {
    let month = [("month", Fact::Month(o.month))];
    match (&o.declaration, o.declared()) {
        (_, Some(how)) => status(Tone::Good, &asked.say(&format!("home.declared.{}", how.code()), &month)),
        (Some(_), None) => status(Tone::Time, &asked.say("home.declared.reopened", &month)),
        (None, None) => status(Tone::Quiet, &asked.say("home.declared.not_yet", &month)),
    }
}
