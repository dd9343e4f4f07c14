//! The panel with the sum: when it is debited, how it differs from last month, the account, what happens if it fails.

use domain::MonthDates;
use domain::bill::{BillKind, Line, Moved};
use domain::ids::EmployerId;
use domain::registry::{Mandate, account_tail};
use maud::{Markup, Render, html};
use procedures::bills::{BillPage, BillState};
use procedures::draft_bill::Draft;
use procedures::employer_account::DebitPage;
use units::{Fact, Fen};

use super::{at, list};
use crate::Asked;
use crate::look::{Alert, Panel, Tone, actions, button, columns, empty, figure, link, pairs, rich};
use crate::pages::debits::{self, nothing::amount_today, nothing::if_nothing};

/// The coming bill: what will be debited if nobody does anything.
pub(super) fn coming(asked: &Asked, who: EmployerId, draft: &Draft, is_its_page: bool) -> Markup {
    if list::is_empty(draft) {
        return empty(rich(asked.lang, "bills.nobody", &[("month", Fact::Month(draft.month))]), None);
    }
    let totals = draft.sheet.totals();
    let mut ways = Vec::new();
    if can_declare(asked, draft) {
        let words = asked.say("bills.declare", &[("month", Fact::Month(draft.month))]);
        ways.push(button(&at(who, &format!("{}/declare", draft.month)), &words));
    }
    if !is_its_page {
        let words = asked.say("bills.look", &[("month", Fact::Month(draft.month))]);
        ways.push(link(&at(who, &draft.month.to_string()), &words));
    }
    let left = html! {
        div {
            p class="sb-soft sb-flat" { (when(asked, draft.is_debited, draft.dates.as_ref(), draft.month)) }
            (figure(asked.lang, totals.total()))
            p class="sb-soft" { (sides(asked, totals.employer_total(), totals.employee_total())) " " (since(asked, draft)) }
            @if let Some(unless) = draft.unless_declared.filter(|_| is_its_page || can_declare(asked, draft)) { p { (unless_declared(asked, draft, unless)) } }
            @if draft.sheet.surcharge.people > 0 { p class="sb-soft" { (surcharge(asked, draft.sheet.surcharge.total(), i64::from(draft.sheet.surcharge.people))) } }
            @if !ways.is_empty() { (actions(html! { @for way in &ways { (way) } })) }
        }
    };
    let side = facts(
        asked,
        draft.mandate.as_ref().filter(|_| draft.is_debited),
        draft.dates.as_ref(),
        totals.total(),
    );
    let panel = Panel::untitled("total", asked.say("bills.total", &[]))
        .body(columns(left, side))
        .render();
    html! { (panel) @if !draft.undeclared.is_empty() { (undeclared(asked, who, draft)) } }
}

/// Whether the clerk can still declare the month.
pub(super) fn can_declare(asked: &Asked, draft: &Draft) -> bool {
    let last = if draft.is_debited {
        draft.window.default_declaration
    } else {
        draft.window.closes
    };
    let declared = draft.declaration.as_ref().is_some_and(|d| d.how.is_declared());
    let may = asked
        .employer
        .is_some_and(|e| asked.caller.may_for(procedures::Permission::DeclareMonth, e));
    may && !declared && draft.window.opens <= asked.today && asked.today <= last && !draft.sheet.people.is_empty()
}

/// What becomes of the bill of an employer that declares by itself, where it does not.
fn unless_declared(asked: &Asked, draft: &Draft, unless: Fen) -> Markup {
    let facts = [("closes", Fact::Day(draft.window.closes)), ("amount", Fact::Money(unless))];
    let key = match unless == draft.total() {
        true => "bills.unless_declared.same",
        false => "bills.unless_declared",
    };
    rich(asked.lang, key, &facts)
}

fn undeclared(asked: &Asked, who: EmployerId, draft: &Draft) -> Markup {
    let facts = [("count", Fact::Count(draft.undeclared.len() as i64))];
    let href = format!("/employers/{}/bases", who.code());
    Alert::new(Tone::Time, "undeclared", asked.say("bills.undeclared", &facts))
        .body(rich(asked.lang, "bills.undeclared.says", &[]))
        .actions(link(&href, &asked.say("bills.undeclared.way", &[])))
        .render()
}

