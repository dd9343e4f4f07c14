//! Counters and tills for programs: a counter's own terminal, a cash desk's software.

use axum::Json;
use axum::http::Method;
use axum::response::Response;
use domain::hall::appointment::Errand;
use domain::hall::office::{Closure, End, Moment};
use domain::hall::payable::Payable;
use domain::hall::ticket::CounterState;
use domain::hall::till::{Counted, Means};
use domain::ids::{OfficeId, TicketId, TillId};
use procedures::Permission;
use procedures::call_next::{AtCounter, at_the_counter, call_next, turn_counter};
use procedures::close_office::close_office;
use procedures::payable::payables;
use procedures::retire_office::{keep_office, retire_office};
use procedures::take_money::{Handed, close_till, open_till, take_money};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::hall::wire::NothingAsk;
use super::wire::{AcceptedJson, Day, EmployerCode, OfficeCode, TicketCode, TillCode, Yuan};
use crate::body::{Ask, At};
use crate::error::{Failure, created};
use crate::route::Route;
use crate::{Asked, Doc};

pub(crate) fn routes() -> Vec<Route> {
    let hall = Permission::ServeHall;
    let act = |path, permission, says, doc: Doc| (path, permission, says, doc.answers::<AcceptedJson>(201));
    let (path, who, says, doc) = act(
        "/api/counters/turn",
        hall,
        "Opens, pauses or closes a counter.",
        Doc::new("hall").asks::<TurnAsk>(),
    );
    let mut routes = vec![Route::api(Method::POST, path, who, says, doc, turn)];
    let (path, who, says, doc) = act(
        "/api/counters/call",
        hall,
        "Calls the next number to a counter.",
        Doc::new("hall").asks::<CallAsk>(),
    );
    routes.push(Route::api(Method::POST, path, who, says, doc, call));
    let (path, who, says, doc) = act(
        "/api/tickets/{ticket}/at-counter",
        hall,
        "What is done with the number at the counter.",
        Doc::new("hall").asks::<AtCounterAsk>(),
    );
    routes.push(Route::api(Method::POST, path, who, says, doc, at_counter));
    let (path, who, says, doc) = act(
        "/api/offices/{office}/closures",
        Permission::ManageHall,
        "Closes an office for a day or a part of it and moves its appointments.",
        Doc::new("hall").asks::<ClosureAsk>(),
    );
    routes.push(Route::api(Method::POST, path, who, says, doc, shut));
    let (path, who, says, doc) = act(
        "/api/offices/{office}/end",
        Permission::ManageHall,
        "Closes an office for good from a day on and moves its appointments.",
        Doc::new("hall").asks::<EndAsk>(),
    );
    routes.push(Route::api(Method::POST, path, who, says, doc, end));
    let (path, who, says, doc) = act(
        "/api/offices/{office}/end/lift",
        Permission::ManageHall,
        "Takes the end of an office back, before its day.",
        Doc::new("hall").asks::<NothingAsk>(),
    );
    routes.push(Route::api(Method::POST, path, who, says, doc, keep));
    routes.extend(tills());
    routes
}

fn tills() -> Vec<Route> {
    let till = Permission::TakeMoney;
    let act = |path, permission, says, doc: Doc| (path, permission, says, doc.answers::<AcceptedJson>(201));
    let (path, who, says, doc) = act(
        "/api/takings",
        till,
        "Takes money at one's till.",
        Doc::new("till").asks::<TakingAsk>(),
    );
    let mut routes = vec![Route::api(Method::POST, path, who, says, doc, take)];
    let (path, who, says, doc) = act(
        "/api/tills/{till}/close",
        till,
        "Counts and closes a till.",
        Doc::new("till").asks::<CloseAsk>(),
    );
    routes.push(Route::api(Method::POST, path, who, says, doc, close));
    routes.push(Route::api(
        Method::POST,
        "/api/tills",
        till,
        "Opens a till.",
        Doc::new("till").asks::<CallAsk>().answers::<TillJson>(201),
        open,
    ));
    routes.push(Route::api(
        Method::GET,
        "/api/employers/{employer}/payables",
        Permission::ViewBills,
        "What an employer can pay today, and where the money goes.",
        Doc::new("till").answers::<PayablesJson>(200),
        due,
    ));
    routes
}

