//! Counter reductions: an employer's cases, one case, and what each desk does to it.

use axum::Json;
use axum::http::Method;
use axum::response::Response;
use domain::ids::{CaseId, EmployerId};
use procedures::counter_cases::{CounterCase, Step, one, running_of};
use procedures::{Desk, Error, Key, Permission, Receipt, enter_reduction, move_case};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::wire::{AcceptedJson, Day, EmployerCode, MonthCode, PersonCode, SaidJson};
use crate::body::{Ask, At};
use crate::error::{Failure, created};
use crate::route::Route;
use crate::{Asked, Doc};

pub(crate) fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::api(
            Method::GET,
            "/api/employers/{employer}/cases",
            Permission::ViewEmployer,
            "The counter reductions of an employer that are not ended, oldest first.",
            Doc::new("cases").answers::<CounterCasesJson>(200),
            list,
        ),
        Route::api(
            Method::GET,
            "/api/cases/{employer}/{case}",
            Permission::ViewEmployer,
            "A counter reduction with everything that was done to it.",
            Doc::new("cases").answers::<CounterCaseJson>(200),
            show,
        ),
    ];
    routes.extend(moves());
    routes
}

/// What moves a case on.
fn moves() -> Vec<Route> {
    let filed = || Doc::new("cases").answers::<AcceptedJson>(201);
    vec![
        Route::api(
            Method::POST,
            "/api/cases/{employer}/{case}/confirm",
            Permission::ConfirmEmployment,
            "Confirms that employment ended.",
            filed().asks::<ConfirmAsk>(),
            confirm,
        ),
        Route::api(
            Method::POST,
            "/api/cases/{employer}/{case}/enter",
            Permission::CounterReduction,
            "Enters a confirmed reduction.",
            filed().asks::<EnterAsk>(),
            enter,
        ),
        Route::api(
            Method::POST,
            "/api/cases/{employer}/{case}/send-back",
            Permission::SendBackCase,
            "Sends a case back with its ground.",
            filed().asks::<GroundAsk>(),
            send_back,
        ),
        Route::api(
            Method::POST,
            "/api/cases/{employer}/{case}/mend",
            Permission::FileReduction,
            "The employer mended what was sent back.",
            filed().asks::<GroundAsk>(),
            mend,
        ),
        Route::api(
            Method::POST,
            "/api/cases/{employer}/{case}/withdraw",
            Permission::FileReduction,
            "The employer takes the case back.",
            filed().asks::<WithdrawAsk>(),
            withdraw,
        ),
    ]
}

/// Cases.
#[derive(Serialize, ToSchema)]
struct CounterCasesJson {
    /// Each of them.
    items: Vec<CounterCaseJson>,
}

/// A counter reduction.
#[derive(Serialize, ToSchema)]
struct CounterCaseJson {
    /// Its code.
    id: String,
    /// Whose.
    employer: EmployerCode,
    /// Whom it concerns.
    person: PersonCode,
    /// `filed`, `confirmed`, `exception_noted`, `exception_granted`, `sent_back`, `entered`, `withdrawn`.
    state: String,
    /// The day by which it must be decided.
    due_on: Day,
    /// The last day of employment: as confirmed, else as filed.
    ended_on: Day,
    /// The reason's code.
    reason: u8,
    /// The receipt of the filing.
    receipt: String,
    /// Keys of the papers that the reason takes.
    papers: Vec<String>,
    /// Why the caller may decide nothing about it.
    locked: Option<SaidJson>,
    /// What was done to it, in order.
    steps: Vec<CounterCaseStepJson>,
}

/// One thing that was done to a case.
#[derive(Serialize, ToSchema)]
struct CounterCaseStepJson {
    /// What, a code.
    event: String,
    /// Who, by name.
    by: String,
    /// The business day.
    on: Day,
    /// A day that it names.
    day: Option<Day>,
    /// A month that it names.
    month: Option<MonthCode>,
}

