//! What a desk does, one verb per file: check the permit, load, ask the domain, save, hand out a receipt.
//!
//! Reads pass here too, because the permit is checked here. No HTTP, no SQL text, no rules.

pub mod agency;
pub mod caller;
pub mod desk;
pub mod error;
pub mod permit;

pub use agency::Agency;
pub use caller::{Caller, Grant};
pub use desk::Desk;
pub use error::Error;
pub use permit::{Permission, Role};
