//! Commands that need no server and no database: they read policy and reckon.

pub mod account;
pub mod assess;
mod findings;
pub mod gaps;
pub mod identity;
pub mod late_fee;
pub mod packs;
mod reasons;
pub mod retirement;
pub mod roster;
pub mod route;
mod table;
pub mod working_days;

pub use table::{broken, width};
