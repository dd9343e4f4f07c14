//! A refund through its pages: offered, chosen, checked, decided by a second officer, noted as paid; and papers that strangers check.

use axum::http::StatusCode;
use domain::bill::BillKind;
use domain::collection::{ClaimKey, Incoming, PaymentReference};
use procedures::Role;
use procedures::take_remittance::take_remittance;
use units::{Month, date};

use super::money::{autumn, both, officer, says};
use super::trial::Trial;

#[tokio::test]
async fn money_that_came_twice_is_offered_back_chosen_and_decided_by_two_officers() {
    let (trial, of) = autumn();
    let month = Month::parse("2026-07").expect("a month");
    let bill = ClaimKey {
        month,
        kind: BillKind::Regular,
    };
    let money = Incoming {
        bank_reference: "B3".into(),
        text: PaymentReference { employer: of, bill }.grouped(),
        payer: "石榴示例物业".into(),
        account: "6222000011".into(),
    };
    let agency = trial.portal.agency();
    let received = agency
        .write(&officer(), move |desk| {
            take_remittance(desk, units::Fen(503_500), date(2026, 10, 13), &money)
        })
        .expect("received");
    assert_eq!(received.refund_due, units::Fen(503_500));
    let home = both(&trial, &format!("/employers/{of}"), Role::Clerk, "home-refund").await;
    says(&home, "有5,035.00元应退给您", "¥5,035.00 belongs to you again");

    let list = both(&trial, &format!("/employers/{of}/refunds"), Role::Clerk, "refunds-own").await;
    let path = list[0]
        .split("href=\"/refunds/")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("a refund");
    let path = format!("/refunds/{path}");
    let offered = both(&trial, &path, Role::Clerk, "refund-offered").await;
    says(&offered, "退回缴费账户", "To the debited account");
    let key = |n: u32| format!("key=refund-key-{n}-abcdef");
    let nothing = trial.post(&format!("{path}/choose"), &key(1), Role::Clerk).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY, "no way is chosen beforehand");
    let unknown = trial
        .post(&format!("{path}/choose"), &format!("{}&way=elsewhere", key(9)), Role::Clerk)
        .await;
    assert_eq!(
        unknown.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "a way that there is not is no choice"
    );
    assert!(unknown.body.contains("href=\"#way\""), "{}", unknown.body);
    let still = both(&trial, &path, Role::Clerk, "refund-offered-still").await;
    says(&still, "退回缴费账户", "To the debited account");
    let chosen = trial
        .post(&format!("{path}/choose"), &format!("{}&way=account", key(2)), Role::Clerk)
        .await;
    assert_eq!(chosen.status, StatusCode::SEE_OTHER, "{}", chosen.body);
    let desk = both(&trial, "/desks/collection/refunds", Role::Collection, "refunds-desk").await;
    says(&desk, "待初审", "To be checked");
    let waiting = both(&trial, &path, Role::Collection, "refund-chosen").await;
    says(&waiting, "初审通过", "Pass");
    let checked = trial.post(&format!("{path}/check"), &key(3), Role::Collection).await;
    assert_eq!(checked.status, StatusCode::SEE_OTHER, "{}", checked.body);
    let same = trial.post(&format!("{path}/decide"), &key(4), Role::Collection).await;
    assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(same.body.contains("case.same_person"), "{}", same.body);
    both(&trial, &path, Role::Collection, "refund-checked").await;
    both(&trial, &path, Role::Clerk, "refund-waits").await;
}

