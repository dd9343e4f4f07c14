//! Takes back an increase of the open month; its history stays visible.

use axum::response::Response;
use domain::ids::{EmployerId, PersonId};
use maud::{Markup, Render, html};
use procedures::roll::on_roll;
use procedures::undo_increase::{undo_increase, undoable};
use procedures::{Error, Permission};
use units::Fact;

use crate::Asked;
use crate::body::{At, Filled};
use crate::error::Failure;
use crate::look::{Heading, Panel, actions, bullets, form, identity, link, number, pairs, rich, submit_destructive};
use crate::pages::employer::Around;
use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::page(
            "/employers/{employer}/enrolments/undo/{person}",
            Permission::FileIncrease,
            "Asks whether an increase is to be taken back.",
            page,
        ),
        Route::form(
            "/employers/{employer}/enrolments/undo",
            Permission::FileIncrease,
            "Takes back an increase of the open month.",
            undo,
        ),
    ]
}

async fn page(asked: Asked, At((_, person)): At<(String, String)>) -> Result<Markup, Failure> {
    let employer = asked.employer()?;
    let person = PersonId::from_code(&person).map_err(|_| Failure::NoSuchPage)?;
    let (around, one, month) = asked
        .read(move |desk| {
            let month = undoable(desk, employer, person)?.ok_or(Error::NotFound)?;
            Ok((Around::look(desk, employer)?, on_roll(desk, employer, person)?, month))
        })
        .await?;
    let facts = [("name", Fact::Text(one.person.name.clone())), ("month", Fact::Month(month))];
    let title = asked.say("enrolments.undo.title", &facts);
    let masked = domain::registry::masked_number(&one.person.number);
    let (name, since, base) = (
        asked.say("enrolments.name", &[]),
        asked.say("enrolments.undo.since", &[]),
        asked.say("enrolments.wage", &[]),
    );
    let body = html! {
        (pairs(&[
            (name.as_str(), html! { (one.person.name) (identity(&masked)) }),
            (since.as_str(), number(&words::month(asked.lang, month))),
            (base.as_str(), html! { (words::money(asked.lang, one.base)) }),
        ]))
        div class="sb-above" { (bullets(&[
            rich(asked.lang, "enrolments.undo.says.1", &facts),
            rich(asked.lang, "enrolments.undo.says.2", &facts),
            rich(asked.lang, "enrolments.undo.says.3", &facts),
        ])) }
    };
    let fields = html! {
        input type="hidden" name="person" value=(person.code());
        (actions(html! { (submit_destructive(&asked.say("enrolments.undo.submit", &facts))) (link(&around.at("enrolments"), &asked.say("enrolments.cancel", &[]))) }))
    };
    let content = html! {
        (Heading::new(title.clone()).render())
        (Panel::untitled("undo", title.clone()).body(html! { (body) (form(&around.at("enrolments/undo"), &asked.new_key(), fields)) }).render())
    };
    let trail = around.trail(&asked, "enrolments", asked.say("enrolments.undo", &[]));
    Ok(around.frame(&asked, "enrolments", title).trail(trail).page(content))
}

async fn undo(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let employer: EmployerId = asked.employer()?;
    let person = PersonId::from_code(typed.get("person")).map_err(|_| Failure::NoSuchPage)?;
    let key = asked.key(&typed)?;
    let receipt = asked.act(move |desk| undo_increase(desk, &key, employer, person)).await?;
    Ok(asked.go(&format!("/receipts/{}", receipt.number)))
}
