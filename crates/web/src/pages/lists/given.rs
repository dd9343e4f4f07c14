//! The clerk's own file given back, with a result beside each row.

use axum::response::Response;
use procedures::Permission;
use procedures::lists::returned;

use super::upload::workbook;
use super::{SECTIONS, Section, id_of};
use crate::Asked;
use crate::body::At;
use crate::error::Failure;
use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    let of = |(section, permission): (Section, Permission)| {
        let path = match section.section {
            "enrolments" => "/employers/{employer}/enrolments/batch/{list}/result",
            _ => "/employers/{employer}/reductions/batch/{list}/result",
        };
        Route::page(path, permission, "A list with its result column.", page)
    };
    SECTIONS.into_iter().map(of).collect()
}

async fn page(asked: Asked, At((_, list)): At<(String, String)>) -> Result<Response, Failure> {
    let (employer, id, lang) = (asked.employer()?, id_of(&list)?, asked.lang);
    let caller = asked.caller.clone();
    let (name, bytes) = asked
        .portal
        .hard_work(move |agency| returned(agency, &caller, employer, id, lang))
        .await?;
    workbook(&name, bytes)
}
