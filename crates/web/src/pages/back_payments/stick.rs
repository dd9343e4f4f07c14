//! The declaration file on the employer's stick: held line by line against its case at the counter, or opened as a case of its own.

use axum::response::{IntoResponse, Response};
use domain::ids::CaseId;
use domain::registry::masked_number;
use maud::{Markup, Render, html};
use procedures::back_payment::take_files::{Compared, DeclaredLine, Differing, Named, compare_files, open_files, whose_files};
use procedures::back_payment::{Overview, back_payment};
use procedures::{Error, Permission};
use units::Fact;

use super::act::Case;
use super::{address, show};
use crate::body::{At, Uploaded};
use crate::error::{Failure, unaccepted};
use crate::look::{
    Alert, Column, Field, Heading, Line, Panel, Problems, Table, Tone, actions, amount, bullets, columns, error_summary, rich, stack,
    status, submit, upload_form,
};
use crate::route::Route;
use crate::{Asked, FieldRefused, Typed};

/// The counter's page for a stick.
pub(crate) const STICK: &str = "/desks/acceptance/stick";
/// The largest files that are taken, together.
const BYTES: usize = 4 << 20;

pub(super) fn routes() -> Vec<Route> {
    let desk = Permission::AcceptBackPayment;
    vec![
        Route::page(STICK, desk, "Declaration files on a stick are read at the counter.", ask),
        Route::form(
            STICK,
            desk,
            "Reads declaration files: held against their case, or opened as one.",
            read,
        )
        .body_at_most(BYTES),
        Route::form(
            "/back-payments/{employer}/{case}/stick",
            desk,
            "Holds declaration files line by line against the case; changes nothing.",
            compare,
        )
        .body_at_most(BYTES),
    ]
}

fn chosen(files: Vec<crate::body::UploadedFile>) -> Vec<Named> {
    let ours = files.into_iter().filter(|file| file.field == "files" && !file.bytes.is_empty());
    ours.map(|file| (file.name, file.bytes)).collect()
}

fn fields(asked: &Asked, problems: &Problems) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    html! {
        (Field::new(asked.lang, "files", word("stick.files")).hint(word("stick.files.hint")).problems(problems).files(".dat,.manifest"))
        (actions(submit(&word("stick.read"))))
    }
}

/// On a case's page at the counter: the way to hold a file against it, and what that said.
pub(super) fn panel(asked: &Asked, of: &Overview, compared: Option<&[Compared]>, problems: &Problems) -> Markup {
    let has_files = of.story.opened.month.is_none() && of.whole().is_some();
    if !has_files || of.case.state.is_final() || !super::may(asked, Permission::AcceptBackPayment) {
        return html! {};
    }
    let at = format!("{}/stick", address(of.employer.id, of.story.opened.id));
    let body = html! {
        @if let Some(compared) = compared { (result(asked, compared)) }
        p { (rich(asked.lang, "stick.case.says", &[])) }
        (upload_form(&at, &asked.new_key(), fields(asked, problems)))
    };
    Panel::new("stick", asked.say("stick.case", &[])).body(body).render()
}

async fn compare(At((_, case)): Case, Uploaded { asked, typed, files }: Uploaded) -> Result<Response, Failure> {
    let employer = asked.employer()?;
    let id = CaseId::from_code(&case).map_err(|_| Failure::NoSuchPage)?;
    let files = chosen(files);
    let mut problems = Problems::new();
    if files.is_empty() {
        problems.add(asked.lang, "files", &asked.say("stick.files", &[]), &FieldRefused::Required);
        return Ok(unaccepted(show::page(&asked, &case, &typed, &problems).await?));
    }
    match asked.read(move |desk| compare_files(desk, employer, id, &files)).await {
        Ok(compared) => Ok(show::compared(&asked, &case, compared).await?.into_response()),
        Err(Failure::Procedure(Error::Refused(why))) => {
            problems.add(asked.lang, "files", &asked.say("stick.files", &[]), why.as_ref());
            Ok(unaccepted(show::page(&asked, &case, &typed, &problems).await?))
        }
        Err(other) => Err(other),
    }
}

