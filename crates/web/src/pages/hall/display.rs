//! What everybody in a hall may see: the display on the wall, the place in the line on a phone, and where numbers are taken.

use axum::response::{IntoResponse, Response};
use domain::hall::Matter;
use domain::hall::office::Office;
use domain::hall::ticket::{CounterState, State};
use maud::{DOCTYPE, Markup, Render, html};
use procedures::hall::{Display, Place, Shown, display, offices, place};
use procedures::stand_in_line::{leave_line, take_ticket};
use procedures::{Error, Permission};
use units::Fact;
use words::Lang;

use super::{first_employer, matter_name, name_of, office_of, ticket_at, ticket_of};
use crate::body::{At, Filled, Searched};
use crate::error::{Failure, unaccepted};
use crate::look::{
    Alert, Field, Heading, OneOf, Panel, Problems, Tone, actions, columns, error_summary, form, link, pairs, rich, stack, submit,
};
use crate::route::Route;
use crate::{Asked, Typed, file};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::page("/hall", Permission::Public, "The halls of the agency.", halls),
        Route::page("/hall/{office}", Permission::Public, "The display of a hall.", wall),
        Route::form("/hall/tickets", Permission::TakeTicket, "Takes a number in a hall.", take),
        Route::page("/tickets/{ticket}", Permission::Public, "A place in the line.", one),
        Route::form(
            "/tickets/{ticket}/leave",
            Permission::TakeTicket,
            "Gives a place in the line up.",
            leave,
        ),
    ]
}

/// Seconds between two looks without a script.
const SECONDS: &str = "15";

async fn halls(asked: Asked, Searched(query): Searched) -> Result<Markup, Failure> {
    drawn(&asked, &query, &Problems::new()).await
}

async fn drawn(asked: &Asked, typed: &Typed, problems: &Problems) -> Result<Markup, Failure> {
    let all = asked.read(offices).await?;
    let title = asked.say("hall.halls.title", &[]);
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "hall.halls.lead", &[]));
    let list = html! {
        @if all.is_empty() { p { (rich(asked.lang, "hall.no_office", &[])) } }
        ul class="sb-tasks" {
            @for of in &all {
                li {
                    a href=(format!("/hall/{}", of.id)) { (name_of(asked.lang, of)) }
                    small { (super::address_of(asked.lang, of)) }
                }
            }
        }
    };
    let halls = Panel::new("halls", asked.say("hall.halls.list", &[])).body(list).render();
    let content = html! {
        (error_summary(asked.lang, problems))
        (heading)
        (columns(halls, number_form(asked, &all, typed, problems)))
    };
    let frame = asked.frame(title).wrong(!problems.is_empty());
    Ok(match first_employer(asked) {
        Some(of) => {
            let around = asked.read(move |desk| crate::pages::employer::Around::look(desk, of)).await?;
            let title = asked.say("hall.halls.title", &[]);
            around.frame(asked, "appointments", title).wrong(!problems.is_empty()).page(content)
        }
        None => frame.page(content),
    })
}

fn number_form(asked: &Asked, all: &[Office], typed: &Typed, problems: &Problems) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    if !asked.caller.may(Permission::TakeTicket) || all.is_empty() {
        let body = html! { p { (rich(asked.lang, "hall.take.sign_in", &[])) } };
        return Panel::new("take", word("hall.take.title")).body(body).render();
    }
    let places: Vec<OneOf> = all
        .iter()
        .map(|of| OneOf::new(of.id.code(), name_of(asked.lang, of).to_owned()))
        .collect();
    let rules = asked.portal.agency().book().hall();
    let matters: Vec<OneOf> = rules
        .matters
        .iter()
        .filter(|of| of.letter.is_some())
        .map(|of| OneOf::new(of.matter.code(), matter_name(asked, of.matter)))
        .collect();
    let office = match typed.get("office") {
        "" => all.first().map(|of| of.id.code()).unwrap_or_default(),
        code => code.to_owned(),
    };
    let fields = html! {
        (Field::new(asked.lang, "office", word("hall.col.office")).value(office).problems(problems).select(None, &places))
        (Field::new(asked.lang, "matter", word("hall.col.matter")).typed(typed).problems(problems).radios(&matters))
        (actions(submit(&word("hall.do.take"))))
    };
    let body = html! { p class="sb-small sb-soft" { (rich(asked.lang, "hall.take.says", &[])) } (form("/hall/tickets", &asked.same_key(typed), fields)) };
    Panel::new("take", word("hall.take.title")).body(body).render()
}

