//! A back payment from the clerk's form to the posted month, through two officers, the counter and the cashier.

mod bank;
mod own;
mod stick;
mod till;
mod ways;

use axum::body::Body;
use axum::http::{StatusCode, header};
use procedures::{Role, sign_in};

use super::trial::{Answer, Trial};

/// A request of a login that is not named like its role: the second officer of a desk.
async fn as_handle(trial: &Trial, handle: &str, method: &str, path: &str, form: &str) -> Answer {
    let (_, token) = sign_in::sign_in_demo(trial.portal.agency(), handle).expect("a demo login");
    let request = axum::http::Request::builder()
        .method(method)
        .uri(path)
        .header(header::ACCEPT_LANGUAGE, "en")
        .header("sec-fetch-site", "same-origin")
        .header(header::COOKIE, format!("shebao-session={}", token.0))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    trial.send(request.body(Body::from(form.to_owned())).expect("a request")).await
}

/// Ticks a paper, or uploads a file for it.
async fn paper(trial: &Trial, case: &str, key: &str, paper: &str, file: Option<&str>) -> Answer {
    let field = |name: &str, value: &str| format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let mut body = field("key", key) + &field("paper", paper);
    match file {
        Some(text) => {
            body += &field("do", "put");
            body += &format!("--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"contract.pdf\"\r\n\r\n{text}\r\n");
        }
        None => body += &field("do", "shown"),
    }
    body += "--edge--\r\n";
    let request = trial
        .as_role("POST", &format!("{case}/papers"), Role::Clerk)
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
    trial.send(request.body(Body::from(body)).expect("a request")).await
}

/// The codes of people on the pick list, with the day on which they started.
fn people(page: &str) -> Vec<(String, String)> {
    let rows = page.split("back-payments/new?person=").skip(1);
    rows.filter_map(|row| {
        let code = row.split('"').next()?.to_owned();
        let day = row.split("<td").nth(2)?.split('>').nth(1)?.split('<').next()?.to_owned();
        Some((code, day))
    })
    .collect()
}

/// The addresses of cases on a page.
fn cases(page: &str) -> Vec<String> {
    let mut found: Vec<String> = page
        .split("href=\"/back-payments/")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|path| path.matches('/').count() == 1)
        .map(|path| format!("/back-payments/{path}"))
        .collect();
    found.sort();
    found.dedup();
    found
}

async fn opened(trial: &Trial) -> (String, Vec<String>) {
    let home = trial.start(Role::Clerk);
    let pick = trial.get(&format!("{home}/back-payments/new"), Role::Clerk).await;
    assert_eq!(pick.status, StatusCode::OK, "{}", pick.body);
    let old = people(&pick.body).into_iter().find(|(_, day)| day.as_str() < "2018");
    let (person, _) = old.expect("somebody who started before 2018");
    let form = format!("key=back-payment-1&person={person}&months=2019-02..2019-06%2C2026-06&reason=forgotten&kind=by_month&wage=8600");
    let check = trial.post(&format!("{home}/back-payments/check"), &form, Role::Clerk).await;
    assert_eq!(check.status, StatusCode::OK, "{}", check.body);
    assert!(check.body.contains("6 months need 2 routes"), "{}", check.body);
    assert!(check.body.contains("February to June 2019") && check.body.contains("Business verification"));
    let opened = trial.post(&format!("{home}/back-payments"), &form, Role::Clerk).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.body);
    let list = trial.get(&format!("{home}/back-payments"), Role::Clerk).await;
    (home, cases(&list.body))
}

/// The part that waits for papers, with all of them there.
async fn prepared(trial: &Trial, all: &[String]) -> String {
    let mut case = String::new();
    for address in all {
        let page = trial.get(address, Role::Clerk).await;
        assert_eq!(page.body.matches("<h1").count(), 1);
        if page.body.contains("papers missing") {
            case.clone_from(address);
        }
    }
    let early = trial.post(&format!("{case}/submit"), "key=submit-1", Role::Clerk).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "the papers are missing");
    for (key, name, file) in [
        ("paper-01", "written_request", "%PDF-1.7 request"),
        ("paper-02", "labour_contract", "%PDF-1.7 contract"),
        ("paper-03", "wage_vouchers", "%PDF-1.7 vouchers"),
    ] {
        let put = paper(trial, &case, key, name, Some(file)).await;
        assert_eq!(put.status, StatusCode::SEE_OTHER, "{name}: {}", put.body);
    }
    let announced = paper(trial, &case, "paper-04", "wage_vouchers", None).await;
    assert!(announced.body.contains("back_payment.paper_needs_file"), "a review reads it first");
    let program = paper(trial, &case, "paper-05", "wage_vouchers", Some("MZ program")).await;
    assert!(
        program.body.contains("back_payment.paper_kind"),
        "a file is what it holds, not what it is called"
    );
    case
}

