//! What happened to a case, who did it, what comes next.

use domain::case::counter_reduction::State;
use maud::{Markup, Render, html};
use procedures::counter_cases::{CounterCase, Step};
use units::Fact;

use crate::Asked;
use crate::look::{Happening, Panel, Passage, timeline};

/// The case from its filing to what lies ahead.
pub(crate) fn timeline_of(asked: &Asked, of: &CounterCase) -> Markup {
    let mut entries = vec![
        Happening::new(Passage::Done, asked.say("cases.step.filed", &[]))
            .when(words::day(asked.lang, of.opened.filed_on))
            .note(html! { p class="sb-small" { (of.receipt) } }),
    ];
    entries.extend(of.steps.iter().map(|step| happened(asked, step)));
    entries.extend(ahead(&of.case.state).iter().enumerate().map(|(at, key)| {
        let passage = if at == 0 { Passage::Now } else { Passage::Ahead };
        Happening::new(passage, asked.say(key, &[]))
    }));
    Panel::new("story", asked.say("cases.story", &[])).body(timeline(&entries)).render()
}

fn happened(asked: &Asked, step: &Step) -> Happening {
    let passage = match step.event.as_str() {
        "send_back" | "decline_exception" => Passage::Failed,
        _done => Passage::Done,
    };
    let dated = |key: &str, fact: Fact| asked.say(key, &[("it", fact)]);
    let day = step.day.map(|day| dated("cases.step.day", Fact::Day(day)));
    let month = step.month.map(|month| dated("cases.step.month", Fact::Month(month)));
    let note = html! {
        p class="sb-small" { (asked.who(&step.by_name)) @if let Some(day) = day { " · " (day) } @if let Some(month) = month { " · " (month) } }
        @if let Some(ground) = step.note.as_ref().filter(|g| !g.is_empty()) { p { (ground) } }
    };
    Happening::new(passage, asked.say(&format!("case.counter_reduction.event.{}", step.event), &[]))
        .when(words::day(asked.lang, step.on_date))
        .note(note)
}

/// What comes, the first of it now.
fn ahead(state: &State) -> &'static [&'static str] {
    match state {
        State::Filed => &["cases.ahead.confirm", "cases.ahead.enter", "cases.ahead.list"],
        State::Confirmed(_) | State::ExceptionGranted(..) => &["cases.ahead.enter", "cases.ahead.list"],
        State::ExceptionNoted(..) => &["cases.ahead.exception", "cases.ahead.enter", "cases.ahead.list"],
        State::SentBack { .. } => &["cases.ahead.mend", "cases.ahead.confirm", "cases.ahead.enter"],
        State::Entered { .. } | State::Withdrawn => &[],
    }
}
