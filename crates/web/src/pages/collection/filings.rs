//! Files of online back payments: what is filed today and in no file yet, the files made, one of them with the bank's answers.

use axum::response::Response;
use domain::collection::{FilingBatch, FilingDebit};
use domain::ids::BatchId;
use maud::{Markup, Render, html};
use procedures::back_payment::debit::{Unasked, debit_filings, filing_batch_page, filing_batches, unasked};
use procedures::{Desk, Error};
use units::{Fact, Fen};

use super::runs;
use crate::Asked;
use crate::body::Filled;
use crate::error::{Failure, unaccepted};
use crate::look::{
    Alert, Column, Crumb, Heading, Line, Panel, Problems, Table, Tone, amount, inline_form, link, number, rich, stack, status, submit,
};
use crate::pages::back_payments;

/// Files shown at once.
const AT_ONCE: i64 = 100;

/// What is to be sent, and what was made.
pub(super) type Filings = (Vec<Unasked>, Vec<FilingBatch>);

pub(super) fn look(desk: &mut Desk) -> Result<Filings, Error> {
    Ok((unasked(desk)?, filing_batches(desk, AT_ONCE)?))
}

/// Online filings of today that are in no file: they go to the bank today, or lapse tonight.
pub(super) fn to_send(asked: &Asked, (waiting, _): &Filings) -> Option<Markup> {
    let (ready, without): (Vec<&Unasked>, Vec<&Unasked>) = waiting.iter().partition(|of| of.account.is_some());
    if waiting.is_empty() {
        return None;
    }
    let total: Fen = ready.iter().map(|of| of.filing.amount).sum();
    let facts = [
        ("n", Fact::Count(ready.len() as i64)),
        ("total", Fact::Money(total)),
        ("without", Fact::Count(without.len() as i64)),
    ];
    let button = inline_form(
        "/debit-runs/filings",
        &asked.new_key(),
        "sb-inline",
        submit(&asked.say("filings.make", &[])),
    );
    let body = html! {
        (rich(asked.lang, "filings.due.says", &facts))
        @if !without.is_empty() { (words::between(asked.lang)) (rich(asked.lang, "filings.due.without", &facts)) }
    };
    let alert = Alert::new(Tone::Time, "filings-due", asked.say("filings.due", &facts)).body(body);
    Some(match ready.is_empty() {
        true => alert.render(),
        false => alert.actions(button).render(),
    })
}

/// The files made, latest first; nothing where there never was one.
pub(super) fn panel(asked: &Asked, (_, made): &Filings) -> Markup {
    let title = asked.say("filings.title", &[]);
    if made.is_empty() {
        let says = html! { p { (asked.say("filings.none", &[])) } };
        return Panel::new("filings", title).body(says).render();
    }
    let columns = vec![
        Column::title(asked.say("filings.day", &[])).unbroken(),
        Column::figure(asked.say("runs.bills", &[])),
        Column::figure(asked.say("runs.total", &[])),
        Column::number(asked.say("runs.batch", &[])),
    ];
    let lines = made.iter().map(|batch| {
        Line::new(vec![
            link(&format!("/debit-runs/{}", batch.id), &words::day_iso(batch.collect_on)),
            html! { (batch.debits) },
            amount(batch.total),
            number(&batch.id.code()),
        ])
    });
    let table = Table::new(title.clone(), columns).lines(lines.collect()).walked();
    Panel::new("filings", title).flush().body(table.render()).render()
}

/// Makes the file; a repeated click finds it made.
pub(super) async fn make(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let key = asked.key(&typed)?;
    match asked.act(move |desk| debit_filings(desk, &key)).await {
        Ok((_, batch)) => Ok(asked.go(&format!("/debit-runs/{}", batch.id))),
        Err(Failure::Procedure(Error::Refused(refused))) => {
            let mut problems = Problems::new();
            problems.add_to_form(asked.lang, refused.as_ref());
            Ok(unaccepted(runs::page(&asked, &problems).await?))
        }
        Err(other) => Err(other),
    }
}

/// One file.
pub(super) async fn one(asked: &Asked, id: BatchId, code: String) -> Result<Markup, Failure> {
    let (batch, answers, debits) = asked.read(move |desk| filing_batch_page(desk, id)).await?;
    let facts = [
        ("day", Fact::Day(batch.collect_on)),
        ("n", Fact::Count(batch.debits)),
        ("total", Fact::Money(batch.total)),
        ("batch", Fact::Text(code.clone())),
    ];
    let title = asked.say("filing_run.title", &facts);
    let heading = Heading::new(title.clone())
        .lead(rich(asked.lang, "filing_run.sub", &facts))
        .actions(runs::downloads(asked, &code));
    let trail = vec![Crumb::to(asked.say("collection.menu.runs", &[]), "/debit-runs"), Crumb::here(code)];
    let parts = [runs::answered(asked, &answers), listed(asked, &debits)];
    let frame = asked.frame(title).menu(super::menu(asked, "/debit-runs")).trail(trail);
    Ok(frame.page(html! { (heading) (stack(&parts)) }))
}

fn listed(asked: &Asked, debits: &[(FilingDebit, String)]) -> Markup {
    let columns = vec![
        Column::title(asked.say("collection.employer", &[])),
        Column::number(asked.say("back_payments.number", &[])),
        Column::figure(asked.say("collection.amount", &[])),
        Column::text(asked.say("run.answer", &[])).whole(),
    ];
    let lines = debits.iter().map(|(debit, name)| {
        let answered = debit.answer.as_ref();
        // Money of another day does not pay a filing: it waits for its owner.
        let other_day = answered.filter(|a| a.outcome == domain::collection::Outcome::Paid && a.value_date != debit.collect_on);
        Line::new(vec![
            link(&back_payments::address(debit.employer, debit.case), name),
            number(&debit.case.code()),
            amount(debit.amount),
            html! {
                (runs::answer(asked, answered.map(|a| a.outcome)))
                @if let Some(answer) = other_day {
                    " " (status(Tone::Time, &asked.say("filing_run.other_day", &[("day", Fact::Day(answer.value_date))])))
                }
            },
        ])
    });
    let title = asked.say("filing_run.debits", &[]);
    let sum: Fen = debits.iter().map(|(d, _)| d.amount).sum();
    let foot = vec![html! { (asked.say("record.month.total", &[])) }, html! {}, amount(sum), html! {}];
    let table = Table::new(title.clone(), columns).lines(lines.collect()).foot(foot).walked();
    Panel::new("debits", title).flush().body(table.render()).render()
}
