//! What a whole roster owes for one month: the sums of rounded persons.

use policy::{BranchSet, Category, Table};
use units::Fen;

use super::person::{Employer, Refused, chosen, injury_class_missing, plausible, row_of};
use crate::assessment::{Amounts, BillTotals, Inputs, assess};

/// The sums of a roster, and what could not be assessed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// The sums.
    pub bill: BillTotals,
    /// How many lines the people have, one for each branch charged.
    pub lines: u64,
    /// Whether employment injury is left out because the industry class was not said.
    pub injury_class_missing: bool,
    /// The people who could not be assessed, by their place in the roster.
    pub refused: Vec<(usize, Refused)>,
}

/// Assesses people one by one with the kernel that bills one person; `each` is shown a person's place and amounts.
pub fn roster(
    table: &Table,
    employer: Employer,
    people: impl IntoIterator<Item = (Category, Fen)>,
    mut each: impl FnMut(usize, &Amounts),
) -> Totals {
    let mut totals = Totals::default();
    for (place, (category, wage)) in people.into_iter().enumerate() {
        let row = plausible(wage).and_then(|_| {
            let row = row_of(table, category, employer)?;
            chosen(table, category, wage).map(|()| row)
        });
        let row = match row {
            Ok(row) => row,
            Err(refused) => {
                totals.refused.push((place, refused));
                continue;
            }
        };
        let amounts = assess(
            row,
            &Inputs {
                base: wage,
                branches: BranchSet::ALL,
            },
            &mut (),
        );
        each(place, &amounts);
        totals.bill.add(&amounts);
        totals.lines += u64::from(amounts.charged.0.count_ones());
        totals.injury_class_missing |= injury_class_missing(table, category, employer);
    }
    totals
}
