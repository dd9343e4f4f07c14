//! The papers of a case, each with its legal ground: ticked as shown at the counter, or uploaded; and the forms that are printed.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::case::back_payment::State;
use maud::{Markup, Render, html};
use procedures::Permission;
use procedures::back_payment::papers::paper_file;
use procedures::back_payment::{Overview, PaperState, put_paper, take_paper_out};
use units::Fact;

use super::act::{Case, after};
use super::address;
use crate::Asked;
use crate::api::back_payments::{declaration_file, list_pdf};
use crate::body::{At, Uploaded};
use crate::error::Failure;
use crate::look::{Panel, Paper, Problems, Tone, actions, link, papers as listed, rich, status, submit_as, upload_form};
use crate::route::Route;

/// The largest file that is taken in, with what a form adds.
const BYTES: usize = 11 << 20;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::form(
            "/back-payments/{employer}/{case}/papers",
            Permission::FileBackPayment,
            "Takes a paper in, or out again.",
            put,
        )
        .body_at_most(BYTES),
        Route::page(
            "/back-payments/{employer}/{case}/lists/{form}",
            Permission::ViewBackPayments,
            "A list of the case as PDF, to print and seal.",
            list_pdf,
        ),
        Route::page(
            "/back-payments/{employer}/{case}/files/{file}",
            Permission::ViewBackPayments,
            "A declaration file of the case, or the manifest with its checksums.",
            declaration_file,
        ),
        Route::page(
            "/back-payments/{employer}/{case}/papers/{paper}",
            Permission::ViewBackPayments,
            "The file of a paper.",
            file,
        ),
    ]
}

/// The papers that the way asks for, with what is there.
pub(super) fn panel(asked: &Asked, of: &Overview, is_own: bool) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let missing = of.papers.iter().filter(|paper| paper.there.is_none()).count();
    let title = asked.say("back_payments.papers.title", &[("count", Fact::Count(of.papers.len() as i64))]);
    if of.papers.is_empty() {
        let body = html! { p { (word("back_payments.papers.none")) } };
        return Panel::new("papers", title).body(body).render();
    }
    let list: Vec<Paper> = of.papers.iter().map(|paper| one(asked, of, paper)).collect();
    let open = match &of.case.state {
        State::Preparing | State::Returned { .. } | State::Waiting { .. } => is_own,
        State::InReview(_)
        | State::Checked { .. }
        | State::Ready
        | State::Accepted(_)
        | State::Lapsed(_)
        | State::Posted { .. }
        | State::Refused { .. }
        | State::Withdrawn => false,
    };
    let aside = match missing {
        0 => status(Tone::Good, &word("back_payments.papers.complete")),
        n => status(
            Tone::Time,
            &asked.say("back_payments.papers.missing", &[("count", Fact::Count(n as i64))]),
        ),
    };
    let body = html! {
        (listed(&list))
        p class="sb-small sb-soft sb-above" { (rich(asked.lang, "back_payments.papers.licence", &[])) }
        @if open { @for paper in &of.papers { (upload(asked, of, paper)) } }
    };
    Panel::new("papers", title).aside(aside).body(body).render()
}

fn name_of(asked: &Asked, paper: &PaperState) -> String {
    asked.say(&format!("back_payment.paper.{}", paper.paper.code), &[])
}

fn one(asked: &Asked, of: &Overview, paper: &PaperState) -> Paper {
    let facts = [
        ("copies", Fact::Count(paper.paper.copies.into())),
        ("seal", Fact::Word(format!("back_payment.seal.{}", paper.paper.seal.code()))),
        ("law", Fact::Text(paper.paper.law.clone())),
    ];
    let at = format!("{}/papers/{}", address(of.employer.id, of.story.opened.id), paper.paper.code);
    let (tone, state) = match &paper.there {
        None => (Tone::Bad, status(Tone::Bad, &asked.say("back_payments.paper.missing", &[]))),
        Some(there) => match &there.name {
            Some(name) => (Tone::Good, html! { (link(&at, name)) }),
            None => (Tone::Good, status(Tone::Good, &asked.say("back_payments.paper.shown", &[]))),
        },
    };
    Paper {
        tone,
        name: name_of(asked, paper),
        note: Some(html! { (asked.say("back_payments.paper.note", &facts)) }),
        state,
    }
}

