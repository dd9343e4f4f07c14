//! The front door and what explains the portal itself.

use axum::response::{IntoResponse, Response};
use maud::{Markup, Render, html};
use procedures::Permission;

use super::start::start_page;
use crate::Asked;
use crate::look::{Heading, Panel, actions, bullets, button, columns, keys, link, rich, rich_links, stack};
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::page(
            "/",
            Permission::Public,
            "The front door; whoever is signed in goes to the own start page.",
            front,
        ),
        Route::page("/keys", Permission::Public, "Keys of the keyboard.", key_page),
        Route::page(
            "/accessibility",
            Permission::Public,
            "How the portal can be used by everybody.",
            accessibility,
        ),
    ]
}

async fn front(asked: Asked) -> Response {
    if asked.is_signed_in() {
        let start = start_page(&asked.caller);
        if start != "/" {
            return asked.go(&start);
        }
    }
    let title = asked.say("front.title", &[]);
    let who = |key: &str| html! { (rich(asked.lang, key, &[])) };
    let asked_most = ["back_paid", "reduction", "repair"].map(|question| question_and_answer(&asked, question));
    let content = html! {
        (Heading::new(title.clone()).lead(rich(asked.lang, "front.sub", &[])))
        (columns(html! { (Panel::untitled("who", asked.say("front.who", &[])).body(html! {
            (bullets(&[who("front.employers"), who("front.persons"), who("front.officers")]))
            (actions(button("/sign-in", &asked.say("frame.sign_in", &[]))))
        })) (Panel::new("questions", asked.say("front.questions", &[])).body(bullets(&asked_most))) }, Panel::new("open", asked.say("front.open", &[])).body(bullets(&[
            rich_links(asked.lang, "front.guide", &[], &[("guide", "/guide")]),
            rich_links(asked.lang, "front.calculators", &[], &[("calculators", "/calculators")]),
            rich_links(asked.lang, "front.verify", &[], &[("verify", "/verify")]),
            rich_links(asked.lang, "front.formats", &[], &[("formats", "/formats"), ("api", "/api")]),
        ])).render()))
    };
    asked.frame(title).page(content).into_response()
}

/// A question of the guide, with the first sentence of its answer.
fn question_and_answer(asked: &Asked, question: &str) -> Markup {
    let href = format!("/guide#{}", question.replace('_', "-"));
    html! {
        (link(&href, &asked.say(&format!("guide.{question}"), &[])))
        span class="sb-line" { (rich(asked.lang, &format!("guide.{question}.answer"), &[])) }
    }
}

async fn key_page(asked: Asked) -> Markup {
    let title = asked.say("keys.title", &[]);
    let panel = Panel::untitled("keys", title.clone()).body(keys(asked.lang));
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "keys.sub", &[]));
    asked.frame(title).page(html! { (heading) (stack(&[panel.render()])) })
}

async fn accessibility(asked: Asked) -> Markup {
    let title = asked.say("accessibility.title", &[]);
    let line = |key: &str| rich(asked.lang, key, &[]);
    let lines = [
        "accessibility.standard",
        "accessibility.script",
        "accessibility.keyboard",
        "accessibility.colour",
        "accessibility.report",
    ]
    .map(line);
    let panel = Panel::untitled("accessibility", title.clone()).body(bullets(&lines));
    asked.frame(title.clone()).page(html! { (Heading::new(title)) (panel) })
}
