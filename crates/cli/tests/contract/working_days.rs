use crate::{has, json, keys, refused};

#[test]
fn days_are_added_and_counted_on_the_calendar_of_the_state_council() {
    for (line, date) in [
        ("2026-09-21 20", "2026-10-26"),
        ("2026-09-30 0", "2026-09-30"),
        ("2024-02-28 1", "2024-02-29"),
        ("2025-12-31 1", "2026-01-04"),
        ("2026-02-13 1", "2026-02-14"),
    ] {
        let answer = json(&format!("workdays add {line}"), 0);
        assert_eq!(
            (keys(&answer), &answer["date"]),
            (vec!["date", "fingerprint"], &date.into()),
            "{line}"
        );
    }
    for (line, days) in [
        ("2026-01-01 2026-12-31", 248),
        ("2024-01-01 2024-12-31", 251),
        ("2024-02-29 2024-02-29", 1),
        ("2026-10-01 2026-10-07", 0),
        ("2025-12-31 2026-01-04", 2),
    ] {
        let answer = json(&format!("workdays count {line}"), 0);
        assert_eq!(
            (keys(&answer), &answer["days"]),
            (vec!["days", "fingerprint"], &days.into()),
            "{line}"
        );
    }
}

#[test]
fn a_year_nobody_has_published_is_refused_by_name() {
    let error = refused("workdays count 2026-12-31 2027-01-04", 1, "policy.unknown_calendar");
    assert_eq!(error["where"]["year"], "2027");
    refused("workdays add 2026-12-31 1", 1, "policy.unknown_calendar");
    refused("workdays add 2026-12-31 minus", 2, "usage.not_a_number");
    refused("workdays add 2026-12-31 -3", 2, "usage.not_a_number");
    refused("workdays count 2026-12-31 2026-01-01", 2, "workdays.reversed");
    refused("workdays count 2026-02-30 2026-03-01", 2, "usage.not_a_day");
}

#[test]
fn a_calendar_is_known_from_its_day_and_named_as_the_ground() {
    refused("workdays add 2026-09-21 20 --known-on 2020-01-01", 1, "policy.unknown_calendar");
    let answer = json("workdays count 2025-12-30 2026-01-05 --why --known-on 2026-01-01", 0);
    has(&answer, &["why.rule", "why.says", "why.because.source", "why.because.inputs"]);
    assert_eq!(answer["why"]["because"][1]["parameter"], "calendar.2026");
}
