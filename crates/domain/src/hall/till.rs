//! A cashier's till of one day: what was taken, and how it is closed.

use units::{Date, Fact, Fen, Statement};

use super::appointment::Errand;
use crate::ids::{EmployerId, LoginId, OfficeId, TakingId, TicketId, TillId};

/// How money is handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// Banknotes.
    Cash,
    /// A card at the terminal.
    Card,
    /// A cheque.
    Cheque,
    /// A transfer slip: the money is in the agency's account already.
    Transfer,
}

impl Means {
    /// All of them, in the order of pages.
    pub const ALL: [Means; 4] = [Means::Card, Means::Transfer, Means::Cash, Means::Cheque];

    /// As stored.
    pub fn code(self) -> &'static str {
        match self {
            Means::Cash => "cash",
            Means::Card => "card",
            Means::Cheque => "cheque",
            Means::Transfer => "transfer",
        }
    }

    /// Reads what is stored.
    pub fn from_code(code: &str) -> Option<Means> {
        Means::ALL.into_iter().find(|means| means.code() == code)
    }

    /// Whether a number of the terminal, the cheque or the bank goes with it.
    pub fn has_reference(self) -> bool {
        match self {
            Means::Card | Means::Cheque | Means::Transfer => true,
            Means::Cash => false,
        }
    }

    /// Whether it lies in the till until the close.
    pub fn lies_in_the_till(self) -> bool {
        match self {
            Means::Cash | Means::Card | Means::Cheque => true,
            Means::Transfer => false,
        }
    }
}

/// Where a till stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It takes money.
    Open,
    /// Counted and booked.
    Closed,
}

impl State {
    /// As stored.
    pub fn code(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Closed => "closed",
        }
    }

    /// Reads what is stored.
    pub fn from_code(code: &str) -> Option<State> {
        [State::Open, State::Closed].into_iter().find(|state| state.code() == code)
    }
}

/// A till of one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Till {
    /// At which office.
    pub office: OfficeId,
    /// Its identifier.
    pub id: TillId,
    /// The day.
    pub day: Date,
    /// At which counter.
    pub counter: u32,
    /// The cashier.
    pub officer: LoginId,
    /// The cashier's name.
    pub officer_name: String,
    /// Where it stands.
    pub state: State,
    /// How it was closed.
    pub closing: Option<Closing>,
}

/// A sum taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taking {
    /// Its identifier.
    pub id: TakingId,
    /// In which till.
    pub till: TillId,
    /// Whose money.
    pub employer: EmployerId,
    /// The act on the employer that settled what was paid: its receipt is the voucher.
    pub employer_n: i64,
    /// What was paid.
    pub of: Errand,
    /// How.
    pub means: Means,
    /// How much.
    pub amount: Fen,
    /// The number of the terminal, the cheque or the bank.
    pub reference: String,
    /// The ticket it came with.
    pub ticket: Option<TicketId>,
    /// The day the money counts.
    pub value_date: Date,
}

/// What was taken, by means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Banknotes.
    pub cash: Fen,
    /// Cards.
    pub card: Fen,
    /// Cheques.
    pub cheque: Fen,
    /// Transfer slips.
    pub transfer: Fen,
}

impl Sums {
    /// The sums of what was taken.
    pub fn of<'a>(takings: impl IntoIterator<Item = &'a Taking>) -> Sums {
        let mut sums = Sums::default();
        for taking in takings {
            *sums.at(taking.means) += taking.amount;
        }
        sums
    }

    fn at(&mut self, means: Means) -> &mut Fen {
        match means {
            Means::Cash => &mut self.cash,
            Means::Card => &mut self.card,
            Means::Cheque => &mut self.cheque,
            Means::Transfer => &mut self.transfer,
        }
    }

    /// The sum of one means.
    pub fn by(&self, means: Means) -> Fen {
        let mut sums = *self;
        *sums.at(means)
    }

    /// What lies in the till.
    pub fn in_till(&self) -> Fen {
        self.cash + self.card + self.cheque
    }

    /// All of it.
    pub fn total(&self) -> Fen {
        self.in_till() + self.transfer
    }
}

/// What the cashier counted at the close.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Banknotes.
    pub cash: Fen,
    /// The terminal's total.
    pub card: Fen,
    /// Cheques.
    pub cheque: Fen,
}

