//! A staff reduction at the counter: the employment record filing of its end is confirmed, then the collection desk enters it. Where
//! the system itself was at fault, an officer notes the ground and a second one agrees; the day of the first try then counts.

use units::{Date, Month};

use super::{CaseKind, CaseRefused};
use crate::ids::LoginId;

/// The end of employment as its officer saw it on the papers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Employment {
    /// Last day of employment by the contract or the certificate; it wins over the day that was filed.
    pub ended_on: Date,
    /// Who confirmed it.
    pub by: LoginId,
}

/// The system was at fault: why, and when the employer first tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// The day of the first try, which counts as the day of filing.
    pub first_try: Date,
    /// What was at fault, with its proof.
    pub ground: String,
    /// Who noted it.
    pub by: LoginId,
}

/// Where a case stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Filed; the papers have not been seen.
    Filed,
    /// The end of employment is confirmed; it can be entered.
    Confirmed(Employment),
    /// An exception is noted and waits for a second officer.
    ExceptionNoted(Employment, Exception),
    /// Two officers agree on the exception; it can be entered.
    ExceptionGranted(Employment, Exception),
    /// Something must be mended by the employer.
    SentBack {
        /// What, word for word as the employer reads it.
        ground: String,
    },
    /// Entered: participation ended.
    Entered {
        /// Last month to be paid.
        last_month: Month,
    },
    /// Taken back by the employer.
    Withdrawn,
}

/// What moves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The employment filing officer confirms the end of employment.
    Confirm(Employment),
    /// An officer sends it back.
    SendBack {
        /// What must be mended.
        ground: String,
        /// Who.
        by: LoginId,
    },
    /// The employer mended it.
    Mend {
        /// What was mended.
        note: String,
    },
    /// A collection officer notes that the system was at fault.
    NoteException(Exception),
    /// The second officer agrees.
    GrantException {
        /// Who.
        by: LoginId,
    },
    /// The second officer does not agree.
    DeclineException {
        /// Why.
        ground: String,
        /// Who.
        by: LoginId,
    },
    /// The collection officer enters it.
    Enter {
        /// Last month to be paid.
        last_month: Month,
        /// Who.
        by: LoginId,
    },
    /// The employer takes it back.
    Withdraw,
}

/// A case with who filed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Who filed it; an officer who took a paper form in is one, too.
    pub filed_by: LoginId,
    /// Where it stands.
    pub state: State,
}

impl State {
    /// Codes of all states in the order in which they are passed.
    pub const CODES: [&'static str; 7] = [
        "filed",
        "confirmed",
        "exception_noted",
        "exception_granted",
        "sent_back",
        "entered",
        "withdrawn",
    ];

    /// The code as stored.
    pub fn code(&self) -> &'static str {
        match self {
            State::Filed => "filed",
            State::Confirmed(_) => "confirmed",
            State::ExceptionNoted(..) => "exception_noted",
            State::ExceptionGranted(..) => "exception_granted",
            State::SentBack { .. } => "sent_back",
            State::Entered { .. } => "entered",
            State::Withdrawn => "withdrawn",
        }
    }

    /// Whether nothing follows any more.
    pub fn is_final(&self) -> bool {
        match self {
            State::Entered { .. } | State::Withdrawn => true,
            State::Filed | State::Confirmed(_) | State::ExceptionNoted(..) | State::ExceptionGranted(..) | State::SentBack { .. } => false,
        }
    }

    /// The confirmed end of employment, where there is one.
    pub fn employment(&self) -> Option<&Employment> {
        match self {
            State::Confirmed(employment) | State::ExceptionNoted(employment, _) | State::ExceptionGranted(employment, _) => {
                Some(employment)
            }
            State::Filed | State::SentBack { .. } | State::Entered { .. } | State::Withdrawn => None,
        }
    }

    /// The exception that was noted or granted.
    pub fn exception(&self) -> Option<&Exception> {
        match self {
            State::ExceptionNoted(_, exception) | State::ExceptionGranted(_, exception) => Some(exception),
            State::Filed | State::Confirmed(_) | State::SentBack { .. } | State::Entered { .. } | State::Withdrawn => None,
        }
    }
}

