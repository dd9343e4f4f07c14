//! The cashier: the number at the counter, what is due today with days and fee for each month, where the money goes.

use axum::response::{IntoResponse, Response};
use domain::hall::appointment::Errand;
use domain::hall::payable::Payable;
use domain::hall::till::Means;
use domain::ids::{EmployerId, TicketId};
use domain::ledger::{Fund, What};
use maud::{Markup, Render, html};
use procedures::accept_at_counter::{AtHand, at_hand};
use procedures::call_next::{AtCounter, at_the_counter};
use procedures::enter_reduction::find_employer;
use procedures::take_money::{Handed, my_tills, take_money, till_day};
use procedures::{Error, Permission};
use units::{Fact, Fen};

use super::counter::{look, menu, own_counter, places, waiting_line};
use super::taken::taking_at;
use super::{matter_name, ticket_of};
use crate::body::{At, Filled, Searched};
use crate::error::{Failure, unaccepted};
use crate::look::{
    Column, Field, Heading, Line, OneOf, Panel, Problems, Table, Tone, actions, amount, amount_or_dash, columns, columns_wide_side, empty,
    error_summary, figure, form, link, rich, stack, status, submit,
};
use crate::route::Route;
use crate::{Asked, Typed};
use words::spans;

pub(super) fn routes() -> Vec<Route> {
    let desk = Permission::TakeMoney;
    vec![
        Route::page("/desks/cashier", desk, "The cashier's counter and till.", page),
        Route::page(
            "/desks/cashier/{ticket}",
            desk,
            "What the number at the counter can pay today.",
            one,
        ),
        Route::form("/desks/cashier/{ticket}", desk, "Takes money.", take),
    ]
}

async fn page(asked: Asked) -> Result<Markup, Failure> {
    drawn(&asked, &Problems::new()).await
}

pub(super) async fn drawn(asked: &Asked, problems: &Problems) -> Result<Markup, Failure> {
    let (seen, till) = asked
        .read(|desk| {
            let seen = look(desk, None)?;
            let tills = my_tills(desk)?;
            let open = tills.first().filter(|t| t.state == domain::hall::till::State::Open).map(|t| t.id);
            let till = open.map(|id| till_day(desk, id)).transpose()?;
            Ok((seen, till))
        })
        .await?;
    let title = asked.say("till.desk.title", &[]);
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "till.desk.lead", &[]));
    let main = stack(&[own_counter(asked, &seen, "/desks/cashier"), waiting_line(asked, &seen)]);
    let side = super::till::today(asked, till.as_ref(), &seen);
    let content = html! {
        (error_summary(asked.lang, problems))
        (heading)
        (places(asked, &seen))
        (columns(main, side))
    };
    let frame = asked.frame(title).wrong(!problems.is_empty());
    Ok(frame.menu(menu(asked, "/desks/cashier")).page(content))
}

async fn one(asked: Asked, At(part): At<String>, Searched(query): Searched) -> Result<Markup, Failure> {
    let mut problems = Problems::new();
    let code = query.get("employer").trim().to_owned();
    let mut named = EmployerId::from_code(query.get("whose")).ok();
    if !code.is_empty() {
        match asked.read(move |desk| find_employer(desk, &code)).await {
            Ok(found) => named = Some(found.id),
            Err(Failure::Procedure(Error::Refused(refused))) => {
                problems.add(asked.lang, "employer", &asked.say("cases.take_in.employer", &[]), refused.as_ref());
            }
            Err(other) => return Err(other),
        }
    }
    shown(&asked, ticket_of(&part)?, named, &query, &problems).await
}

async fn shown(asked: &Asked, id: TicketId, named: Option<EmployerId>, typed: &Typed, problems: &Problems) -> Result<Markup, Failure> {
    let seen = asked.read(move |desk| at_hand(desk, id, named)).await?;
    let number = seen.ticket.number.to_string();
    let (title, body) = match &seen.employer {
        None => (
            asked.say("hall.at_hand.title.nobody", &[("number", Fact::Text(number))]),
            whose(asked, id, typed, problems),
        ),
        Some((_, name)) => {
            let facts = [("number", Fact::Text(number)), ("name", Fact::Text(name.clone()))];
            (asked.say("hall.at_hand.title", &facts), due(asked, &seen, typed, problems))
        }
    };
    let today = status(Tone::Time, &asked.say("till.valid_today", &[]));
    let heading = Heading::new(title.clone())
        .status(today)
        .lead(html! { (matter_name(asked, seen.ticket.matter)) });
    let content = html! { (error_summary(asked.lang, problems)) (heading) (body) };
    let frame = asked.frame(title).wrong(!problems.is_empty());
    Ok(frame.menu(menu(asked, "/desks/cashier")).page(content))
}

