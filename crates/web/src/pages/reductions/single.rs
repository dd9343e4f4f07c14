//! Second and third step of a single reduction: when and why, then check and file.

use axum::response::{IntoResponse, Response};
use domain::ids::{DraftId, EmployerId, PersonId};
use domain::registry::OnRoll;
use maud::{Markup, Render, html};
use procedures::Permission;
use procedures::preview_filing::{ReductionPreview, preview_reductions};
use procedures::reasons::{Offers, offers};
use procedures::reduce_staff::ReduceLine;
use procedures::roll::on_roll;
use units::Fact;

use super::form::{ForEach, field_of, fields};
use super::{check, person_of};
use crate::body::{At, Filled, Searched};
use crate::error::{Failure, unaccepted};
use crate::look::{
    Heading, Panel, Problems, actions, columns, error_summary, form, link, number, pairs, rich, rich_links, submit, submit_as,
};
use crate::pages::drafts::{REDUCTION, begun, new_draft, or_section, save, typed as draft_typed};
use crate::pages::employer::{Around, at};
use crate::route::Route;
use crate::{Asked, Typed};

pub(super) fn routes() -> Vec<Route> {
    let path = "/employers/{employer}/reductions/single/{person}";
    let check = "/employers/{employer}/reductions/single/{person}/check";
    vec![
        Route::page(path, Permission::FileReduction, "A single reduction: when and why.", page),
        Route::form(path, Permission::FileReduction, "Checks when and why somebody leaves.", take),
        Route::page(
            check,
            Permission::FileReduction,
            "A single reduction before it is filed.",
            check_page,
        ),
        Route::form(check, Permission::FileReduction, "Files a single reduction.", file),
    ]
}

/// What both steps need.
struct Step {
    around: Around,
    one: OnRoll,
    offers: Offers,
}

async fn step(asked: &Asked, employer: EmployerId, person: PersonId) -> Result<Step, Failure> {
    asked
        .read(move |desk| {
            Ok(Step {
                around: Around::look(desk, employer)?,
                one: on_roll(desk, employer, person)?,
                offers: offers(desk)?,
            })
        })
        .await
}

/// What was typed before: the draft of the address, else the latest one of this person.
async fn kept(asked: &Asked, employer: EmployerId, person: PersonId, query: &Typed) -> Result<Typed, Failure> {
    match DraftId::from_code(query.get("draft")) {
        Ok(id) => Ok(asked
            .read(move |desk| draft_typed(desk, employer, id, REDUCTION))
            .await?
            .with("draft", id.code())),
        Err(_) => {
            let code = person.code();
            let found = asked.read(move |desk| begun(desk, employer, REDUCTION, "person", &code)).await?;
            Ok(found.map_or_else(Typed::default, |(id, typed)| typed.with("draft", id.code())))
        }
    }
}

async fn page(asked: Asked, At((_, person)): At<(String, String)>, Searched(query): Searched) -> Result<Markup, Failure> {
    let (employer, person) = (asked.employer()?, person_of(&person)?);
    let typed = kept(&asked, employer, person, &query).await?;
    let typed = if query.get("all").is_empty() {
        typed
    } else {
        typed.with("all", "1")
    };
    let step = step(&asked, employer, person).await?;
    Ok(draw(&asked, &step, &typed, &Problems::new()))
}

fn draw(asked: &Asked, step: &Step, typed: &Typed, problems: &Problems) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let around = &step.around;
    let person = &step.one.person;
    let title = asked.say("reductions.when", &[("name", Fact::Text(person.name.clone()))]);
    let inner = html! {
        input type="hidden" name="draft" value=(typed.get("draft"));
        (fields(asked, &step.offers, around.overview.month, typed, problems))
        (actions(html! { (submit(&word("reductions.next"))) (submit_as("act", "draft", &word("enrolments.keep"))) (link(&around.at("reductions"), &word("enrolments.cancel"))) }))
    };
    let address = around.at(&format!("reductions/single/{}", person.id.code()));
    let main = html! {
        (error_summary(asked.lang, problems))
        (Heading::new(title.clone()).step(asked.say("reductions.step", &[("n", Fact::Count(2)), ("of", Fact::Count(3))])).render())
        (form(&address, &asked.same_key(typed), inner))
    };
    let trail = around.trail(asked, "reductions", word("reductions.single"));
    let frame = around.frame(asked, "reductions", title).wrong(!problems.is_empty()).trail(trail);
    frame.page(columns(main, side(asked, step)))
}

