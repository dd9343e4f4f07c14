//! The officers' side of a hall: one's counter, the number at it, the line, today's appointments.

use axum::response::{IntoResponse, Response};
use domain::hall::appointment::State as AppointmentState;
use domain::hall::ticket::{Counter, CounterState, State, Ticket, line};
use domain::ids::{OfficeId, TicketId};
use maud::{Markup, Render, html};
use procedures::call_next::{AtCounter, HallDay, at_the_counter, call_next, hall_day, my_counter, turn_counter};
use procedures::hall::{Place, offices, place};
use procedures::{Desk, Error, Permission, Role};
use units::Fact;

use super::{appointment_at, matter_name, name_of, office_of, state_word, ticket_of, when};
use crate::body::{At, Filled, Searched};
use crate::error::{Failure, unaccepted};
use crate::look::{
    Alert, Chip, Column, Heading, Line, Menu, MenuItem, Panel, Problems, Table, Tone, actions, button, chips, empty, error_summary, form,
    inline_form, link, pairs, rich, stack, status, submit, submit_plain,
};
use crate::route::Route;
use crate::{Asked, Typed};

pub(super) fn routes() -> Vec<Route> {
    let desk = Permission::ServeHall;
    vec![
        Route::page("/desks/acceptance", desk, "The hall as its officers see it.", page),
        Route::form("/desks/acceptance/counter", desk, "Opens, pauses or closes a counter.", turn),
        Route::form("/desks/acceptance/call", desk, "Calls the next number.", call),
        Route::form(
            "/tickets/{ticket}/at-counter",
            desk,
            "What is done with the number at the counter.",
            at_counter,
        ),
    ]
}

/// The start page of whoever serves a hall.
pub(super) fn home(asked: &Asked) -> String {
    let is_cashier = asked.caller.roles().any(|role| role == Role::Cashier);
    if is_cashier { "/desks/cashier" } else { "/desks/acceptance" }.to_owned()
}

/// The menu of the desk.
pub(crate) fn menu(asked: &Asked, here: &str) -> Menu {
    let item = |key: &str, href: &str| MenuItem {
        text: asked.say(key, &[]),
        href: href.to_owned(),
        waiting: 0,
        key: None,
    };
    let is_cashier = asked.caller.roles().any(|role| role == Role::Cashier);
    if is_cashier {
        let more = vec![item("till.menu", "/tills"), item("hall.menu.wall", "/hall")];
        return asked.desk_menu("cashier", more, here);
    }
    let more = vec![
        item("hall.menu.back_payments", "/desks/acceptance/back-payments"),
        item("stick.menu", crate::pages::back_payments::stick::STICK),
        item("sample.menu", "/desks/acceptance/sample"),
        item("hall.menu.settings", "/halls"),
        item("hall.menu.form", "/desks/collection/reductions/new"),
        item("hall.menu.wall", "/hall"),
    ];
    asked.desk_menu("acceptance", more, here)
}

/// What the officer looks at: an office, its day, the own counter.
pub(super) struct Seen {
    pub(super) offices: Vec<domain::hall::office::Office>,
    pub(super) office: Option<OfficeId>,
    pub(super) day: HallDay,
    pub(super) own: Option<Counter>,
}

pub(super) fn look(desk: &mut Desk, asked_for: Option<OfficeId>) -> Result<Seen, Error> {
    let all = offices(desk)?;
    let own = my_counter(desk)?;
    let office = own.as_ref().map(|(of, _)| *of).or(asked_for).or(all.first().map(|of| of.id));
    let day = match office {
        Some(office) => hall_day(desk, office)?,
        None => HallDay {
            counters: Vec::new(),
            tickets: Vec::new(),
            appointments: Vec::new(),
            names: std::collections::BTreeMap::new(),
        },
    };
    Ok(Seen {
        offices: all,
        office,
        day,
        own: own.map(|(_, counter)| counter),
    })
}

async fn page(asked: Asked, Searched(query): Searched) -> Result<Markup, Failure> {
    drawn(&asked, &query, &Problems::new()).await
}

