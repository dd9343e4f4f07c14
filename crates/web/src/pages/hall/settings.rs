//! The agency's own settings of a hall: hours and places of each matter, closures, counters.

use axum::response::{IntoResponse, Response};
use domain::hall::office::{Closure, Moment, Office, Session};
use domain::hall::{HallRefused, Matter};
use maud::{Markup, Render, html};
use procedures::call_next::hall_day;
use procedures::close_office::{close_office, lift_closure};
use procedures::hall::{OfficePlan, all_offices, office_plan};
use procedures::manage_office::set_hours;
use procedures::{Error, Permission};
use units::{Date, Fact};

use super::counter::menu;
use super::{address_of, end, matter_name, matters_served, name_of, office, office_of};
use crate::body::{At, Filled};
use crate::error::{Failure, unaccepted};
use crate::look::{
    Column, Crumb, Field, Heading, Line, OneOf, Panel, Problems, Table, Tone, actions, columns, empty, error_summary, form, inline_form,
    rich, stack, status, submit, submit_plain,
};
use crate::route::Route;
use crate::{Asked, FieldRefused, Typed};

pub(super) fn routes() -> Vec<Route> {
    let desk = Permission::ManageHall;
    vec![
        Route::page("/halls", desk, "The halls and their settings.", halls),
        Route::page("/halls/{office}", desk, "Hours, places, closures of a hall.", page),
        Route::form("/halls/{office}/hours", desk, "Sets the hours of a matter.", hours),
        Route::form(
            "/halls/{office}/closures",
            desk,
            "Closes a hall for a day and moves its appointments.",
            shut,
        ),
        Route::form("/halls/{office}/closures/lift", desk, "Lifts a closure.", lift),
    ]
}

async fn halls(asked: Asked) -> Result<Markup, Failure> {
    list(&asked, &Typed::default(), &Problems::new()).await
}

pub(super) async fn list(asked: &Asked, typed: &Typed, problems: &Problems) -> Result<Markup, Failure> {
    let all = asked.read(all_offices).await?;
    let title = asked.say("hall.menu.settings", &[]);
    let body = html! {
        @if all.is_empty() { (empty(rich(asked.lang, "hall.no_office", &[]), None)) }
        ul class="sb-tasks" {
            @for plan in &all { (listed(asked, plan)) }
        }
    };
    let panel = Panel::untitled("halls", title.clone()).body(body).render();
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "hall.settings.lead", &[]));
    let content = html! { (error_summary(asked.lang, problems)) (heading) (columns(panel, office::new_form(asked, typed, problems))) };
    let frame = asked.frame(title).wrong(!problems.is_empty());
    Ok(frame.menu(menu(asked, "/halls")).page(content))
}

fn listed(asked: &Asked, plan: &OfficePlan) -> Markup {
    let of = &plan.office;
    let end = plan.end.as_ref().map(|end| {
        let (tone, key) = match end.covers(asked.today) {
            true => (Tone::Quiet, "hall.end.gone"),
            false => (Tone::Time, "hall.end.comes"),
        };
        status(tone, &asked.say(key, &[("day", Fact::Day(end.from))]))
    });
    html! {
        li {
            a href=(format!("/halls/{}", of.id)) { (name_of(asked.lang, of)) }
            @if let Some(end) = end { " " (end) }
            small { (address_of(asked.lang, of)) }
        }
    }
}

async fn page(asked: Asked, At(part): At<String>) -> Result<Markup, Failure> {
    drawn(&asked, &part, &Typed::default(), &Problems::new()).await
}

