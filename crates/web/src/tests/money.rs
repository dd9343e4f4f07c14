//! The pages of money and of the record over months that were lived through: what they say, and what every page keeps.
//!
//! `SHEBAO_PAGES=/some/folder cargo test -p web the_pages_of_money` writes them as HTML with their files; serve the folder and open it.

use std::fs;
use std::path::Path;

use axum::body::Body;
use axum::http::StatusCode;
use domain::bill::BillKind;
use domain::collection::{ClaimKey, Incoming, PaymentReference};
use domain::ids::{EmployerId, LoginId};
use procedures::demo_bank::{Order, order};
use procedures::found_demo::{clerks_employer, found_demo};
use procedures::take_remittance::take_remittance;
use procedures::turn_day::turn_days_until;
use procedures::{Agency, Caller, Clock, Grant, Role, employer_account};
use units::{Date, Fen, Month, date};

use super::trial::{Trial, agency as agency_of};
use crate::file;

fn turn(agency: &Agency, day: Date) {
    turn_days_until(agency, day, &mut |_| {}).expect("turned");
}

pub(super) fn officer() -> Caller {
    let grant = Grant {
        role: Role::Collection,
        employer: None,
        person: None,
    };
    Caller {
        login: LoginId(1),
        name: "征缴岗".into(),
        grants: vec![grant],
    }
}

fn bounce(agency: &Agency, of: EmployerId, times: i64) {
    agency
        .write(&Caller::system(), move |desk| order(desk, of, Order::InsufficientBalance, times))
        .expect("ordered");
}

fn pay(agency: &Agency, amount: Fen, day: Date, number: &'static str, text: String) {
    let money = Incoming {
        bank_reference: number.into(),
        text,
        payer: "石榴示例物业".into(),
        account: "6222000011".into(),
    };
    agency
        .write(&Caller::system(), move |desk| take_remittance(desk, amount, day, &money))
        .expect("received");
}

/// June by the second debit, July on time, August late by transfer, September bounced and waiting: on 13 October 2026.
pub(super) fn autumn() -> (Trial, EmployerId) {
    let agency = agency_of(Clock::Stored);
    found_demo(&agency, date(2026, 6, 20)).expect("a city");
    let of = agency.read(&Caller::system(), clerks_employer).expect("the clerk's employer");
    turn(&agency, date(2026, 6, 20));
    bounce(&agency, of, 1);
    turn(&agency, date(2026, 8, 20));
    bounce(&agency, of, 2);
    turn(&agency, date(2026, 10, 8));
    bounce(&agency, of, 1);
    turn(&agency, date(2026, 10, 12));
    let month = Month::parse("2026-08").expect("a month");
    let bill = ClaimKey {
        month,
        kind: BillKind::Regular,
    };
    let due = agency
        .read(&officer(), move |desk| employer_account::debit_page(desk, of, bill))
        .map(|page| page.today.expect("owed").total())
        .expect("a bill");
    pay(
        &agency,
        due,
        date(2026, 10, 12),
        "B1",
        PaymentReference { employer: of, bill }.grouped(),
    );
    pay(&agency, Fen(1_234_500), date(2026, 10, 12), "B2", "10月社保".into());
    turn(&agency, date(2026, 10, 13));
    (Trial::of(agency, Vec::new()), of)
}

fn keep(name: &str, lang: &str, html: &str) {
    let Ok(folder) = std::env::var("SHEBAO_PAGES") else { return };
    let folder = Path::new(&folder);
    fs::create_dir_all(folder.join("static")).expect("the folder");
    fs::write(folder.join(format!("{name}.{lang}.html")), html).expect("a page");
    for name in ["portal.css", "htmx.min.js", "shebao.js"] {
        let path = file::path(name).trim_start_matches('/').to_owned();
        let bytes = file::at(path.trim_start_matches("static/")).map(|f| f.bytes).unwrap_or_default();
        fs::write(folder.join(path), bytes).expect("a file");
    }
}

pub(super) async fn both(trial: &Trial, path: &str, role: Role, name: &str) -> [String; 2] {
    let mut pages = Vec::new();
    for lang in ["zh", "en"] {
        let request = trial
            .as_role("GET", &format!("{path}?lang={lang}"), role)
            .body(Body::empty())
            .expect("a request");
        let answer = trial.send(request).await;
        assert_eq!(answer.status, StatusCode::OK, "{path} {lang}: {}", answer.body);
        assert_eq!(answer.body.matches("<h1").count(), 1, "{path} {lang}: one h1");
        assert!(!answer.body.contains("style=\""), "{path}: nothing inline");
        keep(name, lang, &answer.body);
        pages.push(answer.body);
    }
    pages.try_into().expect("two languages")
}

