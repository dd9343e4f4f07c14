use crate::{KNOWN, has, is_amount, json, refused};

#[test]
fn a_year_of_an_account_is_settled_by_both_methods() {
    let credits: String = (1..=12).map(|month| format!(" --credit {month:02}=760")).collect();
    let ask = format!("account settle --region cn/beijing --year 2024 --opening 10000{credits} {KNOWN}");
    let answer = json(&ask, 0);
    has(
        &answer,
        &["rate", "interest", "credits", "closing", "benchmark_rate", "not_below_benchmark"],
    );
    assert_eq!((&answer["rate"], &answer["credits"]), (&"0.0262".into(), &"9120.00".into()));
    // 10000 × 2.62 % + 760 × 78 × 2.62 % ÷ 12
    assert_eq!((&answer["interest"], &answer["closing"]), (&"391.43".into(), &"19511.43".into()));
    assert!(is_amount(&answer["interest"]) && answer["not_below_benchmark"] == true);
    let annual = json(&format!("{ask} --method annual"), 0);
    // 10000 × 2.62 % + 9120 × 2.62 % × 1.083 ÷ 2
    assert_eq!(annual["interest"], "391.39");
}

#[test]
fn a_year_without_a_rate_and_a_wrong_credit_are_refused() {
    refused(
        &format!("account settle --year 1980 --opening 1 {KNOWN}"),
        1,
        "policy.unknown_parameter",
    );
    refused("account settle --year 2024 --opening 1 --credit 13=1", 2, "usage.not_a_credit");
    refused("account settle --year 2024 --opening 1 --method daily", 2, "usage.unknown_word");
}

#[test]
fn a_month_credited_twice_is_refused() {
    let line = "account settle --year 2024 --opening 100 --credit 1=5 --credit 01=7";
    assert_eq!(crate::refused(line, 2, "usage.credit_twice")["where"]["month"], "1");
}
