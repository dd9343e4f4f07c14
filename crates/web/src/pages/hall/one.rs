//! One booked visit: when, where, the number, what to bring; cancel, move, check in; the entry for a calendar.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::hall::appointment::{Errand, State, Told};
use domain::hall::office::{Moment, Slot, SlotKey};
use domain::ids::EmployerId;
use maud::{Markup, Render, html};
use procedures::book_visit::{Booked, appointment, cancel_visit, move_visit};
use procedures::close_office::miss_visit;
use procedures::deadlines::{FeedEntry, calendar_feed};
use procedures::hall::slots_of;
use procedures::stand_in_line::check_in;
use procedures::visit::{Visit, visit};
use procedures::{Error, Permission};
use units::{Date, Fact};

use super::choose::{about, no_papers};
use super::{address_of, appointment_at, appointment_of, matter_name, name_of, page_of, state_word, ticket_at, when};
use crate::body::{At, Filled};
use crate::error::{Failure, unaccepted};
use crate::look::{
    Alert, Field, Heading, OneOf, Panel, Problems, Tone, actions, bullets, columns, error_summary, form, inline_form, link, pairs, rich,
    stack, submit, submit_destructive, submit_plain,
};
use crate::route::Route;
use crate::{Asked, FieldRefused, Typed};

pub(super) fn routes() -> Vec<Route> {
    let own = Permission::BookVisit;
    vec![
        Route::page("/appointments/{appointment}", Permission::SignedIn, "One booked visit.", page),
        Route::page(
            "/appointments/{appointment}/calendar.ics",
            Permission::SignedIn,
            "A booked visit as an entry for a calendar.",
            calendar,
        ),
        Route::form("/appointments/{appointment}/cancel", own, "Takes a booked visit back.", cancel),
        Route::form("/appointments/{appointment}/move", own, "Moves a booked visit.", moves),
        Route::form(
            "/appointments/{appointment}/check-in",
            Permission::TakeTicket,
            "The people of a booked visit came.",
            came,
        ),
        Route::form(
            "/appointments/{appointment}/miss",
            Permission::ServeHall,
            "Nobody came for a booked visit.",
            missed,
        ),
    ]
}

async fn page(asked: Asked, At(id): At<String>) -> Result<Markup, Failure> {
    drawn(&asked, &id, &Typed::default(), &Problems::new()).await
}

async fn drawn(asked: &Asked, id: &str, typed: &Typed, problems: &Problems) -> Result<Markup, Failure> {
    let id = appointment_of(id)?;
    let (of, about, slots) = asked
        .read(move |desk| {
            let of = appointment(desk, id)?;
            let about = visit(desk, of.appointment.employer, of.appointment.slot.matter, of.appointment.errand)?;
            let slots = slots_of(desk, of.appointment.office, of.appointment.slot.matter)?;
            Ok((of, about, slots))
        })
        .await?;
    let number = of.appointment.number.map(|n| n.to_string()).unwrap_or_default();
    let facts = [
        ("number", Fact::Text(number)),
        ("when", Fact::Text(when(asked, &of.appointment.slot, of.ends))),
        ("before", Fact::Count(of.before as i64)),
    ];
    let key = match (of.appointment.state, of.before) {
        (State::Confirmed | State::Arrived, _) => "hall.one.title",
        (State::Waiting, _) => "hall.one.title.waiting",
        (State::Cancelled | State::Missed | State::Displaced | State::Lapsed, _) => "hall.one.title.ended",
    };
    let title = asked.say(key, &facts);
    let heading = Heading::new(title.clone()).status(state_word(asked, of.appointment.state));
    let mut parts = Vec::new();
    parts.extend(told(asked, &of));
    parts.push(what(asked, &of));
    parts.push(bring(asked, of.appointment.employer, &about));
    let content = html! {
        (error_summary(asked.lang, problems))
        (heading)
        (columns(stack(&parts), side(asked, &of, &slots, typed, problems)))
    };
    let frame = asked.frame(title).wrong(!problems.is_empty());
    let employer = of.appointment.employer;
    if asked.caller.may_for(Permission::BookVisit, employer) {
        let around = asked.read(move |desk| crate::pages::employer::Around::look(desk, employer)).await?;
        let trail = around.trail(
            asked,
            "appointments",
            of.appointment.number.map_or_else(String::new, |n| n.to_string()),
        );
        let title = asked.say(key, &facts);
        return Ok(around
            .frame(asked, "appointments", title)
            .wrong(!problems.is_empty())
            .trail(trail)
            .page(content));
    }
    Ok(frame.menu(super::counter::menu(asked, "")).page(content))
}

