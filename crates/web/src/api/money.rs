//! Money at the agency: what waits for an owner, and the books of a day.

use axum::Json;
use axum::http::Method;
use axum::response::Response;
use domain::collection::{ClaimKey, Incoming, Purpose};
use domain::ledger::Fund;
use procedures::Permission;
use procedures::reconcile::{Reconciliation, Waiting, WorkItem, reconcile, unallocated};
use procedures::take_remittance::{Assignment, Received, assign_money, take_remittance};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

use super::wire::{AcceptedJson, BillKeyJson, Day, EmployerCode, SaidJson, SubjectCode, TransferCode, Yuan};
use crate::body::{Ask, Searched};
use crate::error::{Failure, created};
use crate::route::Route;
use crate::{Asked, Doc};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::api(
            Method::GET,
            "/api/unallocated",
            Permission::AllocateMoney,
            "Money that waits, oldest first.",
            Doc::new("money").answers::<WaitingsJson>(200),
            list,
        ),
        Route::api(
            Method::POST,
            "/api/remittances",
            Permission::RunDebits,
            "A transfer that came; the bank's number of it is its identity.",
            Doc::new("money").asks::<RemittanceAsk>().answers::<AssignedJson>(201),
            take,
        ),
        Route::api(
            Method::POST,
            "/api/unallocated/assignments",
            Permission::AllocateMoney,
            "Assigns money that waits.",
            Doc::new("money").asks::<AssignmentAsk>().answers::<AssignedJson>(201),
            assign,
        ),
        Route::api(
            Method::GET,
            "/api/reconciliation",
            Permission::RunDebits,
            "Bank, bills, late fees and waiting money of a day, to the fen, with what waits for somebody.",
            Doc::new("money")
                .query("day", "YYYY-MM-DD; the business day without it.")
                .answers::<BooksJson>(200),
            books,
        ),
    ]
}

/// Money that waits.
#[derive(Serialize, ToSchema)]
struct WaitingsJson {
    /// Each sum.
    items: Vec<WaitingJson>,
}

/// A sum that waits.
#[derive(Serialize, ToSchema)]
pub(super) struct WaitingJson {
    /// With whom it waits: an employer, or the agency while no owner is known.
    subject: SubjectCode,
    /// Which money.
    remittance: TransferCode,
    /// How much came.
    amount: Yuan,
    /// How much of it is left.
    left: Yuan,
    /// The day it counts.
    value_date: Day,
    /// The day it was booked.
    on: Day,
    /// The payer's name as the bank says it.
    payer: String,
    /// What the payer wrote.
    text: String,
    /// The bank's own number.
    bank_reference: String,
    /// `none`, `open` (the employer is known, the bill is not), `next_bill` (a refund carried over) or `bill`.
    purpose: &'static str,
    /// The bill it is for.
    bill: Option<BillKeyJson>,
    /// What the officer wrote.
    note: String,
}

impl From<&Waiting> for WaitingJson {
    fn from(of: &Waiting) -> WaitingJson {
        let (purpose, bill) = match of.purpose {
            None => ("none", None),
            Some((Purpose::Open, _)) => ("open", None),
            Some((Purpose::NextBill, _)) => ("next_bill", None),
            Some((Purpose::Bill(key), _)) => ("bill", Some(BillKeyJson::from(key))),
        };
        let said = &of.money.incoming;
        WaitingJson {
            subject: SubjectCode(of.money.subject),
            remittance: TransferCode(of.money.id),
            amount: Yuan(of.money.amount),
            left: Yuan(of.left),
            value_date: Day(of.money.value_date),
            on: Day(of.money.on),
            payer: said.payer.clone(),
            text: said.text.clone(),
            bank_reference: said.bank_reference.clone(),
            purpose,
            bill,
            note: of.note.clone(),
        }
    }
}

async fn list(asked: Asked) -> Result<Json<WaitingsJson>, Failure> {
    let found = asked.read(unallocated).await?;
    Ok(Json(WaitingsJson {
        items: found.iter().map(WaitingJson::from).collect(),
    }))
}

/// A transfer that came.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RemittanceAsk {
    /// How much.
    amount: Yuan,
    /// The day it counts.
    value_date: Day,
    /// The bank's own number of the entry: the same money is never taken twice.
    bank_reference: String,
    /// What the payer wrote: a payment number in it finds its bill.
    #[serde(default)]
    text: String,
    /// The payer's name.
    #[serde(default)]
    payer: String,
    /// The payer's account.
    #[serde(default)]
    account: String,
}

async fn take(Ask { asked, body, key: _ }: Ask<RemittanceAsk>) -> Result<Response, Failure> {
    let money = Incoming {
        bank_reference: body.bank_reference,
        text: body.text,
        payer: body.payer,
        account: body.account,
    };
    let (amount, day) = (body.amount.0, body.value_date.0);
    let done = asked.act(move |desk| take_remittance(desk, amount, day, &money)).await?;
    Ok(created(&format!("/receipts/{}", done.receipt.number), AssignedJson::from(&done)))
}

