//! Receipts (回执): found for ever, and what became of each line.

use domain::case::counter_reduction::State;
use domain::ids::EmployerId;
use store::event::Body;
use store::filing;
use store::history;
use units::{Fact, Month, Statement};

use crate::{Desk, Error, Key, Permission, Receipt};

/// A line of a filing, what became of it in each branch group, and something typed that is not filed yet.
pub use store::filing::{Draft, Line, LineState};

/// A filing with its lines as they stand.
#[derive(Clone, Debug)]
pub struct Filing {
    /// The acknowledgement.
    pub receipt: Receipt,
    /// What became of each line.
    pub lines: Vec<Line>,
}

/// The filing behind the `n`-th event of an employer.
pub fn filing(desk: &mut Desk, employer: EmployerId, n: i64) -> Result<Filing, Error> {
    desk.permit_for(Permission::ViewEmployer, employer)?;
    let found = history::load(desk.tx, employer.0, n)?.ok_or(Error::NotFound)?;
    let lines = standing_lines(desk, employer, n)?;
    Ok(Filing {
        receipt: desk.receipt(found),
        lines,
    })
}

/// The lines of a filing as they stand: one that went to the counter is done once the desks entered it, and ends where its employer
/// took it back; one that waited for another employer is what became of it when the waiting ended.
fn standing_lines(desk: &mut Desk, employer: EmployerId, n: i64) -> Result<Vec<Line>, Error> {
    let mut lines = filing::lines(desk.tx, employer, n)?;
    for line in lines.iter_mut().filter(|line| line.states.contains(&LineState::Waiting)) {
        awaited(desk, employer, n, line)?;
    }
    if !lines.iter().any(|line| line.states.contains(&LineState::Counter)) {
        return Ok(lines);
    }
    for (line, _, state) in crate::counter_cases::of_filing(desk, employer, n)? {
        let (becomes, says) = match state {
            State::Entered { .. } => (LineState::Done, String::new()),
            State::Withdrawn => (LineState::Refused, note("reduction.withdrawn", &[])),
            State::Filed | State::Confirmed(_) | State::ExceptionNoted(..) | State::ExceptionGranted(..) | State::SentBack { .. } => {
                continue;
            }
        };
        for of in lines.iter_mut().filter(|of| of.line == line) {
            of.states = of.states.map(|s| if s == LineState::Counter { becomes } else { s });
            of.note.clone_from(&says);
        }
    }
    Ok(lines)
}

fn awaited(desk: &mut Desk, employer: EmployerId, n: i64, line: &mut Line) -> Result<(), Error> {
    let Some(person) = line.person else { return Ok(()) };
    let Some(ended) = filing::waiting_ended(desk.tx, employer, person, n)? else {
        return Ok(());
    };
    let became = filing::lines(desk.tx, employer, ended)?
        .into_iter()
        .find(|of| of.person == Some(person));
    if let Some(became) = became {
        (line.states, line.note) = (became.states, became.note);
    }
    Ok(())
}

/// How many lines are in which pair of states.
fn tally_of(lines: &[Line]) -> Vec<([LineState; 2], i64)> {
    let mut tally: Vec<([LineState; 2], i64)> = Vec::new();
    for line in lines {
        match tally.iter_mut().find(|(states, _)| *states == line.states) {
            Some((_, count)) => *count += 1,
            None => tally.push((line.states, 1)),
        }
    }
    tally
}

/// The latest filings of an employer, newest first.
pub fn latest(desk: &mut Desk, employer: EmployerId, limit: i64) -> Result<Vec<Filing>, Error> {
    desk.permit_for(Permission::ViewEmployer, employer)?;
    let mut filings = Vec::new();
    for found in history::latest(desk.tx, employer.0, limit)? {
        let lines = standing_lines(desk, employer, found.n)?;
        filings.push(Filing {
            receipt: desk.receipt(found),
            lines,
        });
    }
    Ok(filings)
}

/// A filing as a list shows it.
#[derive(Clone, Debug)]
pub struct Summary {
    /// The acknowledgement.
    pub receipt: Receipt,
    /// Its first line, where it has lines.
    pub first: Option<Line>,
    /// How many lines are in which pair of states.
    pub tally: Vec<([LineState; 2], i64)>,
}

impl Summary {
    /// How many lines it has.
    pub fn lines(&self) -> i64 {
        self.tally.iter().map(|(_, count)| count).sum()
    }