/// A counter's state.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TurnAsk {
    /// At which office.
    office: OfficeCode,
    /// Its number.
    counter: u32,
    /// `open`, `paused` or `closed`.
    state: String,
}

/// A counter.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CallAsk {
    /// At which office.
    office: OfficeCode,
    /// Its number.
    counter: u32,
}

/// What is done with a number.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AtCounterAsk {
    /// `call_again`, `pass`, `serve` or `finish`.
    what: String,
}

/// A closure.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ClosureAsk {
    /// The day.
    day: Day,
    /// Only what begins then, `13:30`; all day without it.
    #[serde(default)]
    starts: Option<String>,
    /// Why: everybody who booked reads it.
    ground: String,
}

/// The end of an office.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EndAsk {
    /// The first day on which it serves nobody any more, tomorrow at the earliest.
    from: Day,
    /// Why: everybody who booked reads it.
    ground: String,
}

/// Money as it is handed over.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TakingAsk {
    /// Whose.
    employer: EmployerCode,
    /// For what, as the list of payables says.
    #[serde(rename = "for")]
    errand: String,
    /// `cash`, `card`, `cheque` or `transfer`.
    means: String,
    /// How much: the amount of today, or it is refused.
    amount: Yuan,
    /// The number of the slip.
    #[serde(default)]
    reference: String,
    /// The ticket it came with.
    #[serde(default)]
    ticket: Option<TicketCode>,
}

/// What was counted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CloseAsk {
    /// Banknotes.
    cash: Yuan,
    /// The terminal's total.
    card: Yuan,
    /// Cheques.
    cheque: Yuan,
    /// Why it differs from what was booked.
    #[serde(default)]
    ground: Option<String>,
}

/// A till.
#[derive(Serialize, ToSchema)]
struct TillJson {
    /// Its code.
    id: TillCode,
}

/// What can be paid today.
#[derive(Serialize, ToSchema)]
struct PayablesJson {
    /// Each, oldest month first.
    items: Vec<PayableJson>,
}

/// Something to be paid whole.
#[derive(Serialize, ToSchema)]
struct PayableJson {
    /// What it is.
    #[serde(rename = "for")]
    errand: String,
    /// Without late fee.
    principal: Yuan,
    /// Late fee to the day.
    late_fee: Yuan,
    /// What is to be paid.
    to_pay: Yuan,
    /// The day for which it holds.
    valid_on: Day,
    /// A debit of it is with the bank.
    at_bank: bool,
    /// Where the money goes.
    parts: Vec<PartJson>,
}

/// A part of the money.
#[derive(Serialize, ToSchema)]
#[schema(as = CounterPartJson)]
struct PartJson {
    /// The code of the fund.
    fund: &'static str,
    /// `principal` or `late_fee`.
    what: &'static str,
    /// How much.
    amount: Yuan,
}

impl From<&Payable> for PayableJson {
    fn from(of: &Payable) -> PayableJson {
        let parts = of.parts.iter().map(|(fund, what, amount)| PartJson {
            fund: fund.code(),
            what: what.code(),
            amount: Yuan(*amount),
        });
        PayableJson {
            errand: of.of.code(),
            principal: Yuan(of.principal()),
            late_fee: Yuan(of.fee()),
            to_pay: Yuan(of.to_pay()),
            valid_on: Day(of.valid_on),
            at_bank: of.at_bank,
            parts: parts.collect(),
        }
    }
}

fn unreadable(field: &str, value: &str) -> Failure {
    Failure::Unreadable {
        what: format!("{field}: {value:?} is not one of those it can be"),
    }
}

fn accepted(receipt: &procedures::Receipt) -> Response {
    created(&format!("/receipts/{}", receipt.number), AcceptedJson::from(receipt))
}

async fn turn(Ask { asked, body, key }: Ask<TurnAsk>) -> Result<Response, Failure> {
    let state = CounterState::from_code(&body.state).ok_or_else(|| unreadable("state", &body.state))?;
    let (office, counter) = (body.office.0, body.counter);
    let receipt = asked.act(move |desk| turn_counter(desk, &key, office, counter, state)).await?;
    Ok(accepted(&receipt))
}

