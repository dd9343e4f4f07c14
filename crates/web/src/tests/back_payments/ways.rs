//! The other ways through the pages: filed online, lapsed and filed again, a workbook, a whole month, amounts that an officer enters.

use axum::body::Body;
use axum::http::{StatusCode, header};
use domain::Category;
use domain::filing::increase::Increase;
use domain::ids::EmployerId;
use domain::spell::GroupSet;
use procedures::demo_bank::{Order, order};
use procedures::enrol_staff::{EnrolLine, Rule, enrol_staff};
use procedures::lists::{file_upload, keep_upload};
use procedures::{Caller, Grant, Key, Role};
use store::upload::ListKind;
use units::{Date, Fen, date};

use super::super::trial::{Answer, Trial};
use super::{as_handle, paper, till};

fn employer(trial: &Trial) -> EmployerId {
    let home = trial.start(Role::Clerk);
    EmployerId::from_code(home.rsplit('/').next().unwrap_or_default()).expect("a code")
}

fn clerk(of: EmployerId) -> Caller {
    Caller {
        grants: vec![Grant {
            role: Role::Clerk,
            employer: Some(of),
            person: None,
        }],
        ..Caller::system()
    }
}

/// Enrols somebody today who was hired long before; answers the receipt's number.
pub(super) fn enrolled(trial: &Trial, number: &str, category: Category, hired_on: Date) -> String {
    let of = employer(trial);
    let line = EnrolLine {
        line: 1,
        name: "韦惊蛰".to_owned(),
        identity: domain::identity::read(number).expect("a number"),
        increase: Increase {
            category,
            hired_on,
            wage: Fen::yuan(9_000),
            groups: GroupSet::BOTH,
        },
    };
    let key = Key::new(format!("enrol-{number}"), b"");
    let done = trial.portal.agency().write(&clerk(of), move |desk| {
        enrol_staff(desk, &key, of, std::slice::from_ref(&line), Rule::AllOrNothing)
    });
    done.expect("enrolled").receipt.number
}

pub(super) fn turn(trial: &Trial, to: Date) {
    procedures::turn_day::turn_days_until(trial.portal.agency(), to, &mut |_| {}).expect("days");
}

/// The link from the receipt of a late enrolment to the form of the back payment.
pub(super) async fn way_from_receipt(trial: &Trial, number: &str) -> String {
    let receipt = trial.get(&format!("/receipts/{number}"), Role::Clerk).await;
    let link = receipt
        .body
        .split("back-payments/new?")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    let link = link.unwrap_or_else(|| panic!("no way to the back payment: {}", receipt.body));
    link.replace("&amp;", "&")
}

/// Opens what a form asks for; answers the addresses of the parts.
pub(super) async fn open(trial: &Trial, form: &str) -> Vec<String> {
    let home = trial.start(Role::Clerk);
    let opened = trial.post(&format!("{home}/back-payments"), form, Role::Clerk).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.body);
    super::cases(&trial.get(&format!("{home}/back-payments"), Role::Clerk).await.body)
}

async fn post(trial: &Trial, case: &str, act: &str, form: &str, role: Role) -> Answer {
    trial.post(&format!("{case}/{act}"), form, role).await
}

pub(super) async fn done(trial: &Trial, case: &str, act: &str, form: &str, role: Role) {
    let answer = post(trial, case, act, form, role).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{act}: {}", answer.body);
}