async fn drawn(asked: &Asked, typed: &Typed, problems: &Problems) -> Result<Markup, Failure> {
    let wanted = OfficeId::from_code(typed.get("office")).ok();
    let on = TicketId::from_code(typed.get("on")).ok();
    let (seen, on) = asked
        .read(move |desk| {
            let on = on.map(|id| place(desk, id)).transpose()?;
            Ok((look(desk, wanted)?, on))
        })
        .await?;
    let waiting = seen.day.tickets.iter().filter(|t| t.state == State::Waiting).count();
    let title = match waiting {
        0 => asked.say("hall.desk.title.none", &[]),
        n => asked.say("hall.desk.title", &[("n", Fact::Count(n as i64))]),
    };
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "hall.desk.lead", &[]));
    let body = stack(&[
        done(asked, typed.get("done"), on.as_ref()),
        own_counter(asked, &seen, "/desks/acceptance"),
        waiting_line(asked, &seen),
        appointments(asked, &seen),
    ]);
    let content = html! { (error_summary(asked.lang, problems)) (heading) (places(asked, &seen)) (body) };
    let frame = asked.frame(title).wrong(!problems.is_empty());
    Ok(frame.menu(menu(asked, "/desks/acceptance")).page(content))
}

/// What was just accepted, and where the number goes.
fn done(asked: &Asked, receipt: &str, on: Option<&Place>) -> Markup {
    let is_plain = receipt.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if receipt.is_empty() || !is_plain {
        return html! {};
    }
    let number = on.map(|place| place.ticket.number.to_string()).unwrap_or_default();
    let facts = [("number", Fact::Text(number)), ("receipt", Fact::Text(receipt.to_owned()))];
    let key = if on.is_some() {
        "hall.accepted.to_cashier"
    } else {
        "hall.accepted.says"
    };
    Alert::new(Tone::Good, "done", asked.say("hall.accepted", &[]))
        .body(rich(asked.lang, key, &facts))
        .render()
}

/// The offices to choose among, while one sits nowhere.
pub(super) fn places(asked: &Asked, seen: &Seen) -> Markup {
    if seen.own.is_some() || seen.offices.len() < 2 {
        return html! {};
    }
    let list: Vec<Chip> = seen
        .offices
        .iter()
        .map(|of| Chip {
            text: name_of(asked.lang, of).to_owned(),
            count: None,
            href: format!("{}?office={}", home(asked), of.id),
            here: seen.office == Some(of.id),
        })
        .collect();
    html! { div class="sb-below" { (chips(asked.lang, &list)) } }
}

/// The panel of one's counter: open one, or call, serve, finish at it.
pub(super) fn own_counter(asked: &Asked, seen: &Seen, base: &str) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let Some(own) = &seen.own else {
        return open_one(asked, seen);
    };
    let number = own.number;
    let at = seen
        .day
        .tickets
        .iter()
        .find(|t| t.state.is_at_counter() && t.counter == Some(number));
    let turn = |state: CounterState, key: &str| {
        let fields = html! {
            input type="hidden" name="office" value=(seen.office.map(|of| of.code()).unwrap_or_default());
            input type="hidden" name="counter" value=(number);
            input type="hidden" name="state" value=(state.code());
            (submit_plain(&word(key)))
        };
        inline_form("/desks/acceptance/counter", &asked.new_key(), "", fields)
    };
    let body = html! {
        @match at {
            Some(ticket) => (at_hand(asked, seen, ticket, base)),
            None if own.state == CounterState::Open => (call_form(asked, seen, number)),
            None => p { (rich(asked.lang, "hall.counter.paused.says", &[])) },
        }
        div class="sb-actions sb-above" {
            @if own.state == CounterState::Open { (turn(CounterState::Paused, "hall.do.pause")) } @else { (turn(CounterState::Open, "hall.do.resume")) }
            @if at.is_none() { (turn(CounterState::Closed, "hall.do.close_counter")) }
        }
    };
    let facts = [("counter", Fact::Text(number.to_string()))];
    let tone = if own.state == CounterState::Open { Tone::Good } else { Tone::Time };
    Panel::new("own", asked.say("hall.wall.counter", &facts))
        .aside(status(tone, &word(&format!("hall.counter.{}", own.state.code()))))
        .body(body)
        .render()
}