    /// The states of one branch group with how many lines are in each, those that need somebody first.
    pub fn of_group(&self, group: usize) -> Vec<(LineState, i64)> {
        let order = [
            LineState::Failed,
            LineState::Refused,
            LineState::Counter,
            LineState::Waiting,
            LineState::Done,
            LineState::NotConcerned,
        ];
        let count = |state: LineState| {
            let of_state = self.tally.iter().filter(|(states, _)| states.get(group) == Some(&state));
            (state, of_state.map(|(_, count)| count).sum())
        };
        order.into_iter().map(count).filter(|(_, count)| *count > 0).collect()
    }
}

/// What an employer's clerk calls a filing: everything but the founding of the register and the machine's own marks.
const SHOWN: [&str; 26] = [
    "staff_increased",
    "staff_reduced",
    "increase_undone",
    "increase_completed",
    "month_declared",
    "bases_declared",
    "mandate_changed",
    "employer_registered",
    "reduction_taken_in",
    "counter_reduction_entered",
    "ended_by_decision",
    "agent_authorised",
    "agent_dismissed",
    "back_payment_opened",
    "back_payment_submitted",
    "back_payment_answered",
    "back_payment_mended",
    "back_payment_withdrawn",
    "back_payment_confirmed",
    "back_payment_returned",
    "back_payment_refused",
    "back_payment_accepted",
    "back_payment_filed_online",
    "back_payment_filed_again",
    "back_payment_debited",
    "paid_at_counter",
];

/// Filings of an employer before the event `before`, newest first, without their lines.
pub fn summaries(desk: &mut Desk, employer: EmployerId, before: Option<i64>, limit: usize) -> Result<Vec<Summary>, Error> {
    desk.permit_for(Permission::ViewEmployer, employer)?;
    let mut found = Vec::new();
    let mut before = before.unwrap_or(i64::MAX);
    while found.len() < limit {
        let events = history::page(desk.tx, employer.0, before, 50)?;
        let Some(last) = events.last() else { break };
        before = last.n;
        for event in events
            .into_iter()
            .filter(|e| SHOWN.contains(&e.kind.as_str()))
            .take(limit - found.len())
        {
            let first = filing::first_lines(desk.tx, employer, event.n, 1)?.pop();
            let mut tally = filing::tally(desk.tx, employer, event.n)?;
            let moves = |states: &[LineState; 2]| states.iter().any(|s| matches!(s, LineState::Counter | LineState::Waiting));
            if tally.iter().any(|(states, _)| moves(states)) {
                tally = tally_of(&standing_lines(desk, employer, event.n)?);
            }
            found.push(Summary {
                receipt: desk.receipt(event),
                first,
                tally,
            });
        }
    }
    Ok(found)
}

/// The filing with this receipt number; a mistyped or forged number is not found.
pub fn by_number(desk: &mut Desk, number: &str) -> Result<Filing, Error> {
    let mut parts = number.trim().split('-');
    let (Some(code), Some(n)) = (parts.next(), parts.next().and_then(|n| n.parse().ok())) else {
        return Err(Error::NotFound);
    };
    let employer = EmployerId::from_code(code).map_err(|_| Error::NotFound)?;
    let found = filing(desk, employer, n)?;
    if found.receipt.number.eq_ignore_ascii_case(number.trim()) {
        Ok(found)
    } else {
        Err(Error::NotFound)
    }
}

/// The receipts of what was done to a back payment, in order: of its opening and of each step.
pub fn receipts_of_steps(desk: &mut Desk, of: &crate::back_payment::Overview) -> Result<Vec<Receipt>, Error> {
    let opened = &of.story.opened;
    desk.permit_for(Permission::ViewBackPayments, opened.employer)?;
    let mut receipts = Vec::new();
    let steps = of.story.steps.iter().map(|step| step.n);
    let sampled = of.story.sampled.iter().map(|found| found.n);
    for n in [opened.n].into_iter().chain(steps).chain(sampled) {
        let event = history::load(desk.tx, opened.employer.0, n)?.ok_or(Error::NotFound)?;
        receipts.push(desk.receipt(event));
    }
    Ok(receipts)
}

