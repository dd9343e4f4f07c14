//! A sum that was taken: what was done, the voucher to print, and what comes next.

use axum::response::Response;
use domain::hall::appointment::Errand;
use domain::hall::till::Taking;
use domain::ids::{TakingId, TillId};
use maud::{Markup, Render, html};
use procedures::Permission;
use procedures::take_money::{TakingPage, taking};
use procedures::voucher::vouchers_of_act;
use units::Fact;

use super::counter::menu;
use super::page_of;
use super::till::till_of;
use crate::Asked;
use crate::body::At;
use crate::error::Failure;
use crate::look::{Alert, Heading, Panel, Tone, amount, button, button_secondary, columns, link, number, pairs, rich, stack};
use crate::pages::bills::download;
use crate::pages::debits::voucher_values;
use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    let desk = Permission::TakeMoney;
    vec![
        Route::page(
            "/tills/{till}/takings/{taking}",
            desk,
            "A sum that was taken, and what comes next.",
            page,
        ),
        Route::page(
            "/tills/{till}/takings/{taking}/voucher",
            desk,
            "The voucher of a sum that was taken, as PDF.",
            voucher,
        ),
    ]
}

/// The address of a sum that was taken.
pub(super) fn taking_at(till: TillId, id: TakingId) -> String {
    format!("/tills/{till}/takings/{id}")
}

fn taking_of(part: &str) -> Result<TakingId, Failure> {
    TakingId::from_code(part).map_err(|_| Failure::NoSuchPage)
}

/// What was paid, in words.
pub(super) fn what(asked: &Asked, of: &Taking) -> String {
    match of.of {
        Errand::Bill(key) => asked.say("till.of.bill", &[("months", Fact::Text(words::month(asked.lang, key.month)))]),
        Errand::BackPayment(case) => asked.say("till.of.case", &[("number", Fact::Text(case.code()))]),
        Errand::Matter | Errand::Reduction(_) => of.of.code(),
    }
}

async fn page(asked: Asked, At((till, id)): At<(String, String)>) -> Result<Markup, Failure> {
    let (till, id) = (till_of(&till)?, taking_of(&id)?);
    let of = asked.read(move |desk| taking(desk, till, id)).await?;
    let facts = [("amount", Fact::Money(of.taking.amount)), ("name", Fact::Text(of.name.clone()))];
    let title = asked.say("till.taken.title", &facts);
    let heading = Heading::new(title.clone());
    let content = html! {
        (heading)
        (columns(stack(&[done(&asked, &of)]), stack(&[next(&asked, &of)])))
    };
    Ok(asked.frame(title).menu(menu(&asked, "/tills")).page(content))
}

fn done(asked: &Asked, of: &TakingPage) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let day = [("day", Fact::Day(of.taking.value_date))];
    let alert = Alert::new(Tone::Good, "done", word("till.taken.posted")).body(rich(asked.lang, "till.taken.says", &day));
    let voucher = format!("{}/voucher", taking_at(of.till.id, of.taking.id));
    let shown = match page_of(of.taking.employer, of.taking.of) {
        Some(at) => link(&at, &what(asked, &of.taking)),
        None => html! { (what(asked, &of.taking)) },
    };
    let rows = [
        (word("hall.col.employer"), html! { span lang="zh" { (of.name) } }),
        (word("till.col.of"), shown),
        (word("till.col.sum"), html! { b { (amount(of.taking.amount)) } }),
        (
            word("till.means"),
            html! { (word(&format!("till.means.{}", of.taking.means.code()))) },
        ),
        (
            word("till.reference"),
            html! { @if of.taking.reference.is_empty() { "–" } @else { (number(&of.taking.reference)) } },
        ),
        (word("till.receipt"), link(&format!("/verify/{}", of.receipt), &of.receipt)),
    ];
    let rows: Vec<(&str, Markup)> = rows.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
    let body = html! {
        (pairs(&rows))
        p class="sb-above" { (button(&voucher, &word("till.do.voucher"))) }
    };
    html! { (alert.render()) (Panel::new("taken", word("till.taken.what")).body(body).render()) }
}

/// The rest that the employer can pay, else the next number.
fn next(asked: &Asked, of: &TakingPage) -> Markup {
    let ticket = of.taking.ticket;
    let word = |key: &str| asked.say(key, &[]);
    let body = html! {
        @if of.besides.is_empty() {
            p { (rich(asked.lang, "till.next.nothing", &[])) }
            p { (button("/desks/cashier", &word("till.next.call"))) }
        } @else {
            p { (rich(asked.lang, "till.next.besides", &[("count", Fact::Count(of.besides.len() as i64))])) }
            ul class="sb-tasks" {
                @for due in &of.besides {
                    li {
                        @match ticket {
                            Some(ticket) => (link(
                                &format!("/desks/cashier/{ticket}?of={}&whose={}", due.of.code(), of.taking.employer.code()),
                                &super::cashier::what(asked, due),
                            )),
                            None => span { (super::cashier::what(asked, due)) },
                        }
                        (amount(due.to_pay()))
                    }
                }
            }
            p { (button_secondary("/desks/cashier", &word("till.next.desk"))) }
        }
    };
    Panel::new("next", word("till.next")).body(body).render()
}

async fn voucher(asked: Asked, At((till, id)): At<(String, String)>) -> Result<Response, Failure> {
    let (till, id) = (till_of(&till)?, taking_of(&id)?);
    let (receipt, papers) = asked
        .read(move |desk| {
            let of = taking(desk, till, id)?;
            let papers = vouchers_of_act(desk, of.taking.employer, of.taking.employer_n)?;
            Ok((of.receipt, papers))
        })
        .await?;
    let first = papers.first().ok_or(Failure::NoSuchPage)?;
    let pdf = asked.portal.form("voucher", voucher_values(&asked, first, &papers)).await?;
    Ok(download(pdf, "application/pdf", &format!("voucher-{receipt}.pdf")))
}
