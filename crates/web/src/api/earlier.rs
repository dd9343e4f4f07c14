//! Records from before this system, file by file.

use axum::Json;
use axum::http::Method;
use axum::response::Response;
use procedures::earlier::{
    EarlierFile, EarlierSums, answered_earlier, confirm_earlier, earlier_file, earlier_of, hand_in_earlier, take_back_earlier,
};
use procedures::{Permission, Receipt};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use domain::ids::{EarlierFileId, EmployerId};

use super::wire::{AcceptedJson, Day, EarlierFileCode, EmployerCode, Yuan};
use crate::body::{Ask, At, KeyedFile, RawFile, Searched};
use crate::error::{Failure, created};
use crate::pages::lists::workbook;
use crate::route::Route;
use crate::{Asked, Doc};

/// A file of months: 16 MiB.
const FILE_BYTES: usize = 16 << 20;

pub(crate) fn routes() -> Vec<Route> {
    let (see, act) = (Permission::ViewEarlier, Permission::TakeOverRecords);
    vec![
        Route::api(
            Method::GET,
            "/api/employers/{employer}/earlier-records",
            see,
            "Files of an employer's records from before this system, latest first, each as it stands.",
            Doc::new("earlier records").answers::<EarlierFilesJson>(200),
            list,
        ),
        Route::api(
            Method::POST,
            "/api/employers/{employer}/earlier-records/check",
            act,
            "Gives a file back with the answer beside each row; takes nothing over.",
            Doc::new("earlier records").takes_file("A workbook or CSV.").answers_file(),
            check,
        )
        .body_at_most(FILE_BYTES),
        Route::api(
            Method::POST,
            "/api/employers/{employer}/earlier-records",
            act,
            "Hands a file in: all its rows or none, and only where its sums are those of the old records' printout. Its months count once another officer confirms it.",
            Doc::new("earlier records")
                .query("name", "The name of the file.")
                .query("employer", "What the employers paid in all, in yuan.")
                .query("person", "What the persons paid in all, in yuan.")
                .query("to_account", "What went to the persons' accounts in all, in yuan.")
                .asks_file("A workbook or CSV.")
                .answers::<EarlierHandedInJson>(201),
            hand_in,
        )
        .body_at_most(FILE_BYTES),
        Route::api(
            Method::GET,
            "/api/employers/{employer}/earlier-records/{file}",
            see,
            "One file with the stages that it went through.",
            Doc::new("earlier records").answers::<EarlierStagesJson>(200),
            one,
        ),
        Route::api(
            Method::POST,
            "/api/employers/{employer}/earlier-records/{file}/deeds",
            act,
            "What an officer does: confirm, never who handed it in; take_back, with a ground.",
            Doc::new("earlier records").asks::<EarlierDeedAsk>().answers::<AcceptedJson>(201),
            deed,
        ),
    ]
}

/// A file as it stands.
#[derive(Serialize, ToSchema)]
struct EarlierFileJson {
    /// Its code.
    file: EarlierFileCode,
    /// Of which employer.
    employer: EmployerCode,
    /// The name it came with.
    name: String,
    /// SHA-256 of its bytes.
    sha256: String,
    /// `handed_in`, `confirmed` or `taken_back`.
    stage: &'static str,
    /// The business day of the stage.
    on: Day,
    /// Who brought it there.
    by: String,
    /// Why it was taken back.
    ground: Option<String>,
    /// Persons.
    people: i64,
    /// Months, each counted once a branch.
    months: i64,
    /// What the employers paid.
    employer_total: Yuan,
    /// What the persons paid.
    person_total: Yuan,
    /// What went to the persons' accounts.
    to_account_total: Yuan,
}

impl From<&EarlierFile> for EarlierFileJson {
    fn from(of: &EarlierFile) -> EarlierFileJson {
        EarlierFileJson {
            file: EarlierFileCode(of.id),
            employer: EmployerCode(of.employer),
            name: of.name.clone(),
            sha256: of.sha256.clone(),
            stage: of.stage.code(),
            on: Day(of.on),
            by: of.by_name.clone(),
            ground: of.ground.clone(),
            people: of.people,
            months: of.totals.months,
            employer_total: Yuan(of.totals.employer),
            person_total: Yuan(of.totals.person),
            to_account_total: Yuan(of.totals.to_account),
        }
    }
}

