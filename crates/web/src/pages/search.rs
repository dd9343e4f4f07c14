//! The search: what was found, or straight to the one thing that was named.

use axum::response::{IntoResponse, Response};
use maud::{Markup, Render, html};
use procedures::Permission;
use procedures::search::{Found, Hit, Numbered, search};
use units::Fact;

use crate::Asked;
use crate::body::Searched;
use crate::error::Failure;
use crate::look::{Column, Heading, Line, Panel, Table, empty, identity, link, money, rich, stack};
use crate::route::Route;
use crate::routes::leads_somewhere;

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::page(
        "/search",
        Permission::SignedIn,
        "Finds people, receipts, bills, cases and employers that the caller may see.",
        page,
    )]
}

/// What may be searched for has at most so many characters.
const LONGEST: usize = 200;

async fn page(asked: Asked, Searched(typed): Searched) -> Result<Response, Failure> {
    let text = typed.text_if_any("q", LONGEST)?.unwrap_or_default();
    let month = typed.month("q").ok();
    let words = text.clone();
    let found = asked.read(move |desk| search(desk, &words, month)).await?;
    if found.exact
        && let [only] = found.hits.as_slice()
        && let Some(there) = address(only)
    {
        return Ok(asked.go(&there));
    }
    let title = asked.say("search.title", &[]);
    let content = html! {
        (Heading::new(title.clone()).lead(sub(&asked, &text, &found)))
        (stack(&[hits(&asked, &text, &found)]))
    };
    Ok(asked.frame(title).page(content).into_response())
}

fn sub(asked: &Asked, text: &str, found: &Found) -> Markup {
    let facts = [
        ("text", Fact::Text(text.to_owned())),
        ("count", Fact::Count(i64::try_from(found.hits.len()).unwrap_or(i64::MAX))),
    ];
    let key = match (text.is_empty(), found.more) {
        (true, _) => "search.nothing_typed",
        (false, true) => "search.more",
        (false, false) => "search.sub",
    };
    rich(asked.lang, key, &facts)
}

fn hits(asked: &Asked, text: &str, found: &Found) -> Markup {
    let words = |key: &str| asked.say(key, &[]);
    if found.hits.is_empty() {
        let key = if text.is_empty() { "search.what" } else { "search.none" };
        return empty(rich(asked.lang, key, &[]), None);
    }
    let columns = vec![
        Column::title(words("search.found")),
        Column::text(words("search.kind")),
        Column::text(words("search.more_about")),
    ];
    let table = Table::new(words("search.title"), columns)
        .lines(found.hits.iter().map(|hit| line(asked, hit)).collect())
        .walked();
    Panel::untitled("found", words("search.title"))
        .flush()
        .body(table.render())
        .render()
}

fn line(asked: &Asked, hit: &Hit) -> Line {
    let (title, kind, about) = match hit {
        Hit::Employer { name, credit_code, .. } => (name.clone(), "search.employer", identity(credit_code)),
        Hit::Person { name, number, at, .. } => (
            name.clone(),
            "search.person",
            html! { span class="sb-nowrap" { (identity(number)) } " " span class="sb-nowrap" { (at) } },
        ),
        Hit::Receipt { number, on, .. } => (number.clone(), "search.receipt", html! { (words::day(asked.lang, *on)) }),
        Hit::Bill { of, key, total, .. } => (
            words::month(asked.lang, key.month),
            "search.bill",
            html! { (of) " " (money(asked.lang, *total)) },
        ),
        Hit::Case { what, of, number, .. } => {
            let kind = match what {
                Numbered::BackPayment => "search.back_payment",
                Numbered::Reduction => "search.reduction",
                Numbered::Refund => "search.refund",
                Numbered::EarlierRecords => "search.earlier_records",
            };
            (number.clone(), kind, html! { span lang="zh" { (of) } })
        }
        Hit::Visit { number, day, of, .. } => (
            number.clone(),
            "search.visit",
            html! { (words::day(asked.lang, *day)) " · " span lang="zh" { (of) } },
        ),
        Hit::OwnMonth(month) => (words::month(asked.lang, *month), "search.own_month", html! {}),
        Hit::OwnEmployer { name, from } => (
            name.clone(),
            "search.own_employer",
            html! { (asked.say("search.since", &[("month", Fact::Month(*from))])) },
        ),
    };
    let first = match address(hit) {
        Some(there) => link(&there, &title),
        None => html! { (title) },
    };
    Line::new(vec![first, html! { (asked.say(kind, &[])) }, about])
}

/// Where a hit has its page; the first of its addresses at which there is one.
fn address(hit: &Hit) -> Option<String> {
    let wanted = match hit {
        Hit::Employer { id, .. } => vec![format!("/employers/{id}"), format!("/employers/{id}/bills")],
        Hit::Person { employer, id, .. } => vec![format!("/employers/{employer}/roll/{id}"), format!("/employers/{employer}/bills")],
        Hit::Receipt { number, .. } => vec![format!("/receipts/{number}")],
        Hit::Bill { employer, key, .. } => {
            let kind = match key.kind {
                domain::bill::BillKind::Regular => String::new(),
                later => format!("?kind={}", later.slug()),
            };
            let path = format!("/employers/{employer}/bills/{}", key.month);
            return leads_somewhere(&path).then(|| path + &kind);
        }
        Hit::Case {
            what, employer, number, ..
        } => {
            let under = match what {
                Numbered::BackPayment => "back-payments",
                Numbered::Reduction => "cases",
                Numbered::Refund => "refunds",
                Numbered::EarlierRecords => "earlier-records",
            };
            vec![format!("/{under}/{employer}/{number}")]
        }
        Hit::Visit { id, .. } => vec![format!("/appointments/{id}")],
        Hit::OwnMonth(month) => vec![format!("/record/{month}"), "/record".to_owned()],
        Hit::OwnEmployer { .. } => vec!["/record".to_owned()],
    };
    wanted.into_iter().find(|path| leads_somewhere(path))
}
