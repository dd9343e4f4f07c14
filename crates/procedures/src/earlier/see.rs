//! Files of earlier months as officers see them.

use domain::earlier::EarlierMonths;
use domain::ids::{EarlierFileId, EmployerId, PersonId};
use domain::registry::{masked_name, masked_number};
use store::earlier::{self, EarlierFile};
use store::{employer, person};

use crate::{Desk, Error, Permission};

/// Files that a list shows.
const FILES: i64 = 200;

/// One line of a file.
#[derive(Clone, Debug)]
pub struct EarlierRow {
    /// Its position, from 1.
    pub line: i64,
    /// The person's name, masked.
    pub name: String,
    /// The person's number, masked.
    pub number: String,
    /// The months.
    pub months: EarlierMonths,
}

/// A file with its history and a page of its lines.
#[derive(Clone, Debug)]
pub struct EarlierFileView {
    /// The employer's name.
    pub employer_name: String,
    /// Its stages in their order; never none.
    pub stages: Vec<EarlierFile>,
    /// Lines after the one that was asked for.
    pub rows: Vec<EarlierRow>,
    /// Whether the caller may confirm it: not who handed it in.
    pub may_confirm: bool,
}

impl EarlierFileView {
    /// The stage that it stands at.
    pub fn last(&self) -> &EarlierFile {
        &self.stages[self.stages.len() - 1]
    }
}

/// The latest files of all employers in their last stage.
pub fn earlier_files(desk: &mut Desk) -> Result<Vec<(String, EarlierFile)>, Error> {
    desk.permit(Permission::ViewEarlier)?;
    let files = earlier::latest(desk.tx, FILES)?;
    named(desk, files)
}

/// The files of one employer in their last stage, latest first.
pub fn earlier_of(desk: &mut Desk, of: EmployerId) -> Result<Vec<EarlierFile>, Error> {
    desk.permit(Permission::ViewEarlier)?;
    employer::load(desk.tx, of)?.ok_or(Error::NotFound)?;
    Ok(earlier::files(desk.tx, of, FILES)?)
}

fn named(desk: &mut Desk, files: Vec<EarlierFile>) -> Result<Vec<(String, EarlierFile)>, Error> {
    let mut named = Vec::with_capacity(files.len());
    for file in files {
        let name = employer::load(desk.tx, file.employer)?.map(|known| known.name).unwrap_or_default();
        named.push((name, file));
    }
    Ok(named)
}

/// One file, with at most `limit` of its lines after one.
pub fn earlier_file(desk: &mut Desk, of: EmployerId, id: EarlierFileId, after: i64, limit: i64) -> Result<EarlierFileView, Error> {
    desk.permit(Permission::ViewEarlier)?;
    let stages = earlier::stages(desk.tx, of, id)?;
    let first = stages.first().ok_or(Error::NotFound)?;
    let may_confirm = desk.caller.may(Permission::TakeOverRecords) && first.by != desk.caller.login;
    let mut rows = Vec::new();
    for (line, months) in (after + 1..).zip(earlier::lines(desk.tx, of, id, after, limit)?) {
        let (name, number) = who(desk, months.person)?;
        rows.push(EarlierRow {
            line,
            name,
            number,
            months,
        });
    }
    Ok(EarlierFileView {
        employer_name: employer::load(desk.tx, of)?.ok_or(Error::NotFound)?.name,
        stages,
        rows,
        may_confirm,
    })
}

fn who(desk: &mut Desk, id: PersonId) -> Result<(String, String), Error> {
    let known = person::load(desk.tx, id)?.ok_or(Error::NotFound)?;
    Ok((masked_name(&known.name), masked_number(&known.number)))
}
