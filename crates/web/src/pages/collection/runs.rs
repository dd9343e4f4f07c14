//! Batches of debits: the list, one with the bank's answers, its files.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::collection::{Batch, Debit, Outcome};
use domain::ids::BatchId;
use maud::{Markup, Render, html};
use procedures::Error;
use procedures::export_debits::{DebitForm, export_debits};
use procedures::run_debits::{Answers, Run, batch_page, batches, due_runs, run_debits};
use units::{Fact, Fen};

use super::filings;
use crate::Asked;
use crate::body::{At, Filled};
use crate::error::Failure;
use crate::look::{
    Alert, Column, Crumb, Heading, Line, Panel, Problems, Table, Tone, amount, button_secondary, empty, error_summary, inline_form, link,
    number, rich, stack, status, submit,
};

/// Batches and debits shown at once.
const AT_ONCE: i64 = 100;

pub(super) async fn list(asked: Asked) -> Result<Markup, Failure> {
    page(&asked, &Problems::new()).await
}

/// The batches of months, then the files of online filings.
pub(super) async fn page(asked: &Asked, problems: &Problems) -> Result<Markup, Failure> {
    let (due, made, filings) = asked
        .read(|desk| Ok((due_runs(desk)?, batches(desk, AT_ONCE)?, filings::look(desk)?)))
        .await?;
    let title = asked.say("runs.title", &[]);
    let mut parts: Vec<Markup> = due.iter().enumerate().map(|(at, run)| to_make(asked, at, run)).collect();
    parts.extend(filings::to_send(asked, &filings));
    parts.push(panel(asked, &made, &title));
    parts.push(filings::panel(asked, &filings));
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "runs.sub", &[]));
    let frame = asked
        .frame(title)
        .wrong(!problems.is_empty())
        .menu(super::menu(asked, "/debit-runs"));
    Ok(frame.page(html! { (error_summary(asked.lang, problems)) (heading) (stack(&parts)) }))
}

fn to_make(asked: &Asked, at: usize, run: &Run) -> Markup {
    let facts = [
        ("month", Fact::Month(run.month)),
        ("n", Fact::Count(run.attempt.into())),
        ("day", Fact::Day(run.collect_on)),
    ];
    let button = inline_form("/debit-runs", &asked.new_key(), "sb-inline", submit(&asked.say("runs.make", &[])));
    Alert::new(Tone::Time, format!("due-{at}"), asked.say("runs.due", &facts))
        .body(rich(asked.lang, "runs.due.says", &facts))
        .actions(button)
        .render()
}

fn panel(asked: &Asked, made: &[Batch], title: &str) -> Markup {
    if made.is_empty() {
        let nothing = empty(html! { (asked.say("runs.none", &[])) }, None);
        return Panel::untitled("runs", title).body(nothing).render();
    }
    let columns = vec![
        Column::title(asked.say("runs.month", &[])),
        Column::text(asked.say("runs.attempt", &[])),
        Column::text(asked.say("runs.collect_on", &[])).unbroken(),
        Column::figure(asked.say("runs.bills", &[])),
        Column::figure(asked.say("runs.total", &[])),
        Column::text(asked.say("runs.state", &[])),
        Column::number(asked.say("runs.batch", &[])),
    ];
    let lines = made.iter().map(|batch| {
        let (tone, key) = match (batch.complete, batch.bills) {
            (true, 0) => (Tone::Quiet, "runs.state.nothing"),
            (true, _) => (Tone::Good, "runs.state.complete"),
            (false, _) => (Tone::Info, "runs.state.open"),
        };
        Line::new(vec![
            link(&format!("/debit-runs/{}", batch.id), &words::month_iso(batch.run_month)),
            html! { (batch.attempt) },
            html! { (words::day_iso(batch.collect_on)) },
            html! { (batch.bills) },
            amount(batch.total),
            status(tone, &asked.say(key, &[])),
            number(&batch.id.code()),
        ])
    });
    let table = Table::new(title, columns).lines(lines.collect()).walked();
    Panel::untitled("runs", title).flush().body(table.render()).render()
}

/// Makes whatever is due; a repeated click finds it made.
pub(super) async fn make(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    asked.key(&typed)?;
    let due = asked.read(due_runs).await?;
    let caller = asked.caller.clone();
    asked
        .portal
        .work(move |agency| due.into_iter().try_for_each(|run| run_debits(agency, &caller, run).map(|_| ())))
        .await?;
    Ok(asked.go("/debit-runs"))
}

fn read_batch(text: &str) -> Result<BatchId, Failure> {
    BatchId::from_code(text).map_err(|_| Failure::NoSuchPage)
}

