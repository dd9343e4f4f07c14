use maud::{Markup, html};

/// Where a date of the month's track stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Behind us.
    Done,
    /// Today.
    Today,
    /// The next date that matters: amber.
    Next,
    /// Later.
    Ahead,
}

/// One date of the month.
#[derive(Clone, Debug)]
pub struct Stop {
    /// Where it stands.
    pub stage: Stage,
    /// `15日 周五24:00`
    pub day: String,
    /// `自动申报 · 还剩3天`
    pub what: String,
}

/// The month's five or six dates in a row, today among them; on a phone it stands upright.
pub fn track(stops: &[Stop]) -> Markup {
    html! {
        ol class="sb-track" {
            @for stop in stops {
                li class=[class(stop.stage)] aria-current=[(stop.stage == Stage::Today).then_some("date")] { b { (stop.day) } span { (stop.what) } }
            }
        }
    }
}

const fn class(stage: Stage) -> Option<&'static str> {
    match stage {
        Stage::Done => Some("is-done"),
        Stage::Today => Some("is-done is-today"),
        Stage::Next => Some("is-next"),
        Stage::Ahead => None,
    }
}
