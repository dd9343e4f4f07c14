//! All checks that need the rooms, in one program.

mod house;
mod lists;
mod months;
mod rig;
mod scenarios;
mod tamper;
mod wages;
