use policy::{Book, Branch, BranchSet, Category, EmployerKind, EmployerSize, Group, Row, Table, Unknown};
use units::Month;

use crate::assessment::{Amounts, Inputs, Trace, assess};
use crate::spell::{GroupSet, MonthInputs};

/// Which branches a set of branch groups stands for in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupBranches([BranchSet; 4]);

impl GroupBranches {
    /// As the pack says for the month.
    pub fn of(book: &Book, month: Month) -> GroupBranches {
        let in_group = |group: Group| {
            Branch::ALL
                .into_iter()
                .filter(|b| book.group_of(*b, month) == group)
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
