//! An employer's own figures: a file with a row for each person and a column for each branch and side, whatever the order.

use std::sync::Arc;

use domain::Branch;
use units::Fen;

use crate::cell::{amount, number, plain};
use crate::fault::CellFault;
use crate::finding::{Column, Finding, Grade, Place, letters};
use crate::grid::delimited::{TextRows, decode};
use crate::grid::parts::Book;
use crate::grid::{Kind, Row, Rows};
use crate::heading::{Field, Headings, half_width, is_footer};
use crate::limit;
use crate::list::{Form, form_of};
use crate::unreadable::Unreadable;

/// A person's figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnLine {
    /// The row in the file.
    pub row: u32,
    /// The name as written, cleaned; empty where there is no such column.
    pub name: String,
    /// The identity number as written, made plain.
    pub number: String,
    /// The employer's side by branch; `None`: nothing is written.
    pub employer: [Option<Fen>; 5],
    /// The person's side by branch.
    pub employee: [Option<Fen>; 5],
}

/// The figures as read.
#[derive(Clone, Debug, Default)]
pub struct OwnFigures {
    /// Name of the sheet; `None` for CSV.
    pub sheet: Option<Arc<str>>,
    /// The columns that were recognised: heading, branch, whether it is the employer's side.
    pub columns: Vec<(String, Branch, bool)>,
    /// The rows, in the order of the file.
    pub lines: Vec<OwnLine>,
    /// What is to be said, by row.
    pub findings: Vec<Finding>,
}

/// Reads an employer's own figures: an identity number and, for each branch and side, a column whose heading names both
/// (`养老单位`, `Pension employer`), as the workbook of `assess --out` has them.
pub fn read_own_figures(bytes: &[u8]) -> Result<OwnFigures, Unreadable> {
    match form_of(bytes)? {
        Form::Text => {
            let (text, _) = decode(bytes)?;
            read(&mut TextRows::new(&text), None)?.ok_or(no_headings())
        }
        Form::Workbook => {
            let mut book = Book::open(bytes)?;
            for part in book.sheets.clone().iter().filter(|sheet| !sheet.hidden) {
                let name = Arc::from(part.name.as_str());
                let mut rows = book.rows(part)?;
                if let Some(found) = read(&mut rows, Some(name))? {
                    return Ok(found);
                }
            }
            Err(no_headings())
        }
    }
}

fn no_headings() -> Unreadable {
    Unreadable::NoHeadings {
        rows: limit::HEADING_ROWS as u32,
    }
}

/// The columns of a heading row that hold figures.
type Figures = Vec<(Arc<Column>, Branch, bool)>;

fn read(rows: &mut dyn Rows, sheet: Option<Arc<str>>) -> Result<Option<OwnFigures>, Unreadable> {
    let mut row = Row::default();
    let mut read = 0;
    let (headings, figures) = loop {
        if read == limit::HEADING_ROWS || !rows.next(&mut row)? {
            return Ok(None);
        }
        read += 1;
        let headings = Headings::of(&row, &[]);
        let figures = figures(&row);
        if headings.columns.contains_key(&Field::Number) && !figures.is_empty() {
            break (headings, figures);
        }
    };
    let mut found = OwnFigures {
        sheet,
        columns: figures
            .iter()
            .map(|(column, branch, employer)| (column.heading.clone(), *branch, *employer))
            .collect(),
        ..OwnFigures::default()
    };
    while rows.next(&mut row)? {
        line(&row, &headings, &figures, &mut found);
    }
    Ok(Some(found))
}

fn figures(row: &Row) -> Figures {
    let of = |cell: crate::grid::Content<'_>| {
        let (branch, employer) = figure(cell.text)?;
        let column = Column {
            index: cell.column,
            letter: letters(cell.column),
            heading: cell
                .text
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .chars()
                .take(60)
                .collect(),
        };
        Some((Arc::new(column), branch, employer))
    };
    row.cells().filter(|cell| cell.kind == Kind::Text).filter_map(of).collect()
}

