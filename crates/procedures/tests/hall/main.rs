//! The hall on both databases: two hundred people at once, waiting lists, a closure, an end, the line, the till; who is let in to serve it.

mod back_payment;
mod ends;
mod line;
mod logins;
#[path = "../month/rig.rs"]
#[allow(dead_code)]
mod rig;
mod sign_in;
mod visits;
