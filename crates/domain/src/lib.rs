//! What the law and the practice of social-insurance contributions say, as pure functions and types.
//!
//! No clock, no I/O, no sentences. Modules fall: `ids < registry < spell < filing, assessment, ledger < collection …`.

pub mod assessment;
pub mod base_year;
pub mod bill;
pub mod case;
pub mod collection;
pub mod declaration;
pub mod earlier;
pub mod filing;
pub mod hall;
pub mod identity;
pub mod ids;
pub mod late_fee;
pub mod ledger;
pub mod reckon;
pub mod registry;
pub mod spell;
pub mod standing;

/// What a person and an employer count as, for rooms that know `domain` but not `policy`.
pub use policy::{Branch, BranchSet, Category, EmployerKind, EmployerSize, Group, MonthDates, Provenance, RollWindow};
