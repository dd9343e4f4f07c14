//! Refunds one below another: the desk's, and an employer's.

use maud::{Markup, Render, html};
use procedures::Permission;
use procedures::refunds::{Refund, of_employer, refunds};
use units::{Fact, Fen};

use super::{DESK, address, ground, state};
use crate::Asked;
use crate::error::Failure;
use crate::look::{Column, Heading, Line, Panel, Table, amount, empty, link, rich, stack};
use crate::pages::collection;
use crate::pages::employer::Around;
use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::page(
            DESK,
            Permission::DecideRefund,
            "Refunds that are not ended, and the latest that are.",
            desk,
        ),
        Route::page(
            "/employers/{employer}/refunds",
            Permission::ViewBills,
            "What the agency offers back to an employer, and what became of it.",
            employer,
        ),
    ]
}

async fn desk(asked: Asked) -> Result<Markup, Failure> {
    let (running, ended) = asked.read(refunds).await?;
    let sum: Fen = running.iter().map(|r| r.offer.amount).sum();
    let facts = [("n", Fact::Count(running.len() as i64)), ("sum", Fact::Money(sum))];
    let title = match running.is_empty() {
        true => asked.say("refunds.none", &[]),
        false => asked.say("refunds.title", &facts),
    };
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "refunds.lead", &[]));
    let parts = [
        panel(&asked, "running", "refunds.running", &running, true),
        panel(&asked, "ended", "refunds.ended", &ended, true),
    ];
    let frame = asked.frame(title).menu(collection::menu(&asked, DESK));
    Ok(frame.page(html! { (heading) (stack(&parts)) }))
}

async fn employer(asked: Asked) -> Result<Markup, Failure> {
    let who = asked.employer()?;
    let (around, list) = asked
        .read(move |desk| Ok((Around::look(desk, who)?, of_employer(desk, who)?)))
        .await?;
    let open: Fen = list.iter().filter(|r| !r.state.is_final()).map(|r| r.offer.amount).sum();
    let title = match open {
        Fen::ZERO => asked.say("refunds.none", &[]),
        sum => asked.say("refunds.own", &[("sum", Fact::Money(sum))]),
    };
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "refunds.own.lead", &[]));
    let body = panel(&asked, "refunds", "refunds.all", &list, false);
    let trail = around.trail(&asked, "debits", asked.say("refunds.menu", &[]));
    let frame = around.frame(&asked, "debits", title).trail(trail);
    Ok(frame.page(html! { (heading) (stack(&[body])) }))
}

fn panel(asked: &Asked, id: &str, title: &str, list: &[Refund], named: bool) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    if list.is_empty() {
        let nothing = empty(html! { (word("refunds.empty")) }, None);
        return Panel::new(id, word(title)).body(nothing).render();
    }
    let mut heads = vec![Column::title(word("refunds.why"))];
    if named {
        heads.push(Column::text(word("cases.employer")));
    }
    heads.extend([
        Column::figure(word("refunds.amount")),
        Column::text(word("refunds.since")).unbroken(),
        Column::text(word("refunds.state")),
    ]);
    let lines = list.iter().map(|of| {
        let mut cells = vec![link(&address(of.employer.id, of.offer.id), &ground(asked, of))];
        if named {
            cells.push(html! { span lang="zh" { (of.employer.name) } });
        }
        cells.extend([
            amount(of.offer.amount),
            html! { (words::day_iso(of.offer.on)) },
            state(asked.lang, &of.state),
        ]);
        Line::new(cells)
    });
    let table = Table::new(word(title), heads).lines(lines.collect()).walked();
    Panel::new(id, word(title)).flush().body(table.render()).render()
}
