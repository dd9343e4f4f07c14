//! Bills: the draft, the list, one with its lines, why a line is what it is.

mod why;
mod wire;

use axum::Json;
use axum::http::Method;
use domain::bill::BillKind;
use domain::ids::PersonId;
use procedures::Permission;
use procedures::bills::{bill_page, bills};
use procedures::draft_bill::draft_bill;
use procedures::explain_bill::{explain_bill, explain_draft};
use units::Month;

use self::why::ExplainedJson;
pub(super) use self::why::GroundJson;
use self::wire::{BillJson, BillPageJson, BillsJson, DraftJson};
use crate::body::{At, Searched};
use crate::error::Failure;
use crate::route::Route;
use crate::{Asked, Doc, Typed};

pub(crate) fn routes() -> Vec<Route> {
    let view = Permission::ViewBills;
    let doc = || Doc::new("bills");
    let kind = "Which bill of the month: regular (without it), difference-1, correction-2.";
    vec![
        Route::api(
            Method::GET,
            "/api/employers/{employer}/draft-bill",
            view,
            "The bill of the month that changes alter now, as it stands.",
            doc().answers::<DraftJson>(200),
            draft,
        ),
        Route::api(
            Method::GET,
            "/api/employers/{employer}/draft-bill/why/{person}",
            view,
            "Why a line of the draft is what it is.",
            doc().answers::<ExplainedJson>(200),
            why_draft,
        ),
        Route::api(
            Method::GET,
            "/api/employers/{employer}/bills",
            view,
            "The bills of an employer, newest month first.",
            doc().answers::<BillsJson>(200),
            list,
        ),
        Route::api(
            Method::GET,
            "/api/employers/{employer}/bills/{month}",
            view,
            "A bill with its lines.",
            doc().query("kind", kind).answers::<BillPageJson>(200),
            one,
        ),
        Route::api(
            Method::GET,
            "/api/employers/{employer}/bills/{month}/why/{person}",
            view,
            "Why a line of a bill is what it is.",
            doc().query("kind", kind).answers::<ExplainedJson>(200),
            why_bill,
        ),
    ]
}

/// The month in an address.
pub(super) fn month_of(part: &str) -> Result<Month, Failure> {
    Month::parse(part).map_err(|_| Failure::NoSuchPage)
}

fn person_of(part: &str) -> Result<PersonId, Failure> {
    PersonId::from_code(part).map_err(|_| Failure::NoSuchPage)
}

fn kind_of(typed: &Typed) -> Result<BillKind, Failure> {
    match typed.get("kind") {
        "" => Ok(BillKind::Regular),
        slug => BillKind::from_slug(slug).ok_or(Failure::NoSuchPage),
    }
}

/// Whether the caller acts for the employer in the address, and sees its people's names in full.
fn in_full(asked: &Asked) -> bool {
    asked.caller.employers().any(|(e, _)| Some(e) == asked.employer)
}

async fn draft(asked: Asked) -> Result<Json<DraftJson>, Failure> {
    let who = asked.employer()?;
    let found = asked.read(move |desk| draft_bill(desk, who)).await?;
    Ok(Json(DraftJson::of(&found, in_full(&asked))))
}

async fn list(asked: Asked) -> Result<Json<BillsJson>, Failure> {
    let who = asked.employer()?;
    let found = asked.read(move |desk| bills(desk, who)).await?;
    Ok(Json(BillsJson {
        items: found.iter().map(|(bill, state)| BillJson::of(bill, *state)).collect(),
    }))
}

async fn one(asked: Asked, At((_, month)): At<(String, String)>, Searched(typed): Searched) -> Result<Json<BillPageJson>, Failure> {
    let (who, month, kind) = (asked.employer()?, month_of(&month)?, kind_of(&typed)?);
    let found = asked.read(move |desk| bill_page(desk, who, month, kind)).await?;
    Ok(Json(BillPageJson::of(&found, in_full(&asked))))
}

async fn why_draft(asked: Asked, At((_, person)): At<(String, String)>) -> Result<Json<ExplainedJson>, Failure> {
    let (who, line) = (asked.employer()?, person_of(&person)?);
    let found = asked.read(move |desk| explain_draft(desk, who, line)).await?;
    Ok(Json(ExplainedJson::from(&found)))
}

async fn why_bill(
    asked: Asked,
    At((_, month, person)): At<(String, String, String)>,
    Searched(typed): Searched,
) -> Result<Json<ExplainedJson>, Failure> {
    let (who, month, kind, line) = (asked.employer()?, month_of(&month)?, kind_of(&typed)?, person_of(&person)?);
    let found = asked.read(move |desk| explain_bill(desk, who, month, kind, line)).await?;
    Ok(Json(ExplainedJson::from(&found)))
}