async fn take(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let mut problems = Problems::new();
    let label = |key: &str| asked.say(key, &[]);
    let office = typed.one_of("office", |code| office_of(code).ok());
    let office = problems.take(asked.lang, "office", &label("hall.col.office"), office);
    let matter = problems.take(
        asked.lang,
        "matter",
        &label("hall.col.matter"),
        typed.one_of("matter", Matter::from_code),
    );
    if let (Some(office), Some(matter)) = (office, matter) {
        let (key, employer) = (asked.key(&typed)?, first_employer(&asked));
        let taken = asked.act(move |desk| take_ticket(desk, &key, office, matter, employer)).await;
        match taken {
            Ok(id) => return Ok(asked.go(&ticket_at(id))),
            Err(Failure::Procedure(Error::Refused(refused))) => problems.add_to_form(asked.lang, refused.as_ref()),
            Err(other) => return Err(other),
        }
    }
    Ok(unaccepted(drawn(&asked, &typed, &problems).await?).into_response())
}

async fn leave(At(part): At<String>, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let (id, key) = (ticket_of(&part)?, asked.key(&typed)?);
    asked.act(move |desk| leave_line(desk, &key, id)).await?;
    Ok(asked.go(&ticket_at(id)))
}

/// The wall: no frame, no menu, two languages at once, the reader's first. With a script it fetches its middle every few seconds; without one the whole
/// page comes again.
async fn wall(asked: Asked, At(part): At<String>) -> Result<Markup, Failure> {
    let id = office_of(&part)?;
    let seen = asked.read(move |desk| display(desk, id)).await?;
    let lang = asked.lang;
    let middle = wall_of(lang, &seen);
    if asked.partial {
        return Ok(middle);
    }
    let title = words::say(
        lang,
        "hall.wall.title",
        &[("office", Fact::Text(name_of(lang, &seen.office).to_owned()))],
    );
    Ok(html! {
        (DOCTYPE)
        html lang=(lang.tag()) class="govuk-template" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="htmx-config" content=r#"{"includeIndicatorCSS": false, "history": false}"#;
                meta name="robots" content="noindex";
                noscript { meta http-equiv="refresh" content=(SECONDS); }
                title { (title) }
                link rel="stylesheet" href=(file::path("portal.css"));
                script src=(file::path("htmx.min.js")) defer {}
            }
            body class="govuk-template__body sb" { (middle) }
        }
    })
}

/// The language that stands second on the wall.
fn second(lang: Lang) -> Lang {
    match lang {
        Lang::Zh => Lang::En,
        Lang::En => Lang::Zh,
    }
}

/// Something in both languages, as the wall shows it: the first large, the second small.
fn both(lang: Lang, of: impl Fn(Lang) -> String) -> Markup {
    let other = second(lang);
    html! { (of(lang)) " " span class="sb-hall__second" lang=(other.tag()) { (of(other)) } }
}

fn said(lang: Lang, key: &str, facts: &[(&str, Fact)]) -> Markup {
    both(lang, |lang| words::say(lang, key, facts))
}

/// The short names of matters.
fn short(lang: Lang, matters: &[Matter]) -> String {
    let names: Vec<String> = matters
        .iter()
        .map(|matter| words::say(lang, &format!("hall.short.{}", matter.code()), &[]))
        .collect();
    match lang {
        Lang::Zh => names.join("、"),
        Lang::En => names.join(", "),
    }
}

