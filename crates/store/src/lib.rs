//! Rows: one SQL text for SQLite and PostgreSQL, the subject–event spine, the audit chain.
//!
//! `db` is the only module that names a driver. The nouns beside it read and write the rows of the domain; none of them decides anything.

pub mod appointment;
pub mod audit;
pub mod back_payment;
pub mod backup;
pub mod bank_file;
pub mod bill;
pub mod case;
pub mod clock;
pub mod creditor;
pub mod day_step;
mod db;
pub mod debit;
pub mod declaration;
pub mod digest;
pub mod earlier;
pub mod employer;
pub mod event;
pub mod fact;
pub mod failed_sign_in;
pub mod filing;
pub mod filing_debit;
pub mod history;
pub mod id;
pub mod job;
pub mod login;
pub mod lot;
pub mod mandate;
pub mod migration;
pub mod nouns;
pub mod office;
pub mod pack;
pub mod person;
pub mod projection;
pub mod refund;
pub mod region;
pub mod remittance;
pub mod roll;
pub mod schema;
pub mod scratch;
pub mod setting;
pub mod settlement;
pub mod spell;
pub mod state;
pub mod sweep;
pub mod ticket;
pub mod till;
pub mod transfer;
mod trouble;
pub mod upload;

pub use db::{Busy, Db, Mode, Options, Row, Tx, V};
pub use trouble::{Trouble, TroubleKind};
