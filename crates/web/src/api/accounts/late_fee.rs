//! Why a late fee is what it is, on the wire.

use axum::Json;
use domain::bill::BillKind;
use domain::collection::ClaimKey;
use domain::reckon::why::Why;
use procedures::explain_fee::{FeeWhy, explain_fee};
use serde::Serialize;
use units::{Fact, Fen, Month};
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
    /// Each conclusion, before what it rests on.
    steps: Vec<FeeStepJson>,
    /// The fingerprint of the rule pack.
    fingerprint: String,
}

/// One conclusion, before what it rests on.
#[derive(Serialize, ToSchema)]
struct FeeStepJson {
    /// Its kind: `late_fee_sum`, `late_fee_from`, `late_fee_segment`, …
    rule: &'static str,
    /// How deep it stands below the first.
    depth: usize,
    /// The same in the reader's language.
    text: String,
    /// The exact amount in yuan.
    exact: Option<String>,
    /// The row it rests on.
    ground: Option<GroundJson>,
}

fn steps(asked: &Asked, of: &FeeWhy) -> Vec<FeeStepJson> {
    let step = |(depth, why): (usize, &Why)| {
        let mut facts = why.facts.clone();
        facts.push(("exact", Fact::Text(why.exact.clone().unwrap_or_default())));
        FeeStepJson {
            rule: why.rule,
            depth,
            text: asked.say(&format!("why.{}", why.rule), &facts),
            exact: why.exact.clone(),
            ground: why.ground.as_ref().map(GroundJson::from),
        }
    };
    of.why.walk().into_iter().map(step).collect()
}

fn told(asked: &Asked, of: &FeeWhy) -> FeeJson {
    FeeJson {
        bill: BillKeyJson::from(of.key),
        principal: Yuan(of.principal.iter().sum::<Fen>()),
        settled_on: Day(of.settled_on),
        is_settled: of.is_settled,
        days: of.fee.days,
        fee: Yuan(of.fee.fee),
        steps: steps(asked, of),
        fingerprint: of.fingerprint.clone(),
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
    Ok(Json(told(&asked, &found)))
}
