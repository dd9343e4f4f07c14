//! What a desk does, one verb per file: check the permit, load, ask the domain, save, hand out a receipt.
//!
//! Reads pass here too, because the permit is checked here. No HTTP, no SQL text, no rules.

pub mod caller;
pub mod permit;

pub use caller::{Caller, Grant};
pub use permit::{Permission, Role};
