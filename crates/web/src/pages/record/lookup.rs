//! The records desk: a look at a person is written down with its purpose before anything is shown.

use axum::response::{IntoResponse, Response};
use domain::ids::PersonId;
use maud::{Markup, Render, html};
use procedures::record::{look_up, looked_record};
use procedures::{Error, Permission};
use units::Fact;

use super::overview;
use crate::Asked;
use crate::Typed;
use crate::body::{At, Filled};
use crate::error::{Failure, unaccepted};
use crate::look::{Alert, Crumb, Field, Heading, Menu, MenuItem, Panel, Problems, Tone, actions, error_summary, form, rich, stack, submit};
use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::page("/desks/records", Permission::ViewRecord, "Looks a person up, with a purpose.", ask),
        Route::form(
            "/desks/records",
            Permission::ViewRecord,
            "Writes the look down, then shows the record.",
            look,
        ),
        Route::page(
            "/people/{person}",
            Permission::ViewRecord,
            "A person's record, for an officer.",
            record,
        ),
    ]
}

/// The menu of the desk that keeps the records.
pub(in crate::pages) fn menu(asked: &Asked, here: &str) -> Menu {
    let earlier = MenuItem {
        text: asked.say("earlier.title", &[]),
        href: crate::pages::earlier::ADDRESS.to_owned(),
        waiting: 0,
        key: None,
    };
    asked.desk_menu("records", vec![earlier], here)
}

pub(super) async fn ask(asked: Asked) -> Result<Markup, Failure> {
    let key = asked.new_key();
    Ok(draw(&asked, &Typed::default(), &Problems::new(), &key))
}

fn draw(asked: &Asked, typed: &Typed, problems: &Problems, key: &str) -> Markup {
    let title = asked.say("records.title", &[]);
    let number = Field::new(asked.lang, "number", asked.say("records.number", &[]))
        .typed(typed)
        .problems(problems);
    let purpose = Field::new(asked.lang, "purpose", asked.say("records.purpose", &[]))
        .hint(asked.say("records.purpose.hint", &[]))
        .typed(typed)
        .problems(problems);
    let fields = html! {
        (number.text(20))
        (purpose.textarea(2))
        (actions(submit(&asked.say("records.look", &[]))))
    };
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "records.sub", &[]));
    let content = html! {
        (error_summary(asked.lang, problems))
        (heading)
        (stack(&[Panel::untitled("look", title.clone()).body(form("/desks/records", key, fields)).render()]))
    };
    let frame = asked.frame(title).wrong(!problems.is_empty());
    frame.menu(menu(asked, "/desks/records")).page(content)
}

pub(super) async fn look(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let mut problems = Problems::new();
    let lang = asked.lang;
    let number = problems.take(lang, "number", &asked.say("records.number", &[]), typed.text("number", 20));
    let purpose = problems.take(lang, "purpose", &asked.say("records.purpose", &[]), typed.text("purpose", 200));
    if let (Some(number), Some(purpose)) = (number, purpose) {
        asked.key(&typed)?;
        match asked.act(move |desk| look_up(desk, &number, &purpose)).await {
            Ok(person) => return Ok(asked.go(&format!("/people/{person}"))),
            Err(Failure::Procedure(Error::Refused(why))) => {
                let field = if why.code() == "record.no_purpose" { "purpose" } else { "number" };
                let label = asked.say(if field == "purpose" { "records.purpose" } else { "records.number" }, &[]);
                problems.add(lang, field, &label, why.as_ref());
            }
            Err(other) => return Err(other),
        }
    }
    let key = asked.same_key(&typed);
    Ok(unaccepted(draw(&asked, &typed, &problems, &key)).into_response())
}

pub(super) async fn record(asked: Asked, At(code): At<String>) -> Result<Markup, Failure> {
    let person = PersonId::from_code(&code).map_err(|_| Failure::NoSuchPage)?;
    let record = asked.read(move |desk| looked_record(desk, person, None)).await?;
    let title = asked.say("record.title.of", &[("name", Fact::Text(record.person.name.clone()))]);
    let trail = vec![
        Crumb::to(asked.say("records.title", &[]), "/desks/records"),
        Crumb::here(record.person.name.clone()),
    ];
    let masked = record.person.number.contains('*');
    let notice = masked.then(|| Alert::new(Tone::Info, "masked", asked.say("records.masked", &[])).render());
    let frame = asked.frame(title.clone()).menu(menu(&asked, "/desks/records")).trail(trail);
    Ok(frame.page(html! {
        @if let Some(notice) = notice { (notice) }
        (overview::body(&asked, &record, title, (None, None)))
    }))
}
