//! The API as a program meets it: over a small city with a collected month, each thing read once and each act filed once.

mod filing;
mod reading;
pub(super) mod schema;
mod writing;

use procedures::{Caller, Role};

use super::trial::Trial;

/// A city with the code of the employer whose clerk is followed, and the code of a person on its roll.
struct City {
    trial: Trial,
    employer: String,
    person: String,
}

async fn city() -> City {
    let trial = Trial::city();
    let agency = trial.portal.agency().clone();
    let employer = agency
        .read(&Caller::system(), procedures::found_demo::clerks_employer)
        .expect("an employer")
        .code();
    let draft = trial
        .call("GET", &format!("/api/employers/{employer}/draft-bill"), Role::Clerk, "", "")
        .await
        .json();
    let person = draft["lines"][0]["person"].as_str().expect("a person").to_owned();
    City { trial, employer, person }
}

impl City {
    fn at(&self, below: &str) -> String {
        format!("/api/employers/{}/{below}", self.employer)
    }

    async fn get(&self, path: &str, role: Role) -> serde_json::Value {
        let answer = self.trial.call("GET", path, role, "", "").await;
        assert_eq!(answer.status.as_u16(), 200, "{path}: {}", answer.body);
        answer.json()
    }

    /// The answer to an act that was taken, which is as the document says.
    async fn filed(&self, template: &str, path: &str, role: Role, key: &str, body: &str) -> serde_json::Value {
        let answer = self.trial.call("POST", path, role, key, body).await;
        assert_eq!(answer.status.as_u16(), 201, "{path}: {}", answer.body);
        let document = crate::openapi::document(&crate::routes::rows());
        schema::assert_fits(&document, "post", template, "201", &answer.json());
        answer.json()
    }

    /// The status and code of a refusal, which must be a problem with a sentence.
    async fn refused(&self, method: &str, path: &str, role: Role, key: &str, body: &str) -> (u16, String) {
        let answer = self.trial.call(method, path, role, key, body).await;
        assert_eq!(answer.header("content-type"), "application/problem+json", "{path}: {}", answer.body);
        let said = answer.json();
        let code = said["code"].as_str().unwrap_or_default().to_owned();
        assert!(
            said["detail"].as_str().is_some_and(|text| !text.is_empty() && text != code),
            "{path}: {said}"
        );
        assert_eq!(said["status"], answer.status.as_u16());
        (answer.status.as_u16(), code)
    }
}
