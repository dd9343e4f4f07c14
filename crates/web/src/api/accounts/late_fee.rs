//! Why a late fee is what it is, on the wire.

use axum::Json;
use domain::bill::BillKind;
use domain::collection::ClaimKey;
use domain::late_fee::{FeeStep, exact_yuan};
use procedures::explain_fee::{FeeWhy, explain_fee};
use serde::Serialize;
use units::{Fen, Month};
use utoipa::ToSchema;

use super::super::bills::GroundJson;
use super::super::wire::{BillKeyJson, Day, Yuan};
use crate::Asked;
use crate::body::{At, Searched};
use crate::error::Failure;

/// A late fee with its steps.
#[derive(Serialize, ToSchema)]
pub(super) struct FeeJson {
    /// Which bill.
    bill: BillKeyJson,
    /// What the fee counts on: all branches, both sides.
    principal: Yuan,
    /// The day of the money, or today.
    settled_on: Day,
    /// Whether the bill is settled.
    is_settled: bool,
    /// How many days count.
    days: u32,
    /// The fee.
    fee: Yuan,
    /// Each step, in computing order.
    steps: Vec<FeeStepJson>,
    /// The fingerprint of the rule pack.
    fingerprint: String,
}

/// One step.
#[derive(Serialize, ToSchema)]
struct FeeStepJson {
    /// `not_charged`, `starts`, `run`, `rounded`, `capped`.
    rule: &'static str,
    /// The first day.
    from: Option<Day>,
    /// The last day.
    to: Option<Day>,
    /// How many days.
    days: Option<u32>,
    /// A day's rate as a decimal fraction.
    rate: Option<String>,
    /// The exact amount in yuan.
    exact: Option<String>,
    /// The amount rounded to the fen.
    result: Option<Yuan>,
    /// The row it rests on.
    ground: Option<GroundJson>,
}

impl From<&FeeWhy> for FeeJson {
    fn from(of: &FeeWhy) -> FeeJson {
        FeeJson {
            bill: BillKeyJson::from(of.key),
            principal: Yuan(of.principal.iter().sum::<Fen>()),
            settled_on: Day(of.settled_on),
            is_settled: of.is_settled,
            days: of.fee.days,
            fee: Yuan(of.fee.fee),
            steps: of.steps.iter().map(|s| step(of, s)).collect(),
            fingerprint: of.fingerprint.clone(),
        }
    }
}

fn step(of: &FeeWhy, step: &FeeStep) -> FeeStepJson {
    let bare = FeeStepJson {
        rule: step.code(),
        from: None,
        to: None,
        days: None,
        rate: None,
        exact: None,
        result: None,
        ground: of.ground(step).map(GroundJson::from),
    };
    match *step {
        FeeStep::NotCharged => bare,
        FeeStep::Starts { from } => FeeStepJson {
            from: Some(Day(from)),
            ..bare
        },
        FeeStep::Run { segment, exact } => FeeStepJson {
            from: Some(Day(segment.from)),
            to: Some(Day(segment.to)),
            days: Some(segment.days),
            rate: Some(segment.rate.to_string()),
            exact: Some(exact_yuan(exact)),
            ..bare
        },
        FeeStep::Rounded { exact, fee } => FeeStepJson {
            exact: Some(exact_yuan(exact)),
            result: Some(Yuan(fee)),
            ..bare
        },
        FeeStep::Capped { fee } => FeeStepJson {
            result: Some(Yuan(fee)),
            ..bare
        },
    }
}

pub(super) async fn fee(asked: Asked, At((_, month)): At<(String, String)>, Searched(typed): Searched) -> Result<Json<FeeJson>, Failure> {
    let who = asked.employer()?;
    let month = Month::parse(&month).map_err(|_| Failure::NoSuchPage)?;
    let kind = match typed.get("kind") {
        "" => BillKind::Regular,
        slug => BillKind::from_slug(slug).ok_or(Failure::NoSuchPage)?,
    };
    let found = asked.read(move |desk| explain_fee(desk, who, ClaimKey { month, kind })).await?;
    Ok(Json(FeeJson::from(&found)))
}
