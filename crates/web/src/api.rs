//! The API: JSON for programs. One file per resource, each with its types of the wire and its routes.

mod accounts;
mod audit;
pub(crate) mod back_payments;
mod bank_files;
mod bases;
mod bills;
mod calculators;
mod cases;
mod close;
mod counters;
mod creditor;
mod declarations;
mod delegations;
mod demo;
mod earlier;
mod employers;
mod filing_runs;
mod filings;
mod hall;
mod increases;
pub(crate) mod machine;
mod money;
mod own_back_payments;
mod record;
mod reductions;
mod refunds;
mod roll;
mod runs;
mod sessions;
pub(crate) mod wire;

use crate::route::Route;

/// The operations for programs.
pub(crate) fn routes() -> Vec<Route> {
    let resources = [
        accounts::routes(),
        audit::routes(),
        back_payments::routes(),
        bank_files::routes(),
        bases::routes(),
        bills::routes(),
        calculators::routes(),
        cases::routes(),
        close::routes(),
        counters::routes(),
        creditor::routes(),
        declarations::routes(),
        delegations::routes(),
        demo::routes(),
        earlier::routes(),
        employers::routes(),
        filing_runs::routes(),
        filings::routes(),
        hall::routes(),
        increases::routes(),
        money::routes(),
        own_back_payments::routes(),
        record::routes(),
        reductions::routes(),
        refunds::routes(),
        roll::routes(),
        runs::routes(),
        sessions::routes(),
    ];
    resources.into_iter().flatten().collect()
}
