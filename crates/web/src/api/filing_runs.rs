//! Files of online back payments: what is filed today and in none, the files made, one with the answers of the bank. The bytes of each
//! are those of its batch (`/api/debit-runs/{batch}/file`).

use axum::Json;
use axum::http::Method;
use axum::response::Response;
use domain::collection::{FilingBatch, FilingDebit, Outcome};
use domain::ids::BatchId;
use procedures::Permission;
use procedures::back_payment::debit::{Unasked, debit_filings, filing_batch_page, filing_batches, unasked};
use serde::Serialize;
use utoipa::ToSchema;

use super::hall::wire::NothingAsk;
use super::wire::{BatchCode, CaseCode, Day, EmployerCode, Yuan};
use crate::body::{Ask, At};
use crate::error::{Failure, created};
use crate::route::Route;
use crate::{Asked, Doc};

/// Files that the list names.
const AT_ONCE: i64 = 100;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::api(
            Method::GET,
            "/api/filing-runs",
            Permission::RunDebits,
            "Online back payments of today that are in no file for the bank, and the files made, latest first.",
            Doc::new("debit runs").answers::<FilingRunsJson>(200),
            list,
        ),
        Route::api(
            Method::POST,
            "/api/filing-runs",
            Permission::RunDebits,
            "Makes a file of today's online back payments that are in none yet. What is in none by tonight lapses.",
            Doc::new("debit runs").asks::<NothingAsk>().answers::<FilingRunJson>(201),
            make,
        ),
        Route::api(
            Method::GET,
            "/api/filing-runs/{batch}",
            Permission::RunDebits,
            "A file of online back payments with the answer of the bank to each.",
            Doc::new("debit runs").answers::<FilingRunPageJson>(200),
            one,
        ),
    ]
}

/// What is to be sent, and what was made.
#[derive(Serialize, ToSchema)]
struct FilingRunsJson {
    /// Filed online today, in no file yet: sent today, or lapsed tonight.
    waiting: Vec<WaitingFilingJson>,
    /// The files made.
    items: Vec<FilingRunJson>,
}

/// An online filing that the bank was not asked about.
#[derive(Serialize, ToSchema)]
struct WaitingFilingJson {
    /// Whose.
    employer: EmployerCode,
    /// The employer's name.
    name: String,
    /// The case.
    case: CaseCode,
    /// What was filed: principal and late fee.
    amount: Yuan,
    /// The last four digits of the account; none where no account is in force, and nothing can be sent.
    account: Option<String>,
}

impl From<&Unasked> for WaitingFilingJson {
    fn from(of: &Unasked) -> WaitingFilingJson {
        let account = of.account.as_ref();
        WaitingFilingJson {
            employer: EmployerCode(of.employer),
            name: of.name.clone(),
            case: CaseCode(of.case),
            amount: Yuan(of.filing.amount),
            account: account.map(|held| domain::registry::account_tail(&held.account_number)),
        }
    }
}

/// A file of online back payments.
#[derive(Serialize, ToSchema)]
struct FilingRunJson {
    /// Its code, as its file names it.
    id: BatchCode,
    /// The day of the filings; money of another day does not pay them.
    collect_on: Day,
    /// How many debits.
    debits: i64,
    /// Their sum.
    total: Yuan,
}

impl From<&FilingBatch> for FilingRunJson {
    fn from(of: &FilingBatch) -> FilingRunJson {
        FilingRunJson {
            id: BatchCode(of.id),
            collect_on: Day(of.collect_on),
            debits: of.debits,
            total: Yuan(of.total),
        }
    }
}

/// A file with what became of it.
#[derive(Serialize, ToSchema)]
struct FilingRunPageJson {
    /// The file.
    run: FilingRunJson,
    /// Its debits.
    debits: Vec<FilingDebitJson>,
}

/// The debit of one online filing.
#[derive(Serialize, ToSchema)]
struct FilingDebitJson {
    /// Whose.
    employer: EmployerCode,
    /// The employer's name.
    name: String,
    /// The case.
    case: CaseCode,
    /// Its identification on the bank file.
    end_to_end: String,
    /// How much.
    amount: Yuan,
    /// The last four digits of the account.
    account: String,
    /// `pending`, `paid` or `bounced`.
    outcome: &'static str,
    /// Why it bounced.
    cause: Option<&'static str>,
    /// The day the money counts, or the day it bounced.
    value_date: Option<Day>,
}

impl From<&(FilingDebit, String)> for FilingDebitJson {
    fn from((of, name): &(FilingDebit, String)) -> FilingDebitJson {
        let answer = of.answer.as_ref();
        let (outcome, cause) = match answer.map(|a| a.outcome) {
            None => ("pending", None),
            Some(Outcome::Paid) => ("paid", None),
            Some(Outcome::Bounced(cause)) => ("bounced", Some(cause.code())),
        };
        FilingDebitJson {
            employer: EmployerCode(of.employer),
            name: name.clone(),
            case: CaseCode(of.case),
            end_to_end: of.end_to_end(),
            amount: Yuan(of.amount),
            account: domain::registry::account_tail(&of.mandate.account_number),
            outcome,
            cause,
            value_date: answer.map(|a| Day(a.value_date)),
        }
    }
}

async fn list(asked: Asked) -> Result<Json<FilingRunsJson>, Failure> {
    let (waiting, made) = asked.read(|desk| Ok((unasked(desk)?, filing_batches(desk, AT_ONCE)?))).await?;
    Ok(Json(FilingRunsJson {
        waiting: waiting.iter().map(WaitingFilingJson::from).collect(),
        items: made.iter().map(FilingRunJson::from).collect(),
    }))
}

async fn make(Ask { asked, body: _, key }: Ask<NothingAsk>) -> Result<Response, Failure> {
    let (_, batch) = asked.act(move |desk| debit_filings(desk, &key)).await?;
    Ok(created(&format!("/api/filing-runs/{}", batch.id), FilingRunJson::from(&batch)))
}

async fn one(asked: Asked, At(batch): At<String>) -> Result<Json<FilingRunPageJson>, Failure> {
    let id = BatchId::from_code(&batch).map_err(|_| Failure::NoSuchPage)?;
    let (batch, _, debits) = asked.read(move |desk| filing_batch_page(desk, id)).await?;
    Ok(Json(FilingRunPageJson {
        run: FilingRunJson::from(&batch),
        debits: debits.iter().map(FilingDebitJson::from).collect(),
    }))
}