/// Two officers agree: the first for the clean cases together, the second for this one.
async fn verified(trial: &Trial, case: &str) {
    let queue = trial.get("/desks/verification", Role::Verification).await;
    assert!(
        queue.body.contains("1 waiting") && queue.body.contains("Day 0 of 20"),
        "{}",
        queue.body
    );
    let decide = format!("{case}/decide");
    let undecided = trial.post(&decide, "key=decide-0", Role::Verification).await;
    assert_eq!(undecided.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing is chosen beforehand");
    let blind = trial.post(&decide, "key=decide-3&decision=check", Role::Verification).await;
    assert!(blind.body.contains("3 papers were never opened"), "{}", blind.body);
    for (name, holds) in [
        ("written_request", "%PDF-1.7 request"),
        ("labour_contract", "%PDF-1.7 contract"),
        ("wage_vouchers", "%PDF-1.7 vouchers"),
    ] {
        let file = trial.get(&format!("{case}/papers/{name}"), Role::Verification).await;
        assert_eq!((file.status, file.body.as_str()), (StatusCode::OK, holds));
    }
    let value = case.trim_start_matches("/back-payments/").replace('/', "%2F");
    let form = format!("key=pass-cases-1&case={value}");
    let passed = trial.post("/desks/verification/pass", &form, Role::Verification).await;
    assert!(passed.body.contains("1 of 1 passed"), "{}", passed.body);
    let same = trial.post(&decide, "key=decide-1&decision=confirm", Role::Verification).await;
    assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY, "whoever checked does not confirm");
    let second = as_handle(trial, "verification_second", "POST", &decide, "key=decide-2&decision=confirm").await;
    assert_eq!(second.status, StatusCode::SEE_OTHER, "{}", second.body);
}

#[tokio::test]
async fn a_scanned_paper_comes_over_the_api_and_may_come_again_after_it_was_taken_out() {
    let trial = Trial::printing_city();
    let (_, all) = opened(&trial).await;
    let case = prepared(&trial, &all).await;
    let (employer, id) = case.trim_start_matches("/back-payments/").split_once('/').expect("a case");
    let at = |paper: &str| format!("/api/employers/{employer}/back-payments/{id}/papers/{paper}");
    let put = async |paper: &str, key: &str, bytes: &'static str| {
        let mut request = trial.as_role("PUT", &format!("{}?name=scan.pdf", at(paper)), Role::Clerk);
        if !key.is_empty() {
            request = request.header("idempotency-key", key);
        }
        trial.send(request.body(Body::from(bytes)).expect("a request")).await
    };
    assert_eq!(
        put("labour_contract", "", "%PDF-1.7 scan").await.status,
        StatusCode::BAD_REQUEST,
        "without a key"
    );
    let first = put("labour_contract", "scan-0001", "%PDF-1.7 scan").await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.body);
    let same = put("labour_contract", "scan-0001", "%PDF-1.7 scan").await;
    assert_eq!(
        same.json()["number"],
        first.json()["number"],
        "the same key again: the same receipt"
    );
    let other = put("labour_contract", "scan-0001", "%PDF-1.7 other").await;
    assert_eq!(other.json()["code"], "event.key_used_for_something_else", "{}", other.body);
    let read = trial.get(&at("labour_contract"), Role::Verification).await;
    assert_eq!((read.status, read.body.as_str()), (StatusCode::OK, "%PDF-1.7 scan"));
    let deeds = format!("/api/employers/{employer}/back-payments/{id}/deeds");
    let out = trial
        .call(
            "POST",
            &deeds,
            Role::Clerk,
            "untick-01",
            r#"{"act":"untick","paper":"labour_contract"}"#,
        )
        .await;
    assert_eq!(out.status, StatusCode::CREATED, "{}", out.body);
    assert_eq!(trial.get(&at("labour_contract"), Role::Clerk).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        put("labour_contract", "scan-0002", "%PDF-1.7 scan").await.status,
        StatusCode::CREATED
    );
    let stray = put("birth_certificate", "scan-0003", "%PDF-1.7 scan").await;
    assert_eq!(stray.json()["code"], "back_payment.no_such_paper", "{}", stray.body);
    let empty = put("labour_contract", "scan-0004", "").await;
    assert_eq!(empty.json()["code"], "back_payment.paper_empty", "{}", empty.body);
}