/// What the agency changed, and why.
fn told(asked: &Asked, of: &Booked) -> Option<Markup> {
    let ended = matches!(of.appointment.state, State::Displaced);
    match of.appointment.told.as_ref()? {
        Told::Filled => {
            let alert = Alert::new(Tone::Good, "told", asked.say("hall.told.filled", &[]));
            Some(alert.body(rich(asked.lang, "hall.told.filled.says", &[])).render())
        }
        Told::Closed { from, ground } => {
            let facts = [
                ("ground", Fact::Text(ground.clone())),
                ("from", Fact::Text(when(asked, from, of.ends))),
                ("to", Fact::Text(when(asked, &of.appointment.slot, of.ends))),
            ];
            let (title, says) = if ended {
                ("hall.told.turned_away", "hall.told.turned_away.says")
            } else {
                ("hall.told.moved", "hall.told.moved.says")
            };
            let alert = Alert::new(Tone::Time, "told", asked.say(title, &[]));
            Some(alert.body(rich(asked.lang, says, &facts)).render())
        }
    }
}

fn what(asked: &Asked, of: &Booked) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let names: Vec<&str> = of.employers.iter().map(|(_, name)| name.as_str()).collect();
    let rows = [
        (word("hall.col.when"), html! { (when(asked, &of.appointment.slot, of.ends)) }),
        (
            word("hall.col.office"),
            html! { (name_of(asked.lang, &of.office)) br; span class="sb-small sb-soft" { (address_of(asked.lang, &of.office)) } },
        ),
        (word("hall.col.matter"), html! { (matter_name(asked, of.appointment.slot.matter)) }),
        (
            word("hall.col.employer"),
            html! { span lang="zh" { (words::join(words::Lang::Zh, &names)) } },
        ),
        (word("hall.col.visitor"), html! { span lang="zh" { (of.appointment.visitor) } }),
    ];
    let rows: Vec<(&str, Markup)> = rows.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
    let body = html! {
        @if let Some(number) = of.appointment.number { p class="sb-figure" { (number.to_string()) } }
        (pairs(&rows))
        @if of.appointment.state == State::Waiting { p { (rich(asked.lang, "hall.waits.before", &[("before", Fact::Count(of.before as i64))])) } }
        p class="sb-small sb-soft sb-above" { (rich(asked.lang, "hall.one.rules", &[("until", Fact::Text(of.office.cash_until.to_string()))])) }
        p { (link(&format!("{}/calendar.ics", appointment_at(of.appointment.id)), &word("hall.one.calendar"))) }
    };
    Panel::new("what", word("hall.one.what")).body(body).render()
}

/// The case that the visit is for, and the papers to bring.
fn bring(asked: &Asked, whose: EmployerId, of: &Visit) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let at = page_of(whose, of.errand);
    let papers: Vec<Markup> = of.papers.iter().map(|paper| html! { (word(&of.paper_key(paper))) }).collect();
    let body = html! {
        p { b { (about(asked, of)) } }
        @if let Some(at) = at { p { (link(&at, &word("hall.do.open_case"))) } }
        @if papers.is_empty() { p { (no_papers(asked, of)) } } @else { (bullets(&papers)) }
        @if matches!(of.errand, Errand::BackPayment(_)) { p class="sb-small sb-soft" { (rich(asked.lang, "hall.papers.lists", &[])) } }
    };
    Panel::new("papers", word("hall.papers")).body(body).render()
}

fn side(asked: &Asked, of: &Booked, slots: &[Slot], typed: &Typed, problems: &Problems) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let base = appointment_at(of.appointment.id);
    let may = of.employers.iter().any(|(id, _)| asked.caller.may_for(Permission::BookVisit, *id));
    let mut parts = Vec::new();
    if let Some(ticket) = of.ticket {
        let body = html! { p { (link(&ticket_at(ticket), &word("hall.one.place"))) } };
        parts.push(Panel::new("line", word("hall.one.line")).body(body).render());
    }
    let is_today = of.appointment.slot.day == asked.today;
    if of.appointment.state == State::Confirmed && is_today {
        let body = html! {
            p { (rich(asked.lang, "hall.check_in.says", &[])) }
            (form(&format!("{base}/check-in"), &asked.new_key(), actions(submit(&word("hall.check_in")))))
        };
        parts.push(Panel::new("came", word("hall.check_in.title")).body(body).render());
        if !may {
            let gone = inline_form(&format!("{base}/miss"), &asked.new_key(), "", submit_plain(&word("hall.do.missed")));
            parts.push(Panel::new("missed", word("hall.missed.title")).body(gone).render());
        }
    }
    if may && of.appointment.state == State::Confirmed {
        parts.push(elsewhere(asked, of, slots, typed, problems));
    }
    if may && matches!(of.appointment.state, State::Confirmed | State::Waiting) {
        let body = html! {
            p { (rich(asked.lang, "hall.cancel.says", &[])) }
            (form(&format!("{base}/cancel"), &asked.new_key(), actions(submit_destructive(&word("hall.do.cancel")))))
        };
        parts.push(Panel::new("cancel", word("hall.cancel.title")).body(body).render());
    }
    stack(&parts)
}

