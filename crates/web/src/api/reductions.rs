//! Staff reductions: looked at with their effect on the coming bill, and filed.

use axum::Json;
use axum::http::Method;
use axum::response::Response;
use domain::filing::reduction::Reduction;
use procedures::Permission;
use procedures::enrol_staff::Rule;
use procedures::preview_filing::{ReductionPreview, preview_reductions};
use procedures::receipts::filing;
use procedures::reduce_staff::{ReduceLine, ReduceVerdict, reduce_staff};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::filings::FilingJson;
use super::increases::moved_on;
use super::wire::{Day, MonthCode, PersonCode, SaidJson, SumsJson};
use crate::body::{Ask, JsonBody};
use crate::error::{Failure, created};
use crate::route::Route;
use crate::{Asked, Doc};

/// Lines of one ask: as many as a workbook may have.
const BODY_BYTES: usize = 8 << 20;

pub(crate) fn routes() -> Vec<Route> {
    let file = Permission::FileReduction;
    vec![
        Route::api(
            Method::POST,
            "/api/employers/{employer}/reductions/check",
            file,
            "What reductions would make, and the coming bill before and after; files nothing.",
            Doc::new("reductions").takes::<ReductionsAsk>().answers::<ReductionPreviewJson>(200),
            check,
        )
        .body_at_most(BODY_BYTES),
        Route::api(
            Method::POST,
            "/api/employers/{employer}/reductions",
            file,
            "Files reductions.",
            Doc::new("reductions").asks::<ReductionsAsk>().answers::<FilingJson>(201),
            file_reductions,
        )
        .body_at_most(BODY_BYTES),
    ]
}

/// The reductions.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReductionsAsk {
    /// One for each person.
    lines: Vec<ReductionAsk>,
    /// One refused line refuses all; without it the others are filed.
    #[serde(default)]
    all_or_nothing: bool,
    /// The version of the employer that was looked at; where the roll moved on since, nothing is filed (409).
    seen: Option<i64>,
}

/// One leaver.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReductionAsk {
    /// The person, by the code of the roll.
    person: PersonCode,
    /// Last day of employment.
    end_date: Day,
    /// Last month to be paid; what the pack proposes without it.
    last_month: Option<MonthCode>,
    /// Why contributions stop: the code of a reason, such as 21.
    reason: u8,
    /// Why medical stops: the number of its reason; what follows from the other without it.
    medical_reason: Option<u8>,
    /// A remark.
    #[serde(default)]
    remark: String,
}

/// What the lines make.
#[derive(Serialize, ToSchema)]
struct ReductionPreviewJson {
    /// The month that changes alter now.
    month: MonthCode,
    /// Its bill as the roll stands.
    before: SumsJson,
    /// Its bill after the lines that can be filed.
    after: SumsJson,
    /// Filing them reopens the employer's own declaration.
    reopens: bool,
    /// In the order of the ask.
    lines: Vec<ReductionVerdictJson>,
}

/// What one line makes, or why it is refused.
#[derive(Serialize, ToSchema)]
struct ReductionVerdictJson {
    /// Its position, from 1.
    line: i64,
    /// Last month to be paid; nothing where it is refused.
    last_month: Option<MonthCode>,
    /// `online`, `counter`, `counter_for_benefit`.
    channel: Option<&'static str>,
    /// What to read before confirming.
    warnings: Vec<SaidJson>,
    /// Months already assessed that should not have been due.
    assessed_too_much: Vec<MonthCode>,
    /// Why it is refused.
    refused: Option<SaidJson>,
}

fn verdict(asked: &Asked, of: &ReduceVerdict) -> ReductionVerdictJson {
    let made = of.outcome.as_ref().ok();
    let months = |list: &[units::Month]| list.iter().map(|m| MonthCode(*m)).collect();
    ReductionVerdictJson {
        line: of.line,
        last_month: made.map(|m| MonthCode(m.reduced.last_month)),
        channel: made.map(|m| m.channel.code()),
        warnings: made
            .map(|m| m.reduced.warnings.iter().map(|w| SaidJson::of(asked, w)).collect())
            .unwrap_or_default(),
        assessed_too_much: made.map(|m| months(&m.reduced.assessed_too_much)).unwrap_or_default(),
        refused: of.outcome.as_ref().err().map(|why| SaidJson::of(asked, why.as_ref())),
    }
}

fn preview(asked: &Asked, of: &ReductionPreview) -> ReductionPreviewJson {
    ReductionPreviewJson {
        month: MonthCode(of.effect.month),
        before: SumsJson::from(&of.effect.before),
        after: SumsJson::from(&of.effect.after),
        reopens: of.reopens,
        lines: of.verdicts.iter().map(|v| verdict(asked, v)).collect(),
    }
}

fn lines(asks: &[ReductionAsk]) -> Vec<ReduceLine> {
    let line = |(at, ask): (i64, &ReductionAsk)| ReduceLine {
        line: at,
        person: ask.person.0,
        reduction: Reduction {
            end_date: ask.end_date.0,
            last_month: ask.last_month.map(|m| m.0),
        },
        reason: ask.reason,
        medical_reason: ask.medical_reason,
        remark: ask.remark.clone(),
    };
    (1..).zip(asks).map(line).collect()
}

async fn check(JsonBody { asked, body }: JsonBody<ReductionsAsk>) -> Result<Json<ReductionPreviewJson>, Failure> {
    let (who, lines) = (asked.employer()?, lines(&body.lines));
    let found = asked.read(move |desk| preview_reductions(desk, who, &lines)).await?;
    Ok(Json(preview(&asked, &found)))
}

async fn file_reductions(Ask { asked, body, key }: Ask<ReductionsAsk>) -> Result<Response, Failure> {
    let (who, lines, seen) = (asked.employer()?, lines(&body.lines), body.seen);
    let rule = if body.all_or_nothing {
        Rule::AllOrNothing
    } else {
        Rule::GoodLinesOnly
    };
    let filed = asked
        .act(move |desk| {
            let receipt = reduce_staff(desk, &key, who, &lines, rule)?.receipt;
            moved_on(seen, receipt.n)?;
            filing(desk, who, receipt.n)
        })
        .await?;
    Ok(created(
        &format!("/receipts/{}", filed.receipt.number),
        FilingJson::of(&asked, &filed),
    ))
}
