//! The rim: what happens to every request around its handler.

use axum::extract::{RawPathParams, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{RequestExt, http};
use domain::ids::EmployerId;
use procedures::sign_in::{Token, caller_of};
use procedures::{Caller, Error};

use crate::error::{Failed, Failure};
use crate::route::{Kind, Row};
use crate::{Asked, Portal, session};

/// Looks up the session, checks where the form came from and who may, runs the handler within its time, and writes what fails in
/// the reader's language.
pub(crate) async fn guard(portal: Portal, row: Row, mut request: Request, next: Next) -> Response {
    let mut asked = Asked::unknown(&portal, &request);
    let kept = session::asked_language(request.uri().query()).and_then(|lang| session::kept_language(lang, portal.https()));
    let is_unsafe = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let admitted = match is_unsafe && from_other_site(request.headers()) {
        true => Err(Failure::OtherSite),
        false => admit(&mut asked, &row, &mut request).await,
    };
    let answered = match admitted {
        Ok(()) => run(&portal, &asked, request, next).await,
        Err(Failure::SignedOut) if row.kind == Kind::Page => Ok(to_sign_in(&asked)),
        Err(failure) => Err(failure),
    };
    let mut response = match answered {
        Ok(response) => match response.extensions().get::<Failed>() {
            Some(Failed(failure)) => failure.answer(&asked, row.kind),
            None => response,
        },
        Err(failure) => failure.answer(&asked, row.kind),
    };
    if let Some(kept) = kept {
        response.headers_mut().append(header::SET_COOKIE, kept);
    }
    dress(&mut response, &asked, row.kind);
    response
}

/// An address that is not in the table.
pub(crate) async fn unknown_address(portal: Portal, request: Request) -> Response {
    fail(portal, request, Failure::NoSuchPage).await
}

/// An address that does not take this method.
pub(crate) async fn unknown_method(portal: Portal, request: Request) -> Response {
    fail(portal, request, Failure::WrongMethod).await
}

async fn fail(portal: Portal, request: Request, failure: Failure) -> Response {
    let mut asked = Asked::unknown(&portal, &request);
    let kind = if request.uri().path().starts_with("/api/") {
        Kind::Api
    } else {
        Kind::Page
    };
    // A page that is not there still shows who is signed in; that it cannot be looked up now is no reason to show another failure.
    if let Err(failure) = recognise(&mut asked, request.headers()).await {
        tracing::debug!(?failure, "session not looked up");
    }
    let mut response = failure.answer(&asked, kind);
    dress(&mut response, &asked, kind);
    response
}

impl Asked {
    /// A request before anybody is recognised.
    fn unknown(portal: &Portal, request: &Request) -> Asked {
        let address = request.uri().path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
        let now = portal.agency().now();
        Asked {
            portal: portal.clone(),
            lang: session::language(request.headers(), request.uri().query()),
            caller: Caller::anonymous(),
            today: procedures::agency::day_of_instant(now),
            now,
            request: portal.draw(),
            partial: request.headers().contains_key("hx-request"),
            token: None,
            employer: None,
            address: address.to_owned(),
        }
    }
}

/// Who asks and for whom; refuses whoever may not.
async fn admit(asked: &mut Asked, row: &Row, request: &mut Request) -> Result<(), Failure> {
    if row.kind == Kind::Machine {
        return Ok(());
    }
    recognise(asked, request.headers()).await?;
    if !asked.caller.may(row.permission) {
        return Err(if asked.is_signed_in() {
            Error::Denied(row.permission).into()
        } else {
            Failure::SignedOut
        });
    }
    if row.path.contains("{employer}") {
        let params = request.extract_parts::<RawPathParams>().await.map_err(|_| Failure::NoSuchPage)?;
        let code = params
            .iter()
            .find(|(name, _)| *name == "employer")
            .map(|(_, value)| value)
            .unwrap_or_default();
        let employer = EmployerId::from_code(code).map_err(|_| Failure::NoSuchPage)?;
        // Whoever has nothing to do with an employer does not learn that it exists.
        if !asked.caller.may_for(row.permission, employer) {
            return Err(Failure::NoSuchPage);
        }
        asked.employer = Some(employer);
    }
    Ok(())
}

/// Looks up the session and the business day.
async fn recognise(asked: &mut Asked, headers: &HeaderMap) -> Result<(), Failure> {
    let token = session::token(headers, asked.portal.https());
    if token.is_none() && !asked.portal.is_demo() {
        return Ok(());
    }
    let carried = token.clone();
    let look = move |desk: &mut procedures::Desk| {
        let caller = match &carried {
            Some(token) => caller_of(desk, token)?,
            None => None,
        };
        Ok((desk.today, caller))
    };
    let (today, caller): (units::Date, Option<Caller>) = asked.portal.read(&Caller::anonymous(), look).await?;
    asked.today = today;
    asked.token = caller.as_ref().and(token);
    asked.caller = caller.unwrap_or_else(Caller::anonymous);
    Ok(())
}

/// Runs the handler on a task of its own: a panic is caught there, and a browser that goes away does not stop what was begun.
async fn run(portal: &Portal, asked: &Asked, mut request: Request, next: Next) -> Result<Response, Failure> {
    request.extensions_mut().insert(asked.clone());
    let running = tokio::spawn(next.run(request));
    match tokio::time::timeout(portal.patience(), running).await {
        Ok(Ok(response)) => Ok(response),
        Ok(Err(_)) => Err(Failure::Bug),
        Err(_) => Err(Failure::TooSlow),
    }
}

/// A page asked for without a session leads to the sign-in and back.
fn to_sign_in(asked: &Asked) -> Response {
    let next: String = asked
        .address
        .bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || b"/-_.~".contains(&b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect();
    let target = format!("/sign-in?next={next}");
    if asked.partial {
        let mut response = ().into_response();
        if let Ok(value) = HeaderValue::from_str(&target) {
            response.headers_mut().insert("hx-redirect", value);
        }
        return response;
    }
    Redirect::to(&target).into_response()
}

/// Whether a page of another site sent this. Browsers say so themselves (`Sec-Fetch-Site`), older ones by `Origin`; a program that
/// is no browser sends neither, and carries no cookies of a browser.
fn from_other_site(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|v| v.to_str().ok());
    match text(HeaderName::from_static("sec-fetch-site")) {
        Some("same-origin" | "none") => return false,
        Some(_) => return true,
        None => {}
    }
    match (text(header::ORIGIN), text(header::HOST)) {
        (None, _) => false,
        (Some(origin), Some(host)) => origin.split_once("://").is_none_or(|(_, from)| from != host),
        (Some(_), None) => true,
    }
}

/// Nothing but our own files, nothing inline. No page uses a font file; `font-src` names our own host all the same, because Chromium
/// reports the fonts that the vendored style sheet merely declares where they are forbidden.
const CSP: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The same for the page of a calculator that runs in the browser. `wasm-unsafe-eval` lets the page compile WebAssembly, here our own
/// module, which `connect-src` fetches from our own host and which imports nothing; it allows no `eval` and no script of another source.
/// No other page has it.
pub(crate) fn policy_with_engine() -> HeaderValue {
    let policy = CSP.replacen("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'", 1);
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static(CSP))
}

