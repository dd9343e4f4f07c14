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
