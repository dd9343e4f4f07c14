//! What machines ask for: health, the document of the API, files.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use procedures::Caller;
use serde_json::Value;

use crate::body::At;
use crate::error::{Failure, unchanged, unready};
use crate::route::Route;
use crate::{Portal, file, openapi, routes};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::machine("/healthz", "The process is alive.", alive),
        Route::machine("/readyz", "The database answers.", ready),
        Route::machine("/openapi.json", "The document of the API.", document),
        Route::machine("/static/{file}", "Style sheets and scripts.", asset),
    ]
}

async fn alive() -> &'static str {
    "alive\n"
}

async fn ready(State(portal): State<Portal>) -> Response {
    match portal.read(&Caller::anonymous(), |desk| Ok(desk.today)).await {
        Ok(_) => "ready\n".into_response(),
        Err(_) => unready("not ready\n"),
    }
}

/// What this installation answers: the demonstration's operations only in a demonstration.
async fn document(State(portal): State<Portal>) -> Json<Value> {
    let rows: Vec<_> = routes::rows()
        .into_iter()
        .filter(|row| portal.is_demo() || !row.demo_only)
        .collect();
    Json(openapi::document(&rows))
}

/// Whether the browser says that it takes gzip; one that forbids it (`gzip;q=0`) gets the file as it is.
fn takes_gzip(headers: &HeaderMap) -> bool {
    let said = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|said| said.to_str().ok())
        .unwrap_or_default();
    said.split(',')
        .map(str::trim)
        .any(|one| one == "gzip" || (one.starts_with("gzip;") && one.contains(|c| matches!(c, '1'..='9'))))
}

/// A file never changes under its name, so it may be kept for a year.
async fn asset(At(name): At<String>, headers: HeaderMap) -> Result<Response, Failure> {
    let found = file::at(&name).ok_or(Failure::NoSuchPage)?;
    let tag = format!("\"{}\"", found.sha256.get(..32).unwrap_or_default());
    if headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|sent| sent.as_bytes() == tag.as_bytes())
    {
        return Ok(unchanged());
    }
    let mut response = if takes_gzip(&headers) {
        ([(header::CONTENT_ENCODING, "gzip")], found.gzip).into_response()
    } else {
        found.bytes.into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(found.kind));
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    Ok(response)
}