/// The receipt of this very ask, where it was accepted before: a form sent twice, a connection that broke.
///
/// Refused: the key was used for something else.
pub fn already(desk: &mut Desk, employer: EmployerId, key: &Key) -> Result<Option<Receipt>, Error> {
    desk.permit_for(Permission::ViewEmployer, employer)?;
    let found = store::event::find_by_key(desk.tx, employer.0, desk.caller.login.0, &key.key, &key.ask_hash)?;
    Ok(found.map(|event| desk.receipt(event)))
}

/// A code with its facts as a line keeps it.
pub(crate) fn note(code: &str, facts: &[(&str, Fact)]) -> String {
    let body = facts.iter().fold(Body::new().with("code", code), |body, (name, fact)| match fact {
        Fact::Text(text) => body.with(name, text.as_str()),
        Fact::Word(key) => body.with(name, Body::new().with("word", key.as_str())),
        Fact::Note(note) => body.with(name, Body::new().with("note", note.as_str())),
        Fact::Words(keys) => body.with(name, Body::new().with("words", keys.join(","))),
        Fact::Months(months) => body.with(name, Body::new().with("months", codes(months))),
        Fact::Parameter(key) => body.with(name, Body::new().with("parameter", key.as_str())),
        Fact::Money(fen) => body.with(name, Body::new().with("fen", *fen)),
        Fact::Day(day) => body.with(name, Body::new().with("day", *day)),
        Fact::Month(month) => body.with(name, Body::new().with("month", *month)),
        Fact::Count(count) => body.with(name, *count),
        Fact::Rate(rate) => body.with(name, Body::new().with("ppm", i64::from(rate.ppm()))),
    });
    body.to_text()
}

fn codes(months: &[Month]) -> String {
    months.iter().map(|month| month.code().to_string()).collect::<Vec<_>>().join(",")
}

/// A refusal as a line keeps it.
pub(crate) fn note_of(why: &dyn Statement) -> String {
    note(why.code(), &why.facts())
}

/// Reads a kept note back: its code and its facts. Nothing where the note is empty.
pub fn read_note(text: &str) -> Option<(String, Vec<(String, Fact)>)> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    let code = value["code"].as_str()?.to_owned();
    let facts = value
        .as_object()?
        .iter()
        .filter(|(name, _)| *name != "code")
        .filter_map(|(name, v)| Some((name.clone(), read_fact(v)?)));
    Some((code, facts.collect()))
}

fn month_of(code: &str) -> Option<Month> {
    Month::from_code(code.parse().ok()?).ok()
}

fn read_fact(value: &serde_json::Value) -> Option<Fact> {
    if let Some(text) = value.as_str() {
        return Some(Fact::Text(text.to_owned()));
    }
    if let Some(count) = value.as_i64() {
        return Some(Fact::Count(count));
    }
    let (kind, inner) = value.as_object()?.iter().next()?;
    match kind.as_str() {
        "word" => Some(Fact::Word(inner.as_str()?.to_owned())),
        "note" => Some(Fact::Note(inner.as_str()?.to_owned())),
        "words" => Some(Fact::Words(inner.as_str()?.split(',').map(str::to_owned).collect())),
        "months" => Some(Fact::Months(inner.as_str()?.split(',').filter_map(month_of).collect())),
        "parameter" => Some(Fact::Parameter(inner.as_str()?.to_owned())),
        "fen" => Some(Fact::Money(units::Fen(inner.as_i64()?))),
        "day" => Some(Fact::Day(inner.as_str()?.parse().ok()?)),
        "month" => Some(Fact::Month(units::Month::from_code(inner.as_i64()?).ok()?)),
        "ppm" => Some(Fact::Rate(units::Rate(u32::try_from(inner.as_i64()?).ok()?))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_read_back_with_its_facts() {
        let facts = [
            ("day", Fact::Day(units::date(2026, 9, 2))),
            ("month", Fact::Month(units::Month::parse("2026-08").expect("a month"))),
            ("fee", Fact::Money(units::Fen(10_814))),
            ("name", Fact::Text("高**".to_owned())),
            ("count", Fact::Count(3)),
        ];
        let (code, read) = read_note(&note("reduction.not_on_roll", &facts)).expect("a note");
        assert_eq!(code, "reduction.not_on_roll");
        for (name, fact) in facts {
            assert!(read.contains(&(name.to_owned(), fact)), "{name}");
        }
        assert_eq!(read_note(""), None);
    }
}
