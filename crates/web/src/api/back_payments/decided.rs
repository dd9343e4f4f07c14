//! What a desk decided, what of it was drawn for a second look, and what the look found.

use axum::Json;
use axum::response::Response;
use domain::case::sample::Verdict;
use procedures::back_payment::decided::{Decided, DecidingDesk, decided};
use procedures::back_payment::sample::{Drawn, Finding, sample_of, take_down};
use serde::{Deserialize, Serialize};
use units::Statement;
use utoipa::ToSchema;

use super::super::wire::{Day, EmployerCode, MonthCode, SaidJson};
use super::case::case_id;
use super::deeds::answered;
use crate::Asked;
use crate::body::{Ask, At, Searched};
use crate::error::Failure;
use crate::look::Paging;

/// What a desk decided.
#[derive(Serialize, ToSchema)]
#[schema(as = DeskDecisionsJson)]
pub(super) struct DecidedListJson {
    /// How many there are in all.
    total: i64,
    /// Those of the page, the latest first.
    items: Vec<DecidedJson>,
}

/// A decision of a desk.
#[derive(Serialize, ToSchema)]
#[schema(as = DeskDecisionJson)]
struct DecidedJson {
    /// The case.
    case: String,
    /// Whose.
    employer: EmployerCode,
    /// The way it goes.
    kind: &'static str,
    /// Its months.
    months: Vec<MonthCode>,
    /// The step that decided.
    step: i64,
    /// `passed`, `taken_in`, `returned`, `refused`.
    outcome: &'static str,
    /// The day.
    on: Day,
    /// Who decided, in order.
    officers: Vec<String>,
    /// The ground, where one was given.
    ground: Option<String>,
    /// On which working day of its clock; nothing at the counter.
    day: Option<u32>,
    /// Of how many.
    days: Option<u32>,
    /// `at_once`: agreed to as handed in; `looked_at`: asked about, changed or not passed.
    passage: &'static str,
    /// What a second look found.
    found: Option<FoundJson>,
}

/// What a second look found.
#[derive(Serialize, ToSchema)]
#[schema(as = SampleFindingJson)]
struct FoundJson {
    /// `in_order`, `not_in_order`.
    verdict: &'static str,
    /// Its ground.
    ground: String,
    /// By whom.
    by: String,
    /// The day.
    on: Day,
}

/// The sample of a desk.
#[derive(Serialize, ToSchema)]
#[schema(as = DeskSampleJson)]
pub(super) struct SampleJson {
    /// Decisions since this day are drawn from.
    since: Day,
    /// How many there are.
    decided: i64,
    /// How many of them wait for the digest of their day.
    to_come: usize,
    /// Drawn and not looked at, those passed at once first.
    open: Vec<DrawnJson>,
    /// Drawn and looked at.
    looked: Vec<DrawnJson>,
}

/// A decision that was drawn.
#[derive(Serialize, ToSchema)]
#[schema(as = DrawnDecisionJson)]
struct DrawnJson {
    /// The decision.
    #[serde(flatten)]
    decided: DecidedJson,
    /// Its lot: the first eight hex digits of the SHA-256 of `drawn_from`, modulo 10000.
    lot: u32,
    /// Lots below this were drawn.
    below: u32,
    /// The number of the case, a space, the digest of the day.
    drawn_from: String,
    /// Why the caller may not take this look down.
    locked: Option<SaidJson>,
}

/// What an officer found.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SampleFindingAsk)]
pub(super) struct FindingAsk {
    /// The step that decided.
    step: i64,
    /// `in_order`, `not_in_order`.
    verdict: String,
    /// What was looked at and held against what.
    ground: String,
}

impl From<&Decided> for DecidedJson {
    fn from(of: &Decided) -> DecidedJson {
        DecidedJson {
            case: of.case.code(),
            employer: EmployerCode(of.employer),
            kind: of.kind.code(),
            months: of.months.iter().copied().map(MonthCode).collect(),
            step: of.step,
            outcome: of.outcome.code(),
            on: Day(of.on),
            officers: of.officers.clone(),
            ground: of.ground.clone(),
            day: of.clock.map(|(day, _)| day),
            days: of.clock.map(|(_, days)| days),
            passage: of.passage.code(),
            found: of.found.as_ref().map(|found| FoundJson {
                verdict: found.verdict.code(),
                ground: found.ground.clone(),
                by: found.by_name.clone(),
                on: Day(found.on_date),
            }),
        }
    }
}

fn desk_named(code: &str) -> Result<DecidingDesk, Failure> {
    DecidingDesk::from_code(code).ok_or(Failure::NoSuchPage)
}

pub(super) async fn list(asked: Asked, At(desk): At<String>, Searched(typed): Searched) -> Result<Json<DecidedListJson>, Failure> {
    let (which, wanted) = (desk_named(&desk)?, typed.get("page").to_owned());
    let page = move |total: i64| {
        let page = Paging::read(Some(&wanted), u32::try_from(total).unwrap_or(u32::MAX));
        (i64::from(page.per), i64::from(page.offset()))
    };
    let found = asked.read(move |desk| decided(desk, which, page)).await?;
    Ok(Json(DecidedListJson {
        total: found.total,
        items: found.rows.iter().map(DecidedJson::from).collect(),
    }))
}

pub(super) async fn sample(asked: Asked, At(desk): At<String>) -> Result<Json<SampleJson>, Failure> {
    let which = desk_named(&desk)?;
    let found = asked.read(move |desk| sample_of(desk, which)).await?;
    let drawn = |of: &Drawn| DrawnJson {
        decided: DecidedJson::from(&of.decided),
        lot: of.lot,
        below: of.below,
        drawn_from: of.from.clone(),
        locked: of.locked.as_ref().map(|why| SaidJson::of(&asked, why as &dyn Statement)),
    };
    Ok(Json(SampleJson {
        since: Day(found.since),
        decided: found.decided,
        to_come: found.to_come,
        open: found.open.iter().map(drawn).collect(),
        looked: found.looked.iter().map(drawn).collect(),
    }))
}

pub(super) async fn finding(At((_, case)): At<(String, String)>, Ask { asked, body, key }: Ask<FindingAsk>) -> Result<Response, Failure> {
    let (who, id) = (asked.employer()?, case_id(&case)?);
    let verdict = Verdict::from_code(&body.verdict).ok_or_else(|| super::deeds::unknown_act(&body.verdict))?;
    let finding = Finding {
        step: body.step,
        verdict,
        ground: body.ground.clone(),
    };
    let receipt = asked.act(move |desk| take_down(desk, &key, who, id, &finding)).await?;
    Ok(answered(who, id, &receipt))
}
