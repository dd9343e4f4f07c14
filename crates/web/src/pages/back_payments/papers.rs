//! The papers of a case, each with its legal ground: ticked as shown at the counter, or uploaded; and the forms that are printed.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::case::back_payment::State;
use maud::{Markup, Render, html};
use procedures::Permission;
use procedures::back_payment::papers::paper_file;
use procedures::back_payment::printed::medical_total;
use procedures::back_payment::{Overview, PaperState, put_paper, see_paper, take_paper_out};
use units::{Fact, Fen};

use super::act::{Case, after};
use super::{Unchosen, address};
use crate::Asked;
use crate::api::back_payments::{declaration_file, list_pdf, looked};
use crate::body::{At, Filled, Uploaded};
use crate::error::Failure;
use crate::look::{
    Panel, Paper, Problems, Tone, actions, form, link, papers as listed, rich, status, submit_as, submit_plain, upload_form,
};
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
        Route::form(
            "/back-payments/{employer}/{case}/seen",
            Permission::QueueBackPayments,
            "An officer has seen the original of a paper.",
            original_seen,
        ),
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
    let (tone, key, count) = standing(of);
    let aside = status(tone, &asked.say(key, &[("count", Fact::Count(count as i64))]));
    let body = html! {
        (listed(&list))
        p class="sb-small sb-soft sb-above" { (rich(asked.lang, "back_payments.papers.licence", &[])) }
        @if open { @for paper in &of.papers { (upload(asked, of, paper)) } }
        @if !is_own { @for paper in &of.papers { (seen(asked, of, paper)) } }
    };
    Panel::new("papers", title).aside(aside).body(body).render()
}

/// Where the papers stand together, worst first: missing, to be brought anew, originals announced, not opened yet, complete.
fn standing(of: &Overview) -> (Tone, &'static str, usize) {
    let count = |is: fn(&PaperState) -> bool| of.papers.iter().filter(|paper| is(paper)).count();
    let is_announced = |paper: &PaperState| paper.seen.is_none() && paper.there.as_ref().is_some_and(|there| there.name.is_none());
    let under_review = matches!(of.case.state, State::InReview(_));
    let all = [
        (count(|paper| paper.missing), Tone::Time, "back_payments.papers.missing"),
        (count(|paper| paper.asked_for), Tone::Time, "back_payments.papers.asked_for"),
        (count(is_announced), Tone::Info, "back_payments.papers.announced"),
        (
            if under_review { count(|paper| paper.seen.is_none()) } else { 0 },
            Tone::Info,
            "back_payments.papers.unopened",
        ),
    ];
    match all.into_iter().find(|(n, ..)| *n > 0) {
        Some((n, tone, key)) => (tone, key, n),
        None => (Tone::Good, "back_payments.papers.complete", of.papers.len()),
    }
}

/// The officer's word that the original lay before them: for what was only announced.
fn seen(asked: &Asked, of: &Overview, paper: &PaperState) -> Markup {
    let announced = paper.seen.is_none() && paper.there.as_ref().is_some_and(|there| there.name.is_none());
    let at_a_desk = match &of.case.state {
        State::InReview(_) | State::Checked { .. } => of.locked.is_none() || matches!(of.case.state, State::Checked { .. }),
        // The counter ticks it where it takes the case in.
        State::Ready
        | State::Preparing
        | State::Waiting { .. }
        | State::Returned { .. }
        | State::Accepted(_)
        | State::Lapsed(_)
        | State::Posted { .. }
        | State::Refused { .. }
        | State::Withdrawn => false,
    };
    if !announced || !at_a_desk {
        return html! {};
    }
    let at = format!("{}/seen", address(of.employer.id, of.story.opened.id));
    let fields = html! {
        input type="hidden" name="paper" value=(paper.paper.code);
        (actions(submit_plain(&asked.say("back_payments.paper.see", &[("paper", Fact::Text(name_of(asked, paper)))]))))
    };
    html! { div class="sb-above" { (form(&at, &asked.new_key(), fields)) } }
}

async fn original_seen(At((_, case)): Case, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let paper = typed.get("paper").to_owned();
    after(asked, case, typed, Problems::new(), move |desk, key, of, id| {
        see_paper(desk, key, of, id, &paper, true)
    })
    .await
}

