use procedures::Role;
use serde_json::Value;

use super::schema::assert_fits;
use super::{City, city};
use crate::Kind;
use crate::openapi::document;
use crate::routes::rows;

/// Fen of an amount on the wire.
fn fen(value: &Value) -> i64 {
    let text = value.as_str().expect("an amount is a string");
    let (yuan, rest) = text.split_once('.').expect("two decimals");
    assert_eq!(rest.len(), 2, "{text}");
    let sum = yuan.replace('-', "").parse::<i64>().expect("yuan") * 100 + rest.parse::<i64>().expect("fen");
    if text.starts_with('-') { -sum } else { sum }
}

async fn keeps_its_word(city: &City, document: &Value, template: &str, path: &str, role: Role) -> Value {
    let answer = city.get(path, role).await;
    assert_fits(document, "get", template, "200", &answer);
    answer
}

#[test]
fn the_document_has_every_operation_and_only_these() {
    let document = document(&rows());
    let mut documented = 0;
    for row in rows().iter().filter(|row| row.kind == Kind::Api) {
        let operation = &document["paths"][row.path][row.method.as_str().to_ascii_lowercase()];
        assert!(operation["summary"].is_string(), "{} {}", row.method, row.path);
        documented += 1;
    }
    let paths = document["paths"].as_object().expect("paths");
    assert_eq!(
        paths.values().filter_map(Value::as_object).map(|p| p.len()).sum::<usize>(),
        documented
    );
    let named: std::collections::BTreeSet<&str> = paths
        .values()
        .filter_map(Value::as_object)
        .flat_map(|path| path.values())
        .filter_map(|operation| operation["operationId"].as_str())
        .collect();
    assert_eq!(named.len(), documented, "two operations have one name");
}

#[tokio::test]
async fn every_answer_is_as_the_document_says() {
    let city = city().await;
    let document = document(&rows());
    let own = "/api/employers/{employer}/";
    for (below, template, role) in [
        ("draft-bill", "draft-bill", Role::Clerk),
        ("bills", "bills", Role::Collection),
        ("bills/2026-08", "bills/{month}", Role::Clerk),
        ("declarations/2026-08", "declarations/{month}", Role::Auditor),
        ("bases/2026-07", "bases/{year}", Role::Clerk),
        ("debits", "debits", Role::Clerk),
        ("mandate", "mandate", Role::Clerk),
        ("account", "account", Role::Clerk),
        ("cases", "cases", Role::Clerk),
        ("delegations", "delegations", Role::Clerk),
    ] {
        keeps_its_word(&city, &document, &format!("{own}{template}"), &city.at(below), role).await;
    }
    for (path, role) in [
        ("/api/employers", Role::Agent),
        ("/api/record", Role::Insured),
        ("/api/debit-runs", Role::Collection),
        ("/api/bank-files", Role::Collection),
        ("/api/unallocated", Role::Collection),
        ("/api/reconciliation", Role::Collection),
        ("/api/demo/day", Role::Anonymous),
        ("/api/demo/bank-orders", Role::Anonymous),
        ("/api/sessions/own", Role::Clerk),
        ("/api/audit/chains", Role::Auditor),
        ("/api/audit/walk", Role::Auditor),
    ] {
        keeps_its_word(&city, &document, path, path, role).await;
    }
    let close = keeps_its_word(&city, &document, "/api/closes/{month}", "/api/closes/2026-08", Role::Collection).await;
    assert_eq!(
        (close["stage"].as_str(), close["last_closed"].as_str()),
        (Some("closed"), Some("2026-08"))
    );
    let why = city.at(&format!("bills/2026-08/why/{}", city.person));
    let why = keeps_its_word(&city, &document, &format!("{own}bills/{{month}}/why/{{person}}"), &why, Role::Clerk).await;
    assert!(why["answers"][0]["steps"].as_array().is_some_and(|steps| steps.len() > 5));
}