/// The branch and side a heading names; a column of bases or sums names no side or no branch.
fn figure(heading: &str) -> Option<(Branch, bool)> {
    let text: String = heading
        .chars()
        .map(half_width)
        .flat_map(char::to_lowercase)
        .filter(|c| !c.is_whitespace())
        .collect();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if has(&["基数", "base", "工资", "wage", "费率", "rate"]) {
        return None;
    }
    // Medical before maternity: since 2020 it is called "medical with maternity".
    let branch = if has(&["养老", "pension"]) {
        Branch::Pension
    } else if has(&["医疗", "医保", "medical"]) {
        Branch::Medical
    } else if has(&["失业", "unemployment"]) {
        Branch::Unemployment
    } else if has(&["工伤", "injury"]) {
        Branch::EmploymentInjury
    } else if has(&["生育", "maternity"]) {
        Branch::Maternity
    } else {
        return None;
    };
    let own = text
        .replace("unemployment", "")
        .replace("employmentinjury", "")
        .replace("employment_injury", "");
    let side = |words: &[&str]| words.iter().any(|word| own.contains(word));
    match (
        side(&["单位", "企业", "公司", "employer"]),
        side(&["个人", "职工", "员工", "employee"]),
    ) {
        (true, false) => Some((branch, true)),
        (false, true) => Some((branch, false)),
        (true, true) | (false, false) => None,
    }
}

fn line(row: &Row, headings: &Headings, figures: &Figures, found: &mut OwnFigures) {
    let at = |field: Field| headings.columns.get(&field).and_then(|column| row.cell(column.index));
    let Some(cell) = at(Field::Number).filter(|cell| !cell.text.trim().is_empty()) else {
        return;
    };
    let typed = number::read(cell);
    if is_footer(cell.text) {
        return;
    }
    if typed.lost {
        let column = headings.columns.get(&Field::Number).cloned();
        say(found, row, column, cell.text, &CellFault::PrecisionLost);
        return;
    }
    let mut line = OwnLine {
        row: row.number,
        name: at(Field::Name).map(|cell| plain(cell.text)).unwrap_or_default(),
        number: typed.text,
        employer: [None; 5],
        employee: [None; 5],
    };
    for (column, branch, employer) in figures {
        let Some(cell) = row.cell(column.index).filter(|cell| !cell.text.trim().is_empty()) else {
            continue;
        };
        // A dash is nothing, as people write it.
        if matches!(cell.text.trim(), "-" | "–" | "—" | "/") {
            continue;
        }
        let Some((fen, _)) = amount::read(cell) else {
            say(found, row, Some(column.clone()), cell.text, &CellFault::AmountUnreadable);
            continue;
        };
        let side = if *employer { &mut line.employer } else { &mut line.employee };
        // Two columns of one branch and side (medical and its mutual aid) are one amount.
        let before = side[branch.index()].unwrap_or_default();
        side[branch.index()] = Some(before + fen);
    }
    found.lines.push(line);
}

fn say(found: &mut OwnFigures, row: &Row, column: Option<Arc<Column>>, cell: &str, what: &CellFault) {
    let place = Place {
        sheet: found.sheet.clone(),
        row: row.number,
        column,
    };
    found.findings.push(Finding::new(place, cell, Grade::MustChange, what));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_known_by_its_branch_and_its_side() {
        for (heading, expected) in [
            ("养老单位", Some((Branch::Pension, true))),
            ("养老 / Pension\n单位 / Employer", Some((Branch::Pension, true))),
            ("医疗（含生育）个人", Some((Branch::Medical, false))),
            ("大额医疗（个人）", Some((Branch::Medical, false))),
            ("失业保险-个人部分", Some((Branch::Unemployment, false))),
            ("Unemployment employer", Some((Branch::Unemployment, true))),
            ("employment_injury employee", Some((Branch::EmploymentInjury, false))),
            ("Employment injury employer", Some((Branch::EmploymentInjury, true))),
            ("养老 / Pension\n缴费基数 / Base", None),
            ("单位合计", None),
            ("养老", None),
            ("姓名", None),
        ] {
            assert_eq!(figure(heading), expected, "{heading}");
        }
    }

    #[test]
    fn figures_come_in_by_person_and_what_is_none_is_told() {
        let text = "姓名,身份证号,养老单位,养老个人,医疗单位,医疗个人,大额医疗个人\n张三,110101199003070011,\"1,520.00\",760,931.00,190,3\n李四,110101199003070038,1520,x,-,,\n合计,,3040,,,,\n";
        let found = read_own_figures(text.as_bytes()).expect("figures");
        assert_eq!((found.columns.len(), found.lines.len()), (5, 2));
        assert_eq!(found.lines[0].employee[Branch::Medical.index()], Some(Fen(19_300)));
        assert_eq!(found.lines[1].employer, [Some(Fen(152_000)), None, None, None, None]);
        let said: Vec<_> = found.findings.iter().map(|finding| (finding.place.row, finding.code)).collect();
        assert_eq!(said, [(3, "finding.amount_unreadable")]);
        assert!(
            read_own_figures("姓名,养老单位\n张三,1\n".as_bytes()).is_err(),
            "without numbers nobody is told from another"
        );
    }
}
