use serde_json::json;

use crate::{KNOWN, fixture, has, is_amount, json, refused, scratch, shebao, written};

const ONE: &str = "assess --region cn/beijing --month 2026-08 --wage 9500 --category local_urban";

#[test]
fn one_person_has_lines_and_totals() {
    let answer = json(&format!("{ONE} --injury-class 1 {KNOWN}"), 0);
    has(
        &answer,
        &[
            "lines.branch",
            "lines.base",
            "lines.employer",
            "lines.employee",
            "totals.employer",
            "totals.employee",
            "totals.all",
        ],
    );
    let branches: Vec<_> = answer["lines"]
        .as_array()
        .expect("lines")
        .iter()
        .map(|line| &line["branch"])
        .collect();
    assert_eq!(
        branches,
        ["pension", "medical", "unemployment", "employment_injury"],
        "maternity is inside medical"
    );
    assert_eq!(
        answer["totals"],
        json!({ "employer": "2517.50", "employee": "1000.50", "all": "3518.00" })
    );
    for line in answer["lines"].as_array().expect("lines") {
        assert!(["base", "employer", "employee"].iter().all(|key| is_amount(&line[key])), "{line}");
        assert!(line.get("why").is_none(), "only with --why");
    }
    assert!(answer.get("missing").is_none(), "{answer}");
    let sure = json(
        &format!("assess --month 2025-12 --wage 9500 --category local_urban --injury-class 1 {KNOWN}"),
        0,
    );
    assert!(
        sure.get("confidence").is_none() && sure.get("doubts").is_none(),
        "nothing is doubtful: {sure}"
    );
}

#[test]
fn why_names_rule_inputs_parameter_source_and_both_times() {
    let answer = json(&format!("{ONE} --injury-class 1 --why {KNOWN}"), 0);
    let keys = ["rule", "inputs", "parameter", "source", "valid_from", "known_on"];
    for line in answer["lines"].as_array().expect("lines") {
        let steps = line["why"].as_array().expect("steps");
        assert!(!steps.is_empty());
        for step in steps {
            assert!(keys.iter().all(|key| step.get(key).is_some()), "{step}");
        }
    }
}

#[test]
fn without_an_injury_class_the_line_is_missing_and_named() {
    let answer = json(&format!("{ONE} {KNOWN}"), 0);
    assert_eq!(answer["missing"], json!(["injury-class"]));
    assert!(!answer["lines"].to_string().contains("employment_injury"));
}

#[test]
fn a_doubtful_parameter_computes_and_says_so() {
    let answer = json(
        &format!("assess --region cn/shanghai --month 2025-09 --wage 10000 --category local_urban {KNOWN}"),
        0,
    );
    has(&answer, &["confidence", "doubts.parameter", "doubts.confidence", "doubt"]);
}

#[test]
fn what_is_unknown_is_refused_by_name_and_what_is_mistyped_by_place() {
    let unknown = refused(
        &format!("assess --month 2012-05 --wage 9500 --category local_urban {KNOWN}"),
        1,
        "policy.unknown_parameter",
    );
    assert!(unknown["where"].to_string().contains("2012-05"), "{unknown}");
    for (line, code) in [
        ("assess --month 2026-13 --wage 9500 --category local_urban", "usage.not_a_month"),
        ("assess --month 2026-08 --wage many --category local_urban", "usage.not_an_amount"),
        ("assess --month 2026-08 --wage 9500 --category nobody", "usage.unknown_word"),
        ("assess --month 2026-08 --wage 9500", "usage.missing"),
        ("assess --month 2026-08 --category local_urban", "usage.missing"),
        (
            "assess --month 2026-08 --wage 9500 --category local_urban --employer-kind club",
            "usage.unknown_word",
        ),
        (
            "assess --month 2026-08 --wage 9500 --category local_urban --known-on yesterday",
            "usage.not_a_day",
        ),
        (
            "assess --region cn/nowhere --month 2026-08 --wage 1 --category retired",
            "usage.no_such_region",
        ),
        ("assess --month 2026-08 /nowhere/roster.xlsx", "usage.unreadable_file"),
    ] {
        refused(line, 2, code);
    }
    refused(&format!("{ONE} --injury-class 9 {KNOWN}"), 2, "assess.no_such_class");
}

#[test]
fn a_roster_has_people_lines_totals_and_findings_and_writes_its_workbook() {
    let out = scratch("amounts.xlsx");
    let roster = fixture("roster.xlsx");
    let answer = json(
        &format!("assess --region cn/beijing --month 2026-08 --injury-class 1 {KNOWN} {roster} --out {out}"),
        1,
    );
    has(
        &answer,
        &[
            "people",
            "lines.branch",
            "lines.employer",
            "lines.employee",
            "totals.all",
            "findings.sheet",
            "findings.row",
            "findings.column",
            "findings.code",
            "findings.message",
            "findings.fix",
        ],
    );
    assert_eq!(answer["people"], 120);
    let at = |row: i64| {
        answer["findings"]
            .as_array()
            .expect("findings")
            .iter()
            .find(|found| found["row"] == row)
            .cloned()
    };
    assert_eq!(at(16).expect("row 16")["code"], "identity.fifteen_digits");
    assert!(std::fs::read(out).expect("the workbook").starts_with(b"PK"));
}

#[test]
fn a_clean_roster_ends_with_status_0_and_no_finding() {
    let roster = fixture("roster-clean.xlsx");
    let answer = json(&format!("assess --month 2026-08 --injury-class 1 {KNOWN} {roster}"), 0);
    let findings = answer["findings"].as_array().expect("findings");
    assert!(findings.iter().all(|found| found["grade"] != "must_change"), "{findings:?}");
    assert_eq!(answer["people"], answer["assessed"]);
}

#[test]
fn a_csv_comes_in_as_utf_8_and_as_gb18030_and_rubbish_is_unreadable() {
    let mut people = vec![];
    for name in ["roster-utf8-bom.csv", "roster-gb18030.csv"] {
        let answer = json(&format!("assess --month 2026-08 --injury-class 1 {KNOWN} {}", fixture(name)), 1);
        people.push((answer["people"].clone(), answer["totals"].clone()));
    }
    assert_eq!(people[0], people[1]);
    let rubbish = written("rubbish.xlsx", "PK but no workbook");
    assert_eq!(shebao(&format!("assess --month 2026-08 {rubbish}")).status, 2);
}

#[test]
fn the_own_figures_of_an_employer_part_from_ours_by_a_named_rule() {
    let roster = written(
        "ours.csv",
        "name,id_number,category,wage\n冯强子,110102197603092158,local_urban,9500\n",
    );
    let mine = written(
        "mine.csv",
        "id_number,pension_employer,pension_employee\n110102197603092158,1520.00,720.00\n",
    );
    let answer = json(&format!("assess --month 2026-08 {KNOWN} {roster} --against {mine}"), 1);
    has(
        &answer,
        &[
            "people",
            "apart",
            "rules.code",
            "rules.message",
            "rules.fix",
            "lines.row",
            "lines.branch",
            "lines.mine",
            "lines.ours",
        ],
    );
    assert_eq!(answer["lines"][0]["ours"], "760.00");
    let out = written("differences.xlsx", "");
    json(&format!("assess --month 2026-08 {KNOWN} {roster} --against {mine} --out {out}"), 1);
    let bytes = std::fs::read(&out).expect("a workbook");
    assert!(bytes.starts_with(b"PK"), "the differences as a workbook");
}
