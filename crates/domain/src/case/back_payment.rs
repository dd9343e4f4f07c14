//! A back payment (补缴): from what the employer asks for to the posted months. One machine for all kinds; a kind says which edges
//! it has. What is asked for is kept through every return, lapse and new filing.

mod due;
mod event;
mod kind;
mod point;
mod state;

pub use due::{MonthDue, PersonMonth, month_due};
pub use event::Event;
pub use kind::Kind;
pub use point::Point;
pub use state::{Filing, State};

use policy::Review;
use units::{Date, Fact, Statement};

use crate::ids::LoginId;

/// A case with its kind and who filed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The kind.
    pub kind: Kind,
    /// Who filed it; an officer who took a paper form in is one, too.
    pub filed_by: LoginId,
    /// Where it stands.
    pub state: State,
}

/// Why a case does not move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The act is not one that follows from where the case stands.
    NotNow {
        /// Code of the state.
        state: &'static str,
        /// Code of the act.
        event: &'static str,
    },
    /// Whoever filed it does not decide it.
    OwnSubmission,
    /// Whoever checked it does not confirm it.
    SamePerson,
    /// What is filed holds on its own day only.
    OtherDay {
        /// Its day.
        on: Date,
    },
}

impl Statement for Refused {
    fn code(&self) -> &'static str {
        match self {
            Refused::NotNow { .. } => "back_payment.not_now",
            Refused::OwnSubmission => "case.own_submission",
            Refused::SamePerson => "case.same_person",
            Refused::OtherDay { .. } => "back_payment.other_day",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            Refused::NotNow { state, event } => vec![
                ("state", Fact::Word(format!("back_payment.state.{state}"))),
                ("event", Fact::Word(format!("back_payment.event.{event}"))),
            ],
            Refused::OtherDay { on } => vec![("day", Fact::Day(*on))],
            Refused::OwnSubmission | Refused::SamePerson => Vec::new(),
        }
    }
}

impl Case {
    /// A case as it is opened.
    pub fn opened(kind: Kind, filed_by: LoginId) -> Case {
        Case {
            kind,
            filed_by,
            state: State::Preparing,
        }
    }

    /// Why this officer may decide nothing about the case, apart from where it stands.
    pub fn locked_for(&self, officer: LoginId) -> Option<Refused> {
        if officer == self.filed_by {
            return Some(Refused::OwnSubmission);
        }
        match &self.state {
            State::Checked { by, .. } => (*by == officer).then_some(Refused::SamePerson),
            State::Preparing
            | State::InReview(_)
            | State::Waiting { .. }
            | State::Returned { .. }
            | State::Ready
            | State::Accepted(_)
            | State::Lapsed(_)
            | State::Posted { .. }
            | State::Refused { .. }
            | State::Withdrawn => None,
        }
    }

    /// The case after an event.
    ///
    /// # Errors
    /// [`Refused`]: the event does not follow from the state; the officer filed the case, or checked what a second one must confirm;
    /// what was filed is paid on another day.
    pub fn advance(self, event: Event) -> Result<Case, Refused> {
        if event.officer() == Some(self.filed_by) {
            return Err(Refused::OwnSubmission);
        }
        let refused = Refused::NotNow {
            state: self.state.code(),
            event: event.code(),
        };
        let kind = self.kind;
        let state = next(kind, self.state, event).map_err(|why| why.unwrap_or(refused))?;
        Ok(Case { state, ..self })
    }
}

/// Why an edge that is there may not be walked: the second of two is the first, or it is not the day.
fn forbidden(state: &State, event: &Event) -> Option<Refused> {
    if let (State::Checked { by, .. }, Event::Confirm { by: second } | Event::Disagree { by: second, .. }) = (state, event) {
        return (by == second).then_some(Refused::SamePerson);
    }
    if let State::Accepted(filing) = state {
        let is_its_day = if let Event::Pay { on, .. } = event {
            *on == filing.on
        } else if let Event::Lapse { on } = event {
            *on > filing.on
        } else {
            true
        };
        return (!is_its_day).then_some(Refused::OtherDay { on: filing.on });
    }
    None
}