#[tokio::test]
async fn a_request_is_split_verified_by_two_taken_in_paid_and_posted() {
    let trial = Trial::printing_city();
    let (home, all) = opened(&trial).await;
    assert_eq!(all.len(), 2, "{all:?}");
    let case = prepared(&trial, &all).await;
    let sent = trial.post(&format!("{case}/submit"), "key=submit-2", Role::Clerk).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    verified(&trial, &case).await;

    let waits = trial.get(&home, Role::Clerk).await;
    assert!(waits.body.contains("Cleared: book a visit to pay"), "{}", waits.body);
    let done = trial.get("/desks/verification/done", Role::Verification).await;
    assert!(
        done.body.contains("1 decided") && done.body.contains(&case) && done.body.contains("the day the papers were complete"),
        "{}",
        done.body
    );
    let sample = trial.get("/desks/verification/sample", Role::Verification).await;
    assert!(sample.body.contains("1 wait for the digest of their day"), "{}", sample.body);
    let early = "key=sample-01&step=3&verdict=in_order&found=papers+agree";
    let early = as_handle(&trial, "verification_third", "POST", &format!("{case}/sample"), early).await;
    assert!(early.body.contains("sample.not_drawn"), "{}", early.body);
    let others = trial.get("/desks/verification/sample", Role::Acceptance).await;
    assert_eq!(others.status, StatusCode::FORBIDDEN, "another desk's");
    let counter = trial.get("/desks/acceptance/back-payments", Role::Acceptance).await;
    assert!(counter.body.contains(&case), "{}", counter.body);
    stick::read_at_the_counter(&trial, &case).await;
    let taken = trial.post(&format!("{case}/accept"), "key=accept-01", Role::Acceptance).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.body);
    let till = trial.get(&case, Role::Cashier).await;
    assert!(till.body.contains("href=\"/desks/cashier\""), "{}", till.body);
    let paid = till::paid(&trial, &case).await;
    assert_eq!(paid.status, StatusCode::SEE_OTHER, "{}", paid.body);
    let taken = trial.get(paid.header("location"), Role::Cashier).await;
    assert!(
        taken.body.contains("Print the voucher") && taken.body.contains("/verify/"),
        "{}",
        taken.body
    );
    let voucher = trial.get(&format!("{}/voucher", paid.header("location")), Role::Cashier).await;
    till::adds_up(&voucher.json(), 5);
    let again = till::handed(&trial, &case, "payment-2").await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "paid twice");
    assert!(again.body.contains("back_payment.not_now"), "{}", again.body);
    let done = trial.get(&case, Role::Clerk).await;
    assert!(done.body.contains("Paid and posted; the record shows it."), "{}", done.body);
    assert!(
        done.body.contains("Vouchers") && done.body.contains("href=\"/receipts/"),
        "{}",
        done.body
    );
    let receipts = trial.get(&format!("{home}/receipts"), Role::Clerk).await;
    assert!(
        receipts.body.contains("Back payment taken in") && receipts.body.contains("Paid at the counter"),
        "{}",
        receipts.body
    );
    let bill = trial.get(&format!("{home}/bills/2019-02?kind=back_payment-1"), Role::Clerk).await;
    assert!(bill.body.contains("A back payment, filed and paid on"), "{}", bill.body);
    assert!(
        !bill.body.contains("Second debit on") && !bill.body.contains("capped"),
        "{}",
        bill.body
    );
    for below in [
        "debits",
        "debits/2019-02-back_payment-1",
        "debits/2019-02-back_payment-1/why",
        "account/2019-02",
        "bills",
    ] {
        let page = trial.get(&format!("{home}/{below}"), Role::Clerk).await;
        assert_eq!(page.status, StatusCode::OK, "{below}: {}", page.body);
    }
}

