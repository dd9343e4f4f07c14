//! What can be asked for: each line held against employment, record, other cases and documents, before anything is filed.

use domain::bill::BillKind;
use domain::case::back_payment::Kind;
use domain::collection::ClaimKey;
use domain::ids::{CaseId, EmployerId, PersonId};
use domain::reckon::route::{self, Part, route};
use domain::registry::Person;
use domain::spell::{Spell, Timeline};
use policy::{Category, Paper};
use store::{back_payment, bill, person, spell};
use units::{Date, Fact, Fen, Month};

use super::amounts::{assess_month, difference};
use super::open::{Ask, Asked};
use super::papers::{DOCUMENT as LONG_REQUEST, before};
use crate::error::{Refusal, Said};
use crate::position::Position;
use crate::wage_on_record::wage_on_record;
use crate::{Desk, Error, Permission};

/// One person's months as asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskLine {
    /// Position, from 1; the row of the workbook where there was one.
    pub line: i64,
    /// Whose.
    pub person: PersonId,
    /// First month.
    pub from: Month,
    /// Last month.
    pub to: Month,
    /// Declared wage of these months; `None`: the one on record.
    pub base: Option<Fen>,
    /// Why the months were missed.
    pub reason: String,
    /// Number of the supporting document.
    pub document: Option<String>,
    /// Whether medical costs arose in these months.
    pub medical_costs: bool,
}

/// Something to say about a line that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// The declared wage lies outside the limits in some month: the clamped base counts.
    Clamped,
    /// The amount of some month is unknown here: the reviewing officer enters it with a ground.
    AmountToBeEntered,
    /// Its months go different ways.
    Split,
}

impl Note {
    /// The key of its sentence.
    pub fn key(self) -> &'static str {
        match self {
            Note::Clamped => "back_payment.note.clamped",
            Note::AmountToBeEntered => "back_payment.note.amount_to_be_entered",
            Note::Split => "back_payment.note.split",
        }
    }
}

/// A line that can be filed.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Whose.
    pub person: Person,
    /// The category it is charged in.
    pub category: Category,
    /// The wage that counts, unclamped.
    pub base: Fen,
    /// The month whose wage it is, where nobody named one and none was declared for these months.
    pub base_of: Option<Month>,
    /// Its months by the way they go.
    pub parts: Vec<Part>,
    /// What is to be said.
    pub notes: Vec<Note>,
}

/// What became of one line.
#[derive(Debug)]
pub struct LineVerdict {
    /// Its position.
    pub line: i64,
    /// What it makes, or why it is refused.
    pub outcome: Result<Checked, Box<dyn Refusal>>,
}

/// One part of a request: what becomes one case.
#[derive(Clone, Debug)]
pub struct PartPlan {
    /// Its kind.
    pub kind: Kind,
    /// The way, with papers and forms; of the first line.
    pub part: Part,
    /// The lines with their months, each a span without gaps.
    pub lines: Vec<(AskLine, Checked)>,
}

/// Looks at what is asked for without filing it.
pub fn check_back_payment(desk: &mut Desk, employer: EmployerId, ask: &Ask) -> Result<Vec<LineVerdict>, Error> {
    desk.permit_for(Permission::FileBackPayment, employer)?;
    let mut verdicts: Vec<LineVerdict> = Vec::with_capacity(ask.lines.len());
    for (at, line) in ask.lines.iter().enumerate() {
        let earlier: Vec<&AskLine> = ask.lines[..at]
            .iter()
            .zip(&verdicts)
            .filter(|(_, v)| v.outcome.is_ok())
            .map(|(l, _)| l)
            .collect();
        let outcome = match look(desk, employer, ask, line, &earlier) {
            Ok(checked) => Ok(checked),
            Err(Error::Refused(why)) => Err(why),
            Err(other) => return Err(other),
        };
        verdicts.push(LineVerdict { line: line.line, outcome });
    }
    Ok(verdicts)
}

fn said<T>(code: &'static str, facts: Vec<(&'static str, Fact)>) -> Result<T, Error> {
    Err(Error::refused(Said::new(code, facts)))
}