fn wall_of(lang: Lang, seen: &Display) -> Markup {
    let of = &seen.office;
    let again = format!("/hall/{}?lang={}", of.id, lang.code());
    html! {
        main class="sb-hall" hx-get=(again) hx-trigger="every 4s" hx-swap="outerHTML" aria-live="polite" {
            div class="sb-hall__bar" {
                span class="sb-mark" { span class="sb-mark__seal" lang="zh" { "社保" } span class="sb-mark__latin" lang="en" { "Shebao" } }
                h1 { (both(lang, |lang| name_of(lang, of).to_owned())) }
                span class="sb-num" { (words::day_short(lang, seen.day)) " " (words::weekday(lang, seen.day)) b { " " (seen.at) } }
            }
            h2 class="govuk-visually-hidden" { (words::say(lang, "hall.wall.now", &[])) }
            ul class="sb-hall__now" { @for counter in &seen.counters { (counter_of(lang, counter)) } }
            div class="sb-hall__next" { div { (lines(lang, seen)) } (note(lang, seen)) }
        }
    }
}

fn counter_of(lang: Lang, of: &Shown) -> Markup {
    let number = [("counter", Fact::Text(of.counter.to_string()))];
    let class = match (of.state, &of.now) {
        (CounterState::Closed | CounterState::Paused, None) => "sb-hall__desk is-shut",
        (_, Some((_, true))) => "sb-hall__desk is-calling",
        (CounterState::Open | CounterState::Closed | CounterState::Paused, _) => "sb-hall__desk",
    };
    html! {
        li class=(class) {
            div { (said(lang, "hall.wall.counter", &number)) }
            @match (&of.now, of.state) {
                (Some((number, _)), _) => div class="sb-hall__no" { (number.to_string()) },
                (None, CounterState::Open) => div class="sb-hall__no" { "–" },
                (None, CounterState::Paused) => div class="sb-hall__no is-word" { (said(lang, "hall.wall.paused", &[])) },
                (None, CounterState::Closed) => div class="sb-hall__no is-word" { (said(lang, "hall.wall.closed", &[])) },
            }
            div class="sb-hall__for" { (both(lang, |lang| short(lang, &of.matters))) }
        }
    }
}

fn lines(lang: Lang, seen: &Display) -> Markup {
    html! {
        table class="sb-table" {
            caption class="govuk-visually-hidden" { (words::say(lang, "hall.wall.lines", &[])) }
            thead {
                tr {
                    th scope="col" { (said(lang, "hall.wall.matter", &[])) }
                    th scope="col" { (said(lang, "hall.wall.next", &[])) }
                    th scope="col" class="sb-num" { (said(lang, "hall.wall.waiting", &[])) }
                    th scope="col" class="sb-num" { (said(lang, "hall.wall.about", &[])) }
                }
            }
            tbody {
                @for of in &seen.queues {
                    tr {
                        th scope="row" { (both(lang, |lang| short(lang, &[of.matter]))) }
                        td class="sb-num sb-left" {
                            @if of.next.is_empty() { "–" }
                            @for (at, number) in of.next.iter().enumerate() { @if at > 0 { " · " } (number.to_string()) }
                        }
                        td class="sb-num" { (of.waiting) }
                        td class="sb-num" {
                            @match of.minutes {
                                Some(minutes) => (words::say(lang, "hall.wall.minutes", &[("minutes", Fact::Count(minutes.into()))])),
                                None => "–",
                            }
                        }
                    }
                }
            }
        }
    }
}

fn note(lang: Lang, seen: &Display) -> Markup {
    let until = [("until", Fact::Text(seen.office.cash_until.to_string()))];
    let other = second(lang);
    let line = |key: &str, facts: &[(&str, Fact)]| {
        let (first, second) = (words::say(lang, key, facts), words::say(other, key, facts));
        html! { (first) br; span class="sb-hall__second" lang=(other.tag()) { (second) } }
    };
    html! {
        div class="sb-hall__note" {
            @if let Some((number, counter)) = &seen.called {
                @let facts = [("number", Fact::Text(number.to_string())), ("counter", Fact::Text(counter.to_string()))];
                p { b { (words::say(lang, "hall.wall.go", &facts)) } br; span class="sb-hall__second" lang=(other.tag()) { (words::say(other, "hall.wall.go", &facts)) } }
            }
            p { (line("hall.wall.passed", &[])) }
            p { (line("hall.wall.cash", &until)) }
            p { (line("hall.wall.online", &[])) }
        }
    }
}

