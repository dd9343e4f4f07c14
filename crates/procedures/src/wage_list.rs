//! The yearly base declaration from a workbook: every row answered, implausible wages held for confirmation, who is missing named.

use std::collections::{BTreeSet, HashMap};

use documents::{Field, Finding, Grade, Lang, Reading, Sheet, WageLine};
use domain::base_year::WageAsk;
use domain::ids::EmployerId;
use domain::registry::{Person, masked_name, masked_number};
use store::upload::{self, ListKind, Upload};
use units::{Date, Fact, Month, Statement};

use crate::declare_bases::{BaseLine, BaseVerdict, Bases, DeclaredBases, bases, check_bases, declare_bases};
use crate::enrol_staff::{Rule, same_name};
use crate::lists::{give_back, keep_upload, kept, name_of_result, slices};
use crate::{Agency, Caller, Desk, Error, Key, roll};

/// A workbook of wages as the register sees it; nothing is filed yet.
#[derive(Debug)]
pub struct CheckedWages {
    /// The file.
    pub upload: i64,
    /// Its name as sent.
    pub name: String,
    /// First month of the contribution year.
    pub year_from: Month,
    /// What is to be said, by row.
    pub findings: Vec<Finding>,
    /// Rows with a person.
    pub people_seen: u32,
    /// Rows that are hidden in the sheet and were read all the same.
    pub hidden_rows: Vec<u32>,
    /// Lines that can be declared, with each person's clamp.
    pub clean: Vec<BaseVerdict>,
    /// Rows held until the clerk confirms them.
    pub held: Vec<i64>,
    /// On the roll, but without a wage after this file: name and masked number.
    pub undeclared: Vec<(String, String)>,
    /// The event that filed it, where it was filed.
    pub filed_n: Option<i64>,
}

impl CheckedWages {
    /// Rows that must change, or be confirmed, before they can be declared.
    pub fn refused(&self) -> usize {
        let rows: BTreeSet<u32> = self
            .findings
            .iter()
            .filter(|f| f.grade == Grade::MustChange)
            .map(|f| f.place.row)
            .collect();
        rows.len()
    }
}

/// Keeps a workbook of wages as it came; answers its identifier.
pub fn keep_wages(desk: &mut Desk, who: EmployerId, name: &str, bytes: Vec<u8>) -> Result<i64, Error> {
    keep_upload(desk, who, ListKind::Wages, name, bytes)
}

/// Which kept workbook, for which contribution year, and which implausible rows the clerk stands by.
#[derive(Clone, Debug)]
pub struct WageList {
    /// The file.
    pub upload: i64,
    /// First month of the contribution year.
    pub year_from: Month,
    /// Confirmed rows.
    pub confirmed: BTreeSet<i64>,
}

/// Reads a kept workbook of wages and holds it against the register.
///
/// Refused: the file cannot be read at all; `base.year_not_open`.
pub fn check_wages(agency: &Agency, caller: &Caller, who: EmployerId, list: &WageList) -> Result<CheckedWages, Error> {
    Ok(check(agency, caller, who, list)?.0)
}

/// The workbook as it came, with what was found beside each row; its name goes on with `-result`.
pub fn returned_wages(agency: &Agency, caller: &Caller, who: EmployerId, list: &WageList, lang: Lang) -> Result<(String, Vec<u8>), Error> {
    let (file, today) = kept(agency, caller, who, list.upload)?;
    let checked = check_wages(agency, caller, who, list)?;
    let sheet = documents::read_wages(&file.bytes, &Reading::on(today)).map_err(Error::refused)?;
    let bytes = give_back(&file.bytes, &sheet, |line| line.row, &checked.findings, lang)?;
    Ok((name_of_result(&file.name), bytes))
}

pub(crate) fn check(agency: &Agency, caller: &Caller, who: EmployerId, list: &WageList) -> Result<(CheckedWages, Vec<BaseLine>), Error> {
    let (file, today): (Upload, Date) = kept(agency, caller, who, list.upload)?;
    if file.kind != ListKind::Wages {
        return Err(Error::NotFound);
    }
    let sheet = documents::read_wages(&file.bytes, &Reading::on(today)).map_err(Error::refused)?;
    let list = list.clone();
    agency.read(caller, move |desk| look(desk, who, &list, &file, &sheet))
}

