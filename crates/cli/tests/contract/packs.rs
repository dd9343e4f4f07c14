use crate::{KNOWN, has, json, refused};

#[test]
fn the_packs_are_listed_with_their_fingerprints() {
    let answer = json("policy list", 0);
    has(
        &answer,
        &["regions.region", "regions.name", "regions.examples", "regions.fingerprint"],
    );
    let regions: Vec<_> = answer["regions"]
        .as_array()
        .expect("regions")
        .iter()
        .filter_map(|r| r["region"].as_str())
        .collect();
    for region in ["cn", "cn/beijing", "cn/beijing/chaoyang", "cn/shanghai", "cn/shenzhen"] {
        assert!(regions.contains(&region), "{region} in {regions:?}");
    }
}

#[test]
fn a_month_is_shown_with_value_source_and_both_times() {
    let answer = json(&format!("policy show cn/beijing --month 2025-07 {KNOWN}"), 0);
    has(
        &answer,
        &[
            "parameters.parameter",
            "parameters.value",
            "parameters.valid_from",
            "parameters.known_on",
            "parameters.source",
            "parameters.confidence",
        ],
    );
    let rows = answer["parameters"].as_array().expect("rows");
    let looked_up = |name: &str| {
        rows.iter()
            .find(|row| row["parameter"] == name)
            .map(|row| row["informational"] == true)
    };
    assert_eq!(
        (looked_up("collection.funds_by"), looked_up("pension.employer")),
        (Some(true), Some(false))
    );
}

#[test]
fn every_worked_example_holds() {
    let answer = json("policy test", 0);
    has(&answer, &["examples"]);
    assert_eq!(answer["failed"], serde_json::json!([]));
    assert!(answer["examples"].as_u64() > Some(1_000), "{answer}");
}

#[test]
fn two_months_two_days_and_two_packs_are_compared() {
    for (line, parameter) in [
        ("2019-04 2019-05 --region cn/beijing", "pension.employer"),
        ("2025-09-17 2025-09-18 --month 2025-07", "pension.floor"),
        ("cn/beijing cn/shanghai --month 2025-09", "pension.ceiling"),
    ] {
        let answer = json(&format!("policy diff {line}"), 0);
        has(&answer, &["a", "b", "differences.parameter", "differences.a", "differences.b"]);
        assert!(answer["differences"].to_string().contains(parameter), "{line}");
    }
}

#[test]
fn what_is_no_pack_is_named() {
    refused("policy show cn/nowhere --month 2025-07", 2, "usage.no_such_region");
    refused("policy show cn/beijing --month July", 2, "usage.not_a_month");
    refused("policy test cn/nowhere", 2, "usage.no_such_region");
    refused("policy diff cn/beijing cn/nowhere", 2, "usage.no_such_region");
}

#[test]
fn tables_are_shown_and_what_has_no_value_is_named() {
    let show = |rest: &str| json(&format!("policy show cn/beijing/chaoyang {rest} {KNOWN}"), 0);
    for (kind, parameter) in [
        ("goal", "goal.points_settlement"),
        ("retirement", "retirement.age.man"),
        ("benchmark", "benchmark.one_year"),
        ("payment", "payment_months.60"),
        ("route", "route.latest_three_months"),
    ] {
        let answer = show(&format!("--month 2026-09 --parameter {kind}"));
        let rows = answer["parameters"].as_array().expect("rows");
        assert!(rows.iter().any(|row| row["parameter"] == parameter), "{kind}: {answer}");
        assert!(
            rows.iter()
                .all(|row| row["source"].as_str().is_some_and(|source| !source.is_empty()))
        );
    }
    let deferral = show("--month 2022-08 --parameter deferral");
    assert_eq!(deferral["parameters"][0]["parameter"], "deferral.industries_2022");
    let carried = show("--month 2027-07 --parameter pension.floor");
    assert_eq!(
        (&carried["parameters"][0]["provisional"], &carried["parameters"][0]["carried_until"]),
        (&true.into(), &"2027-12".into())
    );
    let beyond = format!("policy show cn/beijing --month 2028-01 --parameter pension.floor {KNOWN}");
    assert_eq!(
        refused(&beyond, 1, "policy.unknown_parameter")["where"]["parameter"],
        "pension.floor"
    );
    let none = refused(
        &format!("policy show cn/beijing --month 2026-09 --parameter deferral {KNOWN}"),
        1,
        "policy.nothing_in_force",
    );
    assert_eq!(none["where"]["last"], "2022-12");
    refused(
        &format!("policy show cn/beijing --month 2026-09 --parameter route {KNOWN}"),
        1,
        "policy.not_in_pack",
    );
    let rate = show("--month 2026-09 --parameter late_fee.rate");
    assert_eq!(rate["parameters"][0]["value"], "0.0005");
    let slip = refused(
        &format!("policy show cn/beijing --month 2026-09 --parameter pension.flor {KNOWN}"),
        2,
        "usage.no_such_parameter",
    );
    assert!(
        slip["where"]["near"].as_str().is_some_and(|near| near.contains("pension.floor")),
        "{slip}"
    );
}

#[test]
fn every_answer_names_the_rules_it_was_made_by() {
    for line in [
        "workdays add 2026-09-21 20",
        "workdays count 2026-09-21 2026-10-26",
        "id check 110102197603092158",
        "assess --month 2026-09 --wage 5000 --category retired",
        "late-fee --month 2026-08 --amount 1 --declared 2026-10-12",
        "retire --born 1971-03 --group woman55",
    ] {
        let fingerprint = &json(line, 0)["fingerprint"];
        assert_eq!(fingerprint.as_str().map(str::len), Some(64), "{line}");
    }
}
