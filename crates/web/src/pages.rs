//! The pages. One file per page or family of pages, each with its routes.

pub(crate) mod front;
pub(crate) mod sign_in;
pub mod start;
