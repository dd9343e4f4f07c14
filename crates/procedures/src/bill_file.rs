//! A bill as a workbook: the lines derived again, with the full numbers that the employer knows.

use documents::export::{BillBranch, BillHead, BillRow, bill_workbook};
use domain::bill::{BillKind, totals};
use domain::ids::EmployerId;
use domain::registry::masked_number;
use policy::{Branch, BranchSet, Category};
use store::Trouble;
use units::{Fen, Month};

use crate::bills::{BillPage, bill_page};
use crate::{Desk, Error};

/// The words of the workbook, in the reader's languages.
#[derive(Clone, Debug)]
pub struct BillWords {
    /// By [`Branch::index`].
    pub branches: [String; 5],
    /// By [`Category::index`].
    pub categories: [String; Category::ALL.len()],
    /// Lines above the headings.
    pub more: Vec<String>,
    /// What belongs to nobody: for undeclared bases, and for a month that was not declared.
    pub of_nobody: [String; 2],
}

/// Writes one bill as a workbook. Numbers are in full for the employer's own clerk, masked for others.
pub fn bill_file(desk: &mut Desk, who: EmployerId, month: Month, kind: BillKind, words: &BillWords) -> Result<Vec<u8>, Error> {
    let page = bill_page(desk, who, month, kind)?;
    let is_own = desk.caller.acts_for(who);
    let charged = page.lines.iter().fold(BranchSet::NONE, |set, line| set.or(line.amounts().charged));
    let branches = charged
        .iter()
        .map(|b| BillBranch {
            index: b.index(),
            name: words.branches[b.index()].clone(),
        })
        .collect();
    let head = BillHead {
        employer: page.employer.name.clone(),
        credit_code: page.employer.credit_code.clone(),
        month,
        more: words.more.clone(),
        branches,
    };
    let rows = page.lines.iter().map(|line| {
        let person = page.people.get(&line.person);
        let number = person.map(|p| p.number.as_str()).unwrap_or_default();
        let amounts = line.amounts();
        let mut employee = amounts.employee;
        employee[Branch::Medical.index()] += amounts.ee_fixed;
        let category = line.after.or(line.before).map_or(Category::LocalUrban, |a| a.inputs.category);
        BillRow {
            name: person.map(|p| p.name.clone()).unwrap_or_default(),
            number: if is_own { number.to_owned() } else { masked_number(number) },
            category: words.categories[category.index()].clone(),
            base: amounts.base,
            employer: amounts.employer,
            employee,
        }
    });
    bill_workbook(&head, rows.chain(of_nobody(&page, words))).map_err(|fault| Error::Trouble(Trouble::bug(fault.to_string())))
}

/// The surcharge as a line of its own, so that the sums below are those of the bill.
fn of_nobody(page: &BillPage, words: &BillWords) -> Option<BillRow> {
    let people = totals(&page.lines);
    let mut employer = page.derived.employer;
    employer
        .iter_mut()
        .zip(people.employer)
        .for_each(|(sum, of_people)| *sum += -of_people);
    let name = &words.of_nobody[usize::from(page.by_month_before.is_some())];
    employer.iter().any(|sum| *sum != Fen::ZERO).then(|| BillRow {
        name: name.clone(),
        number: String::new(),
        category: String::new(),
        base: [Fen::ZERO; 5],
        employer,
        employee: [Fen::ZERO; 5],
    })
}