fn whose(asked: &Asked, id: TicketId, typed: &Typed, problems: &Problems) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let body = html! {
        form method="get" action=(format!("/desks/cashier/{id}")) novalidate {
            (Field::new(asked.lang, "employer", word("cases.take_in.employer")).hint(word("cases.take_in.employer.hint")).typed(typed).problems(problems).text(20))
            (actions(submit(&word("hall.do.find"))))
        }
    };
    Panel::new("whose", word("hall.at_hand.whose")).body(body).render()
}

/// Which payable the page is about: the one asked for, that of the ticket, or the oldest.
fn chosen<'a>(seen: &'a AtHand, typed: &Typed) -> Option<&'a Payable> {
    let asked_for = Errand::from_code(typed.get("of")).or(seen.ticket.errand);
    let found = seen.payables.iter().find(|p| Some(p.of) == asked_for);
    found.or(seen.payables.first())
}

fn due(asked: &Asked, seen: &AtHand, typed: &Typed, problems: &Problems) -> Markup {
    let Some(of) = chosen(seen, typed) else {
        let nothing = empty(rich(asked.lang, "till.nothing", &[]), None);
        return Panel::untitled("due", asked.say("till.due", &[])).body(nothing).render();
    };
    let main = stack(&[chooser(asked, seen, of), months(asked, of), destinations(asked, of)]);
    columns_wide_side(main, take_form(asked, seen, of, typed, problems))
}

/// What it is in words: the bill of a month, or the months of a back payment.
pub(super) fn what(asked: &Asked, of: &Payable) -> String {
    let months = spans(asked.lang, of.months.iter().map(|m| m.month));
    let key = match of.of {
        Errand::BackPayment(_) => "till.of.back_payment",
        Errand::Bill(_) | Errand::Matter | Errand::Reduction(_) => "till.of.bill",
    };
    asked.say(key, &[("months", Fact::Text(months))])
}

/// Everything that can be paid today, where it is more than one thing.
fn chooser(asked: &Asked, seen: &AtHand, here: &Payable) -> Markup {
    let Some((whose, _)) = seen.employer.as_ref().filter(|_| seen.payables.len() > 1) else {
        return html! {};
    };
    let (typed_by_hand, base) = (seen.ticket.employer.is_none(), format!("/desks/cashier/{}", seen.ticket.id));
    let lines = seen.payables.iter().map(|of| {
        let is_here = of.of == here.of;
        let whose = if typed_by_hand { format!("&whose={}", whose.code()) } else { String::new() };
        html! {
            li class=[is_here.then_some("is-here")] {
                span {
                    @if is_here { b { (what(asked, of)) } } @else { (link(&format!("{base}?of={}{whose}", of.of.code()), &what(asked, of))) }
                    @if matches!(of.of, Errand::BackPayment(_)) { small { (asked.say("till.of.tonight", &[])) } }
                }
                (amount(of.to_pay()))
            }
        }
    });
    let body = html! { ul class="sb-tasks" { @for line in lines { (line) } } };
    Panel::new("payables", asked.say("till.payables", &[])).body(body).render()
}

fn months(asked: &Asked, of: &Payable) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let heads = vec![
        Column::title(word("till.col.month")),
        Column::figure(word("till.col.employer")),
        Column::figure(word("till.col.employee")),
        Column::text(word("till.col.fee_from")).unbroken(),
        Column::figure(word("till.col.days")),
        Column::figure(word("till.col.fee")),
        Column::figure(word("till.col.due")),
    ];
    let lines = of.months.iter().map(|m| {
        Line::new(vec![
            html! { (words::month_iso(m.month)) },
            amount(m.employer),
            amount(m.employee),
            html! { @if m.days > 0 { (words::day_iso(m.fee_from)) } @else { "–" } },
            html! { @if m.days > 0 { (words::count(m.days.into())) } @else { "–" } },
            amount(m.fee),
            html! { b { (amount(m.total())) } },
        ])
    });
    let sum = |part: fn(&domain::hall::payable::MonthDue) -> Fen| amount(of.months.iter().map(part).sum());
    let foot = vec![
        html! { (word("till.total")) },
        sum(|m| m.employer),
        sum(|m| m.employee),
        html! {},
        html! {},
        sum(|m| m.fee),
        amount(of.total()),
    ];
    let table = Table::new(word("till.due"), heads).lines(lines.collect()).foot(foot);
    let facts = [("day", Fact::Day(of.valid_on)), ("waiting", Fact::Money(of.waiting))];
    let body = html! {
        (table.render())
        p class="sb-more sb-small sb-soft" {
            (rich(asked.lang, if of.fee() > of.principal() { "till.fee.above" } else { "till.fee.says" }, &facts))
            @if of.waiting > Fen::ZERO { (words::between(asked.lang)) (rich(asked.lang, "till.waiting.says", &facts)) }
        }
    };
    Panel::new("due", what(asked, of)).flush().body(body).render()
}