#[tokio::test]
async fn vouchers_statements_and_the_account_of_a_month_are_shown_and_checked_by_strangers() {
    let (trial, of) = autumn();
    let base = format!("/employers/{of}");
    let account = both(&trial, &format!("{base}/account/2026-10"), Role::Clerk, "account").await;
    says(&account, "期末", "Closing");
    let why = both(&trial, &format!("{base}/debits/2026-08/why"), Role::Clerk, "fee-why").await;
    says(&why, "社会保险法第八十六条", "Social Insurance Law, art. 86");
    let bill = both(&trial, &format!("{base}/bills/2026-09"), Role::Clerk, "bill-bounced").await;
    says(&bill, "二次扣款", "the second debit");
    assert!(!bill[0].contains("首次扣款成功"), "a debit that is over is not announced");
    both(&trial, "/remittances/new", Role::Collection, "remittance-new").await;
    let wrong = trial
        .post("/remittances", "key=remittance-key-1&amount=0.00", Role::Collection)
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);

    both(&trial, &format!("{base}/debits/2026-08"), Role::Clerk, "debit-paid-late").await;
    let bill = ClaimKey {
        month: Month::parse("2026-08").expect("a month"),
        kind: BillKind::Regular,
    };
    let paper = trial
        .portal
        .agency()
        .read(&officer(), move |desk| procedures::voucher::voucher(desk, of, bill));
    let paper = paper.expect("a voucher");
    let both_sides = paper.totals.total() + paper.fee_by_branch.iter().sum::<units::Fen>();
    assert_eq!(
        both_sides,
        paper.settlement.principal + paper.settlement.fee,
        "the branches add up to what was paid"
    );
    let number = paper.number;
    papers_add_up(&trial, of).await;
    let valid = both(&trial, &format!("/verify/{number}"), Role::Anonymous, "verify-voucher").await;
    says(&valid, "这张缴款凭证有效", "This voucher is valid");
    let issued = trial.post("/record/statements", "key=statement-key-1", Role::Insured).await;
    assert_eq!(issued.status, StatusCode::SEE_OTHER, "{}", issued.body);
    let at = issued.header("location");
    let printer = Trial::printing(trial.portal.agency().clone());
    let paper = printed(&printer, &format!("{at}/pdf"), Role::Insured, "statement").await;
    let lines = paper["lines"].as_array().expect("months");
    assert!(
        lines.iter().any(|l| l["cause"]
            .as_str()
            .is_some_and(|c| c.contains("二次扣款") || c.contains("扣款成功"))),
        "{paper}"
    );
    let wide = paper["branches"].as_array().expect("branches").len();
    assert!(lines.iter().all(|l| l["bases_fen"].as_array().expect("bases").len() == wide && l["standings"].as_array().expect("standings").len() == wide));
    let statement = both(&trial, at, Role::Insured, "statement").await;
    says(&statement, "核验码", "Verification code");
    let number = at.rsplit('/').next().expect("a number");
    let valid = both(&trial, &format!("/verify/{number}"), Role::Anonymous, "verify-statement").await;
    says(&valid, "这份权益记录单有效", "This statement is valid");
    let forged = number.replace(&number[number.len() - 1..], "!");
    assert!(!trial.get(&format!("/verify/{forged}"), Role::Anonymous).await.body.contains("有效"));
    let foreign = trial.get(at, Role::Clerk).await;
    assert_ne!(foreign.status, StatusCode::OK, "a statement is its owner's");
}

/// The values of a paper, as the template gets them.
async fn printed(printer: &Trial, path: &str, role: Role, name: &str) -> serde_json::Value {
    let answer = printer.get(path, role).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    if let Ok(folder) = std::env::var("SHEBAO_PAGES") {
        std::fs::write(format!("{folder}/{name}.json"), &answer.body).expect("a file");
    }
    serde_json::from_str(&answer.body).expect("values")
}

/// Each voucher is the sum of its branches: in time, by second debit, late with its fee.
async fn papers_add_up(trial: &Trial, of: domain::ids::EmployerId) {
    let printer = Trial::printing(trial.portal.agency().clone());
    for (month, standing) in [("2026-06", "on_time"), ("2026-07", "on_time"), ("2026-08", "late")] {
        let path = format!("/employers/{of}/debits/{month}/voucher.pdf");
        let paper = printed(&printer, &path, Role::Clerk, &format!("voucher-{month}")).await;
        let part = |branch: &serde_json::Value| -> i64 {
            ["employer_fen", "employee_fen", "late_fee_fen"]
                .iter()
                .filter_map(|name| branch[name].as_i64())
                .sum()
        };
        let branches = paper["months"][0]["branches"].as_array().expect("branches");
        assert_eq!(Some(branches.iter().map(part).sum::<i64>()), paper["total_fen"].as_i64(), "{month}");
        assert_eq!(paper["months"][0]["standing"], standing, "{month}");
    }
}
