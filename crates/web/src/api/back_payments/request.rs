use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::ids::EmployerId;
use procedures::back_payment::workbook::{answered_workbook, open_workbook as file_workbook};
use procedures::back_payment::{
    Ask as Request, AskLine, Asked as For, LineVerdict, Opened, check_back_payment, open_back_payment, open_monthly_report,
};
use procedures::enrol_staff::Rule;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::wire::{AcceptedJson, MonthCode, PersonCode, SaidJson, Yuan};
use crate::Asked;
use crate::body::{Ask, JsonBody, KeyedFile, RawFile, Searched};
use crate::error::{Failure, created};

/// A request for months to be made up.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RequestAsk {
    /// `by_month`, `inspection`, `base_difference`; to settle for one person alone `retirement`, `transfer`, `death`.
    asked: String,
    /// Whose months.
    lines: Vec<LineAsk>,
    /// Good lines are filed although others are refused; without it one refused line refuses all.
    #[serde(default)]
    good_lines_only: bool,
}

/// One person's months.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LineAsk {
    /// Whose, by the code of the roll.
    person: PersonCode,
    /// First month.
    from: MonthCode,
    /// Last month.
    to: MonthCode,
    /// The wage of these months; the one on record without it.
    base: Option<Yuan>,
    /// Why the months were missed.
    #[serde(default)]
    reason: String,
    /// The number of the supporting document.
    document: Option<String>,
    /// Whether medical costs arose in these months.
    #[serde(default)]
    medical_costs: bool,
}

/// What the lines make.
#[derive(Serialize, ToSchema)]
#[schema(as = CheckedBackPaymentJson)]
pub(super) struct CheckedJson {
    /// In the order of the ask.
    lines: Vec<VerdictJson>,
}

/// What one line makes, or why it is refused.
#[derive(Serialize, ToSchema)]
#[schema(as = BackPaymentVerdictJson)]
struct VerdictJson {
    /// Its position, from 1.
    line: i64,
    /// Its months by the way they go.
    parts: Vec<WayJson>,
    /// What is to be said.
    notes: Vec<String>,
    /// Why it is refused.
    refused: Option<SaidJson>,
}

/// A way with its months.
#[derive(Serialize, ToSchema)]
#[schema(as = BackPaymentWayJson)]
struct WayJson {
    /// Its code.
    route: String,
    /// Its name.
    name: String,
    /// Why these months go it.
    why: String,
    /// The months.
    months: Vec<MonthCode>,
    /// Codes of the papers.
    papers: Vec<String>,
    /// Codes of the forms.
    forms: Vec<String>,
    /// Working days of its review.
    days: Option<u32>,
    /// Whether it can be done wholly online.
    online: bool,
}

/// What was opened.
#[derive(Serialize, ToSchema)]
pub(super) struct OpenedJson {
    /// The receipt.
    accepted: AcceptedJson,
    /// The cases, a part each.
    cases: Vec<OpenedCaseJson>,
    /// What became of each line; empty where the same ask was accepted before.
    lines: Vec<VerdictJson>,
}

/// A case that was opened.
#[derive(Serialize, ToSchema)]
struct OpenedCaseJson {
    /// Its code.
    case: String,
    /// The way it goes.
    kind: &'static str,
}

/// The employer's whole month.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WholeMonthAsk {
    /// Which.
    month: MonthCode,
}

fn verdict(asked: &Asked, of: &LineVerdict) -> VerdictJson {
    let checked = of.outcome.as_ref().ok();
    let ways = checked.map(|c| c.parts.iter()).into_iter().flatten().map(|part| WayJson {
        name: asked.say(&format!("back_payment.route.{}", part.route.code), &[]),
        why: asked.say(part.why.key(), &part.why.facts()),
        route: part.route.code.clone(),
        months: part.months.iter().map(|m| MonthCode(*m)).collect(),
        papers: part.papers.iter().map(|p| p.code.clone()).collect(),
        forms: part.forms.iter().map(|f| f.code.clone()).collect(),
        days: part.days,
        online: part.online,
    });
    VerdictJson {
        line: of.line,
        parts: ways.collect(),
        notes: checked
            .map(|c| c.notes.iter().map(|n| asked.say(n.key(), &[])).collect())
            .unwrap_or_default(),
        refused: of.outcome.as_ref().err().map(|why| SaidJson::of(asked, why.as_ref())),
    }
}

