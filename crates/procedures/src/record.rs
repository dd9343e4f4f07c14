//! A person's record (个人权益记录): months by branches, each with its standing and its cause, folded from the facts of all
//! employers. Nothing of it is stored.

mod back_paid;
mod earlier;
mod fold;
mod month;

use std::collections::BTreeSet;

use domain::bill::GroupBranches;
use domain::ids::{EmployerId, PersonId};
use domain::registry::{Person, masked_name, masked_number};
use domain::standing::{Cause, Standing, Tally, tally};
use policy::Branch;
use store::login::{self, Look};
use store::{person, sweep};
use units::{Date, Fen, Month};

use crate::{Desk, Error, Permission};

pub use month::Lens;

/// What a record says about whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The identifier.
    pub id: PersonId,
    /// Name: whole for the person and with a purpose, else masked.
    pub name: String,
    /// Number, masked but with a purpose.
    pub number: String,
}

/// One month in one branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// How it stands.
    pub standing: Standing,
    /// Why.
    pub cause: Option<Cause>,
    /// At which employer.
    pub employer: Option<EmployerId>,
    /// The base that was charged.
    pub base: Fen,
    /// The employer's part.
    pub employer_pays: Fen,
    /// The person's part, the fixed sum of medical in it.
    pub person_pays: Fen,
    /// What goes to the person's account.
    pub to_account: Fen,
    /// A difference was billed later and paid; the month keeps its standing.
    pub difference: bool,
    /// Taken over from the records from before this system.
    pub earlier: bool,
    /// The day on which the money of its bill counts.
    pub paid_on: Option<Date>,
}

/// The key of a standing's label beside its cause: what was settled late for one person alone was no report of the whole month.
pub fn word_of(standing: Standing, cause: Option<&Cause>) -> &'static str {
    match (standing, cause) {
        (Standing::PaidLateEmployer, Some(Cause::SettledAlone { .. })) => "standing.settled_alone",
        (standing, _) => standing.word(),
    }
}

impl Cell {
    /// The key of its standing's label.
    pub fn word(&self) -> &'static str {
        word_of(self.standing, self.cause.as_ref())
    }

    const NOTHING: Cell = Cell {
        standing: Standing::NotDue,
        cause: None,
        employer: None,
        base: Fen::ZERO,
        employer_pays: Fen::ZERO,
        person_pays: Fen::ZERO,
        to_account: Fen::ZERO,
        difference: false,
        earlier: false,
        paid_on: None,
    };
}

/// One month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthRow {
    /// Which.
    pub month: Month,
    /// By [`Branch::index`].
    pub cells: [Cell; 5],
}

impl MonthRow {
    /// Whether all branches that are due stand alike: a page shows them as one.
    pub fn agrees(&self) -> bool {
        let mut due = self.cells.iter().filter(|c| c.standing != Standing::NotDue);
        let Some(first) = due.next() else { return true };
        due.all(|c| (c.standing, c.cause) == (first.standing, first.cause))
    }
}

/// Time at one employer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stay {
    /// Which employer.
    pub employer: EmployerId,
    /// Its name.
    pub name: String,
    /// First month.
    pub from: Month,
    /// Last month; `None`: still there.
    pub to: Option<Month>,
}

/// Months that need a word of explanation, together where the reason is the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// The month.
    pub month: Month,
    /// In which branches.
    pub branches: Vec<Branch>,
    /// How it stands.
    pub standing: Standing,
    /// Why.
    pub cause: Cause,
    /// At which employer.
    pub employer: Option<EmployerId>,
}

/// A person's record.
#[derive(Clone, Debug)]
pub struct Record {
    /// Whose.
    pub person: Subject,
    /// The day it is as of.
    pub day: Date,
    /// Months, oldest first, to the month of that day.
    pub months: Vec<MonthRow>,
    /// Employers, oldest first.
    pub stays: Vec<Stay>,
    /// Participation before this month is not kept here: `(its first month, the first month kept)`.
    pub not_kept: Option<(Month, Month)>,
    /// Counted months, by [`Branch::index`].
    pub tallies: [Tally; 5],
    /// Branches that were ever due.
    pub branches: Vec<Branch>,
    /// Months that need a word, newest first.
    pub explained: Vec<Explained>,
    /// The last look of somebody else.
    pub last_look: Option<Look>,
}

impl Record {
    /// One month.
    pub fn month(&self, month: Month) -> Option<&MonthRow> {
        self.months.iter().find(|row| row.month == month)
    }
}

/// The caller's own record.
pub fn own_record(desk: &mut Desk, as_of: Option<Date>) -> Result<Record, Error> {
    desk.permit(Permission::OwnRecord)?;
    let id = desk.caller.person().ok_or(Error::NotFound)?;
    let known = person::load(desk.tx, id)?.ok_or(Error::NotFound)?;
    let subject = Subject {
        id,
        name: known.name,
        number: masked_number(&known.number),
    };
    build(desk, subject, as_of)
}

/// Somebody's record for an officer, masked.
pub fn masked_record(desk: &mut Desk, id: PersonId, as_of: Option<Date>) -> Result<Record, Error> {
    desk.permit(Permission::ViewRecord)?;
    let known = person::load(desk.tx, id)?.ok_or(Error::NotFound)?;
    let subject = Subject {
        id,
        name: masked_name(&known.name),
        number: masked_number(&known.number),
    };
    build(desk, subject, as_of)
}

