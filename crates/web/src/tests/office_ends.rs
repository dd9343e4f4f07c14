//! An office that is closed for good, on its page and over the API.

use axum::http::StatusCode;
use procedures::Role;

use super::money::{both, says};
use super::trial::Trial;

async fn office(trial: &Trial) -> String {
    let list = trial.get("/halls", Role::Acceptance).await;
    let rest = list.body.split("href=\"/halls/").nth(1).expect("a hall");
    rest.split(['"', '?']).next().unwrap_or_default().to_owned()
}

/// What is offered to whoever books a visit.
async fn offered(trial: &Trial, office: &str) -> usize {
    let path = format!("/api/offices/{office}/slots?matter=registration");
    let slots = trial.call("GET", &path, Role::Clerk, "", "").await.json();
    slots["items"].as_array().expect("slots").len()
}

#[tokio::test]
async fn an_office_is_ended_on_its_page_said_wherever_it_is_shown_and_taken_back() {
    let trial = Trial::city();
    let id = office(&trial).await;
    let at = format!("/halls/{id}");
    let before = offered(&trial, &id).await;
    says(
        &both(&trial, &at, Role::Acceptance, "hall-office").await,
        "停用大厅",
        "End the office",
    );

    // What cannot be taken stands at its field; what was typed stays.
    let wrong = "key=end-0000001&from-year=2026&from-month=9&from-day=7&end_ground=%E5%B9%B6%E5%85%A5%E6%96%B0%E4%B8%AD%E5%BF%83";
    let refused = trial.post(&format!("{at}/end"), wrong, Role::Acceptance).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("from tomorrow on") && refused.body.contains("并入新中心"),
        "{}",
        refused.body
    );

    let right = wrong.replace("from-day=7", "from-day=10").replace("0000001", "0000002");
    for stranger in [Role::Clerk, Role::Cashier, Role::Auditor, Role::Insured] {
        let denied = trial.post(&format!("{at}/end"), &right, stranger).await;
        assert!(
            matches!(denied.status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN),
            "{stranger:?}: {}",
            denied.status
        );
    }
    let ended = trial.post(&format!("{at}/end"), &right, Role::Acceptance).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.body);
    let said = both(&trial, &at, Role::Acceptance, "hall-ending").await;
    says(&said, "2026年9月10日起停用", "Ends on 10 Sept 2026");
    says(&said, "撤销停用", "Take it back");
    says(&both(&trial, "/halls", Role::Acceptance, "halls-ending").await, "起停用", "Ends on");
    let home = trial.start(Role::Clerk);
    let book = format!("{home}/appointments/new?for=matter&matter=registration&office={id}");
    let page = trial.get(&book, Role::Clerk).await;
    assert!(
        page.body.contains("Ends on 10 Sept 2026") && page.body.contains("并入新中心"),
        "{}",
        page.body
    );
    assert!(offered(&trial, &id).await < before);

    let lifted = trial.post(&format!("{at}/end/lift"), "key=lift-000001", Role::Acceptance).await;
    assert_eq!(lifted.status, StatusCode::SEE_OTHER, "{}", lifted.body);
    assert_eq!(offered(&trial, &id).await, before);
    let again = trial.post(&format!("{at}/end/lift"), "key=lift-000002", Role::Acceptance).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "there is nothing to take back");
}

#[tokio::test]
async fn a_program_ends_an_office_and_takes_it_back() {
    let trial = Trial::city();
    let id = office(&trial).await;
    let (end, lift) = (format!("/api/offices/{id}/end"), format!("/api/offices/{id}/end/lift"));
    let ask = r#"{"from":"2026-09-10","ground":"并入新中心"}"#;
    for stranger in [Role::Clerk, Role::Cashier, Role::Auditor] {
        let denied = trial.call("POST", &end, stranger, "api-end-0", ask).await;
        assert!(
            matches!(denied.status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN),
            "{stranger:?}: {}",
            denied.status
        );
    }
    let made = trial.call("POST", &end, Role::Acceptance, "api-end-1", ask).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let same = trial.call("POST", &end, Role::Acceptance, "api-end-1", ask).await;
    assert_eq!(same.body, made.body, "the same ask is one effect and one receipt");
    let twice = trial.call("POST", &end, Role::Acceptance, "api-end-2", ask).await;
    assert!(
        twice.status == StatusCode::UNPROCESSABLE_ENTITY && twice.body.contains("hall.ends_already"),
        "{}",
        twice.body
    );
    let back = trial.call("POST", &lift, Role::Acceptance, "api-lift-1", "{}").await;
    assert_eq!(back.status, StatusCode::CREATED, "{}", back.body);
    let none = trial.call("POST", &lift, Role::Acceptance, "api-lift-2", "{}").await;
    assert!(none.body.contains("hall.no_end"), "{}", none.body);
    // Once its day has come it is not opened again.
    trial.call("POST", &end, Role::Acceptance, "api-end-3", ask).await;
    procedures::turn_day::turn_days_until(trial.portal.agency(), units::date(2026, 9, 10), &mut |_| {}).expect("days");
    let late = trial.call("POST", &lift, Role::Acceptance, "api-lift-3", "{}").await;
    assert!(late.body.contains("hall.office_gone"), "{}", late.body);
    let list = trial.call("GET", "/api/offices", Role::Clerk, "", "").await;
    assert!(!list.body.contains(&id), "{}", list.body);
    let kept = trial.get(&format!("/halls/{id}"), Role::Acceptance).await;
    assert!(kept.body.contains("Ended on 10 Sept 2026"), "{}", kept.body);
}
