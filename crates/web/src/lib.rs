//! The portal: pages for people, an API for programs. The only asynchronous room.
//!
//! No SQL, no decisions, no arithmetic on money: a page asks a procedure at a desk ([`Asked::read`], [`Asked::act`]) and shows what
//! it says with the components of [`look`]. A route is one row of a table ([`Route`]), which names who may; a row without a
//! permission cannot be written.

mod api;
mod asked;
mod body;
pub mod error;
pub mod file;
pub mod found;
mod gate;
pub mod look;
pub mod openapi;
pub mod pages;
mod portal;
mod rim;
mod route;
mod routes;
mod serve;
mod session;
#[cfg(test)]
mod tests;
mod tls;

pub use asked::Asked;
pub use body::{Ask, At, Filled, JsonBody, KeyedFile, RawFile, Searched, Uploaded, UploadedFile};
pub use error::Failure;
pub use openapi::Doc;
pub use portal::{FormMaker, Portal, Setup};
pub use reckoned::{FieldRefused, Typed};
pub use route::{Kind, Route, Row, permissions_as_text};
pub use routes::{leads_somewhere, rows};
pub use serve::{router, run, serve};
pub use tls::Certificate;
