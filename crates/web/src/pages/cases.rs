//! A counter reduction: one address for its employer and all desks; what differs is what may be done.

mod decide;
mod list;
mod show;
mod story;
mod take;

use domain::case::counter_reduction::{Case, State};
use domain::ids::{CaseId, EmployerId};
use maud::{Markup, Render};
use procedures::counter_cases::{CounterCase, Preview, one, preview};
use procedures::{Permission, permit};
use units::Fact;
use words::Lang;

use crate::body::At;
use crate::error::Failure;
use crate::look::{Crumb, Frame, Heading, Problems, Tone, columns_wide_side, error_summary, status};
use crate::pages::employer::Around;
use crate::route::Route;
use crate::{Asked, Typed};

pub(crate) use story::timeline_of;

pub(crate) fn routes() -> Vec<Route> {
    let page = Route::page(
        "/cases/{employer}/{case}",
        Permission::ViewEmployer,
        "A counter reduction with what may be done about it.",
        open,
    );
    [vec![page], decide::routes(), list::routes(), take::routes()]
        .into_iter()
        .flatten()
        .collect()
}

/// The address of a case.
pub(crate) fn address(employer: EmployerId, case: CaseId) -> String {
    format!("/cases/{}/{}", employer.code(), case.code())
}

async fn open(asked: Asked, At((_, case)): At<(String, String)>) -> Result<Markup, Failure> {
    page(&asked, &case, &Typed::default(), &Problems::new()).await
}

async fn page(asked: &Asked, case: &str, typed: &Typed, problems: &Problems) -> Result<Markup, Failure> {
    let employer = asked.employer()?;
    let id = CaseId::from_code(case).map_err(|_| Failure::NoSuchPage)?;
    let last_month = typed.month("last").ok();
    let is_officer = list::menu(asked).is_some();
    let (of, ahead, around) = asked
        .read(move |desk| {
            let of = one(desk, employer, id)?;
            let around = if is_officer { None } else { Some(Around::look(desk, employer)?) };
            let ahead = match of.case.state.is_final() {
                true => None,
                false => Some(preview(desk, &of, last_month)?),
            };
            Ok((of, ahead, around))
        })
        .await?;
    let content = drawn(asked, &of, ahead.as_ref(), typed, problems);
    Ok(framed(asked, &of, around.as_ref()).wrong(!problems.is_empty()).page(content))
}

fn title(asked: &Asked, of: &CounterCase) -> String {
    asked.say("cases.title", &[("name", Fact::Text(of.person.name.clone()))])
}

/// The desk's page for its officer, the employer's page for everybody else who may look.
fn framed(asked: &Asked, of: &CounterCase, around: Option<&Around>) -> Frame {
    let (title, name) = (title(asked, of), of.person.name.clone());
    if let Some(around) = around {
        let trail = around.trail(asked, "reductions", name);
        return around.frame(asked, "reductions", title).trail(trail);
    }
    let queue = if may(asked, Permission::ConfirmEmployment) {
        list::FILING
    } else {
        list::REDUCTIONS
    };
    let trail = vec![Crumb::to(asked.say("cases.queue", &[]), queue), Crumb::here(name)];
    let frame = asked.frame(title).trail(trail);
    match list::menu(asked) {
        Some(menu) => frame.menu(menu),
        None => frame,
    }
}

fn drawn(asked: &Asked, of: &CounterCase, ahead: Option<&Preview>, typed: &Typed, problems: &Problems) -> Markup {
    let heading = Heading::new(title(asked, of))
        .status(state(asked.lang, &of.case))
        .lead(show::lead(asked, of));
    let main = [show::filed(asked, of), show::effect(asked, of, ahead), timeline_of(asked, of)];
    maud::html! {
        (error_summary(asked.lang, problems))
        (heading.render())
        (columns_wide_side(maud::html! { @for part in &main { (part) } }, decide::side(asked, of, ahead, typed, problems)))
    }
}

/// Where a case stands, as a status.
pub(crate) fn state(lang: Lang, case: &Case) -> Markup {
    state_of(lang, &case.state)
}

/// A state with its word and colour.
pub(crate) fn state_of(lang: Lang, state: &State) -> Markup {
    let word = words::say(lang, &format!("case.counter_reduction.state.{}", state.code()), &[]);
    let tone = match state {
        State::Filed | State::Confirmed(_) | State::ExceptionNoted(..) | State::ExceptionGranted(..) => Tone::Time,
        State::SentBack { .. } => Tone::Bad,
        State::Entered { .. } => Tone::Good,
        State::Withdrawn => Tone::Quiet,
    };
    status(tone, &word)
}

/// Whether any role of the caller may do this.
fn may(asked: &Asked, permission: Permission) -> bool {
    asked.caller.roles().any(|role| permit::may(role, permission))
}
