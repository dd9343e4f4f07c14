//! The yearly base declaration: the list of a contribution year with each person's clamp, and the same by workbook.

mod list;
mod workbook;

use domain::ids::EmployerId;
use procedures::Permission;
use units::{Fact, Month};

use super::employer::Around;
use crate::Asked;
use crate::error::Failure;
use crate::look::{Crumb, Frame};
use crate::route::Route;

/// A workbook of wages may have so many bytes.
const WORKBOOK_BYTES: usize = 32 << 20;

pub(crate) fn routes() -> Vec<Route> {
    let (view, declare) = (Permission::ViewEmployer, Permission::DeclareBases);
    vec![
        Route::page(
            "/employers/{employer}/bases",
            view,
            "To the contribution year that can be declared.",
            list::current,
        ),
        Route::page(
            "/employers/{employer}/bases/{year}",
            view,
            "Everybody's base of a contribution year.",
            list::page,
        ),
        Route::form(
            "/employers/{employer}/bases/{year}",
            declare,
            "Declares the wages typed.",
            list::declare,
        ),
        Route::form(
            "/employers/{employer}/bases/{year}/lists",
            declare,
            "Takes a workbook of wages.",
            workbook::take,
        )
        .body_at_most(WORKBOOK_BYTES),
        Route::page(
            "/employers/{employer}/bases/{year}/lists/{list}",
            declare,
            "What a workbook of wages would declare.",
            workbook::page,
        ),
        Route::page(
            "/employers/{employer}/bases/{year}/lists/{list}/result",
            declare,
            "A workbook of wages with its result column.",
            workbook::given_back,
        ),
        Route::form(
            "/employers/{employer}/bases/{year}/lists/{list}",
            declare,
            "Declares a workbook of wages.",
            workbook::declare,
        ),
    ]
}

/// The address of a contribution year, by the year in which it begins.
fn at(who: EmployerId, year_from: Month, below: &str) -> String {
    format!("/employers/{}/bases/{}{below}", who.code(), year_from.year())
}

/// The contribution year that begins in a year: its first month, as the pack says.
fn year_of(asked: &Asked, part: &str) -> Result<Month, Failure> {
    let december = part
        .parse()
        .ok()
        .and_then(|year| Month::new(year, 12).ok())
        .ok_or(Failure::NoSuchPage)?;
    asked.portal.agency().book().base_year(december).map_err(|_| Failure::NoSuchPage)
}

/// `2026年7月至2027年6月`
fn year_facts(year_from: Month) -> [(&'static str, Fact); 2] {
    [("from", Fact::Month(year_from)), ("to", Fact::Month(year_from.plus(11)))]
}

fn frame(asked: &Asked, around: &Around, title: &str, mut below: Vec<Crumb>) -> Frame {
    let mut trail = vec![
        Crumb::to(asked.say("frame.menu.home", &[]), around.at("")),
        Crumb::to(asked.say("frame.menu.roll", &[]), around.at("roll")),
    ];
    trail.append(&mut below);
    around.frame(asked, "roll", title).trail(trail)
}
