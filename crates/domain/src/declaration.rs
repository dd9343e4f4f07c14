//! The monthly declaration (月报申报): who declared, what a later change does to it, and its effect on the coming bill.

use policy::RollWindow;
use units::{Date, Fen, Month};

use crate::assessment::BillTotals;
use crate::registry::Collection;

/// How a month came to be declared, or no longer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// A change after the employer's own declaration reopened it: to be confirmed again, or declared by default.
    Reopened,
    /// The employer's clerk or agent confirmed the roll.
    Clerk,
    /// Nobody declared by the day: the roll as it stood, provisional until the close (系统默认申报).
    Default,
    /// A change after that day: declared again by itself from the roll as it then stood.
    Reissued,
}

impl How {
    /// All of them, in the order in which they can follow one another at one version.
    pub const ALL: [How; 4] = [How::Reopened, How::Clerk, How::Default, How::Reissued];

    /// As stored.
    pub fn index(self) -> i64 {
        match self {
            How::Reopened => 0,
            How::Clerk => 1,
            How::Default => 2,
            How::Reissued => 3,
        }
    }

    /// Reads the stored number.
    pub fn from_index(index: i64) -> Option<How> {
        How::ALL.into_iter().find(|h| h.index() == index)
    }

    /// The code in words and JSON.
    pub fn code(self) -> &'static str {
        match self {
            How::Reopened => "reopened",
            How::Clerk => "clerk",
            How::Default => "default",
            How::Reissued => "reissued",
        }
    }

    /// Whether the month stands declared.
    pub fn is_declared(self) -> bool {
        match self {
            How::Reopened => false,
            How::Clerk | How::Default | How::Reissued => true,
        }
    }
}

/// Whether an employer leaves a month undeclared when it closes: one that pays by itself also declares by itself; whoever is
/// debited is declared by default (Social Insurance Law art. 62 says what follows).
pub fn is_left_undeclared(collection: Collection, last: Option<How>) -> bool {
    match collection {
        Collection::Debit => false,
        Collection::Transfer => !last.is_some_and(How::is_declared),
    }
}

/// What was shown as *the* month when it was declared. It proves and warns; it does not bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// The contribution month.
    pub month: Month,
    /// The employer's version whose roll was declared.
    pub version: i64,
    /// By whom, or what became of it.
    pub how: How,
    /// How many people.
    pub people: u32,
    /// What the bill would have asked for.
    pub total: Fen,
    /// The business day.
    pub on: Date,
}

/// What a change to the roll does to the month's declaration: `None` where nothing was declared yet.
///
/// Until the default day a change reopens the clerk's own declaration (changes first, then declare); after it each
/// change declares the month again by itself, until the close.
pub fn after_change(last: Option<How>, today: Date, dates: &RollWindow) -> Option<How> {
    match last {
        None | Some(How::Reopened) if today <= dates.default_declaration => last,
        Some(How::Clerk) if today <= dates.default_declaration => Some(How::Reopened),
        None | Some(How::Reopened | How::Clerk | How::Default | How::Reissued) => Some(How::Reissued),
    }
}

/// How the coming bill changes by a filing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effect {
    /// The contribution month of that bill.
    pub month: Month,
    /// The bill as it would be without the filing.
    pub before: BillTotals,
    /// The bill as it will be with it.
    pub after: BillTotals,
}

impl Effect {
    /// What the bill rises by; negative: falls by.
    pub fn difference(&self) -> Fen {
        self.after.total() - self.before.total()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::date;

    #[test]
    fn a_change_reopens_the_clerks_declaration_and_reissues_the_default_one() {
        let month = Month::parse("2026-09").expect("a month");
        let dates = RollWindow {
            month,
            opens: month.day(5),
            default_declaration: month.day(15),
            closes: month.day(25),
        };
        let rows = [
            (None, 14, None),
            (None, 18, Some(How::Reissued)),
            (Some(How::Clerk), 14, Some(How::Reopened)),
            (Some(How::Reopened), 15, Some(How::Reopened)),
            (Some(How::Clerk), 18, Some(How::Reissued)),
            (Some(How::Default), 18, Some(How::Reissued)),
            (Some(How::Reissued), 25, Some(How::Reissued)),
        ];
        for (last, day, expected) in rows {
            assert_eq!(after_change(last, date(2026, 9, day), &dates), expected, "{last:?} on the {day}th");
        }
    }
}