fn elsewhere(asked: &Asked, of: &Booked, slots: &[Slot], typed: &Typed, problems: &Problems) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let free: Vec<OneOf> = slots
        .iter()
        .filter(|s| s.left() > 0 && s.key != of.appointment.slot)
        .map(|s| {
            let left = asked.say("hall.slot.left", &[("left", Fact::Count(s.left().into()))]);
            let text = format!("{} · {left}", when(asked, &s.key, Some(s.ends)));
            OneOf::new(format!("{}T{}", s.key.day, s.key.starts), text)
        })
        .collect();
    let fields = html! {
        (Field::new(asked.lang, "slot", word("hall.move.to")).typed(typed).problems(problems).select(Some(&word("hall.move.choose")), &free))
        (actions(submit(&word("hall.do.move"))))
    };
    let action = format!("{}/move", appointment_at(of.appointment.id));
    Panel::new("move", word("hall.move.title"))
        .body(form(&action, &asked.same_key(typed), fields))
        .render()
}

/// The page again with what was refused, or on to where it leads.
async fn answered<T>(asked: &Asked, id: &str, done: Result<T, Failure>, to: impl FnOnce(T) -> String) -> Result<Response, Failure> {
    match done {
        Ok(done) => Ok(asked.go(&to(done))),
        Err(Failure::Procedure(Error::Refused(refused))) => {
            let mut problems = Problems::new();
            problems.add_to_form(asked.lang, refused.as_ref());
            Ok(unaccepted(drawn(asked, id, &Typed::default(), &problems).await?).into_response())
        }
        Err(other) => Err(other),
    }
}

async fn cancel(At(part): At<String>, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let (id, key) = (appointment_of(&part)?, asked.key(&typed)?);
    let done = asked.act(move |desk| cancel_visit(desk, &key, id)).await;
    answered(&asked, &part, done, |_| appointment_at(id)).await
}

async fn moves(At(part): At<String>, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let (id, key) = (appointment_of(&part)?, asked.key(&typed)?);
    let read = typed.get("slot").split_once('T');
    let slot = read.and_then(|(day, starts)| day.parse::<Date>().ok().zip(Moment::parse(starts).ok()));
    let mut problems = Problems::new();
    let slot = problems.take(
        asked.lang,
        "slot",
        &asked.say("hall.move.to", &[]),
        slot.ok_or(FieldRefused::Required),
    );
    let Some((day, starts)) = slot else {
        return Ok(unaccepted(drawn(&asked, &part, &typed, &problems).await?).into_response());
    };
    let done = asked
        .act(move |desk| {
            let matter = appointment(desk, id)?.appointment.slot.matter;
            move_visit(desk, &key, id, SlotKey { day, starts, matter })
        })
        .await;
    answered(&asked, &part, done, |_| appointment_at(id)).await
}

async fn came(At(part): At<String>, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let (id, key) = (appointment_of(&part)?, asked.key(&typed)?);
    let serves = asked.caller.may(Permission::ServeHall);
    let done = asked.act(move |desk| check_in(desk, &key, id)).await;
    let to = |ticket| if serves { super::counter::home(&asked) } else { ticket_at(ticket) };
    answered(&asked, &part, done, to).await
}

async fn missed(At(part): At<String>, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let (id, key) = (appointment_of(&part)?, asked.key(&typed)?);
    let done = asked.act(move |desk| miss_visit(desk, &key, id)).await;
    answered(&asked, &part, done, |_| super::counter::home(&asked)).await
}

async fn calendar(asked: Asked, At(part): At<String>) -> Result<Response, Failure> {
    let id = appointment_of(&part)?;
    let of = asked.read(move |desk| appointment(desk, id)).await?;
    let number = of.appointment.number.map(|n| n.to_string()).unwrap_or_default();
    let facts = [
        ("number", Fact::Text(number)),
        ("when", Fact::Text(when(&asked, &of.appointment.slot, of.ends))),
        ("office", Fact::Text(name_of(asked.lang, &of.office).to_owned())),
        ("address", Fact::Text(address_of(asked.lang, &of.office).to_owned())),
    ];
    let entry = FeedEntry {
        uid: format!("{}@{}", of.appointment.id, asked.portal.agency().book().region().replace('/', ".")),
        on: of.appointment.slot.day,
        summary: asked.say("hall.calendar.summary", &facts),
        description: asked.say("hall.calendar.says", &facts),
        url: appointment_at(of.appointment.id),
    };
    let feed = calendar_feed(&asked.say("hall.appointments.title", &[]), asked.now, &[entry]);
    let kind = HeaderValue::from_static("text/calendar; charset=utf-8");
    let name = HeaderValue::from_static("inline; filename=\"appointment.ics\"");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], feed).into_response())
}