fn request(asked: &Asked, body: &RequestAsk) -> Result<Request, Failure> {
    let what = For::from_code(&body.asked).ok_or_else(|| Failure::Unreadable {
        what: format!("asked: {:?} is nothing that can be asked for", body.asked),
    })?;
    let is_clerk = asked.caller.employers().next().is_some();
    let line = |(at, l): (i64, &LineAsk)| AskLine {
        line: at,
        person: l.person.0,
        from: l.from.0,
        to: l.to.0,
        base: l.base.map(|b| b.0),
        reason: l.reason.clone(),
        document: l.document.clone(),
        medical_costs: l.medical_costs,
    };
    Ok(Request {
        asked: what,
        origin: if is_clerk { "form" } else { "counter" },
        lines: (1..).zip(&body.lines).map(line).collect(),
    })
}

pub(super) async fn check(JsonBody { asked, body }: JsonBody<RequestAsk>) -> Result<Json<CheckedJson>, Failure> {
    let (who, ask) = (asked.employer()?, request(&asked, &body)?);
    let found = asked.read(move |desk| check_back_payment(desk, who, &ask)).await?;
    Ok(Json(CheckedJson {
        lines: found.iter().map(|v| verdict(&asked, v)).collect(),
    }))
}

pub(super) async fn open(Ask { asked, body, key }: Ask<RequestAsk>) -> Result<Response, Failure> {
    let (who, ask) = (asked.employer()?, request(&asked, &body)?);
    let rule = if body.good_lines_only {
        Rule::GoodLinesOnly
    } else {
        Rule::AllOrNothing
    };
    let made = asked.act(move |desk| open_back_payment(desk, &key, who, &ask, rule)).await?;
    Ok(opened(&asked, who, &made))
}

pub(super) async fn open_month(Ask { asked, body, key }: Ask<WholeMonthAsk>) -> Result<Response, Failure> {
    let who = asked.employer()?;
    let made = asked.act(move |desk| open_monthly_report(desk, &key, who, body.month.0)).await?;
    Ok(opened(&asked, who, &made))
}

pub(super) fn opened(asked: &Asked, who: EmployerId, made: &Opened) -> Response {
    let body = OpenedJson {
        accepted: AcceptedJson::from(&made.receipt),
        cases: made
            .cases
            .iter()
            .map(|(id, kind)| OpenedCaseJson {
                case: id.code(),
                kind: kind.code(),
            })
            .collect(),
        lines: made.verdicts.iter().map(|v| verdict(asked, v)).collect(),
    };
    created(&format!("/api/employers/{}/back-payments", who.code()), body)
}

pub(super) async fn check_workbook(RawFile { asked, bytes }: RawFile) -> Result<Response, Failure> {
    let (who, lang) = (asked.employer()?, asked.lang);
    let answered = asked.read(move |desk| answered_workbook(desk, who, &bytes, lang)).await?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], answered).into_response())
}

pub(super) async fn open_workbook(Searched(typed): Searched, KeyedFile { asked, bytes, key }: KeyedFile) -> Result<Response, Failure> {
    let who = asked.employer()?;
    let rule = if typed.get("all") == "yes" {
        Rule::AllOrNothing
    } else {
        Rule::GoodLinesOnly
    };
    let made = asked.act(move |desk| file_workbook(desk, &key, who, &bytes, rule)).await?;
    Ok(opened(&asked, who, &made))
}
