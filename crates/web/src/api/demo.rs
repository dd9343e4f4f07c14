//! The demonstration's clock and bank. Nothing is filed here: to ask twice is to ask once, without a key.

use axum::Json;
use axum::http::Method;
use axum::response::Response;
use domain::ids::EmployerId;
use procedures::demo_bank::{self, Order};
use procedures::turn_day::{Turned, turn_day};
use procedures::{Error, Permission};
use serde::{Deserialize, Serialize};
use units::Fact;
use utoipa::ToSchema;

use super::wire::{Day, EmployerCode, SaidJson};
use crate::body::JsonBody;
use crate::error::{Failure, created};
use crate::route::Route;
use crate::{Asked, Doc};

pub(crate) fn routes() -> Vec<Route> {
    let permission = Permission::MoveClock;
    let doc = || Doc::new("demonstration");
    vec![
        Route::api(
            Method::GET,
            "/api/demo/day",
            permission,
            "The business day of the demonstration.",
            doc().answers::<TodayJson>(200),
            today,
        )
        .demo_only(),
        Route::api(
            Method::POST,
            "/api/demo/day",
            permission,
            "Begins the next business day: all that happens by itself on it happens now.",
            doc().takes::<DayAsk>().answers::<TurnedDayJson>(201),
            move_day,
        )
        .demo_only(),
        Route::api(
            Method::GET,
            "/api/demo/bank-orders",
            permission,
            "What the bank was ordered to answer.",
            doc().answers::<OrdersJson>(200),
            orders,
        )
        .demo_only(),
        Route::api(
            Method::POST,
            "/api/demo/bank-orders",
            permission,
            "Orders what the bank answers to the next debits of an employer.",
            doc().takes::<OrderJson>().answers::<OrderJson>(201),
            order,
        )
        .demo_only(),
    ]
}

/// The business day.
#[derive(Serialize, ToSchema)]
struct TodayJson {
    /// The day.
    day: Day,
}

async fn today(asked: Asked) -> Json<TodayJson> {
    Json(TodayJson { day: Day(asked.today) })
}

/// Which day begins.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DayAsk {
    /// The day after the business day. The business day itself once more changes nothing, so an ask can be repeated.
    day: Day,
}

/// A day that was begun.
#[derive(Serialize, ToSchema)]
struct TurnedDayJson {
    /// The business day now.
    day: Day,
    /// What happened by itself, in its order; steps that were done before are left out.
    steps: Vec<StepDoneJson>,
}

/// One step of the turn of a day.
#[derive(Serialize, ToSchema)]
struct StepDoneJson {
    /// `bank_files`, `drafts`, `default_declarations`, `close`, `debits`, `bank_answers`, `digest`.
    step: &'static str,
    /// The day that it belongs to: an earlier one where it was refused before.
    day: Day,
    /// How many things it did.
    done: Option<u64>,
    /// Why it could not be done.
    refused: Option<SaidJson>,
}

fn step(asked: &Asked, of: &Turned) -> StepDoneJson {
    let refused = match &of.done {
        Err(Error::Refused(why)) => Some(SaidJson::of(asked, why.as_ref())),
        Ok(_) | Err(Error::Denied(_) | Error::NotFound | Error::Stale { .. } | Error::Trouble(_)) => None,
    };
    StepDoneJson {
        day: Day(of.day),
        step: of.step.code(),
        done: of.done.as_ref().ok().copied(),
        refused,
    }
}

async fn move_day(JsonBody { asked, body }: JsonBody<DayAsk>) -> Result<Response, Failure> {
    let day = body.day.0;
    let next = asked.today.tomorrow().unwrap_or(asked.today);
    if day != next && day != asked.today {
        return Err(Error::said(
            "demo.not_the_next_day",
            vec![("today", Fact::Day(asked.today)), ("next", Fact::Day(next))],
        )
        .into());
    }
    let turned = asked.portal.work(move |agency| turn_day(agency, day)).await?;
    let body = TurnedDayJson {
        day: Day(day),
        steps: turned.iter().map(|t| step(&asked, t)).collect(),
    };
    Ok(created("/api/demo/day", body))
}

/// Orders of the bank.
#[derive(Serialize, ToSchema)]
struct OrdersJson {
    /// Each of them.
    items: Vec<OrderJson>,
}

/// What the bank answers to the next debits of an employer.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OrderJson {
    /// Whose debits.
    employer: EmployerCode,
    /// `paid`, `insufficient_balance`, `account_closed`, `no_mandate`.
    answer: String,
    /// How many debits, 1 to 12.
    times: i64,
}

type Ordered = (EmployerId, Order, i64);

impl From<&Ordered> for OrderJson {
    fn from((employer, order, times): &Ordered) -> OrderJson {
        OrderJson {
            employer: EmployerCode(*employer),
            answer: order.code().to_owned(),
            times: *times,
        }
    }
}

async fn orders(asked: Asked) -> Result<Json<OrdersJson>, Failure> {
    let found = asked.read(demo_bank::orders).await?;
    Ok(Json(OrdersJson {
        items: found.iter().map(OrderJson::from).collect(),
    }))
}

async fn order(JsonBody { asked, body }: JsonBody<OrderJson>) -> Result<Response, Failure> {
    let unknown = || Failure::Unreadable {
        what: format!("answer: {:?} is none of {}", body.answer, Order::ALL.map(Order::code).join(", ")),
    };
    let ordered = Order::from_code(&body.answer).ok_or_else(unknown)?;
    let (employer, times) = (body.employer.0, body.times.clamp(1, 12));
    asked.act(move |desk| demo_bank::order(desk, employer, ordered, times)).await?;
    Ok(created("/api/demo/bank-orders", OrderJson::from(&(employer, ordered, times))))
}