impl Event {
    /// The code as stored.
    pub fn code(&self) -> &'static str {
        match self {
            Event::Confirm(_) => "confirm",
            Event::SendBack { .. } => "send_back",
            Event::Mend { .. } => "mend",
            Event::NoteException(_) => "note_exception",
            Event::GrantException { .. } => "grant_exception",
            Event::DeclineException { .. } => "decline_exception",
            Event::Enter { .. } => "enter",
            Event::Withdraw => "withdraw",
        }
    }

    /// The officer behind it; the employer's own acts have none.
    fn officer(&self) -> Option<LoginId> {
        match self {
            Event::Confirm(employment) => Some(employment.by),
            Event::NoteException(exception) => Some(exception.by),
            Event::SendBack { by, .. } | Event::GrantException { by } | Event::DeclineException { by, .. } | Event::Enter { by, .. } => {
                Some(*by)
            }
            Event::Mend { .. } | Event::Withdraw => None,
        }
    }
}

impl Case {
    /// A case as it is filed.
    pub fn filed(by: LoginId) -> Case {
        Case {
            filed_by: by,
            state: State::Filed,
        }
    }

    /// Why this officer may decide nothing about the case, apart from where it stands.
    pub fn locked_for(&self, officer: LoginId) -> Option<CaseRefused> {
        if officer == self.filed_by {
            return Some(CaseRefused::OwnSubmission);
        }
        match &self.state {
            State::ExceptionNoted(_, exception) => (exception.by == officer).then_some(CaseRefused::SamePerson),
            State::Filed
            | State::Confirmed(_)
            | State::ExceptionGranted(..)
            | State::SentBack { .. }
            | State::Entered { .. }
            | State::Withdrawn => None,
        }
    }

