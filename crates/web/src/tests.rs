//! What tests of this room share: a portal to try, and the guide of its components.

<<<<<<< Updated upstream
mod bills;
mod finding;
mod clerk;
mod guide;
mod money;
mod programs;
=======
mod clerk;
mod clerk;
mod guide;
mod serving;
>>>>>>> Stashed changes
pub(crate) mod trial;
