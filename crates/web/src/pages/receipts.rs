//! Receipts (回执): the list of an employer, one receipt with its lines, and the forms that are printed from it.

mod forms;
pub(crate) mod line;
pub(crate) mod list;
mod one;

use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    [list::routes(), one::routes(), forms::routes()].into_iter().flatten().collect()
}
