//! What waits for the clerk, each thing with its date.

use domain::hall::appointment::State;
use maud::{Markup, Render, html};
use procedures::book_visit::Booked;
use procedures::open_matters::{Claimed, Unfinished};
use procedures::receipts::Draft;
use procedures::undeclared_months::UndeclaredMonth;
use units::{Date, Fact};

use super::{Home, back_payments};
use crate::Asked;
use crate::look::{Panel, Task, Tone, empty, rich, status, tasks};
use crate::pages::drafts::words_of;
use crate::pages::employer::Around;
use crate::pages::hall;
use crate::pages::receipts::line::{name_of, note_of, state_words};
use words::spans;

pub(super) fn panel(asked: &Asked, home: &Home) -> Markup {
    let list = list(asked, home);
    let body = match list.is_empty() {
        true => empty(html! { (asked.say("home.waiting.none", &[])) }, None),
        false => tasks(&list),
    };
    Panel::new("waiting", asked.say("home.waiting", &[])).body(body).render()
}

fn list(asked: &Asked, home: &Home) -> Vec<Task> {
    let around = &home.around;
    let matters = &around.matters;
    let closes = around.overview.roll_window.closes;
    let mut list: Vec<Task> = visits(asked, home);
    list.extend(back_payments::tasks(asked, home));
    list.extend(refunds(asked, around));
    list.extend(matters.unfinished.iter().map(|u| unfinished(asked, u, closes)));
    list.extend(
        matters
            .wanted
            .iter()
            .map(|c| wanted(asked, c).at(around.at(&format!("reductions/single/{}", c.person.id.code())))),
    );
    list.extend(matters.awaited.iter().map(|c| awaited(asked, c).at(around.at("enrolments"))));
    list.extend(matters.drafts.iter().map(|d| draft(asked, home, d)));
    list.extend(home.undeclared.iter().map(|of| undeclared_month(asked, around, of)));
    list.extend(undeclared(asked, home));
    list.extend(missed(asked, home));
    list
}

/// Whoever was enrolled late: the first by name with the months, the others counted.
fn missed(asked: &Asked, home: &Home) -> Option<Task> {
    let first = home.missed.first()?;
    let count = i64::try_from(home.missed.len()).unwrap_or(i64::MAX);
    let facts = [
        ("count", Fact::Count(count)),
        ("name", Fact::Text(first.who.person.name.clone())),
        ("months", Fact::Text(spans(asked.lang, first.months.iter().copied()))),
        ("started", Fact::Day(first.who.started_on.unwrap_or(asked.today))),
    ];
    let state = status(Tone::Time, &asked.say("home.waiting.missed.state", &[]));
    let key = if count == 1 {
        "home.waiting.missed"
    } else {
        "home.waiting.missed.many"
    };
    let task = Task::new(asked.say(key, &facts), state).at(home.around.at("back-payments"));
    Some(task.why(rich(asked.lang, "home.waiting.missed.why", &facts)))
}

/// Booked visits to come, and those of coming days that the office displaced.
fn visits(asked: &Asked, home: &Home) -> Vec<Task> {
    let to_come = |one: &&Booked| {
        let of = &one.appointment;
        (of.state.is_live() || of.state == State::Displaced) && of.slot.day >= asked.today
    };
    let one = |one: &Booked| {
        let of = &one.appointment;
        let facts = [
            ("when", Fact::Text(hall::when(asked, &of.slot, one.ends))),
            ("office", Fact::Text(hall::name_of(asked.lang, &one.office).to_owned())),
            ("number", Fact::Text(of.number.map(|number| number.to_string()).unwrap_or_default())),
        ];
        let why = match of.number {
            Some(_) => rich(asked.lang, "home.waiting.visit.why", &facts),
            None => rich(asked.lang, "home.waiting.visit.waits", &facts),
        };
        Task::new(asked.say("home.waiting.visit", &facts), hall::state_word(asked, of.state))
            .why(why)
            .at(hall::appointment_at(of.id))
    };
    home.visits.iter().filter(to_come).map(one).collect()
}

fn refunds(asked: &Asked, around: &Around) -> Option<Task> {
    let (count, sum) = around.refunds;
    let facts = [("sum", Fact::Money(sum))];
    let state = status(Tone::Time, &asked.say("home.waiting.refund.state", &[]));
    let task = Task::new(asked.say("home.waiting.refund", &facts), state).at(around.at("refunds"));
    (count > 0).then(|| task.why(rich(asked.lang, "home.waiting.refund.why", &[])))
}

fn unfinished(asked: &Asked, of: &Unfinished, closes: Date) -> Task {
    let name = [("name", Fact::Text(name_of(&of.line)))];
    let until = status(Tone::Bad, &asked.say("home.waiting.until", &[("day", Fact::Day(closes))]));
    let task = Task::new(asked.say(&format!("home.waiting.{}", of.kind), &name), until).at(format!("/receipts/{}", of.receipt));
    let says = html! { (state_words(asked.lang, &of.line)) @if let Some(note) = note_of(asked.lang, &of.line) { (words::between(asked.lang)) (note) } };
    task.why(says)
}

fn wanted(asked: &Asked, of: &Claimed) -> Task {
    let facts = [
        ("name", Fact::Text(of.person.name.clone())),
        ("since", Fact::Day(of.since)),
        ("day", Fact::Day(of.due_on)),
    ];
    let until = status(Tone::Time, &asked.say("home.waiting.until", &facts));
    Task::new(asked.say("home.waiting.wanted", &facts), until).why(rich(asked.lang, "home.waiting.wanted.why", &facts))
}

fn awaited(asked: &Asked, of: &Claimed) -> Task {
    let facts = [("name", Fact::Text(of.person.name.clone())), ("day", Fact::Day(of.due_on))];
    let until = status(Tone::Info, &asked.say("home.waiting.until", &facts));
    Task::new(asked.say("home.waiting.awaited", &facts), until).why(rich(asked.lang, "home.waiting.awaited.why", &facts))
}

fn draft(asked: &Asked, home: &Home, of: &Draft) -> Task {
    let (what, href) = words_of(asked, home.around.overview.employer.id, of);
    let state = match of.queued_for {
        Some(day) => status(Tone::Time, &asked.say("home.waiting.files_itself", &[("day", Fact::Day(day))])),
        None => status(Tone::Info, &asked.say("status.filing.draft", &[])),
    };
    Task::new(what, state).at(href)
}

/// A month that closed without its declaration.
fn undeclared_month(asked: &Asked, around: &Around, of: &UndeclaredMonth) -> Task {
    let facts = [("month", Fact::Month(of.month)), ("amount", Fact::Money(of.surcharge))];
    let state = status(Tone::Bad, &asked.say("home.waiting.undeclared_month.state", &[]));
    Task::new(asked.say("home.waiting.undeclared_month", &facts), state)
        .at(around.at(&format!("bills/{}/declare", of.month)))
        .why(rich(asked.lang, "home.waiting.undeclared_month.why", &facts))
}

fn undeclared(asked: &Asked, home: &Home) -> Option<Task> {
    let draft = home.draft.as_ref()?;
    let count = i64::try_from(draft.undeclared.len()).unwrap_or(i64::MAX);
    let facts = [("count", Fact::Count(count))];
    let state = status(Tone::Time, &asked.say("home.waiting.undeclared.state", &facts));
    let task = Task::new(asked.say("home.waiting.undeclared", &facts), state).at(home.around.at("bases"));
    (count > 0).then(|| task.why(rich(asked.lang, "home.waiting.undeclared.why", &facts)))
}
