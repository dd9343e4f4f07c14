//! A file of earlier months as it was read, each row held against the months kept here, the register and what was taken over before.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use documents::export::{Template, template};
use documents::{EarlierLine, Field, Finding, Grade, Lang, Reading, Sheet, read_earlier};
use domain::earlier::{EarlierMonths, EarlierTotals};
use domain::identity::Identity;
use domain::ids::{EmployerId, PersonId};
use domain::registry::masked_name;
use domain::spell::GroupSet;
use domain::{Branch, bill::GroupBranches};
use store::{Trouble, earlier, employer, sweep};
use units::{Date, Fact, Month};

use crate::enrol_staff::same_name;
use crate::error::{Refusal, Said};
use crate::lists::give_back;
use crate::register_person::{Found, find};
use crate::turn_day::latest_over;
use crate::{Desk, Error, Permission};

/// A file as it was read. Nothing is taken over yet.
#[derive(Debug)]
pub struct CheckedEarlier {
    /// What is to be said, by row.
    pub findings: Vec<Finding>,
    /// Rows with a person.
    pub rows: u32,
    /// Rows that are refused.
    pub refused: u32,
    /// What the clean rows come to.
    pub totals: EarlierTotals,
    /// Persons of the clean rows.
    pub people: usize,
    /// The clean rows, each month once a branch. Somebody who is not registered has a place among `newcomers` for an identifier.
    pub(crate) months: Vec<EarlierMonths>,
    pub(crate) newcomers: Vec<(String, Identity)>,
    sheet: Sheet<EarlierLine>,
}

/// Whose records a file is to be, by the employer's credit code.
///
/// Refused: `earlier.no_such_employer`.
pub fn employer_of_code(desk: &mut Desk, code: &str) -> Result<EmployerId, Error> {
    desk.permit(Permission::TakeOverRecords)?;
    let found = employer::by_credit_code(desk.tx, &code.trim().to_ascii_uppercase())?;
    found.ok_or_else(|| Error::said("earlier.no_such_employer", vec![]))
}

/// The identifier that a newcomer has until it is registered.
fn newcomer(at: usize) -> PersonId {
    PersonId(-1 - at as i64)
}

/// Which newcomer an identifier stands for; nothing where it is a registered person's.
pub(super) fn newcomer_at(id: PersonId) -> Option<usize> {
    usize::try_from(-1 - id.0).ok()
}

/// Reads a file and checks every row.
///
/// Refused: what cannot be read at all.
pub fn check_earlier(desk: &mut Desk, of: EmployerId, bytes: &[u8]) -> Result<CheckedEarlier, Error> {
    desk.permit(Permission::TakeOverRecords)?;
    employer::load(desk.tx, of)?.ok_or(Error::NotFound)?;
    let sheet = read_earlier(bytes, &Reading::on(desk.today)).map_err(Error::refused)?;
    let mut checking = Checking {
        first_kept: first_kept(desk)?,
        of,
        people: BTreeMap::new(),
        newcomers: vec![],
        months: vec![],
        by_branch: HashMap::new(),
    };
    let mut findings = sheet.findings.clone();
    for line in &sheet.lines {
        if let Err(why) = checking.take(desk, line)? {
            findings.push(place(&sheet, line, why.as_ref()));
        }
    }
    findings.sort_by_key(|f| f.place.row);
    let must_change = findings.iter().filter(|f| f.grade == Grade::MustChange);
    let bad: BTreeSet<u32> = must_change.map(|f| f.place.row).collect();
    let people: BTreeSet<PersonId> = checking.months.iter().map(|(_, line)| line.person).collect();
    let months: Vec<EarlierMonths> = checking.months.into_iter().map(|(_, line)| line).collect();
    Ok(CheckedEarlier {
        findings,
        rows: sheet.people_seen,
        refused: bad.len() as u32,
        totals: EarlierTotals::of(&months),
        people: people.len(),
        months,
        newcomers: checking.newcomers,
        sheet,
    })
}

/// The first month that is kept here: what lies before it can only be taken over. Before any was closed, the one that the next
/// turn of the day closes.
pub(crate) fn first_kept(desk: &mut Desk) -> Result<Month, Error> {
    let region = desk.region_subject()?;
    match sweep::first_closed(desk.tx, region)? {
        Some(first) => Ok(first),
        None => latest_over(desk),
    }
}

/// A person as a row names one.
#[derive(Clone)]
struct Known {
    id: PersonId,
    name: String,
    born: Date,
    /// What was taken over for this person before, by whatever file that was not taken back.
    held: Vec<EarlierMonths>,
}

struct Checking {
    first_kept: Month,
    of: EmployerId,
    people: BTreeMap<String, Known>,
    newcomers: Vec<(String, Identity)>,
    months: Vec<(u32, EarlierMonths)>,
    /// Where in `months` those of a person and branch stand: a file of many people is not read through for each of its rows.
    by_branch: HashMap<(PersonId, Branch), Vec<usize>>,
}

type Verdict = Result<(), Box<dyn Refusal>>;

fn said(code: &'static str, facts: Vec<(&'static str, Fact)>) -> Verdict {
    Err(Box::new(Said::new(code, facts)))
}

