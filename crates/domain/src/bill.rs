//! The bill of one employer for one contribution month (应缴核定单): its kinds, its lines, and how two lines differ.
//!
//! No line is stored. A line follows from what was known at the bill's version, under the policy known on its day.

mod line;
mod sheet;
mod surcharge;
mod tariff;

use assessment::BillTotals;
use units::{Date, Fen, Month};

use crate::assessment;
use crate::ids::EmployerId;

pub use line::{Assessed, Line, Moved, People, pair, people, totals};
pub use sheet::{Between, Sheet};
pub use surcharge::Surcharge;
pub use tariff::{GroupBranches, PaidRates, Tariff};

/// Which bill of a month it is. Later bills of one month are counted from 1, both kinds together: each says what
/// changed since the one before, so that their sum is what the month asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BillKind {
    /// The bill made at the close.
    Regular,
    /// A policy value became known late (基数补差).
    Difference(u16),
    /// The roll or a base of an assessed month was corrected late.
    Correction(u16),
    /// Months that a back payment makes up; settled when it is made.
    BackPayment(u16),
    /// What was settled for one person alone, taken off the month.
    SetApart(u16),
}

impl BillKind {
    /// As stored: rises in the order in which the bills of a month were made.
    pub fn stored(self) -> i64 {
        match self {
            BillKind::Regular => 0,
            BillKind::Difference(k) => i64::from(k) * 10 + 1,
            BillKind::Correction(k) => i64::from(k) * 10 + 2,
            BillKind::BackPayment(k) => i64::from(k) * 10 + 3,
            BillKind::SetApart(k) => i64::from(k) * 10 + 4,
        }
    }

    /// Reads the stored number.
    pub fn from_stored(stored: i64) -> Option<BillKind> {
        if stored == 0 {
            return Some(BillKind::Regular);
        }
        let k = u16::try_from(stored / 10).ok().filter(|k| *k > 0)?;
        match stored % 10 {
            1 => Some(BillKind::Difference(k)),
            2 => Some(BillKind::Correction(k)),
            3 => Some(BillKind::BackPayment(k)),
            4 => Some(BillKind::SetApart(k)),
            _ => None,
        }
    }

    /// The code in words and JSON.
    pub fn code(self) -> &'static str {
        match self {
            BillKind::Regular => "regular",
            BillKind::Difference(_) => "difference",
            BillKind::Correction(_) => "correction",
            BillKind::BackPayment(_) => "back_payment",
            BillKind::SetApart(_) => "set_apart",
        }
    }

    /// 0 for the regular bill, then 1, 2, … in the order in which the bills of the month were made.
    pub fn ordinal(self) -> u16 {
        match self {
            BillKind::Regular => 0,
            BillKind::Difference(k) | BillKind::Correction(k) | BillKind::BackPayment(k) | BillKind::SetApart(k) => k,
        }
    }

    /// The short name in addresses: `regular`, `difference-1`.
    pub fn slug(self) -> String {
        match self {
            BillKind::Regular => "regular".to_owned(),
            BillKind::Difference(k) | BillKind::Correction(k) | BillKind::BackPayment(k) | BillKind::SetApart(k) => {
                format!("{}-{k}", self.code())
            }
        }
    }

    /// Reads the short name.
    pub fn from_slug(slug: &str) -> Option<BillKind> {
        if slug == "regular" {
            return Some(BillKind::Regular);
        }
        let (code, k) = slug.rsplit_once('-')?;
        let k = k.parse().ok().filter(|k| *k > 0)?;
        [
            BillKind::Difference(k),
            BillKind::Correction(k),
            BillKind::BackPayment(k),
            BillKind::SetApart(k),
        ]
        .into_iter()
        .find(|kind| kind.code() == code)
    }

    /// Whether its lines follow from the roll. Those of a back payment follow from its case.
    pub fn is_of_roll(self) -> bool {
        match self {
            BillKind::Regular | BillKind::Difference(_) | BillKind::Correction(_) => true,
            BillKind::BackPayment(_) | BillKind::SetApart(_) => false,
        }
    }
}

/// Why a bill was made beside the regular one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A value of the pack became known after the close.
    Policy,
    /// A reduction was filed after months that it ends were assessed.
    LateReduction,
    /// A base was declared that had been assumed at 110 %.
    BasesDeclared,
    /// A month was declared after its close, which had been assessed at 110 % of the month before.
    MonthDeclared,
}

impl Cause {
    /// All of them.
    pub const ALL: [Cause; 4] = [Cause::Policy, Cause::LateReduction, Cause::BasesDeclared, Cause::MonthDeclared];

    /// As stored, and the key of its sentence.
    pub fn code(self) -> &'static str {
        match self {
            Cause::Policy => "policy",
            Cause::LateReduction => "late_reduction",
            Cause::BasesDeclared => "bases_declared",
            Cause::MonthDeclared => "month_declared",
        }
    }

    /// Reads the stored code.
    pub fn from_code(code: &str) -> Option<Cause> {
        Cause::ALL.into_iter().find(|c| c.code() == code)
    }
}

/// The point of knowledge that a bill was made at: all that is needed to derive its lines again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// The employer's version.
    pub version: i64,
    /// The fingerprint of the pack.
    pub pack: String,
    /// The day on which the pack's values were known.
    pub known_on: Date,
}

/// A bill as stored: the sums, and at which point of knowledge it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bill {
    /// Whose.
    pub employer: EmployerId,
    /// The contribution month.
    pub month: Month,
    /// Which one of that month.
    pub kind: BillKind,
    /// What was known.
    pub basis: Basis,
    /// The sums; of a later bill the differences, which may be negative.
    pub totals: BillTotals,
    /// What of the employer's side is asked for because bases are undeclared: no person's own.
    pub surcharge: Fen,
    /// The contribution month at whose close it was made: its debit days are that month's.
    pub run_month: Month,
    /// Why, where it is not the regular one.
    pub cause: Option<Cause>,
    /// Until which day the difference is paid without a late fee, where a notice says so.
    pub waived_until: Option<Date>,
    /// The day it was made.
    pub closed_on: Date,
    /// The employer's event that made it; `None`: a close made it.
    pub n: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kinds_of_a_month_are_stored_in_the_order_they_were_made() {
        let kinds = [
            BillKind::Regular,
            BillKind::Correction(1),
            BillKind::Difference(2),
            BillKind::Correction(3),
            BillKind::BackPayment(4),
            BillKind::SetApart(4),
        ];
        assert!(kinds.windows(2).all(|w| w[0].stored() < w[1].stored()));
        for kind in kinds {
            assert_eq!(BillKind::from_stored(kind.stored()), Some(kind));
            assert_eq!(BillKind::from_slug(&kind.slug()), Some(kind));
        }
        for stored in [-1, 1, 2, 10, 15, 1_000_001] {
            assert_eq!(BillKind::from_stored(stored), None, "{stored}");
        }
        for slug in ["", "difference", "difference-0", "regular-1", "correction-x"] {
            assert_eq!(BillKind::from_slug(slug), None, "{slug}");
        }
    }
}
