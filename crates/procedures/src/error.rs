//! Four kinds of "no", never mixed: a refusal, a denied permit, trouble; a bug is caught per request by the rim.

use store::Trouble;
use units::{Fact, Statement};

pub use units::Refusal;

/// Why a procedure did nothing.
#[derive(Debug)]
pub enum Error {
    /// Law, pack or register says no; the statement explains it.
    Refused(Box<dyn Refusal>),
    /// The caller has no permit for this.
    Denied(crate::Permission),
    /// There is no such thing, or the caller may not know that there is.
    NotFound,
    /// The subject moved on since the caller looked; nothing was done.
    Stale {
        /// Its version now.
        version: i64,
    },
    /// Disk or network; the same ask may be sent again.
    Trouble(Trouble),
}

impl Error {
    /// A refusal from any statement.
    pub fn refused(statement: impl Refusal + 'static) -> Error {
        Error::Refused(Box::new(statement))
    }

    /// The stable code of the reason.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Refused(why) => why.code(),
            Error::Denied(_) => "error.denied",
            Error::NotFound => "error.not_found",
            Error::Stale { .. } => "error.stale",
            Error::Trouble(_) => "error.trouble",
        }
    }

    /// A refusal that no module of the domain owns: a code with its facts.
    pub fn said(code: &'static str, facts: Vec<(&'static str, Fact)>) -> Error {
        Error::refused(Said::new(code, facts))
    }
}

/// A refusal that no module of the domain owns.
#[derive(Debug)]
pub(crate) struct Said {
    code: &'static str,
    facts: Vec<(&'static str, Fact)>,
}

impl Said {
    /// A code with its facts.
    pub(crate) fn new(code: &'static str, facts: Vec<(&'static str, Fact)>) -> Said {
        Said { code, facts }
    }
}

impl Statement for Said {
    fn code(&self) -> &'static str {
        self.code
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        self.facts.clone()
    }
}

impl From<Trouble> for Error {
    fn from(trouble: Trouble) -> Error {
        Error::Trouble(trouble)
    }
}

impl From<policy::Unknown> for Error {
    fn from(unknown: policy::Unknown) -> Error {
        Error::refused(unknown)
    }
}

impl From<store::event::Error> for Error {
    fn from(error: store::event::Error) -> Error {
        match error {
            store::event::Error::Refused(store::event::Refused::VersionMoved { found, .. }) => Error::Stale { version: found },
            store::event::Error::Refused(refused) => Error::refused(refused),
            store::event::Error::Trouble(trouble) => Error::Trouble(trouble),
        }
    }
}
