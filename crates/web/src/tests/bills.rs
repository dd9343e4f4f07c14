//! The pages of bills and bases as served: from the draft to the bill, in both languages.
//!
//! `SHEBAO_GUIDE=/some/folder cargo test -p web bills` writes them as HTML beside the guide's.

use std::fs;
use std::path::Path;

use axum::body::Body;
use axum::http::{StatusCode, header};
use domain::ids::{EmployerId, LoginId};
use domain::registry::Collection;
use procedures::close_month::close_month;
use procedures::found_city::{Founding, found_named};
use procedures::{Caller, Role};
use store::login::Granted;
use units::{Date, Month, date};

use super::trial::Trial;

/// A trial with an employer of 27 people whose clerk is the trial's.
fn trial() -> (Trial, EmployerId) {
    trial_of(Collection::Debit)
}

fn trial_of(collection: Collection) -> (Trial, EmployerId) {
    let trial = Trial::demo();
    let agency = trial.portal.agency();
    let who = agency
        .write(&Caller::system(), move |desk| {
            let who = found_named(desk, &mut Founding::new(11), 27, collection)?;
            let granted = Granted {
                role: Role::Clerk.code().to_owned(),
                employer: Some(who),
                person: None,
                until: None,
            };
            let clerk = Role::ALL
                .iter()
                .filter(|r| !matches!(r, Role::Anonymous | Role::System))
                .position(|r| *r == Role::Clerk);
            store::login::grant(desk.tx, LoginId(100 + clerk.map_or(0, |n| n as i64)), &granted)?;
            Ok(who)
        })
        .expect("founded");
    (trial, who)
}

fn turn_to(trial: &Trial, day: Date) {
    trial
        .portal
        .agency()
        .db()
        .write(move |tx| store::clock::move_to(tx, day))
        .expect("moved");
}

/// A page in both languages: one `h1`, nothing of a sentence left open, and written beside the guide where that is asked for.
async fn page(trial: &Trial, path: &str, name: &str) -> String {
    let mut english = String::new();
    for lang in ["zh", "en"] {
        let joint = if path.contains('?') { '&' } else { '?' };
        let answer = trial.get(&format!("{path}{joint}lang={lang}"), Role::Clerk).await;
        assert_eq!(answer.status, StatusCode::OK, "{path} {lang}: {}", answer.body);
        assert_eq!(answer.body.matches("<h1").count(), 1, "{path} {lang}");
        for open in ["bills.", "bases.", "declare.", "why.base", "bill.", "{", "base.origin"] {
            let text: String = answer.body.split("<script").next().unwrap_or_default().to_owned();
            let shown: Vec<&str> = text
                .split('>')
                .filter_map(|part| part.split('<').next())
                .filter(|t| t.contains(open))
                .collect();
            assert!(shown.is_empty(), "{path} {lang}: {shown:?}");
        }
        if let Some(folder) = std::env::var_os("SHEBAO_GUIDE") {
            fs::create_dir_all(&folder).expect("the folder of the guide");
            fs::write(Path::new(&folder).join(format!("{name}.{lang}.html")), &answer.body).expect("a page");
        }
        english = answer.body;
    }
    english
}

/// What the button of the page posts.
fn declaration(check: &str) -> String {
    let field = |name: &str| {
        check
            .split(&format!("name=\"{name}\" value=\""))
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .unwrap_or_default()
    };
    format!("key={}&seen={}", field("key"), field("seen"))
}

