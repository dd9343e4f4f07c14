//! A number, a counter, a till: what every payment at the counter goes through.

use procedures::Role;
use serde_json::Value;

use super::super::trial::{Answer, Trial};

fn after<'a>(text: &'a str, mark: &str) -> &'a str {
    let rest = text.split(mark).nth(1).unwrap_or_else(|| panic!("no {mark} in {text}"));
    rest.split(['"', '?']).next().unwrap_or_default()
}

/// The clerk takes a number for the cashier, who opens a till and calls it.
async fn called(trial: &Trial) -> String {
    let hall = trial.get("/hall", Role::Clerk).await;
    let office = after(&hall.body, "href=\"/hall/").to_owned();
    let number = format!("key=number-001&office={office}&matter=cashier");
    let taken = trial.post("/hall/tickets", &number, Role::Clerk).await;
    let ticket = after(taken.header("location"), "/tickets/").to_owned();
    for (path, form) in [
        (
            "/desks/acceptance/counter",
            format!("key=counter-01&office={office}&counter=2&state=open"),
        ),
        ("/tills", format!("key=till-00001&office={office}&counter=2")),
        ("/desks/acceptance/call", format!("key=call-00001&office={office}&counter=2")),
    ] {
        let done = trial.post(path, &form, Role::Cashier).await;
        assert_eq!(done.status.as_u16(), 303, "{path}: {}", done.body);
    }
    ticket
}

/// Hands the money of a case over at the till, with the number that was called.
async fn hand(trial: &Trial, case: &str, ticket: &str, amount: &str, key: &str) -> Answer {
    let (employer, id) = case.trim_start_matches("/back-payments/").split_once('/').expect("a case");
    let form = format!("key={key}&whose={employer}&of=back_payment-{id}&amount={amount}&means=card&reference=T-{key}");
    trial.post(&format!("/desks/cashier/{ticket}"), &form, Role::Cashier).await
}

/// A case paid at the till, as its page there says.
pub(super) async fn paid(trial: &Trial, case: &str) -> Answer {
    let ticket = called(trial).await;
    let id = case.rsplit('/').next().unwrap_or_default();
    let page = trial
        .get(&format!("/desks/cashier/{ticket}?of=back_payment-{id}"), Role::Cashier)
        .await;
    let amount = after(&page.body, "name=\"amount\" value=\"");
    hand(trial, case, &ticket, amount, "payment-1").await
}

/// The same money once more, under another key.
pub(super) async fn handed(trial: &Trial, case: &str, key: &str) -> Answer {
    let number = "key=number-002&office={office}&matter=cashier";
    let hall = trial.get("/hall", Role::Clerk).await;
    let number = number.replace("{office}", after(&hall.body, "href=\"/hall/"));
    let taken = trial.post("/hall/tickets", &number, Role::Clerk).await;
    let ticket = after(taken.header("location"), "/tickets/").to_owned();
    hand(trial, case, &ticket, "1.00", key).await
}

/// The voucher has so many months, and their lines are its total.
pub(super) fn adds_up(voucher: &Value, count: usize) {
    let months = voucher["months"].as_array().expect("months");
    assert_eq!(months.len(), count);
    let lines = months.iter().flat_map(|month| month["branches"].as_array().expect("branches"));
    let sums = ["employer_fen", "employee_fen", "late_fee_fen"];
    let sum: i64 = lines
        .map(|line| sums.iter().filter_map(|name| line[*name].as_i64()).sum::<i64>())
        .sum();
    assert_eq!(Some(sum), voucher["total_fen"].as_i64(), "{voucher:#}");
}
