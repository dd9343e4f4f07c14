//! What tests of this room share: a portal to try, and the guide of its components.

mod bills;
mod finding;
mod guide;
<<<<<<< HEAD
mod programs;
=======
mod money;
>>>>>>> 9960531 (Pages of money seen over months that were lived through; the second debit waits for the first)
pub(crate) mod trial;
