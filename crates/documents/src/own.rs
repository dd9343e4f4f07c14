//! An employer's own figures: a file with a row for each person and a column for each branch and side, or a row for each person and
//! branch with a column for each side; whatever the order.

use std::collections::HashMap;
use std::sync::Arc;

use domain::{Branch, BranchSet};
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
    /// The branches whose figure of the employer's side stands there and cannot be read.
    pub employer_unread: BranchSet,
    /// The same of the person's side.
    pub employee_unread: BranchSet,
}

/// The figures as read.
#[derive(Clone, Debug, Default)]
pub struct OwnFigures {
    /// Name of the sheet; `None` for CSV.
    pub sheet: Option<Arc<str>>,
    /// The columns that were recognised: heading, branch (`None`: the row says it), whether it is the employer's side.
    pub columns: Vec<(String, Option<Branch>, bool)>,
    /// The rows, in the order of the file.
    pub lines: Vec<OwnLine>,
    /// What is to be said, by row.
    pub findings: Vec<Finding>,
}

/// Reads an employer's own figures: an identity number and, for each branch and side, a column whose heading names both
/// (`养老单位`, `Pension employer`), as the workbook of `assess --out` has them; or in each row a branch (`险种`, `branch`) and a column
/// for each side (`单位`, `个人`).
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
    Unreadable::NoFigures {
        rows: limit::HEADING_ROWS as u32,
    }
}

/// A column that holds figures.
struct Figure {
    column: Arc<Column>,
    /// `None`: the row says which.
    branch: Option<Branch>,
    is_employers: bool,
}

fn read(rows: &mut dyn Rows, sheet: Option<Arc<str>>) -> Result<Option<OwnFigures>, Unreadable> {
    let mut row = Row::default();
    let mut read = 0;
    let (headings, figures) = loop {
        if read == limit::HEADING_ROWS || !rows.next(&mut row)? {
            return Ok(None);
        }
        read += 1;
        let headings = Headings::of(&row, &[]);
        let figures = figures(&row, headings.columns.contains_key(&Field::Branches));
        if headings.columns.contains_key(&Field::Number) && !figures.is_empty() {
            break (headings, figures);
        }
    };
    let columns = figures.iter().map(|of| (of.column.heading.clone(), of.branch, of.is_employers));
    let mut found = OwnFigures {
        sheet,
        columns: columns.collect(),
        ..OwnFigures::default()
    };
    let mut places = HashMap::new();
    while rows.next(&mut row)? {
        line(&row, &headings, &figures, (&mut found, &mut places));
    }
    Ok(Some(found))
}

/// The columns of figures: each names branch and side; where none does and the rows say the branch, each names its side.
fn figures(row: &Row, rows_say_branch: bool) -> Vec<Figure> {
    let headings = || row.cells().filter(|cell| cell.kind == Kind::Text);
    let of = |cell: crate::grid::Content<'_>, branch: Option<Branch>, is_employers: bool| {
        let heading = cell.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let column = Column {
            index: cell.column,
            letter: letters(cell.column),
            heading: heading.chars().take(60).collect(),
        };
        Figure {
            column: Arc::new(column),
            branch,
            is_employers,
        }
    };
    let wide = headings().filter_map(|cell| figure(cell.text).map(|(branch, side)| of(cell, Some(branch), side)));
    let wide: Vec<Figure> = wide.collect();
    if !wide.is_empty() || !rows_say_branch {
        return wide;
    }
    headings()
        .filter_map(|cell| side_alone(cell.text).map(|side| of(cell, None, side)))
        .collect()
}

/// The branch and side a heading names; a column of bases or sums names no side or no branch.
fn figure(heading: &str) -> Option<(Branch, bool)> {
    let text = flat(heading);
    if is_no_amount(&text) {
        return None;
    }
    Some((branch_of(&text)?, side_of(&text)?))
}

/// The side a heading names, where it names no branch, no sum and no name of the employer.
fn side_alone(heading: &str) -> Option<bool> {
    let text = flat(heading);
    let other = ["合计", "总", "名称", "编号", "代码", "total", "sum", "name", "number", "code", "id"];
    if is_no_amount(&text) || branch_of(&text).is_some() || other.iter().any(|word| text.contains(word)) {
        return None;
    }
    side_of(&text)
}

/// Half-width, small, without spaces.
fn flat(heading: &str) -> String {
    let letters = heading.chars().map(half_width).flat_map(char::to_lowercase);
    letters.filter(|c| !c.is_whitespace()).collect()
}

fn is_no_amount(text: &str) -> bool {
    ["基数", "base", "工资", "wage", "费率", "rate"]
        .iter()
        .any(|word| text.contains(word))
}

fn branch_of(text: &str) -> Option<Branch> {
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    // Medical before maternity: since 2020 it is called "medical with maternity".
    if has(&["养老", "pension"]) {
        Some(Branch::Pension)
    } else if has(&["医疗", "医保", "medical"]) {
        Some(Branch::Medical)
    } else if has(&["失业", "unemployment"]) {
        Some(Branch::Unemployment)
    } else if has(&["工伤", "injury"]) {
        Some(Branch::EmploymentInjury)
    } else if has(&["生育", "maternity"]) {
        Some(Branch::Maternity)
    } else {
        None
    }
}

