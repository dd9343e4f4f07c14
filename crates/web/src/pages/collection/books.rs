//! Reconciliation: the equation to the fen, each fund, and what waits.

use domain::ledger::Fund;
use maud::{Markup, Render, html};
use procedures::reconcile::{Reconciliation, reconcile};
use units::{Date, Fact, Fen};

use crate::Asked;
use crate::body::Searched;
use crate::error::Failure;
use crate::look::{Alert, Column, Heading, Line, Panel, Table, Tone, amount, rich, stack};

pub(super) async fn page(asked: Asked, Searched(query): Searched) -> Result<Markup, Failure> {
    let day: Date = query.get("day").parse().unwrap_or(asked.today);
    let books = asked.read(move |desk| reconcile(desk, day)).await?;
    let key = if books.holds() { "books.holds" } else { "books.broken" };
    let facts = [("day", Fact::Day(day)), ("state", Fact::Word(key.to_owned()))];
    let title = asked.say("books.title", &facts);
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "books.sub", &[]));
    let broken = (!books.holds()).then(|| Alert::new(Tone::Bad, "broken", asked.say(key, &[])).render());
    let mut parts: Vec<Markup> = broken.into_iter().collect();
    parts.extend([equation(&asked, &books), funds(&asked, &books)]);
    let frame = asked.frame(title).menu(super::menu(&asked, "/reconciliation"));
    Ok(frame.page(html! { (heading) (stack(&parts)) }))
}

fn two(asked: &Asked, id: &str, title: String, head: &str, rows: Vec<(String, Fen)>, foot: (String, Fen)) -> Markup {
    let columns = vec![
        Column::title(asked.say(head, &[])),
        Column::figure(asked.say("books.holds_now", &[])),
    ];
    let lines = rows.into_iter().map(|(name, fen)| Line::new(vec![html! { (name) }, amount(fen)]));
    let table = Table::new(title.clone(), columns)
        .lines(lines.collect())
        .foot(vec![html! { (foot.0) }, amount(foot.1)]);
    Panel::new(id, title).flush().body(table.render()).render()
}

fn equation(asked: &Asked, books: &Reconciliation) -> Markup {
    let holds = |fund| books.balances.holds(fund);
    let row = |key: &str, fen| (asked.say(key, &[]), fen);
    let rows = vec![
        row("books.principal", books.principal),
        row("books.fees", books.late_fees),
        row("books.unallocated", holds(Fund::Unallocated)),
        row("books.refund_due", holds(Fund::RefundDue)),
        row("books.in_transit", holds(Fund::InTransit)),
    ];
    let title = asked.say("books.equation", &[]);
    two(asked, "equation", title, "books.item", rows, row("books.bank", books.bank()))
}

fn funds(asked: &Asked, books: &Reconciliation) -> Markup {
    let held = Fund::ALL
        .into_iter()
        .filter(|f| *f != Fund::Bank)
        .map(|f| (f, books.balances.holds(f)));
    let rows: Vec<(String, Fen)> = held
        .filter(|(_, fen)| *fen != Fen::ZERO)
        .map(|(fund, fen)| (asked.say(&format!("fund.{}", fund.code()), &[]), fen))
        .collect();
    let total = rows.iter().map(|r| r.1).sum();
    let title = asked.say("books.funds", &[]);
    two(
        asked,
        "funds",
        title,
        "books.fund",
        rows,
        (asked.say("record.month.total", &[]), total),
    )
}
