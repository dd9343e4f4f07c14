//! All checks that need the rooms, in one program.

mod back_payments;
mod hall;
mod house;
mod lists;
mod mended;
mod months;
mod once;
mod rig;
mod samples;
mod scenarios;
mod schema;
mod stick;
mod tamper;
mod wages;
