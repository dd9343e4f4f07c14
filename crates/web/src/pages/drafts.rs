//! Drafts: what was typed and not filed. A form saves itself at every step, so that back, away and tomorrow all work.

use axum::response::Response;
use domain::ids::{DraftId, EmployerId};
use maud::{Markup, html};
use procedures::drafts::{drafts, drop_draft, keep, one};
use procedures::receipts::Draft;
use procedures::{Desk, Error, Permission};
use serde_json::Value;
use units::Fact;
use words::Moment;

use crate::body::Filled;
use crate::error::Failure;
use crate::look::{Column, Line, Panel, Table, Tone, form, link, status, submit_plain};
use crate::pages::employer::{Around, at};
use crate::route::Route;
use crate::{Asked, Typed};
use maud::Render;

/// The single increase.
pub(crate) const INCREASE: &str = "increase_form";
/// The single reduction.
pub(crate) const REDUCTION: &str = "reduction_form";
/// A reduction of people ticked on the roll.
pub(crate) const TICKED: &str = "reduction_ticked";

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::form(
        "/employers/{employer}/drafts/drop",
        Permission::FileIncrease,
        "Throws a draft away.",
        drop,
    )]
}

/// A new identifier of a draft: drawn here, so that a form that is sent twice saves one draft.
pub(crate) fn new_draft(asked: &Asked) -> DraftId {
    DraftId(asked.portal.agency().id())
}

/// Saves what was typed.
pub(crate) fn save(desk: &mut Desk, employer: EmployerId, id: DraftId, kind: &str, typed: &Typed) -> Result<(), Error> {
    keep(desk, employer, id, kind, &typed.kept())
}

/// What was typed, of a draft of this kind.
pub(crate) fn typed(desk: &mut Desk, employer: EmployerId, id: DraftId, kind: &str) -> Result<Typed, Error> {
    let draft = one(desk, employer, id)?;
    if draft.kind == kind {
        Ok(Typed::of_kept(&draft.body))
    } else {
        Err(Error::NotFound)
    }
}

/// The latest draft of a kind in which a field holds a value: whoever begins again goes on where it was left.
pub(crate) fn begun(
    desk: &mut Desk,
    employer: EmployerId,
    kind: &str,
    field: &str,
    value: &str,
) -> Result<Option<(DraftId, Typed)>, Error> {
    let of_kind = drafts(desk, employer)?.into_iter().filter(|d| d.kind == kind);
    let mut read = of_kind.map(|d| (d.id, Typed::of_kept(&d.body)));
    Ok(read.find(|(_, typed)| typed.get(field).trim() == value))
}

/// A step of a form whose draft was filed or thrown away meanwhile leads to the section, where what was filed stands.
pub(crate) fn or_section(asked: &Asked, section: &str, shown: Result<Response, Failure>) -> Result<Response, Failure> {
    match shown {
        Err(Failure::Procedure(Error::NotFound)) => Ok(asked.go(&at(asked.employer()?, section))),
        other => other,
    }
}

/// What a draft is and where it is gone on with.
pub(crate) fn words_of(asked: &Asked, employer: EmployerId, of: &Draft) -> (String, String) {
    let body: Value = serde_json::from_str(&of.body).unwrap_or_default();
    let text = |name: &str| {
        body[name]
            .as_str()
            .or_else(|| body[name][0].as_str())
            .unwrap_or_default()
            .to_owned()
    };
    let facts = [
        ("name", Fact::Text(text("name"))),
        (
            "count",
            Fact::Count(i64::try_from(body["p"].as_array().map_or(0, Vec::len)).unwrap_or(0)),
        ),
    ];
    let code = of.id.code();
    let (key, below) = match of.kind.as_str() {
        INCREASE => ("home.drafts.increase", format!("enrolments/new/terms?draft={code}")),
        REDUCTION => (
            "home.drafts.reduction",
            format!("reductions/single/{}?draft={code}", text("person")),
        ),
        TICKED => ("home.drafts.ticked", format!("reductions/ticked/{code}")),
        "increase" => ("home.drafts.increase", "enrolments".to_owned()),
        _queued => ("home.drafts.reduction", "reductions".to_owned()),
    };
    (asked.say(key, &facts), at(employer, &below))
}

/// The drafts of a section, each with the day on which it files itself and a way to throw it away. Nothing where there is none.
pub(crate) fn panel(asked: &Asked, around: &Around, kind: &str) -> Markup {
    let of_kind: Vec<&Draft> = around.matters.drafts.iter().filter(|d| d.kind.starts_with(kind)).collect();
    if of_kind.is_empty() {
        return html! {};
    }
    let word = |key: &str| asked.say(key, &[]);
    let columns = vec![
        Column::title(word("home.drafts.what")),
        Column::text(word("home.drafts.saved")).unbroken(),
        Column::text(word("home.drafts.state")),
        Column::text(word("home.drafts.drop")),
    ];
    let lines = of_kind.iter().map(|draft| Line::new(cells(asked, around, draft))).collect();
    Panel::new("drafts", word("home.drafts"))
        .flush()
        .body(html! { (Table::new(word("home.drafts"), columns).lines(lines)) })
        .render()
}

fn cells(asked: &Asked, around: &Around, draft: &Draft) -> Vec<Markup> {
    let (what, href) = words_of(asked, around.overview.employer.id, draft);
    let state = match draft.queued_for {
        Some(day) => status(Tone::Time, &asked.say("home.waiting.files_itself", &[("day", Fact::Day(day))])),
        None => status(Tone::Info, &asked.say("status.filing.draft", &[])),
    };
    let dropping = html! {
        input type="hidden" name="draft" value=(draft.id.code());
        input type="hidden" name="back" value=(if draft.kind.starts_with("increase") { "enrolments" } else { "reductions" });
        (submit_plain(&asked.say("home.drafts.drop", &[])))
    };
    vec![
        link(&href, &what),
        html! { (Moment::of(draft.made_at).written(asked.lang)) },
        state,
        form(&around.at("drafts/drop"), &asked.new_key(), dropping),
    ]
}

async fn drop(Filled { asked, typed }: Filled) -> Result<Response, Failure> {
    let employer = asked.employer()?;
    let id = DraftId::from_code(typed.get("draft")).map_err(|_| Failure::NoSuchPage)?;
    asked.act(move |desk| drop_draft(desk, employer, id)).await?;
    let back = if typed.get("back") == "enrolments" {
        "enrolments"
    } else {
        "reductions"
    };
    Ok(asked.go(&at(employer, back)))
}
