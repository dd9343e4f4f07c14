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
