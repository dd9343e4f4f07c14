//! Offices and their counters as the agency sets them: opened, changed, what is done at which counter.

use axum::response::{IntoResponse, Response};
use domain::hall::Matter;
use domain::hall::office::{Moment, Office, OfficeKind};
use domain::hall::ticket::Counter;
use maud::{Markup, Render, html};
use procedures::manage_office::{OfficeAsk, change_office, open_office, set_counter};
use procedures::{Error, Permission};
use units::Fact;

use super::{matter_name, matters_served, office_of, settings};
use crate::body::{At, Filled};
use crate::error::{Failure, unaccepted};
use crate::look::{Column, Field, Line, OneOf, Panel, Problems, Table, Tone, actions, empty, form, rich, status, submit};
use crate::route::Route;
use crate::{Asked, Typed};

pub(super) fn routes() -> Vec<Route> {
    let desk = Permission::ManageHall;
    vec![
        Route::form("/halls", desk, "Opens an office.", open),
        Route::form("/halls/{office}", desk, "Changes name, place and limits of an office.", change),
        Route::form("/halls/{office}/counters", desk, "Sets what is done at a counter.", counter),
    ]
}

/// Longest name and address.
const LONG: usize = 80;
/// So many working days ahead at most.
const FAR: u32 = 60;

/// The fields of an office: as typed, else as it stands.
fn fields(asked: &Asked, of: Option<&Office>, typed: &Typed, problems: &Problems) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let now = |name: &str, stands: Option<String>| match typed.get(name) {
        "" => stands.unwrap_or_default(),
        typed => typed.to_owned(),
    };
    let field = |name: &'static str, key: &str, stands: Option<String>| {
        Field::new(asked.lang, name, word(key)).value(now(name, stands)).problems(problems)
    };
    let kinds =
        [OfficeKind::Centre, OfficeKind::SubCentre].map(|kind| OneOf::new(kind.code(), word(&format!("hall.office.{}", kind.code()))));
    html! {
        (field("name", "hall.office.name", of.map(|of| of.name[0].clone())).text(30))
        (field("name_en", "hall.office.name_en", of.map(|of| of.name[1].clone())).text(30))
        (field("address", "hall.office.address", of.map(|of| of.address[0].clone())).text(30))
        (field("address_en", "hall.office.address_en", of.map(|of| of.address[1].clone())).text(30))
        (field("kind", "hall.office.kind", of.map(|of| of.kind.code().to_owned())).radios(&kinds))
        (field("cash_until", "hall.office.cash_until", of.map(|of| of.cash_until.to_string())).hint(word("hall.office.cash_until.hint")).text(5))
        (field("days_ahead", "hall.office.days_ahead", of.map(|of| of.days_ahead.to_string())).text(3))
    }
}

/// The form that opens an office.
pub(super) fn new_form(asked: &Asked, typed: &Typed, problems: &Problems) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let body = html! { (fields(asked, None, typed, problems)) (actions(submit(&word("hall.office.do.open")))) };
    Panel::new("open", word("hall.office.open"))
        .body(form("/halls", &asked.same_key(typed), body))
        .render()
}

/// The form that changes one, folded away: it is seldom needed.
pub(super) fn change_form(asked: &Asked, of: &Office, typed: &Typed, problems: &Problems) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let body = html! { (fields(asked, Some(of), typed, problems)) (actions(submit(&word("hall.office.do.change")))) };
    let open = !problems.is_empty() && !typed.get("cash_until").is_empty();
    let folded = html! {
        details class="govuk-details" open[open] {
            summary class="govuk-details__summary" { span class="govuk-details__summary-text" { (word("hall.office.change")) } }
            (form(&format!("/halls/{}", of.id), &asked.same_key(typed), body))
        }
    };
    Panel::new("office", word("hall.office.title")).body(folded).render()
}

