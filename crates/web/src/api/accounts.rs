//! An employer and its money: the statement of account, its debits, the account that is debited.

mod late_fee;
mod month;

use axum::Json;
use axum::http::Method;
use axum::response::Response;
use domain::collection::{Debit, Outcome, Settler};
use domain::registry::{Mandate, account_tail};
use procedures::Permission;
use procedures::change_mandate::{Accounts, Changed, NewAccount, accounts, change_mandate, told};
use procedures::employer_account::{Account, Entry, employer_account};
use serde::{Deserialize, Serialize};
use units::Statement;
use utoipa::ToSchema;

use self::late_fee::{FeeJson, fee};
use self::month::{MonthOfAccountJson, month};
use super::money::WaitingJson;
use super::wire::{AcceptedJson, BatchCode, BillKeyJson, Day, MonthCode, SaidJson, Yuan};
use crate::body::Ask;
use crate::error::{Failure, created};
use crate::route::Route;
use crate::{Asked, Doc};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::api(
            Method::GET,
            "/api/employers/{employer}/account",
            Permission::ViewBills,
            "The statement of account: due, late fee, paid and balance of each bill.",
            Doc::new("accounts").answers::<AccountJson>(200),
            statement,
        ),
        Route::api(
            Method::GET,
            "/api/employers/{employer}/account/{month}",
            Permission::ViewBills,
            "The account of a calendar month: opening, every movement, closing, to the fen.",
            Doc::new("accounts").answers::<MonthOfAccountJson>(200),
            month,
        ),
        Route::api(
            Method::GET,
            "/api/employers/{employer}/debits",
            Permission::ViewBills,
            "The debits of an employer with the answers of the bank, oldest first.",
            Doc::new("accounts").answers::<DebitsJson>(200),
            debits,
        ),
        Route::api(
            Method::GET,
            "/api/employers/{employer}/bills/{month}/late-fee",
            Permission::ViewBills,
            "Why the late fee of a bill is what it is: days, rates, rows of the pack.",
            Doc::new("accounts")
                .query("kind", "regular, difference-1, correction-2 …; the regular bill without it.")
                .answers::<FeeJson>(200),
            fee,
        ),
        Route::api(
            Method::GET,
            "/api/employers/{employer}/mandate",
            Permission::ViewBills,
            "The account that is debited.",
            Doc::new("accounts").answers::<MandatesJson>(200),
            mandate,
        ),
        Route::api(
            Method::POST,
            "/api/employers/{employer}/mandate",
            Permission::ChangeMandate,
            "Changes the account that is debited.",
            Doc::new("accounts").asks::<MandateAsk>().answers::<ChangedJson>(201),
            change,
        ),
    ]
}

/// An employer's account with the agency.
#[derive(Serialize, ToSchema)]
struct AccountJson {
    /// All that is owed today.
    owed: Yuan,
    /// What of it is late.
    arrears: Yuan,
    /// Money that belongs to the employer again.
    refund_due: Yuan,
    /// Bills, oldest month first.
    entries: Vec<EntryJson>,
    /// Money that waits.
    waiting: Vec<WaitingJson>,
}

/// One bill on the statement: opening + due + late fee − paid = closing.
#[derive(Serialize, ToSchema)]
struct EntryJson {
    /// Which bill.
    bill: BillKeyJson,
    /// The month whose debit days are its own.
    run_month: MonthCode,
    /// What is owed before it.
    opening: Yuan,
    /// What the bill asks for.
    due: Yuan,
    /// The late fee: settled, or to today.
    late_fee: Yuan,
    /// What was paid.
    paid: Yuan,
    /// What is with the bank.
    pending: Yuan,
    /// What is owed after it.
    closing: Yuan,
    /// How it stands, a code such as `on_time`, `paid_late_debit`, `owed`.
    standing: &'static str,
    /// Why.
    cause: Option<SaidJson>,
    /// What settled it.
    settled: Option<SettledJson>,
}

/// What settled a bill.
#[derive(Serialize, ToSchema)]
struct SettledJson {
    /// `debit` or `transfer`.
    by: &'static str,
    /// The day the money counts.
    value_date: Day,
    /// The late fee that came with it.
    late_fee: Yuan,
    /// The days it ran.
    late_fee_days: u32,
}

fn entry(asked: &Asked, of: &Entry) -> EntryJson {
    let settled = of.settlement.as_ref().map(|s| SettledJson {
        by: match s.by {
            Settler::Debit { .. } => "debit",
            Settler::Remittance(_) => "transfer",
        },
        value_date: Day(s.value_date),
        late_fee: Yuan(s.fee),
        late_fee_days: s.fee_days,
    });
    EntryJson {
        bill: BillKeyJson::from(of.key),
        run_month: MonthCode(of.run_month),
        opening: Yuan(of.opening),
        due: Yuan(of.due),
        late_fee: Yuan(of.fee),
        paid: Yuan(of.paid),
        pending: Yuan(of.pending),
        closing: Yuan(of.closing),
        standing: of.standing.code(),
        cause: of.cause.as_ref().map(|cause| SaidJson::of(asked, cause)),
        settled,
    }
}

async fn statement(asked: Asked) -> Result<Json<AccountJson>, Failure> {
    let who = asked.employer()?;
    let found: Account = asked.read(move |desk| employer_account(desk, who)).await?;
    Ok(Json(AccountJson {
        owed: Yuan(found.owed),
        arrears: Yuan(found.arrears),
        refund_due: Yuan(found.refund_due),
        entries: found.entries.iter().map(|e| entry(&asked, e)).collect(),
        waiting: found.waiting.iter().map(WaitingJson::from).collect(),
    }))
}

