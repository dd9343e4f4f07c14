//! Anybody checks a receipt: valid or not, what it acknowledges, for whom (masked), when; nothing else.

use axum::response::{IntoResponse, Response};
use maud::{Markup, Render, html};
use procedures::Permission;
use procedures::audit::{Verified, verify_receipt};
use words::Moment;

use super::certificates;
use crate::body::{At, Searched};
use crate::error::Failure;
use crate::look::{Alert, Field, Heading, Panel, Problems, Summary, Tone, actions, number, rich, stack, submit};
use crate::route::Route;
use crate::{Asked, Typed};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::page("/verify", Permission::Public, "Anybody checks a receipt number.", ask),
        Route::page(
            "/verify/{number}",
            Permission::Public,
            "Whether a receipt is ours and what it acknowledges.",
            answer,
        ),
    ]
}

async fn ask(asked: Asked, Searched(query): Searched) -> Response {
    let typed = query.get("number").trim();
    let is_plain = !typed.is_empty() && typed.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if is_plain {
        return asked.go(&format!("/verify/{typed}"));
    }
    page(&asked, &query, None).into_response()
}

async fn answer(asked: Asked, At(no): At<String>) -> Result<Markup, Failure> {
    if let Some(of) = certificates::checked(&asked, &no).await? {
        let body = rich(asked.lang, "certificate.valid.says", &[]);
        let says = html! {
            (Alert::new(Tone::Good, "verified", asked.say("certificate.valid", &[])).body(body).render())
            (Panel::untitled("facts", asked.say("verify.what", &[])).body(certificates::facts(&asked, &of)).render())
        };
        return Ok(page(&asked, &Typed::default().with("number", no), Some(says)));
    }
    let sent = no.clone();
    let found = asked.read(move |desk| verify_receipt(desk, &sent)).await?;
    let says = match &found {
        Some(of) => valid(&asked, of),
        None => {
            let body = rich(asked.lang, "verify.not_ours.says", &[]);
            Alert::new(Tone::Bad, "verified", asked.say("verify.not_ours", &[]))
                .body(body)
                .render()
        }
    };
    Ok(page(&asked, &Typed::default().with("number", no), Some(says)))
}

fn valid(asked: &Asked, of: &Verified) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let summary = Summary::new(asked.lang)
        .row(word("look.receipt.number"), number(&of.number))
        .row(word("verify.what"), html! { (what(asked, &of.kind)) })
        .row(word("verify.whom"), html! { (of.whom) })
        .row(word("verify.day"), html! { (words::day(asked.lang, of.on_date)) })
        .row(word("verify.at"), html! { (Moment::of(of.at).written_in_full(asked.lang)) });
    let body = rich(asked.lang, "verify.valid.says", &[]);
    html! {
        (Alert::new(Tone::Good, "verified", word("verify.valid")).body(body).render())
        (Panel::untitled("facts", word("verify.what")).body(summary.render()).render())
    }
}

/// What was done, in words where the machine's own mark has some.
pub(crate) fn what(asked: &Asked, kind: &str) -> String {
    let key = format!("receipts.kind.{kind}");
    if words::knows(&key) {
        asked.say(&key, &[])
    } else {
        kind.to_owned()
    }
}

fn page(asked: &Asked, typed: &Typed, says: Option<Markup>) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let title = word("verify.title");
    let nothing = Problems::new();
    let field = Field::new(asked.lang, "number", word("look.receipt.number"))
        .hint(word("verify.hint"))
        .typed(typed)
        .problems(&nothing)
        .text(30);
    let ask = html! { form method="get" action="/verify" { (field) (actions(submit(&word("verify.check")))) } };
    let mut parts: Vec<Markup> = says.into_iter().collect();
    parts.push(Panel::new("ask", word("verify.ask")).body(ask).render());
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "verify.lead", &[]));
    asked.frame(title).page(html! { (heading.render()) (stack(&parts)) })
}
