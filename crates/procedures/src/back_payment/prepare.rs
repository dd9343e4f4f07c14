//! What the employer does to its case: hands it in, answers, mends, takes it back.

use domain::case::back_payment::{Event, Kind};
use domain::case::clock::Clock;
use domain::ids::{CaseId, EmployerId};
use policy::Review;
use store::back_payment::{self, Line, Story};
use store::event::{Act, Body};
use units::{Fact, Fen, Month};

use super::check_lines::{above_zero, supports};
use super::outgrown::still_recent;
use super::{papers, step};
use crate::run_debits::unknown_year;
use crate::{Desk, Error, Key, Opening, Permission, Receipt};

/// Hands a case in: its papers are complete, and the clock of its review begins.
///
/// Refused: `back_payment.papers_missing`, `back_payment.papers_not_mended`, `back_payment.no_longer_recent`, `calendar.unknown_year`,
/// `back_payment.not_now`.
pub fn submit(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId) -> Result<Receipt, Error> {
    act(desk, key, of, id, "back_payment_submitted", |desk, story| {
        let missing: Vec<String> = papers::needed(desk, story)?
            .into_iter()
            .filter(|p| papers::is_missing(story, &p.code))
            .map(|p| format!("back_payment.paper.{}", p.code))
            .collect();
        if let Some(first) = missing.first() {
            let facts = vec![("paper", Fact::Word(first.clone())), ("missing", Fact::Count(missing.len() as i64))];
            return Err(Error::said("back_payment.papers_missing", facts));
        }
        papers::all_mended(story)?;
        still_recent(desk, story)?;
        Ok(Event::Submit {
            clock: clock(desk, story.opened.kind)?,
        })
    })
}

/// The clock of the review, where there is one. A year whose calendar is not known is refused.
fn clock(desk: &Desk, kind: Kind) -> Result<Option<Clock>, Error> {
    if kind.review() == Review::None {
        return Ok(None);
    }
    let rules = desk.book().back_payment(Month::of(desk.today), desk.today)?;
    let days = rules.days_of(kind.review()).unwrap_or(rules.verification_days);
    let clock = Clock::start(desk.today, days, rules.warned_before);
    clock.due(desk.book().calendar()).map_err(unknown_year)?;
    Ok(Some(clock))
}

/// Answers what the reviewer asked for; the clock goes on.
///
/// Refused: `back_payment.note_missing`, `back_payment.papers_not_mended`, `back_payment.not_now`.
pub fn answer(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId, note: &str) -> Result<Receipt, Error> {
    let note = said(note)?;
    let on = desk.today;
    act(desk, key, of, id, "back_payment_answered", |_, story| {
        papers::all_mended(story)?;
        Ok(Event::Answer { note: note.clone(), on })
    })
}

/// Mends a returned case: lines may be put right or taken out, everything else is kept.
///
/// Refused: `back_payment.note_missing`, `back_payment.no_such_line`, `back_payment.not_now`.
pub fn mend(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId, note: &str, lines: &[Mended]) -> Result<Receipt, Error> {
    let note = said(note)?;
    desk.permit_for(Permission::FileBackPayment, of)?;
    let mut act = match desk.open(of, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let story = back_payment::load(desk.tx, of, id)?.ok_or(Error::NotFound)?;
    for mended in lines {
        let old = story.lines.iter().find(|l| l.line == mended.line).ok_or_else(|| {
            let facts = vec![("line", Fact::Count(mended.line))];
            Error::said("back_payment.no_such_line", facts)
        })?;
        mend_line(desk, &mut act, &story, old, mended)?;
    }
    step::advance(desk, &mut act, &story, Event::Mend { note: note.clone() })?;
    let body = Body::new()
        .with("case", id.code())
        .with("note", note)
        .with("lines", lines.len() as i64);
    desk.seal(act, "back_payment_mended", key, body)
}

/// A line put right. Its months can become fewer, not others: other months are another request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mended {
    /// Its position in the case.
    pub line: i64,
    /// Its months; `None`: taken out.
    pub months: Option<(Month, Month)>,
    /// The declared wage.
    pub base: Option<Fen>,
    /// The number of the document.
    pub document: Option<String>,
}

fn mend_line(desk: &mut Desk, act: &mut Act, story: &Story, old: &Line, mended: &Mended) -> Result<(), Error> {
    back_payment::end_line(desk.tx, act, &story.opened, old)?;
    let Some((from, to)) = mended.months else {
        if story.lines.len() == 1 {
            return Err(Error::said("filing.nothing_to_file", vec![]));
        }
        return Ok(());
    };
    if to < from || from < old.from || old.to < to {
        let facts = vec![("from", Fact::Month(old.from)), ("to", Fact::Month(old.to))];
        return Err(Error::said("back_payment.other_months", facts));
    }
    if let Some(base) = mended.base {
        above_zero(base)?;
    }
    if let Some(number) = mended.document.as_deref().filter(|number| !number.trim().is_empty()) {
        supports(desk, number.trim(), old.person)?;
    }
    let line = Line {
        from,
        to,
        base: mended.base.unwrap_or(old.base),
        document: mended.document.clone().or_else(|| old.document.clone()),
        ..old.clone()
    };
    Ok(back_payment::put_line(desk.tx, act, &story.opened, &line)?)
}

/// Takes a case back.
///
/// Refused: `back_payment.not_now`.
pub fn withdraw(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId) -> Result<Receipt, Error> {
    act(desk, key, of, id, "back_payment_withdrawn", |_, _| Ok(Event::Withdraw))
}

fn said(note: &str) -> Result<String, Error> {
    let note = note.trim();
    if note.is_empty() {
        return Err(Error::said("back_payment.note_missing", vec![]));
    }
    Ok(note.to_owned())
}

fn act(
    desk: &mut Desk,
    key: &Key,
    of: EmployerId,
    id: CaseId,
    kind: &str,
    event: impl Fn(&mut Desk, &Story) -> Result<Event, Error>,
) -> Result<Receipt, Error> {
    desk.permit_for(Permission::FileBackPayment, of)?;
    let mut act = match desk.open(of, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let story = back_payment::load(desk.tx, of, id)?.ok_or(Error::NotFound)?;
    let event = event(desk, &story)?;
    step::advance(desk, &mut act, &story, event)?;
    desk.seal(act, kind, key, Body::new().with("case", id.code()))
}
