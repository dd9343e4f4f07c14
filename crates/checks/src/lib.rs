//! What keeps the house a house: `tidy` reads the sources; the tests run stories and matrices over all rooms.

pub mod tidy;
