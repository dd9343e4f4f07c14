use units::{Date, Fen, Month};

use super::claim::ClaimKey;

/// What a line of an employer's account says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moved {
    /// A bill was made, or one below zero.
    Billed,
    /// Money came in: by debit or transfer.
    Received,
    /// Waiting money, or a debit, settled a bill: principal and late fee reached their funds.
    Settled,
    /// What a bill below zero gave back left its funds.
    GivenBack,
    /// Money that came twice or too much belongs to the payer again.
    Overpaid,
    /// A refund was paid to the employer.
    Refunded,
    /// A refund waits for the next bill.
    CarriedOver,
    /// Money turned out to be another employer's.
    MovedAway,
}

impl Moved {
    /// The code, and the key of its words below `account.moved.`.
    pub const fn code(self) -> &'static str {
        match self {
            Moved::Billed => "billed",
            Moved::Received => "received",
            Moved::Settled => "settled",
            Moved::GivenBack => "given_back",
            Moved::Overpaid => "overpaid",
            Moved::Refunded => "refunded",
            Moved::CarriedOver => "carried_over",
            Moved::MovedAway => "moved_away",
        }
    }
}

/// One line of the account. Owed grows by `due` and falls by `allocated`; held money grows by `received` and falls by `allocated` and
/// `paid_back`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Movement {
    /// The day it counts.
    pub on: Date,
    /// What happened.
    pub what: Moved,
    /// The bill it is about.
    pub bill: Option<ClaimKey>,
    /// What a bill asks for, with the late fee that was settled with it; below zero for one that gives back.
    pub due: Fen,
    /// Money in.
    pub received: Fen,
    /// Money that settled a bill.
    pub allocated: Fen,
    /// Money that reached the funds.
    pub posted: Fen,
    /// Money that went back to the employer.
    pub paid_back: Fen,
}

impl Movement {
    /// A line without sums.
    pub fn new(on: Date, what: Moved, bill: Option<ClaimKey>) -> Movement {
        Movement {
            on,
            what,
            bill,
            due: Fen::ZERO,
            received: Fen::ZERO,
            allocated: Fen::ZERO,
            posted: Fen::ZERO,
            paid_back: Fen::ZERO,
        }
    }
}

/// Where an account stands: what is owed, and what money of the employer is held and not yet used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountBalance {
    /// Bills less what settled them, without the late fee that still runs.
    pub owed: Fen,
    /// Money that waits, or is due back.
    pub held: Fen,
}

impl AccountBalance {
    fn after(self, movement: &Movement) -> AccountBalance {
        AccountBalance {
            owed: self.owed + movement.due - movement.allocated,
            held: self.held + movement.received - movement.allocated - movement.paid_back,
        }
    }
}

/// The account of a calendar month: opening + every movement = closing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthOfAccount {
    /// The month.
    pub month: Month,
    /// Before its first day.
    pub opening: AccountBalance,
    /// The month's movements, each with where the account stands after it.
    pub lines: Vec<(Movement, AccountBalance)>,
    /// After its last day.
    pub closing: AccountBalance,
}

/// Folds all movements of an employer into the account of one calendar month.
pub fn month_of_account(mut movements: Vec<Movement>, month: Month) -> MonthOfAccount {
    movements.sort_by_key(|m| (m.on, m.what, m.bill));
    let before = movements.iter().filter(|m| m.on < month.first_day());
    let opening = before.fold(AccountBalance::default(), |standing, m| standing.after(m));
    let mut closing = opening;
    let within = movements.iter().filter(|m| month.first_day() <= m.on && m.on <= month.last_day());
    let lines = within
        .map(|m| {
            closing = closing.after(m);
            (*m, closing)
        })
        .collect();
    MonthOfAccount {
        month,
        opening,
        lines,
        closing,
    }
}

#[cfg(test)]
mod tests {
    use super::super::claim::tests::{august, month};
    use super::*;
    use units::date;

    #[test]
    fn the_closing_of_a_month_is_the_opening_of_the_next_and_every_movement_leads_there() {
        let key = Some(august().key);
        let line = |on, what| Movement::new(on, what, key);
        let movements = vec![
            Movement {
                allocated: Fen(1_977_080),
                posted: Fen(1_977_080),
                due: Fen(10_814),
                ..line(date(2026, 10, 12), Moved::Settled)
            },
            Movement {
                received: Fen(2_000_000),
                ..line(date(2026, 10, 12), Moved::Received)
            },
            Movement {
                due: Fen(1_966_266),
                ..line(date(2026, 8, 25), Moved::Billed)
            },
            Movement {
                paid_back: Fen(22_920),
                ..line(date(2026, 11, 3), Moved::Refunded)
            },
        ];
        let of = |text: &str| month_of_account(movements.clone(), month(text));
        let october = of("2026-10");
        assert_eq!(
            october.opening,
            AccountBalance {
                owed: Fen(1_966_266),
                held: Fen::ZERO
            }
        );
        assert_eq!(
            october.lines.iter().map(|(m, _)| m.what.code()).collect::<Vec<_>>(),
            ["received", "settled"]
        );
        assert_eq!(
            october.closing,
            AccountBalance {
                owed: Fen::ZERO,
                held: Fen(22_920)
            }
        );
        for (one, next) in [("2026-08", "2026-09"), ("2026-09", "2026-10"), ("2026-10", "2026-11")] {
            assert_eq!(of(one).closing, of(next).opening);
        }
        assert_eq!(of("2026-11").closing, AccountBalance::default());
    }
}
