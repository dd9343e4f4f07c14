//! What can be paid at a cashier: a bill, a case; with the amount that holds on a day and where the money goes.

use units::{Date, Fen, Month};

use super::appointment::Errand;
use crate::ids::EmployerId;
use crate::ledger::{Fund, What};

/// Something to be paid whole, with what it comes to today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payable {
    /// Whose.
    pub employer: EmployerId,
    /// What it is.
    pub of: Errand,
    /// Month by month.
    pub months: Vec<MonthDue>,
    /// Where the money goes.
    pub parts: Vec<(Fund, What, Fen)>,
    /// Money that waits for it already.
    pub waiting: Fen,
    /// The day for which it holds: paid later it is another amount.
    pub valid_on: Date,
    /// A debit of it is with the bank: nothing else may pay it until the answer.
    pub at_bank: bool,
}

/// What is due of one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthDue {
    /// The month.
    pub month: Month,
    /// The employer's share.
    pub employer: Fen,
    /// The employees' share.
    pub employee: Fen,
    /// The first day that counts for the late fee.
    pub fee_from: Date,
    /// How many days count.
    pub days: u32,
    /// The late fee.
    pub fee: Fen,
}

impl MonthDue {
    /// Both shares with the late fee.
    pub fn total(&self) -> Fen {
        self.employer + self.employee + self.fee
    }
}

impl Payable {
    /// Without late fees.
    pub fn principal(&self) -> Fen {
        self.months.iter().map(|m| m.employer + m.employee).sum()
    }

    /// Late fees.
    pub fn fee(&self) -> Fen {
        self.months.iter().map(|m| m.fee).sum()
    }

    /// Both together.
    pub fn total(&self) -> Fen {
        self.principal() + self.fee()
    }

    /// What is to be paid today, with the money that waits taken off.
    pub fn to_pay(&self) -> Fen {
        (self.total() - self.waiting).at_least(Fen::ZERO)
    }

    /// Whether the destinations are the amount, to the fen.
    pub fn adds_up(&self) -> bool {
        self.parts.iter().map(|(_, _, amount)| *amount).sum::<Fen>() == self.total()
    }
}
