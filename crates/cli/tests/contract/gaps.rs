use serde_json::Value;

use crate::{KNOWN, has, json, refused, written};

/// Five years of Beijing months with some gaps.
fn record(name: &str) -> String {
    let mut text = "branch,month,standing\n".to_owned();
    for year in 2021..=2026 {
        for month in 1..=12 {
            let standing = match (year, month) {
                (2026, 10..) => continue,
                (2025, 3) => "interrupted",
                (2026, 8) => "owed",
                _ => "on_time",
            };
            text.push_str(&format!("pension,{year}-{month:02},{standing}\n"));
        }
    }
    written(name, &text)
}

#[test]
fn a_record_is_counted_against_a_goal() {
    let record = record("gaps.csv");
    let answer = json(
        &format!("gaps --region cn/beijing --goal home_purchase --on 2026-11-10 --wage 9500 --injury-class 1 {KNOWN} {record}"),
        0,
    );
    has(
        &answer,
        &[
            "required",
            "counted",
            "missing",
            "curable.month",
            "curable.route",
            "curable.cost",
            "met",
        ],
    );
    assert!(answer["missing"].is_array() && answer["met"].is_boolean());
}

#[test]
fn a_code_that_nobody_knows_is_a_finding_of_its_row() {
    let record = written(
        "odd.csv",
        "branch,month,standing\npension,2026-09,on_time\npension,2026-08,paid twice\n",
    );
    let answer = json(
        &format!("gaps --region cn/beijing --goal retirement --on 2026-11-10 {KNOWN} {record}"),
        1,
    );
    has(
        &answer,
        &[
            "findings.row",
            "findings.column",
            "findings.code",
            "findings.message",
            "findings.fix",
        ],
    );
    assert_eq!(answer["findings"][0]["row"], 3);
}

#[test]
fn what_is_no_goal_or_no_file_is_refused() {
    let record = record("gaps-refused.csv");
    refused(&format!("gaps --goal happiness --on 2026-11-10 {record}"), 2, "usage.unknown_word");
    refused("gaps --goal retirement --on 2026-11-10 /nowhere.csv", 2, "usage.unreadable_file");
    refused(&format!("gaps --goal retirement --on tomorrow {record}"), 2, "usage.not_a_day");
}

#[test]
fn a_month_to_pay_back_names_the_way_of_the_office() {
    let record = written(
        "ways.csv",
        "branch,month,standing\npension,2026-10,on_time\npension,2026-09,interrupted\npension,2026-08,on_time\npension,2025-03,interrupted\npension,2025-02,owed\n",
    );
    let route = |region: &str| {
        let answer = json(
            &format!("gaps --region {region} --goal retirement --on 2026-11-10 {KNOWN} {record}"),
            0,
        );
        let curable = answer["curable"].as_array().expect("curable").clone();
        let told = |month: &Value| Some((month["month"].as_str()?.to_owned(), month["route"].as_str()?.to_owned()));
        let mut told: Vec<_> = curable.iter().filter_map(told).collect();
        told.retain(|(month, _)| ["2025-02", "2025-03", "2026-09"].contains(&month.as_str()));
        told.sort();
        told
    };
    let told = |ways: [(&str, &str); 3]| ways.map(|(month, route)| (month.to_owned(), route.to_owned())).to_vec();
    let office = [
        ("2025-02", "settle_arrears"),
        ("2025-03", "business_verification"),
        ("2026-09", "latest_three_months"),
    ];
    assert_eq!(route("cn/beijing/chaoyang"), told(office));
    let city = [
        ("2025-02", "settle_arrears"),
        ("2025-03", "back_payment"),
        ("2026-09", "back_payment"),
    ];
    assert_eq!(route("cn/beijing"), told(city));
}
