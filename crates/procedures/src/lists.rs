//! Lists of people handed in as files: kept, checked against the register, filed line by line.

mod increases;
mod progress;
mod reductions;
mod returned;
pub(crate) mod slices;

use std::collections::HashSet;

use documents::Reading;
use domain::ids::EmployerId;
use store::upload::{self, Upload};
use units::{Date, Fen, Month};

use crate::declare_bases::BaseLine;
use crate::enrol_staff::{EnrolLine, Rule};
use crate::reduce_staff::ReduceLine;
use crate::retirement::retires_in;
use crate::{Agency, Caller, Desk, Error, Key, Permission, Receipt};

/// What is said about a row of a list.
pub use documents::{Finding, Grade};
pub use progress::{Progress, progress};
pub use returned::{empty_list, returned};
pub(crate) use returned::{give_back, name_of_result};
pub use slices::resume;
/// Which list a file is.
pub use store::upload::ListKind;

/// A list as the register sees it; nothing is filed yet.
#[derive(Debug)]
pub struct Checked {
    /// The file.
    pub upload: i64,
    /// Which list it is.
    pub kind: ListKind,
    /// Its name as sent.
    pub name: String,
    /// The month it changes.
    pub month: Month,
    /// What is to be said, by row.
    pub findings: Vec<Finding>,
    /// Rows with a person.
    pub people_seen: u32,
    /// Rows that are hidden in the sheet and were read all the same.
    pub hidden_rows: Vec<u32>,
    /// Lines that can be filed.
    pub clean: usize,
    /// Lines of them that are a matter for the counter.
    pub at_the_counter: usize,
    /// By how much the bill of the month changes.
    pub effect: Fen,
    /// The event that filed it, where it was filed.
    pub filed_n: Option<i64>,
}

impl Checked {
    /// Rows that must change before they can be filed.
    pub fn refused(&self) -> usize {
        let mut rows: Vec<u32> = self
            .findings
            .iter()
            .filter(|f| f.grade == Grade::MustChange)
            .map(|f| f.place.row)
            .collect();
        rows.sort_unstable();
        rows.dedup();
        rows.len()
    }
}

/// The lines that can be filed.
pub(crate) enum Lines {
    /// Of an increase or a roster.
    Enrol(Vec<EnrolLine>),
    /// Of a reduction.
    Reduce(Vec<ReduceLine>),
    /// Of a yearly base declaration, with the first month of its contribution year.
    Wages(Month, Vec<BaseLine>),
}

impl Lines {
    pub(crate) fn len(&self) -> usize {
        match self {
            Lines::Enrol(lines) => lines.len(),
            Lines::Reduce(lines) => lines.len(),
            Lines::Wages(_, lines) => lines.len(),
        }
    }
}

impl Lines {
    /// Some of them, by position.
    pub(crate) fn slice(&self, range: std::ops::Range<usize>) -> Lines {
        match self {
            Lines::Enrol(lines) => Lines::Enrol(lines[range].to_vec()),
            Lines::Reduce(lines) => Lines::Reduce(lines[range].to_vec()),
            Lines::Wages(year, lines) => Lines::Wages(*year, lines[range].to_vec()),
        }
    }

    /// Those whose rows are not among these.
    fn without(self, rows: &HashSet<i64>) -> Lines {
        match self {
            Lines::Enrol(lines) => Lines::Enrol(lines.into_iter().filter(|l| !rows.contains(&l.line)).collect()),
            Lines::Reduce(lines) => Lines::Reduce(lines.into_iter().filter(|l| !rows.contains(&l.line)).collect()),
            Lines::Wages(year, lines) => Lines::Wages(year, lines.into_iter().filter(|l| !rows.contains(&l.line)).collect()),
        }
    }
}

/// Keeps a file as it came; answers its identifier.
pub fn keep_upload(desk: &mut Desk, employer: EmployerId, kind: ListKind, name: &str, bytes: Vec<u8>) -> Result<i64, Error> {
    desk.permit_for(permission(kind), employer)?;
    let id = desk.id();
    let made_at = desk.now;
    upload::keep(
        desk.tx,
        &Upload {
            employer,
            id,
            kind,
            name: name.to_owned(),
            bytes,
            made_at,
            filed_n: None,
        },
    )?;
    Ok(id)
}

fn permission(kind: ListKind) -> Permission {
    match kind {
        ListKind::Roster | ListKind::Increases => Permission::FileIncrease,
        ListKind::Reductions => Permission::FileReduction,
        ListKind::Wages => Permission::DeclareBases,
    }
}

/// A kept file with the business day, for reading it outside of the database's threads.
pub fn kept(agency: &Agency, caller: &Caller, employer: EmployerId, id: i64) -> Result<(Upload, Date), Error> {
    agency.read(caller, move |desk| {
        let found = upload::load(desk.tx, employer, id)?.ok_or(Error::NotFound)?;
        desk.permit_for(permission(found.kind), employer)?;
        Ok((found, desk.today))
    })
}

/// Reads a kept list of an increase, a roster or a reduction and holds it against the register.
///
/// Refused: the file cannot be read at all, with the place and the mend.
pub fn check_upload(agency: &Agency, caller: &Caller, employer: EmployerId, id: i64) -> Result<Checked, Error> {
    Ok(check(agency, caller, employer, id)?.0)
}

fn check(agency: &Agency, caller: &Caller, employer: EmployerId, id: i64) -> Result<(Checked, Lines), Error> {
    let (file, today) = kept(agency, caller, employer, id)?;
    let retires = |born, sex| retires_in(agency.book(), born, sex);
    let how = Reading {
        retires: Some(&retires),
        ..Reading::on(today)
    };
    match file.kind {
        ListKind::Roster => {
            let sheet = documents::read_roster(&file.bytes, &how).map_err(Error::refused)?;
            agency.read(caller, move |desk| increases::check_roster(desk, employer, &file, sheet))
        }
        ListKind::Increases => {
            let sheet = documents::read_increases(&file.bytes, &how).map_err(Error::refused)?;
            agency.read(caller, move |desk| increases::check_increases(desk, employer, &file, sheet))
        }
        ListKind::Reductions => {
            let sheet = documents::read_reductions(&file.bytes, &how).map_err(Error::refused)?;
            agency.read(caller, move |desk| reductions::check_reductions(desk, employer, &file, sheet))
        }
        ListKind::Wages => Err(Error::NotFound),
    }
}

/// Files a kept list. More than [`slices::LINES`] lines are applied in slices under one event.
///
/// Refused: `list.must_change` under all-or-nothing where a row must change; what the filing itself refuses.
pub fn file_upload(agency: &Agency, caller: &Caller, key: &Key, employer: EmployerId, id: i64, rule: Rule) -> Result<Receipt, Error> {
    let (checked, lines) = check(agency, caller, employer, id)?;
    if let Some(n) = checked.filed_n {
        return agency.read(caller, move |desk| Ok(crate::receipts::filing(desk, employer, n)?.receipt));
    }
    if rule == Rule::AllOrNothing && checked.refused() > 0 {
        let count = units::Fact::Count(checked.refused() as i64);
        return Err(Error::said("list.must_change", vec![("count", count)]));
    }
    if lines.len() == 0 {
        return Err(Error::said("filing.nothing_to_file", vec![]));
    }
    slices::file(agency, caller, key, employer, &checked, lines)
}
