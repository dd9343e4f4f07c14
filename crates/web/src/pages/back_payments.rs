//! Back payments: the employer's list and form, the case at one address for all roles, its papers and lists, the queues of the desks.

mod act;
mod alone;
mod amounts;
mod ask;
mod asked_for;
mod batch;
mod check;
mod checks;
mod decide;
mod done;
mod list;
mod months;
mod papers;
mod priced;
mod queue;
mod sample;
mod show;
mod side;
pub(crate) mod stick;
mod story;

use domain::case::back_payment::{Kind, State};
use domain::ids::{CaseId, EmployerId};
use maud::Markup;
use procedures::back_payment::Overview;
use procedures::{Permission, permit};
use units::{Fact, Month};
use words::Lang;

use crate::Asked;
use crate::look::{Tone, status};
use crate::route::Route;
use words::spans;

/// What the record's pages show of a case, too: its clock, who has it, what lies ahead.
pub(in crate::pages) use {show::deadline, side::holder, side::originals, story::ahead, story::point_said};

/// Months as somebody types them; the guide asks for them, too.
pub(crate) use months::read as typed_months;

pub(crate) fn routes() -> Vec<Route> {
    [
        list::routes(),
        ask::routes(),
        batch::routes(),
        show::routes(),
        act::routes(),
        decide::routes(),
        amounts::routes(),
        papers::routes(),
        queue::routes(),
        done::routes(),
        sample::routes(),
        stick::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The address of a case, the same for all roles.
pub(crate) fn address(of: EmployerId, id: CaseId) -> String {
    format!("/back-payments/{}/{}", of.code(), id.code())
}

/// Where a case stands, as a status.
pub(crate) fn state_of(lang: Lang, state: &State) -> Markup {
    let tone = match state {
        State::Preparing | State::Waiting { .. } | State::Returned { .. } | State::Accepted(_) => Tone::Time,
        State::InReview(_) | State::Checked { .. } => Tone::Info,
        State::Ready | State::Posted { .. } => Tone::Good,
        State::Refused { .. } => Tone::Bad,
        State::Lapsed(_) | State::Withdrawn => Tone::Quiet,
    };
    status(tone, &words::say(lang, &format!("back_payment.state.{}", state.code()), &[]))
}

/// What somebody did not choose before pressing the button.
enum Unchosen {
    File,
    Decision,
}

impl units::Statement for Unchosen {
    fn code(&self) -> &'static str {
        match self {
            Unchosen::File => "back_payments.no_file",
            Unchosen::Decision => "back_payments.no_decision",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        vec![]
    }
}

/// The name of a route.
pub(in crate::pages) fn route_name(asked: &Asked, kind: Kind) -> String {
    asked.say(&format!("back_payment.route.{}", kind.code()), &[])
}

/// Whose months: one name, or how many people.
pub(crate) fn whose(asked: &Asked, of: &Overview) -> String {
    let mut names = of.people.values().map(|person| person.name.clone());
    match (names.next(), of.people.len()) {
        (None, _) => of.employer.name.clone(),
        (Some(name), 1) => name,
        (Some(name), count) => asked.say(
            "back_payments.and_others",
            &[("name", Fact::Text(name)), ("count", Fact::Count(count as i64))],
        ),
    }
}

/// The months of a case, each once, oldest first.
fn months_of(of: &Overview) -> Vec<Month> {
    let mut months: Vec<Month> = of.story.lines.iter().flat_map(|line| line.from.through(line.to)).collect();
    months.extend(of.story.opened.month);
    months.sort_unstable();
    months.dedup();
    months
}

/// The months of a case as people say them.
fn months_said(asked: &Asked, of: &Overview) -> String {
    spans(asked.lang, months_of(of))
}

/// How many months of persons: two people with three months each are six.
fn person_months(of: &Overview) -> i64 {
    let lines = of.story.lines.iter().map(|line| i64::from(line.from.months_until(line.to)) + 1);
    lines.sum::<i64>().max(i64::from(of.story.opened.month.is_some()))
}

/// Whether any role of the caller may do this.
fn may(asked: &Asked, permission: Permission) -> bool {
    asked.caller.roles().any(|role| permit::may(role, permission))
}

/// Which desk reviews a kind; the acceptance counter where nobody does.
fn review_of(kind: Kind) -> Permission {
    procedures::back_payment::decide::desk_of(kind)
}
