use policy::LateFeeRules;
use units::{Date, Fen, Month, split_in_proportion};

use crate::assessment::{Amounts, BillTotals};
use crate::ids::PersonId;
use crate::late_fee::late_fee;

/// What one person's month comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonMonth {
    /// Whose.
    pub person: PersonId,
    /// Both sides, by branch.
    pub amounts: Amounts,
    /// The late fee that an officer entered, because no rule is known for the month.
    pub entered_fee: Option<Fen>,
}

/// What one month of a case comes to on a day: the principal of all its persons and one late fee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthDue {
    /// The month.
    pub month: Month,
    /// The sums.
    pub totals: BillTotals,
    /// The first day of the late fee; `None` where an officer entered it.
    pub from: Option<Date>,
    /// The last day that counts; `None` where no day counts.
    pub to: Option<Date>,
    /// How many days.
    pub days: u32,
    /// The late fee.
    pub fee: Fen,
    /// The late fee by branch.
    pub fee_by_branch: [Fen; 5],
}

impl MonthDue {
    /// Principal and late fee.
    pub fn total(&self) -> Fen {
        self.totals.total() + self.fee
    }

    /// Whether the late fee is more than the principal: shown as such.
    pub fn fee_exceeds_principal(&self) -> bool {
        self.fee > self.totals.total()
    }
}

/// A month of a case, filed on a day. The fee of computed months counts on their sum and is rounded once; a fee that an officer
/// entered for a person is added as it is. `rules`: how the fee of the month runs; `None` where nobody knows, and every person's fee
/// was entered.
pub fn month_due(month: Month, people: &[PersonMonth], rules: Option<&LateFeeRules>, on: Date) -> MonthDue {
    let (mut totals, mut computed) = (BillTotals::default(), BillTotals::default());
    let (mut fee, mut by_branch) = (Fen::ZERO, [Fen::ZERO; 5]);
    for one in people {
        totals.add(&one.amounts);
        match one.entered_fee {
            None => computed.add(&one.amounts),
            Some(entered) => {
                let mut own = BillTotals::default();
                own.add(&one.amounts);
                fee += entered;
                for (sum, part) in by_branch.iter_mut().zip(split_in_proportion(entered, &own.by_branch())) {
                    *sum += part;
                }
            }
        }
    }
    let (mut from, mut to, mut days) = (None, None, 0);
    if let Some(rules) = rules.filter(|_| computed.people > 0) {
        let counted = late_fee(rules, month, computed.by_branch(), on);
        (from, to, days) = (Some(counted.from), counted.to, counted.days);
        fee += counted.fee;
        for (sum, part) in by_branch.iter_mut().zip(counted.by_branch) {
            *sum += part;
        }
    }
    MonthDue {
        month,
        totals,
        from,
        to,
        days,
        fee,
        fee_by_branch: by_branch,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use policy::{BranchSet, Packs};
    use units::date;

    fn of(pension: i64, employee: i64) -> Amounts {
        let mut amounts = Amounts {
            charged: BranchSet::NONE,
            ..Amounts::default()
        };
        amounts.employer[0] = Fen(pension);
        amounts.employee[0] = Fen(employee);
        amounts
    }

    #[test]
    fn the_fee_of_seven_years_is_more_than_its_principal() {
        // Practice 7, Y8: March 2019, principal 2,463.00, filed 5 November 2026: 2,745 days, 3,380.47.
        let book = Packs::embedded().book("cn/example").expect("sound");
        let month = Month::parse("2019-03").expect("a month");
        let rules = book.late_fee(month, date(2026, 11, 5)).expect("known");
        let person = PersonMonth {
            person: PersonId(1),
            amounts: of(200_000, 46_300),
            entered_fee: None,
        };
        let due = month_due(month, &[person], Some(&rules), date(2026, 11, 5));
        assert_eq!((due.totals.total(), due.days, due.fee), (Fen(246_300), 2_745, Fen(338_047)));
        assert!(due.fee_exceeds_principal());
    }

    #[test]
    fn an_entered_fee_is_taken_as_it_is_and_lands_in_the_branches() {
        let month = Month::parse("2010-02").expect("a month");
        let person = PersonMonth {
            person: PersonId(1),
            amounts: of(30_000, 10_000),
            entered_fee: Some(Fen(1_234)),
        };
        let due = month_due(month, &[person], None, date(2026, 11, 5));
        assert_eq!(
            (due.fee, due.fee_by_branch[0], due.days, due.from),
            (Fen(1_234), Fen(1_234), 0, None)
        );
        assert_eq!(due.total(), Fen(41_234));
    }
}
