//! Lists of people: a file whose rows are people, read into typed lines with findings.

mod cells;
mod flow;
mod lines;
mod months;

pub(crate) use cells::Cells;
pub(crate) use flow::{Form, form_of};
pub use flow::{read_back_payments, read_earlier, read_increases, read_reductions, read_roster, read_wages};

use std::collections::BTreeMap;
use std::sync::Arc;

use units::{Date, Fen, Month, Statement};

use crate::finding::{Column, Finding, Grade, Place};
use crate::heading::Field;
use domain::identity::{Identity, Sex};
use domain::standing::Standing;
use domain::{Branch, Category};

/// The month in which somebody of this birth and sex reaches the retirement age that is certain; `None` where it is not known.
pub type Retires<'a> = &'a dyn Fn(Date, Option<Sex>) -> Option<Month>;

/// How a file is to be read.
#[derive(Clone)]
pub struct Reading<'a> {
    /// The business date: ages and future days are seen from it.
    pub today: Date,
    /// Headings that the user told us the meaning of, as written in the file.
    pub told: Vec<(String, Field)>,
    /// The retirement rule, where a roster is to be checked against it.
    pub retires: Option<Retires<'a>>,
}

impl<'a> Reading<'a> {
    /// A reading on a business date, with nothing told and no retirement rule.
    pub fn on(today: Date) -> Reading<'a> {
        Reading {
            today,
            told: vec![],
            retires: None,
        }
    }
}

/// A list as read. `lines` holds the clean ones; every other person row is in `refused` and has at least one finding that must change.
#[derive(Clone, Debug)]
pub struct Sheet<L> {
    /// Name of the sheet; `None` for CSV.
    pub sheet: Option<Arc<str>>,
    /// The row of the headings, from 1.
    pub header_row: u32,
    /// The columns that were recognised.
    pub columns: BTreeMap<Field, Arc<Column>>,
    /// Headings that mean nothing to us: shown as "not read".
    pub unknown_headings: Vec<Column>,
    /// The lines without a fault, in the order of the file.
    pub lines: Vec<L>,
    /// The rows with a fault.
    pub refused: Vec<RefusedLine>,
    /// What is to be said, by row.
    pub findings: Vec<Finding>,
    /// Rows with a person: titles, totals and signatures do not count.
    pub people_seen: u32,
    /// Rows of people that are hidden in the sheet.
    pub hidden_rows: Vec<u32>,
}

/// A row of a person that is not taken, as far as it could be read: for looking it up on the roll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedLine {
    /// The row.
    pub row: u32,
    /// The name, cleaned; empty where there is none.
    pub name: String,
    /// The number as written, cleaned of spaces and invisible characters.
    pub number: String,
    /// The number where it is a valid one.
    pub identity: Option<Identity>,
}

impl<L> Sheet<L> {
    /// The place of a field in a row, for a finding made elsewhere.
    pub fn place(&self, row: u32, field: Option<Field>) -> Place {
        Place {
            sheet: self.sheet.clone(),
            row,
            column: field.and_then(|f| self.columns.get(&f).cloned()),
        }
    }

    /// A finding about a field of a row, where `cell` is written.
    pub fn finding(&self, row: u32, field: Option<Field>, cell: &str, grade: Grade, what: &dyn Statement) -> Finding {
        Finding::new(self.place(row, field), cell, grade, what)
    }

    /// How many findings have this grade.
    pub fn count(&self, grade: Grade) -> usize {
        self.findings.iter().filter(|f| f.grade == grade).count()
    }
}

/// Months from before the agency's own records (历史缴费记录), alike in one branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierLine {
    /// The row in the file.
    pub row: u32,
    /// The name, cleaned.
    pub name: String,
    /// The identity.
    pub identity: Identity,
    /// The branch, or all of them.
    pub branches: Vec<Branch>,
    /// First month.
    pub from: Month,
    /// Last month, not before the first.
    pub to: Month,
    /// How the months stand.
    pub standing: Standing,
    /// The base of one month.
    pub base: Fen,
    /// The employer's part of one month.
    pub employer: Fen,
    /// The person's part of one month.
    pub person: Fen,
    /// What went to the person's account in one month.
    pub to_account: Fen,
    /// The day on which the money came, where it is said.
    pub paid_on: Option<Date>,
}

/// A person of a roster (花名册).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterLine {
    /// The row in the file.
    pub row: u32,
    /// The name, cleaned.
    pub name: String,
    /// The identity.
    pub identity: Identity,
    /// Sex as the number says, else as written.
    pub sex: Option<Sex>,
    /// Payer category.
    pub category: Category,
    /// Average monthly wage as declared, unclamped.
    pub wage: Fen,
    /// First day at this employer, where the file has the column.
    pub hired_on: Option<Date>,
    /// First day of any work.
    pub work_started: Option<Date>,
    /// Telephone as written.
    pub phone: String,
    /// Remark as written.
    pub remark: String,
}

/// A person to be enrolled (增员).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncreaseLine {
    /// The row in the file.
    pub row: u32,
    /// The name, cleaned.
    pub name: String,
    /// The identity.
    pub identity: Identity,
    /// Sex as the number says, else as written.
    pub sex: Option<Sex>,
    /// Payer category.
    pub category: Category,
    /// First day of employment.
    pub hired_on: Date,
    /// First wage, unclamped.
    pub wage: Fen,
    /// Whether every branch is asked for: no such column, an empty cell, or all of them. What follows from "no", procedures decide.
    pub all_branches: bool,
    /// The branches as written.
    pub branches: String,
    /// Form of employment as written.
    pub employment_form: String,
    /// Telephone as written.
    pub phone: String,
    /// Remark as written.
    pub remark: String,
}

/// A person who leaves (减员).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReductionLine {
    /// The row in the file.
    pub row: u32,
    /// The name, cleaned.
    pub name: String,
    /// The identity.
    pub identity: Identity,
    /// Last day of employment.
    pub end_date: Date,
    /// Reason as written.
    pub reason: String,
    /// Reason for medical as written; empty: follows from the other.
    pub medical_reason: String,
    /// Last month to be paid where the clerk says it.
    pub last_month: Option<Month>,
    /// Remark as written.
    pub remark: String,
}

/// A person's declared wage (年度缴费工资).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WageLine {
    /// The row in the file.
    pub row: u32,
    /// The name, cleaned; empty where the file has no such column.
    pub name: String,
    /// The identity.
    pub identity: Identity,
    /// Average monthly wage, unclamped.
    pub wage: Fen,
    /// Remark as written.
    pub remark: String,
}

/// Months of a person to be paid back (补缴).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackPaymentLine {
    /// The row in the file.
    pub row: u32,
    /// The name, cleaned.
    pub name: String,
    /// The identity.
    pub identity: Identity,
    /// Payer category, where the file has the column.
    pub category: Option<Category>,
    /// First month.
    pub from: Month,
    /// Last month, not before the first.
    pub to: Month,
    /// Monthly wage, unclamped.
    pub wage: Fen,
    /// Why, as written.
    pub reason: String,
    /// Number of the supporting document.
    pub evidence: String,
}