/// The place in the line: the same page on every phone, without a sign-in and without a name.
async fn one(asked: Asked, At(part): At<String>) -> Result<Markup, Failure> {
    let id = ticket_of(&part)?;
    let seen = asked.read(move |desk| place(desk, id)).await?;
    let middle = place_of(&asked, &seen);
    if asked.partial {
        return Ok(middle);
    }
    let title = asked.say("hall.ticket.title", &[("number", Fact::Text(seen.ticket.number.to_string()))]);
    Ok(asked.frame(title).page(middle))
}

fn place_of(asked: &Asked, of: &Place) -> Markup {
    let ticket = &of.ticket;
    let lives = matches!(ticket.state, State::Waiting | State::Called | State::Served);
    let number = ticket.number.to_string();
    let facts = [
        ("number", Fact::Text(number.clone())),
        ("ahead", Fact::Count(of.ahead as i64)),
        ("minutes", Fact::Count(of.minutes.unwrap_or_default().into())),
        ("counter", Fact::Text(ticket.counter.map(|c| c.to_string()).unwrap_or_default())),
    ];
    let (tone, says) = match (ticket.state, of.ahead) {
        (State::Called, _) => (Tone::Time, "hall.place.called"),
        (State::Served, _) => (Tone::Good, "hall.place.served"),
        (State::Waiting, 0) => (Tone::Time, "hall.place.next"),
        (State::Waiting, _) => (Tone::Info, "hall.place.ahead"),
        (State::Done, _) => (Tone::Good, "hall.place.done"),
        (State::Left, _) => (Tone::Quiet, "hall.place.left"),
    };
    let waits = match (ticket.state, of.minutes) {
        (State::Waiting, Some(_)) => rich(asked.lang, "hall.place.minutes", &facts),
        (State::Waiting, None) if of.open == 0 => rich(asked.lang, "hall.place.no_counter", &facts),
        (State::Waiting, None) => rich(asked.lang, "hall.place.unknown", &facts),
        (State::Called | State::Served | State::Done | State::Left, _) => html! {},
    };
    let rows = [
        (asked.say("hall.col.office", &[]), html! { (name_of(asked.lang, &of.office)) }),
        (asked.say("hall.col.matter", &[]), html! { (matter_name(asked, ticket.matter)) }),
    ];
    let rows: Vec<(&str, Markup)> = rows.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
    let body = html! {
        p class="sb-figure" { (number) }
        (pairs(&rows))
        p class="sb-small sb-soft sb-above" { (rich(asked.lang, "hall.place.passed", &[])) }
        p { (link(&format!("/hall/{}", of.office.id), &asked.say("hall.place.wall", &[]))) }
        @if ticket.state == State::Waiting && may_leave(asked, of) {
            (crate::look::inline_form(&format!("{}/leave", ticket_at(ticket.id)), &asked.new_key(), "", crate::look::submit_plain(&asked.say("hall.do.leave", &[]))))
        }
    };
    let goes_on = of
        .goes_on
        .map(|id| html! { (link(&ticket_at(id), &asked.say("hall.place.goes_on", &[]))) });
    let mut alert = Alert::new(tone, "place", asked.say(says, &facts)).body(waits);
    if let Some(on) = goes_on {
        alert = alert.actions(on);
    }
    let title = asked.say("hall.ticket.title", &facts);
    let poll = lives.then(|| ticket_at(ticket.id));
    html! {
        div hx-get=[poll.as_ref()] hx-trigger=[poll.as_ref().map(|_| "every 4s")] hx-swap="outerHTML" aria-live="polite" {
            @if lives { noscript { p class="sb-small" { a href=(ticket_at(ticket.id)) { (asked.say("hall.place.reload", &[])) } } } }
            (Heading::new(title).render())
            (stack(&[alert.render(), Panel::untitled("number", asked.say("hall.col.number", &[])).body(body).render()]))
        }
    }
}

fn may_leave(asked: &Asked, of: &Place) -> bool {
    of.ticket
        .employer
        .is_some_and(|whose| asked.caller.may_for(Permission::BookVisit, whose))
}
