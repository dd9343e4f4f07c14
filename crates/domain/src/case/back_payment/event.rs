use units::{Date, Fen};

use super::Filing;
use crate::case::clock::Clock;
use crate::ids::LoginId;

/// What moves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The papers are complete: it goes its way. The clock is the review's, where there is one.
    Submit {
        /// The clock that begins.
        clock: Option<Clock>,
    },
    /// A reviewer agrees.
    Check {
        /// Who.
        by: LoginId,
    },
    /// A second officer agrees.
    Confirm {
        /// Who.
        by: LoginId,
    },
    /// A second officer does not agree.
    Disagree {
        /// Why.
        ground: String,
        /// Who.
        by: LoginId,
    },
    /// The reviewer asks the employer for something.
    Ask {
        /// What.
        what: String,
        /// Who.
        by: LoginId,
        /// The day from which the clock stands still.
        on: Date,
    },
    /// The employer answered.
    Answer {
        /// What.
        note: String,
        /// The day on which the clock goes on.
        on: Date,
    },
    /// An officer returns it for correction.
    Return {
        /// What must be mended.
        ground: String,
        /// Who.
        by: LoginId,
    },
    /// The employer mends it.
    Mend {
        /// What was mended.
        note: String,
    },
    /// An officer does not agree to it.
    Refuse {
        /// Why.
        ground: String,
        /// Who.
        by: LoginId,
    },
    /// An officer enters what months come to that nobody here can compute, or puts right what was entered; checked, it is checked anew.
    ApproveAmounts {
        /// The principal of what was entered.
        amount: Fen,
        /// On which ground.
        ground: String,
        /// Who.
        by: LoginId,
    },
    /// The acceptance counter takes it in.
    Accept {
        /// Who.
        by: LoginId,
        /// What is to be paid that day.
        filing: Filing,
    },
    /// The employer files it online.
    FileOnline {
        /// What will be debited that day.
        filing: Filing,
    },
    /// The money came.
    Pay {
        /// The cashier; `None`: the bank's debit.
        by: Option<LoginId>,
        /// The day it counts.
        on: Date,
    },
    /// The day ended without money.
    Lapse {
        /// The day that begins.
        on: Date,
    },
    /// A lapsed one is filed again as it is, at today's amount.
    FileAgain {
        /// What is to be paid that day.
        filing: Filing,
    },
    /// The employer takes it back.
    Withdraw,
}

impl Event {
    /// Codes of all events.
    pub const CODES: [&'static str; 16] = [
        "submit",
        "check",
        "confirm",
        "disagree",
        "ask",
        "answer",
        "return",
        "mend",
        "refuse",
        "approve_amounts",
        "accept",
        "file_online",
        "pay",
        "lapse",
        "file_again",
        "withdraw",
    ];

    /// The code as stored.
    pub fn code(&self) -> &'static str {
        match self {
            Event::Submit { .. } => "submit",
            Event::Check { .. } => "check",
            Event::Confirm { .. } => "confirm",
            Event::Disagree { .. } => "disagree",
            Event::Ask { .. } => "ask",
            Event::Answer { .. } => "answer",
            Event::Return { .. } => "return",
            Event::Mend { .. } => "mend",
            Event::Refuse { .. } => "refuse",
            Event::ApproveAmounts { .. } => "approve_amounts",
            Event::Accept { .. } => "accept",
            Event::FileOnline { .. } => "file_online",
            Event::Pay { .. } => "pay",
            Event::Lapse { .. } => "lapse",
            Event::FileAgain { .. } => "file_again",
            Event::Withdraw => "withdraw",
        }
    }

    /// The officer behind it; the employer's own acts, the bank and the clock have none.
    pub(super) fn officer(&self) -> Option<LoginId> {
        match self {
            Event::Check { by }
            | Event::Confirm { by }
            | Event::Disagree { by, .. }
            | Event::Ask { by, .. }
            | Event::Return { by, .. }
            | Event::Refuse { by, .. }
            | Event::ApproveAmounts { by, .. }
            | Event::Accept { by, .. } => Some(*by),
            Event::Pay { by, .. } => *by,
            Event::Submit { .. }
            | Event::Answer { .. }
            | Event::Mend { .. }
            | Event::FileOnline { .. }
            | Event::Lapse { .. }
            | Event::FileAgain { .. }
            | Event::Withdraw => None,
        }
    }
}