/// `Err(None)`: there is no such edge.
fn next(kind: Kind, state: State, event: Event) -> Result<State, Option<Refused>> {
    if let Some(refused) = forbidden(&state, &event) {
        return Err(Some(refused));
    }
    if event == Event::Withdraw {
        return state.may_be_withdrawn().then_some(State::Withdrawn).ok_or(None);
    }
    let is_reviewed = kind.review() != Review::None;
    let to = match (state, event) {
        (State::Preparing, Event::Submit { clock: Some(clock) }) if is_reviewed => State::InReview(clock),
        (State::Preparing, Event::Submit { clock: None }) if !is_reviewed => State::Ready,
        (State::InReview(clock), Event::Check { by }) => State::Checked { clock, by },
        (State::InReview(clock), Event::Ask { what, on, .. }) => State::waiting(clock.stopped(on), what),
        (State::Waiting { clock, .. }, Event::Answer { on, .. }) => State::InReview(clock.resumed(on)),
        (State::Checked { .. }, Event::Confirm { .. }) => State::Ready,
        (State::Checked { clock, .. }, Event::Disagree { .. }) => State::InReview(clock),
        (State::InReview(_) | State::Checked { .. }, Event::Refuse { ground, .. }) => State::Refused { ground },
        (State::InReview(_) | State::Checked { .. } | State::Ready, Event::Return { ground, .. }) => State::Returned { ground },
        (State::InReview(clock) | State::Checked { clock, .. }, Event::ApproveAmounts { .. }) => State::InReview(clock),
        (State::Ready, Event::ApproveAmounts { .. }) if !is_reviewed => State::Ready,
        (State::Returned { .. }, Event::Mend { .. }) => State::Preparing,
        (State::Ready, Event::Accept { filing, .. }) => State::Accepted(Filing { online: false, ..filing }),
        (State::Ready, Event::FileOnline { filing }) if kind.may_be_online() => State::Accepted(Filing { online: true, ..filing }),
        (State::Accepted(filing), Event::Pay { .. }) => State::Posted { paid: filing },
        (State::Accepted(filing), Event::Lapse { .. }) => State::Lapsed(filing),
        (State::Lapsed(before), Event::FileAgain { filing }) => State::Accepted(filing.in_the_way_of(before)),
        (
            State::Preparing
            | State::InReview(_)
            | State::Waiting { .. }
            | State::Checked { .. }
            | State::Returned { .. }
            | State::Ready
            | State::Accepted(_)
            | State::Lapsed(_)
            | State::Posted { .. }
            | State::Refused { .. }
            | State::Withdrawn,
            Event::Submit { .. }
            | Event::Check { .. }
            | Event::Confirm { .. }
            | Event::Disagree { .. }
            | Event::Ask { .. }
            | Event::Answer { .. }
            | Event::Return { .. }
            | Event::Mend { .. }
            | Event::Refuse { .. }
            | Event::ApproveAmounts { .. }
            | Event::Accept { .. }
            | Event::FileOnline { .. }
            | Event::Pay { .. }
            | Event::Lapse { .. }
            | Event::FileAgain { .. }
            | Event::Withdraw,
        ) => return Err(None),
    };
    Ok(to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::clock::Clock;
    use crate::case::printed;
    use units::{Fen, date};

    const CLERK: LoginId = LoginId(1);
    const FIRST: LoginId = LoginId(2);
    const SECOND: LoginId = LoginId(3);

    fn clock() -> Clock {
        Clock::start(date(2026, 9, 21), 20, 2)
    }

    fn filing() -> Filing {
        Filing {
            on: date(2026, 11, 5),
            amount: Fen(1_699_555),
            online: false,
        }
    }

    fn states() -> Vec<State> {
        let ground = String::from("page 3 is missing");
        vec![
            State::Preparing,
            State::InReview(clock()),
            State::Waiting {
                clock: clock().stopped(date(2026, 9, 23)),
                asked: ground.clone(),
            },
            State::Checked { clock: clock(), by: FIRST },
            State::Returned { ground: ground.clone() },
            State::Ready,
            State::Accepted(filing()),
            State::Lapsed(filing()),
            State::Posted { paid: filing() },
            State::Refused { ground },
            State::Withdrawn,
        ]
    }

    fn events(kind: Kind, by: LoginId) -> Vec<Event> {
        let ground = String::from("why");
        vec![
            Event::Submit {
                clock: (kind.review() != Review::None).then(clock),
            },
            Event::Check { by },
            Event::Confirm { by },
            Event::Disagree {
                ground: ground.clone(),
                by,
            },
            Event::Ask {
                what: ground.clone(),
                by,
                on: date(2026, 9, 24),
            },
            Event::Answer {
                note: ground.clone(),
                on: date(2026, 10, 9),
            },
            Event::Return {
                ground: ground.clone(),
                by,
            },
            Event::Mend { note: ground.clone() },
            Event::Refuse {
                ground: ground.clone(),
                by,
            },
            Event::ApproveAmounts {
                amount: Fen(504_000),
                ground,
                by,
            },
            Event::Accept { by, filing: filing() },
            Event::FileOnline { filing: filing() },
            Event::Pay {
                by: Some(by),
                on: filing().on,
            },
            Event::Lapse { on: date(2026, 11, 6) },
            Event::FileAgain { filing: filing() },
            Event::Withdraw,
        ]
    }

    /// For which kinds an edge is there.
    #[derive(Clone, Copy, PartialEq, Eq)]
    enum For {
        All,
        Reviewed,
        Unreviewed,
        Online,
    }

    impl For {
        fn includes(self, kind: Kind) -> bool {
            let reviewed = matches!(kind, Kind::Verified | Kind::Approved);
            match self {
                For::All => true,
                For::Reviewed => reviewed,
                For::Unreviewed => !reviewed,
                For::Online => kind == Kind::Recent,
            }
        }

        fn word(self) -> &'static str {
            match self {
                For::All => "all",
                For::Reviewed => "with a review",
                For::Unreviewed => "without a review",
                For::Online => "latest three months",
            }
        }
    }

    /// Every edge there is. States of a review are reached by the kinds that have one.
    const EDGES: [(&str, &str, &str, For); 28] = [
        ("preparing", "submit", "in_review", For::Reviewed),
        ("preparing", "submit", "ready", For::Unreviewed),
        ("preparing", "withdraw", "withdrawn", For::All),
        ("in_review", "check", "checked", For::All),
        ("in_review", "ask", "waiting", For::All),
        ("in_review", "return", "returned", For::All),
        ("in_review", "refuse", "refused", For::All),
        ("in_review", "approve_amounts", "in_review", For::All),
        ("in_review", "withdraw", "withdrawn", For::All),
        ("waiting", "answer", "in_review", For::All),
        ("waiting", "withdraw", "withdrawn", For::All),
        ("checked", "confirm", "ready", For::All),
        ("checked", "disagree", "in_review", For::All),
        ("checked", "return", "returned", For::All),
        ("checked", "refuse", "refused", For::All),
        ("checked", "approve_amounts", "in_review", For::All),
        ("checked", "withdraw", "withdrawn", For::All),
        ("returned", "mend", "preparing", For::All),
        ("returned", "withdraw", "withdrawn", For::All),
        ("ready", "return", "returned", For::All),
        ("ready", "approve_amounts", "ready", For::Unreviewed),
        ("ready", "accept", "accepted", For::All),
        ("ready", "file_online", "accepted", For::Online),
        ("ready", "withdraw", "withdrawn", For::All),
        ("accepted", "pay", "posted", For::All),
        ("accepted", "lapse", "lapsed", For::All),
        ("lapsed", "file_again", "accepted", For::All),
        ("lapsed", "withdraw", "withdrawn", For::All),
    ];

    #[test]
    fn every_edge_is_walked_and_every_absent_one_refused_for_each_kind() {
        assert_eq!(states().iter().map(State::code).collect::<Vec<_>>(), State::CODES);
        for kind in Kind::ALL {
            assert_eq!(events(kind, SECOND).iter().map(Event::code).collect::<Vec<_>>(), Event::CODES);
            let mut walked = 0;
            for state in states() {
                for event in events(kind, SECOND) {
                    let (from, by) = (state.code(), event.code());
                    let edge = EDGES.iter().find(|(f, e, _, of)| *f == from && *e == by && of.includes(kind));
                    let case = Case {
                        kind,
                        filed_by: CLERK,
                        state: state.clone(),
                    };
                    match (case.advance(event), edge) {
                        (Ok(after), Some((_, _, to, _))) => {
                            assert_eq!(after.state.code(), *to, "{kind:?} {from} --{by}-->");
                            walked += 1;
                        }
                        (Err(Refused::NotNow { state, event }), None) => assert_eq!((state, event), (from, by)),
                        (got, expected) => panic!("{kind:?} {from} --{by}--> {:?}: {got:?}", expected.map(|e| e.2)),
                    }
                }
            }
            let there = EDGES.iter().filter(|e| e.3.includes(kind)).count();
            assert_eq!(walked, there, "{kind:?}");
        }
        let lines = EDGES.iter().map(|(from, by, to, of)| [*from, *by, *to, of.word()]);
        printed::agrees("back_payment", &["from", "act", "to", "kinds"], lines);
    }

    #[test]
    fn a_final_state_has_no_exit() {
        for state in states().into_iter().filter(State::is_final) {
            for event in events(Kind::Recent, SECOND) {
                let case = Case {
                    kind: Kind::Recent,
                    filed_by: CLERK,
                    state: state.clone(),
                };
                assert!(case.advance(event).is_err(), "{}", state.code());
            }
        }
    }

    #[test]
    fn nobody_decides_an_own_filing_nor_confirms_an_own_check() {
        let case = |state| Case {
            kind: Kind::Verified,
            filed_by: CLERK,
            state,
        };
        for event in events(Kind::Verified, CLERK) {
            let is_officers = event.officer().is_some();
            let told = case(State::InReview(clock())).advance(event);
            assert_eq!(told == Err(Refused::OwnSubmission), is_officers);
        }
        let checked = || State::Checked { clock: clock(), by: FIRST };
        assert_eq!(case(checked()).advance(Event::Confirm { by: FIRST }), Err(Refused::SamePerson));
        assert_eq!(case(checked()).locked_for(FIRST), Some(Refused::SamePerson));
        assert_eq!(case(checked()).locked_for(CLERK), Some(Refused::OwnSubmission));
        assert_eq!(case(checked()).locked_for(SECOND), None);
    }

    #[test]
    fn a_filing_is_paid_on_its_own_day_or_lapses() {
        let accepted = || Case {
            kind: Kind::Recent,
            filed_by: CLERK,
            state: State::Accepted(filing()),
        };
        let pay = |on| Event::Pay { by: Some(FIRST), on };
        assert!(accepted().advance(pay(date(2026, 11, 5))).is_ok());
        let other_day = Err(Refused::OtherDay { on: date(2026, 11, 5) });
        assert_eq!(accepted().advance(pay(date(2026, 11, 6))), other_day);
        assert_eq!(accepted().advance(Event::Lapse { on: date(2026, 11, 5) }), other_day);
        let lapsed = accepted().advance(Event::Lapse { on: date(2026, 11, 6) }).expect("it lapses");
        assert!(lapsed.advance(pay(date(2026, 11, 6))).is_err(), "what lapsed is no longer paid");
    }
}