#[tokio::test]
async fn a_collected_month_is_the_same_money_wherever_it_is_read() {
    let city = city().await;
    let page = city.get(&city.at("bills/2026-08"), Role::Clerk).await;
    let total = fen(&page["bill"]["sums"]["total"]);
    let lines = page["lines"].as_array().expect("lines");
    assert_eq!(lines.len(), 26);
    assert_eq!(lines.iter().map(|line| fen(&line["total"])).sum::<i64>(), total);
    let branches = page["bill"]["sums"]["branches"].as_array().expect("branches");
    assert_eq!(
        branches.iter().map(|b| fen(&b["employer"]) + fen(&b["employee"])).sum::<i64>(),
        total
    );
    assert_eq!(
        (&page["lines_add_up"], &page["bill"]["state"]),
        (&Value::Bool(true), &"collected".into())
    );
    let account = city.get(&city.at("account"), Role::Clerk).await;
    assert_eq!((fen(&account["entries"][0]["paid"]), fen(&account["owed"])), (total, 0));
    let debits = city.get(&city.at("debits"), Role::Clerk).await;
    assert_eq!(
        (fen(&debits["items"][0]["amount"]), &debits["items"][0]["outcome"]),
        (total, &"paid".into())
    );
    let books = city.get("/api/reconciliation", Role::Collection).await;
    assert_eq!(books["holds"], true);
    assert_eq!(fen(&books["bank"]), fen(&books["explained"]));
}

#[tokio::test]
async fn names_are_in_full_only_for_those_who_act_for_the_employer() {
    let city = city().await;
    let name = |page: &Value| page["lines"][0]["name"].as_str().expect("a name").to_owned();
    let clerk = name(&city.get(&city.at("bills/2026-08"), Role::Clerk).await);
    let officer = name(&city.get(&city.at("bills/2026-08"), Role::Collection).await);
    assert!(!clerk.contains('*') && officer.contains('*'), "{clerk} {officer}");
    let others = city.trial.call("GET", &city.at("bills"), Role::Agent, "", "").await;
    assert_eq!(
        others.status.as_u16(),
        404,
        "an agent of others does not learn that there is such an employer"
    );
}

#[tokio::test]
async fn a_record_is_told_in_the_language_that_was_asked_for() {
    let city = city().await;
    let record = city.get("/api/record", Role::Insured).await;
    let months = record["months"].as_array().expect("months");
    let at = months.iter().position(|m| m["month"] == "2026-08").expect("the closed month");
    let cell = &months[at]["branches"][0];
    assert_eq!((&cell["branch"], &cell["standing"]), (&"pension".into(), &"on_time".into()));
    let later = months.last().expect("a month");
    let cause = &later["branches"][0]["cause"];
    assert_eq!(cause["code"], "standing.why.not_assessed");
    let zh = city.get("/api/record?lang=zh", Role::Insured).await;
    assert_ne!(zh["months"][at]["branches"][0]["standing_text"], cell["standing_text"]);
}

#[tokio::test]
async fn a_batch_is_the_same_bytes_however_often_it_is_asked_for() {
    let city = city().await;
    let runs = city.get("/api/debit-runs", Role::Collection).await;
    let run = runs["items"]
        .as_array()
        .expect("runs")
        .iter()
        .find(|r| r["complete"] == true)
        .expect("a batch");
    let one = city
        .get(
            &format!("/api/debit-runs/{}", run["id"].as_str().expect("a code")),
            Role::Collection,
        )
        .await;
    assert_eq!(one["answers"][0]["outcome"], "paid");
    assert_eq!(fen(&one["answers"][0]["total"]), fen(&run["total"]));
    let path = format!("/api/debit-runs/{}/file?form=csv", run["id"].as_str().expect("a code"));
    let first = city.trial.call("GET", &path, Role::Collection, "", "").await;
    let again = city.trial.call("GET", &path, Role::Collection, "", "").await;
    assert!(first.status.is_success() && first.header("content-disposition").contains(".csv"));
    assert_eq!(first.body, again.body);
}
