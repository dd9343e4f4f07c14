//! The line of a hall: tickets, counters, who is next, and how long it takes.

use policy::Matter;
use units::Date;

use super::HallRefused;
use super::appointment::Number;
use crate::ids::{AppointmentId, EmployerId, LoginId, OfficeId, TicketId};

/// So many calls without an answer, and the number goes back into the line behind those who wait. It does not lapse.
pub const CALLS: u32 = 3;

/// Where a ticket stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// In the line.
    Waiting,
    /// Called to a counter.
    Called,
    /// At the counter.
    Served,
    /// Dealt with.
    Done,
    /// Gone, or the day is over.
    Left,
}

impl State {
    /// All of them, in the order in which they are passed.
    pub const ALL: [State; 5] = [State::Waiting, State::Called, State::Served, State::Done, State::Left];

    /// As stored.
    pub fn code(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Called => "called",
            State::Served => "served",
            State::Done => "done",
            State::Left => "left",
        }
    }

    /// Reads what is stored.
    pub fn from_code(code: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether it stands at a counter.
    pub fn is_at_counter(self) -> bool {
        match self {
            State::Called | State::Served => true,
            State::Waiting | State::Done | State::Left => false,
        }
    }
}

/// What moves a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Called to a counter.
    Call,
    /// Called again.
    CallAgain,
    /// Nobody came to the counter: back into the line.
    Pass,
    /// Somebody stands at the counter.
    Serve,
    /// Dealt with.
    Finish,
    /// Given up, or the day is over.
    Leave,
}

impl Event {
    /// All of them.
    pub const ALL: [Event; 6] = [
        Event::Call,
        Event::CallAgain,
        Event::Pass,
        Event::Serve,
        Event::Finish,
        Event::Leave,
    ];

    /// The code, in the table of transitions.
    pub fn code(self) -> &'static str {
        match self {
            Event::Call => "call",
            Event::CallAgain => "call_again",
            Event::Pass => "pass",
            Event::Serve => "serve",
            Event::Finish => "finish",
            Event::Leave => "leave",
        }
    }
}

/// The state after an event.
///
/// # Errors
/// [`HallRefused::NotNow`]
pub fn advance(state: State, event: Event) -> Result<State, HallRefused> {
    match (state, event) {
        (State::Waiting, Event::Call) | (State::Called, Event::CallAgain) => Ok(State::Called),
        (State::Called, Event::Pass) => Ok(State::Waiting),
        (State::Called, Event::Serve) => Ok(State::Served),
        (State::Called | State::Served, Event::Finish) => Ok(State::Done),
        (State::Waiting | State::Called, Event::Leave) => Ok(State::Left),
        (
            State::Waiting | State::Called | State::Served | State::Done | State::Left,
            Event::Call | Event::CallAgain | Event::Pass | Event::Serve | Event::Finish | Event::Leave,
        ) => Err(HallRefused::NotNow {
            state: format!("hall.ticket.{}", state.code()),
        }),
    }
}

/// A ticket as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// In which hall.
    pub office: OfficeId,
    /// Its identifier.
    pub id: TicketId,
    /// The day.
    pub day: Date,
    /// For what.
    pub matter: Matter,
    /// Its number.
    pub number: Number,
    /// Where it stands.
    pub state: State,
    /// Whoever booked for this half day goes before who did not.
    pub booked: bool,
    /// The instant since which it stands in the line, ms: its order.
    pub line_at: i64,
    /// At which counter it was called.
    pub counter: Option<u32>,
    /// How often it was called.
    pub calls: u32,
    /// The appointment it came with.
    pub appointment: Option<AppointmentId>,
    /// Whose visit it is, where that is known.
    pub employer: Option<EmployerId>,
    /// What it is for, as the appointment says or the officer before noted.
    pub errand: Option<super::appointment::Errand>,
    /// When it was taken, ms.
    pub came_at: i64,
    /// When somebody stood at the counter, ms.
    pub served_at: Option<i64>,
    /// When it was dealt with, ms.
    pub ended_at: Option<i64>,
}

impl Ticket {
    /// Its order in the line.
    fn order(&self) -> (bool, i64, TicketId) {
        (!self.booked, self.line_at, self.id)
    }
}

/// Those who wait for one of these matters, the next first.
pub fn line<'a>(tickets: &'a [Ticket], matters: &[Matter]) -> Vec<&'a Ticket> {
    let mut line: Vec<&Ticket> = tickets
        .iter()
        .filter(|t| t.state == State::Waiting && matters.contains(&t.matter))
        .collect();
    line.sort_by_key(|t| t.order());
    line
}

/// How many stand before a ticket that waits.
pub fn ahead(tickets: &[Ticket], of: &Ticket) -> usize {
    line(tickets, &[of.matter]).iter().take_while(|t| t.id != of.id).count()
}

/// Minutes that those before take: by the mean of what was served today, shared by the counters that are open for the matter. None
/// where nothing was served yet or no counter is open: a guess is no answer.
pub fn wait_minutes(tickets: &[Ticket], matter: Matter, ahead: usize, open: usize) -> Option<u32> {
    let spans: Vec<i64> = tickets
        .iter()
        .filter(|t| t.matter == matter)
        .filter_map(|t| Some(t.ended_at? - t.served_at?))
        .collect();
    if spans.is_empty() || open == 0 {
        return None;
    }
    let mean = spans.iter().sum::<i64>() / spans.len() as i64;
    let wait = mean * ahead as i64 / open as i64;
    u32::try_from((wait + 59_999) / 60_000).ok()
}

