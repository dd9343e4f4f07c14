//! The month in which somebody reaches statutory retirement age, as the roll needs to know it.

use domain::identity::Sex;
use domain::reckon::retirement::retirement;
use policy::{Book, RetirementGroup};
use units::{Date, Month};

/// The latest month in which the age is reached: for a woman the group of 55, because the register does not hold her post.
pub fn retires_in(book: &Book, born: Date, sex: Option<Sex>) -> Option<Month> {
    let group = match sex? {
        Sex::Male => RetirementGroup::Man,
        Sex::Female => RetirementGroup::Woman55,
    };
    retirement(book.retirement(), Month::of(born), group).map(|answer| answer.month)
}

/// The same of a registered person.
pub(crate) fn retires_of(book: &Book, person: &domain::registry::Person) -> Option<Month> {
    let sex = if person.female { Sex::Female } else { Sex::Male };
    retires_in(book, person.born, Some(sex))
}
