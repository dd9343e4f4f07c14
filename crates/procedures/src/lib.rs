//! What a desk does, one verb per file: check the permit, load, ask the domain, save, hand out a receipt.
//!
//! Reads pass here too, because the permit is checked here. No HTTP, no SQL text, no rules.

pub mod agency;
pub mod assess_month;
pub mod assume_bases;
pub mod bill_file;
pub mod bills;
mod book_bank_line;
pub mod caller;
pub mod change_mandate;
pub mod check_bills;
pub mod city;
pub mod close_month;
mod complete_waiting;
mod correct_bills;
pub mod cost;
pub mod declare_bases;
pub mod declare_by_default;
pub mod declare_month;
pub mod desk;
mod difference_bills;
pub mod draft_bill;
pub mod enrol_staff;
pub mod error;
pub mod export_debits;
pub mod found_city;
pub mod found_demo;
pub mod lists;
pub mod open_agency;
pub mod permit;
pub mod position;
pub mod receipts;
pub mod reduce_staff;
pub mod register_employer;
pub mod register_person;
mod retirement;
pub mod roll;
mod roll_changed;
mod roll_totals;
pub mod run_debits;
pub mod run_sweep;
mod settle_bills;
pub mod sign_in;
pub mod take_bank_answer;
pub mod take_remittance;
pub mod totp;
pub mod undo_increase;
pub mod wage_list;
mod write_timeline;

pub use agency::{Agency, Clock, Setting};
pub use caller::{Caller, Grant};
pub use desk::{Desk, Key, Opening, Receipt};
pub use error::Error;
pub use permit::{Permission, Role};