fn side(asked: &Asked, step: &Step) -> Markup {
    let (word, one) = (|key: &str| asked.say(key, &[]), &step.one);
    let labels = [
        "enrolments.number",
        "enrolments.category",
        "reductions.side.since",
        "enrolments.wage",
    ]
    .map(word);
    let since = one
        .from
        .iter()
        .flatten()
        .min()
        .map(|m| asked.say("reductions.side.from", &[("month", Fact::Month(*m))]));
    let body = html! {
        (pairs(&[
            (labels[0].as_str(), number(&domain::registry::masked_number(&one.person.number))),
            (labels[1].as_str(), html! { (word(&format!("category.{}", one.category.code()))) }),
            (labels[2].as_str(), html! { (since.unwrap_or_default()) }),
            (labels[3].as_str(), html! { (words::money(asked.lang, one.base)) }),
        ]))
        p class="sb-small sb-above" { (link(&step.around.at("reductions/single"), &word("reductions.side.change"))) }
    };
    let batch = step.around.at("reductions/batch");
    html! {
        (Panel::new("person", one.person.name.clone()).body(body).render())
        (Panel::new("hall", word("reductions.hall")).body(html! {
            p { (rich(asked.lang, "reductions.hall.says", &[])) }
            p class="sb-small sb-soft" { (rich(asked.lang, "reductions.hall.counter", &[])) }
        }).render())
        (Panel::new("many", word("reductions.many")).body(html! { p { (rich_links(asked.lang, "reductions.many.says", &[], &[("batch", &batch)])) } }).render())
    }
}

async fn take(At((_, person)): At<(String, String)>, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let (employer, person) = (asked.employer()?, person_of(&person)?);
    let step = step(&asked, employer, person).await?;
    let id = DraftId::from_code(typed.get("draft")).unwrap_or_else(|_| new_draft(&asked));
    let typed = typed
        .with("draft", id.code())
        .with("person", person.code())
        .with("name", step.one.person.name.clone());
    let saved = typed.clone();
    asked.act(move |desk| save(desk, employer, id, REDUCTION, &saved)).await?;
    let address = format!("reductions/single/{}", person.code());
    if typed.get("act") == "draft" {
        return Ok(asked.go(&at(employer, "reductions")));
    }
    let mut problems = Problems::new();
    if let Some(common) = ForEach::read(&asked, &step.offers, &typed, &mut problems) {
        let line = common.line(1, person);
        let mut preview = asked.read(move |desk| preview_reductions(desk, employer, &[line])).await?;
        match preview.verdicts.pop().map(|v| v.outcome) {
            Some(Err(refusal)) => {
                let field = field_of(refusal.code());
                let label = if field.is_empty() {
                    String::new()
                } else {
                    asked.say(&format!("reductions.{field}"), &[])
                };
                problems.add(asked.lang, field, &label, refusal.as_ref());
            }
            _accepted => return Ok(asked.go(&at(employer, &format!("{address}/check?draft={}", id.code())))),
        }
    }
    Ok(unaccepted(draw(&asked, &step, &typed, &problems)).into_response())
}

/// The line of a draft with what it brings; back to the form where the draft is not complete.
async fn read_draft(asked: &Asked, employer: EmployerId, person: PersonId, id: DraftId) -> Result<Result<Ready, Response>, Failure> {
    let typed = asked.read(move |desk| draft_typed(desk, employer, id, REDUCTION)).await?;
    let step = step(asked, employer, person).await?;
    let mut problems = Problems::new();
    let Some(common) = ForEach::read(asked, &step.offers, &typed, &mut problems) else {
        let form = at(employer, &format!("reductions/single/{}?draft={}", person.code(), id.code()));
        return Ok(Err(asked.go(&form)));
    };
    let line = common.line(1, person);
    let asked_line = line.clone();
    let preview = asked.read(move |desk| preview_reductions(desk, employer, &[asked_line])).await?;
    Ok(Ok(Ready { step, line, preview }))
}

struct Ready {
    step: Step,
    line: ReduceLine,
    preview: ReductionPreview,
}

impl Ready {
    fn subject(&self, id: DraftId) -> check::Subject<'_> {
        let below = format!("reductions/single/{}", self.line.person.code());
        check::Subject {
            around: &self.step.around,
            offers: &self.step.offers,
            lines: std::slice::from_ref(&self.line),
            names: vec![self.step.one.person.clone()],
            preview: &self.preview,
            draft: id,
            form: self.step.around.at(&format!("{below}?draft={}", id.code())),
            action: self.step.around.at(&format!("{below}/check")),
            who: Some(self.step.around.at("reductions/single")),
        }
    }
}

async fn check_page(asked: Asked, At((_, person)): At<(String, String)>, Searched(query): Searched) -> Result<Response, Failure> {
    let shown = show_check_page(&asked, &person, &query).await;
    or_section(&asked, "reductions", shown)
}

async fn show_check_page(asked: &Asked, person: &str, query: &Typed) -> Result<Response, Failure> {
    let (employer, person) = (asked.employer()?, person_of(person)?);
    let id = DraftId::from_code(query.get("draft")).map_err(|_| Failure::NoSuchPage)?;
    match read_draft(asked, employer, person, id).await? {
        Ok(ready) => Ok(check::draw(asked, &ready.subject(id), &Typed::default(), &Problems::new()).into_response()),
        Err(elsewhere) => Ok(elsewhere),
    }
}

async fn file(At((_, person)): At<(String, String)>, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let (employer, person) = (asked.employer()?, person_of(&person)?);
    let id = DraftId::from_code(typed.get("draft")).map_err(|_| Failure::NoSuchPage)?;
    if let Some(receipt) = check::filed_before(&asked, employer, &typed).await? {
        return Ok(receipt);
    }
    match read_draft(&asked, employer, person, id).await? {
        Ok(ready) => check::file(&asked, &ready.subject(id), &typed).await,
        Err(elsewhere) => Ok(elsewhere),
    }
}
