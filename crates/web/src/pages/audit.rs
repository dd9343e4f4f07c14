//! The auditor's page: the state of the chains, a search, the events of a subject with what they say; and the walk of every chain.

use axum::response::Response;
use maud::{Markup, Render, html};
use procedures::Permission;
use procedures::audit::{ChainState, Entry, Found, chain_state, search};
use procedures::check::{Chains, verify_chains};
use units::Fact;
use words::Moment;

use crate::body::Searched;
use crate::error::Failure;
use crate::look::{
    Alert, Column, Field, Heading, Line, LineMark, Panel, Problems, Table, Tone, actions, bullets, empty, form, number, rich,
    short_fingerprint, stack, submit,
};
use crate::route::Route;
use crate::{Asked, Typed};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::page("/audit", Permission::Audit, "The chains, and the events of a subject.", open),
        Route::form("/audit/verify", Permission::Audit, "Walks every chain.", verify),
    ]
}

async fn open(asked: Asked, Searched(query): Searched) -> Result<Markup, Failure> {
    let text = query.get("q").trim().to_owned();
    let (state, found) = asked
        .read(move |desk| {
            let found = if text.is_empty() { None } else { search(desk, &text)? };
            Ok((chain_state(desk)?, found))
        })
        .await?;
    Ok(page(&asked, &query, &state, found.as_ref(), None))
}

async fn verify(asked: Asked) -> Result<Response, Failure> {
    let walked = asked.portal.work(verify_chains).await?;
    let state = asked.read(chain_state).await?;
    let page = page(&asked, &Typed::default(), &state, None, Some(&walked));
    Ok(axum::response::IntoResponse::into_response(page))
}

fn page(asked: &Asked, query: &Typed, state: &ChainState, found: Option<&Found>, walked: Option<&Chains>) -> Markup {
    let title = asked.say("audit.title", &[]);
    let mut parts = Vec::new();
    parts.extend(walked.map(|walked| outcome(asked, walked)));
    parts.push(chains(asked, state));
    parts.push(ask(asked, query, found.is_none()));
    parts.extend(found.map(|found| events(asked, found)));
    let heading = Heading::new(title.clone()).lead(lead(asked, state));
    asked.frame(title).page(html! { (heading.render()) (stack(&parts)) })
}

fn lead(asked: &Asked, state: &ChainState) -> Markup {
    match state.last_digest {
        Some(day) => rich(
            asked.lang,
            "audit.lead",
            &[("day", Fact::Day(day)), ("n", Fact::Count(state.subjects))],
        ),
        None => rich(asked.lang, "audit.lead.none", &[]),
    }
}

fn chains(asked: &Asked, state: &ChainState) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let root = state.root.as_deref().map(short_fingerprint);
    let body = html! {
        @if let Some(root) = root { p { (word("audit.root")) " " (number(&root)) } }
        p { (rich(asked.lang, "audit.verify.says", &[])) }
        (form("/audit/verify", &asked.new_key(), actions(submit(&word("audit.verify")))))
    };
    Panel::new("chains", word("audit.chains")).body(body).render()
}

/// What a walk of every chain saw.
fn outcome(asked: &Asked, walked: &Chains) -> Markup {
    let facts = [
        ("n", Fact::Count(i64::try_from(walked.entries).unwrap_or(i64::MAX))),
        ("head", Fact::Text(short_fingerprint(&walked.head))),
    ];
    if walked.broken.is_empty() {
        let title = asked.say("audit.unbroken", &facts);
        return Alert::new(Tone::Good, "walked", title)
            .body(rich(asked.lang, "audit.unbroken.says", &facts))
            .render();
    }
    let lines: Vec<Markup> = walked.broken.iter().take(50).map(|line| html! { code { (line) } }).collect();
    let count = [("n", Fact::Count(i64::try_from(walked.broken.len()).unwrap_or(i64::MAX)))];
    Panel::new("walked", asked.say("audit.broken", &count))
        .body(bullets(&lines))
        .render()
}

fn ask(asked: &Asked, query: &Typed, nothing: bool) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let none = Problems::new();
    let field = Field::new(asked.lang, "q", word("audit.search"))
        .hint(word("audit.search.hint"))
        .typed(query)
        .problems(&none)
        .text(30);
    let body = html! {
        form method="get" action="/audit" { (field) (actions(submit(&word("audit.search.go")))) }
        @if nothing && !query.get("q").trim().is_empty() { (empty(rich(asked.lang, "audit.search.none", &[]), None)) }
    };
    Panel::new("search", word("audit.search.title")).body(body).render()
}

fn events(asked: &Asked, found: &Found) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let heads = vec![
        Column::title(word("look.receipt.number")),
        Column::text(word("verify.what")),
        Column::text(word("verify.day")).unbroken(),
        Column::text(word("verify.at")).unbroken(),
        Column::text(word("audit.actor")),
        Column::text(word("audit.body")).whole_labelled(),
    ];
    let lines = found.entries.iter().map(|entry| {
        let line = line(asked, entry);
        if found.asked == Some(entry.receipt.n) {
            line.mark(LineMark::Picked)
        } else {
            line
        }
    });
    let facts = [("name", Fact::Text(found.name.clone())), ("code", Fact::Text(found.subject.code()))];
    let title = asked.say("audit.events", &facts);
    let table = Table::new(title.clone(), heads).lines(lines.collect()).walked();
    Panel::new("events", title).flush().body(table.render()).render()
}

fn line(asked: &Asked, entry: &Entry) -> Line {
    let receipt = &entry.receipt;
    Line::new(vec![
        number(&receipt.number),
        html! { (super::verify::what(asked, &receipt.kind)) },
        html! { (words::day_iso(receipt.on_date)) },
        html! { (Moment::of(receipt.at).written(asked.lang)) },
        html! { (super::receipts::list::by_whom(asked, &receipt.body)) },
        html! { code class="sb-small sb-stored" { (receipt.body) } },
    ])
}
