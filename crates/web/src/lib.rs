//! The portal: pages for people, an API for programs. The only asynchronous room.
//!
//! No SQL, no decisions, no arithmetic on money: a page asks a procedure at a desk ([`seam`]) and shows what it says with [`look`].

pub mod file;
pub mod look;
mod typed;

pub use typed::{FieldRefused, Typed};
