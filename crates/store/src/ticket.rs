//! The line of a hall and its counters.

use domain::hall::Matter;
use domain::hall::appointment::Errand;
use domain::hall::ticket::{Counter, CounterState, State, Ticket};
use domain::ids::{AppointmentId, EmployerId, LoginId, OfficeId, TicketId};
use units::Date;

use crate::appointment::number;
use crate::event::Act;
use crate::fact::Table;
use crate::office::matter;
use crate::{Row, Trouble, Tx, V};

/// Tickets, a row for each way they stand.
pub static TICKET: Table = Table::new(
    "ticket",
    &[
        "office_id",
        "ticket_id",
        "n",
        "on_day",
        "matter",
        "letter",
        "seq",
        "state",
        "booked",
        "line_at",
        "counter_no",
        "calls",
        "appointment_id",
        "employer_id",
        "errand",
        "came_at",
        "served_at",
        "ended_at",
    ],
    &["office_id", "ticket_id", "n"],
    "office_id",
)
.superseded();

/// Counters, a row for each way they stand.
pub static COUNTER: Table = Table::new(
    "counter",
    &["office_id", "counter_no", "n", "matters", "state", "officer", "officer_name"],
    &["office_id", "counter_no", "n"],
    "office_id",
)
.superseded();

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT office_id, ticket_id, n, on_day, matter, letter, seq, state, booked, line_at, counter_no, calls, appointment_id, ",
            "employer_id, errand, came_at, served_at, ended_at FROM ticket ",
            $rest
        )
    };
}

fn row(of: &Ticket, n: i64) -> Vec<V> {
    vec![
        of.office.0.into(),
        of.id.0.into(),
        n.into(),
        of.day.into(),
        of.matter.code().into(),
        of.number.letter.to_string().into(),
        of.number.count.into(),
        of.state.code().into(),
        of.booked.into(),
        of.line_at.into(),
        of.counter.into(),
        of.calls.into(),
        of.appointment.map(|id| id.0).into(),
        of.employer.map(|id| id.0).into(),
        of.errand.map(|errand| errand.code()).into(),
        of.came_at.into(),
        of.served_at.into(),
        of.ended_at.into(),
    ]
}

fn restore(row: &Row) -> Result<(i64, Ticket), Trouble> {
    let odd = |what: &str| Trouble::value(format!("ticket row: {what}"));
    let small = |n: i64| u32::try_from(n).unwrap_or_default();
    let ticket = Ticket {
        office: OfficeId(row.i64(0)?),
        id: TicketId(row.i64(1)?),
        day: row.date(3)?,
        matter: matter(row.text(4)?)?,
        number: number(row.opt_text(5)?, row.opt_i64(6)?).ok_or_else(|| odd("no number"))?,
        state: State::from_code(row.text(7)?).ok_or_else(|| odd("unknown state"))?,
        booked: row.bool(8)?,
        line_at: row.i64(9)?,
        counter: row.opt_i64(10)?.map(small),
        calls: small(row.i64(11)?),
        appointment: row.opt_i64(12)?.map(AppointmentId),
        employer: row.opt_i64(13)?.map(EmployerId),
        errand: row.opt_text(14)?.and_then(Errand::from_code),
        came_at: row.i64(15)?,
        served_at: row.opt_i64(16)?,
        ended_at: row.opt_i64(17)?,
    };
    Ok((row.i64(2)?, ticket))
}

/// Writes a new ticket.
pub fn open(tx: &mut Tx, act: &mut Act, of: &Ticket) -> Result<(), Trouble> {
    act.insert(tx, &TICKET, &row(of, act.n))
}

/// Writes how a ticket stands now; `was` is the event of the row that it follows.
pub fn follow(tx: &mut Tx, act: &mut Act, was: i64, of: &Ticket) -> Result<(), Trouble> {
    act.supersede(tx, &TICKET, &[of.office.0.into(), of.id.0.into(), was.into()])?;
    act.insert(tx, &TICKET, &row(of, act.n))
}

/// One ticket as it stands, with the event of its row.
pub fn load(tx: &mut Tx, id: TicketId) -> Result<Option<(i64, Ticket)>, Trouble> {
    let sql = select!("WHERE ticket_id = $1 AND superseded_n IS NULL");
    tx.one(sql, &[id.0.into()])?.map(|row| restore(&row)).transpose()
}

/// The tickets of a day at an office.
pub fn of_day(tx: &mut Tx, office: OfficeId, day: Date) -> Result<Vec<(i64, Ticket)>, Trouble> {
    let sql = select!("WHERE office_id = $1 AND on_day = $2 AND superseded_n IS NULL ORDER BY ticket_id");
    tx.query(sql, &[office.0.into(), day.into()])?.iter().map(restore).collect()
}

/// Tickets before a day that are not ended.
pub fn unended_before(tx: &mut Tx, office: OfficeId, day: Date) -> Result<Vec<(i64, Ticket)>, Trouble> {
    let sql = select!(
        "WHERE office_id = $1 AND on_day < $2 AND superseded_n IS NULL AND state IN ('waiting', 'called', 'served') ORDER BY ticket_id"
    );
    tx.query(sql, &[office.0.into(), day.into()])?.iter().map(restore).collect()
}

fn counter_row(office: OfficeId, of: &Counter, n: i64) -> Vec<V> {
    let matters: Vec<&str> = of.matters.iter().map(|matter| matter.code()).collect();
    vec![
        office.0.into(),
        of.number.into(),
        n.into(),
        matters.join(" ").into(),
        of.state.code().into(),
        of.officer.as_ref().map(|(id, _)| id.0).into(),
        of.officer.as_ref().map(|(_, name)| name.clone()).into(),
    ]
}

/// Writes how a counter stands now; `was` is the event of the row that it follows, where there is one.
pub fn put_counter(tx: &mut Tx, act: &mut Act, office: OfficeId, was: Option<i64>, of: &Counter) -> Result<(), Trouble> {
    if let Some(was) = was {
        act.supersede(tx, &COUNTER, &[office.0.into(), of.number.into(), was.into()])?;
    }
    act.insert(tx, &COUNTER, &counter_row(office, of, act.n))
}

/// The counters of an office as they stand, each with the event of its row.
pub fn counters(tx: &mut Tx, office: OfficeId) -> Result<Vec<(i64, Counter)>, Trouble> {
    let sql = "SELECT n, counter_no, matters, state, officer, officer_name FROM counter \
               WHERE office_id = $1 AND superseded_n IS NULL ORDER BY counter_no";
    let rows = tx.query(sql, &[office.0.into()])?;
    rows.iter()
        .map(|row| {
            let officer = match (row.opt_i64(4)?, row.opt_text(5)?) {
                (Some(id), Some(name)) => Some((LoginId(id), name.to_owned())),
                (_, _) => None,
            };
            let matters: Vec<Matter> = row.text(2)?.split_whitespace().map(matter).collect::<Result<_, _>>()?;
            let counter = Counter {
                number: u32::try_from(row.i64(1)?).unwrap_or_default(),
                matters,
                state: CounterState::from_code(row.text(3)?).ok_or_else(|| Trouble::value("counter row: unknown state".to_owned()))?,
                officer,
            };
            Ok((row.i64(0)?, counter))
        })
        .collect()
}