    /// The case after an event.
    ///
    /// # Errors
    /// [`CaseRefused`]: the event does not follow from the state; the officer filed the case, or noted what a second one must confirm.
    pub fn advance(self, event: Event) -> Result<Case, CaseRefused> {
        if event.officer() == Some(self.filed_by) {
            return Err(CaseRefused::OwnSubmission);
        }
        let refused = CaseRefused::NotNow {
            kind: CaseKind::CounterReduction,
            state: self.state.code(),
            event: event.code(),
        };
        let state = match (self.state, event) {
            (State::Filed, Event::Confirm(employment)) => State::Confirmed(employment),
            (State::Filed | State::Confirmed(_) | State::ExceptionGranted(..), Event::SendBack { ground, .. }) => {
                State::SentBack { ground }
            }
            (State::SentBack { .. }, Event::Mend { .. }) => State::Filed,
            (State::Confirmed(employment), Event::NoteException(exception)) => State::ExceptionNoted(employment, exception),
            (State::ExceptionNoted(_, exception), Event::GrantException { by } | Event::DeclineException { by, .. })
                if by == exception.by =>
            {
                return Err(CaseRefused::SamePerson);
            }
            (State::ExceptionNoted(employment, exception), Event::GrantException { .. }) => State::ExceptionGranted(employment, exception),
            (State::ExceptionNoted(employment, _), Event::DeclineException { .. }) => State::Confirmed(employment),
            (State::Confirmed(_) | State::ExceptionGranted(..), Event::Enter { last_month, .. }) => State::Entered { last_month },
            (State::Filed | State::Confirmed(_) | State::SentBack { .. }, Event::Withdraw) => State::Withdrawn,
            (
                State::Filed
                | State::Confirmed(_)
                | State::ExceptionNoted(..)
                | State::ExceptionGranted(..)
                | State::SentBack { .. }
                | State::Entered { .. }
                | State::Withdrawn,
                Event::Confirm(_)
                | Event::SendBack { .. }
                | Event::Mend { .. }
                | Event::NoteException(_)
                | Event::GrantException { .. }
                | Event::DeclineException { .. }
                | Event::Enter { .. }
                | Event::Withdraw,
            ) => return Err(refused),
        };
        Ok(Case { state, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::date;

    const CLERK: LoginId = LoginId(1);
    const FIRST: LoginId = LoginId(2);
    const SECOND: LoginId = LoginId(3);

    fn employment() -> Employment {
        Employment {
            ended_on: date(2026, 9, 11),
            by: FIRST,
        }
    }

    fn exception() -> Exception {
        Exception {
            first_try: date(2026, 9, 24),
            ground: "outage".to_owned(),
            by: FIRST,
        }
    }

    fn month() -> Month {
        Month::parse("2026-08").expect("a month")
    }

    fn states() -> Vec<State> {
        let ground = String::from("the seal is missing");
        vec![
            State::Filed,
            State::Confirmed(employment()),
            State::ExceptionNoted(employment(), exception()),
            State::ExceptionGranted(employment(), exception()),
            State::SentBack { ground },
            State::Entered { last_month: month() },
            State::Withdrawn,
        ]
    }

    fn events(by: LoginId) -> Vec<Event> {
        let ground = String::from("why");
        vec![
            Event::Confirm(Employment { by, ..employment() }),
            Event::SendBack {
                ground: ground.clone(),
                by,
            },
            Event::Mend { note: ground.clone() },
            Event::NoteException(Exception { by, ..exception() }),
            Event::GrantException { by },
            Event::DeclineException { ground, by },
            Event::Enter { last_month: month(), by },
            Event::Withdraw,
        ]
    }

    /// Every edge there is; every other pair is refused.
    const EDGES: [(&str, &str, &str); 13] = [
        ("filed", "confirm", "confirmed"),
        ("filed", "send_back", "sent_back"),
        ("filed", "withdraw", "withdrawn"),
        ("confirmed", "send_back", "sent_back"),
        ("confirmed", "note_exception", "exception_noted"),
        ("confirmed", "enter", "entered"),
        ("confirmed", "withdraw", "withdrawn"),
        ("exception_noted", "grant_exception", "exception_granted"),
        ("exception_noted", "decline_exception", "confirmed"),
        ("exception_granted", "enter", "entered"),
        ("exception_granted", "send_back", "sent_back"),
        ("sent_back", "mend", "filed"),
        ("sent_back", "withdraw", "withdrawn"),
    ];

    #[test]
    fn every_edge_is_walked_and_every_absent_one_refused() {
        let codes: Vec<&str> = states().iter().map(State::code).collect();
        assert_eq!(codes, State::CODES, "every state has a sample");
        let mut walked = 0;
        for state in states() {
            for event in events(SECOND) {
                let (from, by) = (state.code(), event.code());
                let edge = EDGES.iter().find(|(f, e, _)| *f == from && *e == by);
                let case = Case {
                    filed_by: CLERK,
                    state: state.clone(),
                };
                match (case.advance(event), edge) {
                    (Ok(after), Some((_, _, to))) => {
                        assert_eq!(after.state.code(), *to, "{from} --{by}-->");
                        walked += 1;
                    }
                    (Err(CaseRefused::NotNow { state, event, .. }), None) => assert_eq!((state, event), (from, by)),
                    (got, expected) => panic!("{from} --{by}--> {expected:?}: {got:?}"),
                }
            }
        }
        assert_eq!(walked, EDGES.len());
        let lines = EDGES.iter().map(|(from, by, to)| [*from, *by, *to]);
        crate::case::printed::agrees("counter_reduction", &["from", "act", "to"], lines);
        assert!(
            states()
                .iter()
                .filter(|s| s.is_final())
                .map(State::code)
                .eq(["entered", "withdrawn"])
        );
    }

    #[test]
    fn whoever_filed_a_case_decides_nothing_about_it() {
        for state in states() {
            for event in events(CLERK).into_iter().filter(|e| e.officer().is_some()) {
                let case = Case {
                    filed_by: CLERK,
                    state: state.clone(),
                };
                assert_eq!(case.locked_for(CLERK), Some(CaseRefused::OwnSubmission));
                assert_eq!(case.advance(event), Err(CaseRefused::OwnSubmission));
            }
        }
    }

    #[test]
    fn an_exception_takes_two_natural_persons() {
        let noted = Case {
            filed_by: CLERK,
            state: State::ExceptionNoted(employment(), exception()),
        };
        assert_eq!(noted.locked_for(FIRST), Some(CaseRefused::SamePerson));
        assert_eq!(noted.locked_for(SECOND), None);
        let ground = String::from("no proof");
        for alone in [Event::GrantException { by: FIRST }, Event::DeclineException { ground, by: FIRST }] {
            assert_eq!(noted.clone().advance(alone), Err(CaseRefused::SamePerson));
        }
        let granted = noted.advance(Event::GrantException { by: SECOND }).expect("two persons");
        assert_eq!(granted.state.exception().map(|e| e.first_try), Some(date(2026, 9, 24)));
        // Entering carries out what two have decided: either of them may.
        assert!(
            granted
                .advance(Event::Enter {
                    last_month: month(),
                    by: FIRST
                })
                .is_ok()
        );
    }
}
