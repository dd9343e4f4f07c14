use crate::{KNOWN, has, is_amount, json, refused};

#[test]
fn a_fee_has_its_days_its_rate_and_its_segments() {
    let answer = json(
        &format!("late-fee --region cn/beijing --month 2026-08 --amount 19662.66 --declared 2026-10-12 {KNOWN}"),
        0,
    );
    has(
        &answer,
        &[
            "from",
            "to",
            "days",
            "rate",
            "fee",
            "segments.from",
            "segments.to",
            "segments.days",
            "segments.rate",
        ],
    );
    assert_eq!(answer["from"], "2026-10-01");
    assert_eq!(answer["to"], "2026-10-11");
    assert_eq!(answer["days"], 11);
    assert_eq!(answer["rate"], "0.0005");
    assert_eq!(answer["fee"], "108.14");
    assert!(is_amount(&answer["fee"]));
}

#[test]
fn who_pays_in_time_owes_none_and_leap_days_count() {
    for (month, declared, days, fee) in [
        ("2026-08", "2026-10-01", 0, "0.00"),
        ("2026-08", "2026-10-02", 1, "0.50"),
        ("2023-12", "2024-03-01", 29, "14.50"),
        ("2022-12", "2023-03-01", 28, "14.00"),
        ("2025-11", "2026-01-01", 0, "0.00"),
        ("2025-11", "2026-01-02", 1, "0.50"),
    ] {
        let answer = json(&format!("late-fee --month {month} --amount 1000 --declared {declared} {KNOWN}"), 0);
        assert_eq!((&answer["days"], &answer["fee"]), (&days.into(), &fee.into()), "{month} {declared}");
    }
}

#[test]
fn months_up_to_june_2011_bear_none_in_beijing_but_of_pension_nobody_knows() {
    let ask = format!("late-fee --month 2011-05 --amount 1000 --declared 2026-10-02 {KNOWN}");
    assert_eq!(json(&format!("{ask} --branch medical"), 0)["fee"], "0.00");
    for line in [ask.clone(), format!("{ask} --branch pension")] {
        let error = refused(&line, 1, "policy.unknown_parameter");
        assert_eq!(error["where"]["parameter"], "late_fee.charged_pension");
    }
}

#[test]
fn a_wrong_value_is_named() {
    for (line, code) in [
        ("late-fee --month 2026-08 --amount -1 --declared 2026-10-12", "usage.not_an_amount"),
        (
            "late-fee --month 2026-08 --amount 1.001 --declared 2026-10-12",
            "usage.not_an_amount",
        ),
        ("late-fee --month 2026-08 --amount 1 --declared 2026-02-29", "usage.not_a_day"),
        ("late-fee --month 2026-8 --amount 1 --declared 2026-10-12", "usage.not_a_month"),
    ] {
        refused(line, 2, code);
    }
}

#[test]
fn what_was_put_off_counts_from_the_day_of_its_measure() {
    let ask = format!("late-fee --month 2022-08 --amount 1000 --deferral industries_2022 {KNOWN}");
    refused(&format!("{ask} --declared 2023-01-11"), 1, "deferral.branch_needed");
    let of = |declared: &str| json(&format!("{ask} --branch unemployment --declared {declared}"), 0);
    let answer = of("2023-01-11");
    assert_eq!(
        (&answer["from"], &answer["days"], &answer["fee"]),
        (&"2023-01-01".into(), &10.into(), &"5.00".into())
    );
    has(
        &answer,
        &[
            "deferral.measure",
            "deferral.name",
            "deferral.branches",
            "deferral.last_payment",
            "deferral.source",
            "deferral.confidence",
        ],
    );
    assert_eq!(
        answer["deferral"]["branches"],
        serde_json::json!(["unemployment", "employment_injury"])
    );
    let in_time = of("2022-12-25");
    assert_eq!((&in_time["fee"], &in_time["to"]), (&"0.00".into(), &serde_json::Value::Null));
    refused(
        &format!("{ask} --declared 2023-01-11 --branch pension"),
        1,
        "deferral.branch_not_in_force",
    );
    let of_branch = json(
        &format!("late-fee --month 2022-08 --amount 1000 --declared 2022-10-11 --branch pension {KNOWN}"),
        0,
    );
    assert_eq!(of_branch["fee"], "5.00");
    let unknown = format!("late-fee --month 2020-05 --amount 1 --declared 2021-01-01 --deferral hardship_2020 --branch pension {KNOWN}");
    let error = refused(&unknown, 1, "policy.unknown_parameter");
    assert_eq!(error["where"]["parameter"], "deferral.hardship_2020.last_payment");
    let doubtful = json(
        &format!("late-fee --month 2022-08 --amount 1000 --declared 2024-01-03 --deferral distressed_2022 --branch unemployment {KNOWN}"),
        0,
    );
    assert_eq!((&doubtful["fee"], &doubtful["confidence"]), (&"1.00".into(), &"D".into()));
}
