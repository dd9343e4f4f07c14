//! The account of a calendar month: opening, every movement, closing; received, allocated and posted apart. As page and workbook.

use axum::response::Response;
use domain::collection::{AccountBalance, Moved, Movement};
use domain::ids::EmployerId;
use maud::{Markup, Render, html};
use procedures::account_statement::{AccountStatement, AccountWords, account_statement, account_workbook};
use units::{Fact, Fen, Month};

use super::{address, around, bill_name, frame};
use crate::Asked;
use crate::body::At;
use crate::error::Failure;
use crate::look::{Column, Crumb, Heading, Line, Panel, Table, amount, button_small, link, rich, stack};
use crate::pages::bills::download;

/// The address of a month's account.
pub(super) fn at(of: EmployerId, month: Month) -> String {
    format!("/employers/{}/account/{month}", of.code())
}

fn month_of(part: &str) -> Result<Month, Failure> {
    Month::parse(part).map_err(|_| Failure::NoSuchPage)
}

pub(super) async fn page(asked: Asked, At((_, part)): At<(String, String)>) -> Result<Markup, Failure> {
    let (of, month) = (asked.employer()?, month_of(&part)?);
    let (around, found) = asked
        .read(move |desk| Ok((around(desk, of)?, account_statement(desk, of, month)?)))
        .await?;
    let title = asked.say("account.title", &[("month", Fact::Month(month))]);
    let trail = vec![
        Crumb::to(asked.say("frame.menu.home", &[]), around.at("")),
        Crumb::to(asked.say("frame.menu.debits", &[]), around.at("debits")),
        Crumb::here(title.clone()),
    ];
    let file = button_small(&format!("{}/workbook", at(of, month)), &asked.say("bills.workbook", &[]), None);
    let heading = Heading::new(title.clone()).lead(lead(&asked, &found)).actions(file);
    let body = Panel::untitled("account", title.clone())
        .flush()
        .body(table(&asked, of, &found, &title))
        .render();
    let content = html! { (heading) (stack(&[body, months(&asked, of, month, found.first)])) };
    Ok(frame(&asked, &around, title).trail(trail).page(content))
}

fn lead(asked: &Asked, found: &AccountStatement) -> Markup {
    let (opening, closing) = (found.account.opening, found.account.closing);
    let facts = [
        ("opening", Fact::Money(opening.owed)),
        ("closing", Fact::Money(closing.owed)),
        ("held", Fact::Money(closing.held)),
        ("n", Fact::Count(found.account.lines.len() as i64)),
    ];
    rich(asked.lang, "account.lead", &facts)
}

/// The months before and after, as far as there is something and not beyond today.
fn months(asked: &Asked, of: EmployerId, month: Month, first: Month) -> Markup {
    let to = |month: Month| link(&at(of, month), &words::month(asked.lang, month));
    html! {
        p {
            @if month > first { (to(month.previous())) " " }
            @if month < Month::of(asked.today) { (to(month.next())) }
        }
    }
}

fn table(asked: &Asked, of: EmployerId, found: &AccountStatement, title: &str) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let columns = vec![
        Column::title(word("account.what")),
        Column::text(word("account.day")).unbroken(),
        Column::figure(word("account.due")),
        Column::figure(word("account.received")),
        Column::figure(word("account.allocated")),
        Column::figure(word("account.posted")),
        Column::figure(word("account.paid_back")),
        Column::figure(word("account.owed")),
        Column::figure(word("account.held")),
    ];
    let account = &found.account;
    let end = |key: &str, balance: AccountBalance| {
        let mut cells = vec![html! { b { (word(key)) } }];
        cells.extend((0..6).map(|_| html! {}));
        cells.extend([html! { b { (amount(balance.owed)) } }, html! { b { (amount(balance.held)) } }]);
        cells
    };
    let mut lines = vec![Line::new(end("account.opening", account.opening))];
    lines.extend(account.lines.iter().map(|(m, after)| line(asked, of, m, *after)));
    let foot = end("account.closing", account.closing);
    Table::new(title, columns).lines(lines).foot(foot).render()
}

fn line(asked: &Asked, of: EmployerId, m: &Movement, after: AccountBalance) -> Line {
    let some = |value: Fen| html! { @if value != Fen::ZERO { (amount(value)) } };
    let what = asked.say(&format!("account.moved.{}", m.what.code()), &[]);
    let what = match m.bill {
        Some(key) => html! { (what) " " (link(&address(of, key), &bill_name(asked, key))) },
        None => html! { (what) },
    };
    Line::new(vec![
        what,
        html! { (words::day_iso(m.on)) },
        some(m.due),
        some(m.received),
        some(m.allocated),
        some(m.posted),
        some(m.paid_back),
        amount(after.owed),
        amount(after.held),
    ])
}

pub(super) async fn workbook(asked: Asked, At((_, part)): At<(String, String)>) -> Result<Response, Failure> {
    let (of, month) = (asked.employer()?, month_of(&part)?);
    let word = |key: &str| asked.say(key, &[]);
    let heads = [
        "day",
        "what",
        "bill",
        "due",
        "received",
        "allocated",
        "posted",
        "paid_back",
        "owed",
        "held",
    ];
    let words = AccountWords {
        sheet: word("account.sheet"),
        heads: heads.map(|head| word(&format!("account.{head}"))),
        ends: [word("account.opening"), word("account.closing")],
        moved: match asked.lang {
            words::Lang::Zh => |what: Moved| words::say(words::Lang::Zh, &format!("account.moved.{}", what.code()), &[]),
            words::Lang::En => |what: Moved| words::say(words::Lang::En, &format!("account.moved.{}", what.code()), &[]),
        },
    };
    let bytes = asked.read(move |desk| account_workbook(desk, of, month, &words)).await?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(download(bytes, kind, &format!("account-{month}.xlsx")))
}