/// Debits.
#[derive(Serialize, ToSchema)]
struct DebitsJson {
    /// Each of them.
    items: Vec<DebitJson>,
}

/// One debit as it was asked of the bank.
#[derive(Serialize, ToSchema)]
pub(super) struct DebitJson {
    /// Its identification on the bank file.
    end_to_end: String,
    /// Which bill.
    bill: BillKeyJson,
    /// The batch it went with.
    batch: BatchCode,
    /// 1 or 2.
    attempt: u8,
    /// How much.
    amount: Yuan,
    /// The day of collection.
    collect_on: Day,
    /// The last four digits of the account.
    account: String,
    /// `pending`, `paid` or `bounced`.
    outcome: &'static str,
    /// Why it bounced.
    cause: Option<&'static str>,
    /// What was missing on the account, where the bank says it.
    short: Option<Yuan>,
    /// The day the money counts, or the day it bounced.
    value_date: Option<Day>,
}

impl From<&Debit> for DebitJson {
    fn from(of: &Debit) -> DebitJson {
        let answer = of.answer.as_ref();
        let (outcome, cause) = match answer.map(|a| a.outcome) {
            None => ("pending", None),
            Some(Outcome::Paid) => ("paid", None),
            Some(Outcome::Bounced(cause)) => ("bounced", Some(cause.code())),
        };
        DebitJson {
            end_to_end: of.end_to_end(),
            bill: BillKeyJson::from(of.claim),
            batch: BatchCode(of.batch),
            attempt: of.attempt,
            amount: Yuan(of.amount),
            collect_on: Day(of.collect_on),
            account: account_tail(&of.mandate.account_number),
            outcome,
            cause,
            short: answer.and_then(|a| a.short).map(Yuan),
            value_date: answer.map(|a| Day(a.value_date)),
        }
    }
}

async fn debits(asked: Asked) -> Result<Json<DebitsJson>, Failure> {
    let who = asked.employer()?;
    let found: Account = asked.read(move |desk| employer_account(desk, who)).await?;
    let mut all: Vec<&Debit> = found.entries.iter().flat_map(|e| &e.debits).collect();
    all.sort_by_key(|d| (d.collect_on, d.n));
    Ok(Json(DebitsJson {
        items: all.into_iter().map(DebitJson::from).collect(),
    }))
}

/// The accounts of an employer.
#[derive(Serialize, ToSchema)]
struct MandatesJson {
    /// What a debit of today would use.
    now: Option<MandateJson>,
    /// What later debits use.
    later: Vec<MandateJson>,
    /// A debit that the bank has not answered: it stays on the account it was announced for.
    announced: Option<AnnouncedJson>,
}

/// A debit agreement.
#[derive(Serialize, ToSchema)]
struct MandateJson {
    /// First debit day on which it is used.
    from: Day,
    /// Reference of the mandate on the bank file.
    reference: String,
    /// Name of the bank.
    bank: String,
    /// Clearing code of the bank.
    bank_code: String,
    /// Name of the account.
    account_name: String,
    /// The last four digits of the account.
    account: String,
}

/// A debit that is with the bank.
#[derive(Serialize, ToSchema)]
struct AnnouncedJson {
    /// Its day.
    collect_on: Day,
    /// The last four digits of its account.
    account: String,
}

impl From<&Mandate> for MandateJson {
    fn from(of: &Mandate) -> MandateJson {
        MandateJson {
            from: Day(of.from),
            reference: of.reference.clone(),
            bank: of.bank.clone(),
            bank_code: of.bank_code.clone(),
            account_name: of.account_name.clone(),
            account: account_tail(&of.account_number),
        }
    }
}

impl From<&Accounts> for MandatesJson {
    fn from(of: &Accounts) -> MandatesJson {
        MandatesJson {
            now: of.now.as_ref().map(MandateJson::from),
            later: of.later.iter().map(MandateJson::from).collect(),
            announced: of.announced.as_ref().map(|(day, account)| AnnouncedJson {
                collect_on: Day(*day),
                account: account.clone(),
            }),
        }
    }
}

async fn mandate(asked: Asked) -> Result<Json<MandatesJson>, Failure> {
    let who = asked.employer()?;
    let found = asked.read(move |desk| accounts(desk, who)).await?;
    Ok(Json(MandatesJson::from(&found)))
}

/// Another account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MandateAsk {
    /// Name of the bank.
    bank: String,
    /// Its clearing code, 12 digits.
    bank_code: String,
    /// Name of the account: the employer's.
    account_name: String,
    /// Number of the account.
    account_number: String,
    /// First debit day on which it is used; today without it.
    #[serde(default)]
    from: Option<Day>,
}

/// What a change did.
#[derive(Serialize, ToSchema)]
struct ChangedJson {
    /// The receipt.
    accepted: AcceptedJson,
    /// What it means for a debit already announced.
    says: SaidJson,
}

struct Told<'a>(&'a Changed);

impl Statement for Told<'_> {
    fn code(&self) -> &'static str {
        told(self.0).0
    }

    fn facts(&self) -> Vec<(&'static str, units::Fact)> {
        told(self.0).1
    }
}

async fn change(Ask { asked, body, key }: Ask<MandateAsk>) -> Result<Response, Failure> {
    let who = asked.employer()?;
    let new = NewAccount {
        bank: body.bank,
        bank_code: body.bank_code,
        account_name: body.account_name,
        account_number: body.account_number,
        from: body.from.map(|day| day.0),
    };
    let done = asked.act(move |desk| change_mandate(desk, &key, who, &new)).await?;
    let body = ChangedJson {
        accepted: AcceptedJson::from(&done.receipt),
        says: SaidJson::of(&asked, &Told(&done)),
    };
    Ok(created(&format!("/receipts/{}", done.receipt.number), body))
}
