//! What a whole roster owes for one month: the sums of rounded persons.

use policy::{BranchSet, Category, Table};
use units::Fen;

use super::person::{Doubt, Employer, LeftOut, Refused, chosen, doubts_of, left_out, plausible, row_of};
use crate::assessment::{Amounts, BillTotals, Inputs, Used, assess};

/// The sums of a roster, and what could not be assessed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// The sums.
    pub bill: BillTotals,
    /// How many lines the people have, one for each branch charged.
    pub lines: u64,
    /// Why employment injury is left out, where it is left out of somebody's line; each reason once.
    pub left_out: Vec<LeftOut>,
    /// The parameters that are not sure and that somebody's amounts rest on, the least sure first.
    pub doubts: Vec<Doubt>,
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
    let mut used = Used::new(table);
    let mut seen = [false; Category::ALL.len()];
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
        let inputs = Inputs {
            base: wage,
            branches: BranchSet::ALL,
        };
        let amounts = assess(row, &inputs, used.under(row));
        each(place, &amounts);
        totals.bill.add(&amounts);
        totals.lines += u64::from(amounts.charged.0.count_ones());
        seen[category.index()] = true;
    }
    for category in Category::ALL.into_iter().filter(|category| seen[category.index()]) {
        totals.left_out.extend(left_out(table, category, employer));
    }
    totals.left_out.dedup();
    totals.doubts = doubts_of(used.grounds().into_iter());
    totals
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reckon::person::{Ask, person};
    use policy::{EmployerKind, EmployerSize, Packs};
    use units::{Month, date};

    #[test]
    fn a_roster_of_one_has_the_doubts_of_that_one_and_a_roster_of_many_has_all_of_them() {
        let book = Packs::embedded().book("cn/beijing").expect("a pack without faults");
        let known_on = date(2026, 11, 22);
        let employer = Employer {
            kind: EmployerKind::Enterprise,
            size: Some(EmployerSize::Large),
            injury_class: None,
        };
        for month in ["2013-08", "2015-12", "2020-03", "2020-09", "2026-09", "2027-07"] {
            let month = Month::parse(month).expect("a month");
            let table = policy::compile(&book, month, known_on).expect("a known month");
            let mut all = Vec::new();
            let mut people = Vec::new();
            for category in Category::ALL {
                for wage in [1_000, 9_500, 60_000] {
                    let wage = Fen::yuan(wage);
                    let ask = Ask {
                        month,
                        known_on,
                        wage,
                        category,
                        employer,
                    };
                    let Ok(one) = person(&book, &ask) else { continue };
                    let totals = roster(&table, employer, [(category, wage)], |_, _| {});
                    assert_eq!(totals.doubts, one.doubts, "{month} {category:?} {wage:?}");
                    assert_eq!(totals.left_out, one.left_out.clone().into_iter().collect::<Vec<_>>());
                    all.extend(one.doubts);
                    people.push((category, wage));
                }
            }
            let totals = roster(&table, employer, people, |_, _| {});
            assert!(all.iter().all(|doubt| totals.doubts.contains(doubt)), "{month}");
            assert!(totals.doubts.iter().all(|doubt| all.contains(doubt)), "{month}");
        }
    }
}
