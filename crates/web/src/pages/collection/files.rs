//! Files of the bank: read in, with their result; those read before.

use axum::response::{IntoResponse, Response};
use domain::collection::BankFile;
use maud::{Markup, Render, html};
use procedures::take_bank_answer::{Taken, latest, take_bank_answer};
use procedures::{Error, Receipt};
use units::{Fact, Statement};
use words::Moment;

use crate::Asked;
use crate::body::Uploaded;
use crate::error::{Failure, unaccepted};
use crate::look::{
    Alert, Column, Field, Heading, Line, Panel, Problems, Table, Tone, actions, amount, empty, error_summary, number, rich, stack, submit,
    upload_form,
};

/// Files shown at once.
const AT_ONCE: i64 = 50;

pub(super) async fn page(asked: Asked) -> Result<Markup, Failure> {
    draw(&asked, None, &Problems::new()).await
}

async fn draw(asked: &Asked, result: Option<Markup>, problems: &Problems) -> Result<Markup, Failure> {
    let files = asked.read(|desk| latest(desk, AT_ONCE)).await?;
    let title = asked.say("bank_file.title", &[]);
    let field = Field::new(asked.lang, "file", asked.say("bank_file.file", &[])).problems(problems);
    let fields = html! { (field.file(".xml,.csv")) (actions(submit(&asked.say("bank_file.submit", &[])))) };
    let upload = upload_form("/bank-files", &asked.new_key(), fields);
    let mut parts = Vec::new();
    parts.extend(result);
    parts.push(Panel::new("upload", asked.say("bank_file.upload", &[])).body(upload).render());
    parts.push(list(asked, &files));
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "bank_file.sub", &[]));
    let frame = asked
        .frame(title)
        .wrong(!problems.is_empty())
        .menu(super::menu(asked, "/bank-files"));
    Ok(frame.page(html! { (error_summary(asked.lang, problems)) (heading) (stack(&parts)) }))
}

fn list(asked: &Asked, files: &[(BankFile, Receipt)]) -> Markup {
    let title = asked.say("bank_file.list", &[]);
    if files.is_empty() {
        let nothing = empty(html! { (asked.say("bank_file.none", &[])) }, None);
        return Panel::untitled("files", title).body(nothing).render();
    }
    let columns = vec![
        Column::title(asked.say("bank_file.file", &[])),
        Column::text(asked.say("bank_file.when", &[])).unbroken(),
        Column::figure(asked.say("bank_file.paid", &[])),
        Column::figure(asked.say("bank_file.paid_sum", &[])),
        Column::figure(asked.say("bank_file.bounced", &[])),
        Column::number(asked.say("bank_file.receipt", &[])),
    ];
    let lines = files.iter().map(|(file, receipt)| {
        Line::new(vec![
            html! { (file.name) },
            html! { (Moment::of(receipt.at).written(asked.lang)) },
            html! { (file.paid.0) },
            amount(file.paid.1),
            html! { (file.bounced.0) },
            number(&receipt.number),
        ])
    });
    let table = Table::new(title.clone(), columns).lines(lines.collect());
    Panel::new("files", title).flush().body(table.render()).render()
}

pub(super) async fn take(uploaded: Uploaded) -> Result<Response, Failure> {
    let Uploaded { asked, files, .. } = uploaded;
    let mut problems = Problems::new();
    let label = asked.say("bank_file.file", &[]);
    let Some(file) = files.into_iter().next() else {
        problems.add(asked.lang, "file", &label, &NoFile);
        return Ok(unaccepted(draw(&asked, None, &problems).await?).into_response());
    };
    let caller = asked.caller.clone();
    let taken = asked
        .portal
        .hard_work(move |agency| take_bank_answer(agency, &caller, &file.name, &file.bytes))
        .await;
    match taken {
        Ok(taken) => Ok(draw(&asked, Some(told(&asked, &taken)), &problems).await?.into_response()),
        Err(Failure::Procedure(Error::Refused(why))) => {
            problems.add(asked.lang, "file", &label, why.as_ref());
            Ok(unaccepted(draw(&asked, None, &problems).await?).into_response())
        }
        Err(other) => Err(other),
    }
}

fn told(asked: &Asked, taken: &Taken) -> Markup {
    let facts = [
        ("paid", Fact::Count(taken.file.paid.0)),
        ("sum", Fact::Money(taken.file.paid.1)),
        ("bounced", Fact::Count(taken.file.bounced.0)),
        ("when", Fact::Text(Moment::of(taken.receipt.at).written(asked.lang))),
        ("number", Fact::Text(taken.receipt.number.clone())),
    ];
    let (tone, key) = if taken.already {
        (Tone::Info, "bank_file.already")
    } else {
        (Tone::Good, "bank_file.done")
    };
    Alert::new(tone, "result", asked.say(key, &facts))
        .body(rich(asked.lang, "bank_file.result", &facts))
        .render()
}

/// Nothing was chosen.
#[derive(Debug)]
struct NoFile;

impl Statement for NoFile {
    fn code(&self) -> &'static str {
        "bank_file.no_file"
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        vec![]
    }
}
