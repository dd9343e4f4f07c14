//! All checks that need the rooms, in one program.

mod house;
mod scenarios;
mod lists;
mod rig;
