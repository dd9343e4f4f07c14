//! One bill after its debit (mockup: debit-bounced): one sentence, the ways out, paid when, who is affected, the story.

mod story;

use domain::bill::BillKind;
use domain::collection::{Cause, NextStep};
use domain::ids::EmployerId;
use domain::ledger::What;
use domain::registry::account_tail;
use domain::standing::Standing;
use maud::{Markup, Render, html};
use procedures::employer_account::{DebitPage, debit_page};
use procedures::voucher::{Voucher, voucher};
use units::{Fact, Fen};
use words::tell;

use super::nothing::{amount_today, if_nothing};
use super::{around, bill_name, frame, read_address, state};
use crate::Asked;
use crate::body::At;
use crate::error::Failure;
use crate::look::{
    Alert, Column, Crumb, Heading, Line, Panel, Table, Tone, actions, amount, button, button_secondary, columns, link, number, pairs, rich,
    rich_links,
};
use crate::pages::creditor::{account, in_pairs};
use crate::pages::record::state as standing;

pub(super) async fn page(asked: Asked, At((_, text)): At<(String, String)>) -> Result<Markup, Failure> {
    let of = asked.employer()?;
    let key = read_address(&text).ok_or(Failure::NoSuchPage)?;
    let (around, bill, paper) = asked
        .read(move |desk| {
            let bill = debit_page(desk, of, key)?;
            let paper = match bill.entry.settlement {
                Some(_) => Some(voucher(desk, of, key)?),
                None => None,
            };
            Ok((around(desk, of)?, bill, paper))
        })
        .await?;
    let title = title(&asked, &bill);
    let base = format!("/employers/{}", of.code());
    let trail = vec![
        Crumb::to(asked.say("frame.menu.home", &[]), base.clone()),
        Crumb::to(asked.say("frame.menu.debits", &[]), format!("{base}/debits")),
        Crumb::here(bill_name(&asked, key)),
    ];
    let heading = Heading::new(title.clone()).status(state(asked.lang, &bill.entry));
    let nothing = if_nothing(asked.lang, &bill);
    let heading =
        heading.lead(html! { @if let Some(sub) = sub(&asked, &bill) { (sub) (words::between(asked.lang)) } @if let Some(nothing) = nothing { (nothing) } });
    let mut content = Vec::new();
    content.extend(waits(&asked, &bill));
    if let Some(next) = &bill.next {
        content.push(ways(&asked, of, &bill, next));
        content.push(consequences(&asked, &bill, next));
    }
    content.extend(paper.as_ref().map(|paper| parts(&asked, &bill, paper)));
    // What takes something off a month changes nobody's record.
    if bill.entry.settlement.is_none() && bill.entry.due >= Fen::ZERO {
        content.push(tell_employees(&asked, &bill));
    }
    let story = Panel::new("story", asked.say("debit.story", &[])).body(story::of(&asked, &bill));
    let body = columns(html! { @for part in &content { (part) } }, story.render());
    Ok(frame(&asked, &around, title).trail(trail).page(html! { (heading) (body) }))
}

fn title(asked: &Asked, bill: &DebitPage) -> String {
    let mut facts = vec![
        ("month", Fact::Text(bill_name(asked, bill.entry.key))),
        ("amount", Fact::Money(amount_today(bill))),
    ];
    let key = match (bill.entry.standing, &bill.bounce) {
        (_, _) if bill.entry.due < Fen::ZERO => {
            facts.push(("less", Fact::Money(-bill.entry.due)));
            "debit.title.less"
        }
        (_, _) if bill.entry.settlement.is_some() => "debit.title.paid",
        (Standing::Owed, _) => "debit.title.owed",
        (_, _) if bill.entry.pending > Fen::ZERO => "debit.title.pending",
        (_, Some((_, _, Some(short)))) => {
            facts.push(("short", Fact::Money(*short)));
            "debit.title.short"
        }
        (_, Some((_, cause, None))) => {
            facts.push(("cause", Fact::Word(cause.word().to_owned())));
            "debit.title.bounced"
        }
        (_, None) => "debit.title.due",
    };
    asked.say(key, &facts)
}

fn sub(asked: &Asked, bill: &DebitPage) -> Option<Markup> {
    let people = ("people", Fact::Count(bill.people.into()));
    if matches!(bill.entry.key.kind, BillKind::SetApart(_)) {
        return Some(rich(asked.lang, "debit.sub.set_apart", &[people]));
    }
    if let Some(paid) = &bill.entry.settlement {
        let facts = [
            ("day", Fact::Day(paid.value_date)),
            ("amount", Fact::Money(paid.principal + paid.fee)),
            ("fee", Fact::Money(paid.fee)),
        ];
        return Some(rich(asked.lang, "debit.sub.paid", &facts));
    }
    if bill.entry.pending > Fen::ZERO {
        return None;
    }
    if let Some((debit, ..)) = &bill.bounce {
        let facts = [("day", Fact::Day(debit.collect_on)), ("amount", Fact::Money(debit.amount))];
        return Some(rich(asked.lang, "debit.sub.bounced", &facts));
    }
    Some(rich(asked.lang, "debit.sub.due", &[people]))
}