/// The sum of a bill that is made.
pub(super) fn made(asked: &Asked, page: &BillPage) -> Markup {
    let totals = &page.bill.totals;
    let is_debited = page.mandate.is_some();
    // What a back payment made has no debit days of its own: it is paid on the day it is filed.
    let is_apart = match page.bill.kind {
        BillKind::BackPayment(_) | BillKind::SetApart(_) => true,
        BillKind::Regular | BillKind::Difference(_) | BillKind::Correction(_) => false,
    };
    let left = html! {
        div {
            p class="sb-soft sb-flat" {
                @match page.state {
                    BillState::Collected(day) if is_apart => (rich(asked.lang, "bills.settled_on", &[("day", Fact::Day(day))])),
                    BillState::Collected(day) => (rich(asked.lang, "bills.collected_on", &[("day", Fact::Day(day))])),
                    BillState::GivesBack => (rich(asked.lang, "bills.gives_back", &[])),
                    BillState::Due | BillState::DebitPending | BillState::FirstDebitFailed | BillState::Owed => {
                        @match page.debit.as_ref().and_then(|debit| if_nothing(asked.lang, debit)) {
                            Some(says) => (says),
                            None => (when(asked, is_debited, page.dates.as_ref(), page.bill.run_month)),
                        }
                    },
                }
            }
            (figure(asked.lang, totals.total()))
            p class="sb-soft" { (sides(asked, totals.employer_total(), totals.employee_total())) }
            @if let Some(debit) = &page.debit { (now(asked, debit)) }
            @if let Some(cause) = page.bill.cause { p { (asked.say(&format!("bill.cause.{}", cause.code()), &[])) } }
            @if let Some(until) = page.bill.waived_until { p { (rich(asked.lang, "bills.waived", &[("day", Fact::Day(until))])) } }
            (of_nobody(asked, page))
        }
    };
    if is_apart {
        return Panel::untitled("total", asked.say("bills.total", &[])).body(left).render();
    }
    let side = facts(asked, page.mandate.as_ref(), page.dates.as_ref(), totals.total());
    Panel::untitled("total", asked.say("bills.total", &[]))
        .body(columns(left, side))
        .render()
}

/// What of a bill belongs to nobody, and the way to settle it where the month was not declared.
fn of_nobody(asked: &Asked, page: &BillPage) -> Markup {
    let facts = [
        ("amount", Fact::Money(page.bill.surcharge)),
        ("before", Fact::Money(page.by_month_before.unwrap_or_default())),
        ("month", Fact::Month(page.bill.month)),
    ];
    let may = asked
        .employer
        .filter(|_| page.can_be_declared)
        .filter(|of| asked.caller.may_for(procedures::Permission::DeclareMonth, *of));
    html! {
        @match page.by_month_before {
            _ if page.bill.surcharge == Fen::ZERO => {}
            Some(_) => { p { (rich(asked.lang, "bills.undeclared_month", &facts)) } }
            None => { p class="sb-soft" { (rich(asked.lang, "bills.surcharge.made", &facts)) } }
        }
        @if let Some(of) = may { (actions(button(&at(of, &format!("{}/declare", page.bill.month)), &asked.say("bills.undeclared_month.way", &facts)))) }
    }
}

/// What stands beside the sum of the bill today: the late fee, refunds carried over, and the way to its debit.
fn now(asked: &Asked, debit: &DebitPage) -> Markup {
    let fee = debit.today.as_ref().map_or(Fen::ZERO, |due| due.fee.fee);
    let facts = [
        ("fee", Fact::Money(fee)),
        ("total", Fact::Money(amount_today(debit))),
        ("carried", Fact::Money(debit.carried)),
    ];
    html! {
        @if let (true, Some(of)) = (fee > Fen::ZERO, asked.employer) {
            p { (rich(asked.lang, "bills.fee_today", &facts)) (words::between(asked.lang)) (link(&format!("{}/why", debits::address(of, debit.entry.key)), &asked.say("why.fee.link", &facts))) }
        }
        @if debit.carried > Fen::ZERO { p { (rich(asked.lang, "bills.less_carried", &facts)) } }
        @if let Some(of) = asked.employer { p { (link(&debits::address(of, debit.entry.key), &asked.say("bills.to_debit", &[]))) } }
    }
}

