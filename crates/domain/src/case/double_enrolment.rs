//! A person that two employers want at once: one officer decides on proof, a second one confirms; until then it ends by itself when
//! the employer that holds the person lets go.

use super::{CaseKind, CaseRefused};
use crate::ids::LoginId;

/// Whose the person is from the open month on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The employer that waits: the other one's participation ends.
    Newcomer,
    /// The employer that holds the person: the increase is refused.
    Holder,
}

impl Verdict {
    /// Both.
    pub const ALL: [Verdict; 2] = [Verdict::Newcomer, Verdict::Holder];

    /// As stored, and the key of its words.
    pub fn code(self) -> &'static str {
        match self {
            Verdict::Newcomer => "newcomer",
            Verdict::Holder => "holder",
        }
    }

    /// Reads what is stored.
    pub fn from_code(code: &str) -> Option<Verdict> {
        Verdict::ALL.into_iter().find(|verdict| verdict.code() == code)
    }
}

/// What an officer found on the papers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whose the person is.
    pub verdict: Verdict,
    /// On which proof, word for word as both employers read it.
    pub ground: String,
    /// Who.
    pub by: LoginId,
}

/// Where a case stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody has decided.
    Open,
    /// One officer has, a second one must agree.
    Proposed(Finding),
    /// Two officers agree.
    Decided(Finding),
    /// The holder let go before anybody decided.
    Lapsed,
}

/// What moves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// An officer decides on proof.
    Propose(Finding),
    /// A second officer agrees.
    Agree {
        /// Who.
        by: LoginId,
    },
    /// A second officer does not.
    Disagree {
        /// Why.
        ground: String,
        /// Who.
        by: LoginId,
    },
    /// The holder lets go.
    Lapse,
}

/// A case with who filed the increase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Who filed the increase that waits.
    pub filed_by: LoginId,
    /// Where it stands.
    pub state: State,
}

impl State {
    /// Codes of all states in the order in which they are passed.
    pub const CODES: [&'static str; 4] = ["open", "proposed", "decided", "lapsed"];

    /// The code as stored.
    pub fn code(&self) -> &'static str {
        match self {
            State::Open => "open",
            State::Proposed(_) => "proposed",
            State::Decided(_) => "decided",
            State::Lapsed => "lapsed",
        }
    }

    /// Whether nothing follows any more.
    pub fn is_final(&self) -> bool {
        match self {
            State::Decided(_) | State::Lapsed => true,
            State::Open | State::Proposed(_) => false,
        }
    }

    /// What was found, by one officer or two.
    pub fn finding(&self) -> Option<&Finding> {
        match self {
            State::Proposed(finding) | State::Decided(finding) => Some(finding),
            State::Open | State::Lapsed => None,
        }
    }
}

impl Event {
    /// The code as stored.
    pub fn code(&self) -> &'static str {
        match self {
            Event::Propose(_) => "propose",
            Event::Agree { .. } => "agree",
            Event::Disagree { .. } => "disagree",
            Event::Lapse => "lapse",
        }
    }

    fn officer(&self) -> Option<LoginId> {
        match self {
            Event::Propose(finding) => Some(finding.by),
            Event::Agree { by } | Event::Disagree { by, .. } => Some(*by),
            Event::Lapse => None,
        }
    }
}

impl Case {
    /// A case that nobody has decided.
    pub fn open(filed_by: LoginId) -> Case {
        Case {
            filed_by,
            state: State::Open,
        }
    }

    /// Why this officer may decide nothing about the case, apart from where it stands.
    pub fn locked_for(&self, officer: LoginId) -> Option<CaseRefused> {
        if officer == self.filed_by {
            return Some(CaseRefused::OwnSubmission);
        }
        match &self.state {
            State::Proposed(finding) => (finding.by == officer).then_some(CaseRefused::SamePerson),
            State::Open | State::Decided(_) | State::Lapsed => None,
        }
    }

