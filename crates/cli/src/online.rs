//! Commands that need a database.

pub mod check;
pub mod close_month;
pub mod debit;
pub mod demo;
pub mod login;
pub mod opening;
pub mod serve;
