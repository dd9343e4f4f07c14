//! Collection from the debit batch to the ledger, told as stories (amounts: practice 7).

mod bank;
mod files;
mod money;
mod record;
#[path = "../month/rig.rs"]
#[allow(dead_code)]
mod rig;
mod stories;
