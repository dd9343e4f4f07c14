//! Filing without an officer: recent months online, and what lapsed once more.

use domain::case::back_payment::Event;
use domain::collection::mandate_on;
use domain::ids::{CaseId, EmployerId};
use domain::registry::Mandate;
use store::back_payment::Story;
use store::{back_payment, mandate};
use units::{Fact, Month};

use super::decide::file;
use crate::{Desk, Error, Key, Permission, Receipt};

/// Files recent months wholly online: all branches, up to last month, debited today.
///
/// Refused: `back_payment.not_online`, `back_payment.must_reach_last_month`, `back_payment.no_account`, `back_payment.not_now`.
pub fn file_online(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId) -> Result<Receipt, Error> {
    desk.permit_for(Permission::FileBackPayment, of)?;
    let story = back_payment::load(desk.tx, of, id)?.ok_or(Error::NotFound)?;
    may_be_online(desk, &story)?;
    file(desk, key, of, id, "back_payment_filed_online", |filing| Event::FileOnline {
        filing,
    })
}

/// Whether nobody needs to come for it: the pack files its kind online, its months reach last month, an account is there.
pub(super) fn may_be_online(desk: &mut Desk, story: &Story) -> Result<(), Error> {
    let this = Month::of(desk.today);
    if !desk.book().back_payment(this, desk.today)?.online || !story.opened.kind.may_be_online() {
        return Err(Error::said("back_payment.not_online", vec![]));
    }
    let last = this.previous();
    let reaches = |person| story.lines.iter().any(|l| l.person == person && l.to == last);
    if story.lines.iter().any(|l| !reaches(l.person)) {
        return Err(Error::said(
            "back_payment.must_reach_last_month",
            vec![("month", Fact::Month(last))],
        ));
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

/// Files a lapsed case again as it is, at today's amount: one step.
///
/// Refused: `back_payment.not_now`, `policy.unknown_parameter`.
pub fn file_again(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId) -> Result<Receipt, Error> {
    desk.permit_for(Permission::FileBackPayment, of)?;
    file(desk, key, of, id, "back_payment_filed_again", |filing| Event::FileAgain { filing })
}
