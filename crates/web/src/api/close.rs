//! Where the close of a month stands.

use axum::Json;
use axum::http::Method;
use procedures::Permission;
use procedures::close_state::{CloseState, close_state};
use serde::Serialize;
use utoipa::ToSchema;

use super::bills::month_of;
use super::wire::{Day, MonthCode, Yuan};
use crate::body::At;
use crate::error::Failure;
use crate::route::Route;
use crate::{Asked, Doc};

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::api(
        Method::GET,
        "/api/closes/{month}",
        Permission::CloseMonth,
        "Where the close of a month stands.",
        Doc::new("close").answers::<CloseJson>(200),
        state,
    )]
}

/// The close of a month.
#[derive(Serialize, ToSchema)]
struct CloseJson {
    /// The contribution month.
    month: MonthCode,
    /// `open`, `due`, `begun` or `closed`.
    stage: &'static str,
    /// The day of that stage.
    on: Option<Day>,
    /// The first day of changes.
    opens: Day,
    /// The day at whose end the month is declared by itself.
    default_declaration: Day,
    /// The last day of changes.
    closes: Day,
    /// Employers billed.
    employers: i64,
    /// People on the bills.
    people: i64,
    /// What the bills ask for.
    total: Yuan,
    /// The last month that is closed.
    last_closed: Option<MonthCode>,
}

impl From<&CloseState> for CloseJson {
    fn from(of: &CloseState) -> CloseJson {
        CloseJson {
            month: MonthCode(of.window.month),
            stage: of.stage.code(),
            on: of.on.map(Day),
            opens: Day(of.window.opens),
            default_declaration: Day(of.window.default_declaration),
            closes: Day(of.window.closes),
            employers: of.employers,
            people: of.people,
            total: Yuan(of.total),
            last_closed: of.last_closed.map(MonthCode),
        }
    }
}

async fn state(asked: Asked, At(month): At<String>) -> Result<Json<CloseJson>, Failure> {
    let month = month_of(&month)?;
    let found = asked.read(move |desk| close_state(desk, month)).await?;
    Ok(Json(CloseJson::from(&found)))
}
