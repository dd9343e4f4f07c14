//! Bodies of requests, read within bounds; what cannot be read is a [`Failure`], never a bare 400.

use axum::extract::multipart::MultipartError;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use axum::http::header;
use serde::de::DeserializeOwned;

use crate::error::Failure;
use crate::route::BodyAtMost;
use crate::{Asked, Typed};

/// A form as it was sent, and the request.
pub struct Filled {
    /// The request.
    pub asked: Asked,
    /// What was typed.
    pub typed: Typed,
}

/// One file of a form.
#[derive(Debug)]
pub struct UploadedFile {
    /// The field it came in.
    pub field: String,
    /// The name the user's program gave it; shown, never used as a path.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A form with files.
pub struct Uploaded {
    /// The request.
    pub asked: Asked,
    /// What was typed.
    pub typed: Typed,
    /// The files; an empty one (nothing chosen) is left out.
    pub files: Vec<UploadedFile>,
}

/// A JSON body of the API with its `Idempotency-Key`.
pub struct Ask<T> {
    /// The request.
    pub asked: Asked,
    /// The body.
    pub body: T,
    /// The key and the hash of the body as it came.
    pub key: procedures::Key,
}

/// A JSON body that is read and files nothing: no key.
pub struct JsonBody<T> {
    /// The request.
    pub asked: Asked,
    /// The body.
    pub body: T,
}

/// A file sent as the whole body.
pub struct RawFile {
    /// The request.
    pub asked: Asked,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A file sent as the whole body with its `Idempotency-Key`: one that may come again later with effect, so that it is no key by
/// itself.
pub struct KeyedFile {
    /// The request.
    pub asked: Asked,
    /// Its content.
    pub bytes: Vec<u8>,
    /// The key and the hash of the address and the file.
    pub key: procedures::Key,
}

/// Path parameters; what does not fit is no such page.
pub struct At<T>(pub T);

/// What stands behind `?`, as typed.
pub struct Searched(pub Typed);

fn too_large(request: &Request) -> Failure {
    Failure::TooLarge {
        most: request.extensions().get::<BodyAtMost>().map_or(0, |most| most.0),
    }
}

async fn bytes(request: Request) -> Result<axum::body::Bytes, Failure> {
    let large = too_large(&request);
    axum::body::Bytes::from_request(request, &())
        .await
        .map_err(|rejection| match rejection {
            BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => large,
            other => Failure::Unreadable { what: other.to_string() },
        })
}

impl<S: Send + Sync> FromRequest<S> for Filled {
    type Rejection = Failure;

    async fn from_request(mut request: Request, state: &S) -> Result<Filled, Failure> {
        let asked = request_of(&mut request, state).await?;
        let body = bytes(request).await?;
        let text = std::str::from_utf8(&body).map_err(|e| Failure::Unreadable { what: e.to_string() })?;
        Ok(Filled {
            asked,
            typed: Typed::read(text),
        })
    }
}

impl<S: Send + Sync> FromRequest<S> for Uploaded {
    type Rejection = Failure;

    async fn from_request(mut request: Request, state: &S) -> Result<Uploaded, Failure> {
        let asked = request_of(&mut request, state).await?;
        let most = request.extensions().get::<BodyAtMost>().map_or(0, |most| most.0);
        let unreadable = |error: MultipartError| {
            if error.status() == crate::error::too_large_status() {
                Failure::TooLarge { most }
            } else {
                Failure::Unreadable { what: error.body_text() }
            }
        };
        let rejected = |e: axum::extract::multipart::MultipartRejection| Failure::Unreadable { what: e.body_text() };
        let mut multipart = Multipart::from_request(request, state).await.map_err(rejected)?;
        let (mut pairs, mut files) = (Vec::new(), Vec::new());
        while let Some(field) = multipart.next_field().await.map_err(unreadable)? {
            let name = field.name().unwrap_or_default().to_owned();
            match field.file_name().map(str::to_owned) {
                Some(file) => {
                    let bytes = Vec::from(field.bytes().await.map_err(unreadable)?);
                    if !bytes.is_empty() || !file.is_empty() {
                        files.push(UploadedFile {
                            field: name,
                            name: file,
                            bytes,
                        });
                    }
                }
                None => pairs.push((name, field.text().await.map_err(unreadable)?)),
            }
        }
        Ok(Uploaded {
            asked,
            typed: Typed::of(pairs),
            files,
        })
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Ask<T> {
    type Rejection = Failure;

    async fn from_request(mut request: Request, state: &S) -> Result<Ask<T>, Failure> {
        let asked = request_of(&mut request, state).await?;
        let key = sent_key(&request)?;
        let (read, body) = json(request).await?;
        Ok(Ask {
            asked,
            key: procedures::Key::new(key, &body),
            body: read,
        })
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = Failure;

    async fn from_request(mut request: Request, state: &S) -> Result<JsonBody<T>, Failure> {
        let asked = request_of(&mut request, state).await?;
        let (body, _) = json(request).await?;
        Ok(JsonBody { asked, body })
    }
}

impl<S: Send + Sync> FromRequest<S> for RawFile {
    type Rejection = Failure;

    async fn from_request(mut request: Request, state: &S) -> Result<RawFile, Failure> {
        let asked = request_of(&mut request, state).await?;
        let bytes = Vec::from(bytes(request).await?);
        Ok(RawFile { asked, bytes })
    }
}

impl<S: Send + Sync> FromRequest<S> for KeyedFile {
    type Rejection = Failure;

    async fn from_request(mut request: Request, state: &S) -> Result<KeyedFile, Failure> {
        let asked = request_of(&mut request, state).await?;
        let key = sent_key(&request)?;
        let bytes = Vec::from(bytes(request).await?);
        let ask = [asked.address().as_bytes(), &bytes].concat();
        Ok(KeyedFile {
            key: procedures::Key::new(key, &ask),
            asked,
            bytes,
        })
    }
}

fn sent_key(request: &Request) -> Result<String, Failure> {
    let sent = request.headers().get("idempotency-key").and_then(|v| v.to_str().ok());
    let key = sent.filter(|key| (8..=64).contains(&key.len())).ok_or(Failure::KeyMissing)?;
    Ok(key.to_owned())
}

/// A JSON body as read and as it came.
async fn json<T: DeserializeOwned>(request: Request) -> Result<(T, axum::body::Bytes), Failure> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
    if !kind.is_some_and(|v| v.starts_with("application/json")) {
        return Err(Failure::Unreadable {
            what: "Content-Type must be application/json".to_owned(),
        });
    }
    let body = bytes(request).await?;
    let read = serde_json::from_slice(&body).map_err(|e| Failure::Unreadable { what: e.to_string() })?;
    Ok((read, body))
}

async fn request_of<S: Send + Sync>(request: &mut Request, state: &S) -> Result<Asked, Failure> {
    let (mut parts, body) = std::mem::take(request).into_parts();
    let asked = Asked::from_request_parts(&mut parts, state).await;
    *request = Request::from_parts(parts, body);
    asked
}

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for At<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, state: &S) -> Result<At<T>, Failure> {
        let path = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        path.map(|p| At(p.0)).map_err(|_| Failure::NoSuchPage)
    }
}

impl<S: Sync> FromRequestParts<S> for Searched {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, _state: &S) -> Result<Searched, Failure> {
        Ok(Searched(Typed::read(parts.uri.query().unwrap_or_default())))
    }
}
