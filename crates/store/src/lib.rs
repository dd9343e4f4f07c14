//! Rows: one SQL text for SQLite and PostgreSQL, the subject–event spine, the audit chain.
//!
//! `db` is the only module that names a driver. The nouns beside it read and write the rows of the domain; none of them decides anything.

pub mod audit;
mod db;
pub mod digest;
pub mod event;
pub mod fact;
pub mod id;
pub mod migration;
pub mod schema;
mod trouble;

pub use db::{Busy, Db, Mode, Options, Row, Tx, V};
pub use trouble::{Trouble, TroubleKind};
