//! The queues of the desks, by the day on which a case is due; the form for a paper that is taken in; the list that is handed back.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::ids::CaseId;
use domain::registry::masked_number;
use maud::{Markup, Render, html};
use procedures::counter_cases::{CounterCase, done, one, queue};
use procedures::record::InFull;
use procedures::{Desk, Error, Permission};
use serde_json::json;
use units::Fact;
use words::Lang;

use super::{address, may, state};
use crate::Asked;
use crate::body::At;
use crate::error::Failure;
use crate::look::{Column, Heading, Line, LineMark, Menu, Panel, Table, button_small, empty, identity, link, rich, stack};
use crate::pages::collection;
use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::page(
            "/desks/employment-filing",
            Permission::ConfirmEmployment,
            "Ends of employment that wait for confirmation.",
            employment_filing,
        ),
        Route::page(
            "/desks/collection/reductions",
            Permission::CounterReduction,
            "Counter reductions that wait for the collection desk.",
            reductions,
        ),
        Route::page(
            "/cases/{employer}/{case}/returned-list.pdf",
            Permission::ViewEmployer,
            "The list that is handed back after a counter reduction.",
            returned_list,
        ),
    ]
}

/// The menu of the desk whose officer looks; the employer's own page has none.
pub(super) fn menu(asked: &Asked) -> Option<Menu> {
    if may(asked, Permission::ConfirmEmployment) {
        return Some(asked.desk_menu("employment-filing", vec![], "/desks/employment-filing"));
    }
    may(asked, Permission::CounterReduction).then(|| collection::menu(asked, REDUCTIONS))
}

/// The queue of the employment filing desk.
pub(super) const FILING: &str = "/desks/employment-filing";

pub(super) const REDUCTIONS: &str = "/desks/collection/reductions";

async fn employment_filing(asked: Asked) -> Result<Markup, Failure> {
    let (waiting, moved) = asked
        .read(|desk| Ok((queue(desk, &["filed"])?, queue(desk, &["confirmed"])?)))
        .await?;
    let count = Fact::Count(i64::try_from(waiting.len()).unwrap_or(i64::MAX));
    let title = asked.say("cases.employment.title", &[("n", count)]);
    let heading = Heading::new(title.clone()).lead(rich(asked.lang, "cases.employment.lead", &[]));
    let parts = [
        table(&asked, "waiting", "cases.queue.waiting", &waiting, "cases.employment.empty"),
        table(&asked, "moved", "cases.queue.confirmed", &moved, "cases.queue.none"),
    ];
    let content = html! { (heading.render()) (stack(&parts)) };
    let menu = asked.desk_menu("employment-filing", vec![], "/desks/employment-filing");
    Ok(asked.frame(title).menu(menu).page(content))
}

async fn reductions(asked: Asked) -> Result<Markup, Failure> {
    let (waiting, before, entered) = asked
        .read(|desk| {
            let waiting = queue(desk, &["confirmed", "exception_noted", "exception_granted"])?;
            Ok((waiting, queue(desk, &["filed", "sent_back"])?, done(desk)?))
        })
        .await?;
    let count = Fact::Count(i64::try_from(waiting.len()).unwrap_or(i64::MAX));
    let title = asked.say("cases.collection.title", &[("n", count)]);
    let heading = Heading::new(title.clone())
        .lead(rich(asked.lang, "cases.collection.lead", &[]))
        .actions(button_small(
            "/desks/collection/reductions/new",
            &asked.say("cases.take_in", &[]),
            Some("N"),
        ));
    let parts = [
        table(&asked, "waiting", "cases.queue.waiting", &waiting, "cases.collection.empty"),
        table(&asked, "before", "cases.queue.before", &before, "cases.queue.none"),
        table(&asked, "done", "cases.queue.entered", &entered, "cases.queue.none"),
    ];
    let content = html! { (heading.render()) (stack(&parts)) };
    Ok(asked.frame(title).menu(collection::menu(&asked, REDUCTIONS)).page(content))
}

