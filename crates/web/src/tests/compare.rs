//! An employer hands in a roster and its own figures and sees where they part from ours, on the page and over the API.

use axum::body::Body;
use axum::http::StatusCode;
use procedures::Role;

use super::trial::{Answer, Trial};

const PAGE: &str = "/calculators/compare";
const API: &str = "/api/calculators/compare";
const ROSTER: &str = "姓名,证件号码,缴费人员类别,月工资\n张三,110102197603092158,本市城镇,9500\n李四,110105199003075133,本市城镇,9500\n";
const HEAD: &str = "证件号码,养老单位,养老个人,医疗单位,医疗个人,失业单位,失业个人,工伤单位\n";
const RIGHT: &str = "1520,760,931,193,47.5,47.5,19";

fn mine(first: &str, second: &str) -> String {
    format!("{HEAD}110102197603092158,{first}\n110105199003075133,{second}\n")
}

async fn send(trial: &Trial, address: &str, role: Role, fields: &[(&str, &str)], files: &[(&str, &str)]) -> Answer {
    let part = |head: String, body: &str| format!("--edge\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n");
    let mut body = String::new();
    for (name, value) in fields {
        body.push_str(&part(format!("name=\"{name}\""), value));
    }
    for (name, text) in files {
        body.push_str(&part(format!("name=\"{name}\"; filename=\"{name}.csv\""), text));
    }
    body.push_str("--edge--\r\n");
    let request = trial
        .as_role("POST", address, role)
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "multipart/form-data; boundary=edge");
    trial.send(request.body(Body::from(body)).expect("a request")).await
}

async fn compared(trial: &Trial, address: &str, mine: &str, more: &[(&str, &str)]) -> Answer {
    let fields = [&[("key", "formkey1"), ("month", "2026-08"), ("injury_class", "1")], more].concat();
    send(trial, address, Role::Anonymous, &fields, &[("roster", ROSTER), ("mine", mine)]).await
}

#[tokio::test]
async fn figures_that_agree_are_said_to_agree() {
    let trial = Trial::city();
    let form = trial.get(PAGE, Role::Anonymous).await;
    assert_eq!(form.status, StatusCode::OK, "{}", form.body);
    assert_eq!(form.body.matches("type=\"file\"").count(), 2);
    assert!(form.body.contains("cn/shanghai"), "every region is offered");
    let same = compared(&trial, PAGE, &mine(RIGHT, RIGHT), &[]).await;
    assert_eq!(same.status, StatusCode::OK, "{}", same.body);
    assert!(same.body.contains("2 people agree in every figure"), "{}", same.body);
    assert!(!same.body.contains("h-each"), "{}", same.body);
}

#[tokio::test]
async fn a_figure_that_differs_is_shown_with_its_rule_and_its_ground() {
    let trial = Trial::city();
    let wrong = mine(RIGHT, "1520,760,931,190,47.5,47.5,19");
    let page = compared(&trial, PAGE, &wrong, &[]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    for said in [
        "1 of 2 people differ",
        "李四",
        "193.00",
        "\u{2212}3.00",
        "The person’s fixed sum of large-amount mutual aid was left out",
        "medical.employee_fixed",
    ] {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    let file = compared(&trial, PAGE, &wrong, &[("as", "workbook")]).await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(file.header("content-type").contains("spreadsheetml"));
    assert!(file.header("content-disposition").contains("differences-2026-08.xlsx"));
    let answer = compared(&trial, API, &wrong, &[("region", "cn/beijing")]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let json = answer.json();
    let document = crate::openapi::document(&crate::routes::rows());
    super::programs::schema::assert_fits(&document, "post", API, "200", &json);
    assert_eq!(
        (json["region"].as_str(), json["apart"].as_i64(), json["difference"].as_str()),
        (Some("cn/beijing"), Some(1), Some("-3.00"))
    );
    let line = &json["lines"][0];
    assert_eq!(
        (
            line["row"].as_i64(),
            line["side"].as_str(),
            line["mine"].as_str(),
            line["ours"].as_str()
        ),
        (Some(3), Some("employee"), Some("190.00"), Some("193.00"))
    );
}

#[tokio::test]
async fn a_wrong_cell_and_somebody_missing_are_told_at_their_row() {
    let trial = Trial::city();
    let mine = format!("{HEAD}110102197603092158,1520,x,931,193,47.5,47.5,19\n110101198001010010,{RIGHT}\n");
    let page = compared(&trial, PAGE, &mine, &[]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    for said in [
        "h-in-mine",
        "h-in-roster",
        "In the roster, but not in your figures.",
        "In your figures, but not in the roster.",
    ] {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    assert!(!page.body.contains("110101198001010010"), "a number is masked");
    let json = compared(&trial, API, &mine, &[]).await.json();
    let found: Vec<_> = json["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|f| (f["file"].as_str(), f["row"].as_i64(), f["code"].as_str()))
        .collect();
    assert!(
        found.contains(&(Some("mine"), Some(2), Some("finding.amount_unreadable"))),
        "{found:?}"
    );
    assert!(
        found.contains(&(Some("roster"), Some(3), Some("difference.not_in_mine"))),
        "{found:?}"
    );
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_at_its_field() {
    let trial = Trial::city();
    let pdf = compared(&trial, PAGE, "%PDF-1.7 …", &[]).await;
    assert_eq!(pdf.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(pdf.body.contains("id=\"mine-error\""), "{}", pdf.body);
    assert!(pdf.body.contains("value=\"2026-08\""), "what was typed stays: {}", pdf.body);
    let none = send(&trial, PAGE, Role::Anonymous, &[("key", "formkey1"), ("month", "2026-13")], &[]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["roster", "mine", "month"] {
        assert!(none.body.contains(&format!("id=\"{field}-error\"")), "{field}: {}", none.body);
    }
    let unknown = compared(&trial, PAGE, &mine(RIGHT, RIGHT), &[("region", "cn/atlantis")]).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    let refused = compared(&trial, API, "%PDF-1.7 …", &[]).await;
    assert_eq!(
        (refused.status, refused.header("content-type")),
        (StatusCode::UNPROCESSABLE_ENTITY, "application/problem+json")
    );
    assert_eq!(refused.json()["code"], "file.not_a_workbook");
    let early = send(
        &trial,
        API,
        Role::Anonymous,
        &[("month", "1991-08")],
        &[("roster", ROSTER), ("mine", &mine(RIGHT, RIGHT))],
    )
    .await;
    assert_eq!(early.json()["code"], "policy.unknown_parameter", "{}", early.body);
}