pub(super) async fn drawn(asked: &Asked, part: &str, typed: &Typed, problems: &Problems) -> Result<Markup, Failure> {
    let id = office_of(part)?;
    let (plan, day) = asked.read(move |desk| Ok((office_plan(desk, id)?, hall_day(desk, id)?))).await?;
    let title = name_of(asked.lang, &plan.office).to_owned();
    let facts = [
        ("until", Fact::Text(plan.office.cash_until.to_string())),
        ("days", Fact::Count(plan.office.days_ahead.into())),
        ("counters", Fact::Count(day.counters.len() as i64)),
    ];
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "hall.settings.office", &facts));
    let main = stack(&[
        served(asked, &plan),
        hours_form(asked, &plan.office, typed, problems),
        office::counters(asked, &plan.office, &day.counters, typed, problems),
    ]);
    let side = stack(&[
        closures(asked, &plan),
        closure_form(asked, &plan, typed, problems),
        office::change_form(asked, &plan.office, typed, problems),
        end::panel(asked, &plan, typed, problems),
    ]);
    let trail = vec![
        Crumb::to(asked.say("hall.menu.settings", &[]), "/halls"),
        Crumb::here(title.clone()),
    ];
    let content = html! {
        (error_summary(asked.lang, problems))
        (heading)
        @if let Some(notice) = end::notice(asked, plan.end.as_ref()) { div class="sb-below" { (notice) } }
        (columns(main, side))
    };
    let frame = asked.frame(title).wrong(!problems.is_empty()).trail(trail);
    Ok(frame.menu(menu(asked, "/halls")).page(content))
}

fn served(asked: &Asked, plan: &OfficePlan) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let heads = vec![
        Column::title(word("hall.col.matter")),
        Column::text(word("hall.col.hours")).unbroken(),
        Column::figure(word("hall.col.capacity")),
    ];
    let lines = plan.sessions.iter().map(|s| {
        Line::new(vec![
            html! { (matter_name(asked, s.matter)) },
            html! { (s.starts) "–" (s.ends) },
            html! { @if s.capacity == 0 { (word("hall.walk_in_only")) } @else { (s.capacity) } },
        ])
    });
    let table = Table::new(word("hall.settings.hours"), heads).lines(lines.collect());
    Panel::new("hours", word("hall.settings.hours"))
        .flush()
        .body(table.render())
        .render()
}

fn hours_form(asked: &Asked, of: &Office, typed: &Typed, problems: &Problems) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let matters = matters_served(asked);
    let fields = html! {
        (Field::new(asked.lang, "matter", word("hall.col.matter")).typed(typed).problems(problems).select(Some(&word("hall.move.choose")), &matters))
        (Field::new(asked.lang, "hours", word("hall.col.hours")).hint(word("hall.settings.hours.hint")).typed(typed).problems(problems).textarea(3))
        (actions(submit(&word("hall.do.set_hours"))))
    };
    let action = format!("/halls/{}/hours", of.id);
    Panel::new("set", word("hall.settings.set"))
        .body(form(&action, &asked.same_key(typed), fields))
        .render()
}

fn closures(asked: &Asked, plan: &OfficePlan) -> Markup {
    let title = asked.say("hall.settings.closures", &[]);
    if plan.closures.is_empty() {
        let nothing = empty(rich(asked.lang, "hall.closures.none", &[]), None);
        return Panel::new("closures", title).body(nothing).render();
    }
    let body = html! {
        ul class="sb-tasks" {
            @for closure in &plan.closures {
                li {
                    span { (words::day(asked.lang, closure.day)) @if let Some(starts) = closure.starts { " " (starts) } }
                    (inline_form(&format!("/halls/{}/closures/lift", plan.office.id), &asked.new_key(), "", html! {
                        input type="hidden" name="day" value=(closure.day);
                        input type="hidden" name="starts" value=(closure.starts.map(|s| s.to_string()).unwrap_or_default());
                        (submit_plain(&asked.say("hall.do.lift", &[])))
                    }))
                    small { span lang="zh" { (closure.ground) } }
                }
            }
        }
    };
    Panel::new("closures", title).body(body).render()
}

fn closure_form(asked: &Asked, plan: &OfficePlan, typed: &Typed, problems: &Problems) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let mut starts: Vec<Moment> = plan.sessions.iter().map(|s| s.starts).collect();
    starts.sort_unstable();
    starts.dedup();
    let parts: Vec<OneOf> = starts.iter().map(|s| OneOf::new(s.to_string(), s.to_string())).collect();
    let fields = html! {
        (Field::new(asked.lang, "day", word("hall.col.day")).typed(typed).problems(problems).date())
        (Field::new(asked.lang, "starts", word("hall.closure.part")).typed(typed).problems(problems).select(Some(&word("hall.closure.all_day")), &parts))
        (Field::new(asked.lang, "ground", word("hall.closure.ground")).hint(word("hall.closure.ground.hint")).typed(typed).problems(problems).textarea(2))
        (actions(submit(&word("hall.do.shut"))))
    };
    let body = html! { p { (rich(asked.lang, "hall.closure.says", &[])) } (form(&format!("/halls/{}/closures", plan.office.id), &asked.same_key(typed), fields)) };
    Panel::new("shut", word("hall.closure.title")).body(body).render()
}

