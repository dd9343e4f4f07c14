//! Rows of a book, for reading.

use crate::applies::Applies;
use crate::{Payer, Provenance};

/// One parameter of a book in a month, for reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The payers it is for, `payer retired; employer enterprise`; empty: for all.
    pub applies: String,
    /// The value and where it comes from.
    pub ground: Provenance,
}

/// The payers that a row is for.
#[derive(Clone, Copy, Debug)]
pub struct Payers<'b>(pub(crate) &'b Applies);

impl Payers<'_> {
    /// Whether the row is for this payer.
    pub fn include(&self, payer: Payer) -> bool {
        self.0.includes(payer)
    }
}