fn open_one(asked: &Asked, seen: &Seen) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let cashes = asked.caller.may(Permission::TakeMoney);
    let free = seen.day.counters.iter().filter(|c| c.officer.is_none()).filter(|c| {
        let is_cashier = c.matters.contains(&domain::hall::Matter::Cashier);
        is_cashier == cashes
    });
    let body = html! {
        p { (rich(asked.lang, "hall.counter.none", &[])) }
        ul class="sb-tasks" {
            @for counter in free {
                li {
                    span {
                        (asked.say("hall.wall.counter", &[("counter", Fact::Text(counter.number.to_string()))]))
                        small { (matters(asked, counter)) }
                    }
                    (inline_form("/desks/acceptance/counter", &asked.new_key(), "", html! {
                        input type="hidden" name="office" value=(seen.office.map(|of| of.code()).unwrap_or_default());
                        input type="hidden" name="counter" value=(counter.number);
                        input type="hidden" name="state" value="open";
                        (submit_plain(&word("hall.do.open_counter")))
                    }))
                }
            }
        }
    };
    Panel::new("own", word("hall.counter.choose")).body(body).render()
}

fn matters(asked: &Asked, of: &Counter) -> String {
    let names: Vec<String> = of.matters.iter().map(|m| matter_name(asked, *m)).collect();
    words::join(asked.lang, &names)
}

fn call_form(asked: &Asked, seen: &Seen, number: u32) -> Markup {
    let fields = html! {
        input type="hidden" name="office" value=(seen.office.map(|of| of.code()).unwrap_or_default());
        input type="hidden" name="counter" value=(number);
        (actions(submit(&asked.say("hall.do.call", &[]))))
    };
    html! { p { (rich(asked.lang, "hall.counter.free", &[])) } (form("/desks/acceptance/call", &asked.new_key(), fields)) }
}

fn at_hand(asked: &Asked, seen: &Seen, ticket: &Ticket, base: &str) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let whose = ticket.employer.and_then(|of| seen.day.names.get(&of));
    let act = |what: &str, key: &str| {
        let fields = html! { input type="hidden" name="what" value=(what); (submit_plain(&word(key))) };
        inline_form(&format!("/tickets/{}/at-counter", ticket.id), &asked.new_key(), "", fields)
    };
    let rows = [
        (word("hall.col.matter"), html! { (matter_name(asked, ticket.matter)) }),
        (
            word("hall.col.employer"),
            html! { @match whose { Some(name) => span lang="zh" { (name) }, None => "–" } },
        ),
    ];
    let rows: Vec<(&str, Markup)> = rows.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
    html! {
        p class="sb-figure" { (ticket.number.to_string()) }
        (pairs(&rows))
        p class="sb-above" { (button(&format!("{base}/{}", ticket.id), &word("hall.do.take_up"))) }
        div class="sb-actions" {
            @if ticket.state == State::Called { (act("serve", "hall.do.serve")) (act("call_again", "hall.do.call_again")) (act("pass", "hall.do.pass")) }
            (act("finish", "hall.do.finish"))
        }
    }
}

