//! One's own sign-in, as somebody with a real password uses it.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use procedures::sign_in::{NewLogin, add_login};
use procedures::{Caller, totp};

use super::trial::{Answer, Trial};

const PASSWORD: &str = "wheat at dawn";

/// A login of the trial's machine, and the secret of its second factor.
fn somebody(trial: &Trial) -> String {
    let new = NewLogin {
        handle: "chen".to_owned(),
        name: "陈立冬".to_owned(),
        password: PASSWORD.to_owned(),
        grants: vec![store::login::Granted {
            role: "auditor".to_owned(),
            employer: None,
            person: None,
            until: None,
        }],
    };
    add_login(trial.portal.agency(), &Caller::operator(), new).expect("a login")
}

/// The code of a secret, so many steps from now.
fn code(trial: &Trial, secret: &str, steps: i64) -> String {
    let secret = totp::from_base32(secret).expect("base 32");
    totp::at(&secret, trial.portal.agency().now() / 30_000 + steps).expect("a code")
}

async fn post(trial: &Trial, path: &str, token: &str, form: &str) -> Answer {
    let request = Request::post(path)
        .header(header::ACCEPT_LANGUAGE, "en")
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::COOKIE, format!("shebao-session={token}"));
    trial.send(request.body(Body::from(form.to_owned())).expect("a request")).await
}

async fn get(trial: &Trial, path: &str, token: &str) -> Answer {
    let request = Request::get(path)
        .header(header::ACCEPT_LANGUAGE, "en")
        .header(header::COOKIE, format!("shebao-session={token}"));
    trial.send(request.body(Body::empty()).expect("a request")).await
}

/// The token of a new session, where the sign-in succeeds.
async fn sign_in(trial: &Trial, password: &str, code: &str) -> Option<String> {
    let form = format!("key=formkey1&handle=chen&password={}&code={code}", password.replace(' ', "+"));
    let answer = post(trial, "/sign-in", "", &form).await;
    let cookie = answer.header("set-cookie").split(';').next().unwrap_or_default();
    cookie.strip_prefix("shebao-session=").map(str::to_owned)
}

