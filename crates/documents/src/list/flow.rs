use std::collections::HashMap;
use std::sync::Arc;

use super::cells::{Cells, Person};
use super::lines::Line;
use super::{BackPaymentLine, EarlierLine, IncreaseLine, Reading, ReductionLine, RefusedLine, RosterLine, Sheet, WageLine};
use crate::cell::day::Epoch;
use crate::fault::CellFault;
use crate::finding::{Finding, Grade, Place};
use crate::grid::delimited::{TextRows, decode};
use crate::grid::parts::Book;
use crate::grid::{Content, Kind, Row, Rows};
use crate::heading::{Field, Headings, begins_footer, is_footer};
use crate::limit;
use crate::unreadable::{Looks, Unreadable};

/// Reads a roster.
pub fn read_roster(bytes: &[u8], how: &Reading<'_>) -> Result<Sheet<RosterLine>, Unreadable> {
    read(bytes, how)
}

/// Reads a list of people to be enrolled.
pub fn read_increases(bytes: &[u8], how: &Reading<'_>) -> Result<Sheet<IncreaseLine>, Unreadable> {
    read(bytes, how)
}

/// Reads a list of leavers.
pub fn read_reductions(bytes: &[u8], how: &Reading<'_>) -> Result<Sheet<ReductionLine>, Unreadable> {
    read(bytes, how)
}

/// Reads a list of declared wages.
pub fn read_wages(bytes: &[u8], how: &Reading<'_>) -> Result<Sheet<WageLine>, Unreadable> {
    read(bytes, how)
}

/// Reads a list of months to be paid back. A person may stand in it more than once.
pub fn read_back_payments(bytes: &[u8], how: &Reading<'_>) -> Result<Sheet<BackPaymentLine>, Unreadable> {
    read(bytes, how)
}

/// Reads months from before the agency's own records. A person stands in it once a branch and stretch.
pub fn read_earlier(bytes: &[u8], how: &Reading<'_>) -> Result<Sheet<EarlierLine>, Unreadable> {
    read(bytes, how)
}

/// What the first bytes say about a file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Workbook,
    Text,
}

/// Tells a workbook from text, and refuses what is neither by its name.
pub(crate) fn form_of(bytes: &[u8]) -> Result<Form, Unreadable> {
    if bytes.is_empty() {
        return Err(Unreadable::Empty);
    }
    if bytes.len() > limit::FILE_BYTES {
        return Err(Unreadable::TooBig {
            size: bytes.len().div_ceil(1 << 20),
            most: limit::FILE_BYTES >> 20,
        });
    }
    let looks = |looks| Err(Unreadable::NotAWorkbook { looks });
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok(Form::Workbook);
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        let locked: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let found = bytes.windows(locked.len()).any(|w| w == locked);
        return Err(if found { Unreadable::Encrypted } else { Unreadable::OldFormat });
    }
    if [&b"\x89PNG"[..], b"\xFF\xD8\xFF", b"GIF8"]
        .iter()
        .any(|mark| bytes.starts_with(mark))
    {
        return looks(Looks::Picture);
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(512)]).to_lowercase();
    let head = head.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
    match head {
        _ if head.starts_with("%pdf") => looks(Looks::Pdf),
        _ if head.starts_with("<?xml") => looks(Looks::Xml),
        _ if ["<html", "<!doctype html", "<table", "<meta", "<head"]
            .iter()
            .any(|m| head.starts_with(m)) =>
        {
            looks(Looks::WebPage)
        }
        _ => Ok(Form::Text),
    }
}

fn read<L: Line>(bytes: &[u8], how: &Reading<'_>) -> Result<Sheet<L>, Unreadable> {
    match form_of(bytes)? {
        Form::Text => {
            let (text, _) = decode(bytes)?;
            let mut rows = TextRows::new(&text);
            let headings = find_headings(&mut rows, how)?.ok_or_else(no_headings)?;
            read_lines(&mut rows, headings, None, Epoch::Unknown, how)
        }
        Form::Workbook => read_book(bytes, how),
    }
}