impl CounterCaseJson {
    fn of(asked: &Asked, of: &CounterCase) -> CounterCaseJson {
        let confirmed = of.steps.iter().rev().find(|step| step.event == "confirm").and_then(|step| step.day);
        CounterCaseJson {
            id: of.opened.id.code(),
            employer: EmployerCode(of.opened.employer),
            person: PersonCode(of.opened.person),
            state: of.case.state.code().to_owned(),
            due_on: Day(of.opened.due_on),
            ended_on: Day(confirmed.unwrap_or_else(|| of.ended_on())),
            reason: of.line.reason,
            receipt: of.receipt.clone(),
            papers: of.papers.clone(),
            locked: of.locked.as_ref().map(|why| SaidJson::of(asked, why)),
            steps: of.steps.iter().map(CounterCaseStepJson::from).collect(),
        }
    }
}

impl From<&Step> for CounterCaseStepJson {
    fn from(of: &Step) -> CounterCaseStepJson {
        CounterCaseStepJson {
            event: of.event.clone(),
            by: of.by_name.clone(),
            on: Day(of.on_date),
            day: of.day.map(Day),
            month: of.month.map(MonthCode),
        }
    }
}

/// The day that the record of employment holds.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConfirmAsk {
    /// The last day of employment.
    ended_on: Day,
}

/// What is entered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EnterAsk {
    /// Last month to be paid; the rule's where it is left out.
    last_month: Option<MonthCode>,
}

/// Why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct GroundAsk {
    /// In words; shown to the other side as written.
    ground: String,
}

/// Nothing but the wish.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WithdrawAsk {}

type Case = At<(String, String)>;

fn case_of(code: &str) -> Result<CaseId, Failure> {
    CaseId::from_code(code).map_err(|_| Failure::NoSuchPage)
}

async fn list(asked: Asked) -> Result<Json<CounterCasesJson>, Failure> {
    let who = asked.employer()?;
    let found = asked.read(move |desk| running_of(desk, who)).await?;
    let items = found.iter().map(|of| CounterCaseJson::of(&asked, of)).collect();
    Ok(Json(CounterCasesJson { items }))
}

async fn show(asked: Asked, At((_, case)): Case) -> Result<Json<CounterCaseJson>, Failure> {
    let (who, id) = (asked.employer()?, case_of(&case)?);
    let found = asked.read(move |desk| one(desk, who, id)).await?;
    Ok(Json(CounterCaseJson::of(&asked, &found)))
}

/// Does one thing to a case and answers its receipt.
async fn act<F>(asked: &Asked, case: &str, key: Key, mut act: F) -> Result<Response, Failure>
where
    F: FnMut(&mut Desk, &Key, EmployerId, CaseId) -> Result<Receipt, Error> + Send + 'static,
{
    let (who, id) = (asked.employer()?, case_of(case)?);
    let receipt = asked.act(move |desk| act(desk, &key, who, id)).await?;
    Ok(created(&format!("/receipts/{}", receipt.number), AcceptedJson::from(&receipt)))
}

async fn confirm(At((_, case)): Case, Ask { asked, body, key }: Ask<ConfirmAsk>) -> Result<Response, Failure> {
    let day = body.ended_on.0;
    act(&asked, &case, key, move |desk, key, who, id| {
        move_case::confirm_employment(desk, key, who, id, day)
    })
    .await
}

async fn enter(At((_, case)): Case, Ask { asked, body, key }: Ask<EnterAsk>) -> Result<Response, Failure> {
    let last = body.last_month.map(|month| month.0);
    act(&asked, &case, key, move |desk, key, who, id| {
        enter_reduction::enter_reduction(desk, key, who, id, last)
    })
    .await
}

async fn send_back(At((_, case)): Case, Ask { asked, body, key }: Ask<GroundAsk>) -> Result<Response, Failure> {
    act(&asked, &case, key, move |desk, key, who, id| {
        move_case::send_back(desk, key, who, id, &body.ground)
    })
    .await
}

async fn mend(At((_, case)): Case, Ask { asked, body, key }: Ask<GroundAsk>) -> Result<Response, Failure> {
    act(&asked, &case, key, move |desk, key, who, id| {
        move_case::mend(desk, key, who, id, &body.ground)
    })
    .await
}

async fn withdraw(At((_, case)): Case, Ask { asked, key, .. }: Ask<WithdrawAsk>) -> Result<Response, Failure> {
    act(&asked, &case, key, move_case::withdraw).await
}
