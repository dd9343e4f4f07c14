//! Cases at a desk: what was filed and a person has to decide. Each kind is an enum with data and one exhaustive `advance`; events are
//! appended, the state is what follows from them.

pub mod back_payment;
pub mod clock;
pub mod counter_reduction;
pub mod double_enrolment;
#[cfg(test)]
pub(crate) mod printed;
pub mod refund;
pub mod sample;

use units::{Fact, Statement};

/// Which kind of case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CaseKind {
    /// A staff reduction that is a matter for the counter.
    CounterReduction,
    /// A person that two employers want at once.
    DoubleEnrolment,
    /// Money that belongs to the payer again; its steps are rows of its own.
    Refund,
}

impl CaseKind {
    /// All of them.
    pub const ALL: [CaseKind; 3] = [CaseKind::CounterReduction, CaseKind::DoubleEnrolment, CaseKind::Refund];

    /// As stored, and the key of its name.
    pub fn code(self) -> &'static str {
        match self {
            CaseKind::CounterReduction => "counter_reduction",
            CaseKind::DoubleEnrolment => "double_enrolment",
            CaseKind::Refund => "refund",
        }
    }

    /// Reads what is stored.
    pub fn from_code(code: &str) -> Option<CaseKind> {
        CaseKind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Why a case does not move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseRefused {
    /// The act is not one that follows from where the case stands.
    NotNow {
        /// Code of the kind.
        kind: CaseKind,
        /// Code of the state.
        state: &'static str,
        /// Code of the act.
        event: &'static str,
    },
    /// Whoever filed it does not decide it.
    OwnSubmission,
    /// Whoever proposed it does not confirm it: two natural persons.
    SamePerson,
}

impl Statement for CaseRefused {
    fn code(&self) -> &'static str {
        match self {
            CaseRefused::NotNow { .. } => "case.not_now",
            CaseRefused::OwnSubmission => "case.own_submission",
            CaseRefused::SamePerson => "case.same_person",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            CaseRefused::NotNow { kind, state, event } => vec![
                ("state", Fact::Word(format!("case.{}.state.{state}", kind.code()))),
                ("event", Fact::Word(format!("case.{}.event.{event}", kind.code()))),
            ],
            CaseRefused::OwnSubmission | CaseRefused::SamePerson => Vec::new(),
        }
    }
}