async fn ask(asked: Asked) -> Markup {
    page(&asked, &Typed::default(), &Problems::new())
}

fn page(asked: &Asked, typed: &Typed, problems: &Problems) -> Markup {
    let title = asked.say("stick.title", &[]);
    let says = ["stick.side.same", "stick.side.new", "stick.side.changed"];
    let lines: Vec<Markup> = says.iter().map(|key| rich(asked.lang, key, &[])).collect();
    let side = Panel::new("what", asked.say("stick.side", &[])).body(bullets(&lines)).render();
    let main = upload_form(STICK, &asked.same_key(typed), fields(asked, problems));
    let content = html! {
        (error_summary(asked.lang, problems))
        (Heading::new(title.clone()).lead(rich(asked.lang, "stick.lead", &[])))
        (columns(Panel::untitled("stick", title.clone()).body(main).render(), side))
    };
    framed(asked, title, !problems.is_empty(), content)
}

fn framed(asked: &Asked, title: String, wrong: bool, content: Markup) -> Markup {
    let menu = crate::pages::hall::counter::menu(asked, STICK);
    asked.frame(title).wrong(wrong).menu(menu).page(content)
}

async fn read(Uploaded { asked, typed, files }: Uploaded) -> Result<Response, Failure> {
    let files = chosen(files);
    let mut problems = Problems::new();
    let label = asked.say("stick.files", &[]);
    if files.is_empty() {
        problems.add(asked.lang, "files", &label, &FieldRefused::Required);
        return Ok(unaccepted(page(&asked, &typed, &problems)));
    }
    match taken(&asked, &typed, files).await {
        Err(Failure::Procedure(Error::Refused(why))) => {
            problems.add(asked.lang, "files", &label, why.as_ref());
            Ok(unaccepted(page(&asked, &typed, &problems)))
        }
        other => other,
    }
}

/// Files of a case that is known are held against it; others become one, and the officer filed it.
async fn taken(asked: &Asked, typed: &Typed, files: Vec<Named>) -> Result<Response, Failure> {
    let looked = files.clone();
    let stick = asked.read(move |desk| whose_files(desk, &looked)).await?;
    let of = stick.employer;
    if let Some(id) = stick.case {
        let (overview, compared) = asked
            .read(move |desk| Ok((back_payment(desk, of, id)?, compare_files(desk, of, id, &files)?)))
            .await?;
        return Ok(known(asked, &overview, &compared).into_response());
    }
    let key = asked.key(typed)?;
    let opened = asked.act(move |desk| open_files(desk, &key, of, &files)).await?;
    let first = opened.cases.first().map(|(id, _)| *id).ok_or(Failure::NoSuchPage)?;
    Ok(asked.go(&address(of, first)))
}

fn known(asked: &Asked, of: &Overview, compared: &[Compared]) -> Markup {
    let facts = [
        ("number", Fact::Text(of.story.opened.id.code())),
        ("employer", Fact::Text(of.employer.name.clone())),
    ];
    let title = asked.say("stick.known", &facts);
    let to_case = html! { p { (crate::look::button(&address(of.employer.id, of.story.opened.id), &asked.say("stick.to_case", &[]))) } };
    let body = html! { (result(asked, compared)) (to_case) };
    let panel = Panel::untitled("lines", title.clone()).body(body).render();
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "stick.known.lead", &facts));
    framed(asked, title, false, html! { (heading) (stack(&[panel])) })
}

/// In one sentence whether file and case agree, then line by line.
fn result(asked: &Asked, compared: &[Compared]) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let differing = compared.iter().filter(|line| !line.agrees()).count();
    let facts = [
        ("count", Fact::Count(compared.len() as i64)),
        ("differing", Fact::Count(differing as i64)),
    ];
    let (tone, key) = match differing {
        0 => (Tone::Good, "stick.agrees"),
        _some => (Tone::Bad, "stick.differs"),
    };
    let alert = Alert::new(tone, "compared", asked.say(key, &facts)).body(rich(asked.lang, &format!("{key}.says"), &facts));
    let heads = vec![
        Column::title(word("enrolments.name")),
        Column::text(word("stick.number")).whole(),
        Column::text(word("back_payments.months")).whole(),
        Column::figure(word("back_payments.base")),
        Column::figure(word("stick.amounts")),
    ];
    // What does not agree comes first.
    let mut sorted: Vec<&Compared> = compared.iter().collect();
    sorted.sort_by_key(|line| line.agrees());
    let lines = sorted.into_iter().map(|line| row(asked, line));
    html! { (alert) div class="sb-above sb-below" { (Table::new(word("stick.table"), heads).tight().lines(lines.collect())) } }
}