fn table(asked: &Asked, id: &str, title: &str, cases: &[CounterCase], nothing: &str) -> Markup {
    let word = |key: &str| asked.say(key, &[]);
    let heads = vec![
        Column::title(word("cases.person")),
        Column::text(word("cases.employer")),
        Column::text(word("cases.reason")),
        Column::text(word("cases.end_date")).unbroken(),
        Column::text(word("cases.due")).unbroken(),
        Column::text(word("cases.state")),
        Column::text(word("cases.note")).whole_labelled(),
    ];
    let lines = cases.iter().map(|one| line(asked, one)).collect();
    let body = match cases.is_empty() {
        true => empty(rich(asked.lang, nothing, &[]), None),
        false => Table::new(word(title), heads).lines(lines).walked().render(),
    };
    Panel::new(id, word(title)).flush().body(body).render()
}

fn line(asked: &Asked, of: &CounterCase) -> Line {
    let note = match (&of.locked, of.case.state.is_final()) {
        (Some(locked), false) => words::tell(asked.lang, locked),
        (_, _) => String::new(),
    };
    let overdue = asked.today > of.opened.due_on && !of.case.state.is_final();
    let line = Line::new(vec![
        html! { (link(&address(of.opened.employer, of.opened.id), &of.person.name)) " " (identity(&masked_number(&of.person.number))) },
        html! { (of.employer.name) },
        html! { (of.line.reason) " " (asked.say(&format!("reason.{}", of.line.reason), &[])) },
        html! { (words::day_iso(of.ended_on())) },
        html! { (words::day_short(asked.lang, of.opened.due_on)) },
        state(asked.lang, &of.case),
        html! { (note) },
    ]);
    if overdue { line.mark(LineMark::Bad) } else { line }
}

/// 变动回执清单: what the office hands back once it entered a paper.
async fn returned_list(asked: Asked, At((_, case)): At<(String, String)>) -> Result<Response, Failure> {
    let employer = asked.employer()?;
    let id = CaseId::from_code(&case).map_err(|_| Failure::NoSuchPage)?;
    let look = move |desk: &mut Desk| {
        let of = one(desk, employer, id)?;
        let number = InFull::of_employer(desk, employer)?.number(&of.person);
        Ok((of, number))
    };
    let (of, number) = asked.read(look).await?;
    let Some(entered) = of.steps.iter().find(|step| step.event == "enter") else {
        return Err(Failure::Procedure(Error::NotFound));
    };
    let zh = |key: &str| words::say(Lang::Zh, key, &[]);
    let reason = format!("{} {}", of.line.reason, zh(&format!("reason.{}", of.line.reason)));
    let medical = of
        .line
        .medical_reason
        .map(|code| format!("M{code} {}", zh(&format!("reason.M{code}"))));
    let month = entered.month.map(|m| m.to_string());
    let second = of
        .steps
        .iter()
        .find(|step| step.event == "confirm")
        .map(|step| step.by_name.clone());
    let values = json!({
        "employer": {
            "name": of.employer.name,
            "credit_code": of.employer.credit_code,
            "registration_number": of.employer.id.code(),
            "district": of.employer.district,
            "agency": asked.portal.name(Lang::Zh),
        },
        "contact": {},
        "filed_on": of.opened.filed_on.to_string(),
        "made_on": entered.on_date.to_string(),
        "number": of.receipt,
        "accepted_on": of.opened.filed_on.to_string(),
        "closed_on": entered.on_date.to_string(),
        "groups": [zh("group.three"), zh("group.medical_with_maternity")],
        "lines": [{
            "name": of.person.name,
            "id_number": number,
            "change": zh("cases.list.reduced"),
            "last_month": [month, month],
            "reason": [reason, medical],
            "result": [zh("cases.list.imported"), zh("cases.list.imported")],
            "note": "",
        }],
        "officers": { "first": second, "second": entered.by_name },
    });
    let bytes = asked.portal.form("returned_list", values).await?;
    let name = HeaderValue::from_str(&format!("inline; filename=\"returned-list-{}.pdf\"", of.receipt)).map_err(|_| Failure::Bug)?;
    let kind = HeaderValue::from_static("application/pdf");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], bytes).into_response())
}
