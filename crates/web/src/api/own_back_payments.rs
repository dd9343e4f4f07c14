//! The back payments of the caller's own months: where they stand, what they come to, what was said.

use axum::Json;
use axum::http::Method;
use domain::ids::CaseId;
use procedures::Permission;
use procedures::back_payment::{OwnCase, OwnStory, own_back_payment, own_back_payments};
use serde::Serialize;
use utoipa::ToSchema;

use super::wire::{Day, MonthCode, Yuan};
use crate::body::At;
use crate::error::Failure;
use crate::route::Route;
use crate::{Asked, Doc};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::api(
            Method::GET,
            "/api/record/back-payments",
            Permission::OwnRecord,
            "The back payments of the caller's own months, newest first.",
            Doc::new("record").answers::<OwnCasesJson>(200),
            all,
        ),
        Route::api(
            Method::GET,
            "/api/record/back-payments/{case}",
            Permission::OwnRecord,
            "One of them, with its months and what was said. Somebody else's is not found.",
            Doc::new("record").answers::<OwnStoryJson>(200),
            one,
        ),
    ]
}

/// The back payments of a person's months.
#[derive(Serialize, ToSchema)]
struct OwnCasesJson {
    /// Each of them.
    items: Vec<OwnCaseJson>,
}

/// Where a back payment of a person's months stands.
#[derive(Serialize, ToSchema)]
struct OwnCaseJson {
    /// Its code.
    case: String,
    /// The name of the employer that asked for it.
    employer: String,
    /// The way it goes.
    kind: &'static str,
    /// Where it stands.
    state: &'static str,
    /// Since when.
    since: Day,
    /// When it was filed.
    filed_on: Day,
    /// The person's months in it.
    months: Vec<MonthCode>,
}

impl From<&OwnCase> for OwnCaseJson {
    fn from(of: &OwnCase) -> OwnCaseJson {
        OwnCaseJson {
            case: of.id.code(),
            employer: of.employer.clone(),
            kind: of.kind.code(),
            state: of.state.code(),
            since: Day(of.since),
            filed_on: Day(of.filed_on),
            months: of.months.iter().copied().map(MonthCode).collect(),
        }
    }
}

/// A back payment of a person's months with what belongs to the person.
#[derive(Serialize, ToSchema)]
struct OwnStoryJson {
    /// Where it stands.
    #[serde(flatten)]
    case: OwnCaseJson,
    /// Whether it is about others, too; then what the officers wrote is left out.
    shared: bool,
    /// What the employer gave as the reasons.
    reasons: Vec<String>,
    /// The months whose amounts can be named.
    dues: Vec<OwnMonthJson>,
    /// The months whose amounts are still for the agency to assess.
    unknown: Vec<MonthCode>,
    /// The last day of the review; nothing where none runs or the employer is waited for.
    decided_by: Option<Day>,
    /// What was done, in the order of the acts.
    steps: Vec<ToldJson>,
}

/// What a month comes to.
#[derive(Serialize, ToSchema)]
struct OwnMonthJson {
    /// The month.
    month: MonthCode,
    /// The declared wage.
    base: Yuan,
    /// The employer's side.
    employer: Yuan,
    /// The person's side.
    employee: Yuan,
}

/// A step without the officer.
#[derive(Serialize, ToSchema)]
struct ToldJson {
    /// What.
    act: String,
    /// The day.
    on: Day,
    /// The ground, word for word.
    note: Option<String>,
    /// What it points at: `paper:labour_contract`, `month:2019-03`.
    at: Vec<String>,
}

impl From<&OwnStory> for OwnStoryJson {
    fn from(of: &OwnStory) -> OwnStoryJson {
        OwnStoryJson {
            case: OwnCaseJson::from(&of.case),
            shared: of.shared,
            reasons: of.case.lines.iter().map(|line| line.reason.clone()).collect(),
            dues: of
                .rows
                .iter()
                .map(|row| OwnMonthJson {
                    month: MonthCode(row.month),
                    base: Yuan(row.base),
                    employer: Yuan(row.amounts.employer_total()),
                    employee: Yuan(row.amounts.employee_total()),
                })
                .collect(),
            unknown: of.unpriced.iter().copied().map(MonthCode).collect(),
            decided_by: of.clock.and_then(|clock| clock.due).map(Day),
            steps: of
                .told
                .iter()
                .map(|step| ToldJson {
                    act: step.event.clone(),
                    on: Day(step.on),
                    note: step.note.clone(),
                    at: step.points.iter().map(|point| point.code()).collect(),
                })
                .collect(),
        }
    }
}

async fn all(asked: Asked) -> Result<Json<OwnCasesJson>, Failure> {
    let cases = asked.read(own_back_payments).await?;
    Ok(Json(OwnCasesJson {
        items: cases.iter().map(OwnCaseJson::from).collect(),
    }))
}

async fn one(asked: Asked, At(case): At<String>) -> Result<Json<OwnStoryJson>, Failure> {
    let id = CaseId::from_code(&case).map_err(|_| Failure::NoSuchPage)?;
    let of = asked.read(move |desk| own_back_payment(desk, id)).await?;
    Ok(Json(OwnStoryJson::from(&of)))
}
