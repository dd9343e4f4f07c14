//! What one person costs in one month, by the kernel.

use domain::assessment::{Inputs, assess};
use domain::registry::Employer;
use domain::spell::{GroupSet, Timeline};
use policy::{Book, Branch, BranchSet, Category};
use units::{Fen, Month};

use crate::{Desk, Error};

/// The branches that groups hold in a month, as the pack says.
pub fn branches_of(book: &Book, groups: GroupSet, month: Month) -> BranchSet {
    Branch::ALL
        .into_iter()
        .filter(|b| groups.contains(book.group_of(*b, month)))
        .collect()
}

/// What the employer and the person pay together for a month; zero where the person takes no part in it.
pub fn month_cost(desk: &Desk, employer: &Employer, timeline: &Timeline, month: Month) -> Result<Fen, Error> {
    let Some(inputs) = timeline.at(month) else { return Ok(Fen::ZERO) };
    base_cost(desk, employer, inputs.category, inputs.base, inputs.groups, month)
}

/// What a person of a category on a declared base costs in a month.
pub fn base_cost(desk: &Desk, employer: &Employer, category: Category, base: Fen, groups: GroupSet, month: Month) -> Result<Fen, Error> {
    let table = desk.table(month, desk.today)?;
    let row = table
        .row(category, employer.kind, employer.size, Some(employer.injury_class))
        .map_err(Clone::clone)?;
    let ask = Inputs {
        base,
        branches: branches_of(desk.book(), groups, month),
    };
    Ok(assess(row, &ask, &mut ()).total())
}
