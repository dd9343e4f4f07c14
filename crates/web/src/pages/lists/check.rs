//! The last page before a list is filed, its filing, and the progress of a long one.

use std::time::Duration;

use axum::http::HeaderValue;
use axum::response::{IntoResponse, Response};
use maud::{Markup, Render, html};
use procedures::enrol_staff::Rule;
use procedures::lists::{Checked, Progress as Stands, file_upload, progress};
use procedures::{Error, Permission};
use units::Fact;

use super::findings::{attention, checked, count, figures};
use super::{SECTIONS, Section, code_of, id_of};
use crate::body::{At, Filled, Searched};
use crate::error::{Failure, unaccepted};
use crate::look::{
    Alert, Field, Heading, Panel, Problems, Progress, Tone, actions, bullets, error_summary, form, link, rich, stack, submit,
};
use crate::pages::employer::Around;
use crate::route::Route;
use crate::{Asked, Typed};

/// How long the form waits for the receipt before it shows the progress.
const WAITS: Duration = Duration::from_millis(1_500);

pub(super) fn routes() -> Vec<Route> {
    let of = |(section, permission): (Section, Permission)| {
        let [check, progress] = match section.section {
            "enrolments" => [
                "/employers/{employer}/enrolments/batch/{list}/check",
                "/employers/{employer}/enrolments/batch/{list}/progress",
            ],
            _ => [
                "/employers/{employer}/reductions/batch/{list}/check",
                "/employers/{employer}/reductions/batch/{list}/progress",
            ],
        };
        [
            Route::page(check, permission, "A list before it is filed.", page),
            Route::form(check, permission, "Files a list.", file),
            Route::page(progress, permission, "How far the filing of a list is.", progress_page),
        ]
    };
    SECTIONS.into_iter().flat_map(of).collect()
}

async fn page(asked: Asked, At((_, list)): At<(String, String)>, Searched(query): Searched) -> Result<Markup, Failure> {
    let (employer, id) = (asked.employer()?, id_of(&list)?);
    let (around, list) = checked(&asked, employer, id).await?;
    draw(&asked, &around, &list, &query, &Problems::new())
}

fn draw(asked: &Asked, around: &Around, list: &Checked, typed: &Typed, problems: &Problems) -> Result<Markup, Failure> {
    let section = Section::of(asked)?;
    let facts = [
        ("clean", Fact::Count(count(list.clean))),
        ("bad", Fact::Count(count(list.refused()))),
        ("file", Fact::Text(list.name.clone())),
        ("month", Fact::Month(list.month)),
        ("closes", Fact::Day(around.overview.roll_window.closes)),
    ];
    let title = asked.say(&format!("{}.batch.check", section.section), &facts);
    let all = typed.get("rule") == "all";
    let mut says = vec![rich(asked.lang, "lists.check.receipt", &facts)];
    if list.refused() > 0 {
        says.push(rich(asked.lang, if all { "lists.check.all" } else { "lists.check.clean" }, &facts));
    }
    if attention(list) > 0 {
        says.push(rich(
            asked.lang,
            "lists.check.attention",
            &[("look", Fact::Count(count(attention(list))))],
        ));
    }
    let code = code_of(list.upload);
    let inner = html! {
        input type="hidden" name="rule" value=(if all { "all" } else { "clean" });
        (Field::new(asked.lang, "declared", asked.say("lists.declare", &[])).problems(problems).tick(!typed.get("declared").is_empty()))
        (actions(html! { (submit(&asked.say(&format!("{}.batch.submit", section.section), &facts))) (link(&section.at(asked, &code)?, &asked.say("lists.back", &[]))) }))
    };
    let content = html! {
        (error_summary(asked.lang, problems))
        (Heading::new(title.clone()).step(section.say(asked, "batch.step.3")).render())
        (stack(&[
            Panel::untitled("facts", asked.say("lists.facts", &[])).body(figures(asked, section, around, list)).render(),
            Panel::new("brings", asked.say("lists.check.brings", &[])).body(bullets(&says)).render(),
            form(&section.at(asked, &format!("{code}/check"))?, &asked.same_key(typed), inner),
        ]))
    };
    let trail = around.trail(asked, section.section, section.say(asked, "batch"));
    let frame = around.frame(asked, section.section, title).wrong(!problems.is_empty()).trail(trail);
    Ok(frame.page(content))
}

