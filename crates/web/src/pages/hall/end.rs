//! An office that is closed for good from a day on: decided, and taken back before that day.

use axum::response::{IntoResponse, Response};
use domain::hall::office::End;
use maud::{Markup, Render, html};
use procedures::hall::OfficePlan;
use procedures::retire_office::{keep_office, retire_office};
use procedures::{Error, Permission};
use units::Fact;

use super::{office_of, settings};
use crate::body::{At, Filled};
use crate::error::{Failure, unaccepted};
use crate::look::{Alert, Field, Panel, Problems, Tone, actions, form, inline_form, rich, submit_plain};
use crate::route::Route;
use crate::{Asked, Typed};

pub(super) fn routes() -> Vec<Route> {
    let desk = Permission::ManageHall;
    vec![
        Route::form(
            "/halls/{office}/end",
            desk,
            "Closes an office for good from a day on and moves its appointments.",
            end,
        ),
        Route::form(
            "/halls/{office}/end/lift",
            desk,
            "Takes the end of an office back, before its day.",
            lift,
        ),
    ]
}

/// What is said of an end wherever the office is shown; nothing where none was decided.
pub(super) fn notice(asked: &Asked, end: Option<&End>) -> Option<Markup> {
    let end = end?;
    let facts = [("day", Fact::Day(end.from)), ("ground", Fact::Text(end.ground.clone()))];
    let key = match end.covers(asked.today) {
        true => "hall.end.gone",
        false => "hall.end.comes",
    };
    let alert = Alert::new(Tone::Time, "ends", asked.say(key, &facts)).body(rich(asked.lang, "hall.end.ground", &facts));
    Some(alert.render())
}

/// The form that ends the office; of one whose end was decided, the way back while there is one.
pub(super) fn panel(asked: &Asked, plan: &OfficePlan, typed: &Typed, problems: &Problems) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let at = format!("/halls/{}/end", plan.office.id);
    let body = match &plan.end {
        Some(end) if end.covers(asked.today) => html! { p { (rich(asked.lang, "hall.end.stays", &[])) } },
        Some(_) => html! {
            p { (rich(asked.lang, "hall.end.lift.says", &[])) }
            (inline_form(&format!("{at}/lift"), &asked.new_key(), "", submit_plain(&word("hall.end.do.lift"))))
        },
        None => {
            let fields = html! {
                p { (rich(asked.lang, "hall.end.says", &[])) }
                (Field::new(asked.lang, "from", word("hall.end.from")).hint(word("hall.end.from.hint")).typed(typed).problems(problems).date())
                (Field::new(asked.lang, "end_ground", word("hall.closure.ground")).hint(word("hall.closure.ground.hint")).typed(typed).problems(problems).textarea(2))
                (actions(submit_plain(&word("hall.end.do"))))
            };
            let open = !problems.is_empty() && !typed.get("from").is_empty();
            html! {
                details class="govuk-details" open[open] {
                    summary class="govuk-details__summary" { span class="govuk-details__summary-text" { (word("hall.end.open")) } }
                    (form(&at, &asked.same_key(typed), fields))
                }
            }
        }
    };
    Panel::new("end", word("hall.end.title")).body(body).render()
}

async fn end(At(part): At<String>, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let id = office_of(&part)?;
    let mut problems = Problems::new();
    let label = |key: &str| asked.say(key, &[]);
    let from = problems.take(asked.lang, "from", &label("hall.end.from"), typed.date("from"));
    let ground = problems.take(
        asked.lang,
        "end_ground",
        &label("hall.closure.ground"),
        typed.text("end_ground", 200),
    );
    if let (Some(from), Some(ground)) = (from, ground) {
        let (key, end) = (asked.key(&typed)?, End { from, ground });
        match asked.act(move |desk| retire_office(desk, &key, id, &end)).await {
            Ok(_) => return Ok(asked.go(&format!("/halls/{id}"))),
            Err(Failure::Procedure(Error::Refused(refused))) => {
                problems.add(asked.lang, "from", &asked.say("hall.end.from", &[]), refused.as_ref());
            }
            Err(other) => return Err(other),
        }
    }
    Ok(unaccepted(settings::drawn(&asked, &part, &typed, &problems).await?).into_response())
}

async fn lift(At(part): At<String>, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let (id, key) = (office_of(&part)?, asked.key(&typed)?);
    match asked.act(move |desk| keep_office(desk, &key, id)).await {
        Ok(_) => Ok(asked.go(&format!("/halls/{id}"))),
        Err(Failure::Procedure(Error::Refused(refused))) => {
            let mut problems = Problems::new();
            problems.add_to_form(asked.lang, refused.as_ref());
            Ok(unaccepted(settings::drawn(&asked, &part, &typed, &problems).await?).into_response())
        }
        Err(other) => Err(other),
    }
}