/// Where a counter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CounterState {
    /// Somebody sits there and calls.
    Open,
    /// Nobody is called for a while.
    Paused,
    /// Nobody sits there.
    Closed,
}

impl CounterState {
    /// All of them.
    pub const ALL: [CounterState; 3] = [CounterState::Open, CounterState::Paused, CounterState::Closed];

    /// As stored.
    pub fn code(self) -> &'static str {
        match self {
            CounterState::Open => "open",
            CounterState::Paused => "paused",
            CounterState::Closed => "closed",
        }
    }

    /// Reads what is stored.
    pub fn from_code(code: &str) -> Option<CounterState> {
        CounterState::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// A counter of a hall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counter {
    /// Its number in the hall.
    pub number: u32,
    /// What is done there.
    pub matters: Vec<Matter>,
    /// Where it stands.
    pub state: CounterState,
    /// Who sits there, with the name.
    pub officer: Option<(LoginId, String)>,
}

impl Counter {
    /// The counter with a state and its officer.
    ///
    /// # Errors
    /// [`HallRefused::CounterTaken`]: another officer sits there.
    pub fn turned(&self, state: CounterState, by: LoginId, name: &str) -> Result<Counter, HallRefused> {
        if let Some((officer, name)) = self.officer.as_ref().filter(|(officer, _)| *officer != by) {
            debug_assert!(*officer != by);
            return Err(HallRefused::CounterTaken { officer: name.clone() });
        }
        let officer = match state {
            CounterState::Open | CounterState::Paused => Some((by, name.to_owned())),
            CounterState::Closed => None,
        };
        Ok(Counter {
            state,
            officer,
            ..self.clone()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::date;

    fn ticket(id: i64, booked: bool, line_at: i64) -> Ticket {
        Ticket {
            office: OfficeId(1),
            id: TicketId(id),
            day: date(2026, 9, 18),
            matter: Matter::Reduction,
            number: Number {
                letter: 'C',
                count: id as u32,
            },
            state: State::Waiting,
            booked,
            line_at,
            counter: None,
            calls: 0,
            appointment: None,
            employer: None,
            errand: None,
            came_at: line_at,
            served_at: None,
            ended_at: None,
        }
    }

    /// Every edge there is; every other pair is refused.
    const EDGES: [(&str, &str, &str); 8] = [
        ("waiting", "call", "called"),
        ("waiting", "leave", "left"),
        ("called", "call_again", "called"),
        ("called", "pass", "waiting"),
        ("called", "serve", "served"),
        ("called", "finish", "done"),
        ("called", "leave", "left"),
        ("served", "finish", "done"),
    ];

    #[test]
    fn every_edge_is_walked_and_every_absent_one_refused() {
        for state in State::ALL {
            for event in Event::ALL {
                let edge = EDGES.iter().find(|(from, by, _)| (*from, *by) == (state.code(), event.code()));
                match (advance(state, event), edge) {
                    (Ok(after), Some((_, _, to))) => assert_eq!(after.code(), *to),
                    (Err(HallRefused::NotNow { .. }), None) => {}
                    (got, expected) => panic!("{} --{}--> {expected:?}: {got:?}", state.code(), event.code()),
                }
            }
        }
        let lines = EDGES.iter().map(|(from, by, to)| [*from, *by, *to]);
        crate::case::printed::agrees("ticket", &["from", "act", "to"], lines);
    }

    #[test]
    fn who_booked_goes_first_and_who_was_passed_stands_behind() {
        let mut tickets = [
            ticket(1, false, 100),
            ticket(2, true, 300),
            ticket(3, true, 200),
            ticket(4, false, 50),
        ];
        let order = |tickets: &[Ticket]| -> Vec<i64> { line(tickets, &[Matter::Reduction]).iter().map(|t| t.id.0).collect() };
        assert_eq!(order(&tickets), [3, 2, 4, 1]);
        assert_eq!(ahead(&tickets, &tickets[0]), 3);
        // Passed: it goes behind whoever booked, too.
        tickets[2].line_at = 400;
        assert_eq!(order(&tickets), [2, 3, 4, 1]);
        assert!(line(&tickets, &[Matter::Cashier]).is_empty());
    }

    #[test]
    fn the_wait_follows_from_what_was_served_today_and_is_no_guess() {
        let mut done = ticket(1, false, 0);
        (done.state, done.served_at, done.ended_at) = (State::Done, Some(0), Some(6 * 60_000));
        let tickets = [done, ticket(2, false, 1), ticket(3, false, 2)];
        assert_eq!(wait_minutes(&tickets, Matter::Reduction, 2, 1), Some(12));
        assert_eq!(wait_minutes(&tickets, Matter::Reduction, 2, 2), Some(6));
        assert_eq!(wait_minutes(&tickets, Matter::Reduction, 0, 1), Some(0));
        assert_eq!(wait_minutes(&tickets, Matter::Cashier, 2, 1), None);
        assert_eq!(wait_minutes(&tickets, Matter::Reduction, 2, 0), None);
    }

    #[test]
    fn a_counter_belongs_to_who_sits_there() {
        let closed = Counter {
            number: 4,
            matters: vec![Matter::Reduction],
            state: CounterState::Closed,
            officer: None,
        };
        let open = closed.turned(CounterState::Open, LoginId(1), "施山茶").expect("nobody sits there");
        assert!(open.turned(CounterState::Open, LoginId(2), "吕海棠").is_err());
        let shut = open.turned(CounterState::Closed, LoginId(1), "施山茶").expect("her own");
        assert_eq!((shut.state, shut.officer), (CounterState::Closed, None));
    }
}