/// Writes down who looks at whom and why, before anything is shown; the record can be had with it. It must be committed
/// before [`looked_record`] is read.
///
/// Refused: `record.no_purpose`.
pub fn look_up(desk: &mut Desk, number: &str, purpose: &str) -> Result<PersonId, Error> {
    desk.permit(Permission::ViewRecord)?;
    if purpose.trim().chars().count() < 2 {
        return Err(Error::said("record.no_purpose", vec![]));
    }
    let number = number.trim().to_ascii_uppercase();
    let id = person::by_number(desk.tx, &number)?.ok_or_else(|| Error::said("record.nobody", vec![]))?;
    let look = Look {
        at: desk.now,
        login: desk.caller.login,
        who: desk.caller.name.clone(),
        purpose: purpose.trim().to_owned(),
    };
    let look_id = desk.id();
    login::looked(desk.tx, look_id, id, &look)?;
    Ok(id)
}

/// How long a look that was written down lasts.
const LOOK_LASTS_MS: i64 = 15 * 60 * 1_000;

/// Somebody's record with name and number in full: only for who has written down a look at it a moment ago.
pub fn looked_record(desk: &mut Desk, id: PersonId, as_of: Option<Date>) -> Result<Record, Error> {
    desk.permit(Permission::ViewRecord)?;
    if !InFull::open_looks(desk)?.shows(id) {
        return masked_record(desk, id, as_of);
    }
    let known = person::load(desk.tx, id)?.ok_or(Error::NotFound)?;
    let subject = Subject {
        id,
        name: known.name,
        number: known.number,
    };
    build(desk, subject, as_of)
}

/// Whose numbers a caller sees in full.
#[derive(Clone, Debug)]
pub enum InFull {
    /// Everybody's: the caller acts for the employer whose list it is.
    All,
    /// Theirs at whom the caller's own login wrote down a look a moment ago; nobody's where there is none.
    Looked(BTreeSet<PersonId>),
}

impl InFull {
    /// Among the people of an employer's list or form.
    pub fn of_employer(desk: &mut Desk, employer: EmployerId) -> Result<InFull, Error> {
        match desk.caller.acts_for(employer) {
            true => Ok(InFull::All),
            false => InFull::open_looks(desk),
        }
    }

    fn open_looks(desk: &mut Desk) -> Result<InFull, Error> {
        let since = desk.now - LOOK_LASTS_MS;
        Ok(InFull::Looked(login::looked_at(desk.tx, desk.caller.login, since)?))
    }

    /// Whether this person's number is seen in full.
    pub fn shows(&self, person: PersonId) -> bool {
        match self {
            InFull::All => true,
            InFull::Looked(people) => people.contains(&person),
        }
    }

    /// The number as it is seen.
    pub fn number(&self, person: &Person) -> String {
        match self.shows(person.id) {
            true => person.number.clone(),
            false => masked_number(&person.number),
        }
    }
}

/// Who looked at the caller's record, newest first.
pub fn looks(desk: &mut Desk, limit: i64) -> Result<Vec<Look>, Error> {
    desk.permit(Permission::OwnRecord)?;
    let id = desk.caller.person().ok_or(Error::NotFound)?;
    Ok(login::looks(desk.tx, id, limit)?)
}

pub(crate) fn build(desk: &mut Desk, person: Subject, as_of: Option<Date>) -> Result<Record, Error> {
    let day = as_of.unwrap_or(desk.today).min(desk.today);
    let id = person.id;
    let region = desk.region_subject()?;
    let begins = sweep::first_closed(desk.tx, region)?.unwrap_or(Month::of(desk.today));
    let last_closed = sweep::last_closed(desk.tx, region)?;
    let lens = Lens {
        day,
        is_past: day < desk.today,
        begins,
        last_closed,
    };
    let folded = fold::fold(desk, id, &lens)?;
    let tallies = std::array::from_fn(|i| tally(folded.months.iter().map(|row| (row.month, row.cells[i].standing))));
    let was_due = |b: &Branch| folded.months.iter().any(|row| row.cells[b.index()].standing != Standing::NotDue);
    Ok(Record {
        person,
        day,
        tallies,
        branches: Branch::ALL.into_iter().filter(was_due).collect(),
        explained: explained(&folded.months),
        stays: folded.stays,
        not_kept: folded.first.filter(|first| *first < folded.kept).map(|first| (first, folded.kept)),
        last_look: login::looks(desk.tx, id, 1)?.pop(),
        months: folded.months,
    })
}

fn explained(months: &[MonthRow]) -> Vec<Explained> {
    let mut all: Vec<Explained> = Vec::new();
    for row in months.iter().rev() {
        let first = all.len();
        for branch in Branch::ALL {
            let cell = &row.cells[branch.index()];
            let Some(cause) = cell.cause else { continue };
            match all[first..]
                .iter_mut()
                .find(|e| e.standing == cell.standing && same_reason(&e.cause, &cause))
            {
                Some(same) => same.branches.push(branch),
                None => all.push(Explained {
                    month: row.month,
                    branches: vec![branch],
                    standing: cell.standing,
                    cause,
                    employer: cell.employer,
                }),
            }
        }
    }
    all
}

fn same_reason(a: &Cause, b: &Cause) -> bool {
    a.with_fee(Fen::ZERO) == b.with_fee(Fen::ZERO)
}

/// Which branches a set of groups stands for in a month: the pages' headings.
pub fn group_branches(desk: &Desk, month: Month) -> GroupBranches {
    GroupBranches::of(desk.book(), month)
}