/// Lines such as `09:00-12:00 12`.
fn read_hours(matter: Matter, text: &str) -> Result<Vec<Session>, HallRefused> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let (hours, places) = line.split_once(char::is_whitespace).unwrap_or((line, "0"));
            let (from, to) = hours.split_once(['-', '–', '—']).ok_or(HallRefused::NoSuchHours)?;
            let capacity = places.trim().parse().map_err(|_| HallRefused::NoSuchHours)?;
            Session::new(matter, Moment::parse(from)?, Moment::parse(to)?, capacity)
        })
        .collect()
}

async fn hours(At(part): At<String>, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let id = office_of(&part)?;
    let mut problems = Problems::new();
    let label = |key: &str| asked.say(key, &[]);
    let matter = typed.one_of("matter", Matter::from_code);
    let matter = problems.take(asked.lang, "matter", &label("hall.col.matter"), matter);
    let read = matter.map(|matter| read_hours(matter, typed.get("hours")));
    let read = read.and_then(|read| problems.take(asked.lang, "hours", &label("hall.col.hours"), read));
    if let (Some(matter), Some(hours)) = (matter, read) {
        let key = asked.key(&typed)?;
        match asked.act(move |desk| set_hours(desk, &key, id, matter, &hours)).await {
            Ok(_) => return Ok(asked.go(&format!("/halls/{id}"))),
            Err(Failure::Procedure(Error::Refused(refused))) => {
                problems.add(asked.lang, "hours", &asked.say("hall.col.hours", &[]), refused.as_ref());
            }
            Err(other) => return Err(other),
        }
    }
    Ok(unaccepted(drawn(&asked, &part, &typed, &problems).await?).into_response())
}

fn part_of(typed: &Typed) -> Result<Option<Moment>, FieldRefused> {
    match typed.get("starts") {
        "" => Ok(None),
        text => Moment::parse(text).map(Some).map_err(|_| FieldRefused::NotOffered),
    }
}

async fn shut(At(part): At<String>, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let id = office_of(&part)?;
    let mut problems = Problems::new();
    let label = |key: &str| asked.say(key, &[]);
    let day = problems.take(asked.lang, "day", &label("hall.col.day"), typed.date("day"));
    let starts = problems.take(asked.lang, "starts", &label("hall.closure.part"), part_of(&typed));
    let ground = problems.take(asked.lang, "ground", &label("hall.closure.ground"), typed.text("ground", 200));
    if let (Some(day), Some(starts), Some(ground)) = (day, starts, ground) {
        let (key, closure) = (asked.key(&typed)?, Closure { day, starts, ground });
        match asked.act(move |desk| close_office(desk, &key, id, &closure)).await {
            Ok(_) => return Ok(asked.go(&format!("/halls/{id}"))),
            Err(Failure::Procedure(Error::Refused(refused))) => problems.add_to_form(asked.lang, refused.as_ref()),
            Err(other) => return Err(other),
        }
    }
    Ok(unaccepted(drawn(&asked, &part, &typed, &problems).await?).into_response())
}

async fn lift(At(part): At<String>, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let (id, key) = (office_of(&part)?, asked.key(&typed)?);
    let day: Date = typed.get("day").parse().map_err(|_| Failure::NoSuchPage)?;
    let starts = part_of(&typed).map_err(|_| Failure::NoSuchPage)?;
    let ground = String::new();
    let closure = Closure { day, starts, ground };
    asked.act(move |desk| lift_closure(desk, &key, id, &closure)).await?;
    Ok(asked.go(&format!("/halls/{id}")))
}
