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
