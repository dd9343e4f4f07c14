use policy::{BranchSet, Category, Unknown};
use units::Fen;

use super::Tariff;
use crate::assessment::{Amounts, BillTotals};
use crate::ids::PersonId;
use crate::spell::{GroupSet, MonthInputs};

/// What one person owes for one month, and from which inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assessed {
    /// What the kernel was given.
    pub inputs: MonthInputs,
    /// What it answered.
    pub amounts: Amounts,
}

/// One person on a bill, or between two months: as it was and as it is. A regular bill's lines have no `before`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Whose.
    pub person: PersonId,
    /// As assessed before.
    pub before: Option<Assessed>,
    /// As assessed now.
    pub after: Option<Assessed>,
}

/// Why a person's sum differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// New on the roll.
    Joined,
    /// No longer on the roll.
    Left,
    /// Takes part in other branch groups.
    Groups {
        /// Before.
        before: GroupSet,
        /// Now.
        after: GroupSet,
    },
    /// Another payer category.
    Category {
        /// Before.
        before: Category,
        /// Now.
        after: Category,
    },
    /// Another declared base.
    Base {
        /// Before.
        before: Fen,
        /// Now.
        after: Fen,
    },
    /// The same person and base under other rates or limits.
    Policy,
}

impl Moved {
    /// The code in words and JSON.
    pub fn code(self) -> &'static str {
        match self {
            Moved::Joined => "joined",
            Moved::Left => "left",
            Moved::Groups { .. } => "groups",
            Moved::Category { .. } => "category",
            Moved::Base { .. } => "base",
            Moved::Policy => "policy",
        }
    }
}

impl Line {
    /// What the line asks for: what is now less what was before. The bases and branches shown are today's, or else the former.
    pub fn amounts(&self) -> Amounts {
        let zero = Amounts::default();
        let before = self.before.map_or(zero, |a| a.amounts);
        let after = self.after.map_or(zero, |a| a.amounts);
        let minus = |a: [Fen; 5], b: [Fen; 5]| std::array::from_fn(|i| a[i] - b[i]);
        Amounts {
            employer: minus(after.employer, before.employer),
            employee: minus(after.employee, before.employee),
            base: if self.after.is_some() { after.base } else { before.base },
            ee_fixed: after.ee_fixed - before.ee_fixed,
            to_pension_account: after.to_pension_account - before.to_pension_account,
            to_medical_account: after.to_medical_account - before.to_medical_account,
            charged: BranchSet(after.charged.0 | before.charged.0),
        }
    }

    /// Whether anything is asked for or given back.
    pub fn is_nothing(&self) -> bool {
        let a = self.amounts();
        let same = |x: &[Fen; 5]| x.iter().all(|f| *f == Fen::ZERO);
        same(&a.employer) && same(&a.employee) && [a.ee_fixed, a.to_pension_account, a.to_medical_account] == [Fen::ZERO; 3]
    }

    /// Why the sum differs; `None` where it does not.
    pub fn moved(&self) -> Option<Moved> {
        let (before, after) = match (self.before, self.after) {
            _ if self.is_nothing() => return None,
            (None, None) => return None,
            (None, Some(_)) => return Some(Moved::Joined),
            (Some(_), None) => return Some(Moved::Left),
            (Some(before), Some(after)) => (before.inputs, after.inputs),
        };
        Some(if before.groups != after.groups {
            Moved::Groups {
                before: before.groups,
                after: after.groups,
            }
        } else if before.category != after.category {
            Moved::Category {
                before: before.category,
                after: after.category,
            }
        } else if before.base != after.base {
            Moved::Base {
                before: before.base,
                after: after.base,
            }
        } else {
            Moved::Policy
        })
    }
}

/// People assessed one by one, in their order.
pub type People = Vec<(PersonId, Assessed)>;

/// Assesses everybody in the order given. `Err` names the first figure that is unknown.
pub fn people(tariff: &Tariff, inputs: impl IntoIterator<Item = (PersonId, MonthInputs)>) -> Result<People, Unknown> {
    inputs
        .into_iter()
        .map(|(person, inputs)| {
            let amounts = tariff.assess(&inputs, &mut ()).map_err(Unknown::clone)?;
            Ok((person, Assessed { inputs, amounts }))
        })
        .collect()
}

/// Lays two lists beside each other, both ordered by person: one line for each person of either.
pub fn pair(before: &[(PersonId, Assessed)], after: &[(PersonId, Assessed)]) -> Vec<Line> {
    let (mut b, mut a) = (before.iter().peekable(), after.iter().peekable());
    let mut lines = Vec::with_capacity(before.len().max(after.len()));
    loop {
        let person = match (b.peek(), a.peek()) {
            (None, None) => return lines,
            (Some((x, _)), None) | (None, Some((x, _))) => *x,
            (Some((x, _)), Some((y, _))) => *x.min(y),
        };
        let before = b.next_if(|(p, _)| *p == person).map(|(_, assessed)| *assessed);
        let after = a.next_if(|(p, _)| *p == person).map(|(_, assessed)| *assessed);
        lines.push(Line { person, before, after });
    }
}

/// The sums of a bill with these lines.
pub fn totals<'a>(lines: impl IntoIterator<Item = &'a Line>) -> BillTotals {
    let mut totals = BillTotals::default();
    for line in lines {
        totals.add(&line.amounts());
    }
    totals
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assessed(base: i64, groups: u8) -> Assessed {
        let inputs = MonthInputs {
            groups: GroupSet(groups),
            category: Category::LocalUrban,
            base: Fen::yuan(base),
        };
        let employer = [Fen(base * 16), Fen::ZERO, Fen::ZERO, Fen::ZERO, Fen::ZERO];
        Assessed {
            inputs,
            amounts: Amounts {
                employer,
                ee_fixed: Fen(300),
                ..Amounts::default()
            },
        }
    }

    #[test]
    fn each_difference_between_two_months_has_its_cause_and_they_add_up() {
        let before = [
            (PersonId(1), assessed(9_500, 3)),
            (PersonId(2), assessed(7_270, 3)),
            (PersonId(4), assessed(8_000, 3)),
        ];
        let after = [
            (PersonId(1), assessed(9_500, 3)),
            (PersonId(3), assessed(12_345, 3)),
            (PersonId(4), assessed(8_100, 3)),
        ];
        let lines = pair(&before, &after);
        let moved: Vec<(i64, Option<&str>)> = lines.iter().map(|l| (l.person.0, l.moved().map(Moved::code))).collect();
        assert_eq!(moved, [(1, None), (2, Some("left")), (3, Some("joined")), (4, Some("base"))]);
        let sum = |people: &[(PersonId, Assessed)]| people.iter().map(|(_, a)| a.amounts.total()).sum::<Fen>();
        assert_eq!(totals(&lines).total(), sum(&after) - sum(&before));
    }
}
