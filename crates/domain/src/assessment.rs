//! One kernel bills a person, an employer, a city: what a base owes in one month, branch by branch and side by side.

#[cfg(test)]
mod exact;
mod steps;
mod totals;
mod used;

use policy::{Branch, BranchRow, BranchSet, Row, Side};
use units::Fen;

pub use steps::{Exact, Figure, Rule, Step, Steps};
pub use totals::BillTotals;
pub use used::Used;

/// What the kernel needs to know of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inputs {
    /// The base as declared, in fen, unclamped. Below zero counts as zero.
    pub base: Fen,
    /// The branches the person takes part in.
    pub branches: BranchSet,
}

/// What a person and the employer owe for one month, by [`Branch::index`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amounts {
    /// The employer's side.
    pub employer: [Fen; 5],
    /// The person's side, without `ee_fixed`.
    pub employee: [Fen; 5],
    /// The clamped base; zero where the branch is not charged.
    pub base: [Fen; 5],
    /// The person's fixed sum beside the medical share.
    pub ee_fixed: Fen,
    /// What of all this goes to the pension account.
    pub to_pension_account: Fen,
    /// What of all this goes to the medical account.
    pub to_medical_account: Fen,
    /// The branches that were charged.
    pub charged: BranchSet,
}

/// Whose amount a step is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// The employer's side.
    Employer,
    /// The person's side.
    Employee,
    /// The credit to the individual account.
    Account,
}

/// Watches the kernel at work. `()` watches nothing and compiles away.
pub trait Trace {
    /// The declared base was rounded.
    fn rounded(&mut self, declared: Fen, base: Fen);
    /// The rounded base was brought between floor and ceiling.
    fn clamped(&mut self, branch: Branch, base: Fen, row: &BranchRow, clamped: Fen);
    /// One amount was computed: `millionths` of a fen before rounding.
    fn charged(&mut self, branch: Branch, share: Share, base: Fen, side: Side, millionths: u64, amount: Fen);
    /// The person's fixed sum was added.
    fn added(&mut self, fixed: Fen);
}

impl Trace for () {
    #[inline(always)]
    fn rounded(&mut self, _: Fen, _: Fen) {}
    #[inline(always)]
    fn clamped(&mut self, _: Branch, _: Fen, _: &BranchRow, _: Fen) {}
    #[inline(always)]
    fn charged(&mut self, _: Branch, _: Share, _: Fen, _: Side, _: u64, _: Fen) {}
    #[inline(always)]
    fn added(&mut self, _: Fen) {}
}

const MILLION: u64 = 1_000_000;

/// What a base owes under a row. The bill of a person and the close of a city call this same function.
#[inline(always)]
pub fn assess<T: Trace>(row: &Row, inputs: &Inputs, trace: &mut T) -> Amounts {
    let declared = inputs.base.0.clamp(0, i64::from(u32::MAX)) as u32;
    let whole = if row.whole_yuan { to_whole_yuan(declared) } else { declared };
    trace.rounded(inputs.base, fen(whole));

    let mut amounts = Amounts {
        charged: row.in_force.and(inputs.branches),
        ..Amounts::default()
    };
    for branch in Branch::ALL {
        if !amounts.charged.contains(branch) {
            continue;
        }
        let i = branch.index();
        let rules = &row.branches[i];
        // Not `clamp`, which asserts an order that `compile` has checked once.
        let base = whole.max(rules.floor).min(rules.ceiling);
        amounts.base[i] = fen(base);
        trace.clamped(branch, fen(whole), rules, fen(base));
        let mut charge = |share: Share, side: Side| {
            let millionths = u64::from(base) * u64::from(side.ppm);
            let amount = Fen(((millionths + u64::from(row.rounding)) / MILLION) as i64 + i64::from(side.fixed));
            trace.charged(branch, share, fen(base), side, millionths, amount);
            amount
        };
        amounts.employer[i] = charge(Share::Employer, rules.employer);
        amounts.employee[i] = charge(Share::Employee, rules.employee);
        if rules.account > 0 {
            let credit = charge(
                Share::Account,
                Side {
                    ppm: rules.account,
                    fixed: 0,
                },
            );
            match branch {
                Branch::Pension => amounts.to_pension_account = credit,
                Branch::Medical => amounts.to_medical_account = credit,
                Branch::Unemployment | Branch::EmploymentInjury | Branch::Maternity => {}
            }
        }
    }
    if amounts.charged.contains(Branch::Medical) {
        amounts.ee_fixed = fen(row.ee_fixed);
        trace.added(amounts.ee_fixed);
    }
    amounts
}

/// Half a yuan and more goes up (parameters 2.6, R4).
#[inline(always)]
fn to_whole_yuan(fen: u32) -> u32 {
    (fen / 100 + u32::from(fen % 100 >= 50)).saturating_mul(100)
}

