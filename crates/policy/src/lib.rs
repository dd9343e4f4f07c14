//! Policy as data: dated values with their sources, the typed book of a region, flat tables for the kernel.
//!
//! The texts are embedded at build; nothing here reads a file, a clock, or knows a number of a city.

mod branch;
mod coded;
mod dates;
mod fault;
mod late_fee;
mod packs;
mod payer;
mod provenance;
mod reasons;
mod table;

pub use branch::{Branch, BranchSet, Group};
pub use dates::{MonthDates, Procedure, Regime, SurchargeOn};
pub use fault::{Fault, Unknown};
pub use late_fee::{LateFeeRules, RateFrom};
pub use packs::{Book, Packs};
pub use payer::{Category, EmployerKind, EmployerSize, INJURY_CLASSES, Payer};
pub use provenance::{Confidence, Provenance};
pub use reasons::{Benefit, Certainty, Channel, Meaning, MedicalReason, Reason, Reasons, StatusEffect};
pub use table::{BranchRow, Row, Side, Slot, Table, compile};
