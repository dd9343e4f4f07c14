//! All checks that need the rooms, in one program.

mod house;
mod lists;
mod rig;
mod scenarios;
mod wages;
