//! The ledger: money on a cash basis, two legs a row, nothing ever changed.
//!
//! A bill is a claim, no entry. A movement enters as *pending* or *posted*; a pending one is ended by a later row that
//! names it (`settles`), as posted or as voided. Balances are sums over posted rows, so they add up to zero by
//! construction; what `check` proves is that every ending names one pending row of the same legs and amount.

mod posting;

pub use posting::{LargeAmount, Part, split_paid};

use std::collections::BTreeMap;

use policy::Branch;
use units::{Date, Fen, Month};

use crate::ids::TransferId;

/// A ledger account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fund {
    /// The agency's income account at the bank.
    Bank,
    /// Asked of the bank, or between two owners.
    InTransit,
    /// Money whose purpose is not known, or that does not yet suffice (挂账).
    Unallocated,
    /// Money that belongs to the payer again.
    RefundDue,
    /// Money that was paid back.
    Refunded,
    /// All pension accounts together: their control total.
    PensionAccounts,
    /// All medical accounts together: their control total.
    MedicalAccounts,
    /// The pooled fund of a branch; its late fees go there too.
    Pooled(Branch),
    /// The large-amount medical mutual-aid fund.
    LargeAmount,
    /// What lies in the cashiers' tills until they are closed.
    Till,
    /// What cashiers counted too much or too little, each with its reason.
    TillDifference,
}

impl Fund {
    /// All funds, in the order of pages and reports.
    pub const ALL: [Fund; 15] = [
        Fund::Bank,
        Fund::InTransit,
        Fund::Unallocated,
        Fund::RefundDue,
        Fund::Refunded,
        Fund::PensionAccounts,
        Fund::MedicalAccounts,
        Fund::Pooled(Branch::Pension),
        Fund::Pooled(Branch::Medical),
        Fund::Pooled(Branch::Unemployment),
        Fund::Pooled(Branch::EmploymentInjury),
        Fund::Pooled(Branch::Maternity),
        Fund::LargeAmount,
        Fund::Till,
        Fund::TillDifference,
    ];

    /// The code as stored and in JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Fund::Bank => "bank",
            Fund::InTransit => "in_transit",
            Fund::Unallocated => "unallocated",
            Fund::RefundDue => "refund_due",
            Fund::Refunded => "refunded",
            Fund::PensionAccounts => "account.pension",
            Fund::MedicalAccounts => "account.medical",
            Fund::Pooled(Branch::Pension) => "pooled.pension",
            Fund::Pooled(Branch::Medical) => "pooled.medical",
            Fund::Pooled(Branch::Unemployment) => "pooled.unemployment",
            Fund::Pooled(Branch::EmploymentInjury) => "pooled.employment_injury",
            Fund::Pooled(Branch::Maternity) => "pooled.maternity",
            Fund::LargeAmount => "pooled.large_amount",
            Fund::Till => "till",
            Fund::TillDifference => "till_difference",
        }
    }

    /// Reads the code.
    pub fn from_code(code: &str) -> Option<Fund> {
        Fund::ALL.into_iter().find(|fund| fund.code() == code)
    }
}

/// Whether a movement counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Announced: it moves nothing yet.
    Pending,
    /// It moved.
    Posted,
    /// The row it settles will never move.
    Voided,
}

impl State {
    /// The code as stored.
    pub const fn code(self) -> &'static str {
        match self {
            State::Pending => "pending",
            State::Posted => "posted",
            State::Voided => "voided",
        }
    }

    /// Reads the code.
    pub fn from_code(code: &str) -> Option<State> {
        [State::Pending, State::Posted, State::Voided]
            .into_iter()
            .find(|state| state.code() == code)
    }
}

/// Why money moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// A debit asked of the bank, and its end.
    Instruction,
    /// Money that came by itself.
    Remittance,
    /// From waiting money to a bill, or from one owner to another.
    Allocation,
    /// What the bill asks for.
    Principal,
    /// The late fee of the bill.
    LateFee,
    /// Paid twice or too much.
    Overpaid,
    /// Paid back.
    Refund,
    /// The opposite of an earlier movement.
    Reversal,
    /// From a closed till to the bank.
    Deposit,
    /// What a till held more or less than was booked.
    Difference,
}

impl What {
    /// All of them.
    pub const ALL: [What; 10] = [
        What::Instruction,
        What::Remittance,
        What::Allocation,
        What::Principal,
        What::LateFee,
        What::Overpaid,
        What::Refund,
        What::Reversal,
        What::Deposit,
        What::Difference,
    ];

    /// The code as stored.
    pub const fn code(self) -> &'static str {
        match self {
            What::Instruction => "instruction",
            What::Remittance => "remittance",
            What::Allocation => "allocation",
            What::Principal => "principal",
            What::LateFee => "late_fee",
            What::Overpaid => "overpaid",
            What::Refund => "refund",
            What::Reversal => "reversal",
            What::Deposit => "deposit",
            What::Difference => "difference",
        }
    }

    /// Reads the code.
    pub fn from_code(code: &str) -> Option<What> {
        What::ALL.into_iter().find(|what| what.code() == code)
    }
}

