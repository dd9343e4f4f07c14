//! Bytes in and out: workbooks, CSV, ISO 20022 messages, calendar feeds. Untrusted bytes end in typed values, findings or a refusal
//! within bounded time and memory, never in a crash.
//!
//! The way in: bytes → [`grid`](self) of cells with their kinds → headings recognised by name → typed lines with [`Finding`]s.
//! What needs the register (is this person on the roll?) is decided by `procedures`; a [`Sheet`] carries the places for its findings.
//!
//! This room may not: know a rule of social insurance beyond the cell, speak SQL, read a clock or a file by path.

mod cell;
mod fault;
mod feed;
mod finding;
mod grid;
mod heading;
mod limit;
mod list;
mod own;
mod record;
mod unreadable;

pub mod bank;
pub mod declaration_file;
pub mod export;
pub mod returned;

pub use fault::CellFault;
pub use feed::{Deadline, calendar_feed};
pub use finding::{Column, Finding, Grade, Place};
pub use heading::Field;
pub use list::{
    BackPaymentLine, EarlierLine, IncreaseLine, Reading, ReductionLine, RefusedLine, Retires, RosterLine, Sheet, WageLine,
    read_back_payments, read_earlier, read_increases, read_reductions, read_roster, read_wages,
};
pub use own::{OwnFigures, OwnLine, read_own_figures};
pub use record::{RecordLine, RecordSheet, read_record};
pub use unreadable::{Looks, Unreadable};
/// In which language a file is given back.
pub use words::Lang;
