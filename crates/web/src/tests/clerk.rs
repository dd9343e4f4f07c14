//! The clerk's pages over a founded city: the two journeys, from the form to the receipt.

use axum::http::StatusCode;
use procedures::Role;
use units::date;

use super::trial::{Answer, Trial};

fn city() -> Trial {
    Trial::city_on(date(2026, 5, 12))
}

/// The value of the first hidden field or link part after a mark.
fn after<'a>(answer: &'a Answer, mark: &str) -> &'a str {
    let at = answer.body.find(mark).unwrap_or_else(|| panic!("no {mark}:\n{}", answer.body));
    let rest = &answer.body[at + mark.len()..];
    &rest[..rest.find('"').expect("a quote")]
}

/// Somebody whom the first step of a reduction offers.
async fn person(trial: &Trial, home: &str) -> String {
    let pick = trial.get(&format!("{home}/reductions/single"), Role::Clerk).await;
    after(&pick, &format!("href=\"{home}/reductions/single/")).to_owned()
}

async fn reduce(trial: &Trial, home: &str, who: &str, end: &str) -> Answer {
    let [year, month, day] = <[&str; 3]>::try_from(end.split('-').collect::<Vec<_>>()).expect("a day");
    let form = format!("key=formkey1&end-year={year}&end-month={month}&end-day={day}&last=&reason=26&medical=&remark=");
    trial.post(&format!("{home}/reductions/single/{who}"), &form, Role::Clerk).await
}

#[tokio::test]
async fn every_page_of_the_clerk_is_drawn() {
    let trial = city();
    let home = trial.start(Role::Clerk);
    for below in [
        "",
        "/roll",
        "/roll?show=capped&sort=wage",
        "/roll?q=nobody-of-this-name",
        "/enrolments",
        "/enrolments/new",
        "/enrolments/batch",
        "/reductions",
        "/reductions/single",
        "/reductions/batch",
        "/receipts",
    ] {
        let answer = trial.get(&format!("{home}{below}"), Role::Clerk).await;
        assert_eq!(answer.status, StatusCode::OK, "{below}: {}", answer.body);
        assert_eq!(answer.body.matches("<h1").count(), 1, "{below}");
        assert!(answer.body.contains("class=\"sb-due\""), "{below}: the deadline is on every page");
    }
    let answer = trial.get("/employers", Role::Agent).await;
    assert!(answer.body.contains("4 of 4 employers not declared"), "{}", answer.body);
    let one = person(&trial, &home).await;
    let answer = trial.get(&format!("{home}/roll/{one}"), Role::Clerk).await;
    assert!(answer.body.contains("In the draft bill for May 2026"), "{}", answer.body);
}

#[tokio::test]
async fn a_leaver_is_filed_with_the_last_month_seen_before_and_a_second_click_is_the_same_receipt() {
    let trial = city();
    let home = trial.start(Role::Clerk);
    let who = person(&trial, &home).await;
    let taken = reduce(&trial, &home, &who, "2026-05-10").await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.body);
    let check = trial.get(taken.header("location"), Role::Clerk).await;
    for said in [
        "Last month to be paid: <b>April 2026</b>",
        "Nobody will pay May 2026 for",
        "by <b>Mon 25 May 2026</b>",
    ] {
        assert!(check.body.contains(said), "{said}\n{}", check.body);
    }
    let draft = after(&check, "name=\"draft\" value=\"");
    let form = format!("key=formkey2&draft={draft}&declared=yes");
    let action = format!("{home}/reductions/single/{who}/check");
    let first = trial.post(&action, &form, Role::Clerk).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.body);
    let again = trial.post(&action, &form, Role::Clerk).await;
    assert_eq!(again.header("location"), format!("{}?again=1", first.header("location")));
    let receipt = trial.get(again.header("location"), Role::Clerk).await;
    assert!(receipt.body.contains("this is the receipt of that time"), "{}", receipt.body);
    assert_eq!(receipt.body.matches("class=\"sb-group\"").count(), 2, "two results, never one");
    let gone = trial.get(&format!("{home}/roll/{who}"), Role::Clerk).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND, "whoever left is not on the roll");
}

