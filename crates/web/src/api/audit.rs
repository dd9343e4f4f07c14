//! The chains and the events of a subject, for the auditor; whether a receipt is ours, for everybody.

use axum::Json;
use axum::http::Method;
use procedures::audit::{Entry, Verified, chain_state, search, verify_receipt};
use procedures::check::verify_chains;
use procedures::{Error, Permission};
use serde::Serialize;
use utoipa::ToSchema;

use super::wire::{AcceptedJson, Day, LoginCode, SubjectCode};
use crate::body::{At, Searched};
use crate::error::Failure;
use crate::route::Route;
use crate::{Asked, Doc};

pub(crate) fn routes() -> Vec<Route> {
    let auditor = Permission::Audit;
    let doc = || Doc::new("audit");
    vec![
        Route::api(
            Method::GET,
            "/api/audit/chains",
            auditor,
            "The chains as the last digest holds them.",
            doc().answers::<ChainStateJson>(200),
            state,
        ),
        Route::api(
            Method::GET,
            "/api/audit/walk",
            auditor,
            "Walks every chain and says what is broken.",
            doc().answers::<WalkedJson>(200),
            walk,
        ),
        Route::api(
            Method::GET,
            "/api/audit/events",
            auditor,
            "The latest hundred events of a subject, newest first.",
            doc()
                .query("of", "A receipt, a registration number, a credit code, an identity number.")
                .answers::<EventsJson>(200),
            events,
        ),
        Route::api(
            Method::GET,
            "/api/verify/{number}",
            Permission::Public,
            "Whether a receipt is ours and what it acknowledges.",
            Doc::new("verify").answers::<VerifiedJson>(200),
            verify,
        ),
    ]
}

/// The chains as they were last sealed.
#[derive(Serialize, ToSchema)]
struct ChainStateJson {
    /// The last day whose digest is kept.
    last_digest: Option<Day>,
    /// Its root, hexadecimal.
    root: Option<String>,
    /// How many chains it covers.
    subjects: i64,
}

/// What a walk of every chain saw.
#[derive(Serialize, ToSchema)]
struct WalkedJson {
    /// Events walked.
    entries: u64,
    /// Root over the heads of all chains as they stand now, hexadecimal.
    head: String,
    /// What is broken, a line each; empty where all is whole.
    broken: Vec<String>,
}

/// The events of a subject.
#[derive(Serialize, ToSchema)]
struct EventsJson {
    /// Whose.
    subject: SubjectCode,
    /// Its name, a person's masked.
    name: String,
    /// Newest first.
    items: Vec<EventJson>,
}

/// An event with who did it.
#[derive(Serialize, ToSchema)]
struct EventJson {
    /// Its acknowledgement.
    accepted: AcceptedJson,
    /// Who did it.
    actor: LoginCode,
    /// What it says, as it stands in the chain.
    body: String,
}

/// What anybody may learn about a receipt.
#[derive(Serialize, ToSchema)]
struct VerifiedJson {
    /// It is ours.
    ours: bool,
    /// The number as it is written.
    number: Option<String>,
    /// What was done, a code.
    kind: Option<String>,
    /// For whom, masked.
    whom: Option<String>,
    /// The business day.
    on: Option<Day>,
    /// The instant, milliseconds since 1970.
    at: Option<i64>,
}

impl From<Option<Verified>> for VerifiedJson {
    fn from(of: Option<Verified>) -> VerifiedJson {
        VerifiedJson {
            ours: of.is_some(),
            on: of.as_ref().map(|of| Day(of.on_date)),
            at: of.as_ref().map(|of| of.at),
            number: of.as_ref().map(|of| of.number.clone()),
            kind: of.as_ref().map(|of| of.kind.clone()),
            whom: of.map(|of| of.whom),
        }
    }
}

async fn state(asked: Asked) -> Result<Json<ChainStateJson>, Failure> {
    let of = asked.read(chain_state).await?;
    Ok(Json(ChainStateJson {
        last_digest: of.last_digest.map(Day),
        root: of.root,
        subjects: of.subjects,
    }))
}

async fn walk(asked: Asked) -> Result<Json<WalkedJson>, Failure> {
    let of = asked.portal.work(verify_chains).await?;
    Ok(Json(WalkedJson {
        entries: of.entries,
        head: of.head,
        broken: of.broken,
    }))
}

async fn events(asked: Asked, Searched(query): Searched) -> Result<Json<EventsJson>, Failure> {
    let text = query.get("of").to_owned();
    let found = asked.read(move |desk| search(desk, &text)).await?;
    let found = found.ok_or(Failure::Procedure(Error::NotFound))?;
    let shown = |entry: &Entry| EventJson {
        accepted: AcceptedJson::from(&entry.receipt),
        actor: LoginCode(entry.actor),
        body: entry.receipt.body.clone(),
    };
    Ok(Json(EventsJson {
        subject: SubjectCode(found.subject),
        name: found.name,
        items: found.entries.iter().map(shown).collect(),
    }))
}

async fn verify(asked: Asked, At(number): At<String>) -> Result<Json<VerifiedJson>, Failure> {
    let found = asked.read(move |desk| verify_receipt(desk, &number)).await?;
    Ok(Json(VerifiedJson::from(found)))
}
