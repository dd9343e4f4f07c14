//! Declaration files at the counter: held against the case that they were exported from, or opened as a case of their own.

use documents::declaration_file::{FileHead, FileLine, read_files};
use domain::ids::{CaseId, EmployerId};
use store::{employer, person};
use units::Fact;

use super::check_lines::AskLine;
use super::open::{Ask, Asked, Opened, open_back_payment};
use super::printed::declaration_files;
use crate::enrol_staff::Rule;
use crate::{Desk, Error, Key, Permission};

/// A file with its name.
pub type Named = (String, Vec<u8>);

/// A line in which file and case do not say the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The branch group.
    pub group: u8,
    /// As the case has it.
    pub in_case: Option<FileLine>,
    /// As the file has it.
    pub in_file: Option<FileLine>,
}

type Read = Vec<(FileHead, Vec<FileLine>)>;

/// Holds files against the case: nothing is typed again, and what differs is named line by line.
///
/// Refused: `declaration_file.*`, naming file and line.
pub fn compare_files(desk: &mut Desk, of: EmployerId, id: CaseId, manifest: &[u8], files: &[Named]) -> Result<Vec<Difference>, Error> {
    desk.permit(Permission::AcceptBackPayment)?;
    let handed: Read = read_files(manifest, files).map_err(Error::refused)?;
    let mut own = declaration_files(desk, of, id)?;
    let (_, own_manifest) = own.pop().ok_or(Error::NotFound)?;
    let ours: Read = read_files(&own_manifest, &own).map_err(Error::refused)?;
    let mut differences = Vec::new();
    for group in [1, 2] {
        let lines = |of: &Read| {
            of.iter()
                .find(|(head, _)| head.group == group)
                .map(|(_, l)| l.clone())
                .unwrap_or_default()
        };
        let (case, file) = (lines(&ours), lines(&handed));
        for line in case.iter().filter(|line| !file.contains(line)) {
            let other = file.iter().find(|f| f.number == line.number && f.from == line.from);
            differences.push(Difference {
                group,
                in_case: Some(line.clone()),
                in_file: other.cloned(),
            });
        }
        for line in file
            .iter()
            .filter(|f| !case.iter().any(|c| c.number == f.number && c.from == f.from))
        {
            differences.push(Difference {
                group,
                in_case: None,
                in_file: Some(line.clone()),
            });
        }
    }
    Ok(differences)
}

/// Opens what a file on a stick asks for as the same case as by form, with the officer as who filed it.
///
/// Refused: `declaration_file.*`; `back_payment.another_employer`; as [`open_back_payment`].
pub fn open_files(desk: &mut Desk, key: &Key, of: EmployerId, manifest: &[u8], files: &[Named]) -> Result<Opened, Error> {
    desk.permit_for(Permission::FileBackPayment, of)?;
    let read: Read = read_files(manifest, files).map_err(Error::refused)?;
    let known = employer::load(desk.tx, of)?.ok_or(Error::NotFound)?;
    let Some((head, lines)) = read.into_iter().min_by_key(|(head, _)| head.group) else {
        return Err(Error::said("filing.nothing_to_file", vec![]));
    };
    if head.credit_code != known.credit_code {
        return Err(Error::said(
            "back_payment.another_employer",
            vec![("code", Fact::Text(head.credit_code))],
        ));
    }
    let mut asked = Vec::with_capacity(lines.len());
    for (at, line) in (1..).zip(&lines) {
        let person = person::by_number(desk.tx, &line.number)?.ok_or_else(|| Error::said("back_payment.no_such_person", vec![]))?;
        asked.push(AskLine {
            line: at,
            person,
            from: line.from,
            to: line.to,
            base: Some(line.base),
            reason: line.reason.clone(),
            document: Some(line.document.clone()).filter(|d| !d.is_empty()),
            medical_costs: false,
        });
    }
    let what = match head.kind.as_str() {
        "inspection" => Asked::Inspection,
        "base_difference" => Asked::BaseDifference,
        _by_month => Asked::ByMonth,
    };
    let ask = Ask {
        asked: what,
        origin: "counter",
        lines: asked,
    };
    open_back_payment(desk, key, of, &ask, Rule::AllOrNothing)
}
