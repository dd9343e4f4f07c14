//! Money that belongs to the payer again (退费): the agency offers it, the employer says how it wants it, an officer checks, a second
//! one decides, and it is paid to the account of the debit agreement or carried over to the next bill.

use units::Date;

use super::{CaseKind, CaseRefused};
use crate::ids::LoginId;

/// How the employer gets the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To the account that is debited for it: no bank details are typed again.
    Account,
    /// It is taken off the next bill.
    NextBill,
}

impl Way {
    /// Both.
    pub const ALL: [Way; 2] = [Way::Account, Way::NextBill];

    /// As stored, and the key of its words.
    pub const fn code(self) -> &'static str {
        match self {
            Way::Account => "account",
            Way::NextBill => "next_bill",
        }
    }

    /// Reads what is stored.
    pub fn from_code(code: &str) -> Option<Way> {
        Way::ALL.into_iter().find(|way| way.code() == code)
    }
}

/// What the employer chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// How.
    pub way: Way,
    /// Who, for the employer.
    pub by: LoginId,
}

/// Where a refund stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// The agency offers it.
    Offered,
    /// The employer has to choose again, for this reason.
    SentBack {
        /// Word for word as the employer reads it.
        ground: String,
    },
    /// The employer chose how it wants the money.
    Chosen(Choice),
    /// A first officer checked it.
    Checked {
        /// What the employer chose.
        choice: Choice,
        /// Who checked.
        by: LoginId,
    },
    /// Two officers agree: the bank is to pay it.
    Ordered,
    /// It is on the employer's account.
    PaidOut {
        /// The day it counts.
        value_date: Date,
    },
    /// It is taken off the next bill.
    Carried,
    /// Its ground is gone: a later bill of the month took it up.
    Lapsed,
}

/// What moves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The employer says how it wants the money.
    Choose(Choice),
    /// A first officer finds it right.
    Check {
        /// Who.
        by: LoginId,
    },
    /// An officer asks the employer to choose again.
    SendBack {
        /// Why.
        ground: String,
        /// Who.
        by: LoginId,
    },
    /// A second officer decides.
    Decide {
        /// Who.
        by: LoginId,
    },
    /// The bank paid it.
    Pay {
        /// The day it counts.
        value_date: Date,
    },
    /// The bank could not pay it.
    Return {
        /// What the bank said.
        ground: String,
    },
    /// Its ground is gone.
    Lapse,
}

impl State {
    /// Codes of all states in the order in which they are passed.
    pub const CODES: [&'static str; 8] = [
        "offered",
        "sent_back",
        "chosen",
        "checked",
        "ordered",
        "paid_out",
        "carried",
        "lapsed",
    ];

    /// The code as stored.
    pub fn code(&self) -> &'static str {
        match self {
            State::Offered => "offered",
            State::SentBack { .. } => "sent_back",
            State::Chosen(_) => "chosen",
            State::Checked { .. } => "checked",
            State::Ordered => "ordered",
            State::PaidOut { .. } => "paid_out",
            State::Carried => "carried",
            State::Lapsed => "lapsed",
        }
    }

    /// Whether nothing follows any more.
    pub fn is_final(&self) -> bool {
        match self {
            State::PaidOut { .. } | State::Carried | State::Lapsed => true,
            State::Offered | State::SentBack { .. } | State::Chosen(_) | State::Checked { .. } | State::Ordered => false,
        }
    }

    /// Whether two officers have decided it: the money left the funds it lay in.
    pub fn is_decided(&self) -> bool {
        match self {
            State::Ordered | State::PaidOut { .. } | State::Carried => true,
            State::Offered | State::SentBack { .. } | State::Chosen(_) | State::Checked { .. } | State::Lapsed => false,
        }
    }

    /// What the employer chose, while it is being decided.
    pub fn choice(&self) -> Option<Choice> {
        match self {
            State::Chosen(choice) | State::Checked { choice, .. } => Some(*choice),
            State::Offered | State::SentBack { .. } | State::Ordered | State::PaidOut { .. } | State::Carried | State::Lapsed => None,
        }
    }

    /// Why this officer may decide nothing about it, apart from where it stands.
    pub fn locked_for(&self, officer: LoginId) -> Option<CaseRefused> {
        if self.choice().is_some_and(|choice| choice.by == officer) {
            return Some(CaseRefused::OwnSubmission);
        }
        match self {
            State::Checked { by, .. } => (*by == officer).then_some(CaseRefused::SamePerson),
            State::Offered
            | State::SentBack { .. }
            | State::Chosen(_)
            | State::Ordered
            | State::PaidOut { .. }
            | State::Carried
            | State::Lapsed => None,
        }
    }

    /// Where it stands after an event.
    ///
    /// # Errors
    /// [`CaseRefused`]: the event does not follow; the officer chose for the employer, or checked what a second one must decide.
    pub fn advance(self, event: Event) -> Result<State, CaseRefused> {
        if let Some(refused) = event.officer().and_then(|officer| self.locked_for(officer)) {
            return Err(refused);
        }
        let refused = CaseRefused::NotNow {
            kind: CaseKind::Refund,
            state: self.code(),
            event: event.code(),
        };
        match (self, event) {
            (State::Offered | State::SentBack { .. }, Event::Choose(choice)) => Ok(State::Chosen(choice)),
            (State::Chosen(choice), Event::Check { by }) => Ok(State::Checked { choice, by }),
            (State::Chosen(_) | State::Checked { .. }, Event::SendBack { ground, .. }) => Ok(State::SentBack { ground }),
            (State::Checked { choice, .. }, Event::Decide { .. }) => Ok(match choice.way {
                Way::Account => State::Ordered,
                Way::NextBill => State::Carried,
            }),
            (State::Ordered, Event::Pay { value_date }) => Ok(State::PaidOut { value_date }),
            (State::Ordered, Event::Return { ground }) => Ok(State::SentBack { ground }),
            (State::Offered | State::SentBack { .. } | State::Chosen(_) | State::Checked { .. }, Event::Lapse) => Ok(State::Lapsed),
            (
                State::Offered
                | State::SentBack { .. }
                | State::Chosen(_)
                | State::Checked { .. }
                | State::Ordered
                | State::PaidOut { .. }
                | State::Carried
                | State::Lapsed,
                Event::Choose(_)
                | Event::Check { .. }
                | Event::SendBack { .. }
                | Event::Decide { .. }
                | Event::Pay { .. }
                | Event::Return { .. }
                | Event::Lapse,
            ) => Err(refused),
        }
    }
}