/// One movement between two funds. The amount is above zero; `debit` grows, `credit` shrinks (an asset's view).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Its identifier.
    pub id: TransferId,
    /// The fund that takes.
    pub debit: Fund,
    /// The fund that gives.
    pub credit: Fund,
    /// How much, in fen, above zero.
    pub amount: Fen,
    /// The contribution month it is about.
    pub month: Option<Month>,
    /// Why.
    pub what: What,
    /// Whether it counts.
    pub state: State,
    /// The pending row that this one ends, or the posted row that it reverses.
    pub settles: Option<TransferId>,
    /// The day the money counts.
    pub value_date: Date,
}

impl Transfer {
    /// The row that ends this pending one: same legs, same amount.
    pub fn ended(&self, id: TransferId, state: State, value_date: Date) -> Transfer {
        Transfer {
            id,
            state,
            settles: Some(self.id),
            value_date,
            ..self.clone()
        }
    }

    /// The opposite of this posted row (红字冲销): the legs trade places.
    pub fn reversed(&self, id: TransferId, value_date: Date) -> Transfer {
        Transfer {
            id,
            debit: self.credit,
            credit: self.debit,
            what: What::Reversal,
            settles: Some(self.id),
            value_date,
            ..self.clone()
        }
    }
}

/// What each fund holds: liabilities and pooled funds are shown as positive sums, the bank as what it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Balances {
    funds: BTreeMap<Fund, Fen>,
}

impl Balances {
    /// Takes in one movement. Only posted ones count.
    pub fn take(&mut self, state: State, debit: Fund, credit: Fund, amount: Fen) {
        match state {
            State::Posted => {
                *self.funds.entry(debit).or_default() += amount;
                *self.funds.entry(credit).or_default() -= amount;
            }
            State::Pending | State::Voided => {}
        }
    }

    /// Sum of debits less credits.
    fn raw(&self, fund: Fund) -> Fen {
        self.funds.get(&fund).copied().unwrap_or_default()
    }

    /// What the fund holds, as people read it: money at the bank, or money owed to the fund's purpose.
    pub fn holds(&self, fund: Fund) -> Fen {
        match fund {
            Fund::Bank | Fund::Till => self.raw(fund),
            Fund::InTransit
            | Fund::Unallocated
            | Fund::RefundDue
            | Fund::Refunded
            | Fund::PensionAccounts
            | Fund::MedicalAccounts
            | Fund::Pooled(_)
            | Fund::LargeAmount
            | Fund::TillDifference => -self.raw(fund),
        }
    }

    /// Every fen that came is in exactly one place: bank and tills = all other funds together.
    pub fn add_up(&self) -> bool {
        let elsewhere: Fen = Fund::ALL
            .into_iter()
            .filter(|fund| !matches!(fund, Fund::Bank | Fund::Till))
            .map(|fund| self.holds(fund))
            .sum();
        self.holds(Fund::Bank) + self.holds(Fund::Till) == elsewhere
    }
}

impl<'a> FromIterator<&'a Transfer> for Balances {
    fn from_iter<I: IntoIterator<Item = &'a Transfer>>(transfers: I) -> Balances {
        let mut balances = Balances::default();
        for transfer in transfers {
            balances.take(transfer.state, transfer.debit, transfer.credit, transfer.amount);
        }
        balances
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::date;

    fn asked(id: i64, amount: i64) -> Transfer {
        Transfer {
            id: TransferId(id),
            debit: Fund::Bank,
            credit: Fund::InTransit,
            amount: Fen(amount),
            month: None,
            what: What::Instruction,
            state: State::Pending,
            settles: None,
            value_date: date(2026, 9, 2),
        }
    }

    #[test]
    fn a_pending_movement_moves_nothing_until_a_later_row_posts_it() {
        let pending = asked(1, 1_966_266);
        let posted = pending.ended(TransferId(2), State::Posted, date(2026, 9, 15));
        let voided = pending.ended(TransferId(2), State::Voided, date(2026, 9, 2));
        let before: Balances = [&pending].into_iter().collect();
        let bounced: Balances = [&pending, &voided].into_iter().collect();
        let paid: Balances = [&pending, &posted].into_iter().collect();
        assert_eq!(before.holds(Fund::Bank), Fen::ZERO);
        assert_eq!(bounced.holds(Fund::Bank), Fen::ZERO);
        assert_eq!(
            (paid.holds(Fund::Bank), paid.holds(Fund::InTransit)),
            (Fen(1_966_266), Fen(1_966_266))
        );
        assert!(paid.add_up());
    }

    #[test]
    fn a_reversal_is_a_second_movement_that_undoes_the_first() {
        let posted = Transfer {
            state: State::Posted,
            ..asked(1, 500)
        };
        let back = posted.reversed(TransferId(9), date(2026, 9, 3));
        let balances: Balances = [&posted, &back].into_iter().collect();
        assert_eq!(
            (balances.holds(Fund::Bank), balances.holds(Fund::InTransit)),
            (Fen::ZERO, Fen::ZERO)
        );
        assert_eq!(back.settles, Some(posted.id));
    }

    #[test]
    fn codes_lead_back() {
        for fund in Fund::ALL {
            assert_eq!(Fund::from_code(fund.code()), Some(fund));
        }
        for what in What::ALL {
            assert_eq!(What::from_code(what.code()), Some(what));
        }
        assert_eq!(Fund::from_code("pooled"), None);
    }
}
