//! Filing without an officer: recent months online, and what lapsed once more.

use domain::case::back_payment::Event;
use domain::collection::mandate_on;
use domain::ids::{CaseId, EmployerId, PersonId};
use domain::registry::Mandate;
use store::back_payment::Story;
use store::{back_payment, mandate};
use units::{Fact, Month};

use super::check_lines::is_billed;
use super::decide::file;
use crate::{Desk, Error, Key, Permission, Receipt};

/// Files recent months wholly online: all branches, up to last month, debited today.
///
/// Refused: `back_payment.not_online`, `back_payment.must_reach_last_month`, `back_payment.no_account`, `back_payment.not_now`.
pub fn file_online(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId) -> Result<Receipt, Error> {
    desk.permit_for(Permission::FileBackPayment, of)?;
    let story = back_payment::load(desk.tx, of, id)?.ok_or(Error::NotFound)?;
    may_be_online(desk, &story)?;
    file(desk, key, of, id, &[], "back_payment_filed_online", |filing| Event::FileOnline {
        filing,
    })
}

/// Whether nobody needs to come for it: the pack files its kind online, no month is left missing up to last month, an account is there.
pub(super) fn may_be_online(desk: &mut Desk, story: &Story) -> Result<(), Error> {
    let this = Month::of(desk.today);
    if !desk.book().back_payment(this, desk.today)?.online || !story.opened.kind.may_be_online() {
        return Err(Error::said("back_payment.not_online", vec![]));
    }
    let last = this.previous();
    for line in &story.lines {
        if !reaches(desk, story, line.person, last)? {
            return Err(Error::said(
                "back_payment.must_reach_last_month",
                vec![("month", Fact::Month(last))],
            ));
        }
    }
    let held: Vec<Mandate> = mandate::of_employer(desk.tx, story.opened.employer)?
        .into_iter()
        .map(|(_, m)| m)
        .collect();
    if mandate_on(&held, desk.today).is_none() {
        return Err(Error::said("back_payment.no_account", vec![]));
    }
    Ok(())
}

/// Whether nothing is missing after it up to a month: what the case does not ask for was filed and billed.
fn reaches(desk: &mut Desk, story: &Story, who: PersonId, last: Month) -> Result<bool, Error> {
    let of_person = story.lines.iter().filter(|line| line.person == who);
    let Some(to) = of_person.map(|line| line.to).max() else {
        return Ok(true);
    };
    for month in to.next().through(last) {
        if !is_billed(desk, story.opened.employer, who, month)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Files a lapsed case again as it is, at today's amount: one step.
///
/// Refused: `back_payment.not_now`, `back_payment.no_longer_recent`, `policy.unknown_parameter`.
pub fn file_again(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId) -> Result<Receipt, Error> {
    desk.permit_for(Permission::FileBackPayment, of)?;
    file(desk, key, of, id, &[], "back_payment_filed_again", |filing| Event::FileAgain {
        filing,
    })
}