/// Money that came and does not suffice, or waits for the bank.
fn waits(asked: &Asked, bill: &DebitPage) -> Option<Markup> {
    let held: Fen = bill.waiting.iter().map(|w| w.left).sum();
    if held == Fen::ZERO {
        return None;
    }
    let facts = [
        ("amount", Fact::Money(held)),
        ("missing", Fact::Money((amount_today(bill) - held).at_least(Fen::ZERO))),
    ];
    let key = if bill.entry.pending > Fen::ZERO {
        "debit.waits.answer"
    } else {
        "debit.waits"
    };
    Some(Alert::new(Tone::Time, "waits", asked.say(key, &facts)).render())
}

/// What is transferred and where to; where the agency has set no account, that it has none, and whom to ask.
fn transfer_to(asked: &Asked, bill: &DebitPage) -> Markup {
    let mut rows = vec![
        (
            asked.say("debit.reference", &[]),
            html! { b { (number(&bill.reference.grouped())) } },
        ),
        (
            asked.say("debit.amount_today", &[]),
            crate::look::money(asked.lang, amount_today(bill)),
        ),
    ];
    let Some(of) = &bill.creditor else {
        let body = html! { (asked.say("debit.no_creditor.payer", &[])) };
        let none = Alert::new(Tone::Time, "no-creditor", asked.say("debit.no_creditor", &[])).body(body);
        return html! { (in_pairs(&rows)) (none.render()) };
    };
    rows.extend(account(asked, of));
    in_pairs(&rows)
}

/// What can be done now.
fn ways(asked: &Asked, of: EmployerId, bill: &DebitPage, next: &NextStep) -> Markup {
    let debit = debit_way(asked, bill, next);
    let late = asked.today >= next.late_from;
    let transfer = html! {
        div class="sb-choice" {
            h3 { (asked.say("debit.way.transfer", &[])) }
            p class="sb-flush" { (asked.say(if late { "debit.way.late.says" } else { "debit.way.transfer.says" }, &[])) }
            (transfer_to(asked, bill))
            @if bill.carried > Fen::ZERO { p class="sb-small" { (asked.say("debit.less_carried", &[("amount", Fact::Money(bill.carried))])) } }
        }
    };
    let title = asked.say(if debit.is_some() { "debit.ways" } else { "debit.way" }, &[]);
    let href = format!("/employers/{}/mandate", of.code());
    let words = asked.say("debit.change_account", &[]);
    // Where only another account helps, the way to it is the button.
    let change = match bill
        .bounce
        .as_ref()
        .is_some_and(|(_, cause, _)| Cause::needs_another_account(*cause))
        && debit.is_some()
    {
        true => actions(button(&href, &words)),
        false => html! { p class="sb-small sb-above" { (link(&href, &words)) } },
    };
    let body = html! {
        @match debit {
            Some(debit) => div class="sb-two sb-two--even" { (debit) (transfer) },
            None => (transfer),
        }
        (change)
        @if bill.entry.standing == Standing::Owed { (owed_ways(asked, of)) }
    };
    Panel::new("ways", title).body(body).render()
}

/// What else there is for a month in arrears: the whole month at the counter, or one person alone.
fn owed_ways(asked: &Asked, of: EmployerId) -> Markup {
    let base = format!("/employers/{}/back-payments", of.code());
    let alone = format!("{base}/new?kind=retirement");
    html! {
        p class="sb-above" { (rich_links(asked.lang, "debit.way.whole", &[], &[("whole", &base)])) }
        p { (rich_links(asked.lang, "back_payments.alone.way", &[], &[("alone", &alone)])) }
    }
}

fn debit_way(asked: &Asked, bill: &DebitPage, next: &NextStep) -> Option<Markup> {
    if bill.entry.pending > Fen::ZERO {
        return None;
    }
    let mut facts = vec![("amount", Fact::Money((bill.entry.due - bill.carried).at_least(Fen::ZERO)))];
    let key = match &bill.bounce {
        None => {
            let (first, _) = bill.first.filter(|(first, _)| *first > asked.today)?;
            facts.push(("day", Fact::Day(first)));
            "debit.way.first"
        }
        Some((debit, cause, _)) => {
            let (day, by) = next.debit?;
            facts.extend([
                ("day", Fact::Day(day)),
                ("by", Fact::Day(by)),
                ("tail", Fact::Text(account_tail(&debit.mandate.account_number))),
            ]);
            if Cause::needs_another_account(*cause) {
                "debit.way.account"
            } else {
                "debit.way.second"
            }
        }
    };
    Some(html! {
        div class="sb-choice" {
            h3 { (asked.say(key, &facts)) }
            p class="sb-flush" { (asked.say(&format!("{key}.says"), &facts)) }
        }
    })
}

