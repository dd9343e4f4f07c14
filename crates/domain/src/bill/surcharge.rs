use policy::{Branch, Procedure, SurchargeOn};
use units::{Fen, Rate, Rounding};

use crate::assessment::{Amounts, BillTotals};

/// The part of a bill that belongs to no person (Social Insurance Law art. 62; settled when declared): a tenth more for those
/// whose base nobody declared, where the pack multiplies the bill and not each base; and, for a month that its employer
/// never declared, what is missing from the people's lines to 110 % of the month before. Both together are no more than the
/// greater of the two, and the month before counts without its own surcharge: nothing compounds (our reading, confidence D).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Surcharge {
    /// How much more, where the bill is multiplied: 10 % for 110 %.
    rate: Rate,
    /// What of the month before is asked for where a month is not declared: 110 %.
    share: Rate,
    /// The month before of an employer that did not declare this one.
    undeclared: Option<Undeclared>,
    /// Both sides of the people concerned, by branch.
    concerned: [Fen; 5],
    /// How many.
    pub people: u32,
}

/// A month that nobody declared, by branch, both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Undeclared {
    /// The lines of the month before.
    before: [Fen; 5],
    /// The lines of this month, as the roll stands.
    now: [Fen; 5],
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
            share: procedure.undeclared_surcharge,
            ..Surcharge::default()
        }
    }

    /// Whether bills of this month can carry one for undeclared bases.
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

    /// The month was not declared by the employer that has to: `before` and `now` are the people's lines of the month before
    /// and of this one. Without lines in the month before there is nothing to take 110 % of, and the roll stands alone.
    pub fn undeclared(&mut self, before: &BillTotals, now: &BillTotals) {
        self.undeclared = (before.total() > Fen::ZERO).then(|| Undeclared {
            before: before.by_branch(),
            now: now.by_branch(),
        });
    }

    /// What the month before came to, where this one is assessed by it because it was not declared.
    pub fn month_before(&self) -> Option<Fen> {
        self.undeclared.map(|month| month.before.iter().sum())
    }

    /// The surcharge by branch, each rounded once.
    pub fn by_branch(&self) -> [Fen; 5] {
        let mut surcharge = self.concerned.map(|sum| self.rate.of(sum, Rounding::HalfUp));
        if let Some(Undeclared { before, now }) = self.undeclared {
            for (i, sum) in surcharge.iter_mut().enumerate() {
                *sum = (*sum).max(self.share.of(before[i], Rounding::HalfUp) - now[i]);
            }
        }
        surcharge
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

    fn lines(pension: i64, medical: i64) -> BillTotals {
        BillTotals {
            employer: [Fen(pension), Fen(medical), Fen::ZERO, Fen::ZERO, Fen::ZERO],
            people: 1,
            ..BillTotals::default()
        }
    }

    #[test]
    fn a_month_that_was_not_declared_is_asked_for_at_110_percent_of_the_month_before() {
        // Month before, roll of this month, surcharge by branch.
        let rows = [
            (lines(100_005, 980), lines(100_005, 980), [10_001, 98]),
            // Somebody left and nobody declared: still 110 % of what the month before came to.
            (lines(100_000, 980), lines(50_000, 490), [60_000, 588]),
            // The roll already asks for more: nothing on top, and never less than the roll.
            (lines(100_000, 980), lines(150_000, 1_470), [0, 0]),
            // The first month: the roll stands alone.
            (BillTotals::default(), lines(100_000, 980), [0, 0]),
        ];
        for (before, now, expected) in rows {
            let mut surcharge = Surcharge {
                share: Rate(1_100_000),
                ..Surcharge::default()
            };
            surcharge.undeclared(&before, &now);
            assert_eq!(surcharge.by_branch()[..2], expected.map(Fen), "{before:?}");
            assert_eq!(surcharge.month_before().is_some(), before != BillTotals::default());
        }
    }

    #[test]
    fn undeclared_bases_in_an_undeclared_month_are_surcharged_once() {
        let amounts = Amounts {
            employer: [Fen(100_000), Fen::ZERO, Fen::ZERO, Fen::ZERO, Fen::ZERO],
            ..Amounts::default()
        };
        let mut surcharge = Surcharge {
            rate: Rate(100_000),
            share: Rate(1_100_000),
            ..Surcharge::default()
        };
        surcharge.add(&amounts);
        surcharge.undeclared(&lines(100_000, 0), &lines(100_000, 0));
        assert_eq!(surcharge.total(), Fen(10_000));
    }
}
