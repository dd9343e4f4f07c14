//! The law of the field as pure functions and types: no clock, no database, no sentence for a user.

pub mod assessment;
pub mod identity;
pub mod late_fee;
