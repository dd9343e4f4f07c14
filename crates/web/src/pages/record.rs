//! A person's record: the months with their causes, one month, who looked; and how an officer looks it up.

pub(in crate::pages) mod back_payments;
pub(crate) mod grid;
mod lookup;
mod month;
mod overview;
mod statement;

pub(crate) use grid::state;
pub(in crate::pages) use lookup::menu;

use procedures::Permission;

use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    let own = vec![
        Route::page("/record", Permission::OwnRecord, "The caller's own record.", overview::own),
        Route::page(
            "/record/as-of/{date}",
            Permission::OwnRecord,
            "The caller's own record as it was shown on a day.",
            overview::own_as_of,
        ),
        Route::page(
            "/record/looks",
            Permission::OwnRecord,
            "Who looked at the caller's record.",
            overview::looks,
        ),
        Route::form(
            "/record/statements",
            Permission::OwnRecord,
            "Issues a statement of the caller's own record.",
            statement::issue,
        ),
        Route::page(
            "/record/statements/{number}",
            Permission::OwnRecord,
            "A statement that was issued, with its verification code.",
            statement::page,
        ),
        Route::page(
            "/record/statements/{number}/pdf",
            Permission::OwnRecord,
            "A statement as PDF.",
            statement::pdf,
        ),
        Route::page(
            "/record/back-payments/{case}",
            Permission::OwnRecord,
            "A back payment of the caller's months, to read.",
            back_payments::own,
        ),
        Route::page(
            "/record/{month}",
            Permission::OwnRecord,
            "One month of the caller's own record.",
            month::own,
        ),
    ];
    own.into_iter().chain(lookup::routes()).collect()
}