impl Counted {
    /// All of it.
    pub fn total(&self) -> Fen {
        self.cash + self.card + self.cheque
    }
}

/// How a till was closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    /// What was counted.
    pub counted: Counted,
    /// Counted less booked: above zero is too much, below zero is missing.
    pub difference: Fen,
    /// Why it differs.
    pub ground: Option<String>,
}

/// Why money is not taken or a till not closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TillRefused {
    /// The cashier has no open till here.
    NotOpen,
    /// It is open already, or one of an earlier day was never closed.
    AlreadyOpen {
        /// Of which day.
        day: Date,
    },
    /// The day of the till is over: it is closed first.
    OfAnotherDay {
        /// Its day.
        day: Date,
    },
    /// Counted and booked differ, and nobody says why.
    Unexplained {
        /// Counted less booked.
        difference: Fen,
    },
    /// It is not the amount of today.
    AnotherAmount {
        /// What is due today.
        due: Fen,
    },
    /// There is nothing to pay.
    NothingDue,
    /// A debit of it is with the bank.
    AtBank,
    /// The number of the terminal, the cheque or the bank is missing.
    NoReference,
    /// That number was taken before.
    ReferenceUsed {
        /// The number.
        reference: String,
    },
}

impl Statement for TillRefused {
    fn code(&self) -> &'static str {
        match self {
            TillRefused::NotOpen => "till.not_open",
            TillRefused::AlreadyOpen { .. } => "till.already_open",
            TillRefused::OfAnotherDay { .. } => "till.of_another_day",
            TillRefused::Unexplained { .. } => "till.unexplained",
            TillRefused::AnotherAmount { .. } => "till.another_amount",
            TillRefused::NothingDue => "till.nothing_due",
            TillRefused::AtBank => "till.at_bank",
            TillRefused::NoReference => "till.no_reference",
            TillRefused::ReferenceUsed { .. } => "till.reference_used",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            TillRefused::AlreadyOpen { day } | TillRefused::OfAnotherDay { day } => vec![("day", Fact::Day(*day))],
            TillRefused::Unexplained { difference } => vec![("difference", Fact::Money(*difference))],
            TillRefused::AnotherAmount { due } => vec![("due", Fact::Money(*due))],
            TillRefused::ReferenceUsed { reference } => vec![("reference", Fact::Text(reference.clone()))],
            TillRefused::NotOpen | TillRefused::NothingDue | TillRefused::AtBank | TillRefused::NoReference => Vec::new(),
        }
    }
}

/// Closes a till: what was counted is what was booked, or somebody says why not.
///
/// # Errors
/// [`TillRefused::Unexplained`]
pub fn close(booked: &Sums, counted: Counted, ground: Option<&str>) -> Result<Closing, TillRefused> {
    let difference = counted.total() - booked.in_till();
    let by_means = [
        counted.cash - booked.cash,
        counted.card - booked.card,
        counted.cheque - booked.cheque,
    ];
    let ground = ground.map(str::trim).filter(|ground| !ground.is_empty()).map(str::to_owned);
    if by_means.iter().any(|d| *d != Fen::ZERO) && ground.is_none() {
        return Err(TillRefused::Unexplained { difference });
    }
    Ok(Closing {
        counted,
        difference,
        ground,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_till_closes_when_it_balances_or_when_the_difference_is_explained() {
        let booked = Sums {
            cash: Fen(10_000),
            card: Fen(500_000),
            cheque: Fen::ZERO,
            transfer: Fen(77_777),
        };
        let counted = |cash, card| Counted {
            cash: Fen(cash),
            card: Fen(card),
            cheque: Fen::ZERO,
        };
        let even = close(&booked, counted(10_000, 500_000), None).expect("it balances");
        assert_eq!((even.difference, even.ground), (Fen::ZERO, None));
        for (cash, difference) in [(9_999, -1), (10_001, 1)] {
            let difference = Fen(difference);
            assert_eq!(
                close(&booked, counted(cash, 500_000), Some(" ")),
                Err(TillRefused::Unexplained { difference })
            );
            let closed = close(&booked, counted(cash, 500_000), Some("找零有误")).expect("explained");
            assert_eq!(closed.difference, difference);
        }
        // Two differences that cancel out are still differences.
        assert!(close(&booked, counted(9_999, 500_001), None).is_err());
    }
}
