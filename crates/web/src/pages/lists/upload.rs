//! A list is handed in: which one, the file, an empty one to fill in.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, Render, html};
use procedures::lists::{ListKind, check_upload, empty_list, keep_upload};
use procedures::{Error, Permission};

use super::{BYTES, SECTIONS, Section, code_of};
use crate::body::{At, Uploaded};
use crate::error::{Failure, unaccepted};
use crate::look::{Field, Heading, OneOf, Panel, Problems, actions, bullets, columns, error_summary, link, rich, submit, upload_form};
use crate::pages::employer::Around;
use crate::route::Route;
use crate::{Asked, FieldRefused, Typed};

pub(super) fn routes() -> Vec<Route> {
    let of = |(section, permission): (Section, Permission)| {
        let [form, empty] = match section.section {
            "enrolments" => [
                "/employers/{employer}/enrolments/batch",
                "/employers/{employer}/enrolments/batch/empty/{kind}",
            ],
            _ => [
                "/employers/{employer}/reductions/batch",
                "/employers/{employer}/reductions/batch/empty/{kind}",
            ],
        };
        [
            Route::page(form, permission, "Hand in a list.", page),
            Route::form(form, permission, "Takes a list and reads it.", take).body_at_most(BYTES),
            Route::page(empty, permission, "An empty list to fill in.", empty_workbook),
        ]
    };
    SECTIONS.into_iter().flat_map(of).collect()
}

async fn page(asked: Asked) -> Result<Markup, Failure> {
    draw(&asked, &Typed::default(), &Problems::new()).await
}

async fn draw(asked: &Asked, typed: &Typed, problems: &Problems) -> Result<Markup, Failure> {
    let section = Section::of(asked)?;
    let employer = asked.employer()?;
    let around = asked.read(move |desk| Around::look(desk, employer)).await?;
    let (lang, word) = (asked.lang, |key: &str| asked.say(key, &[]));
    let named = section.kinds.iter().filter(|_| section.kinds.len() > 1);
    let kinds: Vec<OneOf> = named
        .map(|kind| {
            OneOf::new(kind.code(), word(&format!("lists.kind.{}", kind.code()))).hint(word(&format!("lists.kind.{}.says", kind.code())))
        })
        .collect();
    let usual = section.kinds.first().map_or("", |kind| kind.code());
    let kind = if typed.get("kind").is_empty() { usual } else { typed.get("kind") };
    let fields = html! {
        @if section.kinds.len() > 1 { (Field::new(lang, "kind", word("lists.kind")).value(kind).problems(problems).radios(&kinds)) }
        @else { input type="hidden" name="kind" value=(usual); }
        (Field::new(lang, "file", word("lists.file")).hint(word("lists.file.hint")).problems(problems).file(".xlsx,.xls,.csv,.txt"))
        (actions(html! { (submit(&word("lists.read"))) (link(&around.at(section.section), &word("enrolments.cancel"))) }))
    };
    let title = section.say(asked, "batch.title");
    let main = html! {
        (error_summary(lang, problems))
        (Heading::new(title.clone()).step(section.say(asked, "batch.step.1")).lead(rich(lang, "lists.sub", &[])).render())
        (upload_form(&section.at(asked, "")?, &asked.same_key(typed), fields))
    };
    let trail = around.trail(asked, section.section, section.say(asked, "batch"));
    let frame = around.frame(asked, section.section, title).wrong(!problems.is_empty()).trail(trail);
    Ok(frame.page(columns(main, side(asked, section)?)))
}

fn side(asked: &Asked, section: Section) -> Result<Markup, Failure> {
    let mut empties = Vec::new();
    for kind in section.kinds {
        let href = section.at(asked, &format!("empty/{}", kind.code()))?;
        empties.push(html! { (link(&href, &asked.say(&format!("lists.empty.{}", kind.code()), &[]))) });
    }
    let promises =
        ["lists.side.findings", "lists.side.nothing", "lists.side.both", "lists.side.again"].map(|key| rich(asked.lang, key, &[]));
    Ok(html! {
        (Panel::new("empty", asked.say("lists.empty", &[])).body(bullets(&empties)).render())
        (Panel::new("after", asked.say("lists.side", &[])).body(bullets(&promises)).render())
    })
}

async fn take(Uploaded { asked, typed, files }: Uploaded) -> Result<Response, Failure> {
    let (section, employer) = (Section::of(&asked)?, asked.employer()?);
    let mut problems = Problems::new();
    let kind = section.kinds.iter().copied().find(|kind| kind.code() == typed.get("kind"));
    let file = files
        .into_iter()
        .find(|file| file.field == "file" && !(file.name.is_empty() && file.bytes.is_empty()));
    let (Some(kind), Some(file)) = (kind, file) else {
        problems.add(asked.lang, "file", &asked.say("lists.file", &[]), &FieldRefused::Required);
        return Ok(unaccepted(draw(&asked, &typed, &problems).await?).into_response());
    };
    let id = asked
        .act(move |desk| keep_upload(desk, employer, kind, &file.name, file.bytes.clone()))
        .await?;
    let caller = asked.caller.clone();
    match asked
        .portal
        .hard_work(move |agency| check_upload(agency, &caller, employer, id).map(drop))
        .await
    {
        Ok(()) => Ok(asked.go(&section.at(&asked, &code_of(id))?)),
        Err(Failure::Procedure(Error::Refused(refusal))) => {
            problems.add(asked.lang, "file", &asked.say("lists.file", &[]), refusal.as_ref());
            Ok(unaccepted(draw(&asked, &typed, &problems).await?).into_response())
        }
        Err(other) => Err(other),
    }
}

async fn empty_workbook(asked: Asked, At((_, kind)): At<(String, String)>) -> Result<Response, Failure> {
    let section = Section::of(&asked)?;
    let kind: ListKind = section
        .kinds
        .iter()
        .copied()
        .find(|k| k.code() == kind)
        .ok_or(Failure::NoSuchPage)?;
    let bytes = asked.portal.hard_work(move |agency| empty_list(agency, kind)).await?;
    workbook(&format!("{}.xlsx", kind.code()), bytes)
}

/// A workbook to be saved under a name.
pub(crate) fn workbook(name: &str, bytes: Vec<u8>) -> Result<Response, Failure> {
    let kind = match name.rsplit_once('.') {
        Some((_, "csv" | "txt")) => "text/csv; charset=utf-8",
        _workbook => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };
    let encoded: String = name
        .bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || b"-_.".contains(&b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect();
    let shown = HeaderValue::from_str(&format!("attachment; filename*=UTF-8''{encoded}")).map_err(|_| Failure::Bug)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, shown),
    ];
    Ok((headers, bytes).into_response())
}