#[tokio::test]
async fn a_password_is_changed_by_who_knows_it_and_ends_the_other_sessions() {
    let trial = Trial::demo();
    let secret = somebody(&trial);
    let here = sign_in(&trial, PASSWORD, &code(&trial, &secret, -1)).await.expect("signed in");
    let elsewhere = sign_in(&trial, PASSWORD, &code(&trial, &secret, 0)).await.expect("signed in");
    let page = get(&trial, "/sign-in/own", &here).await;
    for said in [
        "陈立冬",
        "Auditor: sees everything",
        "Here",
        "Elsewhere",
        "Sign out everywhere else",
    ] {
        assert!(page.body.contains(said), "{said}\n{}", page.body);
    }
    let change =
        |present: &str, new: &str, again: &str| format!("key=formkey2&present={present}&new={new}&again={again}").replace(' ', "+");
    let refused = [
        (
            change("rye at dusk", "barley at noon", "barley at noon"),
            "This is not your present password.",
        ),
        (change(PASSWORD, "short", "short"), "A password has at least 8 characters."),
        (
            change(PASSWORD, "barley at noon", "barley at none"),
            "entered differently the second time",
        ),
        (change(PASSWORD, PASSWORD, PASSWORD), "The new password is the present one."),
    ];
    for (form, said) in refused {
        let answer = post(&trial, "/sign-in/own/password", &here, &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        assert!(answer.body.contains(said), "{said}\n{}", answer.body);
    }
    let changed = post(
        &trial,
        "/sign-in/own/password",
        &here,
        &change(PASSWORD, "barley at noon", "barley at noon"),
    )
    .await;
    assert_eq!(changed.header("location"), "/sign-in/own?done=password");
    assert_eq!(get(&trial, "/sign-in/own", &here).await.status, StatusCode::OK);
    assert_ne!(
        get(&trial, "/sign-in/own", &elsewhere).await.status,
        StatusCode::OK,
        "whoever knew the old one is out"
    );
    assert_eq!(sign_in(&trial, PASSWORD, &code(&trial, &secret, 1)).await, None);
    assert!(sign_in(&trial, "barley at noon", &code(&trial, &secret, 1)).await.is_some());
}

#[tokio::test]
async fn a_flood_at_the_front_door_is_told_to_come_again() {
    let trial = Trial::demo();
    let secret = somebody(&trial);
    let form = "key=formkey1&handle=chen&password=rye&code=000000";
    let flood = trial.portal.gates().hard.flood();
    let page = post(&trial, "/sign-in", "", form).await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    let ask = Request::post("/api/sessions").header(header::CONTENT_TYPE, "application/json");
    let body = Body::from(r#"{"handle":"chen","password":"rye"}"#);
    let problem = trial.send(ask.body(body).expect("a request")).await;
    assert_eq!(problem.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(problem.json()["code"], "error.busy", "{}", problem.body);
    assert_eq!(get(&trial, "/guide", "").await.status, StatusCode::OK, "pages go on");
    drop(flood);
    assert_eq!(post(&trial, "/sign-in", "", form).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(sign_in(&trial, PASSWORD, &code(&trial, &secret, 0)).await.is_some());
}

#[tokio::test]
async fn another_authenticator_is_set_once_it_shows_a_code() {
    let trial = Trial::demo();
    let secret = somebody(&trial);
    let here = sign_in(&trial, PASSWORD, &code(&trial, &secret, -1)).await.expect("signed in");
    let address = "/sign-in/own/second-factor";
    let page = get(&trial, address, &here).await;
    let drawn = page
        .body
        .split("name=\"secret\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    let drawn = drawn.expect("a secret").to_owned();
    let set = |code: &str| format!("key=formkey3&secret={drawn}&code={code}&present={}", PASSWORD.replace(' ', "+"));
    let wrong = post(&trial, address, &here, &set(&code(&trial, &secret, 0))).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.body.contains("does not belong to this secret") && wrong.body.contains(&drawn),
        "{}",
        wrong.body
    );
    let done = post(&trial, address, &here, &set(&code(&trial, &drawn, 0))).await;
    assert_eq!(done.header("location"), "/sign-in/own?done=second_factor");
    assert_eq!(
        sign_in(&trial, PASSWORD, &code(&trial, &secret, 1)).await,
        None,
        "the old one is over"
    );
    assert!(sign_in(&trial, PASSWORD, &code(&trial, &drawn, 1)).await.is_some());
}

#[tokio::test]
async fn the_operator_lets_somebody_in_and_resets_what_was_lost() {
    let trial = Trial::demo();
    let token = trial.token(procedures::Role::Operator).expect("the operator");
    let ask = |handle: &str, role: &str, employer: &str| {
        format!("key=formkey4&handle={handle}&name=Chen+Lidong&role={role}&employer={employer}&person=")
    };
    let address = "/operations/logins";
    for (form, said) in [
        (ask("chen", "clerk", ""), "No employer has this unified credit code"),
        (ask("operator", "auditor", ""), "This user name is taken"),
        (ask("", "auditor", ""), "Enter"),
    ] {
        let refused = post(&trial, address, &token, &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        assert!(refused.body.contains(said), "{said}\n{}", refused.body);
    }
    let drawn = |answer: &Answer| {
        let codes: Vec<String> = answer
            .body
            .split("<code>")
            .skip(1)
            .map(|rest| rest.split('<').next().unwrap_or_default().to_owned())
            .collect();
        (codes[1].clone(), codes[2].replace(' ', ""))
    };
    let added = post(&trial, address, &token, &ask("chen", "auditor", "")).await;
    assert_eq!(added.status, StatusCode::OK, "{}", added.body);
    let (password, secret) = drawn(&added);
    let here = sign_in(&trial, &password, &code(&trial, &secret, 0)).await.expect("signed in");
    let list = get(&trial, address, &token).await;
    assert!(list.body.contains("chen") && !list.body.contains(&password), "shown once");
    let again = post(&trial, "/operations/logins/reset", &token, "key=formkey5&handle=chen").await;
    let (other, secret) = drawn(&again);
    assert_ne!(other, password);
    assert_ne!(
        get(&trial, "/sign-in/own", &here).await.status,
        StatusCode::OK,
        "every session ended"
    );
    assert!(sign_in(&trial, &other, &code(&trial, &secret, 1)).await.is_some());
    let page = list.body.split("/operations/logins/").find_map(|rest| rest.split_once("\">chen<"));
    let page = format!("{address}/{}", page.expect("the login's page").0);
    let end = |role: &str, key: &str| format!("key={key}&role={role}&employer=&person=");
    let given = post(&trial, &format!("{page}/rights"), &token, &end("records", "formkey7")).await;
    assert_eq!(given.header("location"), format!("{page}?done=given"));
    let shown = get(&trial, &page, &token).await;
    assert!(
        shown.body.contains("Records desk") && shown.body.contains("Auditor: sees everything"),
        "{}",
        shown.body
    );
    let ended = post(&trial, &format!("{page}/rights/end"), &token, &end("auditor", "formkey8")).await;
    assert_eq!(ended.header("location"), format!("{page}?done=ended"));
    let again = post(&trial, &format!("{page}/rights/end"), &token, &end("auditor", "formkey9")).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.contains("The login does not have this right."), "{}", again.body);
    let asked = get(&trial, &format!("{page}/end"), &token).await;
    assert!(asked.body.contains("End the login of Chen Lidong?"), "{}", asked.body);
    let closed = post(&trial, &format!("{page}/end"), &token, "key=formkey10").await;
    assert_eq!(closed.header("location"), format!("{page}?done=closed"));
    assert!(get(&trial, &page, &token).await.body.contains("This login has ended."));
    assert!(sign_in(&trial, &other, &code(&trial, &secret, 1)).await.is_none());
    let demo = post(&trial, "/operations/logins/reset", &token, "key=formkey6&handle=clerk").await;
    assert_eq!(
        demo.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "the demonstration's people have no password"
    );
}