#[tokio::test]
async fn a_day_that_does_not_exist_comes_back_with_all_that_was_typed() {
    let trial = city();
    let home = trial.start(Role::Clerk);
    let who = person(&trial, &home).await;
    let form = "key=formkey1&end-year=2026&end-month=5&end-day=32&last=2026-05&reason=21&medical=5&remark=until+the+end";
    let answer = trial.post(&format!("{home}/reductions/single/{who}"), form, Role::Clerk).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for kept in [
        "value=\"32\"",
        "until the end</textarea>",
        "value=\"21\" aria-describedby=\"reasona reasonb reasonc\" checked",
        "<option value=\"2026-05\" selected>",
        "field.no_such_day",
    ] {
        assert!(answer.body.contains(kept), "{kept}\n{}", answer.body);
    }
    let landing = trial.get(&format!("{home}/reductions"), Role::Clerk).await;
    assert!(landing.body.contains("Drafts"), "what was typed is a draft, too");
}

#[tokio::test]
async fn outside_of_the_window_a_reduction_is_kept_and_files_itself() {
    let trial = Trial::city_on(date(2026, 5, 27));
    let home = trial.start(Role::Clerk);
    let who = person(&trial, &home).await;
    let taken = reduce(&trial, &home, &who, "2026-05-27").await;
    let check = trial.get(taken.header("location"), Role::Clerk).await;
    assert!(check.body.contains("Keep it; file on 5 June at 00:00"), "{}", check.body);
    let draft = after(&check, "name=\"draft\" value=\"");
    let action = format!("{home}/reductions/single/{who}/check");
    let kept = trial
        .post(&action, &format!("key=formkey2&draft={draft}&declared=yes"), Role::Clerk)
        .await;
    assert_eq!(kept.header("location"), format!("{home}/reductions?queued=1"), "{}", kept.body);
    let landing = trial.get(kept.header("location"), Role::Clerk).await;
    assert!(landing.body.contains("files itself 5 June, 00:00"), "{}", landing.body);
}

/// A valid number that nobody of the city has.
const NEW_NUMBER: &str = "110105199003070025";

async fn enrol(trial: &Trial, home: &str, hired: &str) -> Answer {
    let who = trial
        .post(
            &format!("{home}/enrolments/new"),
            &format!("key=formkey1&draft=&number={NEW_NUMBER}&name=%E4%BD%95%E7%A7%8B%E5%88%86"),
            Role::Clerk,
        )
        .await;
    assert_eq!(who.status, StatusCode::SEE_OTHER, "{}", who.body);
    let terms = trial.get(who.header("location"), Role::Clerk).await;
    let draft = after(&terms, "name=\"draft\" value=\"");
    let [year, month, day] = <[&str; 3]>::try_from(hired.split('-').collect::<Vec<_>>()).expect("a day");
    let form = format!(
        "key=formkey2&draft={draft}&number={NEW_NUMBER}&name=%E4%BD%95%E7%A7%8B%E5%88%86&hired-year={year}&hired-month={month}&hired-day={day}&category=local_urban&wage=9800"
    );
    let taken = trial.post(&format!("{home}/enrolments/new/terms"), &form, Role::Clerk).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.body);
    trial.get(taken.header("location"), Role::Clerk).await
}

#[tokio::test]
async fn a_late_increase_names_the_missed_months_is_filed_and_taken_back() {
    let trial = city();
    let home = trial.start(Role::Clerk);
    let check = enrol(&trial, &home, "2026-03-01").await;
    for said in ["2 months, March 2026 to April 2026, are missing", "its receipt leads to"] {
        assert!(check.body.contains(said), "{said}\n{}", check.body);
    }
    let draft = after(&check, "name=\"draft\" value=\"");
    let untold = trial
        .post(
            &format!("{home}/enrolments/new/check"),
            &format!("key=formkey3&draft={draft}"),
            Role::Clerk,
        )
        .await;
    assert_eq!(untold.status, StatusCode::UNPROCESSABLE_ENTITY, "the declaration must be ticked");
    let form = format!("key=formkey4&draft={draft}&declared=yes");
    let filed = trial.post(&format!("{home}/enrolments/new/check"), &form, Role::Clerk).await;
    assert_eq!(filed.status, StatusCode::SEE_OTHER, "{}", filed.body);
    let landing = trial.get(&format!("{home}/enrolments"), Role::Clerk).await;
    let who = after(&landing, &format!("href=\"{home}/enrolments/undo/")).to_owned();
    let undone = trial
        .post(
            &format!("{home}/enrolments/undo"),
            &format!("key=formkey5&person={who}"),
            Role::Clerk,
        )
        .await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.body);
    let landing = trial.get(&format!("{home}/enrolments"), Role::Clerk).await;
    assert!(landing.body.contains("taken back"), "its history stays\n{}", landing.body);
}

