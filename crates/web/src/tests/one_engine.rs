//! The calculators that run in the browser too: what their pages carry, and that the API and the pages say what the engine of the browser
//! says.

#[path = "../../../browser/tests/asked/pages.rs"]
mod pages;
#[path = "../../../browser/tests/asked/questions.rs"]
mod questions;

use std::collections::BTreeMap;
use std::thread;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use maud::html;
use procedures::{Clock, Role};
use reckoned::Shown;
use serde_json::{Value, json};
use units::date;
use words::Lang;

use super::trial::{Answer, Trial, agency_in};
use crate::pages::calculators::{PAGES, draw};

const PAGE: &str = "/calculators/assess";
const ASKED: &str = "?month=2026-08&wage=9500&category=local_urban&injury_class=1";

/// The questions that the module in Node and the native engine are compared on.
const QUESTIONS: u64 = 100_000;
const OF_PAGES: u64 = 10_000;
const PARTS: u64 = 2;

fn portal_of(region: &str) -> Trial {
    let agency = agency_in(region, Clock::Stored);
    agency.found(Some(date(2026, 11, 22))).expect("a founded agency");
    Trial::of(agency, Vec::new())
}

fn beijing() -> Trial {
    portal_of("cn/beijing")
}

/// In parts beside one another: what each counted, added up.
fn in_parts(all: u64, part: impl Fn(u64, u64) -> [u64; 2] + Copy + Send + 'static) -> [u64; 2] {
    let parts: Vec<_> = (0..PARTS)
        .map(|at| thread::spawn(move || part(at * all / PARTS, (at + 1) * all / PARTS)))
        .collect();
    let counted = parts.into_iter().map(|part| part.join().expect("both say the same"));
    counted.fold([0, 0], |[a, b], [more, others]| [a + more, b + others])
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
}

/// A request of nobody in particular.
async fn ask(trial: &Trial, address: &str) -> Answer {
    trial.send(Request::get(address).body(Body::empty()).expect("a request")).await
}

#[test]
fn the_api_says_what_the_browser_says_to_every_question_of_a_hundred_thousand() {
    let [answered, refused] = in_parts(QUESTIONS, |from, to| {
        let trial = beijing();
        runtime().block_on(async {
            let mut counted = [0, 0];
            for place in from..to {
                let question = questions::question(place);
                let address = address(&serde_json::from_str(&question).expect("JSON"));
                let server = ask(&trial, &address).await;
                let browser = browser::answer(question.as_bytes());
                let said: Value = serde_json::from_str(&browser).expect("JSON");
                let error = &said["error"];
                if error.is_null() {
                    assert_eq!(server.body, browser, "question {place}: {address}");
                } else {
                    let problem = server.json();
                    let refusal = json!({
                        "code": problem["code"], "message": problem["detail"], "where": problem["facts"],
                        "fix": problem["fix"].as_str().unwrap_or_default(),
                    });
                    assert_eq!(&refusal, error, "question {place}: {address}");
                    assert_eq!(server.status, StatusCode::UNPROCESSABLE_ENTITY, "question {place}: {address}");
                }
                counted[usize::from(!error.is_null())] += 1;
            }
            counted
        })
    });
    assert_eq!(answered + refused, QUESTIONS);
    assert!(
        answered > QUESTIONS * 2 / 5 && refused > QUESTIONS / 5,
        "{answered} answered, {refused} refused"
    );
}

/// A question to the engine as an address of the API.
fn address(question: &Value) -> String {
    let one = |of: &Value| {
        of.as_object()
            .and_then(|of| of.iter().next())
            .map(|(name, of)| (name.clone(), of.clone()))
    };
    let (calculator, mut options) = one(&question["ask"]).expect("a calculator");
    let path = match calculator.as_str() {
        "account-settle" => "account".to_owned(),
        "id-check" => "id".to_owned(),
        "workdays" => {
            let (verb, values) = one(&options).expect("a verb");
            options = values;
            format!("workdays/{verb}")
        }
        _ => calculator,
    };
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut query = vec![format!("lang={}", text(&question["lang"]))];
    for (name, value) in options.as_object().expect("options") {
        let values = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
        query.extend(values.iter().map(|value| format!("{name}={}", pages::encoded(&text(value)))));
    }
    format!("/api/calculators/{path}?{}", query.join("&"))
}

#[test]
fn a_page_of_the_server_draws_what_the_browser_draws() {
    let [shown, refused] = in_parts(OF_PAGES, |from, to| {
        let mut trials = BTreeMap::new();
        runtime().block_on(async {
            let mut counted = [0, 0];
            for place in from..to {
                let question = pages::question(place);
                let read: Value = serde_json::from_str(&question).expect("JSON");
                let of = |name: &str| read["ask"]["page"][name].as_str().expect("a text");
                let (path, ..) = PAGES.iter().find(|(_, page, _)| page.code == of("calculator")).expect("a page");
                let trial = trials.entry(of("region").to_owned()).or_insert_with_key(|region| portal_of(region));
                let lang = read["lang"].as_str().and_then(Lang::from_code).expect("a language");
                let address = format!("{path}?{}&lang={}", of("typed"), lang.code());
                let server = ask(trial, &address).await;
                let browser: Value = serde_json::from_str(&browser::answer(question.as_bytes())).expect("JSON");
                let drawn = match &browser["refused"][0] {
                    Value::Null => {
                        let shown: Shown = serde_json::from_value(browser["shown"].clone()).expect("an answer");
                        draw(lang, &shown)
                    }
                    refused => html! { (refused["message"].as_str().expect("a sentence")) },
                };
                let drawn = drawn.into_string();
                assert!(
                    server.body.contains(&drawn),
                    "question {place}: {address}\n{drawn}\n{}",
                    server.body
                );
                let is_shown = !browser["shown"].is_null();
                assert_eq!(server.status.is_success(), is_shown, "question {place}: {address}");
                counted[usize::from(!is_shown)] += 1;
            }
            counted
        })
    });
    assert_eq!(shown + refused, OF_PAGES);
    assert!(
        shown > OF_PAGES * 2 / 5 && refused > OF_PAGES / 20,
        "{shown} shown, {refused} refused"
    );
}

#[tokio::test]
async fn only_a_page_with_the_engine_may_compile_it() {
    let trial = beijing();
    for (page, may) in [
        (PAGE, true),
        ("/calculators/retire", true),
        ("/calculators/gaps", true),
        ("/calculators", false),
        ("/calculators/compare", false),
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
