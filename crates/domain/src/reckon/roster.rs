//! What a whole roster owes for one month: the sums of rounded persons.

use std::collections::BTreeMap;

use policy::{Book, Branch, BranchSet, Category, DifferenceRules, Table};
use units::{Date, Fen};

use super::difference::{Line, difference_from};
use super::person::{Ask, Doubt, Employer, LeftOut, Refused, chosen, doubts_of, left_out, person_in, plausible, row_of};
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
    /// Whether something that the amounts rest on became known only after the month began.
    pub has_late_notice: bool,
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
        let row = plausible(category, wage).and_then(|_| {
            let row = row_of(table, category, employer)?;
            chosen(table, category, row, wage).map(|()| row)
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
    let grounds = used.grounds();
    let began = table.month.first_day();
    totals.has_late_notice = grounds.iter().any(|ground| !ground.known_on_assumed && ground.known_on > began);
    totals.doubts = doubts_of(grounds.into_iter());
    totals
}

/// What a late notice changed about a roster: the sum of what it changed about each person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterDifference {
    /// How many people owe something else.
    pub people: u32,
    /// The day of the last notice.
    pub published: Date,
    /// What all people owed before: the employer's side, the persons' side.
    pub before: (Fen, Fen),
    /// The branches that changed.
    pub lines: Vec<Line>,
    /// What the notice says of differences.
    pub rules: DifferenceRules,
}

/// The difference that a late notice made to the people of a roster; `None` where it made none.
pub fn difference(
    book: &Book,
    table: &Table,
    employer: Employer,
    people: impl IntoIterator<Item = (Category, Fen)>,
) -> Option<RosterDifference> {
    let mut earlier: BTreeMap<Date, Option<Table>> = BTreeMap::new();
    let mut before = |ask: &Ask| {
        let known = || policy::compile(book, ask.month, ask.known_on).ok();
        let table = earlier.entry(ask.known_on).or_insert_with(known);
        person_in(table.as_ref()?, ask).ok()
    };
    let (mut count, mut published, mut owed) = (0, None, (Fen::ZERO, Fen::ZERO));
    let mut more = [(Fen::ZERO, Fen::ZERO); 5];
    for (category, wage) in people {
        let ask = Ask {
            month: table.month,
            known_on: table.known_on,
            wage,
            category,
            employer,
        };
        let Ok(now) = person_in(table, &ask) else { continue };
        let Some(found) = difference_from(book, &ask, &now, &mut before) else {
            owed = (owed.0 + now.employer, owed.1 + now.employee);
            continue;
        };
        owed = (owed.0 + found.before.employer, owed.1 + found.before.employee);
        (count, published) = (count + 1, published.max(Some(found.published)));
        for line in &found.lines {
            let sum = &mut more[line.branch.index()];
            *sum = (sum.0 + line.employer, sum.1 + line.employee);
        }
    }
    let lines = Branch::ALL.into_iter().zip(more).map(|(branch, (employer, employee))| Line {
        branch,
        employer,
        employee,
    });
    Some(RosterDifference {
        people: count,
        published: published?,
        before: owed,
        lines: lines
            .filter(|line| (line.employer, line.employee) != (Fen::ZERO, Fen::ZERO))
            .collect(),
        rules: book.difference_rules(table.month, table.known_on),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reckon::difference::difference as of_person;
    use crate::reckon::person::person;

    #[test]
    fn the_difference_of_a_roster_is_the_sum_of_its_peoples() {
        let book = Packs::embedded().book("cn/beijing").expect("a pack without faults");
        let (month, known_on) = (Month::parse("2025-07").expect("a month"), date(2026, 11, 22));
        let employer = Employer {
            kind: EmployerKind::Enterprise,
            size: None,
            injury_class: Some(1),
        };
        let table = policy::compile(&book, month, known_on).expect("a known month");
        let people = [5_000, 9_000, 60_000, 6_900].map(|wage| (Category::LocalUrban, Fen::yuan(wage)));
        let of_each = people.iter().filter_map(|(category, wage)| {
            let ask = Ask {
                month,
                known_on,
                wage: *wage,
                category: *category,
                employer,
            };
            of_person(&book, &ask, &person(&book, &ask).expect("an answer"))
        });
        let of_each: Vec<_> = of_each.collect();
        let all = difference(&book, &table, employer, people).expect("a difference");
        assert_eq!((all.people, of_each.len()), (3, 3), "9,000 lies between the bounds");
        let sum = |lines: &[Line]| lines.iter().map(|line| line.employer + line.employee).sum::<Fen>();
        assert_eq!(sum(&all.lines), of_each.iter().map(|one| one.employer + one.employee).sum());
        let totals = roster(&table, employer, people, |_, _| {});
        let more: Fen = all.lines.iter().map(|line| line.employer).sum();
        assert_eq!(all.before.0 + more, totals.bill.employer_total());
        assert_eq!(all.rules.waived_until, Some(date(2025, 12, 31)));
        let before = policy::compile(&book, month, date(2025, 9, 17)).expect("a known month");
        assert_eq!(difference(&book, &before, employer, people), None, "not known yet");
    }
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
