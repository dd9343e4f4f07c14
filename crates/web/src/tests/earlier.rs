//! Records from before this system through page and API: refused with its rows and sums named, handed in, confirmed by somebody else.

use axum::body::Body;
use axum::http::StatusCode;
use domain::ids::EmployerId;
use procedures::Role;

use super::trial::{Answer, Trial};

const PAGE: &str = "/earlier-records";
const HEADINGS: &str = "姓名,证件号码,险种,起始月,终止月,缴费基数,单位月缴,个人月缴,月划入个人账户,缴费状态,到账日期";
/// Two rows of somebody who has left long ago and was never registered here.
const ROWS: &str = "何清明,110105199003071239,养老,2018-01,2019-01,6000,1140,480,480,正常缴费,\n\
                    何清明,110105199003071239,失业,2018-01,2019-01,6000,48,12,0,正常缴费,";

fn file(rows: &str) -> String {
    format!("{HEADINGS}\n{rows}\n")
}

async fn hand_in(trial: &Trial, key: &str, rows: &str, sums: [&str; 3], code: &str) -> Answer {
    let fields = [
        ("key", key),
        ("credit_code", code),
        ("employer", sums[0]),
        ("person", sums[1]),
        ("to_account", sums[2]),
    ];
    let mut body = String::new();
    for (name, value) in fields {
        body += &format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    body += &format!(
        "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"old.csv\"\r\nContent-Type: text/csv\r\n\r\n{}\r\n--edge--\r\n",
        file(rows)
    );
    let request = trial
        .as_role("POST", PAGE, Role::Registration)
        .header("content-type", "multipart/form-data; boundary=edge");
    trial.send(request.body(Body::from(body)).expect("a request")).await
}

fn city() -> (Trial, EmployerId, String) {
    let trial = Trial::city();
    let (of, code) = trial
        .portal
        .agency()
        .read(&procedures::Caller::system(), |desk| {
            let of = procedures::found_demo::clerks_employer(desk)?;
            let known = store::employer::load(desk.tx, of)?.expect("the employer");
            Ok((of, known.credit_code))
        })
        .expect("the clerk's employer");
    (trial, of, code)
}

#[tokio::test]
async fn a_file_is_taken_whole_with_its_sums_or_not_at_all() {
    let (trial, of, code) = city();
    let right = ["15444.00", "6396.00", "6240.00"];
    let stranger = hand_in(&trial, "earlier-1", ROWS, right, "91110105MA01YVQE1X").await;
    assert_eq!(stranger.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        stranger.body.contains("earlier.no_such_employer") && stranger.body.contains("15444.00"),
        "typed sums stay"
    );
    let differs = hand_in(&trial, "earlier-2", ROWS, ["15444.00", "6396.01", "6240.00"], &code).await;
    assert_eq!(differs.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        differs.body.contains("6,396.00") && differs.body.contains("id=\"person-error\""),
        "{}",
        differs.body
    );
    let bad = ROWS.replace("失业,2018-01,2019-01", "失业,2018-01,2026-08");
    let refused = hand_in(&trial, "earlier-3", &bad, right, &code).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("earlier.kept_here") || refused.body.contains("kept by this system"),
        "{}",
        refused.body
    );
    let none = trial.get(&format!("/api/employers/{of}/earlier-records"), Role::Registration).await;
    assert_eq!(none.json()["items"].as_array().expect("files").len(), 0, "nothing was half-done");

    let taken = hand_in(&trial, "earlier-4", ROWS, right, &code).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.body);
    let address = taken.header("location").to_owned();
    let again = hand_in(&trial, "earlier-4", ROWS, right, &code).await;
    assert_eq!(again.header("location"), address, "sent twice, taken once");
    let own = trial.post(&format!("{address}/confirm"), "key=earlier-5", Role::Registration).await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(own.body.contains("earlier.own_file"), "{}", own.body);
    let groundless = trial
        .post(&format!("{address}/take-back"), "key=earlier-6&ground=+", Role::Registration)
        .await;
    assert!(groundless.body.contains("earlier.ground_missing"), "{}", groundless.body);
    assert_eq!(trial.get(PAGE, Role::Collection).await.status, StatusCode::FORBIDDEN);
    let auditor = trial.get(&address, Role::Auditor).await;
    assert_eq!(auditor.status, StatusCode::OK);
    assert!(
        auditor.body.contains("15,444.00") && !auditor.body.contains("<form method=\"post\" action=\"/earlier"),
        "an auditor only looks"
    );
}

#[tokio::test]
async fn a_program_hands_in_and_takes_back() {
    let (trial, of, _) = city();
    let base = format!("/api/employers/{of}/earlier-records");
    let at = format!("{base}?name=old.csv&employer=15444.00&person=6396.00&to_account=6240.00");
    let call = |path: String, key: &'static str, body: String| {
        let trial = &trial;
        async move { trial.call("POST", &path, Role::Registration, key, &body).await }
    };
    let made = call(at.clone(), "earlier-key-1", file(ROWS)).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let other = call(at, "earlier-key-1", file(&ROWS.replace("6000", "6001"))).await;
    assert_eq!(
        other.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "the key stands for another file: {}",
        other.body
    );
    let id = made.json()["file"].as_str().expect("a code").to_owned();
    let deed = |deed: &str| format!(r#"{{"deed":"{deed}","ground":"wrong year"}}"#);
    let own = call(format!("{base}/{id}/deeds"), "earlier-key-2", deed("confirm")).await;
    assert_eq!(own.json()["code"], "earlier.own_file", "{}", own.body);
    let back = call(format!("{base}/{id}/deeds"), "earlier-key-3", deed("take_back")).await;
    assert_eq!(back.status, StatusCode::CREATED, "{}", back.body);
    let one = trial.get(&format!("{base}/{id}"), Role::Registration).await.json();
    let stages: Vec<&str> = one["stages"]
        .as_array()
        .expect("stages")
        .iter()
        .filter_map(|s| s["stage"].as_str())
        .collect();
    assert_eq!(stages, ["handed_in", "taken_back"]);
    assert_eq!(
        (&one["stages"][0]["months"], &one["stages"][1]["ground"]),
        (&26.into(), &"wrong year".into())
    );
}
