//! The account that debits and transfers go to.

use axum::Json;
use axum::http::Method;
use axum::response::Response;
use domain::collection::Creditor;
use procedures::Permission;
use procedures::set_creditor::{Held, own_creditor, set_creditor};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::wire::{AcceptedJson, Day};
use crate::body::Ask;
use crate::error::{Failure, created};
use crate::route::Route;
use crate::{Asked, Doc};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::api(
            Method::GET,
            "/api/creditor",
            Permission::Operate,
            "The account that debits and transfers go to.",
            Doc::new("runs").answers::<CreditorsJson>(200),
            now,
        ),
        Route::api(
            Method::POST,
            "/api/creditor",
            Permission::Operate,
            "Sets the account that debits and transfers go to; files written from now on name it.",
            Doc::new("runs").asks::<CreditorAsk>().answers::<AcceptedJson>(201),
            set,
        ),
    ]
}

/// The account that holds.
#[derive(Serialize, ToSchema)]
struct CreditorsJson {
    /// The account; nothing where none was set.
    now: Option<CreditorJson>,
}

/// An account of the agency.
#[derive(Serialize, ToSchema)]
struct CreditorJson {
    /// Name of the account.
    name: String,
    /// Its number.
    account_number: String,
    /// The clearing code of its bank.
    bank_code: String,
    /// The day on which it was set; nothing of the invented one of a demonstration.
    since: Option<Day>,
}

impl From<Held> for CreditorJson {
    fn from(of: Held) -> CreditorJson {
        CreditorJson {
            name: of.creditor.name,
            account_number: of.creditor.account_number,
            bank_code: of.creditor.bank_code,
            since: of.since.map(Day),
        }
    }
}

/// The account to be set.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CreditorAsk {
    /// Name of the account.
    name: String,
    /// Its number: digits.
    account_number: String,
    /// The clearing code of its bank: digits.
    bank_code: String,
}

async fn now(asked: Asked) -> Result<Json<CreditorsJson>, Failure> {
    let held = asked.read(own_creditor).await?;
    Ok(Json(CreditorsJson {
        now: held.map(CreditorJson::from),
    }))
}

async fn set(Ask { asked, body, key }: Ask<CreditorAsk>) -> Result<Response, Failure> {
    let wanted = Creditor {
        name: body.name,
        account_number: body.account_number,
        bank_code: body.bank_code,
    };
    let receipt = asked.act(move |desk| set_creditor(desk, &key, &wanted)).await?;
    Ok(created(&format!("/receipts/{}", receipt.number), AcceptedJson::from(&receipt)))
}