fn no_headings() -> Unreadable {
    Unreadable::NoHeadings {
        rows: limit::HEADING_ROWS as u32,
    }
}

/// Reads the first sheet in sight that has the headings, and names the other ones that have them too.
fn read_book<L: Line>(bytes: &[u8], how: &Reading<'_>) -> Result<Sheet<L>, Unreadable> {
    let mut book = Book::open(bytes)?;
    let epoch = if book.from_1904 { Epoch::From1904 } else { Epoch::From1900 };
    let mut found: Option<Sheet<L>> = None;
    for part in book.sheets.clone().iter().filter(|s| !s.hidden) {
        let mut rows = book.rows(part)?;
        let Some(headings) = find_headings(&mut rows, how)? else { continue };
        match &mut found {
            None => found = Some(read_lines(&mut rows, headings, Some(Arc::from(part.name.as_str())), epoch, how)?),
            Some(sheet) => {
                let place = Place {
                    sheet: Some(Arc::from(part.name.as_str())),
                    row: headings.row,
                    column: None,
                };
                let what = CellFault::OtherSheet(part.name.clone());
                sheet.findings.push(Finding::new(place, "", Grade::Attention, &what));
            }
        }
    }
    found.ok_or_else(no_headings)
}

/// The row of the headings, and the rows that were read after it while looking for it.
struct Found {
    row: u32,
    headings: Headings,
    after: Vec<Row>,
}

/// Among the first rows, the one that has most headings; of equal ones the first.
fn find_headings(rows: &mut dyn Rows, how: &Reading<'_>) -> Result<Option<Found>, Unreadable> {
    let mut read: Vec<Row> = Vec::new();
    let mut row = Row::default();
    while read.len() < limit::HEADING_ROWS && rows.next(&mut row)? {
        read.push(row.clone());
    }
    let mut best: Option<(usize, Headings, usize)> = None;
    for (at, row) in read.iter().enumerate() {
        let headings = Headings::of(row, &how.told);
        let score = headings.score();
        if score > best.as_ref().map_or(0, |(_, _, best)| *best) {
            best = Some((at, headings, score));
        }
    }
    Ok(best.map(|(at, headings, _)| Found {
        row: read[at].number,
        headings,
        after: read.split_off(at + 1),
    }))
}

/// What the rows of a list make, while they come in.
struct Reader<'a, L> {
    sheet: Sheet<L>,
    headings: Headings,
    epoch: Epoch,
    how: &'a Reading<'a>,
    /// Row in which a number was seen first.
    seen: HashMap<String, u32>,
}

fn read_lines<L: Line>(
    rows: &mut dyn Rows,
    found: Found,
    name: Option<Arc<str>>,
    epoch: Epoch,
    how: &Reading<'_>,
) -> Result<Sheet<L>, Unreadable> {
    let Found { row, headings, after } = found;
    if let Some((field, first, second)) = headings.twice.clone().filter(|(f, _, _)| L::NEEDS.contains(f)) {
        return Err(Unreadable::ColumnTwice { field, row, first, second });
    }
    if let Some(field) = L::NEEDS.iter().find(|f| !headings.columns.contains_key(f)) {
        let guess = headings.guess(*field);
        return Err(Unreadable::MissingColumn { field: *field, row, guess });
    }
    let mut reader = Reader {
        sheet: Sheet {
            sheet: name,
            header_row: row,
            columns: headings.columns.clone(),
            unknown_headings: headings.unknown.clone(),
            lines: Vec::new(),
            refused: Vec::new(),
            findings: Vec::new(),
            people_seen: 0,
            hidden_rows: Vec::new(),
        },
        headings,
        epoch,
        how,
        seen: HashMap::new(),
    };
    for row in &after {
        reader.take(row);
    }
    drop(after);
    let mut row = Row::default();
    while rows.next(&mut row)? {
        reader.take(&row);
    }
    reader.finish()
}

