use crate::{KNOWN, has, json, refused};

const ASK: &str = "route --region cn/beijing/chaoyang --category local_urban --on 2026-11-10";

#[test]
fn each_part_names_its_route_its_steps_its_papers_and_its_forms() {
    let answer = json(&format!("{ASK} --months 2011-05..2011-08,2026-08..2026-10 {KNOWN}"), 0);
    has(
        &answer,
        &[
            "parts.months",
            "parts.route",
            "parts.online",
            "parts.forms.name",
            "parts.forms.copies",
        ],
    );
    let parts = answer["parts"].as_array().expect("parts");
    let told: Vec<_> = parts
        .iter()
        .map(|part| {
            (
                part["route"].as_str().unwrap_or_default(),
                part["months"].as_array().map_or(0, Vec::len),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("pension_acceptance_centre_approval", 2),
            ("business_verification", 2),
            ("latest_three_months", 3)
        ]
    );
    has(&parts[0], &["papers.name", "papers.copies", "papers.seal", "steps"]);
    assert_eq!(parts[2]["online"], true);
}

#[test]
fn months_that_cannot_be_paid_back_are_refused() {
    refused(&format!("{ASK} --months 2026-11..2026-11 {KNOWN}"), 1, "route.month_not_over");
    refused(&format!("{ASK} --months 1990-01 {KNOWN}"), 1, "route.before_scheme");
    refused(&format!("{ASK} --months 2026-10..2026-08"), 2, "usage.months_reversed");
    refused(
        "route --category foreign --months 2011-01..2011-03 --on 2026-11-10",
        1,
        "route.before_foreign",
    );
    refused(
        "route --category flexible --months 2022-06..2022-07 --on 2026-11-10",
        1,
        "route.no_employer",
    );
    refused("route --months 2026-08 --category nobody --on 2026-11-10", 2, "usage.unknown_word");
    refused(
        &format!("route --region cn/shanghai --months 2026-08 --category local_urban --on 2026-11-10 {KNOWN}"),
        1,
        "policy.unknown_parameter",
    );
}

#[test]
fn a_way_that_hangs_on_what_is_not_sure_says_so() {
    let ask = format!("route --region cn/beijing/chaoyang --category nonlocal_urban --on 2026-11-10 --months 2015-01..2021-01 {KNOWN}");
    let answer = json(&ask, 0);
    assert_eq!((&answer["confidence"], &answer["parts"][0]["days"]), (&"D".into(), &10.into()));
    has(
        &answer,
        &["doubts.parameter", "doubts.confidence", "doubts.note", "parts.doubts.parameter"],
    );
    let taxed = json(&format!("{ASK} --months 2026-08..2026-10 {KNOWN}"), 0);
    assert_eq!(taxed["parts"][0]["tax_authority_months"].as_array().map(Vec::len), Some(3));
    // The pages tell of about 2011 to 2016.
    let old = json(&format!("{ASK} --months 2022-06..2022-07 {KNOWN}"), 0);
    assert_eq!(old["confidence"], "C", "{old}");
}

#[test]
fn a_way_says_what_it_rests_on_where_asked() {
    let line = "route --months 2011-05..2011-06 --category local_urban --on 2026-09-18 --known-on 2026-09-18";
    let answer = crate::json(&format!("{line} --why"), 0);
    let reason = &answer["parts"][0]["why"]["because"][0];
    assert_eq!(
        (&reason["rule"], &reason["because"][0]["parameter"]),
        (&"route_early".into(), &"back_payment.approval_until".into())
    );
    assert!(crate::json(line, 0)["parts"][0]["why"].is_null());
    assert!(answer["doubt"].as_str().is_some_and(|doubt| !doubt.contains(" · ")), "{answer}");
}