impl Checking {
    fn take(&mut self, desk: &mut Desk, line: &EarlierLine) -> Result<Verdict, Error> {
        let known = match self.known(desk, line)? {
            Ok(known) => known,
            Err(why) => return Ok(Err(why)),
        };
        if !same_name(&known.name, &line.name) {
            let facts = vec![
                ("name", Fact::Text(masked_name(&known.name))),
                ("written", Fact::Text(line.name.clone())),
            ];
            return Ok(said("earlier.name_differs", facts));
        }
        if line.branches.len() > 1 && line.standing.is_paid() {
            return Ok(said("earlier.branch_each", vec![]));
        }
        let mut taken = Vec::new();
        for branch in branches(desk, line) {
            let months = self.months(line, known.id, branch);
            if let Err(why) = months.check(self.first_kept, known.born, desk.today) {
                return Ok(Err(Box::new(why)));
            }
            let same = self.by_branch.entry((known.id, branch)).or_default();
            if let Some((row, _)) = same.iter().map(|at| &self.months[*at]).find(|(_, other)| other.meets(&months)) {
                let facts = vec![("row", Fact::Count(i64::from(*row)))];
                return Ok(said("earlier.twice", facts));
            }
            if let Some(held) = known.held.iter().find(|held| held.meets(&months)) {
                let facts = vec![
                    ("from", Fact::Month(held.from.max(months.from))),
                    ("to", Fact::Month(held.to.min(months.to))),
                ];
                return Ok(said("earlier.held", facts));
            }
            taken.push((line.row, months));
        }
        for (row, months) in taken {
            let same = self.by_branch.entry((known.id, months.branch)).or_default();
            same.push(self.months.len());
            self.months.push((row, months));
        }
        Ok(Ok(()))
    }

    fn known(&mut self, desk: &mut Desk, line: &EarlierLine) -> Result<Result<Known, Box<dyn Refusal>>, Error> {
        let number = &line.identity.number;
        if let Some(known) = self.people.get(number) {
            return Ok(Ok(known.clone()));
        }
        let known = match find(desk, number)? {
            Found::Known(person) => Known {
                held: self.held(desk, person.id)?,
                id: person.id,
                name: person.name,
                born: person.born,
            },
            Found::Nobody => {
                let Some(born) = line.identity.born else {
                    let kind = Fact::Word(format!("identity.kind.{}", line.identity.kind.code()));
                    return Ok(Err(Box::new(Said::new("increase.birth_unread", vec![("kind", kind)]))));
                };
                self.newcomers.push((line.name.clone(), line.identity.clone()));
                Known {
                    id: newcomer(self.newcomers.len() - 1),
                    name: line.name.clone(),
                    born,
                    held: vec![],
                }
            }
        };
        self.people.insert(number.clone(), known.clone());
        Ok(Ok(known))
    }

    fn held(&self, desk: &mut Desk, person: PersonId) -> Result<Vec<EarlierMonths>, Error> {
        let all = earlier::of_person(desk.tx, person)?;
        let of_this = all
            .into_iter()
            .filter(|held| held.taken_back_n.is_none() && held.months.employer == self.of);
        Ok(of_this.map(|held| held.months).collect())
    }

    fn months(&self, line: &EarlierLine, person: PersonId, branch: Branch) -> EarlierMonths {
        EarlierMonths {
            employer: self.of,
            person,
            branch,
            from: line.from,
            to: line.to,
            standing: line.standing,
            base: line.base,
            employer_pays: line.employer,
            person_pays: line.person,
            to_account: line.to_account,
            paid_on: line.paid_on,
        }
    }
}

/// The branches that a row speaks of: all of them are those that a month had at all.
fn branches(desk: &Desk, line: &EarlierLine) -> Vec<Branch> {
    let there = GroupBranches::of(desk.book(), line.from).branches(GroupSet::BOTH);
    match line.branches.as_slice() {
        [one] => vec![*one],
        all => all.iter().copied().filter(|branch| there.contains(*branch)).collect(),
    }
}

fn place(sheet: &Sheet<EarlierLine>, line: &EarlierLine, why: &dyn Refusal) -> Finding {
    let (field, cell) = match why.code() {
        "earlier.name_differs" => (Field::Name, line.name.clone()),
        "increase.birth_unread" | "earlier.before_birth" => (Field::Number, line.identity.number.clone()),
        "earlier.branch_each" => (Field::Branches, String::new()),
        "earlier.kept_here" => (Field::ToMonth, line.to.to_string()),
        "earlier.standing" => (Field::Standing, line.standing.code().to_owned()),
        "earlier.no_base" | "earlier.implausible" | "earlier.missed_with_amounts" => (Field::Wage, line.base.to_string()),
        "earlier.nothing_paid" => (Field::EmployerPays, line.employer.to_string()),
        "earlier.account_above_paid" => (Field::ToAccount, line.to_account.to_string()),
        "earlier.day_missing" | "earlier.paid_before" | "earlier.paid_ahead" => {
            (Field::PaidOn, line.paid_on.map(|day| day.to_string()).unwrap_or_default())
        }
        _months => (Field::FromMonth, line.from.to_string()),
    };
    sheet.finding(line.row, Some(field), &cell, Grade::MustChange, why)
}

/// The officer's own file with the answer beside each row.
pub fn answered_earlier(desk: &mut Desk, of: EmployerId, bytes: &[u8], lang: Lang) -> Result<Vec<u8>, Error> {
    let checked = check_earlier(desk, of, bytes)?;
    give_back(bytes, &checked.sheet, |line| line.row, &checked.findings, lang)
}

/// An empty file to fill in.
pub fn empty_earlier() -> Result<Vec<u8>, Error> {
    template(Template::Earlier, &[]).map_err(|error| Error::Trouble(Trouble::value(error.to_string())))
}
