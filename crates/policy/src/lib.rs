//! Policy as data: dated values with their sources, the typed book of a region, flat tables for the kernel.
//!
//! The texts are embedded at build; nothing here reads a file, a clock, or knows a number of a city.

mod account;
mod applies;
mod book;
mod branch;
mod calendar;
mod coded;
mod compilation;
mod dates;
mod deferral;
mod division;
mod examples;
mod fault;
mod goals;
mod hall;
mod late_fee;
mod listed;
mod looked_up;
mod mutation;
mod packs;
mod payer;
mod provenance;
mod reading;
mod reasons;
mod retirement;
mod routes;
mod schedule;
mod source;
mod table;
mod value;

pub use account::{AccountMethod, AccountRate, AccountRounding, BenchmarkRate, PaymentMonths};
pub use book::Book;
pub use branch::{Branch, BranchSet, Group};
pub use compilation::compile;
pub use dates::{Deadline, DifferenceRules, MonthDates, Procedure, Regime, RollWindow, SampleShares, SurchargeOn};
pub use deferral::{Deferral, DeferredSides};
pub use division::{Division, Divisions};
pub use examples::{Example, rows_as_texts};
pub use fault::{Fault, Unknown};
pub use goals::{Condition, Goal, GoalCase, GoalCount, GoalLimit, GoalRule, GoalStanding, Goals, LimitReading, Required, UpTo};
pub use hall::{HallRules, Matter, MatterRules, Visit};
pub use late_fee::{LateFeeRules, RateFrom};
pub use listed::{Listed, Payers};
pub use mutation::{Mutant, mutants};
pub use packs::Packs;
pub use payer::{Category, EmployerKind, EmployerSize, INJURY_CLASSES, Payer};
pub use provenance::{Carried, Confidence, Provenance};
pub use reasons::{Benefit, Certainty, Channel, Meaning, MedicalReason, Reason, Reasons, StatusEffect};
pub use retirement::{AgeStep, MinimumMonths, RetirementGroup, RetirementRules};
pub use routes::{BackPaymentRules, NonlocalBy, Paper, Review, Route, RouteForm, Routes, Seal};
pub use source::Source;
pub use table::{BranchRow, Row, Side, Slot, Table};
pub use value::is_informational;