fn row(asked: &Asked, of: &Compared) -> Line {
    let word = |key: &str| asked.say(key, &[]);
    let (tone, said) = match (&of.in_case, &of.in_file, of.agrees()) {
        (Some(_), Some(_), true) => (Tone::Good, "stick.same"),
        (Some(_), Some(_), false) => (Tone::Bad, "stick.other"),
        (Some(_), None, _) => (Tone::Bad, "stick.not_in_file"),
        (None, _, _) => (Tone::Bad, "stick.not_in_case"),
    };
    let group = match of.group {
        1 => "back_payments.files.first",
        _second => "back_payments.files.second",
    };
    let Some(line) = of.in_case.as_ref().or(of.in_file.as_ref()) else {
        return Line::new(vec![]);
    };
    let wage = cell(asked, of, Differing::Base, |line| amount(line.base));
    let amounts = html! {
        span class="sb-line" {
            span class="sb-small sb-soft" { (word("stick.employer")) " " }
            (cell(asked, of, Differing::Employer, |line| amount(line.employer)))
        }
        span class="sb-line" {
            span class="sb-small sb-soft" { (word("stick.person")) " " }
            (cell(asked, of, Differing::Employee, |line| amount(line.employee)))
        }
    };
    let whose = html! {
        span class="sb-nowrap" { (masked_number(&line.number)) }
        span class="sb-small sb-soft sb-line" { (word(group)) }
        (texts(asked, of))
    };
    Line::new(vec![
        html! {
            (cell(asked, of, Differing::Name, |line| html! { span lang="zh" { (line.name) } }))
            span class="sb-line" { (status(tone, &word(said))) }
        },
        whose,
        cell(
            asked,
            of,
            Differing::To,
            |line| html! { (words::spans(asked.lang, line.from.through(line.to))) },
        ),
        wage,
        amounts,
    ])
}

/// What both say, or what each of them says where they differ.
fn cell(asked: &Asked, of: &Compared, part: Differing, shown: impl Fn(&DeclaredLine) -> Markup) -> Markup {
    match (&of.in_case, &of.in_file) {
        (Some(case), Some(file)) if of.differing.contains(&part) => html! {
            span class="sb-small sb-soft sb-line" { (asked.say("stick.in_case", &[])) }
            (shown(case))
            span class="sb-small sb-soft sb-line" { (asked.say("stick.in_file", &[])) }
            b { (shown(file)) }
        },
        (Some(line), _) | (None, Some(line)) => shown(line),
        (None, None) => html! {},
    }
}

/// Category, reason and document, where they differ.
fn texts(asked: &Asked, of: &Compared) -> Markup {
    let (Some(case), Some(file)) = (&of.in_case, &of.in_file) else {
        return html! {};
    };
    let category = |line: &DeclaredLine| asked.say(&format!("category.{}", line.category), &[]);
    let parts = [
        (Differing::Category, "stick.category", category(case), category(file)),
        (Differing::Reason, "back_payments.reason", case.reason.clone(), file.reason.clone()),
        (
            Differing::Document,
            "back_payments.document",
            case.document.clone(),
            file.document.clone(),
        ),
    ];
    let told = parts.into_iter().filter(|(part, ..)| of.differing.contains(part));
    html! {
        @for (_, key, case, file) in told {
            span class="sb-small sb-line" {
                (asked.say("stick.text", &[("what", Fact::Text(asked.say(key, &[]))), ("case", Fact::Text(case)), ("file", Fact::Text(file))]))
            }
        }
    }
}