pub(super) fn waiting_line(asked: &Asked, seen: &Seen) -> Markup {
    let title = asked.say("hall.line.title", &[]);
    let all: Vec<domain::hall::Matter> = domain::hall::Matter::ALL.to_vec();
    let own = seen.own.as_ref().map(|c| c.matters.clone()).unwrap_or(all);
    let waiting = line(&seen.day.tickets, &own);
    if waiting.is_empty() {
        let nothing = empty(rich(asked.lang, "hall.line.none", &[]), None);
        return Panel::new("line", title).body(nothing).render();
    }
    let word = |key: &str| asked.say(key, &[]);
    let columns = vec![
        Column::title(word("hall.col.number")),
        Column::text(word("hall.col.matter")),
        Column::text(word("hall.col.employer")),
        Column::text(word("hall.col.since")).unbroken(),
        Column::text(word("hall.col.booked")),
    ];
    let lines = waiting.into_iter().map(|t| {
        let whose = t.employer.and_then(|of| seen.day.names.get(&of));
        Line::new(vec![
            html! { b { (t.number.to_string()) } },
            html! { (matter_name(asked, t.matter)) },
            html! { @match whose { Some(name) => span lang="zh" { (name) }, None => "–" } },
            html! { (domain::hall::office::Moment::of_instant(t.line_at)) },
            html! { (word(if t.booked { "hall.booked.yes" } else { "hall.booked.no" })) },
        ])
    });
    let table = Table::new(title.clone(), columns).lines(lines.collect());
    Panel::new("line", title).flush().body(table.render()).render()
}

fn appointments(asked: &Asked, seen: &Seen) -> Markup {
    let title = asked.say("hall.today.title", &[]);
    if seen.day.appointments.is_empty() {
        let nothing = empty(rich(asked.lang, "hall.today.none", &[]), None);
        return Panel::new("today", title).body(nothing).render();
    }
    let word = |key: &str| asked.say(key, &[]);
    let columns = vec![
        Column::title(word("hall.col.number")),
        Column::text(word("hall.col.when")),
        Column::text(word("hall.col.employer")),
        Column::text(word("hall.col.matter")),
        Column::text(word("hall.col.state")),
    ];
    let lines = seen.day.appointments.iter().map(|(of, name)| {
        let number = of.number.map_or_else(|| "–".to_owned(), |n| n.to_string());
        let act = if of.state == AppointmentState::Confirmed {
            link(&appointment_at(of.id), &number)
        } else {
            html! { (number) }
        };
        Line::new(vec![
            act,
            html! { (when(asked, &of.slot, None)) },
            html! { span lang="zh" { (name) } },
            html! { (matter_name(asked, of.slot.matter)) },
            state_word(asked, of.state),
        ])
    });
    let table = Table::new(title.clone(), columns).lines(lines.collect());
    Panel::new("today", title).flush().body(table.render()).render()
}

/// Back to the desk, with what was refused where it was.
pub(super) async fn back<T>(asked: &Asked, done: Result<T, Failure>) -> Result<Response, Failure> {
    match done {
        Ok(_) => Ok(asked.go(&home(asked))),
        Err(Failure::Procedure(Error::Refused(refused))) => {
            let mut problems = Problems::new();
            problems.add_to_form(asked.lang, refused.as_ref());
            if home(asked) == "/desks/cashier" {
                return Ok(unaccepted(super::cashier::drawn(asked, &problems).await?).into_response());
            }
            Ok(unaccepted(drawn(asked, &Typed::default(), &problems).await?).into_response())
        }
        Err(other) => Err(other),
    }
}

async fn turn(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let (office, key) = (office_of(typed.get("office"))?, asked.key(&typed)?);
    let number: u32 = typed.get("counter").parse().map_err(|_| Failure::NoSuchPage)?;
    let state = CounterState::from_code(typed.get("state")).ok_or(Failure::NoSuchPage)?;
    let done = asked.act(move |desk| turn_counter(desk, &key, office, number, state)).await;
    back(&asked, done).await
}

async fn call(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let (office, key) = (office_of(typed.get("office"))?, asked.key(&typed)?);
    let number: u32 = typed.get("counter").parse().map_err(|_| Failure::NoSuchPage)?;
    let done = asked.act(move |desk| call_next(desk, &key, office, number)).await;
    back(&asked, done).await
}

async fn at_counter(At(part): At<String>, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let (id, key) = (ticket_of(&part)?, asked.key(&typed)?);
    let what = AtCounter::from_code(typed.get("what")).ok_or(Failure::NoSuchPage)?;
    let done = asked.act(move |desk| at_the_counter(desk, &key, id, what)).await;
    back(&asked, done).await
}
