//! A person's months: a file whose rows are one branch and month each, with the standing in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::Branch;
use domain::standing::{Counts, Standing};
use units::Month;

use crate::cell::day::Epoch;
use crate::fault::CellFault;
use crate::finding::{Finding, Grade};
use crate::grid::delimited::{TextRows, decode};
use crate::grid::parts::Book;
use crate::grid::{Row, Rows};
use crate::heading::{Field, Headings, is_footer};
use crate::limit;
use crate::list::{Cells, Form, Reading, form_of};
use crate::unreadable::Unreadable;

/// One row of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordLine {
    /// The row in the file.
    pub row: u32,
    /// The branch.
    pub branch: Branch,
    /// The month.
    pub month: Month,
    /// How the month stands.
    pub standing: Standing,
}

/// A record as read: `lines` holds the rows without a fault.
#[derive(Clone, Debug, Default)]
pub struct RecordSheet {
    /// Name of the sheet; `None` for CSV.
    pub sheet: Option<Arc<str>>,
    /// The rows without a fault, in the order of the file.
    pub lines: Vec<RecordLine>,
    /// Rows that speak of a month, taken or not.
    pub rows: u32,
    /// What is to be said, by row.
    pub findings: Vec<Finding>,
}

const NEEDS: [Field; 3] = [Field::Branches, Field::Month, Field::Standing];

/// Reads a record of months: `branch, month, standing`, or the same in Chinese. A row for all branches counts for each of them.
pub fn read_record(bytes: &[u8], how: &Reading<'_>) -> Result<RecordSheet, Unreadable> {
    match form_of(bytes)? {
        Form::Text => {
            let (text, _) = decode(bytes)?;
            read(&mut TextRows::new(&text), None, Epoch::Unknown, how)
        }
        Form::Workbook => {
            let mut book = Book::open(bytes)?;
            let epoch = if book.from_1904 { Epoch::From1904 } else { Epoch::From1900 };
            let part = book.sheets.iter().find(|sheet| !sheet.hidden).cloned();
            let part = part.ok_or(Unreadable::NoHeadings { rows: 0 })?;
            let name = Arc::from(part.name.as_str());
            let mut rows = book.rows(&part)?;
            read(&mut rows, Some(name), epoch, how)
        }
    }
}

fn read(rows: &mut dyn Rows, sheet: Option<Arc<str>>, epoch: Epoch, how: &Reading<'_>) -> Result<RecordSheet, Unreadable> {
    let mut row = Row::default();
    let headings = find_headings(rows, &mut row, how)?;
    let mut found = RecordSheet {
        sheet,
        ..RecordSheet::default()
    };
    let mut seen: BTreeMap<(Branch, Month), u32> = BTreeMap::new();
    while rows.next(&mut row)? {
        let below = row.cells().next().is_some_and(|first| is_footer(first.text));
        let ours = NEEDS.iter().any(|field| {
            let column = headings.columns.get(field);
            column
                .and_then(|column| row.cell(column.index))
                .is_some_and(|cell| !cell.text.trim().is_empty())
        });
        if below || !ours {
            continue;
        }
        found.rows += 1;
        let mut cells = Cells {
            row: &row,
            headings: &headings,
            sheet: &found.sheet,
            how,
            epoch,
            findings: &mut found.findings,
            refused: false,
        };
        let (branches, month, standing) = (cells.branches(), cells.month(Field::Month, true), cells.standing());
        let (Some(branches), Some(month), Some(standing)) = (branches, month, standing) else {
            continue;
        };
        if month > Month::of(how.today) && standing.cumulative() == Counts::Yes {
            cells.say(Field::Month, Grade::MustChange, &CellFault::MonthAhead(month));
            continue;
        }
        for branch in branches {
            // A base difference is a note beside the month's own row.
            let noted = standing == Standing::BaseDifference;
            let before = if noted { None } else { seen.get(&(branch, month)).copied() };
            if let Some(first) = before {
                cells.say(Field::Month, Grade::MustChange, &CellFault::MonthTwice(first));
                break;
            }
            if !noted {
                seen.insert((branch, month), row.number);
            }
            found.lines.push(RecordLine {
                row: row.number,
                branch,
                month,
                standing,
            });
        }
    }
    Ok(found)
}

