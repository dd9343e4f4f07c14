//! The month's track: its dates in a row, today among them.

use maud::{Markup, Render};
use procedures::overview::Overview;
use units::{Date, Fact};

use crate::Asked;
use crate::look::{Panel, Stage, Stop, track};
use crate::pages::employer::days_until;

pub(super) fn panel(asked: &Asked, o: &Overview) -> Markup {
    let title = asked.say("home.track", &[("month", Fact::Month(o.month))]);
    Panel::new("month", title).body(track(&stops(asked, o))).render()
}

struct Dated {
    day: Date,
    key: &'static str,
    /// It is something that happens at the end of the day.
    at_its_end: bool,
}

fn dates(o: &Overview) -> Vec<Dated> {
    let at = |day, key, at_its_end| Dated { day, key, at_its_end };
    let declared = match o.declared() {
        Some(_) => "home.track.declared",
        None => "home.track.default",
    };
    let mut dates = vec![at(o.roll_window.opens, "home.track.opens", false)];
    // Whoever pays by itself declares by itself, until the close.
    if o.is_debited() || o.declared().is_some() {
        dates.push(at(o.roll_window.default_declaration, declared, true));
    }
    dates.push(at(o.roll_window.closes, "home.track.closes", true));
    if let Some(all) = &o.dates {
        let debit = if o.is_debited() { "home.track.debit" } else { "home.track.pay" };
        dates.push(at(all.first_debit, debit, false));
        dates.push(at(all.late_fee_from, "home.track.late_fee", false));
    }
    dates
}

fn stops(asked: &Asked, o: &Overview) -> Vec<Stop> {
    let today = asked.today;
    let mut stops = Vec::new();
    let mut is_next_found = false;
    let mut is_today_shown = false;
    for date in dates(o) {
        let is_past = date.day < today || (date.day == today && !date.at_its_end);
        if !is_past && !is_today_shown {
            is_today_shown = true;
            stops.push(today_stop(asked, o));
        }
        let stage = match (is_past, is_next_found) {
            (true, _) => Stage::Done,
            (false, false) => {
                is_next_found = true;
                Stage::Next
            }
            (false, true) => Stage::Ahead,
        };
        stops.push(stop(asked, &date, stage));
    }
    stops
}

fn today_stop(asked: &Asked, o: &Overview) -> Stop {
    let key = if o.is_open() {
        "home.track.today.open"
    } else {
        "home.track.today.shut"
    };
    Stop {
        stage: Stage::Today,
        day: asked.say("home.track.today", &[("day", Fact::Day(asked.today))]),
        what: asked.say(key, &[]),
    }
}

fn stop(asked: &Asked, date: &Dated, stage: Stage) -> Stop {
    let left = days_until(asked.today, date.day);
    let facts = [("day", Fact::Day(date.day)), ("left", Fact::Count(left))];
    let day = if date.at_its_end { "home.track.end_of" } else { "home.track.day" };
    let what = asked.say(date.key, &facts);
    let what = match (stage, left) {
        (Stage::Next, 1..) => asked.say("home.track.left", &[("what", Fact::Text(what)), ("left", Fact::Count(left))]),
        _ => what,
    };
    Stop {
        stage,
        day: asked.say(day, &facts),
        what,
    }
}
