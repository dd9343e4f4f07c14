//! Runs of debits: the batches, one with the answers of the bank, its file.

use axum::Json;
use axum::http::{HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use domain::collection::{Batch, Debit, Outcome};
use domain::ids::BatchId;
use procedures::Permission;
use procedures::export_debits::{DebitForm, export_debits};
use procedures::run_debits::{Answers, batch_page, batches};
use serde::Serialize;
use utoipa::ToSchema;

use super::accounts::DebitJson;
use super::wire::{BatchCode, Day, EmployerCode, MonthCode, Yuan};
use crate::body::{At, Searched};
use crate::error::Failure;
use crate::route::Route;
use crate::{Asked, Doc};

/// Batches that the list names.
const BATCHES: i64 = 100;
/// Debits of one batch that an answer names; the file has them all.
const DEBITS: i64 = 1_000;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::api(
            Method::GET,
            "/api/debit-runs",
            Permission::RunDebits,
            "The batches of debits, latest first.",
            Doc::new("debit runs").answers::<BatchesJson>(200),
            list,
        ),
        Route::api(
            Method::GET,
            "/api/debit-runs/{batch}",
            Permission::RunDebits,
            "A batch with the answers of the bank and its first 1,000 debits.",
            Doc::new("debit runs").answers::<BatchPageJson>(200),
            one,
        ),
        Route::api(
            Method::GET,
            "/api/debit-runs/{batch}/file",
            Permission::RunDebits,
            "The batch as a file for the bank; the same batch is always the same bytes.",
            Doc::new("debit runs")
                .query("form", "message (ISO 20022 pain.008; without it) or csv.")
                .answers_file(),
            file,
        ),
    ]
}

/// Batches.
#[derive(Serialize, ToSchema)]
struct BatchesJson {
    /// Each of them.
    items: Vec<BatchJson>,
}

/// A batch of debits.
#[derive(Serialize, ToSchema)]
struct BatchJson {
    /// Its code.
    id: BatchCode,
    /// The contribution month whose debit days these are.
    run_month: MonthCode,
    /// 1 or 2.
    attempt: u8,
    /// The day of collection.
    collect_on: Day,
    /// Whether every due bill is in it: only then it has a file.
    complete: bool,
    /// How many debits.
    bills: i64,
    /// Their sum.
    total: Yuan,
}

impl From<&Batch> for BatchJson {
    fn from(of: &Batch) -> BatchJson {
        BatchJson {
            id: BatchCode(of.id),
            run_month: MonthCode(of.run_month),
            attempt: of.attempt,
            collect_on: Day(of.collect_on),
            complete: of.complete,
            bills: of.bills,
            total: Yuan(of.total),
        }
    }
}

/// A batch with what became of it.
#[derive(Serialize, ToSchema)]
struct BatchPageJson {
    /// The batch.
    batch: BatchJson,
    /// What the bank answered.
    answers: Vec<AnswersJson>,
    /// Its first debits.
    debits: Vec<RunDebitJson>,
}

/// Debits of one outcome.
#[derive(Serialize, ToSchema)]
struct AnswersJson {
    /// `pending`, `paid` or `bounced`.
    outcome: &'static str,
    /// Why they bounced.
    cause: Option<&'static str>,
    /// How many.
    bills: i64,
    /// Their sum.
    total: Yuan,
}

/// A debit of a batch.
#[derive(Serialize, ToSchema)]
struct RunDebitJson {
    /// Whose.
    employer: EmployerCode,
    /// The employer's name.
    name: String,
    /// The debit.
    debit: DebitJson,
}

type Page = (Batch, Answers, Vec<(Debit, String)>);

impl From<&Page> for BatchPageJson {
    fn from((batch, answers, debits): &Page) -> BatchPageJson {
        let answers = answers.iter().map(|(outcome, bills, total)| {
            let (outcome, cause) = match outcome {
                None => ("pending", None),
                Some(Outcome::Paid) => ("paid", None),
                Some(Outcome::Bounced(cause)) => ("bounced", Some(cause.code())),
            };
            AnswersJson {
                outcome,
                cause,
                bills: *bills,
                total: Yuan(*total),
            }
        });
        let debits = debits.iter().map(|(debit, name)| RunDebitJson {
            employer: EmployerCode(debit.employer),
            name: name.clone(),
            debit: DebitJson::from(debit),
        });
        BatchPageJson {
            batch: BatchJson::from(batch),
            answers: answers.collect(),
            debits: debits.collect(),
        }
    }
}

fn batch_of(part: &str) -> Result<BatchId, Failure> {
    BatchId::from_code(part).map_err(|_| Failure::NoSuchPage)
}

async fn list(asked: Asked) -> Result<Json<BatchesJson>, Failure> {
    let found = asked.read(|desk| batches(desk, BATCHES)).await?;
    Ok(Json(BatchesJson {
        items: found.iter().map(BatchJson::from).collect(),
    }))
}

async fn one(asked: Asked, At(batch): At<String>) -> Result<Json<BatchPageJson>, Failure> {
    let id = batch_of(&batch)?;
    let found = asked.read(move |desk| batch_page(desk, id, DEBITS)).await?;
    Ok(Json(BatchPageJson::from(&found)))
}

async fn file(asked: Asked, At(batch): At<String>, Searched(typed): Searched) -> Result<Response, Failure> {
    let id = batch_of(&batch)?;
    let (form, kind) = match typed.get("form") {
        "" | "message" => (DebitForm::Message, "application/xml"),
        "csv" => (DebitForm::Csv, "text/csv; charset=utf-8"),
        _other => return Err(Failure::NoSuchPage),
    };
    let made = asked.read(move |desk| export_debits(desk, id, form)).await?;
    let named = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", made.name)).map_err(|_| Failure::Bug)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, named),
    ];
    Ok((headers, made.bytes).into_response())
}
