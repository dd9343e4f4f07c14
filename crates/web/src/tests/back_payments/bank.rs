//! Online filings and a bank that is spoken to by files: the day's file goes out, the answer comes in, on the pages and over the API.

use axum::http::StatusCode;
use domain::Category;
use procedures::Role;
use units::date;

use super::super::money::{both, says};
use super::super::trial::Trial;
use super::ways::{done, enrolled, open, turn, way_from_receipt};

/// A case of two recent months that was filed online today.
async fn filed(trial: &Trial, number: &str, key: &str) -> String {
    let receipt = enrolled(trial, number, Category::LocalUrban, date(2026, 7, 6));
    let way = way_from_receipt(trial, &receipt).await;
    let person = way
        .split("person=")
        .nth(1)
        .and_then(|rest| rest.split('&').next())
        .unwrap_or_default();
    let form = format!("key={key}-open&person={person}&months=2026-07..2026-08&reason=late&kind=by_month&wage=9000");
    let known = super::cases(
        &trial
            .get(&format!("{}/back-payments", trial.start(Role::Clerk)), Role::Clerk)
            .await
            .body,
    );
    let case = open(trial, &form)
        .await
        .into_iter()
        .find(|case| !known.contains(case))
        .expect("a part");
    done(trial, &case, "submit", &format!("key={key}-submit"), Role::Clerk).await;
    done(trial, &case, "file-online", &format!("key={key}-online"), Role::Clerk).await;
    case
}

/// A bank's answer to what a file asked for, as CSV.
fn answered(debit: &serde_json::Value, status: &str, day: &str) -> String {
    let text = |name: &str| debit[name].as_str().unwrap_or_default().to_owned();
    let (id, amount) = (text("end_to_end"), text("amount"));
    format!("end_to_end_id,amount,currency,status,reason,value_date\r\n{id},{amount},CNY,{status},{day}\r\n#,1,{amount}\r\n")
}

#[tokio::test]
async fn the_file_of_the_day_goes_out_and_the_answer_of_the_next_morning_pays_the_day_before() {
    let trial = Trial::city();
    let case = filed(&trial, "110105199003071239", "bank-1").await;
    says(
        &both(&trial, "/debit-runs", Role::Collection, "runs-online").await,
        "今天网上申报的补缴有1笔",
        "1 back payment filed online today",
    );
    says(
        &both(&trial, "/desks/collection", Role::Collection, "desk-online").await,
        "网上补缴没有送银行，今晚作废",
        "not sent to the bank; lapses tonight",
    );
    let denied = trial.post("/debit-runs/filings", "key=make-denied", Role::Clerk).await;
    assert!(
        matches!(denied.status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN),
        "{}",
        denied.status
    );
    let made = trial.post("/debit-runs/filings", "key=make-00001", Role::Collection).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let run = made.header("location").to_owned();
    let same = trial.post("/debit-runs/filings", "key=make-00001", Role::Collection).await;
    assert_eq!(same.header("location"), run, "a repeated click finds it made");
    let nothing = trial.post("/debit-runs/filings", "key=make-00002", Role::Collection).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.body.contains("is still to be sent"), "{}", nothing.body);
    says(
        &both(&trial, &run, Role::Collection, "run-online").await,
        "网上补缴的扣款：1笔",
        "Online back payments of",
    );
    let message = trial.get(&format!("{run}/pain.008"), Role::Collection).await;
    assert!(
        message.body.contains("<NbOfTxs>1</NbOfTxs>") && message.body.contains("pain.008"),
        "{}",
        message.body
    );
    assert_eq!(trial.get(&format!("{run}/pain.008"), Role::Collection).await.body, message.body);
    let asked = trial.get(&case, Role::Clerk).await;
    assert!(asked.body.contains("The debit is with the bank"), "{}", asked.body);

    let batch = run.rsplit('/').next().unwrap_or_default();
    let page = trial
        .call("GET", &format!("/api/filing-runs/{batch}"), Role::Collection, "", "")
        .await
        .json();
    assert_eq!(page["debits"][0]["outcome"], "pending");
    // The demonstration's bank is told to be silent by answering first: its answer comes with the turn of the day.
    let file = answered(&page["debits"][0], "ACSC,", "2026-09-07");
    let request = trial
        .as_role("POST", "/api/bank-files?name=answers.csv", Role::Collection)
        .header("content-type", "application/octet-stream")
        .body(axum::body::Body::from(file.clone()))
        .expect("a request");
    let taken = trial.send(request).await;
    assert_eq!(taken.status, StatusCode::CREATED, "{}", taken.body);
    turn(&trial, date(2026, 9, 8));
    let posted = trial.get(&case, Role::Clerk).await;
    assert!(posted.body.contains("Paid and posted"), "{}", posted.body);
    let page = trial
        .call("GET", &format!("/api/filing-runs/{batch}"), Role::Collection, "", "")
        .await
        .json();
    assert_eq!(
        (&page["debits"][0]["outcome"], &page["debits"][0]["value_date"]),
        (&"paid".into(), &"2026-09-07".into())
    );
}

#[tokio::test]
async fn what_the_bank_refused_today_is_told_with_its_cause_and_a_foreign_line_refuses_the_whole_file() {
    let trial = Trial::city();
    let case = filed(&trial, "110105199003071239", "bank-2").await;
    let waiting = trial.call("GET", "/api/filing-runs", Role::Collection, "", "").await.json();
    assert_eq!(
        (
            waiting["waiting"].as_array().map(Vec::len),
            waiting["items"].as_array().map(Vec::len)
        ),
        (Some(1), Some(0))
    );
    let made = trial.call("POST", "/api/filing-runs", Role::Collection, "api-make-1", "{}").await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let batch = made.json()["id"].as_str().expect("a batch").to_owned();
    let page = trial
        .call("GET", &format!("/api/filing-runs/{batch}"), Role::Collection, "", "")
        .await
        .json();
    let send = |bytes: String| {
        let request = trial
            .as_role("POST", "/api/bank-files?name=answers.csv", Role::Collection)
            .header("content-type", "application/octet-stream");
        trial.send(request.body(axum::body::Body::from(bytes)).expect("a request"))
    };
    let right = answered(&page["debits"][0], "RJCT,AM04", "2026-09-07");
    let id = page["debits"][0]["end_to_end"].as_str().unwrap_or_default();
    let stranger = send(right.replace(id, "SAC7QGXG0000D-SAC7QGXG0000D")).await;
    assert!(stranger.body.contains("bank.instruction_unknown"), "{}", stranger.body);
    let untouched = trial.get(&case, Role::Clerk).await;
    assert!(untouched.body.contains("The debit is with the bank"), "{}", untouched.body);
    assert_eq!(send(right.clone()).await.status, StatusCode::CREATED);
    let refused = trial.get(&case, Role::Clerk).await;
    assert!(
        refused.body.contains("The bank did not collect it") && refused.body.contains("/hall?matter=cashier"),
        "{}",
        refused.body
    );
    let same = send(right).await;
    assert!(same.status.is_success(), "the same bytes again change nothing: {}", same.body);
    turn(&trial, date(2026, 9, 8));
    let lapsed = trial.get(&case, Role::Clerk).await;
    assert!(lapsed.body.contains("/file-again"), "{}", lapsed.body);
}
