//! The only place that knows HTTP status: what went wrong, as a page for people and as `application/problem+json` (RFC 9457) for
//! programs.

use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, Render, html};
use procedures::Error;
use reckoned::Stop;
use serde::Serialize;
use units::{Fact, Statement};

use crate::look::{Heading, button, link};
use crate::{Asked, Kind};

/// Why a request was not answered as asked. Handlers return it with `?`; the rim of the portal writes the page or the JSON, because
/// it knows the reader's language and what kind of route it was.
#[derive(Debug)]
pub enum Failure {
    /// A procedure said no.
    Procedure(Error),
    /// A calculator gave no answer.
    Stop(Stop),
    /// Something in the ask could not be read.
    Field(Box<dyn procedures::error::Refusal>),
    /// The database's queue is full; nothing was begun.
    Busy,
    /// No answer within the time allowed. What was sent may still be done; the same key asks for its receipt.
    TooSlow,
    /// More bytes than this address takes.
    TooLarge {
        /// How many it takes.
        most: usize,
    },
    /// The body or the query is not what the address takes.
    Unreadable {
        /// What the reader of the body said; shown to programs.
        what: String,
    },
    /// A page of another site sent this form.
    OtherSite,
    /// An ask that changes something came without its idempotency key.
    KeyMissing,
    /// Nobody is signed in, or the session is over.
    SignedOut,
    /// No such address.
    NoSuchPage,
    /// The address does not take this method.
    WrongMethod,
    /// A mistake of this program.
    Bug,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::Procedure(error)
    }
}

impl From<crate::FieldRefused> for Failure {
    fn from(refused: crate::FieldRefused) -> Failure {
        Failure::Field(Box::new(refused))
    }
}

/// A failure on its way from a handler to the rim.
#[derive(Clone)]
pub(crate) struct Failed(pub(crate) Arc<Failure>);

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Failed(Arc::new(self)));
        response
    }
}

