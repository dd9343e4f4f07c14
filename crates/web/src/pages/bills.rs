//! Bills of an employer: the list of months, a month's draft or bill with its people, why each amount is what it is, the
//! declaration, the files.

mod declare;
mod list;
mod month;
mod notice;
mod person;
mod sheet;
mod total;
mod why;

use domain::bill::BillKind;
use domain::ids::EmployerId;
use domain::registry::{Person, masked_name};
use domain::{Branch, BranchSet};
use procedures::Permission;
use procedures::bills::BillState;
use units::{Fact, Month};

use super::employer::Around;
use crate::Asked;
use crate::error::Failure;
use crate::look::{Crumb, Frame, Icon, Tone, status, status_with};
use crate::route::Route;
use maud::Markup;

pub(crate) fn routes() -> Vec<Route> {
    let view = Permission::ViewBills;
    vec![
        Route::page(
            "/employers/{employer}/bills",
            view,
            "The bills of an employer and the draft of the next.",
            list::page,
        ),
        Route::page(
            "/employers/{employer}/bills/{month}",
            view,
            "A month: its draft, or its bill with every person.",
            month::page,
        ),
        Route::page(
            "/employers/{employer}/bills/{month}/why/{line}",
            view,
            "Why a person's amounts are what they are.",
            why::page,
        ),
        Route::page(
            "/employers/{employer}/bills/{month}/workbook",
            view,
            "A bill as a workbook.",
            month::workbook,
        ),
        Route::page(
            "/employers/{employer}/bills/{month}/notice",
            view,
            "A bill as the payment notice, PDF.",
            notice::page,
        ),
        Route::page(
            "/employers/{employer}/bills/{month}/declare",
            Permission::DeclareMonth,
            "The month checked before it is declared.",
            declare::check,
        ),
        Route::form(
            "/employers/{employer}/bills/{month}/declare",
            Permission::DeclareMonth,
            "Declares the month.",
            declare::declare,
        ),
    ]
}

pub(super) use month::download;
pub(super) use notice::name as branch_words;
pub(super) use why::source;

/// The address of a page of an employer's bills: `""` is the list.
fn at(who: EmployerId, below: &str) -> String {
    match below {
        "" => format!("/employers/{}/bills", who.code()),
        below => format!("/employers/{}/bills/{below}", who.code()),
    }
}

/// The part of an address that names a month.
fn month_of(part: &str) -> Result<Month, Failure> {
    Month::parse(part).map_err(|_| Failure::NoSuchPage)
}

/// Which bill of a month is asked for: `?kind=difference-1`; the regular one without it.
fn kind_of(typed: &crate::Typed) -> Result<BillKind, Failure> {
    match typed.get("kind") {
        "" => Ok(BillKind::Regular),
        slug => BillKind::from_slug(slug).ok_or(Failure::NoSuchPage),
    }
}

/// What follows `?` for a kind; nothing for the regular bill.
fn query(kind: BillKind) -> String {
    match kind {
        BillKind::Regular => String::new(),
        BillKind::Difference(_) | BillKind::Correction(_) | BillKind::BackPayment(_) | BillKind::SetApart(_) => {
            format!("?kind={}", kind.slug())
        }
    }
}

/// What stands around every page of the employer.
async fn around(asked: &Asked, who: EmployerId) -> Result<Around, Failure> {
    asked.read(move |desk| Around::look(desk, who)).await
}

/// The frame of a page below the list of bills.
fn frame(asked: &Asked, around: &Around, title: &str, mut trail: Vec<Crumb>) -> Frame {
    let mut crumbs = vec![Crumb::to(asked.say("frame.menu.home", &[]), around.at(""))];
    crumbs.append(&mut trail);
    around.frame(asked, "bills", title).trail(crumbs)
}

/// The step of the trail that leads to the list.
fn to_list(asked: &Asked, who: EmployerId) -> Crumb {
    Crumb::to(asked.say("frame.menu.bills", &[]), at(who, ""))
}

/// A branch's name in a month: medical holds maternity once that is no branch of its own.
pub(super) fn branch_name(asked: &Asked, branch: Branch, month: Month) -> String {
    let own: BranchSet = asked.portal.agency().book().branches(month);
    let key = match branch {
        Branch::Medical if !own.contains(Branch::Maternity) => "branch.medical_with_maternity".to_owned(),
        branch => format!("branch.{}", branch.code()),
    };
    asked.say(&key, &[])
}

/// A person's name: in full for those who act for the employer, its first character for others.
pub(super) fn person_name(asked: &Asked, person: Option<&Person>) -> String {
    let acts_for_it = asked.caller.employers().any(|(e, _)| Some(e) == asked.employer);
    match person {
        Some(person) if acts_for_it => person.name.clone(),
        Some(person) => masked_name(&person.name),
        None => "–".to_owned(),
    }
}

/// How far the collection of a bill has come, as a status.
/// A bill that a back payment made was never debited as a month's is: it is paid.
fn state(asked: &Asked, kind: BillKind, of: BillState) -> Markup {
    if let (BillKind::BackPayment(_), BillState::Collected(_)) = (kind, of) {
        return status(Tone::Good, &asked.say("status.bill.settled", &[]));
    }
    let tone = match of {
        BillState::Due => Tone::Quiet,
        BillState::DebitPending | BillState::GivesBack => Tone::Quiet,
        BillState::FirstDebitFailed | BillState::Owed => Tone::Bad,
        BillState::Collected(_) => Tone::Good,
    };
    status(tone, &asked.say(&format!("status.bill.{}", of.code()), &[]))
}

fn draft_state(asked: &Asked, declared: bool) -> Markup {
    let key = if declared { "status.bill.declared" } else { "status.bill.draft" };
    status_with(Tone::Info, Icon::Doc, &asked.say(key, &[]))
}

/// What kind of bill it is, in words: `基数补差账单`.
fn kind_words(asked: &Asked, kind: BillKind) -> String {
    let name = asked.say(&format!("bill.kind.{}", kind.code()), &[]);
    match kind {
        BillKind::Regular => name,
        BillKind::Difference(k) | BillKind::Correction(k) | BillKind::BackPayment(k) | BillKind::SetApart(k) => asked.say(
            "bill.kind.numbered",
            &[("kind", Fact::Text(name)), ("k", Fact::Count(i64::from(k)))],
        ),
    }
}
