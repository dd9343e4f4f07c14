//! Stands in for `domain::identity` and the payer categories until they are there; then it goes.

use units::Date;

/// Payer category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "stands in")]
pub enum Category {
    LocalUrban,
    NonlocalUrban,
    LocalRural,
    NonlocalRural,
    Foreign,
    Retired,
    Flexible,
}

/// Sex as the number says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "stands in")]
pub enum Sex {
    Female,
    Male,
}

/// A valid identity number and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// In its one spelling: no spaces, capital X.
    pub number: String,
    /// Day of birth where the number says it.
    pub born: Option<Date>,
    /// Sex where the number says it.
    pub sex: Option<Sex>,
}
