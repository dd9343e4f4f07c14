//! Refunds: what is offered back, and what the employer and two officers do about it.

use axum::Json;
use axum::http::Method;
use axum::response::Response;
use domain::case::refund::Way;
use domain::collection::RefundGround;
use domain::ids::CaseId;
use domain::registry::account_tail;
use procedures::refunds::{Refund, of_employer, refunds};
use procedures::{Desk, Error, Key, Permission, Receipt, move_refund};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::wire::{AcceptedJson, BillKeyJson, CaseCode, Day, EmployerCode, Yuan};
use crate::body::{Ask, At};
use crate::error::{Failure, created};
use crate::route::Route;
use crate::{Asked, Doc};

pub(crate) fn routes() -> Vec<Route> {
    let desk = Permission::DecideRefund;
    let act = || Doc::new("refunds").answers::<AcceptedJson>(201);
    vec![
        Route::api(
            Method::GET,
            "/api/refunds",
            desk,
            "Refunds that are not ended, oldest first.",
            Doc::new("refunds").answers::<RefundsJson>(200),
            queue,
        ),
        Route::api(
            Method::GET,
            "/api/employers/{employer}/refunds",
            Permission::ViewBills,
            "The refunds of an employer, the latest first.",
            Doc::new("refunds").answers::<RefundsJson>(200),
            own,
        ),
        Route::api(
            Method::POST,
            "/api/employers/{employer}/refunds/{refund}/choice",
            Permission::ChooseRefund,
            "The employer says how it wants the money.",
            act().asks::<ChoiceAsk>(),
            choose,
        ),
        Route::api(
            Method::POST,
            "/api/employers/{employer}/refunds/{refund}/decision",
            desk,
            "A first officer checks it; a second one decides it.",
            act().asks::<DecisionAsk>(),
            decide,
        ),
        Route::api(
            Method::POST,
            "/api/employers/{employer}/refunds/{refund}/payment",
            desk,
            "What the bank did about it.",
            act().asks::<PaymentAsk>(),
            payment,
        ),
    ]
}

/// Refunds.
#[derive(Serialize, ToSchema)]
struct RefundsJson {
    /// Each of them.
    items: Vec<RefundJson>,
}

/// A refund.
#[derive(Serialize, ToSchema)]
struct RefundJson {
    /// Whose.
    employer: EmployerCode,
    /// Which.
    refund: CaseCode,
    /// How much.
    amount: Yuan,
    /// `correction` or `overpaid`.
    ground: &'static str,
    /// The bill below zero.
    bill: Option<BillKeyJson>,
    /// The day it was offered.
    offered_on: Day,
    /// `offered`, `sent_back`, `chosen`, `checked`, `ordered`, `paid_out`, `carried`, `lapsed`.
    state: &'static str,
    /// `account` or `next_bill`, once the employer said it.
    way: Option<&'static str>,
    /// The last four of the account that it goes to.
    account: Option<String>,
}

impl From<&Refund> for RefundJson {
    fn from(of: &Refund) -> RefundJson {
        let chosen = of.chosen().map(|step| &step.says);
        RefundJson {
            employer: EmployerCode(of.employer.id),
            refund: CaseCode(of.offer.id),
            amount: Yuan(of.offer.amount),
            ground: of.offer.ground.code(),
            bill: match of.offer.ground {
                RefundGround::Correction(key) => Some(BillKeyJson::from(key)),
                RefundGround::Overpaid(_) => None,
            },
            offered_on: Day(of.offer.on),
            state: of.state.code(),
            way: chosen.and_then(|says| says.way).map(Way::code),
            account: chosen.and_then(|says| says.account.as_ref()).map(|a| account_tail(&a.number)),
        }
    }
}

async fn queue(asked: Asked) -> Result<Json<RefundsJson>, Failure> {
    let (running, _) = asked.read(refunds).await?;
    Ok(Json(RefundsJson {
        items: running.iter().map(RefundJson::from).collect(),
    }))
}

async fn own(asked: Asked) -> Result<Json<RefundsJson>, Failure> {
    let who = asked.employer()?;
    let found = asked.read(move |desk| of_employer(desk, who)).await?;
    Ok(Json(RefundsJson {
        items: found.iter().map(RefundJson::from).collect(),
    }))
}

/// How the employer wants the money.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChoiceAsk {
    /// `account` (the debited one) or `next_bill`.
    way: String,
}

/// What an officer does.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RefundDecisionAsk)]
struct DecisionAsk {
    /// `check`, `decide` or `send_back`.
    act: String,
    /// Why it is sent back: shown to the employer word for word.
    #[serde(default)]
    ground: String,
}

/// What the bank did.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PaymentAsk {
    /// The day it counts; without it the bank could not pay.
    #[serde(default)]
    value_date: Option<Day>,
    /// The bank's number of the payment.
    #[serde(default)]
    bank_reference: String,
    /// Why the bank could not pay.
    #[serde(default)]
    ground: String,
}

type Place = At<(String, String)>;

async fn acted<F>(asked: Asked, refund: String, key: Key, mut act: F) -> Result<Response, Failure>
where
    F: FnMut(&mut Desk, &Key, domain::ids::EmployerId, CaseId) -> Result<Receipt, Error> + Send + 'static,
{
    let who = asked.employer()?;
    let id = CaseId::from_code(&refund).map_err(|_| Failure::NoSuchPage)?;
    let receipt = asked.act(move |desk| act(desk, &key, who, id)).await?;
    Ok(created(&format!("/receipts/{}", receipt.number), AcceptedJson::from(&receipt)))
}

fn unreadable(field: &str, value: &str, known: &str) -> Failure {
    Failure::Unreadable {
        what: format!("{field}: {value:?} is not {known}"),
    }
}

async fn choose(At((_, refund)): Place, Ask { asked, body, key }: Ask<ChoiceAsk>) -> Result<Response, Failure> {
    let way = Way::from_code(&body.way).ok_or_else(|| unreadable("way", &body.way, "account, next_bill"))?;
    acted(asked, refund, key, move |desk, key, of, id| {
        move_refund::choose(desk, key, of, id, way)
    })
    .await
}

async fn decide(At((_, refund)): Place, Ask { asked, body, key }: Ask<DecisionAsk>) -> Result<Response, Failure> {
    match body.act.as_str() {
        "check" => acted(asked, refund, key, move_refund::check).await,
        "decide" => acted(asked, refund, key, move_refund::decide).await,
        "send_back" => {
            acted(asked, refund, key, move |desk, key, of, id| {
                move_refund::send_back(desk, key, of, id, &body.ground)
            })
            .await
        }
        other => Err(unreadable("act", other, "check, decide, send_back")),
    }
}

async fn payment(At((_, refund)): Place, Ask { asked, body, key }: Ask<PaymentAsk>) -> Result<Response, Failure> {
    acted(asked, refund, key, move |desk, key, of, id| match &body.value_date {
        Some(day) => move_refund::pay(desk, key, of, id, day.0, &body.bank_reference),
        None => move_refund::returned(desk, key, of, id, &body.ground),
    })
    .await
}
