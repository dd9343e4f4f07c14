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
use crate::look::{Heading, Problems, Tone, columns_wide_side, error_summary, status};
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
    let (of, ahead) = asked
        .read(move |desk| {
            let of = one(desk, employer, id)?;
            let ahead = match of.case.state.is_final() {
                true => None,
                false => Some(preview(desk, &of, last_month)?),
            };
            Ok((of, ahead))
        })
        .await?;
    Ok(drawn(asked, &of, ahead.as_ref(), typed, problems))
}

fn drawn(asked: &Asked, of: &CounterCase, ahead: Option<&Preview>, typed: &Typed, problems: &Problems) -> Markup {
    let facts = [("name", Fact::Text(of.person.name.clone()))];
    let title = asked.say("cases.title", &facts);
    let heading = Heading::new(title.clone())
        .status(state(asked.lang, &of.case))
        .lead(show::lead(asked, of));
    let main = [show::filed(asked, of), show::effect(asked, of, ahead), timeline_of(asked, of)];
    let content = maud::html! {
        (error_summary(asked.lang, problems))
        (heading.render())
        (columns_wide_side(maud::html! { @for part in &main { (part) } }, decide::side(asked, of, ahead, typed, problems)))
    };
    let frame = asked.frame(title).wrong(!problems.is_empty());
    match list::menu(asked) {
        Some(menu) => frame.menu(menu).page(content),
        None => frame.page(content),
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