/// Headers that every answer carries.
fn dress(response: &mut Response, asked: &Asked, kind: Kind) {
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    set(header::CONTENT_SECURITY_POLICY, CSP);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=()",
    );
    if kind != Kind::Machine {
        set(header::CACHE_CONTROL, "no-store");
        set(header::VARY, "Cookie, Accept-Language, HX-Request");
    }
    if asked.portal.https() {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    if let Ok(request) = HeaderValue::from_str(&asked.request) {
        headers.insert("x-request-id", request);
    }
}

/// The address to go to after the sign-in: a path of ours, never another host.
pub(crate) fn own_path(next: &str) -> Option<&str> {
    let own = next.starts_with('/') && !next.starts_with("//") && !next.starts_with("/\\") && !next.bytes().any(|b| b.is_ascii_control());
    own.then_some(next)
}

/// The session of a request, for the sign-out.
pub(crate) fn carried(asked: &Asked) -> Option<Token> {
    asked.token.clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(n, v)| (HeaderName::from_static(n), HeaderValue::from_static(v)))
            .collect()
    }

    #[test]
    fn a_form_of_another_site_is_told_from_our_own() {
        for (sent, other) in [
            (vec![("sec-fetch-site", "same-origin")], false),
            (vec![("sec-fetch-site", "cross-site"), ("origin", "https://a"), ("host", "a")], true),
            (vec![("sec-fetch-site", "same-site")], true),
            (vec![("origin", "https://shebao.example"), ("host", "shebao.example")], false),
            (vec![("origin", "https://evil.example"), ("host", "shebao.example")], true),
            (vec![("origin", "null"), ("host", "shebao.example")], true),
            (vec![("host", "shebao.example")], false),
        ] {
            assert_eq!(from_other_site(&headers(&sent)), other, "{sent:?}");
        }
    }

    #[test]
    fn nobody_is_sent_to_another_host() {
        for (next, own) in [
            ("/record", true),
            ("//evil.example", false),
            ("/\\evil", false),
            ("https://evil", false),
            ("", false),
            ("/a\nb", false),
        ] {
            assert_eq!(own_path(next).is_some(), own, "{next:?}");
        }
    }
}