/// What a row under the headings is.
enum RowIs {
    Person,
    /// A total, a signature, a repeated heading, a row without any of our cells.
    NoPerson,
    /// Something stands in our columns, but neither name nor number.
    Nobody,
}

impl<L: Line> Reader<'_, L> {
    fn what_is(&self, row: &Row) -> RowIs {
        let at = |field: Field| {
            let column = self.headings.columns.get(&field)?;
            row.cell(column.index)
                .filter(|c| c.kind == Kind::NoValue || !c.text.trim().is_empty())
        };
        let (name, number) = (at(Field::Name), at(Field::Number));
        // The headings again, as at the top of each printed page.
        let repeated = |field: Field, cell: Option<Content<'_>>| {
            let column = self.headings.columns.get(&field);
            cell.zip(column).is_some_and(|(cell, column)| cell.text.trim() == column.heading)
        };
        if repeated(Field::Name, name) || repeated(Field::Number, number) {
            return RowIs::NoPerson;
        }
        if number.is_some() {
            return RowIs::Person;
        }
        // Only the first text tells a total or a signature; the result column we wrote ourselves tells nothing.
        let ours = self.headings.columns.get(&Field::Result).map(|c| c.index);
        let first = row.cells().find(|c| c.kind == Kind::Text && Some(c.column) != ours);
        let below = match name {
            Some(name) => is_footer(name.text) || first.is_some_and(|c| begins_footer(c.text)),
            None => first.is_some_and(|c| is_footer(c.text)),
        };
        if below {
            return RowIs::NoPerson;
        }
        let filled = |field: &Field| at(*field).is_some();
        match name {
            Some(_) => RowIs::Person,
            None if L::NEEDS.iter().any(filled) => RowIs::Nobody,
            None => RowIs::NoPerson,
        }
    }

    fn take(&mut self, row: &Row) {
        let what = self.what_is(row);
        let mut cells = Cells {
            row,
            headings: &self.headings,
            sheet: &self.sheet.sheet,
            how: self.how,
            epoch: self.epoch,
            findings: &mut self.sheet.findings,
            refused: false,
        };
        match what {
            RowIs::NoPerson => return,
            RowIs::Nobody => return cells.say(Field::Number, Grade::Attention, &CellFault::NobodyInRow),
            RowIs::Person => {}
        }
        let person = cells.person();
        if let Some(first) = person.identity.as_ref().filter(|_| L::ONCE).and_then(|i| self.seen.get(&i.number)) {
            cells.say(Field::Number, Grade::MustChange, &CellFault::Duplicate(*first));
        } else if let Some(identity) = person.identity.as_ref().filter(|_| L::ONCE) {
            self.seen.insert(identity.number.clone(), row.number);
        }
        let line = L::read(&mut cells, &person);
        let refused = cells.refused;
        self.sheet.people_seen += 1;
        if row.hidden {
            self.sheet.hidden_rows.push(row.number);
        }
        match line.filter(|_| !refused) {
            Some(line) => self.sheet.lines.push(line),
            None => self.sheet.refused.push(refusal(person)),
        }
    }

    fn finish(mut self) -> Result<Sheet<L>, Unreadable> {
        if self.sheet.people_seen == 0 {
            return Err(Unreadable::NoPeople);
        }
        if let Some(first) = self.sheet.hidden_rows.first() {
            let what = CellFault::HiddenRows(self.sheet.hidden_rows.len() as i64);
            let finding = self.sheet.finding(*first, None, "", Grade::Note, &what);
            self.sheet.findings.push(finding);
            self.sheet.findings.sort_by_key(|f| f.place.row);
        }
        Ok(self.sheet)
    }
}

fn refusal(person: Person) -> RefusedLine {
    RefusedLine {
        row: person.row,
        name: person.name,
        number: person.number,
        identity: person.identity,
    }
}