/// The counters with what is done there, and a form for one.
pub(super) fn counters(asked: &Asked, of: &Office, all: &[Counter], typed: &Typed, problems: &Problems) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let heads = vec![
        Column::title(word("till.col.counter")),
        Column::text(word("hall.counters.matters")).whole(),
        Column::text(word("hall.col.state")),
    ];
    let lines = all.iter().map(|counter| {
        let names: Vec<String> = counter.matters.iter().map(|m| matter_name(asked, *m)).collect();
        let state = match &counter.officer {
            Some((_, name)) => status(Tone::Good, name),
            None => status(Tone::Quiet, &word(&format!("hall.counter.{}", counter.state.code()))),
        };
        Line::new(vec![html! { (counter.number) }, html! { (words::join(asked.lang, &names)) }, state])
    });
    let matters = matters_served(asked);
    let next = all.iter().map(|counter| counter.number).max().unwrap_or(0) + 1;
    let number = match typed.get("number") {
        "" => next.to_string(),
        typed => typed.to_owned(),
    };
    let body = html! {
        (Field::new(asked.lang, "number", word("hall.counters.number")).hint(word("hall.counters.number.hint")).value(number).problems(problems).text(3))
        (Field::new(asked.lang, "matters", word("hall.counters.matters")).problems(problems).checkboxes(&matters, typed.all("matters")))
        (actions(submit(&word("hall.counters.do"))))
    };
    let table = Table::new(word("hall.counters"), heads).lines(lines.collect());
    let set = form(&format!("/halls/{}/counters", of.id), &asked.same_key(typed), body);
    html! {
        @if all.is_empty() { (Panel::new("counters", word("hall.counters")).body(empty(rich(asked.lang, "hall.counters.none", &[]), None)).render()) }
        @else { (Panel::new("counters", word("hall.counters")).flush().body(table.render()).render()) }
        (Panel::new("counter", word("hall.counters.set")).body(set).render())
    }
}

/// What was typed of an office.
fn read(asked: &Asked, typed: &Typed, problems: &mut Problems) -> Option<OfficeAsk> {
    let lang = asked.lang;
    let mut text = |name: &str, key: &str| problems.take(lang, name, &asked.say(key, &[]), typed.text(name, LONG));
    let name = [text("name", "hall.office.name"), text("name_en", "hall.office.name_en")];
    let address = [text("address", "hall.office.address"), text("address_en", "hall.office.address_en")];
    let kind = typed.one_of("kind", OfficeKind::from_code);
    let kind = problems.take(lang, "kind", &asked.say("hall.office.kind", &[]), kind);
    let until = Moment::parse(typed.get("cash_until"));
    let cash_until = problems.take(lang, "cash_until", &asked.say("hall.office.cash_until", &[]), until);
    let ahead = typed.count("days_ahead");
    let days_ahead = problems.take(lang, "days_ahead", &asked.say("hall.office.days_ahead", &[]), ahead);
    let ([Some(zh), Some(en)], [Some(at_zh), Some(at_en)]) = (name, address) else {
        return None;
    };
    Some(OfficeAsk {
        name: [zh, en],
        address: [at_zh, at_en],
        kind: kind?,
        cash_until: cash_until?,
        days_ahead: days_ahead?.min(FAR),
    })
}

async fn open(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let mut problems = Problems::new();
    if let Some(ask) = read(&asked, &typed, &mut problems) {
        let key = asked.key(&typed)?;
        match asked.act(move |desk| open_office(desk, &key, &ask)).await {
            Ok(id) => return Ok(asked.go(&format!("/halls/{id}"))),
            Err(Failure::Procedure(Error::Refused(refused))) => problems.add_to_form(asked.lang, refused.as_ref()),
            Err(other) => return Err(other),
        }
    }
    Ok(unaccepted(settings::list(&asked, &typed, &problems).await?).into_response())
}

async fn change(At(part): At<String>, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let id = office_of(&part)?;
    let mut problems = Problems::new();
    if let Some(ask) = read(&asked, &typed, &mut problems) {
        let key = asked.key(&typed)?;
        match asked.act(move |desk| change_office(desk, &key, id, &ask)).await {
            Ok(_) => return Ok(asked.go(&format!("/halls/{id}"))),
            Err(Failure::Procedure(Error::Refused(refused))) => problems.add_to_form(asked.lang, refused.as_ref()),
            Err(other) => return Err(other),
        }
    }
    Ok(unaccepted(settings::drawn(&asked, &part, &typed, &problems).await?).into_response())
}

async fn counter(At(part): At<String>, Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let id = office_of(&part)?;
    let mut problems = Problems::new();
    let number = problems.take(asked.lang, "number", &asked.say("hall.counters.number", &[]), typed.count("number"));
    let matters: Vec<Matter> = typed.all("matters").iter().filter_map(|code| Matter::from_code(code)).collect();
    if let Some(number) = number {
        let key = asked.key(&typed)?;
        match asked.act(move |desk| set_counter(desk, &key, id, number, &matters)).await {
            Ok(_) => return Ok(asked.go(&format!("/halls/{id}"))),
            Err(Failure::Procedure(Error::Refused(refused))) => {
                let label = asked.say("hall.counters.number", &[("counter", Fact::Count(number.into()))]);
                problems.add(asked.lang, "number", &label, refused.as_ref());
            }
            Err(other) => return Err(other),
        }
    }
    Ok(unaccepted(settings::drawn(&asked, &part, &typed, &problems).await?).into_response())
}
