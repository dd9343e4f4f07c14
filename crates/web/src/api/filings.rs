//! Receipts: what was filed, and what became of each line in each branch group.

use axum::Json;
use axum::http::Method;
use procedures::Permission;
use procedures::receipts::{Filing, Line, Summary, by_number, read_note, summaries};
use serde::Serialize;
use serde_json::Value;
use units::Fact;
use utoipa::ToSchema;

use super::wire::{AcceptedJson, PersonCode, SaidJson};
use crate::body::{At, Searched};
use crate::error::Failure;
use crate::route::Route;
use crate::{Asked, Doc};

/// Receipts of one answer.
const A_PAGE: usize = 100;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::api(
            Method::GET,
            "/api/employers/{employer}/receipts",
            Permission::ViewEmployer,
            "The receipts of an employer, newest first, a hundred at a time.",
            Doc::new("receipts")
                .answers::<FilingsJson>(200)
                .query("before", "Receipts older than this version, for the next hundred."),
            list,
        ),
        Route::api(
            Method::GET,
            "/api/receipts/{number}",
            Permission::ViewEmployer,
            "A receipt with the state of each line.",
            Doc::new("receipts").answers::<FilingJson>(200),
            one,
        ),
    ]
}

/// Receipts.
#[derive(Serialize, ToSchema)]
struct FilingsJson {
    /// Each of them.
    items: Vec<FilingSummaryJson>,
}

/// A receipt with how many lines are in which states.
#[derive(Serialize, ToSchema)]
struct FilingSummaryJson {
    /// The receipt.
    accepted: AcceptedJson,
    /// Lines by their two states.
    lines: Vec<FilingTallyJson>,
}

/// How many lines are in a pair of states.
#[derive(Serialize, ToSchema)]
struct FilingTallyJson {
    /// Pension, unemployment, injury: `done`, `failed`, `counter`, `waiting`, `refused`, `not_concerned`.
    pension_unemployment_injury: &'static str,
    /// Medical with maternity: the same codes.
    medical: &'static str,
    /// How many.
    count: i64,
}

impl From<&Summary> for FilingSummaryJson {
    fn from(of: &Summary) -> FilingSummaryJson {
        let tally = |([first, second], count): &([procedures::receipts::LineState; 2], i64)| FilingTallyJson {
            pension_unemployment_injury: first.code(),
            medical: second.code(),
            count: *count,
        };
        FilingSummaryJson {
            accepted: AcceptedJson::from(&of.receipt),
            lines: of.tally.iter().map(tally).collect(),
        }
    }
}

/// A receipt with its lines.
#[derive(Serialize, ToSchema)]
pub(super) struct FilingJson {
    /// The receipt.
    accepted: AcceptedJson,
    /// Its lines.
    lines: Vec<FilingLineJson>,
}

/// One line: two states, never one.
#[derive(Serialize, ToSchema)]
struct FilingLineJson {
    /// Its position, from 1; the row of the list where there was one.
    line: i64,
    /// Whom it concerns, where known.
    person: Option<PersonCode>,
    /// Pension, unemployment, injury: `done`, `failed`, `counter`, `waiting`, `refused`, `not_concerned`.
    pension_unemployment_injury: &'static str,
    /// Medical with maternity: the same codes.
    medical: &'static str,
    /// Why, where there is something to say.
    note: Option<SaidJson>,
    /// What the line said.
    #[schema(value_type = Object)]
    filed: Value,
}

impl FilingJson {
    pub(super) fn of(asked: &Asked, of: &Filing) -> FilingJson {
        FilingJson {
            accepted: AcceptedJson::from(&of.receipt),
            lines: of.lines.iter().map(|line| FilingLineJson::of(asked, line)).collect(),
        }
    }
}

impl FilingLineJson {
    fn of(asked: &Asked, of: &Line) -> FilingLineJson {
        let note = read_note(&of.note).map(|(code, facts)| {
            let facts: Vec<(&str, Fact)> = facts.iter().map(|(name, fact)| (name.as_str(), fact.clone())).collect();
            SaidJson::coded(asked, &code, &facts)
        });
        let [first, second] = of.states;
        FilingLineJson {
            line: of.line,
            person: of.person.map(PersonCode),
            pension_unemployment_injury: first.code(),
            medical: second.code(),
            note,
            filed: serde_json::from_str(&of.shown).unwrap_or_default(),
        }
    }
}

async fn list(asked: Asked, Searched(query): Searched) -> Result<Json<FilingsJson>, Failure> {
    let who = asked.employer()?;
    let before = query.get("before").parse().ok();
    let found = asked.read(move |desk| summaries(desk, who, before, A_PAGE)).await?;
    Ok(Json(FilingsJson {
        items: found.iter().map(FilingSummaryJson::from).collect(),
    }))
}

async fn one(asked: Asked, At(number): At<String>) -> Result<Json<FilingJson>, Failure> {
    let found = asked.read(move |desk| by_number(desk, &number)).await?;
    Ok(Json(FilingJson::of(&asked, &found)))
}
