//! Quantities of the field: money in fen, rates in parts per million, months, days, working days.
//!
//! Nothing here knows a word of social-insurance law; nothing here reads a clock.

mod calendar;
mod fact;
mod fen;
mod month;
mod rate;
mod split;

pub use calendar::{UnknownYear, WorkingDays, YearOfDays};
pub use fact::{Fact, Refusal, Statement};
pub use fen::{Fen, NotAnAmount};
pub use jiff::civil::{Date, Weekday, date};
pub use month::{Month, NotAMonth};
pub use rate::{NotARate, Rate, Rounding};
pub use split::{round_parts, split_in_proportion};
