//! The employer's stick at the counter: read, held against the case, refused where a byte was changed.

use axum::body::Body;
use axum::http::{StatusCode, header};
use procedures::Role;

use super::super::trial::{Answer, Trial};

async fn handed(trial: &Trial, path: &str, files: &[(String, String)]) -> Answer {
    let mut body = "--edge\r\ncontent-disposition: form-data; name=\"key\"\r\n\r\nstick-0001\r\n".to_owned();
    for (name, text) in files {
        body += &format!("--edge\r\ncontent-disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n{text}\r\n");
    }
    body += "--edge--\r\n";
    let request = trial
        .as_role("POST", path, Role::Acceptance)
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
    trial.send(request.body(Body::from(body)).expect("a request")).await
}

/// The declaration files of a case, as its employer exports them.
async fn exported(trial: &Trial, case: &str) -> Vec<(String, String)> {
    let page = trial.get(case, Role::Clerk).await.body;
    let mark = format!("href=\"{case}/files/");
    let names = page.split(&mark).skip(1).filter_map(|rest| rest.split('"').next());
    let mut files = Vec::new();
    for name in names {
        let file = trial.get(&format!("{case}/files/{name}"), Role::Clerk).await;
        assert_eq!(file.status, StatusCode::OK, "{name}");
        files.push((name.to_owned(), file.body));
    }
    assert_eq!(files.len(), 3, "two groups and their manifest");
    files
}

pub(super) async fn read_at_the_counter(trial: &Trial, case: &str) {
    let files = exported(trial, case).await;
    let at = format!("{case}/stick");
    let same = handed(trial, &at, &files).await;
    assert_eq!(same.status, StatusCode::OK, "{}", same.body);
    assert!(same.body.contains("All 2 lines agree with the case"), "{}", same.body);
    let number = case.rsplit('/').next().unwrap_or_default();
    let known = handed(trial, "/desks/acceptance/stick", &files).await;
    assert!(
        known.body.contains(&format!("The files are of case {number}")) && known.body.contains("All 2 lines agree"),
        "{}",
        known.body
    );
    let mut changed = files.clone();
    changed[0].1 = changed[0].1.replacen("2019-02", "2019-01", 1);
    for path in [at.as_str(), "/desks/acceptance/stick"] {
        let refused = handed(trial, path, &changed).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(refused.body.contains("does not agree with its checksum"), "{}", refused.body);
        let nothing = handed(trial, path, &[]).await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: nothing chosen");
    }
    let bare = handed(trial, &at, &files[..2]).await;
    assert!(bare.body.contains("declaration_file.no_manifest"), "{}", bare.body);
    let clerk = trial.post(&at, "key=stick-0002", Role::Clerk).await;
    assert_eq!(clerk.status, StatusCode::FORBIDDEN, "the counter reads sticks");
    let address = case.replacen("/back-payments/", "/api/employers/", 1);
    let (employer, id) = address.rsplit_once('/').expect("a case");
    let list: Vec<_> = files
        .iter()
        .map(|(name, text)| serde_json::json!({ "name": name, "text": text }))
        .collect();
    let ask = serde_json::json!({ "files": list }).to_string();
    let told = trial
        .call("POST", &format!("{employer}/back-payments/{id}/stick"), Role::Acceptance, "", &ask)
        .await;
    assert_eq!(told.json()["agrees"], true, "{}", told.body);
}
