//! Refunds: what the agency offers back, one address for the employer and the desk; what differs is what may be done.

mod act;
mod list;
mod one;

use domain::case::refund::State;
use domain::collection::RefundGround;
use domain::ids::{CaseId, EmployerId};
use maud::Markup;
use procedures::refunds::Refund;
use procedures::{Permission, permit};
use units::Fact;
use words::Lang;

use crate::Asked;
use crate::look::{Tone, status};
use crate::route::Route;

pub(crate) fn routes() -> Vec<Route> {
    [list::routes(), one::routes(), act::routes()].into_iter().flatten().collect()
}

/// The queue of the desk.
const DESK: &str = "/desks/collection/refunds";

/// The address of a refund.
pub(crate) fn address(employer: EmployerId, refund: CaseId) -> String {
    format!("/refunds/{}/{}", employer.code(), refund.code())
}

/// Whether any role of the caller decides refunds.
fn decides(asked: &Asked) -> bool {
    asked.caller.roles().any(|role| permit::may(role, Permission::DecideRefund))
}

/// Where a refund stands, as a status.
pub(crate) fn state(lang: Lang, of: &State) -> Markup {
    let tone = match of {
        State::Offered | State::SentBack { .. } => Tone::Time,
        State::Chosen(_) | State::Checked { .. } | State::Ordered => Tone::Info,
        State::PaidOut { .. } | State::Carried => Tone::Good,
        State::Lapsed => Tone::Quiet,
    };
    status(tone, &words::say(lang, &format!("case.refund.state.{}", of.code()), &[]))
}

/// Why the money belongs to the employer again, in a few words with the month.
fn ground(asked: &Asked, of: &Refund) -> String {
    match of.offer.ground {
        RefundGround::Correction(key) => asked.say("refund.ground.correction", &[("month", Fact::Month(key.month))]),
        RefundGround::Overpaid(_) => asked.say("refund.ground.overpaid", &[]),
    }
}