fn when(asked: &Asked, is_debited: bool, dates: Option<&MonthDates>, month: units::Month) -> Markup {
    match dates {
        Some(dates) if is_debited => rich(asked.lang, "bills.debit_on", &[("day", Fact::Day(dates.first_debit))]),
        Some(dates) => rich(asked.lang, "bills.pay_until", &[("day", Fact::Day(dates.last_on_time))]),
        None => rich(asked.lang, "bills.debit_unknown", &[("month", Fact::Month(month.next()))]),
    }
}

fn sides(asked: &Asked, employer: Fen, employee: Fen) -> Markup {
    rich(
        asked.lang,
        "bills.sides",
        &[("employer", Fact::Money(employer)), ("employee", Fact::Money(employee))],
    )
}

fn surcharge(asked: &Asked, amount: Fen, people: i64) -> Markup {
    rich(
        asked.lang,
        "bills.surcharge",
        &[("amount", Fact::Money(amount)), ("people", Fact::Count(people))],
    )
}

/// How the draft differs from last month's bill: by how much, and who moved.
pub(super) fn since(asked: &Asked, draft: &Draft) -> Markup {
    let Some((month, before)) = draft.last else {
        return rich(asked.lang, "bills.first", &[]);
    };
    let difference = draft.total() - before;
    let moved = count_moved(draft.changed());
    let fact = |name, count| (name, Fact::Count(count));
    let facts = [
        ("amount", Fact::Money(Fen(difference.count().abs()))),
        ("month", Fact::Month(month)),
        fact("joined", moved[0]),
        fact("left", moved[1]),
        fact("other", moved[2]),
    ];
    let key = match difference.count() {
        0 if moved == [0; 3] => "bills.same",
        0 => "bills.same_sum",
        n if moved == [0; 3] && n > 0 => "bills.more_same_people",
        _ if moved == [0; 3] => "bills.less_same_people",
        n if n > 0 => "bills.more",
        _ => "bills.less",
    };
    rich(asked.lang, key, &facts)
}

/// Who joined, who left, who differs for another cause.
fn count_moved<'l>(lines: impl Iterator<Item = &'l Line>) -> [i64; 3] {
    let mut counts = [0; 3];
    for line in lines {
        match line.moved() {
            Some(Moved::Joined) => counts[0] += 1,
            Some(Moved::Left) => counts[1] += 1,
            Some(Moved::Groups { .. } | Moved::Category { .. } | Moved::Base { .. } | Moved::Policy) => counts[2] += 1,
            None => {}
        }
    }
    counts
}

fn facts(asked: &Asked, mandate: Option<&Mandate>, dates: Option<&MonthDates>, _total: Fen) -> Markup {
    let words = |key: &str| asked.say(key, &[]);
    let mut rows: Vec<(String, Markup)> = Vec::new();
    if let Some(mandate) = mandate {
        let facts = [
            ("tail", Fact::Text(account_tail(&mandate.account_number))),
            ("bank", Fact::Text(mandate.bank.clone())),
        ];
        rows.push((words("bills.account"), rich(asked.lang, "bills.account.says", &facts)));
    }
    if let Some(dates) = dates {
        if mandate.is_some() {
            rows.push((
                words("bills.fails"),
                rich(asked.lang, "bills.fails.says", &[("day", Fact::Day(dates.second_debit))]),
            ));
        }
        rows.push((
            words("bills.in_time"),
            rich(asked.lang, "bills.in_time.says", &[("day", Fact::Day(dates.last_on_time))]),
        ));
        rows.push((
            words("bills.fee_from"),
            rich(asked.lang, "bills.fee_from.says", &[("day", Fact::Day(dates.late_fee_from))]),
        ));
    }
    let rows: Vec<(&str, Markup)> = rows.iter().map(|(label, value)| (label.as_str(), value.clone())).collect();
    pairs(&rows)
}