#[tokio::test]
async fn the_number_of_a_case_goes_straight_to_it_for_those_who_may_see_it_and_to_nothing_for_others() {
    let trial = Trial::city();
    let (_, all) = opened(&trial).await;
    let case = all.first().expect("a case");
    let number = case.rsplit('/').next().expect("a number");
    for text in [number.to_owned(), number.to_lowercase(), format!("+{number}+")] {
        for role in [Role::Clerk, Role::Verification, Role::Acceptance, Role::Cashier, Role::Auditor] {
            let straight = trial.get(&format!("/search?q={text}"), role).await;
            assert_eq!(straight.header("location"), case, "{role:?} {text}");
        }
    }
    let unknown = trial.get("/search?q=SAC4C6A00000T", Role::Agent).await;
    for role in [Role::Agent, Role::Insured, Role::Registration, Role::Operator] {
        let others = trial.get(&format!("/search?q={number}"), role).await;
        assert_eq!(others.status, StatusCode::OK, "{role:?}");
        let same = others.body.replace(number, "SAC4C6A00000T");
        assert!(
            same.contains("Nothing among what you may see") && !same.contains("/back-payments/"),
            "{role:?}: {same}"
        );
        if role == Role::Agent {
            let main = |page: &str| page.split("<main").nth(1).map(str::to_owned);
            assert_eq!(
                main(&same),
                main(&unknown.body),
                "a stranger's number reads as one that there is not"
            );
        }
    }
    let mut mistyped: Vec<char> = number.chars().collect();
    let other = mistyped.iter().position(|c| *c != mistyped[0]).expect("two characters");
    mistyped.swap(0, other);
    let mistyped: String = mistyped.into_iter().collect();
    let wrong = trial.get(&format!("/search?q={mistyped}"), Role::Verification).await;
    assert_eq!(wrong.status, StatusCode::OK, "the check character does not fit");
}

