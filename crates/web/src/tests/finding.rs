//! The search over a small city: inside what the caller may see, and straight to what a number names.

use procedures::{Caller, Role};

use super::trial::Trial;

/// A person on the followed employer's roll: name and whole number; and the employer's credit code.
fn somebody(trial: &Trial) -> (String, String, String) {
    let agency = trial.portal.agency();
    agency
        .read(&Caller::system(), |desk| {
            let employer = procedures::found_demo::clerks_employer(desk)?;
            let people = store::bill::people(desk.tx, employer)?;
            let person = people.into_values().next().expect("a person");
            let known = store::employer::load(desk.tx, employer)?.expect("an employer");
            Ok((person.name, person.number, known.credit_code))
        })
        .expect("somebody")
}

#[tokio::test]
async fn a_clerk_finds_people_by_name_and_last_four_and_goes_straight_to_a_credit_code() {
    let trial = Trial::city();
    let (name, number, code) = somebody(&trial);
    let query = |text: &str| {
        let encoded: String = text.bytes().map(|b| format!("%{b:02X}")).collect();
        format!("/search?q={encoded}")
    };
    for text in [&name, &number[14..], &number] {
        let found = trial.get(&query(text), Role::Clerk).await;
        assert!(found.body.contains(&name), "{text}");
        assert!(
            !found.body.contains(&number) || *text == number,
            "the whole number is shown to nobody"
        );
        let others = trial.get(&query(&number), Role::Agent).await;
        assert!(!others.body.contains(&name), "an agent of others finds nobody");
    }
    let straight = trial.get(&query(&code), Role::Clerk).await;
    assert_eq!(straight.status.as_u16(), 303);
    assert!(straight.header("location").starts_with("/employers/"));
    assert_eq!(
        trial.get(&query(&code), Role::Agent).await.status.as_u16(),
        200,
        "another's employer is not found"
    );
    assert_eq!(trial.get(&query(&code), Role::Auditor).await.status.as_u16(), 303);
    let month = trial.get("/search?q=2026-08", Role::Clerk).await;
    assert!(month.body.contains("/bills/2026-08"), "{}", month.body);
    let nothing = trial.get("/search?q=", Role::Insured).await;
    assert!(nothing.status.is_success());
}

#[tokio::test]
async fn a_payment_reference_goes_straight_to_its_bill_and_only_for_those_who_may_see_it() {
    let trial = Trial::city();
    let agency = trial.portal.agency();
    let employer = agency
        .read(&Caller::system(), procedures::found_demo::clerks_employer)
        .expect("an employer");
    let bill = domain::collection::ClaimKey {
        month: units::Month::parse("2026-08").expect("a month"),
        kind: domain::bill::BillKind::Regular,
    };
    let reference = domain::collection::PaymentReference { employer, bill };
    for text in [reference.to_string(), reference.grouped().replace(' ', "+")] {
        let path = format!("/search?q={text}");
        let straight = trial.get(&path, Role::Clerk).await;
        assert_eq!(
            straight.header("location"),
            format!("/employers/{}/bills/2026-08", employer.code()),
            "{text}"
        );
        assert_eq!(trial.get(&path, Role::Agent).await.header("location"), "", "an agent of others");
        assert_eq!(trial.get(&path, Role::Insured).await.header("location"), "", "an insured person");
    }
    let own = trial.get("/search?q=2026-08", Role::Insured).await;
    assert!(own.body.contains("href=\"/record"), "{}", own.body);
}
