//! An employer's debits and payments: the statement, one bill after its debit, the account that is debited.

mod account;
mod ledger;
pub(crate) mod nothing;
mod one;
mod statement;
mod voucher;
mod why;

pub(crate) use voucher::values as voucher_values;

use domain::bill::BillKind;
use domain::collection::{ClaimKey, Outcome};
use domain::ids::EmployerId;
use domain::standing::Standing;
use maud::Markup;
use procedures::employer_account::Entry;
use procedures::{Desk, Error, Permission};
use units::{Fact, Fen, Month};
use words::Lang;

use crate::Asked;
use crate::look::{Frame, Tone, status};
use crate::pages::employer::Around;
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::page(
            "/employers/{employer}/debits",
            Permission::ViewBills,
            "Due, paid, pending and balance of each bill.",
            statement::page,
        ),
        Route::page(
            "/employers/{employer}/debits/{month}",
            Permission::ViewBills,
            "One bill after its debit: what happened, what can be done, what it costs when.",
            one::page,
        ),
        Route::page(
            "/employers/{employer}/account/{month}",
            Permission::ViewBills,
            "The account of a calendar month: opening, movements, closing.",
            ledger::page,
        ),
        Route::page(
            "/employers/{employer}/account/{month}/workbook",
            Permission::ViewBills,
            "The account of a calendar month as a workbook.",
            ledger::workbook,
        ),
        Route::page(
            "/employers/{employer}/debits/{month}/why",
            Permission::ViewBills,
            "Why the late fee of a bill is what it is.",
            why::page,
        ),
        Route::page(
            "/employers/{employer}/debits/{month}/voucher.pdf",
            Permission::ViewBills,
            "The voucher of a paid bill as PDF.",
            voucher::page,
        ),
        Route::page(
            "/employers/{employer}/mandate",
            Permission::ViewBills,
            "The account that is debited.",
            account::page,
        ),
        Route::form(
            "/employers/{employer}/mandate",
            Permission::ChangeMandate,
            "Changes the account that is debited.",
            account::change,
        ),
    ]
}

/// What stands around every page of the employer.
fn around(desk: &mut Desk, of: EmployerId) -> Result<Around, Error> {
    Around::look(desk, of)
}

/// The frame of these pages.
fn frame(asked: &Asked, around: &Around, title: impl Into<String>) -> Frame {
    around.frame(asked, "debits", title)
}

/// The address of a bill's page: `2026-08`, `2026-08-difference-1`.
pub(crate) fn address(of: EmployerId, key: ClaimKey) -> String {
    let base = format!("/employers/{}/debits/{}", of.code(), key.month);
    match key.kind {
        BillKind::Regular => base,
        BillKind::Difference(_) | BillKind::Correction(_) | BillKind::BackPayment(_) | BillKind::SetApart(_) => {
            format!("{base}-{}", key.kind.slug())
        }
    }
}

/// Reads the last part of such an address.
fn read_address(text: &str) -> Option<ClaimKey> {
    let month = Month::parse(text.get(..7)?).ok()?;
    let kind = match text.get(7..)? {
        "" => BillKind::Regular,
        rest => BillKind::from_slug(rest.strip_prefix('-')?)?,
    };
    Some(ClaimKey { month, kind })
}

/// `2026年8月`, `2026年8月，补差`.
fn bill_name(asked: &Asked, key: ClaimKey) -> String {
    let month = words::month(asked.lang, key.month);
    match key.kind {
        BillKind::Regular => month,
        BillKind::Difference(_) | BillKind::Correction(_) | BillKind::BackPayment(_) | BillKind::SetApart(_) => {
            let kind = Fact::Word(format!("debits.kind.{}", key.kind.code()));
            asked.say("debits.month.later", &[("month", Fact::Text(month)), ("kind", kind)])
        }
    }
}

/// The state of a bill in words of portal 6.
fn state(lang: Lang, entry: &Entry) -> Markup {
    if entry.due < Fen::ZERO {
        let (tone, key) = match entry.settlement {
            Some(_) => (Tone::Good, "status.bill.given_back"),
            None => (Tone::Quiet, "status.bill.gives_back"),
        };
        return status(tone, &words::say(lang, key, &[]));
    }
    let last = entry.debits.last().and_then(|d| d.answer.as_ref()).map(|a| a.outcome);
    let failed = matches!(last, Some(Outcome::Bounced(_)));
    let (tone, key) = match entry.standing {
        Standing::OnTime
            if entry
                .settlement
                .is_some_and(|s| matches!(s.by, domain::collection::Settler::Debit { .. })) =>
        {
            (Tone::Good, "status.bill.collected")
        }
        Standing::DebitPending => (Tone::Quiet, "status.bill.debit_pending"),
        Standing::Due if failed => (Tone::Bad, "status.bill.first_debit_failed"),
        Standing::Due => (Tone::Quiet, "status.bill.due"),
        Standing::Owed => (Tone::Bad, "status.bill.owed"),
        other => return crate::pages::record::state(lang, other),
    };
    status(tone, &words::say(lang, key, &[]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bill_has_one_address() {
        let of = EmployerId(4_242);
        let month = Month::parse("2026-08").expect("a month");
        for kind in [BillKind::Regular, BillKind::Difference(1), BillKind::Correction(12)] {
            let key = ClaimKey { month, kind };
            let text = address(of, key);
            assert_eq!(read_address(text.rsplit('/').next().expect("a part")), Some(key));
        }
        for text in ["", "2026-8", "2026-13", "2026-08-x", "2026-08regular", "2026年8月"] {
            assert_eq!(read_address(text), None, "{text}");
        }
    }
}
