use policy::{Branch, Procedure, SurchargeOn};
use units::{Fen, Rate, Rounding};

use crate::assessment::{Amounts, BillTotals};

/// The part of a bill that belongs to no person: a tenth more for those whose base nobody declared, where the pack
/// multiplies the bill and not each base (our reading of Social Insurance Law art. 62; settled when declared).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Surcharge {
    /// How much more, where the bill is multiplied: 10 % for 110 %.
    rate: Rate,
    /// Both sides of the people concerned, by branch.
    concerned: [Fen; 5],
    /// How many.
    pub people: u32,
}

impl Surcharge {
    /// As a month's procedure says, for nobody yet.
    pub fn of(procedure: &Procedure) -> Surcharge {
        let rate = match procedure.surcharge_on {
            SurchargeOn::Bill => Rate(procedure.undeclared_surcharge.ppm().saturating_sub(1_000_000)),
            SurchargeOn::Base => Rate::ZERO,
        };
        Surcharge {
            rate,
            ..Surcharge::default()
        }
    }

    /// Whether bills of this month can carry one.
    pub fn is_possible(&self) -> bool {
        self.rate != Rate::ZERO
    }

    /// Adds a person whose base is assumed.
    pub fn add(&mut self, amounts: &Amounts) {
        for (sum, amount) in self.concerned.iter_mut().zip(amounts.by_branch()) {
            *sum += amount;
        }
        self.people += 1;
    }

    /// The surcharge by branch, each rounded once.
    pub fn by_branch(&self) -> [Fen; 5] {
        self.concerned.map(|sum| self.rate.of(sum, Rounding::HalfUp))
    }

    /// The whole surcharge.
    pub fn total(&self) -> Fen {
        self.by_branch().iter().sum()
    }

    /// Puts it on a bill: on the employer's side, by branch.
    pub fn charge(&self, totals: &mut BillTotals) {
        let by_branch = self.by_branch();
        for branch in Branch::ALL {
            totals.employer[branch.index()] += by_branch[branch.index()];
        }
    }

    /// Takes what another bill of the month asked for off again.
    pub fn discharge(&self, totals: &mut BillTotals) {
        let by_branch = self.by_branch();
        for branch in Branch::ALL {
            totals.employer[branch.index()] += -by_branch[branch.index()];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_surcharge_is_a_tenth_by_branch_of_those_concerned_alone() {
        let amounts = Amounts {
            employer: [Fen(100_005), Fen(980), Fen::ZERO, Fen::ZERO, Fen::ZERO],
            ee_fixed: Fen(300),
            ..Amounts::default()
        };
        let mut surcharge = Surcharge {
            rate: Rate(100_000),
            ..Surcharge::default()
        };
        surcharge.add(&amounts);
        assert_eq!(surcharge.by_branch()[..2], [Fen(10_001), Fen(128)]);
        let mut totals = BillTotals::default();
        surcharge.charge(&mut totals);
        assert_eq!((totals.total(), totals.people), (surcharge.total(), 0));
        surcharge.discharge(&mut totals);
        assert_eq!(totals, BillTotals::default());
    }
}
