//! All receipts of an employer, newest first.

use maud::{Markup, Render, html};
use procedures::Permission;
use procedures::receipts::{Summary, summaries};
use serde_json::Value;
use units::Fact;
use words::Moment;

use super::line::{group_names, name_of, states};
use crate::Asked;
use crate::body::Searched;
use crate::error::Failure;
use crate::look::{Column, Heading, Line, Panel, Table, empty, link, number, rich};
use crate::pages::employer::Around;
use crate::route::Route;

const A_PAGE: usize = 50;

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page(
        "/employers/{employer}/receipts",
        Permission::ViewEmployer,
        "All receipts of an employer.",
        page,
    )]
}

async fn page(asked: Asked, Searched(query): Searched) -> Result<Markup, Failure> {
    let who = asked.employer()?;
    let before = query.get("before").parse().ok();
    let (around, list) = asked
        .read(move |desk| Ok((Around::look(desk, who)?, summaries(desk, who, before, A_PAGE)?)))
        .await?;
    let title = asked.say("frame.menu.receipts", &[]);
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "receipts.sub", &[]));
    let more = list.last().filter(|_| list.len() == A_PAGE).map(|last| last.receipt.n);
    let content = html! {
        (heading.render())
        (Panel::untitled("receipts", title.clone()).flush().body(table(&asked, &list)).render())
        @if let Some(n) = more { p class="sb-more" { (link(&format!("{}?before={n}", around.at("receipts")), &asked.say("receipts.older", &[]))) } }
    };
    Ok(around.frame(&asked, "receipts", title).page(content))
}

/// Filings one below another, each with the results of its two branch groups.
pub(crate) fn table(asked: &Asked, list: &[Summary]) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    if list.is_empty() {
        return html! { div class="sb-panel__head" { (empty(html! { (word("receipts.none")) }, None)) } };
    }
    let [first, second] = group_names(asked.lang, units::Month::of(asked.today));
    let columns = vec![
        Column::title(word("receipts.what")),
        Column::number(word("receipts.number")),
        Column::text(first),
        Column::text(second),
        Column::text(word("receipts.when")).unbroken(),
        Column::text(word("receipts.who")).unbroken().left_out(),
    ];
    let lines = list.iter().map(|summary| Line::new(cells(asked, summary))).collect();
    html! { (Table::new(word("frame.menu.receipts"), columns).lines(lines).walked().tight()) }
}

fn cells(asked: &Asked, of: &Summary) -> Vec<Markup> {
    let href = format!("/receipts/{}", of.receipt.number);
    let group = |at: usize| states(asked.lang, &of.of_group(at));
    vec![
        link(&href, &title(asked, of)),
        number(&of.receipt.number),
        group(0),
        group(1),
        html! { (Moment::of(of.receipt.at).written(asked.lang)) },
        html! { (by_whom(asked, &of.receipt.body)) },
    ]
}

/// `减员：周谷雨`, `增员：1,248人`
pub(crate) fn title(asked: &Asked, of: &Summary) -> String {
    let what = asked.say(&format!("receipts.kind.{}", of.receipt.kind), &[]);
    let whom = match (of.lines(), &of.first) {
        (0, _) => return what,
        (1, Some(line)) => name_of(line),
        (many, _) => asked.say("receipts.people", &[("count", Fact::Count(many))]),
    };
    asked.say("receipts.title", &[("what", Fact::Text(what)), ("whom", Fact::Text(whom))])
}

/// Who filed it.
pub(crate) fn by(body: &str) -> String {
    let value: Value = serde_json::from_str(body).unwrap_or_default();
    value["by"].as_str().unwrap_or_default().to_owned()
}

/// Who filed it, and for whom where an agent did: `沈知行 代 石榴示例物业`.
pub(crate) fn by_whom(asked: &Asked, body: &str) -> String {
    let value: Value = serde_json::from_str(body).unwrap_or_default();
    match value["on_behalf_of"].as_str() {
        Some(employer) => {
            let facts = [("agent", Fact::Text(by(body))), ("employer", Fact::Text(employer.to_owned()))];
            asked.say("delegation.on_behalf", &facts)
        }
        None => asked.who(&by(body)),
    }
}
