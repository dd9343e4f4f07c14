//! The month from the draft bill to the close, told as stories (amounts: practice 7).

mod counter;
mod interruption;
mod knowledge;
mod numbers;
#[allow(dead_code)]
mod rig;
mod steps;
mod stories;
mod undeclared;