fn name_of(asked: &Asked, paper: &PaperState) -> String {
    asked.say(&format!("back_payment.paper.{}", paper.paper.code), &[])
}

fn one(asked: &Asked, of: &Overview, paper: &PaperState) -> Paper {
    let facts = [
        ("copies", Fact::Count(paper.paper.copies.into())),
        ("seal", Fact::Word(format!("back_payment.seal.{}", paper.paper.seal.code()))),
        ("law", Fact::Text(words::law(asked.lang, &paper.paper.law))),
    ];
    let at = format!("{}/papers/{}", address(of.employer.id, of.story.opened.id), paper.paper.code);
    let (tone, state) = match &paper.there {
        None => (Tone::Bad, status(Tone::Bad, &asked.say("back_payments.paper.missing", &[]))),
        Some(there) => {
            let file = there.name.as_ref().map(|name| link(&at, name));
            let (tone, said) = looked_at(asked, paper, there.name.is_some());
            (tone, html! { span { @if let Some(file) = file { (file) " " } (said) } })
        }
    };
    Paper {
        tone,
        name: name_of(asked, paper),
        note: Some(html! { (asked.say("back_payments.paper.note", &facts)) }),
        state,
    }
}

/// What became of a paper that is there: asked for anew, opened, its original seen, or still to be looked at.
fn looked_at(asked: &Asked, paper: &PaperState, is_file: bool) -> (Tone, Markup) {
    let said = |tone: Tone, key: &str| (tone, status(tone, &asked.say(key, &[])));
    if paper.asked_for {
        return said(Tone::Time, "back_payments.paper.asked_for");
    }
    match (&paper.seen, is_file) {
        (Some(seen), _) => {
            let facts = [("by", Fact::Text(seen.by_name.clone())), ("day", Fact::Day(seen.on_date))];
            let key = match seen.original {
                true => "back_payments.paper.original_seen",
                false => "back_payments.paper.opened",
            };
            (
                Tone::Good,
                html! { span class="sb-small sb-soft sb-line" { (asked.say(key, &facts)) } },
            )
        }
        (None, true) => (
            Tone::Good,
            html! { span class="sb-small sb-soft sb-line" { (asked.say("back_payments.paper.unopened", &[])) } },
        ),
        (None, false) => said(if paper.missing { Tone::Time } else { Tone::Info }, "back_payments.paper.shown"),
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
            @else if super::review_of(of.story.opened.kind) == Permission::AcceptBackPayment { (submit_as("do", "shown", &asked.say("back_payments.paper.tick", &[]))) }
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
        problems.add(asked.lang, &format!("file-{paper}"), &label, &Unchosen::File);
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
    looked(&asked, of, id, &paper).await?;
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
            // The medical list holds what goes to the medical fund; the others hold all of it.
            let (key, sum) = match (of.whole(), form.code.as_str()) {
                (None, _) => ("back_payments.form.note_open", Fen::ZERO),
                (Some(_), "medical_list") => ("back_payments.form.note_medical", medical_total(of)),
                (Some(whole), _all_of_it) => ("back_payments.form.note", whole),
            };
            let facts = [
                ("copies", Fact::Count(form.copies.into())),
                ("seal", Fact::Word(format!("back_payment.seal.{}", form.seal.code()))),
                ("amount", Fact::Money(sum)),
            ];
            let at = format!("{}/lists/{}", address(of.employer.id, of.story.opened.id), form.code);
            let can = asked.portal.makes_forms() && of.whole().is_some();
            Paper {
                tone: Tone::Quiet,
                name: asked.say(&format!("back_payment.form.{}", form.code), &[]),
                note: Some(html! { (asked.say(key, &facts)) }),
                state: match can {
                    true => link(&at, "PDF"),
                    false => status(Tone::Quiet, &asked.say("back_payments.form.later", &[])),
                },
            }
        })
        .collect();
    let at = address(of.employer.id, of.story.opened.id);
    let files = of.story.opened.month.is_none() && of.whole().is_some() && asked.caller.acts_for(of.employer.id);
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