fn look(desk: &mut Desk, employer: EmployerId, ask: &Ask, line: &AskLine, earlier: &[&AskLine]) -> Result<Checked, Error> {
    if line.to < line.from {
        return said(
            "back_payment.months_reversed",
            vec![("from", Fact::Month(line.from)), ("to", Fact::Month(line.to))],
        );
    }
    let known = person::load(desk.tx, line.person)?.ok_or(Error::NotFound)?;
    let timeline = spell::timeline(desk.tx, employer, line.person)?;
    let category = match ask.asked {
        Asked::ByMonth | Asked::Inspection | Asked::BaseDifference => employed(desk, &timeline, line)?,
        // Who retired, moved or died may be off the roll: the months were filed and billed while the person was on it.
        Asked::OnePerson(_) => category_on_record(&timeline)?,
    };
    let parts = ways(desk, ask, line, category)?;
    apart(line, earlier)?;
    document(desk, ask, line, earlier)?;
    for month in line.from.through(line.to) {
        free(desk, employer, ask, line, &timeline, month)?;
    }
    let on_record = match ask.asked {
        // The difference is of a wage that the clerk names: the one on record is what was paid on.
        Asked::BaseDifference => None,
        Asked::ByMonth | Asked::Inspection | Asked::OnePerson(_) => wage_on_record(desk, employer, line.person, &timeline, line.from)?,
    };
    let Some(base) = line.base.or(on_record.map(|found| found.wage)) else {
        return said("back_payment.base_missing", vec![("month", Fact::Month(line.from))]);
    };
    above_zero(base)?;
    if ask.asked == Asked::BaseDifference {
        differs(desk, employer, line, base)?;
    }
    let notes = notes(desk, employer, line, category, base, parts.len() > 1)?;
    Ok(Checked {
        person: known,
        category,
        base,
        base_of: on_record.filter(|_| line.base.is_none()).and_then(|found| found.of),
        parts,
        notes,
    })
}

/// The ways of a line's months. They depend on all that the person asks for together, and on what was asked for before.
fn ways(desk: &mut Desk, ask: &Ask, line: &AskLine, category: Category) -> Result<Vec<Part>, Error> {
    let together: Vec<Month> = ask
        .lines
        .iter()
        .filter(|l| l.person == line.person && l.from <= l.to)
        .flat_map(|l| l.from.through(l.to))
        .filter(|m| *m < Month::of(desk.today))
        .chain(line.from.through(line.to))
        .collect();
    let way = route::Ask {
        months: together,
        category,
        before: before(desk, line.person, None)?,
        on: desk.today,
        known_on: desk.today,
    };
    let mut parts = route(desk.book(), &way).map_err(Error::refused)?;
    for part in &mut parts {
        part.months.retain(|m| (line.from..=line.to).contains(m));
    }
    parts.retain(|part| !part.months.is_empty());
    in_its_own_way(desk, ask.asked, parts)
}

/// What is not asked for month by month goes one way, its own, with its own papers, however long ago its months lie.
fn in_its_own_way(desk: &Desk, asked: Asked, parts: Vec<Part>) -> Result<Vec<Part>, Error> {
    let kind = asked.kind(Kind::Recent);
    let (Asked::Inspection | Asked::BaseDifference | Asked::OnePerson(_), Some(first)) = (asked, parts.first()) else {
        return Ok(parts);
    };
    let routes = desk.book().routes();
    let route = routes
        .get(kind.code())
        .ok_or_else(|| policy::Unknown::new("back_payment.route", Month::of(desk.today)))?;
    let mut papers: Vec<Paper> = routes.papers_of(route).cloned().collect();
    let long = parts.iter().flat_map(|part| &part.papers).find(|paper| paper.code == LONG_REQUEST);
    if kind.is_of_omitted_months() && !papers.iter().any(|paper| paper.code == LONG_REQUEST) {
        papers.extend(long.cloned());
    }
    let mut months: Vec<Month> = parts.iter().flat_map(|part| part.months.iter().copied()).collect();
    months.sort_unstable();
    Ok(vec![Part {
        months,
        route: route.clone(),
        why: first.why,
        papers,
        forms: routes.forms_of(route).cloned().collect(),
        online: false,
        days: None,
        through_tax: vec![],
        // The rows that decide the ways by month decide nothing here.
        doubts: vec![],
        grounds: vec![],
    }])
}

/// The category that a person was charged in last, on the roll or not any more.
fn category_on_record(timeline: &Timeline) -> Result<Category, Error> {
    let real = timeline.spells.iter().filter(|s| !s.is_void());
    match real.max_by_key(|s| (s.from, s.n)) {
        Some(last) => Ok(last.category),
        None => said("back_payment.not_on_roll", vec![]),
    }
}

