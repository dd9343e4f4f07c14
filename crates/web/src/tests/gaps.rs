//! A person asks what the months are worth, and hands a certificate to somebody who checks it.

use axum::http::StatusCode;
use procedures::Role;

use super::trial::Trial;

#[tokio::test]
async fn every_goal_says_what_it_asks_for_and_what_is_there() {
    let trial = Trial::city();
    let all = trial.get("/record/gaps", Role::Insured).await;
    assert_eq!(all.status, StatusCode::OK, "{}", all.body);
    for goal in [
        "retirement",
        "points-settlement",
        "home-purchase",
        "car-quota",
        "maternity-allowance",
        "unemployment-benefit",
        "retiree-medical",
    ] {
        let address = format!("/record/gaps/{goal}");
        assert!(all.body.contains(&format!("href=\"{address}\"")), "{goal} is not offered");
        let one = trial.get(&address, Role::Insured).await;
        assert_eq!(one.status, StatusCode::OK, "{goal}");
        assert_eq!(one.body.matches("<h1").count(), 1, "{goal}");
        assert!(
            one.body.contains("Not met now") || one.body.contains("Not yet"),
            "{goal}: {}",
            one.body
        );
    }
    let nowhere = trial.get("/record/gaps/lottery", Role::Insured).await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
    let newborn = trial
        .get("/record/gaps/maternity-allowance?on-year=2027&on-month=3&on-day=9", Role::Insured)
        .await;
    assert!(newborn.body.contains("March 2027"), "{}", newborn.body);
    assert!(newborn.body.contains("each is taken to be paid on time"), "{}", newborn.body);
    assert!(
        !newborn.body.contains("broken in"),
        "a month to come breaks nothing: {}",
        newborn.body
    );
}

#[tokio::test]
async fn a_certificate_answers_one_question_and_anybody_can_check_it() {
    let trial = Trial::city();
    let issued = trial
        .post("/record/gaps/car-quota/certificate", "key=certificate-1", Role::Insured)
        .await;
    assert_eq!(issued.status, StatusCode::SEE_OTHER, "{}", issued.body);
    let at = issued.header("location").to_owned();
    let again = trial
        .post("/record/gaps/car-quota/certificate", "key=certificate-1", Role::Insured)
        .await;
    assert_eq!(again.header("location"), at, "the same ask is the same certificate");
    let own = trial.get(&at, Role::Insured).await;
    assert!(own.body.contains("without a break up to August 2026? No."), "{}", own.body);
    let number = at.trim_start_matches("/certificates/").to_owned();
    let checked = trial.get(&format!("/verify/{number}"), Role::Anonymous).await;
    assert!(checked.body.contains("This certificate is valid"), "{}", checked.body);
    assert!(checked.body.contains("without a break up to August 2026? No."));
    let record = trial.get("/record", Role::Insured).await.body;
    let employer = record
        .split("<span lang=\"zh\">")
        .nth(1)
        .and_then(|rest| rest.split('<').next())
        .expect("an employer");
    assert!(!checked.body.contains(employer), "it shows an employer: {employer}");
    let mut forged = number.clone();
    let last = if forged.pop() == Some('A') { 'B' } else { 'A' };
    forged.push(last);
    let checked = trial.get(&format!("/verify/{forged}"), Role::Anonymous).await;
    assert!(!checked.body.contains("This certificate is valid"));
}

#[tokio::test]
async fn the_cause_of_a_month_is_certified_with_its_employer() {
    let trial = Trial::city();
    let issued = trial.post("/record/2026-08/certificate", "key=certificate-2", Role::Insured).await;
    assert_eq!(issued.status, StatusCode::SEE_OTHER, "{}", issued.body);
    let number = issued.header("location").trim_start_matches("/certificates/").to_owned();
    let checked = trial.get(&format!("/verify/{number}"), Role::Anonymous).await.body;
    assert!(checked.contains("August 2026: ") && checked.contains("Employer: "), "{checked}");
    let list = trial.get("/certificates", Role::Insured).await.body;
    assert!(list.contains(&number));
    let nothing = trial.post("/record/1990-01/certificate", "key=certificate-3", Role::Insured).await;
    assert!(nothing.status.is_client_error(), "{}", nothing.status);
}