pub(super) async fn one(asked: Asked, At(code): At<String>) -> Result<Markup, Failure> {
    let id = read_batch(&code)?;
    let monthly = asked.read(move |desk| match batch_page(desk, id, AT_ONCE) {
        Err(Error::NotFound) => Ok(None),
        found => found.map(Some),
    });
    let Some((batch, answers, debits)) = monthly.await? else {
        return filings::one(&asked, id, code).await;
    };
    let facts = [
        ("month", Fact::Month(batch.run_month)),
        ("n", Fact::Count(batch.attempt.into())),
        ("bills", Fact::Count(batch.bills)),
        ("total", Fact::Money(batch.total)),
        ("day", Fact::Day(batch.collect_on)),
        ("batch", Fact::Text(code.clone())),
    ];
    let title = asked.say("run.title", &facts);
    let files = downloads(&asked, &code);
    let mut heading = Heading::new(title.clone()).lead(rich(asked.lang, "run.sub", &facts));
    if batch.complete && batch.bills > 0 {
        heading = heading.actions(files);
    }
    let trail = vec![Crumb::to(asked.say("collection.menu.runs", &[]), "/debit-runs"), Crumb::here(code)];
    let parts = [answered(&asked, &answers), listed(&asked, &debits)];
    let frame = asked.frame(title).menu(super::menu(&asked, "/debit-runs")).trail(trail);
    Ok(frame.page(html! { (heading) (stack(&parts)) }))
}

/// The two forms of a batch's file.
pub(super) fn downloads(asked: &Asked, code: &str) -> Markup {
    html! {
        (button_secondary(&format!("/debit-runs/{code}/pain.008"), &asked.say("run.message", &[])))
        (button_secondary(&format!("/debit-runs/{code}/csv"), &asked.say("run.csv", &[])))
    }
}

pub(super) fn answer(asked: &Asked, outcome: Option<Outcome>) -> Markup {
    match outcome {
        None => status(Tone::Quiet, &asked.say("run.waiting", &[])),
        Some(Outcome::Paid) => status(Tone::Good, &asked.say("run.paid", &[])),
        Some(Outcome::Bounced(cause)) => status(Tone::Bad, &asked.say(cause.word(), &[])),
    }
}

pub(super) fn answered(asked: &Asked, answers: &Answers) -> Markup {
    let columns = vec![
        Column::title(asked.say("run.answer", &[])),
        Column::figure(asked.say("run.count", &[])),
        Column::figure(asked.say("runs.total", &[])),
    ];
    let lines = answers
        .iter()
        .map(|(outcome, count, sum)| Line::new(vec![answer(asked, *outcome), html! { (count) }, amount(*sum)]));
    let title = asked.say("run.answers", &[]);
    let table = Table::new(title.clone(), columns).lines(lines.collect());
    Panel::new("answers", title).flush().body(table.render()).render()
}

fn listed(asked: &Asked, debits: &[(Debit, String)]) -> Markup {
    let columns = vec![
        Column::title(asked.say("collection.employer", &[])),
        Column::text(asked.say("runs.month", &[])).unbroken(),
        Column::figure(asked.say("collection.amount", &[])),
        Column::text(asked.say("run.answer", &[])),
    ];
    let lines = debits.iter().map(|(debit, name)| {
        Line::new(vec![
            link(&format!("/employers/{}/debits/{}", debit.employer, debit.claim.month), name),
            html! { (words::month_iso(debit.claim.month)) },
            amount(debit.amount),
            answer(asked, debit.answer.as_ref().map(|a| a.outcome)),
        ])
    });
    let title = asked.say("run.debits", &[("n", Fact::Count(debits.len() as i64))]);
    let sum: Fen = debits.iter().map(|(d, _)| d.amount).sum();
    let foot = vec![html! { (asked.say("record.month.total", &[])) }, html! {}, amount(sum), html! {}];
    let table = Table::new(title.clone(), columns).lines(lines.collect()).foot(foot).walked();
    Panel::new("debits", title).flush().body(table.render()).render()
}

pub(super) async fn message(asked: Asked, At(code): At<String>) -> Result<Response, Failure> {
    file(asked, &code, DebitForm::Message, "application/xml").await
}

pub(super) async fn csv(asked: Asked, At(code): At<String>) -> Result<Response, Failure> {
    file(asked, &code, DebitForm::Csv, "text/csv; charset=utf-8").await
}

async fn file(asked: Asked, code: &str, form: DebitForm, kind: &'static str) -> Result<Response, Failure> {
    let id = read_batch(code)?;
    let file = asked.read(move |desk| export_debits(desk, id, form)).await?;
    let named = format!("attachment; filename=\"{}\"", file.name);
    Ok((
        [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, named)],
        file.bytes,
    )
        .into_response())
}
