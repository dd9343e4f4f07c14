//! The roll: who is registered with an employer now.

use axum::Json;
use axum::http::Method;
use domain::registry::{OnRoll, masked_name, masked_number};
use procedures::Permission;
use procedures::overview::overview;
use procedures::roll::roll;
use serde::Serialize;
use utoipa::ToSchema;

use super::wire::{Day, MonthCode, PersonCode, Yuan};
use crate::error::Failure;
use crate::route::Route;
use crate::{Asked, Doc};

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::api(
        Method::GET,
        "/api/employers/{employer}/roll",
        Permission::ViewEmployer,
        "The people registered with an employer now.",
        Doc::new("roll").answers::<RollJson>(200),
        list,
    )]
}

/// The roll.
#[derive(Serialize, ToSchema)]
struct RollJson {
    /// The month that changes alter now.
    month: MonthCode,
    /// The employer's version: `seen` of a filing.
    version: i64,
    /// Everybody.
    items: Vec<OnRollJson>,
}

/// A person on the roll.
#[derive(Serialize, ToSchema)]
struct OnRollJson {
    /// The person's code.
    person: PersonCode,
    /// Name, first character and stars.
    name: String,
    /// Number, masked.
    number: String,
    /// Payer category.
    category: &'static str,
    /// Declared wage, unclamped.
    wage: Yuan,
    /// First day of employment.
    hired_on: Option<Day>,
    /// Pension, unemployment, injury; nothing where the person does not take part.
    pension_unemployment_injury: Option<SpanJson>,
    /// Medical with maternity.
    medical: Option<SpanJson>,
}

/// From which month to which.
#[derive(Serialize, ToSchema)]
struct SpanJson {
    /// First month to be paid.
    from: MonthCode,
    /// Last month to be paid, where one is set.
    to: Option<MonthCode>,
}

impl From<&OnRoll> for OnRollJson {
    fn from(of: &OnRoll) -> OnRollJson {
        let [first, second] = of.from;
        let [first_to, second_to] = of.to;
        let span = |from: Option<units::Month>, to: Option<units::Month>| {
            from.map(|from| SpanJson {
                from: MonthCode(from),
                to: to.map(MonthCode),
            })
        };
        OnRollJson {
            person: PersonCode(of.person.id),
            name: masked_name(&of.person.name),
            number: masked_number(&of.person.number),
            category: of.category.code(),
            wage: Yuan(of.base),
            hired_on: of.started_on.map(Day),
            pension_unemployment_injury: span(first, first_to),
            medical: span(second, second_to),
        }
    }
}

async fn list(asked: Asked) -> Result<Json<RollJson>, Failure> {
    let who = asked.employer()?;
    let (found, version) = asked.read(move |desk| Ok((roll(desk, who)?, overview(desk, who)?.version))).await?;
    Ok(Json(RollJson {
        month: MonthCode(found.month),
        version,
        items: found.people.iter().map(OnRollJson::from).collect(),
    }))
}
