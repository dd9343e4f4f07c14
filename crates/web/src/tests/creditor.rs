//! The account of the agency: set by its operator, shown to who pays, and nothing invented outside a demonstration.

use axum::http::StatusCode;
use procedures::set_creditor::{own_creditor, set_creditor};
use procedures::{Caller, Clock, Error, Key, Role};

use super::money::{autumn, both, says};
use super::trial::{Trial, agency};

const OPERATIONS: &str = "/operations/account";

#[tokio::test]
async fn the_operator_sets_the_account_and_the_payer_reads_it() {
    let (trial, of) = autumn();
    let before = both(&trial, OPERATIONS, Role::Operator, "account").await;
    says(&before, "1100000000000000001", "Of the demonstration: invented");
    let set = |n: u32, account: &str| {
        format!("key=creditor-key-{n}&name=%E6%A0%B7%E4%BE%8B%E5%B8%82&account_number={account}&bank_code=102100099996")
    };
    let denied = trial.post(OPERATIONS, &set(1, "02000999"), Role::Collection).await;
    assert_eq!(denied.status, StatusCode::FORBIDDEN);
    let wrong = trial.post(OPERATIONS, &set(2, "02-00"), Role::Operator).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.body.contains("The account number is digits") && wrong.body.contains("02-00"),
        "{}",
        wrong.body
    );
    let done = trial.post(OPERATIONS, &set(3, "02000999"), Role::Operator).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    let after = both(&trial, OPERATIONS, Role::Operator, "account-set").await;
    says(&after, "样例市", "02000999");
    assert!(!after[0].contains("1100000000000000001"), "{}", after[0]);
    let bill = both(&trial, &format!("/employers/{of}/debits/2026-09"), Role::Clerk, "debit-account").await;
    says(&bill, "02000999", "Account name");
    let again = trial.post(OPERATIONS, &set(4, "02000999"), Role::Operator).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing changed");
}

#[tokio::test]
async fn a_program_sets_the_account_and_a_real_agency_has_none_before() {
    let trial = Trial::demo();
    let ask = r#"{"name":"样例市","account_number":"0200 0999","bank_code":"102100099996"}"#;
    let set = trial.call("POST", "/api/creditor", Role::Operator, "creditor-1", ask).await;
    assert_eq!(set.status, StatusCode::CREATED, "{}", set.body);
    let now = trial.call("GET", "/api/creditor", Role::Operator, "", "").await.json();
    assert_eq!(
        (&now["now"]["account_number"], &now["now"]["since"]),
        (&"02000999".into(), &"2026-05-12".into()),
        "{now}"
    );

    let real = agency(Clock::Wall);
    real.found(None).expect("founded");
    let held = || real.read(&Caller::operator(), own_creditor).expect("read");
    assert_eq!(held(), None, "no account is invented");
    let creditor = domain::collection::Creditor {
        name: "样例市".to_owned(),
        account_number: "02000999".to_owned(),
        bank_code: "102100099996".to_owned(),
    };
    let (key, wanted) = (Key::new("creditor-2", b""), creditor.clone());
    let stranger = real.write(&super::money::officer(), {
        let (key, wanted) = (key.clone(), wanted.clone());
        move |desk| set_creditor(desk, &key, &wanted)
    });
    assert!(matches!(stranger, Err(Error::Denied(_))));
    real.write(&Caller::operator(), move |desk| set_creditor(desk, &key, &wanted))
        .expect("set");
    assert_eq!(held().map(|held| held.creditor), Some(creditor));
}
