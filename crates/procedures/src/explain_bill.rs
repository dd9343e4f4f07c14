//! Why a person's amounts are what they are: the declared base as a fact, then each step down to the parameter and its source.

use domain::assessment::{Amounts, Step, Steps};
use domain::base_year::in_force;
use domain::bill::{Basis, BillKind};
use domain::ids::{EmployerId, PersonId};
use domain::registry::Person;
use domain::spell::{Base, MonthInputs};
use store::{bill, employer, history, person, spell};
use units::Month;

use crate::assess_month::Policies;
use crate::{Desk, Error, Permission, Receipt};

/// Why, at one point of knowledge.
#[derive(Clone, Debug)]
pub struct Why {
    /// At which.
    pub basis: Basis,
    /// What the kernel was given.
    pub inputs: MonthInputs,
    /// The base as filed: since when, from where.
    pub base: Base,
    /// The act that filed it.
    pub filed: Option<Receipt>,
    /// What the kernel answered.
    pub amounts: Amounts,
    /// In computing order, all branches.
    pub steps: Vec<Step>,
}

/// Why one person's line is what it is. A regular bill and the draft have one answer; a later bill has two: as the bill
/// before it counted, and as it counts itself.
#[derive(Clone, Debug)]
pub struct Explained {
    /// The month.
    pub month: Month,
    /// Whose line.
    pub person: Person,
    /// The answers, in the order in which they became known.
    pub answers: Vec<Why>,
}

/// Explains a line of a bill, as known at that bill.
pub fn explain_bill(desk: &mut Desk, who: EmployerId, month: Month, kind: BillKind, line: PersonId) -> Result<Explained, Error> {
    desk.permit_for(Permission::ViewBills, who)?;
    let of_month = bill::of_month(desk.tx, who, month)?;
    let at = of_month.iter().position(|b| b.kind == kind).ok_or(Error::NotFound)?;
    let bases: Vec<Basis> = of_month[at.saturating_sub(1)..=at].iter().map(|b| b.basis.clone()).collect();
    explain(desk, who, month, &bases, line)
}

/// Explains a line of the draft, as known today.
pub fn explain_draft(desk: &mut Desk, who: EmployerId, line: PersonId) -> Result<Explained, Error> {
    desk.permit_for(Permission::ViewBills, who)?;
    let month = desk.window()?.month();
    let version = history::version(desk.tx, who.0)?.ok_or(Error::NotFound)?;
    let basis = Basis {
        version,
        pack: desk.book().fingerprint().to_owned(),
        known_on: desk.today,
    };
    explain(desk, who, month, &[basis], line)
}

fn explain(desk: &mut Desk, who: EmployerId, month: Month, bases: &[Basis], line: PersonId) -> Result<Explained, Error> {
    let mut policies = Policies::new(desk.agency);
    let mut answers = Vec::new();
    for basis in bases {
        answers.extend(why_at(desk, &mut policies, who, month, basis, line)?);
    }
    let person = person::load(desk.tx, line)?
        .filter(|_| !answers.is_empty())
        .ok_or(Error::NotFound)?;
    Ok(Explained { month, person, answers })
}

fn why_at(
    desk: &mut Desk,
    policies: &mut Policies,
    who: EmployerId,
    month: Month,
    basis: &Basis,
    line: PersonId,
) -> Result<Option<Why>, Error> {
    let policy = policies.at(desk.tx, month, basis)?;
    let known = employer::as_known(desk.tx, who, basis.version)?.ok_or(Error::NotFound)?;
    let timelines = spell::timelines_as_known(desk.tx, who, basis.version)?;
    let Some(timeline) = timelines.get(&line) else { return Ok(None) };
    let (Some(inputs), Some(base)) = (timeline.at(month), in_force(timeline, month)) else {
        return Ok(None);
    };
    let tariff = policy.tariff(&known);
    let row = tariff.row(inputs.category).map_err(Clone::clone)?;
    let mut steps = Steps::new(&policy.table, row);
    let amounts = tariff.assess(&inputs, &mut steps).map_err(Clone::clone)?;
    let filed = history::load(desk.tx, who.0, base.n)?.map(|event| desk.receipt(event));
    Ok(Some(Why {
        basis: basis.clone(),
        inputs,
        base: base.clone(),
        filed,
        amounts,
        steps: steps.steps,
    }))
}
