//! The back payments that wait for the clerk: what is asked for, what can be paid, what lapsed, each with its amount today.

use domain::case::back_payment::State;
use domain::hall::appointment::Errand;
use procedures::back_payment::Overview;
use units::Fact;

use super::Home;
use crate::Asked;
use crate::look::{Task, Tone, rich, status};
use crate::pages::back_payments::{address, whose};
use words::spans;

pub(super) fn tasks(asked: &Asked, home: &Home) -> Vec<Task> {
    home.running.iter().filter_map(|of| task(asked, home, of)).collect()
}

fn task(asked: &Asked, home: &Home, of: &Overview) -> Option<Task> {
    let booked = home.booked_for.contains(&Errand::BackPayment(of.story.opened.id));
    let (tone, key) = waits(of, booked)?;
    let months = of
        .story
        .lines
        .iter()
        .flat_map(|line| line.from.through(line.to))
        .chain(of.story.opened.month);
    let mut months: Vec<_> = months.collect();
    months.sort_unstable();
    months.dedup();
    let said = match &of.case.state {
        State::Waiting { asked: what, .. } => what.clone(),
        State::Returned { ground } => ground.clone(),
        State::Preparing
        | State::InReview(_)
        | State::Checked { .. }
        | State::Ready
        | State::Accepted(_)
        | State::Lapsed(_)
        | State::Posted { .. }
        | State::Refused { .. }
        | State::Withdrawn => String::new(),
    };
    let clock = of.clock.as_ref();
    let facts = [
        ("name", Fact::Text(whose(asked, of))),
        ("months", Fact::Text(spans(asked.lang, months))),
        ("amount", Fact::Money(of.total())),
        ("said", Fact::Text(said)),
        (
            "day",
            Fact::Day(clock.and_then(|c| c.waiting_since).unwrap_or(of.story.opened.filed_on)),
        ),
        (
            "missing",
            Fact::Count(of.papers.iter().filter(|paper| paper.missing).count() as i64),
        ),
    ];
    let state = status(tone, &asked.say(&format!("home.waiting.back_payment.{key}.state"), &facts));
    let title = asked.say("home.waiting.back_payment", &facts);
    let task = Task::new(title, state).at(address(of.employer.id, of.story.opened.id));
    Some(task.why(rich(asked.lang, &format!("home.waiting.back_payment.{key}"), &facts)))
}

/// What the clerk has to do about a case; nothing while somebody else has it, or where the visit is booked and shown for itself.
fn waits(of: &Overview, booked: bool) -> Option<(Tone, &'static str)> {
    match &of.case.state {
        State::Preparing if of.papers.iter().any(|paper| paper.missing) => Some((Tone::Info, "papers")),
        State::Preparing => Some((Tone::Time, "submit")),
        State::Waiting { .. } => Some((Tone::Bad, "waiting")),
        State::Returned { .. } => Some((Tone::Bad, "returned")),
        State::Ready if of.online => Some((Tone::Time, "online")),
        State::Ready if booked => None,
        State::Ready => Some((Tone::Time, "counter")),
        State::Accepted(filing) if filing.online => None,
        State::Accepted(_) => Some((Tone::Bad, "pay")),
        State::Lapsed(_) => Some((Tone::Bad, "lapsed")),
        State::InReview(_) | State::Checked { .. } | State::Posted { .. } | State::Refused { .. } | State::Withdrawn => None,
    }
}
