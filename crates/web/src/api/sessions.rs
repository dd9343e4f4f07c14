//! Sessions of programs: a token for `Authorization: Bearer`, for half a day.

use axum::Json;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use procedures::{Caller, Permission, sign_in};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::wire::EmployerCode;
use crate::body::JsonBody;
use crate::error::Failure;
use crate::route::Route;
use crate::{Asked, Doc, rim};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::api(
            Method::POST,
            "/api/sessions",
            Permission::Public,
            "Signs in and answers the token of a session.",
            Doc::new("sessions").takes::<SessionAsk>().answers::<SessionJson>(201),
            open,
        ),
        Route::api(
            Method::GET,
            "/api/sessions/own",
            Permission::SignedIn,
            "Who is signed in.",
            Doc::new("sessions").answers::<WhoJson>(200),
            own,
        ),
        Route::api(
            Method::DELETE,
            "/api/sessions/own",
            Permission::SignedIn,
            "Ends the session.",
            Doc::new("sessions").answers_nothing(),
            close,
        ),
    ]
}

/// Who signs in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SessionAsk {
    /// The name to sign in with.
    handle: String,
    /// The password; the people of the demonstration have none.
    #[serde(default)]
    password: String,
    /// The code of the authenticator, where one is set up.
    #[serde(default)]
    code: String,
}

/// A session.
#[derive(Serialize, ToSchema)]
struct SessionJson {
    /// For the header `Authorization: Bearer …`. It is shown once.
    token: String,
    /// The name as it stands on receipts.
    name: String,
    /// What the person may act as, and for whom.
    grants: Vec<GrantJson>,
}

/// A person who signed in.
#[derive(Serialize, ToSchema)]
struct WhoJson {
    /// The name as it stands on receipts.
    name: String,
    /// What the person may act as, and for whom.
    grants: Vec<GrantJson>,
}

/// One right.
#[derive(Serialize, ToSchema)]
struct GrantJson {
    /// The role.
    role: &'static str,
    /// For which employer, where the role is bound to one.
    employer: Option<EmployerCode>,
}

impl From<&Caller> for WhoJson {
    fn from(of: &Caller) -> WhoJson {
        let grants = of.grants.iter().map(|grant| GrantJson {
            role: grant.role.code(),
            employer: grant.employer.map(EmployerCode),
        });
        WhoJson {
            name: of.name.clone(),
            grants: grants.collect(),
        }
    }
}

async fn open(JsonBody { asked, body }: JsonBody<SessionAsk>) -> Result<Response, Failure> {
    let SessionAsk { handle, password, code } = body;
    let demo = asked.portal.is_demo() && password.is_empty();
    let (caller, token) = asked
        .portal
        .hard_work(move |agency| match demo {
            true => sign_in::sign_in_demo(agency, &handle),
            false => sign_in::sign_in(agency, &handle, &password, &code),
        })
        .await?;
    let WhoJson { name, grants } = WhoJson::from(&caller);
    let session = SessionJson {
        token: token.0,
        name,
        grants,
    };
    Ok((StatusCode::CREATED, Json(session)).into_response())
}

async fn own(asked: Asked) -> Json<WhoJson> {
    Json(WhoJson::from(&asked.caller))
}

async fn close(asked: Asked) -> Result<StatusCode, Failure> {
    if let Some(token) = rim::carried(&asked) {
        asked.act(move |desk| sign_in::sign_out(desk, &token)).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
