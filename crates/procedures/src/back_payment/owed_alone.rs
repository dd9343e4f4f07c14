//! Who could be settled alone while the employer owes (单人补缴): the billed months of each person that nobody has paid.

use std::collections::BTreeMap;

use domain::bill::BillKind;
use domain::case::back_payment::{Kind, State};
use domain::ids::{EmployerId, PersonId};
use domain::registry::Person;
use store::{back_payment, bill, person, spell};
use units::Month;

use crate::position::Position;
use crate::{Desk, Error, Permission};

/// Somebody on the employer's unpaid bills.
#[derive(Clone, Debug)]
pub struct OwedAlone {
    /// Who; on the roll or not any more.
    pub person: Person,
    /// The unpaid months, oldest first; never none.
    pub months: Vec<Month>,
}

/// Everybody on the employer's unpaid bills, with the months that can be settled for that person alone: not those whose debit is with
/// the bank, that were settled alone before, or that an open case asks for.
pub fn owed_alone(desk: &mut Desk, of: EmployerId) -> Result<Vec<OwedAlone>, Error> {
    desk.permit_for(Permission::FileBackPayment, of)?;
    let position = Position::load(desk, of)?;
    let mut months: BTreeMap<PersonId, Vec<Month>> = BTreeMap::new();
    for claim in position.claims().open {
        if claim.key.kind != BillKind::Regular || position.at_bank(claim.key) {
            continue;
        }
        let Some(last) = bill::of_month(desk.tx, of, claim.key.month)?.pop() else {
            continue;
        };
        for (who, timeline) in spell::timelines_as_known(desk.tx, of, last.basis.version)? {
            if timeline.at(claim.key.month).is_some() {
                months.entry(who).or_default().push(claim.key.month);
            }
        }
    }
    let taken = taken(desk, of)?;
    let mut people = Vec::new();
    for (who, mut months) in months {
        months.retain(|month| !taken.iter().any(|(other, from, to)| *other == who && from <= month && month <= to));
        months.sort_unstable();
        if let (false, Some(person)) = (months.is_empty(), person::load(desk.tx, who)?) {
            people.push(OwedAlone { person, months });
        }
    }
    Ok(people)
}

/// Spans of persons that a case has asked for, unless it was refused or taken back or is about months that nobody filed.
fn taken(desk: &mut Desk, of: EmployerId) -> Result<Vec<(PersonId, Month, Month)>, Error> {
    let mut spans = Vec::new();
    for story in back_payment::of_employer(desk.tx, of, super::see::AT_ONCE)? {
        let state = story.case()?.state;
        if !state.is_final() || (matches!(state, State::Posted { .. }) && story.opened.kind == Kind::OnePerson) {
            spans.extend(story.lines.iter().map(|line| (line.person, line.from, line.to)));
        }
    }
    Ok(spans)
}
