//! What the insured person reads of a back payment, and of whose.

use axum::http::StatusCode;
use procedures::Role;

use super::{Trial, as_handle, cases, opened, people, prepared};

#[tokio::test]
async fn the_person_reads_where_the_own_months_are_and_what_an_officer_wrote() {
    let trial = Trial::printing_city();
    let (_, all) = opened(&trial).await;
    let case = prepared(&trial, &all).await;
    let own = format!("/record/back-payments/{}", case.rsplit('/').next().expect("a number"));

    let record = trial.get("/record", Role::Insured).await.body;
    assert!(record.contains(&format!("href=\"{own}\"")), "the record names its case");
    let page = trial.get(&own, Role::Insured).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    for said in ["forgotten", "The employer has it", "February to June 2019", "8,600.00"] {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    assert!(!page.body.contains("action=\"/back-payments"), "it is there to be read");

    let handed = trial.post(&format!("{case}/submit"), "key=own-case-2", Role::Clerk).await;
    assert_eq!(handed.status, StatusCode::SEE_OTHER, "{}", handed.body);
    let form = "key=own-case-3&decision=return&ground=The+contract+lacks+page+2&at=paper%3Alabour_contract";
    let returned = as_handle(&trial, "verification", "POST", &format!("{case}/decide"), form).await;
    assert_eq!(returned.status, StatusCode::SEE_OTHER, "{}", returned.body);
    let page = trial.get(&own, Role::Insured).await.body;
    assert!(
        page.contains("The contract lacks page 2") && page.contains("Returned for correction"),
        "{page}"
    );
    let json = trial.get(&format!("/api{own}"), Role::Insured).await.body;
    assert!(
        json.contains("\"state\":\"returned\"") && json.contains("paper:labour_contract"),
        "{json}"
    );
}

#[tokio::test]
async fn a_case_about_somebody_else_is_not_found_and_the_employers_page_is_not_the_persons() {
    let trial = Trial::printing_city();
    let home = trial.start(Role::Clerk);
    let pick = trial.get(&format!("{home}/back-payments/new"), Role::Clerk).await;
    let (person, _) = people(&pick.body).into_iter().nth(1).expect("somebody else");
    let form = format!("key=own-case-1&person={person}&months=2026-06&reason=forgotten&kind=by_month&wage=8600");
    let made = trial.post(&format!("{home}/back-payments"), &form, Role::Clerk).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let list = trial.get(&format!("{home}/back-payments"), Role::Clerk).await;
    let case = cases(&list.body).pop().expect("a case");
    let own = format!("/record/back-payments/{}", case.rsplit('/').next().expect("a number"));
    assert!(!trial.get("/record", Role::Insured).await.body.contains(&own));
    for at in [own.clone(), format!("/api{own}")] {
        let page = trial.get(&at, Role::Insured).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{at}: {}", page.body);
    }
    let employers = trial.get(&case, Role::Insured).await;
    assert_eq!(employers.status, StatusCode::FORBIDDEN);
    assert!(employers.body.contains("belongs to another role"), "{}", employers.body);
}
