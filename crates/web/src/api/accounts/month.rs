//! The account of a calendar month on the wire: opening, every movement, closing, to the fen.

use axum::Json;
use domain::collection::{AccountBalance, Movement};
use procedures::account_statement::account_statement;
use serde::Serialize;
use units::Month;
use utoipa::ToSchema;

use super::super::wire::{BillKeyJson, Day, MonthCode, Yuan};
use crate::Asked;
use crate::body::At;
use crate::error::Failure;

/// The account of an employer for a calendar month.
#[derive(Serialize, ToSchema)]
pub(super) struct MonthOfAccountJson {
    /// The month.
    month: MonthCode,
    /// The first month that has any movement.
    first: MonthCode,
    /// Before its first day.
    opening: BalanceJson,
    /// What moved, in order.
    movements: Vec<MovementJson>,
    /// After its last day.
    closing: BalanceJson,
}

/// Where an account stands.
#[derive(Serialize, ToSchema)]
struct BalanceJson {
    /// Bills less what settled them, without the late fee that still runs.
    owed: Yuan,
    /// Money of the employer that waits or is due back.
    held: Yuan,
}

impl From<&AccountBalance> for BalanceJson {
    fn from(of: &AccountBalance) -> BalanceJson {
        BalanceJson {
            owed: Yuan(of.owed),
            held: Yuan(of.held),
        }
    }
}

/// One movement: owed grows by `due` and falls by `allocated`; held grows by `received` and falls by `allocated` and `paid_back`.
#[derive(Serialize, ToSchema)]
struct MovementJson {
    /// The day it counts.
    on: Day,
    /// `billed`, `received`, `settled`, `given_back`, `overpaid`, `refunded`, `carried_over`, `moved_away`.
    what: &'static str,
    /// The bill it is about.
    bill: Option<BillKeyJson>,
    /// What a bill asks for, with the late fee that was settled with it.
    due: Yuan,
    /// Money in.
    received: Yuan,
    /// Money that settled a bill.
    allocated: Yuan,
    /// Money that reached the funds.
    posted: Yuan,
    /// Money that went back to the employer.
    paid_back: Yuan,
    /// Where the account stands after it.
    after: BalanceJson,
}

fn movement((of, after): &(Movement, AccountBalance)) -> MovementJson {
    MovementJson {
        on: Day(of.on),
        what: of.what.code(),
        bill: of.bill.map(BillKeyJson::from),
        due: Yuan(of.due),
        received: Yuan(of.received),
        allocated: Yuan(of.allocated),
        posted: Yuan(of.posted),
        paid_back: Yuan(of.paid_back),
        after: after.into(),
    }
}

pub(super) async fn month(asked: Asked, At((_, month)): At<(String, String)>) -> Result<Json<MonthOfAccountJson>, Failure> {
    let who = asked.employer()?;
    let month = Month::parse(&month).map_err(|_| Failure::NoSuchPage)?;
    let found = asked.read(move |desk| account_statement(desk, who, month)).await?;
    Ok(Json(MonthOfAccountJson {
        month: MonthCode(found.account.month),
        first: MonthCode(found.first),
        opening: (&found.account.opening).into(),
        movements: found.account.lines.iter().map(movement).collect(),
        closing: (&found.account.closing).into(),
    }))
}