/// To whom and to what waiting money is given.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AssignmentAsk {
    /// With whom it waits, as the list says.
    subject: SubjectCode,
    /// Which money, as the list says.
    remittance: TransferCode,
    /// Whose it is.
    employer: EmployerCode,
    /// Which bill; without it whatever is due, oldest arrears first.
    #[serde(default)]
    bill: Option<BillKeyJson>,
    /// Why: shown to the employer word for word.
    note: String,
}

/// What became of it.
#[derive(Serialize, ToSchema)]
struct AssignedJson {
    /// The receipt.
    accepted: AcceptedJson,
    /// Bills it settled; nothing where the same ask was accepted before.
    settled: Vec<BillKeyJson>,
    /// What of it belongs to the payer again.
    refund_due: Yuan,
    /// The bill it does not suffice for.
    missing_for: Option<BillKeyJson>,
    /// What is missing for it today.
    missing: Option<Yuan>,
}

impl From<&Received> for AssignedJson {
    fn from(of: &Received) -> AssignedJson {
        AssignedJson {
            accepted: AcceptedJson::from(&of.receipt),
            settled: of.settled.iter().copied().map(BillKeyJson::from).collect(),
            refund_due: Yuan(of.refund_due),
            missing_for: of.missing.map(|(key, _)| BillKeyJson::from(key)),
            missing: of.missing.map(|(_, amount)| Yuan(amount)),
        }
    }
}

fn bill_of(asked: Option<&BillKeyJson>) -> Result<Option<ClaimKey>, Failure> {
    let Some(asked) = asked else { return Ok(None) };
    let unknown = || Failure::Unreadable {
        what: format!("bill.kind: {:?} is not regular, difference-1, correction-2 …", asked.kind),
    };
    asked.key().map(Some).ok_or_else(unknown)
}

async fn assign(Ask { asked, body, key }: Ask<AssignmentAsk>) -> Result<Response, Failure> {
    let asks = Assignment {
        subject: body.subject.0,
        remittance: body.remittance.0,
        employer: body.employer.0,
        bill: bill_of(body.bill.as_ref())?,
        note: body.note,
    };
    let done = asked.act(move |desk| assign_money(desk, &key, &asks)).await?;
    Ok(created(&format!("/receipts/{}", done.receipt.number), AssignedJson::from(&done)))
}

/// The books of a day.
#[derive(Serialize, ToSchema)]
struct BooksJson {
    /// The day.
    day: Day,
    /// Whether both sides are the same to the fen.
    holds: bool,
    /// What lies at the bank.
    bank: Yuan,
    /// What is explained.
    explained: Yuan,
    /// Bills settled.
    principal: Yuan,
    /// Late fees that came with them.
    late_fees: Yuan,
    /// What came that day by debit.
    received_by_debit: Yuan,
    /// What came that day by itself.
    received_by_transfer: Yuan,
    /// What each fund holds, by its code.
    funds: BTreeMap<&'static str, Yuan>,
    /// What waits for somebody, oldest first.
    work: Vec<WorkJson>,
}

/// Something that a person must look at.
#[derive(Serialize, ToSchema)]
struct WorkJson {
    /// What it is.
    what: SaidJson,
    /// Whose matter it is, where that is known.
    employer: Option<EmployerCode>,
    /// Since when it waits.
    since: Day,
    /// How many days.
    age: i32,
    /// How much.
    amount: Yuan,
}

fn work(asked: &Asked, of: &WorkItem) -> WorkJson {
    WorkJson {
        what: SaidJson::coded(asked, of.what.code(), &[]),
        employer: of.what.employer().map(EmployerCode),
        since: Day(of.since),
        age: of.age,
        amount: Yuan(of.amount),
    }
}

async fn books(asked: Asked, Searched(typed): Searched) -> Result<Json<BooksJson>, Failure> {
    let day = match typed.get("day") {
        "" => asked.today,
        _given => typed.date("day")?,
    };
    let found: Reconciliation = asked.read(move |desk| reconcile(desk, day)).await?;
    Ok(Json(BooksJson {
        day: Day(found.day),
        holds: found.holds(),
        bank: Yuan(found.bank()),
        explained: Yuan(found.explained()),
        principal: Yuan(found.principal),
        late_fees: Yuan(found.late_fees),
        received_by_debit: Yuan(found.received.0),
        received_by_transfer: Yuan(found.received.1),
        funds: Fund::ALL
            .into_iter()
            .map(|fund| (fund.code(), Yuan(found.balances.holds(fund))))
            .collect(),
        work: found.work.iter().map(|item| work(&asked, item)).collect(),
    }))
}