#[tokio::test]
async fn recent_months_are_filed_online_lapse_and_are_filed_again_with_one_click() {
    let trial = Trial::city();
    let receipt = enrolled(&trial, "110105199003071239", Category::LocalUrban, date(2026, 7, 6));
    let way = way_from_receipt(&trial, &receipt).await;
    assert!(way.contains("months=2026-07..2026-08&origin=late_enrolment"), "{way}");
    let home = trial.start(Role::Clerk);
    let waits = "was enrolled late: July to August 2026 not filed";
    let first = trial.get(&home, Role::Clerk).await;
    assert!(first.body.contains(waits), "{}", first.body);
    let person = way
        .split("person=")
        .nth(1)
        .and_then(|rest| rest.split('&').next())
        .unwrap_or_default();
    let form = format!("key=online-01&person={person}&months=2026-07..2026-08&reason=late&kind=by_month&wage=9000");
    let case = open(&trial, &form).await.pop().expect("a part");
    done(&trial, &case, "submit", "key=submit-01", Role::Clerk).await;
    let page = trial.get(&case, Role::Clerk).await;
    assert!(page.body.contains("No visit and no appointment is needed"), "{}", page.body);
    let first = trial.get(&home, Role::Clerk).await;
    assert!(!first.body.contains(waits), "what a case asked for waits no more: {}", first.body);
    let id = case.rsplit('/').next().unwrap_or_default();
    let book = trial
        .get(&format!("{home}/appointments/new?for=back_payment-{id}"), Role::Clerk)
        .await;
    assert!(book.body.contains("Can the visit be avoided? Yes"), "{}", book.body);
    let of = employer(&trial);
    trial
        .portal
        .agency()
        .write(&clerk(of), move |desk| order(desk, of, Order::InsufficientBalance, 1))
        .expect("ordered");
    done(&trial, &case, "file-online", "key=online-02", Role::Clerk).await;
    turn(&trial, date(2026, 9, 8));
    let lapsed = trial.get(&case, Role::Clerk).await;
    assert!(lapsed.body.contains("/file-again"), "{}", lapsed.body);
    done(&trial, &case, "file-again", "key=again-001", Role::Clerk).await;
    let twice = post(&trial, &case, "file-again", "key=again-002", Role::Clerk).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "it is filed already");
    turn(&trial, date(2026, 9, 9));
    let posted = trial.get(&case, Role::Clerk).await;
    assert!(posted.body.contains("Paid and posted"), "{}", posted.body);
}

/// Sends the workbook; `act` asks for the file with its results.
async fn send(trial: &Trial, bytes: &[u8], act: &str) -> (StatusCode, Vec<u8>) {
    let home = trial.start(Role::Clerk);
    let mut body = b"--edge\r\ncontent-disposition: form-data; name=\"key\"\r\n\r\nworkbook-1\r\n".to_vec();
    body.extend_from_slice(format!("--edge\r\ncontent-disposition: form-data; name=\"do\"\r\n\r\n{act}\r\n").as_bytes());
    body.extend_from_slice(b"--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"persons.xlsx\"\r\n\r\n");
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--edge--\r\n");
    let request = trial
        .as_role("POST", &format!("{home}/back-payments/batch"), Role::Clerk)
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
    let answer = trial.send(request.body(Body::from(body)).expect("a request")).await;
    (answer.status, answer.body.into_bytes())
}