/// Files.
#[derive(Serialize, ToSchema)]
struct EarlierFilesJson {
    /// Each of them.
    items: Vec<EarlierFileJson>,
}

/// A file through its stages.
#[derive(Serialize, ToSchema)]
struct EarlierStagesJson {
    /// In their order; the last one holds.
    stages: Vec<EarlierFileJson>,
}

/// A file that was handed in.
#[derive(Serialize, ToSchema)]
struct EarlierHandedInJson {
    /// The receipt.
    accepted: AcceptedJson,
    /// Its code.
    file: EarlierFileCode,
}

/// What is done to a file.
#[derive(Deserialize, ToSchema)]
struct EarlierDeedAsk {
    /// `confirm` or `take_back`.
    deed: String,
    /// Why it is taken back.
    #[serde(default)]
    ground: String,
}

fn file_of(code: &str) -> Result<EarlierFileId, Failure> {
    EarlierFileId::from_code(code).map_err(|_| Failure::NoSuchPage)
}

async fn list(asked: Asked) -> Result<Json<EarlierFilesJson>, Failure> {
    let of = asked.employer()?;
    let files = asked.read(move |desk| earlier_of(desk, of)).await?;
    Ok(Json(EarlierFilesJson {
        items: files.iter().map(EarlierFileJson::from).collect(),
    }))
}

async fn check(RawFile { asked, bytes }: RawFile) -> Result<Response, Failure> {
    let (of, lang) = (asked.employer()?, asked.lang);
    let bytes = asked.read(move |desk| answered_earlier(desk, of, &bytes, lang)).await?;
    workbook("earlier-records-result.xlsx", bytes)
}

async fn hand_in(Searched(typed): Searched, KeyedFile { asked, bytes, key }: KeyedFile) -> Result<Response, Failure> {
    let of = asked.employer()?;
    let name = typed.text_if_any("name", 200)?.unwrap_or_else(|| "earlier-records".to_owned());
    let told = EarlierSums {
        employer: typed.money("employer")?,
        person: typed.money("person")?,
        to_account: typed.money("to_account")?,
    };
    let (receipt, id): (Receipt, EarlierFileId) = asked.act(move |desk| hand_in_earlier(desk, &key, of, &name, &bytes, told)).await?;
    let body = EarlierHandedInJson {
        accepted: AcceptedJson::from(&receipt),
        file: EarlierFileCode(id),
    };
    Ok(created(
        &format!("/api/employers/{}/earlier-records/{}", of.code(), id.code()),
        body,
    ))
}

async fn one(At((_, file)): At<(String, String)>, asked: Asked) -> Result<Json<EarlierStagesJson>, Failure> {
    let (of, id) = (asked.employer()?, file_of(&file)?);
    let view = asked.read(move |desk| earlier_file(desk, of, id, 0, 0)).await?;
    Ok(Json(EarlierStagesJson {
        stages: view.stages.iter().map(EarlierFileJson::from).collect(),
    }))
}

async fn deed(At((_, file)): At<(String, String)>, Ask { asked, body, key }: Ask<EarlierDeedAsk>) -> Result<Response, Failure> {
    let (of, id): (EmployerId, EarlierFileId) = (asked.employer()?, file_of(&file)?);
    let receipt = match body.deed.as_str() {
        "confirm" => asked.act(move |desk| confirm_earlier(desk, &key, of, id)).await?,
        "take_back" => {
            let ground = body.ground;
            asked.act(move |desk| take_back_earlier(desk, &key, of, id, &ground)).await?
        }
        other => {
            return Err(Failure::Unreadable {
                what: format!("deed: {other}"),
            });
        }
    };
    Ok(created(
        &format!("/api/employers/{}/earlier-records/{}", of.code(), id.code()),
        AcceptedJson::from(&receipt),
    ))
}
