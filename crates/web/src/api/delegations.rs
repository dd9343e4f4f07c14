//! Authorisations of agents by an employer.

use axum::Json;
use axum::http::Method;
use axum::response::Response;
use procedures::Permission;
use procedures::delegate::{Delegation, authorise, delegations, take_back};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::wire::{AcceptedJson, Day, LoginCode};
use crate::body::Ask;
use crate::error::{Failure, created};
use crate::route::Route;
use crate::{Asked, Doc};

pub(crate) fn routes() -> Vec<Route> {
    let clerk = Permission::Delegate;
    let doc = || Doc::new("delegations");
    vec![
        Route::api(
            Method::GET,
            "/api/employers/{employer}/delegations",
            clerk,
            "Who acts for an employer, also whose day is over.",
            doc().answers::<DelegationsJson>(200),
            list,
        ),
        Route::api(
            Method::POST,
            "/api/employers/{employer}/delegations",
            clerk,
            "Authorises an agent until a day.",
            doc().asks::<DelegationAsk>().answers::<AcceptedJson>(201),
            begin,
        ),
        Route::api(
            Method::POST,
            "/api/employers/{employer}/delegations/take-back",
            clerk,
            "Takes an authorisation back at once.",
            doc().asks::<TakeBackAsk>().answers::<AcceptedJson>(201),
            end,
        ),
    ]
}

/// Authorisations.
#[derive(Serialize, ToSchema)]
struct DelegationsJson {
    /// Each of them.
    items: Vec<DelegationJson>,
}

/// An agent that acts for an employer.
#[derive(Serialize, ToSchema)]
struct DelegationJson {
    /// The agent.
    agent: LoginCode,
    /// Its name.
    name: String,
    /// The last day; nothing where none was set.
    until: Option<Day>,
    /// The last day is not over.
    holds: bool,
}

/// Who, until when.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DelegationAsk {
    /// The agent's sign-in name.
    handle: String,
    /// The last day.
    until: Day,
}

/// Whose.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TakeBackAsk {
    /// The agent.
    agent: LoginCode,
}

async fn list(asked: Asked) -> Result<Json<DelegationsJson>, Failure> {
    let who = asked.employer()?;
    let found = asked.read(move |desk| delegations(desk, who)).await?;
    let shown = |of: &Delegation| DelegationJson {
        agent: LoginCode(of.agent),
        name: of.name.clone(),
        until: of.until.map(Day),
        holds: of.until.is_none_or(|until| until >= asked.today),
    };
    Ok(Json(DelegationsJson {
        items: found.iter().map(shown).collect(),
    }))
}

async fn begin(Ask { asked, body, key }: Ask<DelegationAsk>) -> Result<Response, Failure> {
    let (who, until) = (asked.employer()?, body.until.0);
    let receipt = asked.act(move |desk| authorise(desk, &key, who, &body.handle, until)).await?;
    Ok(created(&format!("/receipts/{}", receipt.number), AcceptedJson::from(&receipt)))
}

async fn end(Ask { asked, body, key }: Ask<TakeBackAsk>) -> Result<Response, Failure> {
    let (who, agent) = (asked.employer()?, body.agent.0);
    let receipt = asked.act(move |desk| take_back(desk, &key, who, agent)).await?;
    Ok(created(&format!("/receipts/{}", receipt.number), AcceptedJson::from(&receipt)))
}
