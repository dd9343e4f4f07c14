//! The monthly declaration (月报申报): changes first, then declare.

use std::collections::BTreeSet;

use domain::bill::{BillKind, Cause};
use domain::declaration::{Declaration, How, after_change};
use domain::ids::EmployerId;
use domain::registry::{Collection, Employer};
use store::event::{Act, Body};
use store::{bill, declaration, sweep};
use units::{Fact, Fen, Month};

use crate::assess_month::standing;
use crate::correct_bills::correct_bills;
use crate::{Desk, Error, Key, Opening, Permission, Receipt};

/// Declares the month that changes alter now, from the roll as it stands; or, later, a closed month that was left undeclared
/// and assessed at 110 % of the month before, which a correction then settles (补办申报; Social Insurance Law art. 62).
///
/// `seen` is the version whose list the clerk looked at: another one is refused as stale, so that the list is the proof.
///
/// Refused: `declaration.not_open` outside its days; `declaration.declared_by_default` after the default day, for an
/// employer whose month is declared by itself; `declaration.nobody_on_the_roll`; `declaration.already`.
pub fn declare_month(desk: &mut Desk, key: &Key, employer: EmployerId, month: Month, seen: i64) -> Result<Receipt, Error> {
    desk.permit_for(Permission::DeclareMonth, employer)?;
    let mut act = match desk.open(employer, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    if act.n != seen + 1 {
        return Err(Error::Stale { version: act.n - 1 });
    }
    let now = standing(desk, employer, month)?;
    let is_late = is_closed(desk, month)?;
    may_declare(desk, &now.employer, month, is_late)?;
    if now.sheet.people.is_empty() {
        return Err(Error::said("declaration.nobody_on_the_roll", vec![("month", Fact::Month(month))]));
    }
    let totals = now.sheet.totals();
    let made = Declaration {
        month,
        version: act.n,
        how: How::Clerk,
        people: totals.people,
        total: totals.total(),
        on: desk.today,
    };
    let n = act.n;
    act.insert(desk.tx, &declaration::DECLARATION, &declaration::row(employer, &made, n))?;
    let mut body = Body::new()
        .with("month", month)
        .with("people", i64::from(made.people))
        .with("total", made.total);
    if is_late {
        let settled = correct_bills(desk, &mut act, employer, &BTreeSet::from([month]), Cause::MonthDeclared)?;
        body = body.with("settled", settled.iter().map(|bill| bill.totals.total()).sum::<Fen>());
    }
    desk.seal(act, "month_declared", key, body)
}

/// Whether the month may be declared today: in its window, or after its close where it was left undeclared.
fn may_declare(desk: &mut Desk, employer: &Employer, month: Month, is_late: bool) -> Result<(), Error> {
    let dates = desk.roll_window(month)?;
    let declares_itself = employer.collection == Collection::Transfer;
    let is_open = match is_late {
        true => declares_itself && bill::load(desk.tx, employer.id, month, BillKind::Regular)?.is_some(),
        false => dates.opens <= desk.today && desk.today <= dates.closes,
    };
    if !is_open {
        let facts = vec![
            ("month", Fact::Month(month)),
            ("opens", Fact::Day(dates.opens)),
            ("closes", Fact::Day(dates.closes)),
        ];
        return Err(Error::said("declaration.not_open", facts));
    }
    if !declares_itself && desk.today > dates.default_declaration {
        let facts = vec![("day", Fact::Day(dates.default_declaration)), ("closes", Fact::Day(dates.closes))];
        return Err(Error::said("declaration.declared_by_default", facts));
    }
    if declaration::latest(desk.tx, employer.id, month)?.is_some_and(|d| d.how.is_declared()) {
        return Err(Error::said("declaration.already", vec![("month", Fact::Month(month))]));
    }
    Ok(())
}

/// Whether the close of a month has begun: from then on a change that touches it is a late one.
pub(crate) fn is_closed(desk: &mut Desk, month: Month) -> Result<bool, Error> {
    let region = desk.region_subject()?;
    Ok(sweep::last_closed(desk.tx, region)?.is_some_and(|last| month <= last))
}

/// What a change of the roll does to the declaration of a month that is not closed, within the act that makes it.
pub(crate) fn declare_after_change(desk: &mut Desk, act: &mut Act, employer: EmployerId, month: Month) -> Result<(), Error> {
    let dates = desk.roll_window(month)?;
    let last = declaration::latest(desk.tx, employer, month)?;
    let Some(how) = after_change(last.as_ref().map(|d| d.how), desk.today, &dates) else {
        return Ok(());
    };
    if desk.today > dates.closes || is_closed(desk, month)? {
        return Ok(());
    }
    let now = standing(desk, employer, month)?;
    let is_self_declared = last.is_none() && now.employer.collection == Collection::Transfer;
    if is_self_declared || (now.sheet.people.is_empty() && last.is_none()) {
        return Ok(());
    }
    let totals = now.sheet.totals();
    let made = Declaration {
        month,
        version: act.n,
        how,
        people: totals.people,
        total: totals.total(),
        on: desk.today,
    };
    let n = act.n;
    act.insert(desk.tx, &declaration::DECLARATION, &declaration::row(employer, &made, n))?;
    Ok(())
}

/// The declarations of a month, oldest first: the last one stands.
pub fn declarations(desk: &mut Desk, employer: EmployerId, month: Month) -> Result<Vec<Declaration>, Error> {
    desk.permit_for(Permission::ViewBills, employer)?;
    Ok(declaration::of_month(desk.tx, employer, month)?)
}

/// Whether filing a change now reopens a declaration that the clerk made: "您已申报。本次变动将重新打开本月申报，请再次确认。"
pub fn reopens(desk: &mut Desk, employer: EmployerId) -> Result<bool, Error> {
    desk.permit_for(Permission::ViewBills, employer)?;
    let month = desk.window()?.month();
    let last = declaration::latest(desk.tx, employer, month)?.map(|d| d.how);
    Ok(last == Some(How::Clerk))
}