impl Failure {
    fn status(&self) -> StatusCode {
        match self {
            Failure::Procedure(Error::Refused(_)) | Failure::Field(_) | Failure::Stop(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Failure::Procedure(Error::Denied(_)) | Failure::OtherSite => StatusCode::FORBIDDEN,
            Failure::Procedure(Error::NotFound) | Failure::NoSuchPage => StatusCode::NOT_FOUND,
            Failure::Procedure(Error::Stale { .. }) => StatusCode::CONFLICT,
            Failure::Procedure(Error::Trouble(_)) | Failure::Busy | Failure::TooSlow => StatusCode::SERVICE_UNAVAILABLE,
            Failure::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Failure::Unreadable { .. } | Failure::KeyMissing => StatusCode::BAD_REQUEST,
            Failure::SignedOut => StatusCode::UNAUTHORIZED,
            Failure::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Failure::Bug => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Whether the same ask may be sent again in a moment.
    fn passes(&self) -> bool {
        self.status() == StatusCode::SERVICE_UNAVAILABLE
    }

    fn log(&self, request: &str) {
        match self {
            Failure::Procedure(Error::Trouble(trouble)) => tracing::error!(request, ?trouble, "trouble"),
            Failure::Bug => tracing::error!(request, "bug"),
            Failure::Busy | Failure::TooSlow => tracing::warn!(request, failure = ?self, "overload"),
            Failure::Procedure(_)
            | Failure::Stop(_)
            | Failure::Field(_)
            | Failure::TooLarge { .. }
            | Failure::Unreadable { .. }
            | Failure::OtherSite
            | Failure::KeyMissing
            | Failure::SignedOut
            | Failure::NoSuchPage
            | Failure::WrongMethod => tracing::debug!(request, failure = ?self, "refused"),
        }
    }

    /// The answer in the form that this kind of route speaks.
    pub(crate) fn answer(&self, asked: &Asked, kind: Kind) -> Response {
        self.log(&asked.request);
        let mut response = match kind {
            Kind::Page | Kind::Form => (self.status(), self.page(asked)).into_response(),
            Kind::Api | Kind::Machine => {
                let body = serde_json::to_vec(&self.problem(asked)).unwrap_or_default();
                let kind = HeaderValue::from_static("application/problem+json");
                (self.status(), [(header::CONTENT_TYPE, kind)], body).into_response()
            }
        };
        if self.passes() {
            // Spread over some seconds, so that those who were turned away do not come back all at once.
            let mut byte = [0_u8];
            asked.portal.agency().random(&mut byte);
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(2 + u16::from(byte[0] % 6)));
        }
        response
    }

    fn page(&self, asked: &Asked) -> Markup {
        let lang = asked.lang;
        let title = words::tell(lang, &self.title());
        let said: &dyn Statement = self;
        let code = html! { span class="sb-code" { (said.code()) } };
        let content = html! {
            div class="sb-error-page" {
                (Heading::new(title.clone()).render())
                div class="sb-panel" {
                    p { (words::tell(lang, said)) (code) }
                    @if let Some(mend) = self.mend(asked) { p { (mend) } }
                    p class="sb-small sb-soft" { (words::say(lang, "error.request", &[("request", Fact::Text(asked.request.clone()))])) }
                    div class="sb-actions" {
                        @if matches!(self, Failure::SignedOut) {
                            (button("/sign-in", &words::say(lang, "frame.sign_in", &[])))
                        } @else {
                            (link("/", &words::say(lang, "error.home", &[])))
                        }
                    }
                }
            }
        };
        asked.frame(title).wrong(true).page(content)
    }

    fn title(&self) -> Title {
        Title(match self {
            Failure::Procedure(Error::Refused(_) | Error::Stale { .. }) | Failure::Field(_) | Failure::Stop(_) => "error.title.refused",
            Failure::Procedure(Error::Denied(_)) | Failure::OtherSite => "error.title.denied",
            Failure::Procedure(Error::NotFound) | Failure::NoSuchPage | Failure::WrongMethod => "error.title.not_found",
            Failure::Procedure(Error::Trouble(_)) | Failure::Busy | Failure::TooSlow => "error.title.trouble",
            Failure::TooLarge { .. } => "error.title.too_large",
            Failure::Unreadable { .. } | Failure::KeyMissing => "error.title.unreadable",
            Failure::SignedOut => "error.title.signed_out",
            Failure::Bug => "error.title.bug",
        })
    }

    /// What to do about it, where that is known. Only somebody who acts for an employer can be given more by one.
    fn mend(&self, asked: &Asked) -> Option<String> {
        match self {
            Failure::Stop(stop) => Some(stop.wire.fix.clone()).filter(|fix| !fix.is_empty()),
            Failure::Procedure(Error::Denied(_)) if asked.caller.employers().next().is_none() => {
                Some(words::say(asked.lang, "error.denied.elsewhere", &[]))
            }
            _other => words::mend(asked.lang, self),
        }
    }

    fn problem(&self, asked: &Asked) -> ProblemJson {
        let said: &dyn Statement = self;
        ProblemJson {
            kind: format!("urn:shebao:problem:{}", said.code()),
            title: words::tell(asked.lang, &self.title()),
            status: self.status().as_u16(),
            detail: match self {
                Failure::Unreadable { what } => what.clone(),
                Failure::Stop(stop) => stop.wire.message.clone(),
                _other => words::tell(asked.lang, said),
            },
            code: said.code().to_owned(),
            fix: self.mend(asked),
            facts: said
                .facts()
                .into_iter()
                .map(|(name, fact)| (name.to_owned(), fact.plain()))
                .collect(),
            instance: format!("urn:shebao:request:{}", asked.request),
        }
    }
}

struct Title(&'static str);

impl Statement for Title {
    fn code(&self) -> &'static str {
        self.0
    }
    fn facts(&self) -> Vec<(&'static str, Fact)> {
        Vec::new()
    }
}

impl Statement for Failure {
    fn code(&self) -> &'static str {
        match self {
            Failure::Procedure(Error::Refused(refusal)) | Failure::Field(refusal) => refusal.code(),
            Failure::Stop(stop) => stop.wire.code,
            Failure::Procedure(Error::Denied(_)) => "error.denied",
            Failure::Procedure(Error::NotFound) | Failure::NoSuchPage => "error.not_found",
            Failure::Procedure(Error::Stale { .. }) => "error.stale",
            Failure::Procedure(Error::Trouble(_)) => "error.trouble",
            Failure::Busy => "error.busy",
            Failure::TooSlow => "error.too_slow",
            Failure::TooLarge { .. } => "error.too_large",
            Failure::Unreadable { .. } => "error.unreadable",
            Failure::OtherSite => "error.other_site",
            Failure::KeyMissing => "error.key_missing",
            Failure::SignedOut => "error.signed_out",
            Failure::WrongMethod => "error.wrong_method",
            Failure::Bug => "error.bug",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            Failure::Procedure(Error::Refused(refusal)) | Failure::Field(refusal) => refusal.facts(),
            Failure::Stop(stop) => stop
                .wire
                .place
                .iter()
                .map(|(name, fact)| (*name, Fact::Text(fact.clone())))
                .collect(),
            Failure::Procedure(Error::Stale { version }) => vec![("version", Fact::Count(*version))],
            Failure::TooLarge { most } => vec![("most", Fact::Count(i64::try_from(most / 1_048_576).unwrap_or(i64::MAX).max(1)))],
            Failure::Procedure(Error::Denied(_) | Error::NotFound | Error::Trouble(_))
            | Failure::Busy
            | Failure::TooSlow
            | Failure::Unreadable { .. }
            | Failure::OtherSite
            | Failure::KeyMissing
            | Failure::SignedOut
            | Failure::NoSuchPage
            | Failure::WrongMethod
            | Failure::Bug => Vec::new(),
        }
    }
}

/// A refusal or failure for programs (RFC 9457); `code`, `fix` and `facts` are ours.
#[derive(Serialize, utoipa::ToSchema)]
pub struct ProblemJson {
    /// A stable name of the kind of problem.
    #[serde(rename = "type")]
    kind: String,
    /// What kind of problem it is, in the reader's language.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What happened, in the reader's language.
    detail: String,
    /// The stable code.
    code: String,
    /// What to do about it, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<String>,
    /// The facts of the refusal, by name.
    facts: std::collections::BTreeMap<String, String>,
    /// The number of this request, for questions about it.
    instance: String,
}

/// A form that must be mended: 422 with everything that was typed still in it.
pub fn unaccepted(page: Markup) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

/// The answer of an API to an accepted filing: 201 and where it can be found.
pub fn created(location: &str, body: impl Serialize) -> Response {
    let mut response = (StatusCode::CREATED, axum::Json(body)).into_response();
    if let Ok(value) = HeaderValue::from_str(location) {
        response.headers_mut().insert(header::LOCATION, value);
    }
    response
}

/// The status by which the reader of multipart bodies says that one is too large.
pub(crate) fn too_large_status() -> StatusCode {
    StatusCode::PAYLOAD_TOO_LARGE
}

/// What is served has not changed since the reader's copy.
pub(crate) fn unchanged() -> Response {
    StatusCode::NOT_MODIFIED.into_response()
}

/// The service answers, but cannot do its work: for load balancers.
pub(crate) fn unready(body: &'static str) -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, body).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_has_a_sentence_a_mend_and_a_title() {
        let all = [
            Failure::Procedure(Error::NotFound),
            Failure::Procedure(Error::Stale { version: 3 }),
            Failure::Procedure(Error::Denied(procedures::Permission::FileIncrease)),
            Failure::Busy,
            Failure::TooSlow,
            Failure::TooLarge { most: 262_144 },
            Failure::Unreadable { what: String::new() },
            Failure::OtherSite,
            Failure::KeyMissing,
            Failure::SignedOut,
            Failure::NoSuchPage,
            Failure::WrongMethod,
            Failure::Bug,
        ];
        for failure in all {
            for lang in words::Lang::ALL {
                assert!(!words::tell(lang, &failure).is_empty() && !words::tell(lang, &failure.title()).is_empty());
                assert!(words::mend(lang, &failure).is_some(), "{}", failure.code());
            }
        }
        assert!(words::knows("error.trouble") && words::knows("error.trouble.fix"));
    }
}
