use units::{Date, Fen};

use crate::case::clock::Clock;
use crate::ids::LoginId;

/// A filing that must be paid on its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filing {
    /// The day it holds.
    pub on: Date,
    /// Principal and late fee of that day.
    pub amount: Fen,
    /// Whether it was filed online and is debited, not cashed.
    pub online: bool,
}

/// Where a case stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Being prepared: lists, papers.
    Preparing,
    /// Under review.
    InReview(Clock),
    /// The reviewer waits for the employer; the clock stands still.
    Waiting {
        /// The clock, stopped.
        clock: Clock,
        /// What was asked for, once and whole.
        asked: String,
    },
    /// A first officer agrees; a second one confirms.
    Checked {
        /// The clock runs on.
        clock: Clock,
        /// Who checked.
        by: LoginId,
    },
    /// Something must be mended by the employer; everything is kept.
    Returned {
        /// What, word for word.
        ground: String,
    },
    /// Cleared for the counter.
    Ready,
    /// Filed: to be paid today.
    Accepted(Filing),
    /// Not paid on its day; can be filed again with one step.
    Lapsed(Filing),
    /// Paid and posted.
    Posted {
        /// What was paid.
        paid: Filing,
    },
    /// Not agreed to.
    Refused {
        /// Why.
        ground: String,
    },
    /// Taken back by the employer.
    Withdrawn,
}

impl Filing {
    /// Filed the same way as before: online, or at the counter.
    pub(super) fn in_the_way_of(self, before: Filing) -> Filing {
        Filing {
            online: before.online,
            ..self
        }
    }
}

impl State {
    pub(super) fn waiting(clock: Clock, asked: String) -> State {
        State::Waiting { clock, asked }
    }

    /// Codes of all states in the order in which they are passed.
    pub const CODES: [&'static str; 11] = [
        "preparing",
        "in_review",
        "waiting",
        "checked",
        "returned",
        "ready",
        "accepted",
        "lapsed",
        "posted",
        "refused",
        "withdrawn",
    ];

    /// The code as stored.
    pub fn code(&self) -> &'static str {
        match self {
            State::Preparing => "preparing",
            State::InReview(_) => "in_review",
            State::Waiting { .. } => "waiting",
            State::Checked { .. } => "checked",
            State::Returned { .. } => "returned",
            State::Ready => "ready",
            State::Accepted(_) => "accepted",
            State::Lapsed(_) => "lapsed",
            State::Posted { .. } => "posted",
            State::Refused { .. } => "refused",
            State::Withdrawn => "withdrawn",
        }
    }

    /// Whether nothing follows any more.
    pub fn is_final(&self) -> bool {
        match self {
            State::Posted { .. } | State::Refused { .. } | State::Withdrawn => true,
            State::Preparing
            | State::InReview(_)
            | State::Waiting { .. }
            | State::Checked { .. }
            | State::Returned { .. }
            | State::Ready
            | State::Accepted(_)
            | State::Lapsed(_) => false,
        }
    }

    /// The clock, where one runs or stands.
    pub fn clock(&self) -> Option<&Clock> {
        match self {
            State::InReview(clock) | State::Waiting { clock, .. } | State::Checked { clock, .. } => Some(clock),
            State::Preparing
            | State::Returned { .. }
            | State::Ready
            | State::Accepted(_)
            | State::Lapsed(_)
            | State::Posted { .. }
            | State::Refused { .. }
            | State::Withdrawn => None,
        }
    }

    /// Whether the employer can take it back: not while it waits for money, and not once it ended.
    pub fn may_be_withdrawn(&self) -> bool {
        !self.is_final() && !matches!(self, State::Accepted(_))
    }

    /// Whether what is asked for may be changed.
    pub fn is_open_to_changes(&self) -> bool {
        matches!(self, State::Preparing | State::Returned { .. })
    }
}
