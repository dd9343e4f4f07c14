//! The bill as a workbook: its head, a line a person, a column a branch and side, the sums below.

use units::{Fen, Month};

use words::Lang;

use super::found::findings_sheet;
use super::table::{Heading, Kind, Plan, Unwritable, Value, Workbook, in_both};
use crate::finding::Finding;

/// A branch of the bill, in the order of the columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillBranch {
    /// Its place in the amounts of a row.
    pub index: usize,
    /// Its name in both languages, `养老 / Pension`.
    pub name: String,
}

/// The head of a bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillHead {
    /// The employer's name.
    pub employer: String,
    /// Its unified social credit code.
    pub credit_code: String,
    /// The month the contributions belong to.
    pub month: Month,
    /// Further lines above the headings: kind, number, debit day.
    pub more: Vec<String>,
    /// The branches that have a column.
    pub branches: Vec<BillBranch>,
}

/// A person's line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillRow {
    /// Name, masked or not as the reader may see it.
    pub name: String,
    /// Number, masked or not.
    pub number: String,
    /// Payer category in words.
    pub category: String,
    /// Base per branch, by its index.
    pub base: [Fen; 5],
    /// Employer's share per branch, by its index.
    pub employer: [Fen; 5],
    /// Employee's share per branch, by its index.
    pub employee: [Fen; 5],
}

/// Writes the bill.
///
/// # Errors
/// The workbook could not be written.
pub fn bill_workbook(head: &BillHead, rows: impl Iterator<Item = BillRow>) -> Result<Vec<u8>, Unwritable> {
    let mut book = Workbook::new();
    bill_sheet(&mut book, head, rows)?;
    book.finish()
}

/// Writes the bill of a roster, and on a sheet of its own what was found in it: rows that were left out stand there, each with why.
///
/// # Errors
/// The workbook could not be written.
pub fn roster_workbook(head: &BillHead, rows: impl Iterator<Item = BillRow>, found: &[Finding], lang: Lang) -> Result<Vec<u8>, Unwritable> {
    let mut book = Workbook::new();
    bill_sheet(&mut book, head, rows)?;
    if !found.is_empty() {
        findings_sheet(
            &mut book,
            "assess.sheet.findings",
            found.iter().map(|finding| (None, finding)),
            lang,
        )?;
    }
    book.finish()
}

fn bill_sheet(book: &mut Workbook, head: &BillHead, rows: impl Iterator<Item = BillRow>) -> Result<(), Unwritable> {
    let money = |text: String| Heading::new(&text, Kind::Money, 14);
    let mut headings = vec![
        Heading::new(&in_both("column.ordinal"), Kind::Count, 8),
        Heading::new(&in_both("column.name"), Kind::Text, 16),
        Heading::new(&in_both("column.id_number"), Kind::Text, 22),
        Heading::new(&in_both("column.category"), Kind::Text, 18),
    ];
    for branch in &head.branches {
        for side in ["sheet.base", "sheet.employer", "sheet.employee"] {
            headings.push(money(format!("{}\n{}", branch.name, in_both(side))));
        }
    }
    for sum in ["sheet.employer", "sheet.employee", "sheet.total"] {
        headings.push(money(in_both(sum)));
    }
    let mut above = vec![
        format!("{}  {}", head.employer, head.credit_code),
        format!("{}  {}", in_both("sheet.bill"), head.month),
    ];
    above.extend(head.more.iter().cloned());
    let plan = Plan {
        name: format!("{}", head.month),
        above,
        headings,
    };
    let mut sums = Sums::default();
    let mut rows = rows;
    let mut number = 0;
    let mut footed = false;
    let lines = std::iter::from_fn(|| match rows.next() {
        Some(row) => {
            number += 1;
            sums.add(&row);
            let text = |t: &str| Value::Text(t.to_owned());
            let first = vec![Value::Count(number), text(&row.name), text(&row.number), text(&row.category)];
            Some(amounts(first, &head.branches, &row.base, &row.employer, &row.employee))
        }
        None if footed => None,
        None => {
            footed = true;
            let first = vec![Value::Empty, Value::Text(in_both("sheet.sum")), Value::Empty, Value::Empty];
            Some(amounts(first, &head.branches, &sums.base, &sums.employer, &sums.employee))
        }
    });
    book.sheet(&plan, lines)
}

#[derive(Default)]
struct Sums {
    base: [Fen; 5],
    employer: [Fen; 5],
    employee: [Fen; 5],
}

impl Sums {
    fn add(&mut self, row: &BillRow) {
        let add = |to: &mut [Fen; 5], from: &[Fen; 5]| to.iter_mut().zip(from).for_each(|(a, b)| *a += *b);
        add(&mut self.base, &row.base);
        add(&mut self.employer, &row.employer);
        add(&mut self.employee, &row.employee);
    }
}

fn amounts(mut line: Vec<Value>, branches: &[BillBranch], base: &[Fen; 5], employer: &[Fen; 5], employee: &[Fen; 5]) -> Vec<Value> {
    let at = |of: &[Fen; 5], branch: &BillBranch| of.get(branch.index).copied().unwrap_or_default();
    for branch in branches {
        line.extend([base, employer, employee].map(|of| Value::Money(at(of, branch))));
    }
    let (paid, kept) = (employer.iter().sum::<Fen>(), employee.iter().sum::<Fen>());
    line.extend([paid, kept, paid + kept].map(Value::Money));
    line
}