#[tokio::test]
async fn a_wrong_number_is_refused_at_its_field_before_anything_else_is_asked() {
    let trial = city();
    let home = trial.start(Role::Clerk);
    let form = "key=formkey1&draft=&number=110105199003070021&name=%E4%BD%95%E7%A7%8B%E5%88%86";
    let answer = trial.post(&format!("{home}/enrolments/new"), form, Role::Clerk).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
    assert!(answer.body.contains("id=\"number-error\"") && answer.body.contains("value=\"110105199003070021\""));
}

#[tokio::test]
async fn a_list_is_read_and_nothing_is_filed_before_it_is_confirmed() {
    let trial = city();
    let home = trial.start(Role::Clerk);
    let csv = format!(
        "姓名,证件号码,户口性质,入职日期,工资\n何秋分,{NEW_NUMBER},本市城镇,2026-05-06,9800\n尤立春,123,本市城镇,2026-05-06,15000\n"
    );
    let found = upload(&trial, &format!("{home}/enrolments/batch"), "increases", &csv).await;
    assert_eq!(found.status, StatusCode::SEE_OTHER, "{}", found.body);
    let address = found.header("location").to_owned();
    let page = trial.get(&address, Role::Clerk).await;
    assert!(
        page.body.contains("Of 2 rows 1 must change") && page.body.contains("nothing has been filed yet"),
        "{}",
        page.body
    );
    let back = trial.get(&format!("{address}/result"), Role::Clerk).await;
    assert!(
        back.body.contains("尤立春") && back.header("content-disposition").contains("list-result.csv"),
        "{}",
        back.body
    );
    let all = trial
        .post(&format!("{address}/check"), "key=formkey1&rule=all&declared=yes", Role::Clerk)
        .await;
    assert_eq!(all.status, StatusCode::UNPROCESSABLE_ENTITY, "one bad row and nothing is filed");
    let clean = trial
        .post(&format!("{address}/check"), "key=formkey2&rule=clean&declared=yes", Role::Clerk)
        .await;
    assert_eq!(clean.status, StatusCode::SEE_OTHER, "{}", clean.body);
    let again = trial
        .post(&format!("{address}/check"), "key=formkey3&rule=clean&declared=yes", Role::Clerk)
        .await;
    assert_eq!(
        again.header("location"),
        format!("{}?again=1", clean.header("location")),
        "a list has effect once"
    );
}

async fn upload(trial: &Trial, address: &str, kind: &str, csv: &str) -> Answer {
    let part = |head: &str, body: &str| format!("--edge\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n");
    let body = [
        part("name=\"key\"", "formkey1"),
        part("name=\"kind\"", kind),
        part("name=\"file\"; filename=\"list.csv\"", csv),
        "--edge--\r\n".to_owned(),
    ];
    let request = trial
        .as_role("POST", address, Role::Clerk)
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "multipart/form-data; boundary=edge");
    trial
        .send(request.body(axum::body::Body::from(body.concat())).expect("a request"))
        .await
}

#[tokio::test]
async fn people_ticked_on_the_roll_leave_with_one_receipt_and_a_result_each() {
    let trial = city();
    let home = trial.start(Role::Clerk);
    let roll = trial.get(&format!("{home}/roll"), Role::Clerk).await;
    let codes: Vec<&str> = roll
        .body
        .match_indices("name=\"p\" value=\"")
        .map(|(at, mark)| &roll.body[at + mark.len()..])
        .collect();
    let codes: Vec<&str> = codes.iter().map(|rest| &rest[..rest.find('"').expect("a quote")]).collect();
    assert_eq!(codes.len(), 26);
    let ticked = format!("key=formkey1&p={}&p={}", codes[0], codes[1]);
    let taken = trial.post(&format!("{home}/reductions/ticked"), &ticked, Role::Clerk).await;
    let form_page = taken.header("location").to_owned();
    let form = format!("{ticked}&end-year=2026&end-month=5&end-day=10&last=&reason=21&medical=&remark=");
    let checked = trial.post(&form_page, &form, Role::Clerk).await;
    assert_eq!(checked.status, StatusCode::SEE_OTHER, "{}", checked.body);
    let check = trial.get(checked.header("location"), Role::Clerk).await;
    assert!(check.body.contains("File 2 reductions"), "{}", check.body);
    let draft = after(&check, "name=\"draft\" value=\"");
    let filed = trial
        .post(
            &format!("{form_page}/check"),
            &format!("key=formkey2&draft={draft}&declared=yes"),
            Role::Clerk,
        )
        .await;
    let receipt = trial.get(filed.header("location"), Role::Clerk).await;
    assert!(receipt.body.contains("Reduction: 2 people"), "{}", receipt.body);
}
