//! The hall on both databases: two hundred people at once, waiting lists, a closure, an end, the line, the till.

mod back_payment;
mod ends;
mod line;
#[path = "../month/rig.rs"]
#[allow(dead_code)]
mod rig;
mod visits;
