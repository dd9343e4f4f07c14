//! The collection desk: what waits, batches of debits, files of the bank, reconciliation, unallocated money.

mod books;
mod files;
mod filings;
mod queue;
mod remittance;
mod runs;
mod unallocated;

use procedures::Permission;

use crate::Asked;
use crate::look::{Menu, MenuItem};
use crate::route::Route;

/// A file of a bank answers a whole batch: 256 MiB.
const BANK_FILE_BYTES: usize = 256 << 20;

pub(crate) fn routes() -> Vec<Route> {
    let desk = Permission::RunDebits;
    vec![
        Route::page("/desks/collection", desk, "What waits at the collection desk.", queue::page),
        Route::page("/debit-runs", desk, "Batches of debits.", runs::list),
        Route::form("/debit-runs", desk, "Makes the batch that is due.", runs::make),
        Route::form(
            "/debit-runs/filings",
            desk,
            "Makes a file of today's online back payments that are in none yet.",
            filings::make,
        ),
        Route::page("/debit-runs/{batch}", desk, "One batch with the answers of the bank.", runs::one),
        Route::page(
            "/debit-runs/{batch}/pain.008",
            desk,
            "The batch as an ISO 20022 message.",
            runs::message,
        ),
        Route::page("/debit-runs/{batch}/csv", desk, "The batch as CSV.", runs::csv),
        Route::page("/bank-files", desk, "Files of the bank.", files::page),
        Route::form("/bank-files", desk, "Reads a file of the bank and books it.", files::take).body_at_most(BANK_FILE_BYTES),
        Route::page(
            "/reconciliation",
            desk,
            "Bank, bills, late fees and unallocated money, to the fen.",
            books::page,
        ),
        Route::page("/remittances/new", desk, "A transfer that came, to be entered.", remittance::page),
        Route::form("/remittances", desk, "Enters a transfer that came.", remittance::take),
        Route::page("/unallocated", Permission::AllocateMoney, "Money that waits.", unallocated::list),
        Route::page(
            "/unallocated/{money}",
            Permission::AllocateMoney,
            "One sum that waits, and whose it could be.",
            unallocated::one,
        ),
        Route::form(
            "/unallocated/{money}",
            Permission::AllocateMoney,
            "Assigns money that waits.",
            unallocated::assign,
        ),
    ]
}

/// The menu of the desk.
pub(crate) fn menu(asked: &Asked, here: &str) -> Menu {
    let item = |key: &str, href: &str| MenuItem {
        text: asked.say(key, &[]),
        href: href.to_owned(),
        waiting: 0,
        key: None,
    };
    let more = vec![
        item("cases.menu.reductions", "/desks/collection/reductions"),
        item("refunds.menu", "/desks/collection/refunds"),
        item("collection.menu.runs", "/debit-runs"),
        item("collection.menu.files", "/bank-files"),
        item("collection.menu.reconciliation", "/reconciliation"),
        item("collection.menu.unallocated", "/unallocated"),
    ];
    asked.desk_menu("collection", more, here)
}