async fn call(Ask { asked, body, key }: Ask<CallAsk>) -> Result<Response, Failure> {
    let (office, counter) = (body.office.0, body.counter);
    let receipt = asked.act(move |desk| call_next(desk, &key, office, counter)).await?;
    Ok(accepted(&receipt))
}

async fn at_counter(At(part): At<String>, Ask { asked, body, key }: Ask<AtCounterAsk>) -> Result<Response, Failure> {
    let id = TicketId::from_code(&part).map_err(|_| Failure::NoSuchPage)?;
    let what = AtCounter::from_code(&body.what).ok_or_else(|| unreadable("what", &body.what))?;
    let receipt = asked.act(move |desk| at_the_counter(desk, &key, id, what)).await?;
    Ok(accepted(&receipt))
}

async fn shut(At(part): At<String>, Ask { asked, body, key }: Ask<ClosureAsk>) -> Result<Response, Failure> {
    let id = OfficeId::from_code(&part).map_err(|_| Failure::NoSuchPage)?;
    let starts = match &body.starts {
        None => None,
        Some(text) => Some(Moment::parse(text).map_err(|_| unreadable("starts", text))?),
    };
    let closure = Closure {
        day: body.day.0,
        starts,
        ground: body.ground,
    };
    let (receipt, _) = asked.act(move |desk| close_office(desk, &key, id, &closure)).await?;
    Ok(accepted(&receipt))
}

async fn end(At(part): At<String>, Ask { asked, body, key }: Ask<EndAsk>) -> Result<Response, Failure> {
    let id = OfficeId::from_code(&part).map_err(|_| Failure::NoSuchPage)?;
    let end = End {
        from: body.from.0,
        ground: body.ground,
    };
    let (receipt, _) = asked.act(move |desk| retire_office(desk, &key, id, &end)).await?;
    Ok(accepted(&receipt))
}

async fn keep(At(part): At<String>, Ask { asked, body: _, key }: Ask<NothingAsk>) -> Result<Response, Failure> {
    let id = OfficeId::from_code(&part).map_err(|_| Failure::NoSuchPage)?;
    let receipt = asked.act(move |desk| keep_office(desk, &key, id)).await?;
    Ok(accepted(&receipt))
}

async fn take(Ask { asked, body, key }: Ask<TakingAsk>) -> Result<Response, Failure> {
    let handed = Handed {
        employer: body.employer.0,
        of: Errand::from_code(&body.errand).ok_or_else(|| unreadable("for", &body.errand))?,
        means: Means::from_code(&body.means).ok_or_else(|| unreadable("means", &body.means))?,
        amount: body.amount.0,
        reference: body.reference,
        ticket: body.ticket.map(|ticket| ticket.0),
    };
    let taken = asked.act(move |desk| take_money(desk, &key, &handed)).await?;
    Ok(accepted(&taken.receipt))
}

async fn open(Ask { asked, body, key }: Ask<CallAsk>) -> Result<Response, Failure> {
    let (office, counter) = (body.office.0, body.counter);
    let id = asked.act(move |desk| open_till(desk, &key, office, counter)).await?;
    Ok(created(&format!("/tills/{id}"), TillJson { id: TillCode(id) }))
}

async fn close(At(part): At<String>, Ask { asked, body, key }: Ask<CloseAsk>) -> Result<Response, Failure> {
    let id = TillId::from_code(&part).map_err(|_| Failure::NoSuchPage)?;
    let counted = Counted {
        cash: body.cash.0,
        card: body.card.0,
        cheque: body.cheque.0,
    };
    let ground = body.ground;
    let receipt = asked
        .act(move |desk| close_till(desk, &key, id, counted, ground.as_deref()))
        .await?;
    Ok(accepted(&receipt))
}

async fn due(asked: Asked) -> Result<Json<PayablesJson>, Failure> {
    let who = asked.employer()?;
    let found = asked.read(move |desk| payables(desk, who)).await?;
    Ok(Json(PayablesJson {
        items: found.iter().map(PayableJson::from).collect(),
    }))
}