async fn file(At((_, list)): At<(String, String)>, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let (section, employer, id) = (Section::of(&asked)?, asked.employer()?, id_of(&list)?);
    if let Stands::Filed(receipt) = asked.read(move |desk| progress(desk, employer, id)).await? {
        return Ok(asked.go(&format!("/receipts/{}?again=1", receipt.number)));
    }
    let key = asked.key(&typed)?;
    let mut problems = Problems::new();
    problems.take(
        asked.lang,
        "declared",
        &asked.say("enrolments.declare.label", &[]),
        typed.ticked("declared"),
    );
    if !problems.is_empty() {
        let (around, list) = checked(&asked, employer, id).await?;
        return Ok(unaccepted(draw(&asked, &around, &list, &typed, &problems)?).into_response());
    }
    let rule = if typed.get("rule") == "all" {
        Rule::AllOrNothing
    } else {
        Rule::GoodLinesOnly
    };
    let (agency, caller) = (asked.portal.agency().clone(), asked.caller.clone());
    // It goes on when the browser goes away; what a process leaves behind is finished by the next one.
    let inside = asked.portal.gates().work.enter().await?;
    let filing = tokio::task::spawn_blocking(move || {
        let filed = file_upload(&agency, &caller, &key, employer, id, rule);
        drop(inside);
        filed
    });
    match tokio::time::timeout(WAITS, filing).await {
        Ok(Ok(Ok(receipt))) => Ok(asked.go(&format!("/receipts/{}", receipt.number))),
        Ok(Ok(Err(Error::Refused(refusal)))) => {
            problems.add_to_form(asked.lang, refusal.as_ref());
            let (around, list) = checked(&asked, employer, id).await?;
            Ok(unaccepted(draw(&asked, &around, &list, &typed, &problems)?).into_response())
        }
        Ok(Ok(Err(other))) => Err(other.into()),
        Ok(Err(_)) => Err(Failure::Bug),
        Err(_) => Ok(asked.go(&section.at(&asked, &format!("{}/progress", code_of(id)))?)),
    }
}

async fn progress_page(asked: Asked, At((_, list)): At<(String, String)>) -> Result<Response, Failure> {
    let (section, employer, id) = (Section::of(&asked)?, asked.employer()?, id_of(&list)?);
    let (around, stands) = asked
        .read(move |desk| Ok((Around::look(desk, employer)?, progress(desk, employer, id)?)))
        .await?;
    let here = section.at(&asked, &format!("{list}/progress"))?;
    let panel = match stands {
        Stands::Filed(receipt) => return arrived(&asked, &format!("/receipts/{}", receipt.number)),
        Stands::Running { done, total } => Progress {
            lang: asked.lang,
            says: asked.say("lists.progress", &[("total", Fact::Count(total))]),
            done: done.unsigned_abs(),
            total: Some(total.unsigned_abs()),
            left: None,
            reload: here,
        }
        .render(),
        Stands::NotFiled => Alert::new(Tone::Time, "not-begun", asked.say("lists.progress.not_begun", &[]))
            .body(rich(asked.lang, "lists.progress.not_begun.says", &[]))
            .actions(html! { (link(&here, &asked.say("look.progress.reload", &[]))) (link(&section.at(&asked, &list)?, &asked.say("lists.back", &[]))) })
            .render(),
    };
    let title = asked.say("lists.progress.title", &[]);
    let shown = asked.page_or_part(panel, |panel| {
        let trail = around.trail(&asked, section.section, section.say(&asked, "batch"));
        let frame = around.frame(&asked, section.section, title.clone()).trail(trail);
        frame.page(html! { (Heading::new(title.clone()).render()) (panel) })
    });
    Ok(shown.into_response())
}

/// The receipt, also where htmx asked for a part of the page.
fn arrived(asked: &Asked, to: &str) -> Result<Response, Failure> {
    if !asked.partial {
        return Ok(asked.go(to));
    }
    let mut response = ().into_response();
    let to = HeaderValue::from_str(to).map_err(|_| Failure::Bug)?;
    response.headers_mut().insert("hx-redirect", to);
    Ok(response)
}