fn look(
    desk: &mut Desk,
    who: EmployerId,
    list: &WageList,
    file: &Upload,
    sheet: &Sheet<WageLine>,
) -> Result<(CheckedWages, Vec<BaseLine>), Error> {
    let mut findings = sheet.findings.clone();
    let mut lines = Vec::with_capacity(sheet.lines.len());
    for line in &sheet.lines {
        match resolve(desk, who, line, &list.confirmed)? {
            Ok(resolved) => lines.push(resolved),
            Err(why) => findings.push(finding(sheet, line, &*why, Grade::MustChange)),
        }
    }
    let (mut clean, mut held) = (Vec::new(), Vec::new());
    let by_row: HashMap<i64, &WageLine> = sheet.lines.iter().map(|line| (i64::from(line.row), line)).collect();
    for verdict in check_bases(desk, who, list.year_from, &lines)? {
        let written = by_row.get(&verdict.line).copied();
        match (&verdict.outcome, written) {
            (Err(why), Some(written)) => {
                held.extend((why.code() == "base.implausible").then_some(verdict.line));
                findings.push(finding(sheet, written, why.as_ref(), Grade::MustChange));
            }
            (Err(_), None) => {}
            (Ok(based), written) => {
                if let (true, Some(last), Some(written)) = (based.taken.worth_a_look, based.taken.last, written) {
                    let look = Look { last };
                    findings.push(finding(sheet, written, &look, Grade::Attention));
                }
                clean.push(verdict);
            }
        }
    }
    findings.sort_by_key(|f| f.place.row);
    let named: BTreeSet<_> = clean.iter().filter_map(|v| v.person.as_ref().map(|p| p.id)).collect();
    let undeclared = missing(&bases(desk, who, list.year_from)?, &named);
    let clean_rows: BTreeSet<i64> = clean.iter().map(|v| v.line).collect();
    lines.retain(|line| clean_rows.contains(&line.line));
    let checked = CheckedWages {
        upload: file.id,
        name: file.name.clone(),
        year_from: list.year_from,
        findings,
        people_seen: sheet.people_seen,
        hidden_rows: sheet.hidden_rows.clone(),
        clean,
        held,
        undeclared,
        filed_n: file.filed_n,
    };
    Ok((checked, lines))
}

fn missing(bases: &Bases, named: &BTreeSet<domain::ids::PersonId>) -> Vec<(String, String)> {
    let still = bases.people.iter().filter(|p| p.undeclared && !named.contains(&p.person.id));
    still.map(|p| (p.person.name.clone(), masked_number(&p.person.number))).collect()
}

/// A change above 30 %.
struct Look {
    last: units::Fen,
}

impl Statement for Look {
    fn code(&self) -> &'static str {
        "base.worth_a_look"
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        vec![("last", Fact::Money(self.last))]
    }
}

type Resolved = Result<BaseLine, Box<dyn crate::error::Refusal>>;

fn resolve(desk: &mut Desk, who: EmployerId, line: &WageLine, confirmed: &BTreeSet<i64>) -> Result<Resolved, Error> {
    let refuse = |code, facts| match Error::said(code, facts) {
        Error::Refused(why) => Ok(Err(why)),
        other => Err(other),
    };
    let Some(person) = roll::by_number(desk, who, &line.identity.number)? else {
        return refuse("base.not_on_roll", vec![]);
    };
    let known: Person = store::person::load(desk.tx, person)?.ok_or(Error::NotFound)?;
    if !line.name.is_empty() && !same_name(&known.name, &line.name) {
        let facts = vec![
            ("name", Fact::Text(masked_name(&known.name))),
            ("written", Fact::Text(line.name.clone())),
        ];
        return refuse("base.name_differs", facts);
    }
    let row = i64::from(line.row);
    Ok(Ok(BaseLine {
        line: row,
        person,
        ask: WageAsk {
            wage: line.wage,
            confirmed: confirmed.contains(&row),
        },
    }))
}

fn finding(sheet: &Sheet<WageLine>, line: &WageLine, what: &dyn Statement, grade: Grade) -> Finding {
    let (field, cell) = match what.code() {
        "base.not_on_roll" => (Field::Number, line.identity.number.clone()),
        "base.name_differs" => (Field::Name, line.name.clone()),
        _ => (Field::Wage, line.wage.to_string()),
    };
    sheet.finding(line.row, Some(field), &cell, grade, what)
}

/// Declares a kept workbook of wages; a long one in slices under one event.
///
/// Refused: `list.must_change` under all-or-nothing where a row must change; what the declaration itself refuses.
pub fn declare_wages(
    agency: &Agency,
    caller: &Caller,
    key: &Key,
    who: EmployerId,
    list: &WageList,
    rule: Rule,
) -> Result<DeclaredBases, Error> {
    let (checked, lines) = check(agency, caller, who, list)?;
    if rule == Rule::AllOrNothing && checked.refused() > 0 && checked.filed_n.is_none() {
        return Err(Error::said(
            "list.must_change",
            vec![("count", Fact::Count(checked.refused() as i64))],
        ));
    }
    if lines.len() > slices::LINES && checked.filed_n.is_none() {
        let receipt = slices::declare(agency, caller, key, who, list, checked.refused() as i64, lines)?;
        return Ok(DeclaredBases {
            receipt,
            verdicts: vec![],
            settled: vec![],
            undeclared: vec![],
        });
    }
    let (key, list) = (key.clone(), list.clone());
    agency.write(caller, move |desk| {
        let declared = declare_bases(desk, &key, who, list.year_from, &lines, rule)?;
        upload::filed(desk.tx, who, list.upload, declared.receipt.n)?;
        Ok(declared)
    })
}
