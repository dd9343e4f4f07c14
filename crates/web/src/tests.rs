//! What tests of this room share: a portal to try, and the guide of its components.

mod back_payments;
mod bills;
mod clerk;
mod compare;
mod creditor;
mod earlier;
mod finding;
mod gaps;
mod guide;
mod money;
mod office_ends;
mod one_engine;
mod own_login;
mod programs;
mod refunds;
pub(crate) mod trial;
