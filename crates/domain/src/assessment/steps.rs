use policy::{Branch, BranchRow, Provenance, Row, Side, Slot, Table};
use units::{Fen, Rate};

use super::{Share, Trace};

/// The kind of a step; its sentence is `rule.<code>` in the locales.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The declared base in whole yuan.
    BaseRounded,
    /// Raised to the floor.
    BaseRaised,
    /// Cut to the ceiling.
    BaseCut,
    /// Between floor and ceiling: taken as it is.
    BaseKept,
    /// Temporary relief on the employer's rate.
    RateRelieved,
    /// Base times rate, rounded.
    ShareOfBase,
    /// A published sum in place of base times rate.
    PublishedSum,
    /// A fixed sum beside the share.
    FixedSum,
    /// The credit to the individual account.
    AccountCredit,
}

impl Rule {
    /// The stable code, `base_raised`.
    pub const fn code(self) -> &'static str {
        match self {
            Rule::BaseRounded => "base_rounded",
            Rule::BaseRaised => "base_raised",
            Rule::BaseCut => "base_cut",
            Rule::BaseKept => "base_kept",
            Rule::RateRelieved => "rate_relieved",
            Rule::ShareOfBase => "share_of_base",
            Rule::PublishedSum => "published_sum",
            Rule::FixedSum => "fixed_sum",
            Rule::AccountCredit => "account_credit",
        }
    }
}

/// One input or result of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// Money.
    Money(Fen),
    /// A share.
    Rate(Rate),
}

/// An amount before rounding: this many millionths of a fen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exact(
    /// Millionths of a fen.
    pub u64,
);

impl Exact {
    /// In yuan with as many decimals as it takes, two at least: `37.255`.
    pub fn yuan(self) -> String {
        const YUAN: u64 = 100_000_000;
        let text = format!("{}.{:08}", self.0 / YUAN, self.0 % YUAN);
        let trimmed = text.trim_end_matches('0');
        let decimals = trimmed.len() - trimmed.find('.').unwrap_or(trimmed.len());
        format!("{trimmed}{}", "0".repeat(3usize.saturating_sub(decimals)))
    }
}

/// One step of a computation, in computing order. What feeds it is named by its inputs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What was done.
    pub rule: Rule,
    /// For which branch; `None`: for all.
    pub branch: Option<Branch>,
    /// For which side; `None`: for both.
    pub share: Option<Share>,
    /// The inputs by name: `declared`, `base`, `floor`, `ceiling`, `rate`, `published_rate`, `relief`.
    pub inputs: Vec<(&'static str, Figure)>,
    /// The amount before rounding.
    pub exact: Option<Exact>,
    /// What came of it.
    pub result: Figure,
    /// The parameter it rests on.
    pub ground: Option<Provenance>,
}

/// The bound that a clamped base rests on.
pub(super) fn slot_of_bound(base: Fen, clamped: Fen) -> Slot {
    if clamped > base { Slot::Floor } else { Slot::Ceiling }
}

/// The parameter that an amount rests on; none where nothing is in force.
pub(super) fn slot_of_charge(share: Share, side: Side) -> Option<Slot> {
    if side == Side::default() {
        return None;
    }
    if side.ppm == 0 {
        return Some(Slot::EmployeeSum);
    }
    Some(match share {
        Share::Employer => Slot::Employer,
        Share::Employee => Slot::Employee,
        Share::Account => Slot::Account,
    })
}

/// Writes down each step with the parameter it rests on, for one row of one table.
#[derive(Clone, Debug)]
pub struct Steps<'t> {
    table: &'t Table,
    cell: u16,
    /// In computing order.
    pub steps: Vec<Step>,
}

impl<'t> Steps<'t> {
    /// Ready to watch one person under a row of this table.
    pub fn new(table: &'t Table, row: &Row) -> Steps<'t> {
        Steps {
            table,
            cell: row.cell,
            steps: Vec::new(),
        }
    }

    /// The steps of one branch and those of all branches.
    pub fn of(&self, branch: Branch) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(move |step| step.branch.is_none_or(|b| b == branch))
    }

    fn ground(&self, branch: Branch, slot: Slot) -> Option<Provenance> {
        self.table.ground(self.cell, branch, slot).cloned()
    }
}

impl Trace for Steps<'_> {
    fn rounded(&mut self, declared: Fen, base: Fen) {
        self.steps.push(Step {
            rule: Rule::BaseRounded,
            branch: None,
            share: None,
            inputs: vec![("declared", Figure::Money(declared))],
            exact: None,
            result: Figure::Money(base),
            ground: self.table.base_rounding().cloned(),
        });
    }

    fn clamped(&mut self, branch: Branch, base: Fen, row: &BranchRow, clamped: Fen) {
        let bounds = [("floor", row.floor), ("ceiling", row.ceiling)].map(|(name, fen)| (name, Figure::Money(Fen(i64::from(fen)))));
        let rule = match clamped.cmp(&base) {
            std::cmp::Ordering::Greater => Rule::BaseRaised,
            std::cmp::Ordering::Less => Rule::BaseCut,
            std::cmp::Ordering::Equal => Rule::BaseKept,
        };
        let ground = self.ground(branch, slot_of_bound(base, clamped));
        let inputs = std::iter::once(("base", Figure::Money(base))).chain(bounds).collect();
        let result = Figure::Money(clamped);
        self.steps.push(Step {
            rule,
            branch: Some(branch),
            share: None,
            inputs,
            exact: None,
            result,
            ground,
        });
    }

    fn charged(&mut self, branch: Branch, share: Share, base: Fen, side: Side, millionths: u64, amount: Fen) {
        let Some(slot) = slot_of_charge(share, side) else { return };
        let step = |rule, inputs, result, ground| Step {
            rule,
            branch: Some(branch),
            share: Some(share),
            inputs,
            exact: None,
            result,
            ground,
        };
        if slot == Slot::EmployeeSum {
            let ground = self.ground(branch, slot);
            self.steps.push(step(Rule::PublishedSum, vec![], Figure::Money(amount), ground));
            return;
        }
        let rule = match share {
            Share::Employer | Share::Employee => Rule::ShareOfBase,
            Share::Account => Rule::AccountCredit,
        };
        let rate = Figure::Rate(Rate(side.ppm));
        if share == Share::Employer
            && let Some(relief) = self.ground(branch, Slot::Relief)
        {
            self.steps.push(step(Rule::RateRelieved, vec![], rate, Some(relief)));
        }
        let inputs = vec![("base", Figure::Money(base)), ("rate", rate)];
        let share_step = step(rule, inputs, Figure::Money(amount), self.ground(branch, slot));
        self.steps.push(Step {
            exact: Some(Exact(millionths)),
            ..share_step
        });
    }

    fn added(&mut self, fixed: Fen) {
        if fixed == Fen::ZERO {
            return;
        }
        self.steps.push(Step {
            rule: Rule::FixedSum,
            branch: Some(Branch::Medical),
            share: Some(Share::Employee),
            inputs: vec![],
            exact: None,
            result: Figure::Money(fixed),
            ground: self.ground(Branch::Medical, Slot::EmployeeFixed),
        });
    }
}
