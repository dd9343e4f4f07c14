//! A request for many persons by workbook: every row gets its answer beside it, and the clean rows can be filed.

use std::collections::BTreeSet;

use documents::export::{Template, template};
use documents::returned::{results, with_results};
use documents::{BackPaymentLine, Field, Finding, Grade, Lang, Reading, Sheet, read_back_payments};
use domain::ids::{EmployerId, PersonId};
use domain::reckon::route::Part;
use store::{Trouble, person};
use units::{Fact, Statement};

use super::check_lines::{AskLine, Checked, Note, check_back_payment};
use super::open::{Ask, Asked, Opened, open_back_payment};
use super::parts;
use crate::enrol_staff::Rule;
use crate::error::Said;
use crate::{Desk, Error, Key, Permission};

/// A workbook as it was read and held against everything that a request is held against.
#[derive(Debug)]
pub struct Listed {
    /// What was said, by row: refusals, remarks, and the way of each accepted part.
    pub findings: Vec<Finding>,
    /// The clean rows as they would be filed.
    pub ask: Ask,
    /// Rows with a person.
    pub rows: u32,
    /// Rows that are refused.
    pub refused: u32,
    sheet: Sheet<BackPaymentLine>,
}

impl Listed {
    /// Whose row it is, as the workbook writes the name; nothing where the row could not be read.
    pub fn name_in(&self, row: u32) -> Option<&str> {
        let line = self.sheet.lines.iter().find(|line| line.row == row);
        line.map(|line| line.name.as_str())
    }
}

/// An empty workbook to fill in.
pub fn empty_workbook() -> Result<Vec<u8>, Error> {
    template(Template::BackPayments, &[]).map_err(|error| Error::Trouble(Trouble::value(error.to_string())))
}

/// One thing to say about an accepted row.
struct Remark(&'static str, Vec<(&'static str, Fact)>);

impl Statement for Remark {
    fn code(&self) -> &'static str {
        self.0
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        self.1.clone()
    }
}

/// Reads a workbook (补缴人员) and checks every row. Nothing is filed.
///
/// Refused: what cannot be read at all.
pub fn check_workbook(desk: &mut Desk, employer: EmployerId, bytes: &[u8]) -> Result<Listed, Error> {
    desk.permit_for(Permission::FileBackPayment, employer)?;
    let sheet = read_back_payments(bytes, &Reading::on(desk.today)).map_err(Error::refused)?;
    let mut findings = sheet.findings.clone();
    let (mut asked, mut strangers) = (Vec::new(), Vec::new());
    for line in &sheet.lines {
        match person::by_number(desk.tx, &line.identity.number)? {
            Some(person) => asked.push(of_line(line, person)),
            None => strangers.push(line),
        }
    }
    for line in strangers {
        let said = Said::new("back_payment.not_on_roll", vec![]);
        findings.push(sheet.finding(line.row, Some(Field::Number), &line.identity.number, Grade::MustChange, &said));
    }
    let mut ask = Ask {
        asked: Asked::ByMonth,
        origin: "workbook",
        lines: asked,
    };
    let verdicts = check_back_payment(desk, employer, &ask)?;
    let mut clean = Vec::with_capacity(ask.lines.len());
    for (line, verdict) in ask.lines.drain(..).zip(verdicts) {
        let row = u32::try_from(line.line).unwrap_or_default();
        match verdict.outcome {
            Err(why) => findings.push(refused(&sheet, row, &line, why.as_ref())),
            Ok(checked) => {
                findings.extend(accepted(&sheet, row, &checked));
                clean.push(line);
            }
        }
    }
    findings.sort_by_key(|f| f.place.row);
    let bad: BTreeSet<u32> = findings
        .iter()
        .filter(|f| f.grade == Grade::MustChange)
        .map(|f| f.place.row)
        .collect();
    Ok(Listed {
        findings,
        ask: Ask { lines: clean, ..ask },
        rows: sheet.people_seen,
        refused: bad.len() as u32,
        sheet,
    })
}

fn of_line(line: &BackPaymentLine, person: PersonId) -> AskLine {
    AskLine {
        line: i64::from(line.row),
        person,
        from: line.from,
        to: line.to,
        base: Some(line.wage),
        reason: line.reason.clone(),
        document: Some(line.evidence.clone()).filter(|number| !number.is_empty()),
        medical_costs: false,
    }
}

fn refused(sheet: &Sheet<BackPaymentLine>, row: u32, line: &AskLine, why: &dyn Statement) -> Finding {
    let (field, cell) = match why.code() {
        "back_payment.document_reused" | "back_payment.document_reused_in_row" => {
            (Field::Evidence, line.document.clone().unwrap_or_default())
        }
        "route.month_not_over" => (Field::ToMonth, line.to.to_string()),
        _ => (Field::FromMonth, line.from.to_string()),
    };
    sheet.finding(row, Some(field), &cell, Grade::MustChange, why)
}

/// The way of each part of a row, and what is to be said about it.
fn accepted(sheet: &Sheet<BackPaymentLine>, row: u32, checked: &Checked) -> Vec<Finding> {
    let mut said = Vec::new();
    for part in &checked.parts {
        said.push(sheet.finding(row, None, "", Grade::Note, &way(part)));
    }
    for note in &checked.notes {
        let (code, grade) = match note {
            Note::Clamped => ("back_payment.row.clamped", Grade::Attention),
            Note::AmountToBeEntered => ("back_payment.row.amount_to_be_entered", Grade::Attention),
            Note::Split => ("back_payment.row.split", Grade::Note),
        };
        let field = matches!(note, Note::Clamped).then_some(Field::Wage);
        said.push(sheet.finding(row, field, &checked.base.to_string(), grade, &Remark(code, vec![])));
    }
    said
}

fn way(part: &Part) -> Remark {
    let spans = parts::spans(&part.months);
    let told = spans
        .iter()
        .map(|(from, to)| if from == to { from.to_string() } else { format!("{from}..{to}") });
    let months = told.collect::<Vec<_>>().join(", ");
    let facts = vec![
        ("months", Fact::Text(months)),
        ("route", Fact::Word(format!("back_payment.route.{}", part.route.code))),
    ];
    Remark("back_payment.row.way", facts)
}

/// The clerk's own workbook with the answer beside each row.
pub fn answered_workbook(desk: &mut Desk, employer: EmployerId, bytes: &[u8], lang: Lang) -> Result<Vec<u8>, Error> {
    let listed = check_workbook(desk, employer, bytes)?;
    let rows = listed.sheet.lines.iter().map(|line| line.row);
    let beside = results(lang, listed.findings.iter(), rows);
    with_results(bytes, &listed.sheet, &beside).map_err(Error::refused)
}

/// Files the clean rows of a workbook, or nothing where a row is refused.
///
/// Refused: `back_payment.rows_refused` under all-or-nothing; `filing.nothing_to_file`.
pub fn open_workbook(desk: &mut Desk, key: &Key, employer: EmployerId, bytes: &[u8], rule: Rule) -> Result<Opened, Error> {
    let listed = check_workbook(desk, employer, bytes)?;
    if rule == Rule::AllOrNothing && listed.refused > 0 {
        return Err(Error::said(
            "back_payment.rows_refused",
            vec![("rows", Fact::Count(i64::from(listed.refused)))],
        ));
    }
    open_back_payment(desk, key, employer, &listed.ask, rule)
}