impl Event {
    /// The code as stored.
    pub fn code(&self) -> &'static str {
        match self {
            Event::Choose(_) => "choose",
            Event::Check { .. } => "check",
            Event::SendBack { .. } => "send_back",
            Event::Decide { .. } => "decide",
            Event::Pay { .. } => "pay",
            Event::Return { .. } => "return",
            Event::Lapse => "lapse",
        }
    }

    /// The officer who decides by it.
    fn officer(&self) -> Option<LoginId> {
        match self {
            Event::Check { by } | Event::SendBack { by, .. } | Event::Decide { by } => Some(*by),
            Event::Choose(_) | Event::Pay { .. } | Event::Return { .. } | Event::Lapse => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::date;

    const CLERK: LoginId = LoginId(1);
    const FIRST: LoginId = LoginId(2);
    const SECOND: LoginId = LoginId(3);
    const DAY: Date = date(2026, 11, 20);

    fn choice(way: Way) -> Choice {
        Choice { way, by: CLERK }
    }

    fn states() -> [State; 8] {
        [
            State::Offered,
            State::SentBack { ground: "why".into() },
            State::Chosen(choice(Way::Account)),
            State::Checked {
                choice: choice(Way::Account),
                by: FIRST,
            },
            State::Ordered,
            State::PaidOut { value_date: DAY },
            State::Carried,
            State::Lapsed,
        ]
    }

    fn events(by: LoginId) -> [Event; 7] {
        [
            Event::Choose(choice(Way::Account)),
            Event::Check { by },
            Event::SendBack { ground: "why".into(), by },
            Event::Decide { by },
            Event::Pay { value_date: DAY },
            Event::Return { ground: "closed".into() },
            Event::Lapse,
        ]
    }

    /// Every edge there is; every other pair is refused.
    const EDGES: [(&str, &str, &str); 12] = [
        ("offered", "choose", "chosen"),
        ("offered", "lapse", "lapsed"),
        ("sent_back", "choose", "chosen"),
        ("sent_back", "lapse", "lapsed"),
        ("chosen", "check", "checked"),
        ("chosen", "send_back", "sent_back"),
        ("chosen", "lapse", "lapsed"),
        ("checked", "decide", "ordered"),
        ("checked", "send_back", "sent_back"),
        ("checked", "lapse", "lapsed"),
        ("ordered", "pay", "paid_out"),
        ("ordered", "return", "sent_back"),
    ];

    #[test]
    fn every_edge_is_walked_and_every_absent_one_refused() {
        assert_eq!(states().map(|s| s.code()), State::CODES);
        for state in states() {
            for event in events(SECOND) {
                let (from, by) = (state.code(), event.code());
                let edge = EDGES.iter().find(|(f, e, _)| *f == from && *e == by);
                match (state.clone().advance(event), edge) {
                    (Ok(after), Some((_, _, to))) => assert_eq!(after.code(), *to, "{from} --{by}-->"),
                    (Err(CaseRefused::NotNow { state, event, .. }), None) => assert_eq!((state, event), (from, by)),
                    (got, expected) => panic!("{from} --{by}--> {expected:?}: {got:?}"),
                }
            }
        }
        // Whoever chose the next bill is not paid: the same decision carries the money there.
        let carried = State::Checked {
            choice: choice(Way::NextBill),
            by: FIRST,
        }
        .advance(Event::Decide { by: SECOND });
        assert_eq!(carried.map(|state| state.code()), Ok("carried"));
        let lines = EDGES.iter().chain(&[("checked", "decide", "carried")]);
        crate::case::printed::agrees("refund", &["from", "act", "to"], lines.map(|(from, by, to)| [*from, *by, *to]));
    }

    #[test]
    fn two_officers_decide_and_the_money_goes_where_the_employer_chose() {
        for (way, end) in [(Way::Account, "ordered"), (Way::NextBill, "carried")] {
            let checked = State::Chosen(choice(way)).advance(Event::Check { by: FIRST }).expect("checked");
            assert_eq!(checked.clone().advance(Event::Decide { by: FIRST }), Err(CaseRefused::SamePerson));
            assert_eq!(
                checked.clone().advance(Event::Decide { by: CLERK }),
                Err(CaseRefused::OwnSubmission)
            );
            let decided = checked.advance(Event::Decide { by: SECOND }).expect("decided");
            assert_eq!((decided.code(), decided.is_decided()), (end, true));
        }
        let chosen = State::Chosen(choice(Way::Account));
        assert_eq!(chosen.advance(Event::Check { by: CLERK }), Err(CaseRefused::OwnSubmission));
    }
}
