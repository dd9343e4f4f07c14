use serde_json::json;

use crate::{has, json, keys, refused};

#[test]
fn the_published_tables_come_out() {
    for (born, group, month, delay, years, months, minimum) in [
        ("1964-12", "man", "2024-12", 0, 60, 0, 180),
        ("1965-01", "man", "2025-02", 1, 60, 1, 180),
        ("1976-09", "man", "2039-09", 36, 63, 0, 240),
        ("1971-03", "woman55", "2026-07", 4, 55, 4, 180),
        ("1981-09", "woman55", "2039-09", 36, 58, 0, 240),
        ("1975-01", "woman50", "2025-02", 1, 50, 1, 180),
        ("1984-11", "woman50", "2039-11", 60, 55, 0, 240),
    ] {
        let answer = json(&format!("retire --born {born} --group {group} --known-on 2026-11-10"), 0);
        has(
            &answer,
            &[
                "old_month",
                "delay_months",
                "age.years",
                "age.months",
                "month",
                "minimum_contribution_months",
            ],
        );
        assert_eq!(keys(&answer["age"]), ["months", "years"]);
        assert_eq!(answer["month"], month, "{born} {group}");
        assert_eq!(answer["delay_months"], delay, "{born} {group}");
        assert_eq!(answer["age"], json!({ "years": years, "months": months }), "{born} {group}");
        assert_eq!(answer["minimum_contribution_months"], minimum, "{born} {group}");
    }
}

#[test]
fn a_group_or_a_month_that_is_none_is_named() {
    refused("retire --born 1971-03 --group woman60", 2, "usage.unknown_word");
    refused(
        "retire --born 1971-03 --group man --known-on 2024-09-12",
        1,
        "policy.unknown_parameter",
    );
    refused("retire --born 1971-3 --group man", 2, "usage.not_a_month");
}

#[test]
fn nobody_retires_who_was_born_in_an_impossible_month() {
    for born in ["1875-03", "1899-12", "2150-01"] {
        crate::refused(&format!("retire --born {born} --group woman50"), 2, "policy.born_impossible");
    }
}