fn fixture(name: &str) -> Vec<u8> {
    let path = format!("{}/../documents/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(path).expect("a fixture")
}

/// An employer whose people are those of the workbooks.
fn with_roster() -> (Trial, EmployerId) {
    let trial = Trial::city_on(date(2026, 11, 10));
    let of = employer(&trial);
    let agency = trial.portal.agency();
    let roster = fixture("roster-clean.xlsx");
    let id = agency
        .write(&clerk(of), move |desk| {
            keep_upload(desk, of, ListKind::Roster, "roster-clean.xlsx", roster.clone())
        })
        .expect("kept");
    let key = Key::new("roster", b"");
    file_upload(agency, &clerk(of), &key, of, id, Rule::GoodLinesOnly).expect("filed");
    (trial, of)
}

#[tokio::test]
async fn the_key_of_a_workbook_is_the_senders_and_holds_for_one_way_of_filing_it() {
    let (trial, of) = with_roster();
    let send = async |query: &str, key: &str| {
        let path = format!("/api/employers/{}/back-payments/workbook{query}", of.code());
        let mut request = trial.as_role("POST", &path, Role::Clerk);
        if !key.is_empty() {
            request = request.header("idempotency-key", key);
        }
        let body = Body::from(fixture("back-payment-persons.xlsx"));
        trial.send(request.body(body).expect("a request")).await
    };
    assert_eq!(send("", "").await.status, StatusCode::BAD_REQUEST, "no key");
    let whole = send("?all=yes", "workbook-1").await;
    assert_ne!(whole.status, StatusCode::CREATED, "a row is refused: {}", whole.body);
    let clean = send("", "workbook-1").await;
    assert_eq!(clean.status, StatusCode::CREATED, "{}", clean.body);
    let again = send("", "workbook-1").await;
    assert_eq!(again.json()["accepted"], clean.json()["accepted"]);
    assert_eq!(
        send("?all=yes", "workbook-1").await.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "another ask"
    );
}

#[tokio::test]
async fn a_workbook_of_many_people_answers_every_row_and_its_clean_rows_are_filed() {
    let (trial, _) = with_roster();
    let answers: serde_json::Value = serde_json::from_slice(&fixture("answers.json")).expect("answers");
    let rows = answers["files"]["back-payment-persons.xlsx"]["lines"]
        .as_array()
        .expect("rows")
        .clone();
    let of_answer = |what: &str| rows.iter().filter(|row| row["answer"] == what).count();
    let (status, page) = send(&trial, &fixture("back-payment-persons.xlsx"), "read").await;
    let page = String::from_utf8(page).expect("a page");
    assert_eq!(status, StatusCode::OK, "{page}");
    for code in [
        "back_payment.outside_employment",
        "route.month_not_over",
        "back_payment.not_on_roll",
        "back_payment.overlap",
        "back_payment.document_reused_in_row",
    ] {
        assert!(page.contains(code), "{code} is not on the page");
    }
    let lines: Vec<String> = page
        .split("name=\"line\" value=\"")
        .skip(1)
        .filter_map(|rest| Some(rest.split('"').next()?.replace('|', "%7C").replace(' ', "+").replace('&', "%26")))
        .collect();
    assert!(
        lines.len() >= of_answer("accept") && lines.len() <= rows.len() - of_answer("refuse"),
        "{} lines",
        lines.len()
    );
    let form: Vec<String> = lines.iter().map(|line| format!("line={line}")).collect();
    let home = trial.start(Role::Clerk);
    let filed = trial
        .post(
            &format!("{home}/back-payments/batch/file"),
            &format!("key=file-book&{}", form.join("&")),
            Role::Clerk,
        )
        .await;
    assert_eq!(filed.status, StatusCode::SEE_OTHER, "{}", filed.body);
    let list = trial.get(&format!("{home}/back-payments"), Role::Clerk).await;
    assert_eq!(super::cases(&list.body).len(), 3, "a part for each way");
    let (status, answered) = send(&trial, &fixture("back-payment-persons.xlsx"), "result").await;
    assert_eq!((status, &answered[..2]), (StatusCode::OK, b"PK".as_slice()));
}

#[tokio::test]
async fn a_whole_month_that_is_owed_is_paid_at_the_till_and_its_bill_with_it() {
    let trial = Trial::city();
    let of = employer(&trial);
    trial
        .portal
        .agency()
        .write(&clerk(of), move |desk| order(desk, of, Order::InsufficientBalance, 9))
        .expect("ordered");
    turn(&trial, date(2026, 11, 2));
    let home = trial.start(Role::Clerk);
    let newer = trial
        .post(
            &format!("{home}/back-payments/whole-month"),
            "key=whole-001&month=2026-10",
            Role::Clerk,
        )
        .await;
    assert_eq!(newer.status, StatusCode::UNPROCESSABLE_ENTITY, "the oldest month comes first");
    let whole = trial
        .post(
            &format!("{home}/back-payments/whole-month"),
            "key=whole-002&month=2026-09",
            Role::Clerk,
        )
        .await;
    assert_eq!(whole.status, StatusCode::SEE_OTHER, "{}", whole.body);
    let case = whole.header("location").split('?').next().unwrap_or_default().to_owned();
    let case = if case.starts_with("/back-payments/") {
        case
    } else {
        super::cases(&trial.get(&case, Role::Clerk).await.body).pop().expect("a case")
    };
    done(&trial, &case, "submit", "key=submit-02", Role::Clerk).await;
    done(&trial, &case, "accept", "key=accept-02", Role::Acceptance).await;
    let paid = till::paid(&trial, &case).await;
    assert_eq!(paid.status, StatusCode::SEE_OTHER, "{}", paid.body);
    let bill = trial.get(&format!("{home}/debits/2026-09"), Role::Clerk).await;
    assert!(bill.body.contains("Paid late"), "{}", bill.body);
    let again = till::handed(&trial, &case, "payment-9").await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn an_amount_that_nobody_here_knows_is_entered_by_the_approving_officer_with_its_ground() {
    let trial = Trial::city();
    let receipt = enrolled(&trial, "340621198512051231", Category::NonlocalUrban, date(2011, 4, 11));
    let way = way_from_receipt(&trial, &receipt).await;
    let person = way
        .split("person=")
        .nth(1)
        .and_then(|rest| rest.split('&').next())
        .unwrap_or_default();
    let form = format!("key=old-00001&person={person}&months=2011-05..2011-06&reason=late&kind=by_month&wage=9000");
    let case = open(&trial, &form).await.pop().expect("a part");
    let page = trial.get(&case, Role::Clerk).await;
    let papers: Vec<String> = page
        .body
        .split("name=\"paper\" value=\"")
        .skip(1)
        .filter_map(|rest| Some(rest.split('"').next()?.to_owned()))
        .collect();
    assert!(!papers.is_empty());
    for (at, name) in papers.iter().enumerate() {
        let put = paper(&trial, &case, &format!("old-paper-{at}"), name, Some("%PDF-1.7")).await;
        assert_eq!(put.status, StatusCode::SEE_OTHER, "{name}: {}", put.body);
    }
    done(&trial, &case, "submit", "key=submit-03", Role::Clerk).await;
    let officer = Role::PensionApproval;
    for name in &papers {
        let file = trial.get(&format!("{case}/papers/{name}"), officer).await;
        assert_eq!(file.status, StatusCode::OK, "{name}");
    }
    let unknown = post(&trial, &case, "decide", "key=decide-01&decision=check", officer).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unknown.body.contains("policy.unknown_parameter"), "{}", unknown.body);
    let zeros: String = ["medical", "unemployment", "employment_injury", "maternity"]
        .map(|branch| format!("&employer-{branch}=0&employee-{branch}=0"))
        .concat();
    let figures = format!("person={person}&employer-pension=1800.00&employee-pension=720.00{zeros}");
    let without = post(&trial, &case, "amounts", &format!("key=amount-01&{figures}"), officer).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY, "no amount without its ground");
    assert!(
        without.body.contains("value=\"1800.00\""),
        "what was typed is kept: {}",
        without.body
    );
    let ground = "amounts_ground=approval+sheet+203";
    let feeless = post(&trial, &case, "amounts", &format!("key=amount-03&{figures}&{ground}"), officer).await;
    assert!(
        feeless.body.contains("back_payment.fee_missing"),
        "the rule of the fee on pension is unknown: {}",
        feeless.body
    );
    let with = format!("key=amount-02&{figures}&fee=0.00&{ground}");
    done(&trial, &case, "amounts", &with, officer).await;
    let page = trial.get(&case, officer).await;
    assert!(
        page.body.contains("approval sheet 203") && page.body.contains("5,040.00"),
        "{}",
        page.body
    );
    done(&trial, &case, "decide", "key=decide-02&decision=check", officer).await;
    let second = as_handle(
        &trial,
        "pension_approval_second",
        "POST",
        &format!("{case}/decide"),
        "key=decide-03&decision=confirm",
    )
    .await;
    assert_eq!(second.status, StatusCode::SEE_OTHER, "{}", second.body);
    let ready = trial.get(&case, Role::Clerk).await;
    assert!(ready.body.contains("Book a visit"), "{}", ready.body);
}