/// The form of one paper: a file, or a tick that the original comes along.
fn upload(asked: &Asked, of: &Overview, paper: &PaperState) -> Markup {
    let at = format!("{}/papers", address(of.employer.id, of.story.opened.id));
    let name = name_of(asked, paper);
    let id = format!("file-{}", paper.paper.code);
    let fields = html! {
        input type="hidden" name="paper" value=(paper.paper.code);
        div class="govuk-form-group" {
            label class="govuk-label" for=(id) { (asked.say("back_payments.paper.upload", &[("paper", Fact::Text(name))])) }
            input class="govuk-file-upload" id=(id) name="file" type="file" accept=".pdf,.png,.jpg,.jpeg,.ofd";
        }
        (actions(html! {
            button class="govuk-button govuk-button--secondary" type="submit" name="do" value="put" { (asked.say("back_payments.paper.put", &[])) }
            @if paper.there.is_some() { (submit_as("do", "out", &asked.say("back_payments.paper.out", &[]))) }
            @else { (submit_as("do", "shown", &asked.say("back_payments.paper.tick", &[]))) }
        }))
    };
    html! { div class="sb-above" { (upload_form(&at, &asked.new_key(), fields)) } }
}

async fn put(At((_, case)): Case, Uploaded { asked, typed, files }: Uploaded) -> Result<Response, Failure> {
    let paper = typed.get("paper").to_owned();
    let file = files.into_iter().find(|file| file.field == "file" && !file.bytes.is_empty());
    let mut problems = Problems::new();
    let wanted = typed.get("do").to_owned();
    if wanted == "put" && file.is_none() {
        let label = asked.say("back_payments.papers", &[]);
        problems.add(asked.lang, &format!("file-{paper}"), &label, &crate::FieldRefused::Required);
    }
    after(asked, case, typed, problems, move |desk, key, of, id| match wanted.as_str() {
        "out" => take_paper_out(desk, key, of, id, &paper),
        "shown" => put_paper(desk, key, of, id, &paper, None),
        _put => put_paper(
            desk,
            key,
            of,
            id,
            &paper,
            file.as_ref().map(|file| (file.name.as_str(), &file.bytes[..])),
        ),
    })
    .await
}

async fn file(asked: Asked, At((_, case, paper)): At<(String, String, String)>) -> Result<Response, Failure> {
    let of = asked.employer()?;
    let id = domain::ids::CaseId::from_code(&case).map_err(|_| Failure::NoSuchPage)?;
    let sent = paper.clone();
    let (name, bytes) = asked.read(move |desk| paper_file(desk, of, id, &sent)).await?;
    // What somebody uploaded is never shown as a page of ours: it is saved.
    let plain: String = name
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
        .collect();
    let shown = HeaderValue::from_str(&format!("attachment; filename=\"{paper}-{plain}\"")).map_err(|_| Failure::Bug)?;
    let kind = HeaderValue::from_static("application/octet-stream");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, shown)], bytes).into_response())
}

/// The forms that the way asks for, filled in by the system.
pub(super) fn forms(asked: &Asked, of: &Overview) -> Markup {
    if of.forms.is_empty() {
        return html! {};
    }
    let list: Vec<Paper> = of
        .forms
        .iter()
        .map(|form| {
            let facts = [
                ("copies", Fact::Count(form.copies.into())),
                ("seal", Fact::Word(format!("back_payment.seal.{}", form.seal.code()))),
                ("amount", Fact::Money(of.total())),
            ];
            let at = format!("{}/lists/{}", address(of.employer.id, of.story.opened.id), form.code);
            let can = asked.portal.makes_forms() && !of.dues.is_empty();
            Paper {
                tone: Tone::Quiet,
                name: asked.say(&format!("back_payment.form.{}", form.code), &[]),
                note: Some(html! { (asked.say("back_payments.form.note", &facts)) }),
                state: match can {
                    true => link(&at, "PDF"),
                    false => status(Tone::Quiet, &asked.say("back_payments.form.later", &[])),
                },
            }
        })
        .collect();
    let at = address(of.employer.id, of.story.opened.id);
    let files = of.story.opened.month.is_none() && !of.dues.is_empty();
    let body = html! {
        (listed(&list))
        p class="sb-small sb-soft sb-above" { (asked.say("back_payments.forms.says", &[])) }
        @if files {
            p class="sb-small" {
                (asked.say("back_payments.files", &[])) " "
                @for (name, group) in file_names(of) { (link(&format!("{at}/files/{name}"), &asked.say(group, &[]))) " " }
            }
        }
    };
    Panel::new("forms", asked.say("back_payments.forms", &[])).body(body).render()
}

/// The declaration files by branch group, and the manifest that names them by their checksums.
fn file_names(of: &Overview) -> [(String, &'static str); 3] {
    let id = of.story.opened.id.code();
    [
        (format!("{id}-1.dat"), "back_payments.files.first"),
        (format!("{id}-2.dat"), "back_payments.files.second"),
        (format!("{id}.manifest"), "back_payments.files.manifest"),
    ]
}