fn destinations(asked: &Asked, of: &Payable) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let mut funds: Vec<Fund> = of.parts.iter().map(|(fund, _, _)| *fund).collect();
    funds.sort_unstable();
    funds.dedup();
    let part = |fund: Fund, what: What| -> Fen {
        let own = of.parts.iter().filter(|(f, w, _)| (*f, *w) == (fund, what));
        own.map(|(_, _, amount)| *amount).sum()
    };
    let heads = vec![
        Column::title(word("till.col.fund")),
        Column::figure(word("till.col.principal")),
        Column::figure(word("till.col.fee")),
        Column::figure(word("till.col.sum")),
    ];
    let lines = funds.iter().map(|fund| {
        let (principal, fee) = (part(*fund, What::Principal), part(*fund, What::LateFee));
        Line::new(vec![
            html! { (word(&format!("fund.{}", fund.code()))) },
            amount(principal),
            amount_or_dash((fee > Fen::ZERO).then_some(fee)),
            amount(principal + fee),
        ])
    });
    let foot = vec![
        html! { (word("till.total")) },
        amount(of.principal()),
        amount(of.fee()),
        amount(of.total()),
    ];
    let table = Table::new(word("till.where"), heads).lines(lines.collect()).foot(foot);
    Panel::new("where", word("till.where")).flush().body(table.render()).render()
}

fn take_form(asked: &Asked, seen: &AtHand, of: &Payable, typed: &Typed, problems: &Problems) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let facts = [("amount", Fact::Money(of.to_pay())), ("day", Fact::Day(of.valid_on))];
    let means: Vec<OneOf> = Means::ALL
        .into_iter()
        .map(|means| OneOf::new(means.code(), word(&format!("till.means.{}", means.code()))))
        .collect();
    let hidden = |name: &str, value: String| html! { input type="hidden" name=(name) value=(value); };
    let how = match typed.get("means") {
        "" => Means::Card.code().to_owned(),
        code => code.to_owned(),
    };
    let fields = html! {
        (hidden("whose", of.employer.code()))
        (hidden("of", of.of.code()))
        (hidden("amount", words::money_plain(of.to_pay()).replace(',', "")))
        (Field::new(asked.lang, "means", word("till.means")).value(how).problems(problems).radios(&means))
        (Field::new(asked.lang, "reference", word("till.reference")).hint(word("till.reference.hint")).typed(typed).problems(problems).text(30))
        (actions(submit(&asked.say("till.do.take", &facts))))
    };
    let body = html! {
        (figure(asked.lang, of.to_pay()))
        @if of.at_bank { p class="sb-bad" { (rich(asked.lang, "till.at_bank", &[])) } }
        @else { (form(&format!("/desks/cashier/{}", seen.ticket.id), &asked.same_key(typed), fields)) }
        p class="sb-small sb-soft sb-above" { (rich(asked.lang, "till.value_date", &facts)) }
        p class="sb-small sb-soft" { (rich(asked.lang, "till.tonight", &facts)) }
    };
    Panel::new("take", word("till.take")).body(body).render()
}

async fn take(At(part): At<String>, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let id = ticket_of(&part)?;
    let whose = EmployerId::from_code(typed.get("whose")).map_err(|_| Failure::NoSuchPage)?;
    let mut problems = Problems::new();
    let label = |key: &str| asked.say(key, &[]);
    let means = problems.take(asked.lang, "means", &label("till.means"), typed.one_of("means", Means::from_code));
    let reference = problems.take(
        asked.lang,
        "reference",
        &label("till.reference"),
        typed.text_if_any("reference", 40),
    );
    let amount = Fen::parse_yuan(typed.get("amount")).map_err(|_| Failure::NoSuchPage)?;
    let of = Errand::from_code(typed.get("of")).ok_or(Failure::NoSuchPage)?;
    if let (Some(means), Some(reference)) = (means, reference) {
        let key = asked.key(&typed)?;
        let handed = Handed {
            employer: whose,
            of,
            means,
            amount,
            reference: reference.unwrap_or_default(),
            ticket: Some(id),
        };
        let done = asked
            .act(move |desk| {
                let taken = take_money(desk, &key, &handed)?;
                let own = procedures::Key::new(format!("paid:{id}"), b"");
                // The number is dealt with once nothing is left to pay; where it stands at no counter of the caller's the money is taken
                // all the same.
                let seen = at_hand(desk, id, Some(whose))?;
                if seen.payables.is_empty() && seen.ticket.state.is_at_counter() {
                    at_the_counter(desk, &own, id, AtCounter::Finish)?;
                }
                Ok(taken)
            })
            .await;
        match done {
            Ok(taken) => return Ok(asked.go(&taking_at(taken.till, taken.taking))),
            Err(Failure::Procedure(Error::Refused(refused))) => problems.add_to_form(asked.lang, refused.as_ref()),
            Err(other) => return Err(other),
        }
    }
    Ok(unaccepted(shown(&asked, id, Some(whose), &typed, &problems).await?).into_response())
}
