//! Declaration files at the counter: held line by line against the case that they were exported from, or opened as a case of their own.

use documents::declaration_file::{FileHead, FileLine, read_files};
use domain::ids::{CaseId, EmployerId, PersonId};
use store::{back_payment, employer, person};
use units::Fact;

use super::check_lines::AskLine;
use super::open::{Ask, Asked, Opened, open_back_payment};
use super::printed::declaration_files;
use crate::enrol_staff::Rule;
use crate::{Desk, Error, Key, Permission};

pub use documents::declaration_file::FileLine as DeclaredLine;

/// A file with its name.
pub type Named = (String, Vec<u8>);

/// The end of a manifest's name, by which it is known among the files of a stick.
pub const MANIFEST: &str = ".manifest";

/// What of a line is not the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Differing {
    /// The name.
    Name,
    /// The payer category.
    Category,
    /// The last month.
    To,
    /// The declared wage.
    Base,
    /// The supporting document.
    Document,
    /// Why the months were missed.
    Reason,
    /// The employer's part.
    Employer,
    /// The person's part.
    Employee,
}

impl Differing {
    /// The code, also the end of the key of its name.
    pub fn code(self) -> &'static str {
        match self {
            Differing::Name => "name",
            Differing::Category => "category",
            Differing::To => "to",
            Differing::Base => "base",
            Differing::Document => "document",
            Differing::Reason => "reason",
            Differing::Employer => "employer",
            Differing::Employee => "employee",
        }
    }

    fn of(case: &FileLine, file: &FileLine) -> Vec<Differing> {
        let parts = [
            (Differing::Name, case.name == file.name),
            (Differing::Category, case.category == file.category),
            (Differing::To, case.to == file.to),
            (Differing::Base, case.base == file.base),
            (Differing::Document, case.document == file.document),
            (Differing::Reason, case.reason == file.reason),
            (Differing::Employer, case.employer == file.employer),
            (Differing::Employee, case.employee == file.employee),
        ];
        parts.into_iter().filter(|(_, same)| !same).map(|(part, _)| part).collect()
    }
}

/// A line of a branch group, as the case and as the file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The branch group.
    pub group: u8,
    /// As the case has it; nothing where only the file has it.
    pub in_case: Option<FileLine>,
    /// As the file has it; nothing where only the case has it.
    pub in_file: Option<FileLine>,
    /// Where both have it: what is not the same.
    pub differing: Vec<Differing>,
}

impl Compared {
    /// Whether case and file say the same.
    pub fn agrees(&self) -> bool {
        self.in_case.is_some() && self.in_file.is_some() && self.differing.is_empty()
    }
}

type Read = Vec<(FileHead, Vec<FileLine>)>;

/// The files of a stick: the manifest apart from what it names.
///
/// Refused: `declaration_file.no_manifest`.
fn read_stick(files: &[Named]) -> Result<Read, Error> {
    let (manifests, others): (Vec<_>, Vec<_>) = files.iter().cloned().partition(|(name, _)| name.ends_with(MANIFEST));
    let [(_, manifest)] = manifests.as_slice() else {
        return Err(Error::said("declaration_file.no_manifest", vec![]));
    };
    let read = read_files(manifest, &others).map_err(Error::refused)?;
    let Some((first, _)) = read.first() else {
        return Err(Error::said("filing.nothing_to_file", vec![]));
    };
    let (case, code) = (&first.case, &first.credit_code);
    match read.iter().all(|(head, _)| head.case == *case && head.credit_code == *code) {
        true => Ok(read),
        false => Err(Error::said("declaration_file.two_cases", vec![])),
    }
}

/// What the files of a stick are of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stick {
    /// The employer.
    pub employer: EmployerId,
    /// The case that they were exported from, where it is known here.
    pub case: Option<CaseId>,
}