#[inline(always)]
fn fen(amount: u32) -> Fen {
    Fen(i64::from(amount))
}

impl Amounts {
    /// One branch as a person reads it: base, the employer's side, the person's side with its fixed sum.
    pub fn line(&self, branch: Branch) -> (Fen, Fen, Fen) {
        let i = branch.index();
        let fixed = if branch == Branch::Medical { self.ee_fixed } else { Fen::ZERO };
        (self.base[i], self.employer[i], self.employee[i] + fixed)
    }

    /// The employer's side of all branches.
    pub fn employer_total(&self) -> Fen {
        self.employer.iter().sum()
    }

    /// The person's side of all branches, with the fixed sum.
    pub fn employee_total(&self) -> Fen {
        self.employee.iter().sum::<Fen>() + self.ee_fixed
    }

    /// Both sides of all branches.
    pub fn total(&self) -> Fen {
        self.employer_total() + self.employee_total()
    }

    /// Both sides by branch, the fixed sum with medical: what a late fee counts on.
    pub fn by_branch(&self) -> [Fen; 5] {
        Branch::ALL.map(|branch| {
            let (_, employer, employee) = self.line(branch);
            employer + employee
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use policy::{Category, EmployerKind, EmployerSize, Packs, Table};
    use units::{Date, Month, date};

    fn table(region: &str, month: &str, known_on: Date) -> Table {
        let book = Packs::embedded().book(region).expect("a pack without faults");
        policy::compile(&book, Month::parse(month).expect("a month"), known_on).expect("a known month")
    }

    fn bill(table: &Table, wages: &[&str]) -> BillTotals {
        let row = table
            .row(Category::LocalUrban, EmployerKind::Enterprise, EmployerSize::Small, Some(1))
            .expect("a known row");
        let mut totals = BillTotals::default();
        for wage in wages {
            let inputs = Inputs {
                base: Fen::parse_yuan(wage).expect("an amount"),
                branches: BranchSet::ALL,
            };
            totals.add(&assess(row, &inputs, &mut ()));
        }
        totals
    }

    #[test]
    fn a_bill_is_the_sum_of_its_rounded_persons() {
        // Stories Y1, Y2, Y3.
        let august = table("cn/example", "2026-08", date(2026, 8, 25));
        let totals = bill(&august, &["9500", "6900", "41200"]);
        assert_eq!((totals.total(), totals.people), (Fen(1_966_266), 3));
        assert_eq!(totals.by_branch(), [1_274_832, 627_692, 53_118, 10_624, 0].map(Fen));
        assert_eq!(totals.to_pension_account, Fen(76_000 + 58_160 + 290_784));
        assert_eq!(bill(&august, &["9500", "6900", "41200", "12345"]).total(), Fen(2_423_332));
    }

    #[test]
    fn a_base_published_late_is_unknown_before_and_right_after() {
        // Story Y5: July 2025 as known on 10 September and on 18 September 2025.
        let before = bill(&table("cn/example", "2025-07", date(2025, 9, 10)), &["5000"]);
        let after = bill(&table("cn/example", "2025-07", date(2025, 9, 18)), &["5000"]);
        let differences: Vec<Fen> = after.by_branch().iter().zip(before.by_branch()).map(|(a, b)| *a - b).collect();
        assert_eq!(differences, [5_456 + 2_728, 3_342 + 682, 170 + 170, 68, 0].map(Fen));
        assert_eq!(after.employer_total() - before.employer_total(), Fen(9_036));
    }

    #[test]
    fn the_steps_name_the_parameter_of_each_amount() {
        let august = table("cn/example", "2026-08", date(2026, 8, 25));
        let row = august
            .row(Category::LocalUrban, EmployerKind::Enterprise, EmployerSize::Small, Some(1))
            .expect("a known row");
        let mut steps = Steps::new(&august, row);
        let inputs = Inputs {
            base: Fen::yuan(6900),
            branches: BranchSet::ALL,
        };
        let traced = assess(row, &inputs, &mut steps);
        assert_eq!(traced, assess(row, &inputs, &mut ()));
        let pension: Vec<_> = steps
            .of(Branch::Pension)
            .map(|s| (s.rule.code(), s.ground.as_ref().map(|g| g.parameter.as_str())))
            .collect();
        assert_eq!(
            pension,
            [
                ("base_rounded", Some("rounding.base")),
                ("base_raised", Some("pension.floor")),
                ("share_of_base", Some("pension.employer")),
                ("share_of_base", Some("pension.employee")),
                ("account_credit", Some("pension.account")),
            ]
        );
        assert!(steps.steps.iter().all(|step| step.ground.is_some()));
    }
}
