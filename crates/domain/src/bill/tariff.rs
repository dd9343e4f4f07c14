use policy::{Book, Branch, BranchSet, Category, EmployerKind, EmployerSize, Group, Row, Table, Unknown};
use units::{Fen, Month, Rate};

use crate::assessment::{Amounts, Inputs, Trace, assess};
use crate::spell::{GroupSet, MonthInputs};

/// Which branches a set of branch groups stands for in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupBranches([BranchSet; 4]);

impl GroupBranches {
    /// As the pack says for the month. A branch that is inside another one (maternity in medical) is in no group.
    pub fn of(book: &Book, month: Month) -> GroupBranches {
        let in_group = |group: Group| {
            Branch::ALL
                .into_iter()
                .filter(|b| book.group_of(*b, month) == group && !book.is_inside_another(*b, month))
                .collect::<BranchSet>()
        };
        let first = in_group(Group::PensionUnemploymentInjury);
        let medical = in_group(Group::Medical);
        GroupBranches([BranchSet::NONE, first, medical, first.or(medical)])
    }

    /// The branches of these groups.
    #[inline]
    pub fn branches(&self, groups: GroupSet) -> BranchSet {
        self.0[usize::from(groups.0 & 3)]
    }
}

/// What the people of one employer can need of a month's table.
#[derive(Clone, Copy, Debug)]
pub struct Tariff<'t> {
    rows: [Result<&'t Row, &'t Unknown>; Category::ALL.len()],
    branches: GroupBranches,
}

impl<'t> Tariff<'t> {
    /// For an employer of this kind, size and industry class of employment injury.
    pub fn of(table: &'t Table, branches: GroupBranches, kind: EmployerKind, size: EmployerSize, injury_class: u8) -> Tariff<'t> {
        Tariff {
            rows: Category::ALL.map(|category| table.row(category, kind, size, Some(injury_class))),
            branches,
        }
    }

    /// The row of a category. `Err` where a figure that it needs is unknown in the month.
    #[inline]
    pub fn row(&self, category: Category) -> Result<&'t Row, &'t Unknown> {
        self.rows[category.index()]
    }

    /// What one person owes for the month.
    #[inline]
    pub fn assess<T: Trace>(&self, inputs: &MonthInputs, trace: &mut T) -> Result<Amounts, &'t Unknown> {
        let row = self.row(inputs.category)?;
        Ok(assess(
            row,
            &Inputs {
                base: inputs.base,
                branches: self.branches.branches(inputs.groups),
            },
            trace,
        ))
    }
}

/// The published rates of each branch on a bill, where everybody pays the same ones: the employer's, the person's, and the
/// person's fixed sum beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PaidRates(pub [Option<(Rate, Rate, Fen)>; 5]);

impl PaidRates {
    /// From the rows that the people of a bill were assessed under and the branches that were charged.
    pub fn of<'r>(rows: impl Iterator<Item = (&'r Row, BranchSet)>) -> PaidRates {
        let (mut found, mut mixed) = ([None; 5], BranchSet::NONE);
        for (row, charged) in rows {
            for branch in charged.iter() {
                let rules = &row.branches[branch.index()];
                let fixed = if branch == Branch::Medical { row.ee_fixed } else { 0 };
                let rates = (Rate(rules.employer.ppm), Rate(rules.employee.ppm), Fen(i64::from(fixed)));
                match found[branch.index()] {
                    None => found[branch.index()] = Some(rates),
                    Some(same) if same == rates => {}
                    Some(_) => mixed = mixed.with(branch),
                }
            }
        }
        for branch in mixed.iter() {
            found[branch.index()] = None;
        }
        PaidRates(found)
    }
}
