//! The statement: each bill with due, late fee, paid, pending and balance.

use domain::ids::EmployerId;
use maud::{Markup, Render, html};
use procedures::employer_account::{Account, Entry, employer_account};
use units::{Fact, Fen};

use super::{address, around, bill_name, frame, state};
use crate::Asked;
use crate::error::Failure;
use crate::look::{Column, Figure, Heading, Line, LineMark, Panel, Table, Tone, amount, amount_or_dash, empty, figures, link, rich, stack};

pub(super) async fn page(asked: Asked) -> Result<Markup, Failure> {
    let of = asked.employer()?;
    let (around, account) = asked.read(move |desk| Ok((around(desk, of)?, employer_account(desk, of)?))).await?;
    let title = asked.say("debits.title", &[]);
    let to = |part: &str, key: &str| link(&format!("/employers/{}/{part}", of.code()), &asked.say(key, &[]));
    let month = link(
        &super::ledger::at(of, units::Month::of(asked.today)),
        &asked.say("debits.ledger", &[]),
    );
    let ways = html! { (month) " " (to("refunds", "debits.refunds")) " " (to("mandate", "debits.account")) };
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "debits.sub", &[])).actions(ways);
    let content = html! { (heading) (stack(&parts(&asked, of, &account, &title))) };
    Ok(frame(&asked, &around, title).page(content))
}

fn parts(asked: &Asked, of: EmployerId, account: &Account, title: &str) -> Vec<Markup> {
    if account.entries.is_empty() {
        let nothing = empty(html! { (asked.say("debits.none", &[])) }, None);
        return vec![Panel::untitled("none", title).body(nothing).render()];
    }
    let mut parts = vec![
        Panel::untitled("today", asked.say("debits.figures", &[]))
            .body(sums(asked, account))
            .render(),
    ];
    parts.push(
        Panel::untitled("bills", title)
            .flush()
            .body(table(asked, of, account, title))
            .render(),
    );
    if !account.waiting.is_empty() {
        let lines = account.waiting.iter().map(|w| {
            let facts = [
                ("day", Fact::Day(w.money.value_date)),
                ("amount", Fact::Money(w.money.amount)),
                ("left", Fact::Money(w.left)),
            ];
            asked.say("debits.money.line", &facts)
        });
        let body = html! { @for line in lines { p { (line) } } };
        parts.push(Panel::new("money", asked.say("debits.money", &[])).body(body).render());
    }
    parts
}

fn sums(asked: &Asked, account: &Account) -> Markup {
    let figure = |key: &str, value: Fen| Figure::new(asked.say(key, &[]), value.grouped()).unit(asked.say("debits.yuan", &[]));
    let mut facts = vec![figure("debits.owed", account.owed)];
    if account.arrears > Fen::ZERO {
        facts.push(figure("debits.arrears", account.arrears).tone(Tone::Bad));
    }
    let waiting: Fen = account.waiting.iter().map(|w| w.left).sum::<Fen>() - account.carried;
    if waiting > Fen::ZERO {
        facts.push(figure("debits.waiting", waiting).tone(Tone::Time));
    }
    if account.carried > Fen::ZERO {
        facts.push(figure("debits.carried", account.carried).tone(Tone::Good));
    }
    if account.refund_due > Fen::ZERO {
        facts.push(figure("debits.refund_due", account.refund_due).tone(Tone::Good));
    }
    figures(&facts)
}

fn table(asked: &Asked, of: EmployerId, account: &Account, title: &str) -> Markup {
    let columns = vec![
        Column::title(asked.say("debits.month", &[])),
        Column::figure(asked.say("debits.due", &[])),
        Column::figure(asked.say("debits.fee", &[])),
        Column::figure(asked.say("debits.paid", &[])),
        Column::figure(asked.say("debits.pending", &[])),
        Column::figure(asked.say("debits.balance", &[])),
        Column::text(asked.say("debits.state", &[])).whole(),
    ];
    let lines = account.entries.iter().rev().map(|e| line(asked, of, e));
    Table::new(title, columns).lines(lines.collect()).walked().render()
}

fn line(asked: &Asked, of: EmployerId, entry: &Entry) -> Line {
    let some = |value: Fen| amount_or_dash(Some(value).filter(|v| *v != Fen::ZERO));
    let line = Line::new(vec![
        link(&address(of, entry.key), &bill_name(asked, entry.key)),
        amount(entry.due),
        match entry.fee {
            Fen::ZERO => some(entry.fee),
            fee => html! { a href=(format!("{}/why", address(of, entry.key))) title=(asked.say("why.fee.here", &[])) { (amount(fee)) } },
        },
        some(entry.paid),
        some(entry.pending),
        amount(entry.closing),
        state(asked.lang, entry),
    ]);
    if entry.standing == domain::standing::Standing::Owed {
        line.mark(LineMark::Bad)
    } else {
        line
    }
}