    /// The case after an event.
    ///
    /// # Errors
    /// [`CaseRefused`]: the event does not follow from the state; the officer filed the increase, or proposed what must be confirmed.
    pub fn advance(self, event: Event) -> Result<Case, CaseRefused> {
        if let Some(refused) = event.officer().and_then(|officer| self.locked_for(officer)) {
            return Err(refused);
        }
        let refused = CaseRefused::NotNow {
            kind: CaseKind::DoubleEnrolment,
            state: self.state.code(),
            event: event.code(),
        };
        let state = match (self.state, event) {
            (State::Open, Event::Propose(finding)) => State::Proposed(finding),
            (State::Proposed(finding), Event::Agree { .. }) => State::Decided(finding),
            (State::Proposed(_), Event::Disagree { .. }) => State::Open,
            (State::Open | State::Proposed(_), Event::Lapse) => State::Lapsed,
            (
                State::Open | State::Proposed(_) | State::Decided(_) | State::Lapsed,
                Event::Propose(_) | Event::Agree { .. } | Event::Disagree { .. } | Event::Lapse,
            ) => return Err(refused),
        };
        Ok(Case { state, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLERK: LoginId = LoginId(1);
    const FIRST: LoginId = LoginId(2);
    const SECOND: LoginId = LoginId(3);

    fn finding(by: LoginId) -> Finding {
        Finding {
            verdict: Verdict::Newcomer,
            ground: "contract and certificate".to_owned(),
            by,
        }
    }

    fn states() -> [State; 4] {
        [
            State::Open,
            State::Proposed(finding(FIRST)),
            State::Decided(finding(FIRST)),
            State::Lapsed,
        ]
    }

    fn events(by: LoginId) -> [Event; 4] {
        let ground = String::from("no proof");
        [
            Event::Propose(finding(by)),
            Event::Agree { by },
            Event::Disagree { ground, by },
            Event::Lapse,
        ]
    }

    /// Every edge there is; every other pair is refused.
    const EDGES: [(&str, &str, &str); 5] = [
        ("open", "propose", "proposed"),
        ("open", "lapse", "lapsed"),
        ("proposed", "agree", "decided"),
        ("proposed", "disagree", "open"),
        ("proposed", "lapse", "lapsed"),
    ];

    #[test]
    fn every_edge_is_walked_and_every_absent_one_refused() {
        assert_eq!(states().map(|s| s.code()), State::CODES);
        for state in states() {
            for event in events(SECOND) {
                let (from, by) = (state.code(), event.code());
                let edge = EDGES.iter().find(|(f, e, _)| *f == from && *e == by);
                let case = Case {
                    filed_by: CLERK,
                    state: state.clone(),
                };
                match (case.advance(event), edge) {
                    (Ok(after), Some((_, _, to))) => assert_eq!(after.state.code(), *to, "{from} --{by}-->"),
                    (Err(CaseRefused::NotNow { state, event, .. }), None) => assert_eq!((state, event), (from, by)),
                    (got, expected) => panic!("{from} --{by}--> {expected:?}: {got:?}"),
                }
            }
        }
        let lines = EDGES.iter().map(|(from, by, to)| [*from, *by, *to]);
        crate::case::printed::agrees("double_enrolment", &["from", "act", "to"], lines);
    }

    #[test]
    fn a_decision_takes_two_natural_persons_and_neither_filed_it() {
        for event in events(CLERK).into_iter().filter(|e| e.officer().is_some()) {
            for state in states() {
                let case = Case { filed_by: CLERK, state };
                assert_eq!(case.advance(event.clone()), Err(CaseRefused::OwnSubmission));
            }
        }
        let proposed = Case::open(CLERK).advance(Event::Propose(finding(FIRST))).expect("proposed");
        assert_eq!(proposed.clone().advance(Event::Agree { by: FIRST }), Err(CaseRefused::SamePerson));
        assert!(proposed.advance(Event::Agree { by: SECOND }).is_ok());
    }
}
