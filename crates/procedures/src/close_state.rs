//! Where the close of a month stands.

use policy::RollWindow;
use store::sweep::{self, Key, What};
use units::{Date, Fen, Month};

use crate::{Desk, Error, Permission};

/// How far a close has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Changes are still accepted.
    Open,
    /// The window is over, nothing is billed yet.
    Due,
    /// Begun and not at its end: it goes on where it stood.
    Begun,
    /// Everybody is billed.
    Closed,
}

impl Stage {
    /// The code in words and JSON.
    pub fn code(self) -> &'static str {
        match self {
            Stage::Open => "open",
            Stage::Due => "due",
            Stage::Begun => "begun",
            Stage::Closed => "closed",
        }
    }
}

/// The close of a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CloseState {
    /// The days of its window.
    pub window: RollWindow,
    /// How far it has come.
    pub stage: Stage,
    /// The day of that stage, where one was reached.
    pub on: Option<Date>,
    /// Employers billed.
    pub employers: i64,
    /// People on the bills.
    pub people: i64,
    /// What the bills ask for.
    pub total: Fen,
    /// The last month that is closed.
    pub last_closed: Option<Month>,
}

/// Where the close of a month stands.
pub fn close_state(desk: &mut Desk, month: Month) -> Result<CloseState, Error> {
    desk.permit(Permission::CloseMonth)?;
    let window = desk.roll_window(month)?;
    let region = desk.region_subject()?;
    let key = Key {
        region,
        month,
        what: What::Close,
        for_month: month,
    };
    let reached = sweep::stage(desk.tx, &key)?;
    let stage = match &reached {
        Some(reached) if reached.done => Stage::Closed,
        Some(_) => Stage::Begun,
        None if desk.today > window.closes => Stage::Due,
        None => Stage::Open,
    };
    let sums = reached.as_ref().map(|r| r.sums).unwrap_or_default();
    Ok(CloseState {
        window,
        stage,
        on: reached.map(|r| r.on),
        employers: sums.employers,
        people: sums.people,
        total: sums.total,
        last_closed: sweep::last_closed(desk.tx, region)?,
    })
}
