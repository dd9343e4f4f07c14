//! Files of the bank: one is read, accepted whole and booked line by line; those before it.

use axum::Json;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::collection::BankFile;
use procedures::take_bank_answer::{Taken, latest, take_bank_answer};
use procedures::{Permission, Receipt};
use serde::Serialize;
use utoipa::ToSchema;

use super::wire::{AcceptedJson, BatchCode, Yuan};
use crate::body::{RawFile, Searched};
use crate::error::{Failure, created};
use crate::route::Route;
use crate::{Asked, Doc};

/// A file of a bank answers a whole batch: 256 MiB.
const BANK_FILE_BYTES: usize = 256 << 20;
/// Files that the list names.
const FILES: i64 = 100;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::api(
            Method::GET,
            "/api/bank-files",
            Permission::RunDebits,
            "Files of the bank, latest first.",
            Doc::new("bank files").answers::<BankFilesJson>(200),
            list,
        ),
        Route::api(
            Method::POST,
            "/api/bank-files",
            Permission::RunDebits,
            "Reads a file of the bank and books it. The file is its own key: the same bytes have effect once (200).",
            Doc::new("bank files")
                .query("name", "The name of the file, for the list.")
                .takes_file("pain.002, camt.054 or CSV with its closing line.")
                .answers::<TakenJson>(201),
            take,
        )
        .body_at_most(BANK_FILE_BYTES),
    ]
}

/// Files of the bank.
#[derive(Serialize, ToSchema)]
struct BankFilesJson {
    /// Each of them.
    items: Vec<TakenJson>,
}

/// A file of the bank with its receipt.
#[derive(Serialize, ToSchema)]
struct TakenJson {
    /// The receipt of its acceptance.
    accepted: AcceptedJson,
    /// It had been accepted before and had no second effect.
    already: bool,
    /// The file.
    file: BankFileJson,
}

/// A file of the bank.
#[derive(Serialize, ToSchema)]
struct BankFileJson {
    /// The name it came with.
    name: String,
    /// `status` (pain.002), `notice` (camt.054) or `csv`.
    form: String,
    /// SHA-256 of its bytes.
    sha256: String,
    /// The batch it answers.
    batch: Option<BatchCode>,
    /// How many lines.
    lines: i64,
    /// Lines that brought money.
    paid: i64,
    /// How much.
    paid_total: Yuan,
    /// Lines that bounced.
    bounced: i64,
    /// How much.
    bounced_total: Yuan,
    /// Whether every line is booked.
    booked: bool,
}

impl From<&BankFile> for BankFileJson {
    fn from(of: &BankFile) -> BankFileJson {
        BankFileJson {
            name: of.name.clone(),
            form: of.form.clone(),
            sha256: of.sha256.clone(),
            batch: of.batch.map(BatchCode),
            lines: of.lines,
            paid: of.paid.0,
            paid_total: Yuan(of.paid.1),
            bounced: of.bounced.0,
            bounced_total: Yuan(of.bounced.1),
            booked: of.booked,
        }
    }
}

impl TakenJson {
    fn of(file: &BankFile, receipt: &Receipt, already: bool) -> TakenJson {
        TakenJson {
            accepted: AcceptedJson::from(receipt),
            already,
            file: BankFileJson::from(file),
        }
    }
}

async fn list(asked: Asked) -> Result<Json<BankFilesJson>, Failure> {
    let found = asked.read(|desk| latest(desk, FILES)).await?;
    Ok(Json(BankFilesJson {
        items: found.iter().map(|(file, receipt)| TakenJson::of(file, receipt, false)).collect(),
    }))
}

async fn take(Searched(typed): Searched, RawFile { asked, bytes }: RawFile) -> Result<Response, Failure> {
    let name = typed.text_if_any("name", 200)?.unwrap_or_else(|| "bank-file".to_owned());
    let caller = asked.caller.clone();
    let Taken { receipt, file, already } = asked
        .portal
        .hard_work(move |agency| take_bank_answer(agency, &caller, &name, &bytes))
        .await?;
    let body = TakenJson::of(&file, &receipt, already);
    if already {
        return Ok((StatusCode::OK, Json(body)).into_response());
    }
    Ok(created("/api/bank-files", body))
}
