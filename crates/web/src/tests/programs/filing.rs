use procedures::Role;

use super::city;

const INCREASE: &str = "/api/employers/{employer}/increases";
const REDUCTION: &str = "/api/employers/{employer}/reductions";

fn increase(number: &str, seen: i64) -> String {
    format!(
        r#"{{"lines":[{{"name":"何秋分","number":"{number}","category":"local_urban","hired_on":"2026-07-01","wage":"9800.00"}}],"all_or_nothing":true,"seen":{seen}}}"#
    )
}

#[tokio::test]
async fn an_increase_is_looked_at_filed_once_and_taken_back() {
    let city = city().await;
    let clerk = Role::Clerk;
    let roll = city.get(&city.at("roll"), clerk).await;
    let (seen, people) = (
        roll["version"].as_i64().expect("a version"),
        roll["items"].as_array().expect("items").len(),
    );
    assert!(
        roll["items"][0]["number"].as_str().is_some_and(|n| n.contains("***")),
        "numbers are masked"
    );

    let ask = increase("110105199003070025", seen);
    let checked = city.trial.call("POST", &city.at("increases/check"), clerk, "", &ask).await;
    assert_eq!(
        checked.json()["lines"][0]["missed"],
        serde_json::json!(["2026-07", "2026-08"]),
        "{}",
        checked.body
    );

    let path = city.at("increases");
    assert_eq!(
        city.refused("POST", &path, clerk, "", &ask).await,
        (400, "error.key_missing".into())
    );
    assert_eq!(
        city.refused("POST", &path, clerk, "increase-0", &increase("110105199003070021", seen))
            .await,
        (422, "identity.check_digit".into())
    );
    assert_eq!(
        city.refused("POST", &path, clerk, "increase-1", &increase("110105199003070025", seen - 1))
            .await,
        (409, "error.stale".into()),
        "the roll moved on since"
    );
    let done = city.filed(INCREASE, &path, clerk, "increase-2", &ask).await;
    assert_eq!(
        (&done["lines"][0]["pension_unemployment_injury"], &done["lines"][0]["medical"]),
        (&"done".into(), &"done".into())
    );
    let again = city.trial.call("POST", &path, clerk, "increase-2", &ask).await;
    assert_eq!(again.json()["accepted"], done["accepted"], "the same ask names the first receipt");
    let number = done["accepted"]["receipt"].as_str().expect("a number");
    assert_eq!(city.get(&format!("/api/receipts/{number}"), clerk).await, done);

    let person = done["lines"][0]["person"].as_str().expect("a person");
    let undo = format!(r#"{{"person":"{person}"}}"#);
    city.filed(
        "/api/employers/{employer}/increases/undo",
        &city.at("increases/undo"),
        clerk,
        "undo-0001",
        &undo,
    )
    .await;
    let roll = city.get(&city.at("roll"), clerk).await;
    assert_eq!(roll["items"].as_array().expect("items").len(), people);
    let receipts = city.get(&city.at("receipts"), clerk).await;
    let kinds: Vec<&str> = receipts["items"]
        .as_array()
        .expect("items")
        .iter()
        .take(2)
        .filter_map(|r| r["accepted"]["kind"].as_str())
        .collect();
    assert_eq!(kinds, ["increase_undone", "staff_increased"], "its history stays");
}

#[tokio::test]
async fn a_reduction_shows_its_bills_before_it_is_filed() {
    let city = city().await;
    let clerk = Role::Clerk;
    let ask = |reason: u8| {
        format!(
            r#"{{"lines":[{{"person":"{}","end_date":"2026-09-04","reason":{reason}}}],"all_or_nothing":true}}"#,
            city.person
        )
    };
    let checked = city
        .trial
        .call("POST", &city.at("reductions/check"), clerk, "", &ask(26))
        .await
        .json();
    assert_eq!(checked["lines"][0]["last_month"], "2026-08", "{checked}");
    assert_eq!(checked["lines"][0]["warnings"][0]["code"], "reduction.warning.nobody_pays");
    assert_ne!(checked["before"]["total"], checked["after"]["total"]);
    let path = city.at("reductions");
    assert_eq!(
        city.refused("POST", &path, clerk, "reduction-1", &ask(99)).await,
        (422, "reduction.reason_unknown".into())
    );
    let done = city.filed(REDUCTION, &path, clerk, "reduction-2", &ask(26)).await;
    assert_eq!(
        done["lines"][0]["filed"]["last_month"], 202_608,
        "what it came to stands on the receipt"
    );
    let draft = city.get(&city.at("draft-bill"), clerk).await;
    assert_eq!(
        draft["sums"]["total"], checked["after"]["total"],
        "the bill is the one that was shown"
    );
}

#[tokio::test]
async fn a_case_goes_through_its_desks() {
    let city = city().await;
    let ask = format!(
        r#"{{"lines":[{{"person":"{}","end_date":"2026-09-04","reason":28}}],"all_or_nothing":true}}"#,
        city.person
    );
    city.filed(REDUCTION, &city.at("reductions"), Role::Clerk, "reduction-3", &ask)
        .await;
    let cases = city.get(&city.at("cases"), Role::Clerk).await;
    let (id, state) = (cases["items"][0]["id"].as_str().expect("a case"), &cases["items"][0]["state"]);
    assert_eq!(state, "filed");
    let at = |act: &str| format!("/api/cases/{}/{id}{act}", city.employer);
    let template = |act: &str| format!("/api/cases/{{employer}}/{{case}}{act}");
    let day = r#"{"ended_on":"2026-09-03"}"#;
    let (status, _) = city.refused("POST", &at("/enter"), Role::Collection, "enter-001", "{}").await;
    assert_eq!(status, 422, "not confirmed yet");
    city.filed(&template("/confirm"), &at("/confirm"), Role::EmploymentFiling, "confirm-1", day)
        .await;
    city.filed(&template("/enter"), &at("/enter"), Role::Collection, "enter-002", "{}")
        .await;
    let case = city.get(&at(""), Role::Auditor).await;
    assert_eq!((&case["state"], &case["ended_on"]), (&"entered".into(), &"2026-09-03".into()));
    assert_eq!(case["steps"].as_array().expect("steps").len(), 2);
    let left = city.get(&city.at("cases"), Role::Clerk).await;
    assert_eq!(left["items"], serde_json::json!([]));
}

#[tokio::test]
async fn an_agent_is_authorised_until_a_day_and_dismissed() {
    let city = city().await;
    let (path, template) = (city.at("delegations"), "/api/employers/{employer}/delegations");
    let over = r#"{"handle":"agent","until":"2026-09-06"}"#;
    assert_eq!(
        city.refused("POST", &path, Role::Clerk, "agent-001", over).await,
        (422, "delegation.day_over".into())
    );
    let ask = r#"{"handle":"agent","until":"2026-12-31"}"#;
    city.filed(template, &path, Role::Clerk, "agent-002", ask).await;
    let held = city.get(&path, Role::Clerk).await;
    let one = &held["items"][0];
    assert_eq!((&one["until"], &one["holds"]), (&"2026-12-31".into(), &true.into()));
    let back = format!(r#"{{"agent":{}}}"#, one["agent"]);
    let end = city.at("delegations/take-back");
    city.filed(&format!("{template}/take-back"), &end, Role::Clerk, "agent-003", &back)
        .await;
    assert_eq!(city.get(&path, Role::Clerk).await["items"], serde_json::json!([]));
}

#[tokio::test]
async fn the_auditor_walks_the_chains_and_anybody_verifies_a_receipt() {
    let city = city().await;
    let walked = city.get("/api/audit/walk", Role::Auditor).await;
    assert_eq!(walked["broken"], serde_json::json!([]));
    assert!(walked["entries"].as_u64().is_some_and(|n| n > 100), "{walked}");
    let receipts = city.get(&city.at("receipts"), Role::Clerk).await;
    let number = receipts["items"][0]["accepted"]["receipt"].as_str().expect("a number");
    let of = city.get(&format!("/api/audit/events?of={number}"), Role::Auditor).await;
    assert!(
        of["items"]
            .as_array()
            .is_some_and(|items| items.iter().any(|i| i["accepted"]["receipt"] == number))
    );
    let ours = city.get(&format!("/api/verify/{number}"), Role::Anonymous).await;
    assert_eq!((&ours["ours"], &ours["number"]), (&true.into(), &number.into()));
    let not = city.get("/api/verify/7H2KQM-418-3F9XTB6W", Role::Anonymous).await;
    assert_eq!((&not["ours"], &not["kind"]), (&false.into(), &serde_json::Value::Null));
}