pub(super) fn says(pages: &[String; 2], zh: &str, en: &str) {
    assert!(pages[0].contains(zh), "{zh}: {}", pages[0]);
    assert!(pages[1].contains(en), "{en}: {}", pages[1]);
}

#[tokio::test]
async fn the_pages_of_money_and_of_the_record_tell_the_story() {
    let (trial, of) = autumn();
    let base = format!("/employers/{of}");

    let record = both(&trial, "/record", Role::Insured, "record").await;
    says(&record, "二次扣款成功", "the second on");
    says(&record, "此月不是漏缴补缴", "Not a back payment for an omitted month");
    says(&record, "尚未逾期，不是补缴", "Not late, not a back payment");
    assert!(!record[0].contains("补缴（漏缴）"), "nothing is back-paid");
    let month = both(&trial, "/record/2026-08", Role::Insured, "record-month").await;
    says(&month, "逾期缴费（托收失败）", "Paid late: debit failed");
    both(&trial, "/record/looks", Role::Insured, "record-looks").await;

    let statement = both(&trial, &format!("{base}/debits"), Role::Clerk, "debits").await;
    says(&statement, "首次扣款失败", "First debit failed");
    let bounced = both(&trial, &format!("{base}/debits/2026-09"), Role::Clerk, "debit-bounced").await;
    says(&bounced, "没有扣成功：账户余额差312.40元", "was not collected: short by");
    says(&bounced, "两种都不是补缴", "Neither is a back payment");
    let late = both(&trial, &format!("{base}/debits/2026-08"), Role::Clerk, "debit-late").await;
    says(&late, "养老统筹（滞纳金）", "Pension pool (late fee)");
    both(&trial, &format!("{base}/debits/2026-06"), Role::Clerk, "debit-second").await;
    both(&trial, &format!("{base}/mandate"), Role::Clerk, "mandate").await;

    let queue = both(&trial, "/desks/collection", Role::Collection, "collection").await;
    says(&queue, "不知道是谁的钱", "Payer unknown");
    both(&trial, "/debit-runs", Role::Collection, "debit-runs").await;
    both(&trial, "/bank-files", Role::Collection, "bank-files").await;
    let books = both(&trial, "/reconciliation", Role::Collection, "reconciliation").await;
    says(&books, "一分不差", "agrees to the fen");
    let waiting = both(&trial, "/unallocated", Role::Collection, "unallocated").await;
    let one = waiting[0]
        .split("href=\"/unallocated/")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    both(&trial, &format!("/unallocated/{}", one.expect("a sum")), Role::Collection, "assign").await;
    both(&trial, "/desks/records", Role::Records, "records").await;
}

#[tokio::test]
async fn a_look_at_a_record_is_written_down_before_it_is_shown() {
    let (trial, _) = autumn();
    let person = trial
        .portal
        .agency()
        .write(&Caller::system(), |desk| {
            let id = store::login::by_handle(desk.tx, "insured")?.map(|l| l.id).expect("a login");
            let granted = store::login::grants(desk.tx, id, desk.today)?;
            let person = granted[0].person.expect("a person");
            Ok(store::person::load(desk.tx, person)?.expect("a person"))
        })
        .expect("a person");
    let form = |purpose: &str| format!("key=abcdefgh12345678&number={}&purpose={purpose}", person.number);
    let without = trial.post("/desks/records", &form("x"), Role::Records).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    let hidden = trial.get(&format!("/people/{}", person.id), Role::Records).await;
    assert!(
        !hidden.body.contains(&person.number) && !hidden.body.contains(&person.name),
        "masked without a look"
    );
    let looked = trial.post("/desks/records", &form("checking+objection+12"), Role::Records).await;
    assert_eq!(looked.header("location"), format!("/people/{}", person.id));
    let shown = trial.get(&format!("/people/{}", person.id), Role::Records).await;
    assert!(shown.body.contains(&person.number));
    keep("person", "en", &shown.body);
    let looks = trial.get("/record/looks", Role::Insured).await;
    assert!(looks.body.contains("checking objection 12"), "{}", looks.body);
}
