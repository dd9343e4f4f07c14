//! Offline calculators: an ask and an answer each, from a policy book alone. Command line, API, page and browser call these same ones.

/// What the calculators ask from, and whose codes they read.
pub use policy::{AccountMethod, Book, Goal, GoalCase, RetirementGroup};

pub mod account;
pub mod comparison;
pub mod coverage;
pub mod deferral;
pub mod difference;
pub mod fee;
pub mod gaps;
pub mod identifier;
pub mod person;
pub mod retirement;
pub mod roster;
pub mod route;
pub mod why;
pub mod worked_example;
pub mod working_days;
