use procedures::take_remittance::take_remittance;
use procedures::{Caller, Role};

use super::city;

const MANDATE: &str = r#"{"bank":"示例银行","bank_code":"102100099996","account_name":"NAME","account_number":"6222000011111234"}"#;

#[tokio::test]
async fn a_month_is_declared_once_from_the_list_that_was_seen() {
    let city = city().await;
    let draft = city.get(&city.at("draft-bill"), Role::Clerk).await;
    let seen = draft["version"].as_i64().expect("a version");
    let (path, month) = (city.at("declarations"), draft["month"].as_str().expect("a month").to_owned());
    let ask = |seen: i64| format!(r#"{{"month":"{month}","seen":{seen}}}"#);
    let clerk = Role::Clerk;
    assert_eq!(
        city.refused("POST", &path, clerk, "", &ask(seen)).await,
        (400, "error.key_missing".into())
    );
    assert_eq!(city.refused("POST", &path, Role::Collection, "declare-1", &ask(seen)).await.0, 403);
    assert_eq!(city.refused("POST", &path, Role::Anonymous, "declare-1", &ask(seen)).await.0, 401);
    assert_eq!(
        city.refused("POST", &path, clerk, "declare-1", &ask(seen - 1)).await,
        (409, "error.stale".into())
    );
    let unknown = format!(r#"{{"month":"{month}","seen":{seen},"extra":1}}"#);
    assert_eq!(
        city.refused("POST", &path, clerk, "declare-1", &unknown).await,
        (400, "error.unreadable".into())
    );
    assert_eq!(
        city.refused("POST", &path, clerk, "declare-1", r#"{"month":"9/2026","seen":1}"#)
            .await
            .0,
        400
    );

    let first = city
        .filed("/api/employers/{employer}/declarations", &path, clerk, "declare-2", &ask(seen))
        .await;
    let again = city.trial.call("POST", &path, clerk, "declare-2", &ask(seen)).await;
    assert_eq!(again.json()["receipt"], first["receipt"], "the same ask names the first receipt");
    assert_eq!(city.refused("POST", &path, clerk, "declare-2", &ask(seen + 1)).await.0, 422);
    let declared = city.get(&city.at(&format!("declarations/{month}")), clerk).await;
    assert_eq!(declared["items"][0]["how"], "clerk");
    assert_eq!(city.get(&city.at("draft-bill"), clerk).await["declared"], "clerk");
}

#[tokio::test]
async fn bases_are_declared_line_by_line_and_a_repeated_ask_is_the_same_receipt() {
    let city = city().await;
    let path = city.at("bases/2026-07");
    let ask = |wage: &str| format!(r#"{{"lines":[{{"person":"{}","wage":"{wage}","confirmed":true}}]}}"#, city.person);
    let clerk = Role::Clerk;
    let done = city
        .filed(
            "/api/employers/{employer}/bases/{year}",
            &path,
            clerk,
            "bases-001",
            &ask("12480.00"),
        )
        .await;
    assert_eq!(
        (&done["lines"][0]["outcome"], &done["lines"][0]["base"]),
        (&"done".into(), &"12480.00".into())
    );
    let again = city.trial.call("POST", &path, clerk, "bases-001", &ask("12480.00")).await;
    assert_eq!(again.json()["accepted"], done["accepted"]);
    assert_eq!(city.refused("POST", &path, clerk, "bases-001", &ask("12490.00")).await.0, 422);
    assert_eq!(city.refused("POST", &path, clerk, "", &ask("12480.00")).await.0, 400);
    assert_eq!(city.refused("POST", &path, clerk, "bases-002", &ask("a lot")).await.0, 400);
    assert_eq!(
        city.refused("POST", &path, clerk, "bases-003", r#"{"lines":[],"more":1}"#).await.0,
        400
    );
    assert_eq!(
        city.refused("POST", &path, clerk, "bases-004", &ask("0.00")).await,
        (422, "filing.nothing_to_file".into())
    );
    assert_eq!(
        city.refused("POST", &city.at("bases/2030-07"), clerk, "bases-005", &ask("12480.00"))
            .await
            .0,
        422
    );
    let bases = city.get(&path, clerk).await;
    let mine = bases["items"]
        .as_array()
        .expect("people")
        .iter()
        .find(|p| p["person"] == city.person.as_str());
    assert_eq!(mine.expect("the person")["base"], "12480.00");
}

#[tokio::test]
async fn another_account_is_debited_from_the_day_that_was_said() {
    let city = city().await;
    let (path, clerk) = (city.at("mandate"), Role::Clerk);
    let name = city.get(&format!("/api/employers/{}", city.employer), clerk).await["name"]
        .as_str()
        .expect("a name")
        .to_owned();
    let ask = MANDATE.replace("NAME", &name);
    assert_eq!(city.refused("POST", &path, clerk, "", &ask).await.0, 400);
    assert_eq!(city.refused("POST", &path, Role::Agent, "mandate-1", &ask).await.0, 403);
    assert_eq!(
        city.refused("POST", &path, clerk, "mandate-1", &MANDATE.replace("NAME", "Somebody else"))
            .await
            .0,
        422
    );
    assert_eq!(city.refused("POST", &path, clerk, "mandate-1", r#"{"bank":"x"}"#).await.0, 400);
    let first = city
        .filed("/api/employers/{employer}/mandate", &path, clerk, "mandate-2", &ask)
        .await;
    let again = city.trial.call("POST", &path, clerk, "mandate-2", &ask).await;
    assert_eq!(again.json()["accepted"], first["accepted"]);
    assert_eq!(
        city.refused("POST", &path, clerk, "mandate-2", &ask.replace("1234\"", "5678\""))
            .await
            .0,
        422
    );
    assert_eq!(city.get(&path, clerk).await["now"]["account"], "1234");
}

#[tokio::test]
async fn the_demonstrations_day_goes_on_one_by_one_and_its_bank_does_as_it_is_told() {
    let city = city().await;
    let (path, nobody) = ("/api/demo/day", Role::Anonymous);
    assert_eq!(
        city.refused("POST", path, nobody, "", r#"{"day":"2026-09-30"}"#).await,
        (422, "demo.not_the_next_day".into())
    );
    assert_eq!(city.refused("POST", path, nobody, "", r#"{"day":"8 September"}"#).await.0, 400);
    assert_eq!(
        city.refused("POST", path, nobody, "", r#"{"day":"2026-09-08","more":1}"#).await.0,
        400
    );
    for _ in 0..2 {
        city.filed(path, path, nobody, "", r#"{"day":"2026-09-08"}"#).await;
    }
    assert_eq!(city.get(path, nobody).await["day"], "2026-09-08");
    let order = |answer: &str| format!(r#"{{"employer":"{}","answer":"{answer}","times":1}}"#, city.employer);
    let orders = "/api/demo/bank-orders";
    assert_eq!(city.refused("POST", orders, nobody, "", &order("perhaps")).await.0, 400);
    city.filed(orders, orders, nobody, "", &order("insufficient_balance")).await;
    assert_eq!(city.get(orders, nobody).await["items"][0]["answer"], "insufficient_balance");
}

#[tokio::test]
async fn a_file_of_the_bank_has_effect_once() {
    let city = city().await;
    let officer = Role::Collection;
    let debits = city.get(&city.at("debits"), Role::Clerk).await;
    let one = &debits["items"][0];
    let text = |key: &str| one[key].as_str().expect("text").to_owned();
    let (id, amount, day) = (text("end_to_end"), text("amount"), text("collect_on"));
    let head = "end_to_end_id,amount,currency,status,reason,value_date\r\n";
    let line = format!("{head}{id},{amount},CNY,ACSC,,{day}\r\n");
    let path = "/api/bank-files?name=once.csv";
    assert_eq!(
        city.refused("POST", path, officer, "", &line).await.0,
        422,
        "without its closing line it is refused whole"
    );
    assert_eq!(city.refused("POST", path, Role::Clerk, "", &line).await.0, 403);
    let whole = format!("{line}#,1,{amount},,,\r\n");
    let first = city.filed("/api/bank-files", path, officer, "", &whole).await;
    let again = city.trial.call("POST", path, officer, "", &whole).await;
    assert_eq!((again.status.as_u16(), &again.json()["already"]), (200, &true.into()));
    assert_eq!(again.json()["accepted"], first["accepted"]);
    let files = city.get("/api/bank-files", officer).await;
    assert_eq!(
        (&files["items"][0]["file"]["name"], &files["items"][0]["file"]["booked"]),
        (&"once.csv".into(), &true.into())
    );
    assert_eq!(
        city.get(&city.at("account"), Role::Clerk).await["entries"][0]["paid"],
        amount.as_str(),
        "paid once"
    );
}

#[tokio::test]
async fn money_that_waits_is_assigned_once_with_a_note() {
    let city = city().await;
    let (officer, assign) = (Role::Collection, "/api/unallocated/assignments");
    let money = domain::collection::Incoming {
        bank_reference: "NO-0001".into(),
        text: "thanks".into(),
        payer: "Somebody".into(),
        account: "6222000011119999".into(),
    };
    let agency = city.trial.portal.agency();
    let (amount, day) = (units::Fen(10_000), units::date(2026, 9, 7));
    agency
        .write(&Caller::system(), move |desk| take_remittance(desk, amount, day, &money))
        .expect("money");
    let waiting = city.get("/api/unallocated", officer).await["items"][0].clone();
    assert_eq!((&waiting["left"], &waiting["purpose"]), (&"100.00".into(), &"none".into()));
    let books = city.get("/api/reconciliation", officer).await;
    assert_eq!(
        (&books["work"][0]["what"]["code"], &books["holds"]),
        (&"work.no_owner".into(), &true.into())
    );
    let ask = |note: &str| {
        let (subject, remittance) = (
            waiting["subject"].as_str().expect("a code"),
            waiting["remittance"].as_str().expect("a code"),
        );
        let employer = &city.employer;
        format!(r#"{{"subject":"{subject}","remittance":"{remittance}","employer":"{employer}","note":"{note}"}}"#)
    };
    assert_eq!(city.refused("POST", assign, officer, "", &ask("by phone")).await.0, 400);
    assert_eq!(city.refused("POST", assign, Role::Clerk, "assign-1", &ask("by phone")).await.0, 403);
    assert_eq!(city.refused("POST", assign, officer, "assign-1", r#"{"note":"x"}"#).await.0, 400);
    let kind = ask("by phone").replace("\"note\"", "\"bill\":{\"month\":\"2026-08\",\"kind\":\"odd\"},\"note\"");
    assert_eq!(city.refused("POST", assign, officer, "assign-1", &kind).await.0, 400);
    assert_eq!(
        city.refused("POST", assign, officer, "assign-1", &ask(" ")).await,
        (422, "money.note_missing".into())
    );
    let first = city.filed(assign, assign, officer, "assign-2", &ask("by phone")).await;
    let again = city.trial.call("POST", assign, officer, "assign-2", &ask("by phone")).await;
    assert_eq!(again.json()["accepted"], first["accepted"]);
    assert_eq!(city.refused("POST", assign, officer, "assign-2", &ask("by letter")).await.0, 422);
}

#[tokio::test]
async fn a_session_is_opened_used_and_ended() {
    let city = city().await;
    let ask = r#"{"handle":"clerk"}"#;
    let session = city.filed("/api/sessions", "/api/sessions", Role::Anonymous, "", ask).await;
    assert_eq!(session["grants"][0]["employer"], city.employer.as_str());
    let bearer = format!("Bearer {}", session["token"].as_str().expect("a token"));
    let ask = |method: &str| {
        let request = axum::http::Request::builder().method(method).uri("/api/sessions/own");
        let request = request.header("authorization", &bearer).header("accept-language", "en");
        request.body(axum::body::Body::empty()).expect("a request")
    };
    assert_eq!(city.trial.send(ask("GET")).await.status.as_u16(), 200);
    assert_eq!(city.trial.send(ask("DELETE")).await.status.as_u16(), 204);
    assert_eq!(city.trial.send(ask("GET")).await.status.as_u16(), 401);
    let wrong = r#"{"handle":"clerk","password":"wrong"}"#;
    assert_eq!(
        city.refused("POST", "/api/sessions", Role::Anonymous, "", wrong).await,
        (422, "sign_in.wrong".into())
    );
}
