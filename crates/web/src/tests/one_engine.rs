//! The calculator that runs in the browser too: what its page carries, and that the API says what the engine of the browser says.

#[path = "../../../browser/tests/questions.rs"]
mod questions;

use axum::http::StatusCode;
use procedures::{Clock, Role};
use serde_json::{Value, json};
use units::date;

use super::trial::{Trial, agency_in};

const PAGE: &str = "/calculators/assess";
const ASKED: &str = "?month=2026-08&wage=9500&category=local_urban&injury_class=1";

/// Every so many of the hundred thousand questions that the module in Node and the native engine are compared on.
const EVERY: usize = 53;

fn beijing() -> Trial {
    let agency = agency_in("cn/beijing", Clock::Stored);
    agency.found(Some(date(2026, 11, 22))).expect("a founded agency");
    Trial::of(agency, Vec::new())
}

#[tokio::test]
async fn the_api_says_what_the_browser_says() {
    let trial = beijing();
    let (mut answered, mut refused) = (0, 0);
    for place in (0..100_000).step_by(EVERY) {
        let mut question: Value = serde_json::from_str(&questions::question(place)).expect("JSON");
        let lang = format!("lang={}", question["lang"].as_str().unwrap_or_default());
        let Some(options) = question["ask"].get_mut("assess").and_then(Value::as_object_mut) else {
            continue;
        };
        // The API answers for its own region, as known today, with the reasons.
        options.extend([("region".to_owned(), json!("cn/beijing")), ("why".to_owned(), json!(true))]);
        options.remove("known_on");
        let typed = options.iter().filter(|(name, _)| !matches!(name.as_str(), "region" | "why"));
        let typed = typed.map(|(name, value)| format!("{name}={}", value.as_str().unwrap_or_default()));
        let query: Vec<String> = typed.chain([lang]).collect();
        let browser = browser::answer(question.to_string().as_bytes());
        let code = serde_json::from_str::<Value>(&browser).expect("JSON")["error"]["code"]
            .as_str()
            .map(str::to_owned);
        match code {
            // What is typed wrong is refused by field here.
            Some(code) if code.starts_with("usage.") || code == "assess.negative_wage" => {}
            Some(code) => {
                let server = trial.get(&format!("/api{PAGE}?{}", query.join("&")), Role::Anonymous).await;
                assert!(server.body.contains(&format!("\"{code}\"")), "{question}: {}", server.body);
                refused += 1;
            }
            None => {
                let server = trial.get(&format!("/api{PAGE}?{}", query.join("&")), Role::Anonymous).await;
                assert_eq!(server.body, browser, "{question}");
                answered += 1;
            }
        }
    }
    assert!(answered > 300 && refused > 50, "{answered} answered, {refused} refused");
}

#[tokio::test]
async fn only_the_page_with_the_engine_may_compile_it() {
    let trial = beijing();
    for (page, may) in [
        (PAGE, true),
        ("/calculators", false),
        ("/calculators/retire", false),
        ("/sign-in", false),
    ] {
        let policy = trial.get(page, Role::Anonymous).await.header("content-security-policy").to_owned();
        assert_eq!(policy.contains("script-src 'self' 'wasm-unsafe-eval';"), may, "{page}: {policy}");
        assert_eq!(policy.matches("unsafe").count(), usize::from(may), "{page}: {policy}");
    }
}

#[tokio::test]
async fn the_page_names_the_rules_that_the_module_must_have_and_the_module_is_sent_compressed() {
    let trial = beijing();
    let page = trial.get(&format!("{PAGE}{ASKED}"), Role::Anonymous).await;
    let engine = page
        .body
        .split("data-engine=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("its address");
    let held = json!({ "lang": "en", "today": "2026-11-22", "ask": { "pack": { "region": "cn/beijing" } } });
    let held: Value = serde_json::from_str(&browser::answer(held.to_string().as_bytes())).expect("JSON");
    let fingerprint = held["fingerprint"].as_str().expect("a fingerprint");
    assert!(page.body.contains(&format!("data-fingerprint=\"{fingerprint}\"")));
    let module = trial.get(engine, Role::Anonymous).await;
    assert_eq!(
        (module.status, module.header("content-type"), module.header("content-encoding")),
        (StatusCode::OK, "application/wasm", "")
    );
    let file = crate::file::at(engine.trim_start_matches("/static/")).expect("the module");
    assert!(
        file.bytes.starts_with(b"\0asm") && file.gzip.len() * 5 < file.bytes.len() * 2,
        "{} of {}",
        file.gzip.len(),
        file.bytes.len()
    );
}