/// Whether it is the employer's side, where the text names one of the two.
fn side_of(text: &str) -> Option<bool> {
    let own = text
        .replace("unemployment", "")
        .replace("employmentinjury", "")
        .replace("employment_injury", "");
    let side = |words: &[&str]| words.iter().any(|word| own.contains(word));
    match (
        side(&["单位", "企业", "公司", "employer"]),
        side(&["个人", "职工", "员工", "employee"]),
    ) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        (true, true) | (false, false) => None,
    }
}

/// Where a person's line is, and in which row each branch of it was written.
type Places = HashMap<String, (usize, HashMap<String, u32>)>;

fn line(row: &Row, headings: &Headings, figures: &[Figure], (found, places): (&mut OwnFigures, &mut Places)) {
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
        employer_unread: BranchSet::NONE,
        employee_unread: BranchSet::NONE,
    };
    if figures.iter().all(|figure| figure.branch.is_some()) {
        read_figures(row, figures, None, (&mut line, found));
        found.lines.push(line);
        return;
    }
    let said = at(Field::Branches).map(|cell| cell.text.trim().to_owned()).unwrap_or_default();
    let column = || headings.columns.get(&Field::Branches).cloned();
    let Some(branch) = branch_of(&flat(&said)) else {
        let fault = if said.is_empty() {
            CellFault::BranchMissing
        } else {
            CellFault::BranchUnknown(said.clone())
        };
        say(found, row, column(), &said, &fault);
        return;
    };
    let (place, rows) = places.entry(line.number.clone()).or_insert((found.lines.len(), HashMap::new()));
    if let Some(first) = rows.get(&said) {
        say(found, row, column(), &said, &CellFault::Duplicate(*first));
        return;
    }
    rows.insert(said, row.number);
    let place = *place;
    if place == found.lines.len() {
        found.lines.push(line);
    }
    let Some(mut line) = found.lines.get(place).cloned() else { return };
    read_figures(row, figures, Some(branch), (&mut line, found));
    found.lines[place] = line;
}

/// Takes the figures of a row; `branch`: the one the row is about.
fn read_figures(row: &Row, figures: &[Figure], branch: Option<Branch>, (line, found): (&mut OwnLine, &mut OwnFigures)) {
    for figure in figures {
        let Some(branch) = figure.branch.or(branch) else { continue };
        let Some(cell) = row.cell(figure.column.index).filter(|cell| !cell.text.trim().is_empty()) else {
            continue;
        };
        // A dash is nothing, as people write it.
        if matches!(cell.text.trim(), "-" | "–" | "—" | "/") {
            continue;
        }
        let (side, unread) = match figure.is_employers {
            true => (&mut line.employer, &mut line.employer_unread),
            false => (&mut line.employee, &mut line.employee_unread),
        };
        let Some((fen, _)) = amount::read(cell) else {
            *unread = unread.with(branch);
            say(found, row, Some(figure.column.clone()), cell.text, &CellFault::AmountUnreadable);
            continue;
        };
        // Two figures of one branch and side (medical and its mutual aid) are one amount.
        let before = side[branch.index()].unwrap_or_default();
        side[branch.index()] = Some(before + fen);
    }
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
        assert!(found.lines[1].employee_unread.contains(Branch::Pension) && found.lines[1].employer_unread.is_empty());
        assert!(
            read_own_figures("姓名,养老单位\n张三,1\n".as_bytes()).is_err(),
            "without numbers nobody is told from another"
        );
    }

    #[test]
    fn figures_come_in_by_person_and_branch_too() {
        let text = "姓名,证件号码,险种,单位,个人\n张三,110101199003070011,养老,1520,760\n张三,110101199003070011,医疗,931.00,190\n张三,110101199003070011,大额医疗,,3\n李四,110101199003070038,养老,abc,760\n李四,110101199003070038,养老,1,1\n李四,110101199003070038,公积金,1,1\n";
        let found = read_own_figures(text.as_bytes()).expect("figures");
        assert_eq!(found.lines.len(), 2);
        assert_eq!(found.lines[0].employee[Branch::Medical.index()], Some(Fen(19_300)));
        assert_eq!(found.lines[0].employer[Branch::Pension.index()], Some(Fen(152_000)));
        assert!(found.lines[1].employer_unread.contains(Branch::Pension));
        assert_eq!(found.lines[1].employee[Branch::Pension.index()], Some(Fen(76_000)));
        let said: Vec<_> = found.findings.iter().map(|finding| (finding.place.row, finding.code)).collect();
        assert_eq!(
            said,
            [
                (5, "finding.amount_unreadable"),
                (6, "finding.duplicate"),
                (7, "finding.branch_unknown")
            ]
        );
        let none = read_own_figures("姓名,证件号码,养老\n张三,110101199003070011,1\n".as_bytes()).expect_err("no side");
        assert_eq!(units::Statement::code(&none), "file.no_figures");
    }
}
