use policy::Branch;
use units::Fen;

use super::Amounts;

/// The sums of a bill: rounded amounts of persons added up, never recomputed from a sum of bases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BillTotals {
    /// The employer's side, by [`Branch::index`].
    pub employer: [Fen; 5],
    /// The persons' side, without `ee_fixed`.
    pub employee: [Fen; 5],
    /// The persons' fixed sums beside the medical share.
    pub ee_fixed: Fen,
    /// What of all this goes to pension accounts.
    pub to_pension_account: Fen,
    /// What of all this goes to medical accounts.
    pub to_medical_account: Fen,
    /// How many people.
    pub people: u32,
}

impl BillTotals {
    /// Adds one person.
    #[inline(always)]
    pub fn add(&mut self, amounts: &Amounts) {
        for i in 0..Branch::ALL.len() {
            self.employer[i] += amounts.employer[i];
            self.employee[i] += amounts.employee[i];
        }
        self.ee_fixed += amounts.ee_fixed;
        self.to_pension_account += amounts.to_pension_account;
        self.to_medical_account += amounts.to_medical_account;
        self.people += 1;
    }

    /// Both together, for as many people as this one: what a later bill of a month adds to or takes off the first.
    #[must_use]
    pub fn with(&self, other: &BillTotals) -> BillTotals {
        let both = |x: &[Fen; 5], y: &[Fen; 5]| std::array::from_fn(|i| x[i] + y[i]);
        BillTotals {
            employer: both(&self.employer, &other.employer),
            employee: both(&self.employee, &other.employee),
            ee_fixed: self.ee_fixed + other.ee_fixed,
            to_pension_account: self.to_pension_account + other.to_pension_account,
            to_medical_account: self.to_medical_account + other.to_medical_account,
            people: self.people,
        }
    }

    /// The same sums the other way round: what a bill below zero gives back.
    #[must_use]
    pub fn negated(&self) -> BillTotals {
        BillTotals {
            employer: self.employer.map(|fen| -fen),
            employee: self.employee.map(|fen| -fen),
            ee_fixed: -self.ee_fixed,
            to_pension_account: -self.to_pension_account,
            to_medical_account: -self.to_medical_account,
            people: self.people,
        }
    }

    /// The employer's side of all branches.
    pub fn employer_total(&self) -> Fen {
        self.employer.iter().sum()
    }

    /// The persons' side of all branches, with the fixed sums.
    pub fn employee_total(&self) -> Fen {
        self.employee.iter().sum::<Fen>() + self.ee_fixed
    }

    /// What the bill asks for.
    pub fn total(&self) -> Fen {
        self.employer_total() + self.employee_total()
    }

    /// Both sides by branch, the fixed sums with medical: what a late fee counts on.
    pub fn by_branch(&self) -> [Fen; 5] {
        Branch::ALL.map(|branch| {
            let i = branch.index();
            let fixed = if branch == Branch::Medical { self.ee_fixed } else { Fen::ZERO };
            self.employer[i] + self.employee[i] + fixed
        })
    }
}