/// A wage below the limits is clamped; none at all, or one below nothing, is a slip.
pub(super) fn above_zero(base: Fen) -> Result<(), Error> {
    match base > Fen::ZERO {
        true => Ok(()),
        false => said("back_payment.base_not_above_zero", vec![("amount", Fact::Money(base))]),
    }
}

/// A base difference comes to something in each of its months; what cannot be computed here an officer enters.
fn differs(desk: &mut Desk, employer: EmployerId, line: &AskLine, base: Fen) -> Result<(), Error> {
    let known = store::employer::load(desk.tx, employer)?.ok_or(Error::NotFound)?;
    for month in line.from.through(line.to) {
        match difference(desk, &known, line.person, month, base) {
            Err(Error::Refused(why)) if why.code() == "back_payment.no_difference" => return Err(Error::Refused(why)),
            Ok(_) | Err(Error::Refused(_)) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(())
}

/// A document supports only the persons that it named first, wherever it is named: by a line put right, too.
pub(super) fn supports(desk: &mut Desk, number: &str, who: PersonId) -> Result<(), Error> {
    let named = back_payment::persons_of_document(desk.tx, number)?;
    match named.iter().any(|person| *person != who) {
        true => said("back_payment.document_reused", vec![("document", Fact::Text(number.to_owned()))]),
        false => Ok(()),
    }
}

/// The person is on the roll now, and every month lies within the employment. Answers the category.
fn employed(desk: &Desk, timeline: &Timeline, line: &AskLine) -> Result<Category, Error> {
    let now = Month::of(desk.today);
    let running = timeline.spells.iter().filter(|s| !s.is_void() && s.to.is_none_or(|to| now <= to));
    let Some(current) = running.max_by_key(|s| (s.from, s.n)) else {
        return said("back_payment.not_on_roll", vec![]);
    };
    let starts = |s: &&Spell| s.started_on.unwrap_or(s.from.first_day());
    let within = |month: Month| {
        let real = timeline.spells.iter().filter(|s| !s.is_void());
        let mut spans = real.map(|s| (starts(&s), s.ended_on));
        spans.any(|(from, to)| from <= month.last_day() && to.is_none_or(|to: Date| month.first_day() <= to))
    };
    match line.from.through(line.to).find(|month| !within(*month)) {
        None => Ok(current.category),
        Some(month) => {
            let hired = timeline
                .spells
                .iter()
                .filter(|s| !s.is_void())
                .map(|s| starts(&s))
                .min()
                .unwrap_or(desk.today);
            said(
                "back_payment.outside_employment",
                vec![("month", Fact::Month(month)), ("hired", Fact::Day(hired))],
            )
        }
    }
}

/// No earlier line of the request asks for one of these months.
fn apart(line: &AskLine, earlier: &[&AskLine]) -> Result<(), Error> {
    let meets = |other: &&&AskLine| other.person == line.person && other.from <= line.to && line.from <= other.to;
    match earlier.iter().find(meets) {
        None => Ok(()),
        Some(other) => said(
            "back_payment.overlap",
            vec![
                ("from", Fact::Month(line.from.max(other.from))),
                ("to", Fact::Month(line.to.min(other.to))),
                ("row", Fact::Count(line.line)),
                ("other", Fact::Count(other.line)),
            ],
        ),
    }
}

/// A document supports only the persons that it named first.
fn document(desk: &mut Desk, ask: &Ask, line: &AskLine, earlier: &[&AskLine]) -> Result<(), Error> {
    let Some(number) = line.document.as_deref().filter(|n| !n.trim().is_empty()) else {
        return match ask.asked {
            Asked::Inspection => said("back_payment.document_missing", vec![]),
            Asked::ByMonth | Asked::BaseDifference | Asked::OnePerson(_) => Ok(()),
        };
    };
    let fact = || ("document", Fact::Text(number.to_owned()));
    let reused = |other: &&&AskLine| other.person != line.person && other.document.as_deref() == Some(number);
    if let Some(other) = earlier.iter().find(reused) {
        return said(
            "back_payment.document_reused_in_row",
            vec![fact(), ("row", Fact::Count(other.line))],
        );
    }
    supports(desk, number, line.person)
}

/// Nobody has paid the month, asks for it elsewhere, or was billed for it, unless that is what the request is about.
fn free(desk: &mut Desk, employer: EmployerId, ask: &Ask, line: &AskLine, timeline: &Timeline, month: Month) -> Result<(), Error> {
    let fact = || vec![("month", Fact::Month(month))];
    let omitted = ask.asked.is_of_omitted_months();
    let posted = back_payment::posted_of_person(desk.tx, line.person)?;
    if omitted && posted.iter().any(|p| p.month == month && p.kind.is_of_omitted_months()) {
        return said("back_payment.month_paid", fact());
    }
    if omitted && paid_earlier(desk, line.person, month)? {
        return said("back_payment.month_paid", fact());
    }
    let elsewhere = |p: &person::Place| p.employer != employer && p.from <= month && p.to.is_none_or(|to| month <= to);
    if omitted && person::places(desk.tx, line.person)?.iter().any(elsewhere) {
        return said("back_payment.held_elsewhere", fact());
    }
    if let Some(other) = live_case(desk, line.person, month)? {
        let number = if other.0 == employer { other.1.code() } else { String::new() };
        return said(
            "back_payment.in_another_case",
            vec![("month", Fact::Month(month)), ("case", Fact::Text(number))],
        );
    }
    let billed = is_billed(desk, employer, line.person, month)?;
    match (omitted, billed) {
        (true, true) => said("back_payment.month_billed", fact()),
        (false, false) => said("back_payment.month_not_billed", fact()),
        (false, true) if matches!(ask.asked, Asked::OnePerson(_)) => owed_for(desk, employer, line.person, month),
        (true, false) if timeline.at(month).is_some() && month >= Month::of(desk.today) => said("back_payment.month_billed", fact()),
        (true, false) | (false, true) => Ok(()),
    }
}

/// A billed month is settled for one person while it is owed: not when its bill is paid, and not twice.
fn owed_for(desk: &mut Desk, employer: EmployerId, who: PersonId, month: Month) -> Result<(), Error> {
    let regular = ClaimKey {
        month,
        kind: BillKind::Regular,
    };
    let settled_alone = |p: &back_payment::Posted| p.employer == employer && p.month == month && p.kind == Kind::OnePerson;
    let is_paid = Position::load(desk, employer)?.settled(regular).is_some()
        || back_payment::posted_of_person(desk.tx, who)?.iter().any(settled_alone);
    match is_paid {
        true => said("back_payment.month_paid", vec![("month", Fact::Month(month))]),
        false => Ok(()),
    }
}

/// Whether the records from before this system say that the month is paid.
fn paid_earlier(desk: &mut Desk, who: PersonId, month: Month) -> Result<bool, Error> {
    let held = store::earlier::of_person(desk.tx, who)?;
    Ok(held
        .iter()
        .any(|held| held.counts_at(i64::MAX) && held.months.covers(month) && held.months.standing.is_paid()))
}

/// Whether a person is on the employer's regular bill of a month, as it was made.
pub(super) fn is_billed(desk: &mut Desk, employer: EmployerId, who: PersonId, month: Month) -> Result<bool, Error> {
    let Some(last) = bill::of_month(desk.tx, employer, month)?.pop() else {
        return Ok(false);
    };
    Ok(spell::ever(desk.tx, employer, who)?.at(last.basis.version).at(month).is_some())
}

fn live_case(desk: &mut Desk, who: PersonId, month: Month) -> Result<Option<(EmployerId, CaseId)>, Error> {
    for story in back_payment::of_person(desk.tx, who)? {
        let covers = story.lines.iter().any(|l| l.person == who && l.from <= month && month <= l.to);
        if covers && !story.case()?.state.is_final() {
            return Ok(Some((story.opened.employer, story.opened.id)));
        }
    }
    Ok(None)
}

fn notes(desk: &mut Desk, employer: EmployerId, line: &AskLine, category: Category, base: Fen, split: bool) -> Result<Vec<Note>, Error> {
    let known = store::employer::load(desk.tx, employer)?.ok_or(Error::NotFound)?;
    let (mut clamped, mut unknown) = (false, false);
    for month in line.from.through(line.to) {
        match assess_month(desk, &known, month, category, base) {
            Ok(amounts) => {
                let pension = amounts.base[policy::Branch::Pension.index()];
                clamped |= pension != Fen::ZERO && pension != base;
            }
            Err(Error::Refused(_)) => unknown = true,
            Err(other) => return Err(other),
        }
    }
    let all = [(clamped, Note::Clamped), (unknown, Note::AmountToBeEntered), (split, Note::Split)];
    Ok(all.into_iter().filter(|(is, _)| *is).map(|(_, note)| note).collect())
}
