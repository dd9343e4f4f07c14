//! The monthly declaration: declare a month from the roll as it was seen, and what was declared.

use axum::Json;
use axum::http::Method;
use axum::response::Response;
use domain::declaration::Declaration;
use procedures::Permission;
use procedures::declare_month::{declarations, declare_month};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::bills::month_of;
use super::wire::{AcceptedJson, Day, MonthCode, Yuan};
use crate::body::{Ask, At};
use crate::error::{Failure, created};
use crate::route::Route;
use crate::{Asked, Doc};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::api(
            Method::GET,
            "/api/employers/{employer}/declarations/{month}",
            Permission::ViewBills,
            "What was declared for a month, oldest first; the last one stands.",
            Doc::new("declarations").answers::<DeclarationsJson>(200),
            list,
        ),
        Route::api(
            Method::POST,
            "/api/employers/{employer}/declarations",
            Permission::DeclareMonth,
            "Declares the month that changes alter now, or a closed one that was left undeclared.",
            Doc::new("declarations").asks::<DeclarationAsk>().answers::<AcceptedJson>(201),
            declare,
        ),
    ]
}

/// The month and the list that was seen.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DeclarationAsk {
    /// The contribution month.
    month: MonthCode,
    /// The `version` of the draft bill that was looked at; where the roll moved on since, nothing is declared (409).
    seen: i64,
}

/// Declarations.
#[derive(Serialize, ToSchema)]
struct DeclarationsJson {
    /// Each of them.
    items: Vec<DeclarationJson>,
}

/// What was shown as the month when it was declared.
#[derive(Serialize, ToSchema)]
struct DeclarationJson {
    /// The contribution month.
    month: MonthCode,
    /// `clerk`, `default`, `reopened`, `reissued`.
    how: &'static str,
    /// The version of the employer whose roll was declared.
    version: i64,
    /// How many people.
    people: u32,
    /// What the bill would have asked for.
    total: Yuan,
    /// The business day.
    on: Day,
}

impl From<&Declaration> for DeclarationJson {
    fn from(of: &Declaration) -> DeclarationJson {
        DeclarationJson {
            month: MonthCode(of.month),
            how: of.how.code(),
            version: of.version,
            people: of.people,
            total: Yuan(of.total),
            on: Day(of.on),
        }
    }
}

async fn list(asked: Asked, At((_, month)): At<(String, String)>) -> Result<Json<DeclarationsJson>, Failure> {
    let (who, month) = (asked.employer()?, month_of(&month)?);
    let found = asked.read(move |desk| declarations(desk, who, month)).await?;
    Ok(Json(DeclarationsJson {
        items: found.iter().map(DeclarationJson::from).collect(),
    }))
}

async fn declare(Ask { asked, body, key }: Ask<DeclarationAsk>) -> Result<Response, Failure> {
    let who = asked.employer()?;
    let (month, seen) = (body.month.0, body.seen);
    let receipt = asked.act(move |desk| declare_month(desk, &key, who, month, seen)).await?;
    Ok(created(&format!("/receipts/{}", receipt.number), AcceptedJson::from(&receipt)))
}