/// Whose files lie on a stick, and of which case.
///
/// Refused: `declaration_file.*`, naming file and line; `declaration_file.no_such_employer`.
pub fn whose_files(desk: &mut Desk, files: &[Named]) -> Result<Stick, Error> {
    desk.permit(Permission::AcceptBackPayment)?;
    let read = read_stick(files)?;
    let head = &read[0].0;
    let known = employer::by_credit_code(desk.tx, &head.credit_code)?;
    let employer = known.ok_or_else(|| {
        Error::said(
            "declaration_file.no_such_employer",
            vec![("code", Fact::Text(head.credit_code.clone()))],
        )
    })?;
    let case = match CaseId::from_code(&head.case) {
        Ok(id) => back_payment::load(desk.tx, employer, id)?.map(|_| id),
        Err(_) => None,
    };
    Ok(Stick { employer, case })
}

/// Holds files line by line against the case: nothing is typed again.
///
/// Refused: `declaration_file.*`, naming file and line; `declaration_file.another_case`; `back_payment.another_employer`.
pub fn compare_files(desk: &mut Desk, of: EmployerId, id: CaseId, files: &[Named]) -> Result<Vec<Compared>, Error> {
    desk.permit(Permission::AcceptBackPayment)?;
    let handed = read_stick(files)?;
    own_file(desk, of, &handed[0].0)?;
    if handed[0].0.case != id.code() {
        return Err(Error::said(
            "declaration_file.another_case",
            vec![("number", Fact::Text(handed[0].0.case.clone()))],
        ));
    }
    let own = declaration_files(desk, of, id)?;
    let ours = read_stick(&own)?;
    let lines = |read: &Read, group: u8| -> Vec<FileLine> {
        let of_group = read.iter().filter(|(head, _)| head.group == group);
        of_group.flat_map(|(_, lines)| lines.clone()).collect()
    };
    let mut compared = Vec::new();
    for group in [1, 2] {
        let (case, file) = (lines(&ours, group), lines(&handed, group));
        let is_of = |a: &FileLine, b: &FileLine| a.number == b.number && a.from == b.from;
        for line in &case {
            let other = file.iter().find(|other| is_of(line, other));
            compared.push(Compared {
                group,
                in_case: Some(line.clone()),
                in_file: other.cloned(),
                differing: other.map(|other| Differing::of(line, other)).unwrap_or_default(),
            });
        }
        let only_there = file.iter().filter(|line| !case.iter().any(|other| is_of(line, other)));
        compared.extend(only_there.map(|line| Compared {
            group,
            in_case: None,
            in_file: Some(line.clone()),
            differing: Vec::new(),
        }));
    }
    Ok(compared)
}

fn own_file(desk: &mut Desk, of: EmployerId, head: &FileHead) -> Result<(), Error> {
    let known = employer::load(desk.tx, of)?.ok_or(Error::NotFound)?;
    if head.credit_code == known.credit_code {
        return Ok(());
    }
    let code = vec![("code", Fact::Text(head.credit_code.clone()))];
    Err(Error::said("back_payment.another_employer", code))
}

fn person_name(desk: &mut Desk, id: PersonId) -> Result<String, Error> {
    Ok(person::load(desk.tx, id)?.map(|known| known.name).unwrap_or_default())
}

/// Opens what a file on a stick asks for as the same case as by form, with the officer as who filed it.
///
/// Refused: `declaration_file.*`; `back_payment.another_employer`; `declaration_file.another_name`; as [`open_back_payment`].
pub fn open_files(desk: &mut Desk, key: &Key, of: EmployerId, files: &[Named]) -> Result<Opened, Error> {
    desk.permit_for(Permission::FileBackPayment, of)?;
    let read = read_stick(files)?;
    own_file(desk, of, &read[0].0)?;
    // Both groups have the same lines where both are there.
    let Some((head, lines)) = read
        .into_iter()
        .max_by_key(|(head, lines)| (lines.len(), std::cmp::Reverse(head.group)))
    else {
        return Err(Error::said("filing.nothing_to_file", vec![]));
    };
    let mut asked = Vec::with_capacity(lines.len());
    for (at, line) in (1..).zip(&lines) {
        let person = person::by_number(desk.tx, &line.number)?.ok_or_else(|| Error::said("back_payment.no_such_person", vec![]))?;
        if person_name(desk, person)? != line.name {
            return Err(Error::said("declaration_file.another_name", vec![("line", Fact::Count(at))]));
        }
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