#[tokio::test]
async fn what_cannot_be_asked_for_stands_at_its_field_and_nothing_is_lost() {
    let trial = Trial::city();
    let (home, _) = opened(&trial).await;
    let pick = trial.get(&format!("{home}/back-payments/new"), Role::Clerk).await;
    let (person, _) = people(&pick.body).pop().expect("somebody");
    for (months, says) in [
        ("2026-08", "is on your bill"),
        ("1990-01", "lies outside the employment"),
        ("July", "is no month"),
        ("2026-13", "is no month"),
        ("", "No month"),
        ("2026-09", "is not over"),
    ] {
        let form = format!("key=back-payment-2&person={person}&months={months}&reason=forgotten+again&kind=by_month&wage=8600");
        let answer = trial.post(&format!("{home}/back-payments/check"), &form, Role::Clerk).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{months}");
        assert!(answer.body.contains(says), "{months}: {}", answer.body);
        assert!(answer.body.contains("forgotten again"), "{months}: what was typed is lost");
    }
    let form = format!("key=back-payment-3&person={person}&months=2026-08%2C2005-01&reason=again&kind=by_month&wage=8600");
    let both = trial.post(&format!("{home}/back-payments/check"), &form, Role::Clerk).await;
    assert!(
        both.body.contains("is on your bill") && both.body.contains("lies outside the employment"),
        "every bad month is named at once: {}",
        both.body
    );
    let form = format!("key=back-payment-4&person={person}&months=2026-08&reason=lower&kind=base_difference&wage=10");
    let lower = trial.post(&format!("{home}/back-payments/check"), &form, Role::Clerk).await;
    assert!(lower.body.contains("back_payment.no_difference"), "{}", lower.body);
    let form = format!("key=back-payment-5&person={person}&months=2026-08&reason=higher&kind=base_difference&wage=30000");
    let higher = trial.post(&format!("{home}/back-payments/check"), &form, Role::Clerk).await;
    assert!(
        higher.body.contains("Base difference") && higher.body.contains("Together today (yuan)"),
        "route and cost are shown: {}",
        higher.body
    );
    let stranger = trial.get("/back-payments/zzzzzz/zzzzzz", Role::Clerk).await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn entered_amounts_are_whole_plausible_and_put_right_until_they_are_confirmed() {
    let trial = Trial::city();
    let home = trial.start(Role::Clerk);
    let pick = trial.get(&format!("{home}/back-payments/new"), Role::Clerk).await;
    let (person, _) = people(&pick.body).into_iter().min_by(|a, b| a.1.cmp(&b.1)).expect("somebody");
    let form =
        format!("key=back-payment-9&person={person}&months=2015-08..2015-09%2C2019-02&reason=forgotten+then&kind=by_month&wage=9000");
    let opened = trial.post(&format!("{home}/back-payments"), &form, Role::Clerk).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.body);
    let case = opened.header("location").to_owned();
    let page = trial.get(&case, Role::Clerk).await;
    assert!(
        page.body.contains("Principal (1 known month)") && page.body.contains("forgotten then"),
        "{}",
        page.body
    );
    assert!(page.body.contains("employer’s employment injury rate") && !page.body.contains("employment_injury.employer"));
    for (key, name) in [
        ("paper-11", "written_request"),
        ("paper-12", "labour_contract"),
        ("paper-13", "wage_vouchers"),
    ] {
        paper(&trial, &case, key, name, Some("%PDF-1.7")).await;
        trial.get(&format!("{case}/papers/{name}"), Role::Verification).await;
    }
    trial.post(&format!("{case}/submit"), "key=submit-11", Role::Clerk).await;
    let at = format!("{case}/amounts");
    let typed = |key: &str, pension: &str, medical: &str, ground: &str| {
        let zeros = "employer-unemployment=0&employee-unemployment=0&employer-employment_injury=0&employer-maternity=0";
        format!(
            "key={key}&person={person}&month=&employer-pension={pension}&employee-pension=720&employer-medical={medical}&employee-medical=0&{zeros}&amounts_ground={ground}"
        )
    };
    let empty = trial
        .post(&at, &typed("amounts-01", "1800", "", "vouchers+of+2015"), Role::Verification)
        .await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "an empty field is no zero");
    let wild = trial
        .post(&at, &typed("amounts-02", "1800000", "0", "vouchers+of+2015"), Role::Verification)
        .await;
    assert!(wild.body.contains("back_payment.amount_above_wage"), "{}", wild.body);
    let first = trial
        .post(&at, &typed("amounts-03", "2800", "0", "vouchers+of+2015"), Role::Verification)
        .await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.body);
    trial
        .post(&format!("{case}/decide"), "key=decide-11&decision=check", Role::Verification)
        .await;
    let offered = format!("{case}?person={person}&amp;month=2015-08#h-amounts");
    let checked = trial.get(&case, Role::Verification).await;
    assert!(
        checked.body.contains(&offered),
        "whoever checked may still put it right: {}",
        checked.body
    );
    let again = as_handle(
        &trial,
        "verification_second",
        "GET",
        &format!("{case}?person={person}&month=2015-08"),
        "",
    )
    .await;
    assert!(
        again.body.contains("value=\"2,800.00\""),
        "the form holds what was entered: {}",
        again.body
    );
    let right = typed("amounts-04", "1800", "0", "sheet+of+August").replace("month=", "month=2015-08");
    let right = as_handle(&trial, "verification_second", "POST", &at, &right).await;
    assert_eq!(right.status, StatusCode::SEE_OTHER, "{}", right.body);
    let story = trial.get(&case, Role::Clerk).await;
    assert!(
        story.body.contains("Under review") && story.body.contains("sheet of August"),
        "{}",
        story.body
    );
    assert!(
        story.body.contains("employer ¥2,800.00") && story.body.contains("employer ¥1,800.00"),
        "both entries stay: {}",
        story.body
    );
}

#[tokio::test]
async fn a_returned_case_reopens_with_its_reason_and_its_lines() {
    let trial = Trial::city();
    let (_, all) = opened(&trial).await;
    let mut recent = String::new();
    for address in &all {
        if trial.get(address, Role::Clerk).await.body.contains("asks for no papers") {
            recent.clone_from(address);
        }
    }
    let sent = trial.post(&format!("{recent}/submit"), "key=submit-3", Role::Clerk).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let back = trial
        .post(
            &format!("{recent}/decide"),
            "key=decide-3&decision=return&ground=wage+is+wrong",
            Role::Acceptance,
        )
        .await;
    assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.body);
    let form = trial.get(&recent, Role::Clerk).await;
    assert!(
        form.body.contains("wage is wrong") && form.body.contains("value=\"2026-06..2026-06\""),
        "{}",
        form.body
    );
    let wrong = trial
        .post(
            &format!("{recent}/mend"),
            "key=mend-0001&note=put+right&months-1=2026-05..2026-07&wage-1=9000",
            Role::Clerk,
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "other months are another request");
    let right = trial
        .post(
            &format!("{recent}/mend"),
            "key=mend-0002&note=put+right&months-1=2026-06&wage-1=9000",
            Role::Clerk,
        )
        .await;
    assert_eq!(right.status, StatusCode::SEE_OTHER, "{}", right.body);
}