#[tokio::test]
async fn a_month_that_nobody_declared_says_so_and_is_declared_late() {
    let (trial, who) = trial_of(Collection::Transfer);
    let home = format!("/employers/{}", who.code());
    let close = |text: &str| {
        let month = Month::parse(text).expect("a month");
        close_month(trial.portal.agency(), &Caller::system(), month, &mut |_| {}).expect("closed");
    };
    turn_to(&trial, date(2026, 5, 26));
    close("2026-05");
    turn_to(&trial, date(2026, 6, 8));
    let draft = page(&trial, &format!("{home}/bills/2026-06"), "bill-draft-by-itself").await;
    assert!(draft.contains("Without a declaration by 24:00 on"), "{draft}");
    page(&trial, &format!("{home}/bills/2026-06/declare"), "declare-by-itself").await;
    turn_to(&trial, date(2026, 6, 26));
    close("2026-06");
    let bill = page(&trial, &format!("{home}/bills/2026-06"), "bill-undeclared").await;
    assert!(bill.contains("assessed at 110 % of the month before"), "{bill}");
    turn_to(&trial, date(2026, 7, 6));
    let waiting = page(&trial, &home, "home-undeclared").await;
    assert!(waiting.contains("June 2026 was not declared"), "{waiting}");

    let address = format!("{home}/bills/2026-06/declare");
    let check = page(&trial, &address, "declare-late").await;
    let declared = trial.post(&address, &declaration(&check), Role::Clerk).await;
    assert_eq!(declared.status, StatusCode::SEE_OTHER, "{}", declared.body);
    page(&trial, declared.header("location"), "declared-late").await;
    let bill = page(&trial, &format!("{home}/bills/2026-06"), "bill-settled").await;
    assert!(!bill.contains("Declare June 2026 now") && bill.contains("correction"), "{bill}");
    assert_eq!(trial.get(&address, Role::Clerk).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn from_the_draft_to_the_bill_every_figure_is_the_same() {
    let (trial, who) = trial();
    let bills = format!("/employers/{}/bills", who.code());
    let month = Month::parse("2026-05").expect("a month");
    let list = page(&trial, &bills, "bills-draft").await;
    let shown = page(&trial, &format!("{bills}/2026-05"), "bill-draft").await;
    let figure = |html: &str| {
        html.split("sb-figure")
            .nth(1)
            .and_then(|rest| rest.split('>').nth(1))
            .map(|t| t.split('<').next().unwrap_or_default().to_owned())
    };
    assert_eq!(figure(&list), figure(&shown));
    let check = page(&trial, &format!("{bills}/2026-05/declare"), "declare").await;
    let form = declaration(&check);
    let declared = trial.post(&format!("{bills}/2026-05/declare"), &form, Role::Clerk).await;
    assert_eq!(declared.status, StatusCode::SEE_OTHER, "{}", declared.body);
    assert!(declared.header("location").starts_with("/receipts/"));
    let again = trial.post(&format!("{bills}/2026-05/declare"), &form, Role::Clerk).await;
    assert_eq!(again.header("location"), declared.header("location"), "the same receipt");
    turn_to(&trial, date(2026, 5, 26));
    close_month(trial.portal.agency(), &Caller::system(), month, &mut |_| {}).expect("closed");
    let made = page(&trial, &format!("{bills}/2026-05"), "bill").await;
    assert_eq!(figure(&made), figure(&shown), "the bill asks for what the draft said");
    page(&trial, &bills, "bills").await;
    let why = made
        .split("/why/")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("a way to why")
        .to_owned();
    page(&trial, &format!("{bills}/2026-05/why/{why}"), "why").await;
    let part = trial
        .as_role("GET", &format!("{bills}/2026-05/why/{why}"), Role::Clerk)
        .header("hx-request", "true");
    let part = trial.send(part.body(Body::empty()).expect("a request")).await;
    assert!(part.body.starts_with("<tr") && part.body.contains("sb-why"), "{}", part.body);
    let workbook = trial.get(&format!("{bills}/2026-05/workbook"), Role::Clerk).await;
    assert!(
        workbook.body.starts_with("PK")
            && workbook
                .header(header::CONTENT_DISPOSITION.as_str())
                .contains("bill-2026-05-regular.xlsx")
    );
    assert_eq!(
        trial.get(&format!("{bills}/2026-04"), Role::Clerk).await.status,
        StatusCode::OK,
        "a month without a bill says so"
    );
    assert_eq!(
        trial.get(&format!("{bills}/2026-13"), Role::Clerk).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_wage_typed_is_declared_and_an_implausible_one_comes_back_with_all_that_was_typed() {
    let (trial, who) = trial();
    let bases = format!("/employers/{}/bases/2025", who.code());
    let shown = page(&trial, &bases, "bases").await;
    let names: Vec<&str> = shown
        .split("name=\"wage-")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(names.len(), 27);
    let key = shown
        .split("name=\"key\" value=\"")
        .last()
        .and_then(|rest| rest.split('"').next())
        .unwrap_or_default();
    let wrong = format!("key={key}&wage-{}=9800&wage-{}=98000000", names[0], names[1]);
    let answer = trial.post(&bases, &wrong, Role::Clerk).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for kept in ["value=\"9800\"", "value=\"98000000\"", "name=\"confirmed\""] {
        assert!(answer.body.contains(kept), "{kept}");
    }
    let right = format!("key={key}&wage-{}=9800", names[0]);
    let answer = trial.post(&bases, &right, Role::Clerk).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert!(page(&trial, &bases, "bases-after").await.contains("9,800.00"));
}
