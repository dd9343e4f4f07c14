//! First step of a single increase: document and name, checked at once.

use axum::response::{IntoResponse, Response};
use domain::identity::Identity;
use maud::{Markup, Render, html};
use procedures::Permission;
use procedures::preview_filing::identify;

use super::step;
use crate::body::{Filled, Searched};
use crate::error::{Failure, unaccepted};
use crate::look::{Field, Heading, Panel, Problems, actions, bullets, columns, error_summary, form, link, rich, submit, submit_as};
use crate::pages::drafts::{INCREASE, begun, new_draft, save, typed as draft_typed};
use crate::pages::employer::{Around, at};
use crate::route::Route;
use crate::{Asked, Typed};
use domain::ids::DraftId;

pub(super) fn routes() -> Vec<Route> {
    let path = "/employers/{employer}/enrolments/new";
    vec![
        Route::page(path, Permission::FileIncrease, "A single increase: document and name.", page),
        Route::form(path, Permission::FileIncrease, "Checks document and name of an increase.", take),
    ]
}

async fn page(asked: Asked, Searched(query): Searched) -> Result<Markup, Failure> {
    let employer = asked.employer()?;
    let typed = match DraftId::from_code(query.get("draft")) {
        Ok(id) => asked
            .read(move |desk| draft_typed(desk, employer, id, INCREASE))
            .await?
            .with("draft", id.code()),
        Err(_) => Typed::default(),
    };
    draw(&asked, &typed, &Problems::new()).await
}

async fn draw(asked: &Asked, typed: &Typed, problems: &Problems) -> Result<Markup, Failure> {
    let employer = asked.employer()?;
    let around = asked.read(move |desk| Around::look(desk, employer)).await?;
    let lang = asked.lang;
    let word = |key: &str| asked.say(key, &[]);
    let fields = html! {
        input type="hidden" name="draft" value=(typed.get("draft"));
        (carried(typed, &["hired-year", "hired-month", "hired-day", "category", "wage"]))
        (Field::new(lang, "number", word("enrolments.number")).hint(word("enrolments.number.hint")).typed(typed).problems(problems).number(20))
        (Field::new(lang, "name", word("enrolments.name")).hint(word("enrolments.name.hint")).typed(typed).problems(problems).text(26))
        (actions(html! { (submit(&word("enrolments.next"))) (submit_as("act", "draft", &word("enrolments.keep"))) (link(&around.at("enrolments"), &word("enrolments.cancel"))) }))
    };
    let title = word("enrolments.who");
    let main = html! {
        (error_summary(lang, problems))
        (Heading::new(title.clone()).step(step(asked, 1)).render())
        (form(&around.at("enrolments/new"), &asked.same_key(typed), fields))
    };
    let side = Panel::new("after", word("enrolments.who.side"))
        .body(bullets(&[
            rich(lang, "enrolments.who.side.1", &[]),
            rich(lang, "enrolments.who.side.2", &[]),
            rich(lang, "enrolments.who.side.3", &[]),
        ]))
        .render();
    let trail = around.trail(asked, "enrolments", word("enrolments.single"));
    let frame = around.frame(asked, "enrolments", title).wrong(!problems.is_empty()).trail(trail);
    Ok(frame.page(columns(main, side)))
}

/// Fields of other steps, carried along so that nothing typed is lost.
pub(super) fn carried(typed: &Typed, names: &[&str]) -> Markup {
    html! { @for name in names { @if !typed.get(name).is_empty() { input type="hidden" name=(name) value=(typed.get(name)); } } }
}

/// The number of a form, read.
pub(super) fn identity_of(typed: &Typed) -> Result<Identity, domain::identity::IdentityRefused> {
    domain::identity::read(typed.get("number"))
}

async fn take(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let (employer, lang) = (asked.employer()?, asked.lang);
    let number = typed.get("number").trim().to_owned();
    let (id, typed) = match DraftId::from_code(typed.get("draft")) {
        Ok(id) => (id, typed),
        Err(_) => match asked.read(move |desk| begun(desk, employer, INCREASE, "number", &number)).await? {
            Some((id, before)) => {
                let again = before.with("number", typed.get("number")).with("name", typed.get("name"));
                (id, again.with("act", typed.get("act")).with("key", typed.get("key")))
            }
            None => (new_draft(&asked), typed),
        },
    };
    let kept = typed.clone().with("draft", id.code());
    asked.act(move |desk| save(desk, employer, id, INCREASE, &kept)).await?;
    if typed.get("act") == "draft" {
        return Ok(asked.go(&at(employer, "enrolments")));
    }
    let mut problems = Problems::new();
    let number = problems.take(lang, "number", &asked.say("enrolments.number", &[]), identity_of(&typed));
    let name = problems.take(lang, "name", &asked.say("enrolments.name", &[]), typed.text("name", 50));
    if let (Some(identity), Some(name)) = (number, name) {
        match asked.read(move |desk| identify(desk, employer, &name, &identity)).await? {
            Ok(_found) => return Ok(asked.go(&at(employer, &format!("enrolments/new/terms?draft={}", id.code())))),
            Err(refusal) => {
                let field = if refusal.code() == "increase.name_differs" {
                    "name"
                } else {
                    "number"
                };
                let label = asked.say(&format!("enrolments.{field}"), &[]);
                problems.add(lang, field, &label, refusal.as_ref());
            }
        }
    }
    Ok(unaccepted(draw(&asked, &typed.with("draft", id.code()), &problems).await?).into_response())
}