/// The first row among the first ones that has our three columns; a row that has two of them says which is missing.
fn find_headings(rows: &mut dyn Rows, row: &mut Row, how: &Reading<'_>) -> Result<Headings, Unreadable> {
    let mut near: Option<(u32, Field, Headings)> = None;
    let mut read = 0;
    while read < limit::HEADING_ROWS && rows.next(row)? {
        read += 1;
        let headings = Headings::of(row, &how.told);
        let missing: Vec<Field> = NEEDS.into_iter().filter(|field| !headings.columns.contains_key(field)).collect();
        match missing.as_slice() {
            [] => return Ok(headings),
            [one] if near.is_none() => near = Some((row.number, *one, headings)),
            _ => {}
        }
    }
    Err(match near {
        Some((row, field, headings)) => Unreadable::MissingColumn {
            field,
            row,
            guess: headings.guess(field),
        },
        None => Unreadable::NoHeadings {
            rows: limit::HEADING_ROWS as u32,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::date;

    fn record(text: &str) -> RecordSheet {
        read_record(text.as_bytes(), &Reading::on(date(2026, 9, 7))).expect("a record")
    }

    #[test]
    fn a_record_comes_in_with_codes_or_with_chinese_words() {
        let plain = record("branch,month,standing\npension,2026-01,on_time\nmedical,2026-01,back_paid\n");
        let chinese = record("险种,费款所属期,缴费状态\n养老,2026年1月,正常缴费\n医疗（含生育）,202601,补缴(漏缴)\n");
        let of = |sheet: &RecordSheet| {
            sheet
                .lines
                .iter()
                .map(|line| (line.branch, line.month.to_string(), line.standing))
                .collect::<Vec<_>>()
        };
        assert_eq!(of(&plain), of(&chinese));
        assert_eq!(plain.lines[1].standing, Standing::BackPaid);
        let gb: Vec<u8> = encoding_rs::GB18030
            .encode("险种,月份,状态\n基本养老保险,2026-02,正常缴费（二次扣款成功）\n")
            .0
            .into_owned();
        let sheet = read_record(&gb, &Reading::on(date(2026, 9, 7))).expect("a record");
        assert_eq!(sheet.lines[0].standing, Standing::OnTimeRetried);
        assert_eq!(record("branch,month,standing\nall,2026-03,on_time\n").lines.len(), 5);
    }

    #[test]
    fn what_cannot_be_read_is_a_finding_of_its_row() {
        let sheet = record(
            "branch,month,standing\npension,2026-01,on_tome\nhealth,2026-01,on_time\npension,2026-13,on_time\n,2026-02,owed\npension,2026-02,\npension,2026-03,owed\npension,2026-03,owed\npension,2026-03,base_difference\n",
        );
        let said: Vec<_> = sheet.findings.iter().map(|finding| (finding.place.row, finding.code)).collect();
        let expected = [
            (2, "finding.standing_unknown"),
            (3, "finding.branch_unknown"),
            (4, "finding.month_impossible"),
            (5, "finding.branch_missing"),
            (6, "finding.standing_missing"),
            (8, "finding.month_twice"),
        ];
        assert_eq!(said, expected);
        assert_eq!((sheet.rows, sheet.lines.len()), (8, 2));
        let column = sheet.findings[0].place.column.as_ref().map(|column| column.heading.clone());
        assert_eq!(column.as_deref(), Some("standing"));
    }

    #[test]
    fn a_file_without_one_of_the_columns_says_which() {
        let refused = read_record(
            "branch,month,state\npension,2026-01,on_time\n".as_bytes(),
            &Reading::on(date(2026, 9, 7)),
        );
        assert!(
            matches!(
                refused,
                Err(Unreadable::MissingColumn {
                    field: Field::Standing,
                    row: 1,
                    ..
                })
            ),
            "{refused:?}"
        );
        assert!(read_record(b"a,b\n1,2\n", &Reading::on(date(2026, 9, 7))).is_err());
    }
}