/// Paid when: record, fee, other business.
fn consequences(asked: &Asked, bill: &DebitPage, next: &NextStep) -> Markup {
    let people = [("people", Fact::Count(bill.people.into()))];
    let columns = vec![
        Column::title(asked.say("debit.if.when", &[])),
        Column::text(asked.say("debit.if.record", &people)),
        Column::figure(asked.say("debit.if.fee", &[])),
        Column::text(asked.say("debit.if.matters", &[])).whole(),
    ];
    let mut lines = Vec::new();
    let (in_time, too_late) = match bill.bounce {
        Some(_) => (Standing::OnTimeRetried, Standing::PaidLateDebit),
        None => (Standing::OnTime, Standing::PaidLateEmployer),
    };
    if asked.today <= next.last_on_time {
        let facts = [("day", Fact::Day(next.last_on_time))];
        lines.push(Line::new(vec![
            html! { (asked.say("debit.if.by", &facts)) },
            standing(asked.lang, in_time),
            amount(Fen::ZERO),
            html! { (asked.say("debit.if.by.matters", &[])) },
        ]));
    }
    if let Some((day, due)) = &bill.late {
        lines.push(Line::new(vec![
            html! { (asked.say("debit.if.on", &[("day", Fact::Day(*day))])) },
            standing(asked.lang, too_late),
            amount(due.fee.fee),
            html! { (asked.say("debit.if.on.matters", &[("day", Fact::Day(next.late_from))])) },
        ]));
    }
    lines.push(Line::new(vec![
        html! { (asked.say("debit.if.never", &[])) },
        standing(asked.lang, Standing::Owed),
        html! { (asked.say("debit.if.never.fee", &[("fee", Fact::Money(next.per_day))])) },
        html! { (asked.say("debit.if.never.matters", &[])) },
    ]));
    let title = asked.say("debit.if", &[]);
    let note = [("day", Fact::Day(next.last_on_time)), ("late", Fact::Day(next.late_from))];
    let body = html! {
        (Table::new(title.clone(), columns).lines(lines))
        p class="sb-small sb-soft sb-above" { (asked.say("debit.if.note", &note)) }
        p class="sb-small" { (fee_why(asked, bill)) }
    };
    Panel::new("if", title).body(body).render()
}

/// Where the late fee opens into its days, rates and sources.
fn fee_why(asked: &Asked, bill: &DebitPage) -> Markup {
    let href = asked
        .employer
        .map(|of| format!("{}/why", super::address(of, bill.entry.key)))
        .unwrap_or_default();
    let key = if bill.entry.fee > Fen::ZERO {
        "why.fee.link"
    } else {
        "why.fee.here"
    };
    link(&href, &asked.say(key, &[("fee", Fact::Money(bill.entry.fee))]))
}

/// What the employees' records read now.
fn tell_employees(asked: &Asked, bill: &DebitPage) -> Markup {
    let why = bill.entry.cause.as_ref().map_or_else(String::new, |cause| tell(asked.lang, cause));
    let facts = [
        ("month", Fact::Text(words::month(asked.lang, bill.entry.key.month))),
        ("standing", Fact::Word(bill.entry.standing.word().to_owned())),
        ("why", Fact::Text(why)),
    ];
    let body = html! { p { (asked.say("debit.tell.says", &facts)) } };
    Panel::new("tell", asked.say("debit.tell", &[])).body(body).render()
}

/// Where the money of a settled bill went.
fn parts(asked: &Asked, bill: &DebitPage, paper: &Voucher) -> Markup {
    let columns = vec![
        Column::title(asked.say("debit.parts.fund", &[])),
        Column::figure(asked.say("debit.parts.amount", &[])),
    ];
    let lines = paper.parts.iter().map(|(fund, what, fen)| {
        let name = asked.say(&format!("fund.{}", fund.code()), &[]);
        let name = match what {
            What::LateFee => asked.say("debit.parts.fee", &[("fund", Fact::Text(name))]),
            What::Instruction
            | What::Remittance
            | What::Allocation
            | What::Principal
            | What::Overpaid
            | What::Refund
            | What::Reversal
            | What::Deposit
            | What::Difference => name,
        };
        Line::new(vec![html! { (name) }, amount(*fen)])
    });
    let total: Fen = paper.parts.iter().map(|p| p.2).sum();
    let title = asked.say("debit.parts", &[]);
    let table = Table::new(title.clone(), columns)
        .lines(lines.collect())
        .foot(vec![html! { (asked.say("record.month.total", &[])) }, amount(total)]);
    let body = html! {
        (table)
        @if bill.entry.fee > Fen::ZERO { p class="sb-small" { (fee_why(asked, bill)) } }
        (pairs(&[(&asked.say("debit.voucher", &[]), html! { b { (number(&paper.number)) } })]))
        p class="sb-small sb-soft" { (asked.say("debit.voucher.says", &[])) }
        @if asked.portal.makes_forms() { (actions(button_secondary(&format!("{}/voucher.pdf", asked.address().split('?').next().unwrap_or_default()), &asked.say("debit.voucher.pdf", &[])))) }
    };
    Panel::new("parts", title).body(body).render()
}
