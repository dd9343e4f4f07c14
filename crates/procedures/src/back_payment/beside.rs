//! What stands beside a case for the officer who reviews it: the limits of each month's base, and who can confirm after the first.

use std::collections::BTreeMap;

use domain::case::back_payment::State;
use domain::ids::PersonId;
use policy::{Branch, Payer};
use store::login;
use units::{Fen, Month};

use super::decide::desk_of;
use super::see::Overview;
use crate::{Desk, Error, Permission, Role, permit};

/// Floor and ceiling of the pension base for each person's month, where both are known.
pub type Limits = BTreeMap<(PersonId, Month), (Fen, Fen)>;

/// The limits of a case's months.
pub fn base_limits(desk: &Desk, of: &Overview) -> Result<Limits, Error> {
    desk.permit_for(Permission::ViewBackPayments, of.employer.id)?;
    let mut limits = Limits::new();
    for line in &of.story.lines {
        let payer = Payer {
            category: line.category,
            kind: of.employer.kind,
            size: of.employer.size,
            injury_class: Some(of.employer.injury_class),
        };
        for month in line.from.through(line.to) {
            if let Some(known) = desk.book().base_limits(Branch::Pension, payer, month, desk.today) {
                limits.insert((line.person, month), known);
            }
        }
    }
    Ok(limits)
}

/// Who could confirm what the caller, or whoever checked it, agrees to: the desk's other officers, never who filed it. Empty where
/// nothing is to be confirmed, and for whoever is none of the desk.
pub fn seconds(desk: &mut Desk, of: &Overview) -> Result<Vec<String>, Error> {
    let needed = desk_of(of.story.opened.kind);
    let first = match &of.case.state {
        State::InReview(_) => desk.caller.login,
        State::Checked { by, .. } => *by,
        State::Preparing
        | State::Waiting { .. }
        | State::Returned { .. }
        | State::Ready
        | State::Accepted(_)
        | State::Lapsed(_)
        | State::Posted { .. }
        | State::Refused { .. }
        | State::Withdrawn => return Ok(Vec::new()),
    };
    if desk.permit(needed).is_err() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for role in Role::of_logins().filter(|role| permit::may(*role, needed) && !role.is_bound_to_employer()) {
        let all = login::officers(desk.tx, role.code(), desk.today)?;
        let others = all.into_iter().filter(|(login, _)| *login != first && *login != of.case.filed_by);
        names.extend(others.map(|(_, name)| name));
    }
    Ok(names)
}
