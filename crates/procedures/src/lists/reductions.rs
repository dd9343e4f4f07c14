//! Reductions from files: the reason in the clerk's own words, the person by number and name.

use documents::{Field, Finding, Grade, ReductionLine, Sheet};
use domain::filing::reduction::Reduction;
use domain::ids::{EmployerId, PersonId};
use domain::registry::{Person, masked_name};
use policy::{Channel, Meaning, Reason, Reasons};
use store::person;
use store::upload::Upload;
use units::{Fact, Fen, Statement};

use super::{Checked, Lines};
use crate::error::Refusal;
use crate::reduce_staff::{ReduceLine, check_reductions as check_lines};
use crate::{Desk, Error, roll};

pub(super) fn check_reductions(
    desk: &mut Desk,
    employer: EmployerId,
    file: &Upload,
    sheet: Sheet<ReductionLine>,
) -> Result<(Checked, Lines), Error> {
    let mut findings = sheet.findings.clone();
    findings.extend(meant(desk, employer, &sheet)?);
    let mut lines = Vec::with_capacity(sheet.lines.len());
    for line in &sheet.lines {
        match resolve(desk, employer, line)? {
            Ok(resolved) => lines.push(resolved),
            Err(why) => findings.push(finding(&sheet, line, why.as_ref(), Grade::MustChange)),
        }
    }
    let month = desk.window()?.month();
    let verdicts = check_lines(desk, employer, &lines)?;
    let (mut clean, mut effect, mut at_the_counter) = (Vec::with_capacity(lines.len()), Fen::ZERO, 0);
    for (line, verdict) in lines.into_iter().zip(&verdicts) {
        let written = sheet.lines.iter().find(|l| i64::from(l.row) == line.line);
        match (&verdict.outcome, written) {
            (Err(why), Some(written)) => findings.push(finding(&sheet, written, why.as_ref(), Grade::MustChange)),
            (Err(_), None) => {}
            (Ok(made), written) => {
                if made.channel == Channel::Counter {
                    at_the_counter += 1;
                    findings.extend(written.and_then(|w| counter(desk, &sheet, w, line.reason)));
                }
                findings.extend(written.and_then(|w| taken_as(desk, &sheet, w, line.reason)));
                effect -= made.falls_by(month);
                clean.push(line);
            }
        }
    }
    findings.sort_by_key(|f| f.place.row);
    let checked = Checked {
        upload: file.id,
        kind: file.kind,
        name: file.name.clone(),
        month,
        findings,
        people_seen: sheet.people_seen,
        hidden_rows: sheet.hidden_rows.clone(),
        clean: clean.len(),
        at_the_counter,
        effect,
        filed_n: file.filed_n,
    };
    Ok((checked, Lines::Reduce(clean)))
}

type Resolved = Result<ReduceLine, Box<dyn Refusal>>;

fn refuse(code: &'static str, facts: Vec<(&'static str, Fact)>) -> Result<Resolved, Error> {
    match Error::said(code, facts) {
        Error::Refused(why) => Ok(Err(why)),
        other => Err(other),
    }
}

fn resolve(desk: &mut Desk, employer: EmployerId, line: &ReductionLine) -> Result<Resolved, Error> {
    let Some(who) = roll::by_number(desk, employer, &line.identity.number)? else {
        return refuse("reduction.not_on_roll", vec![]);
    };
    let known = person::load(desk.tx, who)?.ok_or(Error::NotFound)?;
    if !crate::enrol_staff::same_name(&known.name, &line.name) {
        let facts = vec![
            ("name", Fact::Text(masked_name(&known.name))),
            ("written", Fact::Text(line.name.clone())),
        ];
        return refuse("reduction.name_differs", facts);
    }
    let written = || Fact::Text(line.reason.clone());
    let reason = match desk.book().reasons().read(&line.reason) {
        Meaning::Is(code) => code,
        Meaning::Ask(codes) => match settled(desk.book().reasons(), &codes) {
            Some(code) => code,
            None => {
                let choices = codes.iter().map(|code| format!("reason.{code}")).collect();
                return refuse(
                    "reduction.reason_ask",
                    vec![("written", written()), ("choices", Fact::Words(choices))],
                );
            }
        },
        Meaning::Refused(_) => return refuse("reduction.reason_refused", vec![("written", written())]),
        Meaning::Unknown => return refuse("reduction.reason_unknown", vec![("written", written())]),
    };
    Ok(Ok(reduce_line(line, known.id, reason)))
}

/// A word that may be several reasons needs no question where an officer notes the circumstances anyway, or where all of
/// them do the same to the participation and to unemployment benefit and only the destination is open.
fn settled(reasons: &Reasons, codes: &[u8]) -> Option<u8> {
    let candidates: Vec<&Reason> = codes.iter().filter_map(|code| reasons.get(*code)).collect();
    if let Some(by_officer) = candidates.iter().find(|r| r.note_required) {
        return Some(by_officer.code);
    }
    let first = candidates.first()?;
    let alike = candidates.len() > 1 && candidates.iter().all(|r| (r.effect, r.benefit) == (first.effect, first.benefit));
    alike.then_some(first.code)
}

/// A word that was settled without a question: said, so that the clerk can choose another.
fn taken_as(desk: &Desk, sheet: &Sheet<ReductionLine>, line: &ReductionLine, code: u8) -> Option<Finding> {
    if !matches!(desk.book().reasons().read(&line.reason), Meaning::Ask(_)) {
        return None;
    }
    let by_officer = desk.book().reasons().get(code)?.note_required;
    let said = if by_officer {
        "reduction.reason_by_officer"
    } else {
        "reduction.reason_taken_as"
    };
    let facts = vec![
        ("written", Fact::Text(line.reason.clone())),
        ("reason", Fact::Word(format!("reason.{code}"))),
    ];
    let Error::Refused(what) = Error::said(said, facts) else {
        return None;
    };
    Some(sheet.finding(line.row, Some(Field::Reason), &line.reason, Grade::Attention, what.as_ref()))
}

fn reduce_line(line: &ReductionLine, who: PersonId, reason: u8) -> ReduceLine {
    let medical = line.medical_reason.trim().trim_start_matches(['M', 'm']).parse().ok();
    ReduceLine {
        line: i64::from(line.row),
        person: who,
        reduction: Reduction {
            end_date: line.end_date,
            last_month: line.last_month,
        },
        reason,
        medical_reason: medical,
        remark: line.remark.clone(),
    }
}

fn finding(sheet: &Sheet<ReductionLine>, line: &ReductionLine, what: &dyn Statement, grade: Grade) -> Finding {
    let (field, cell) = match what.code() {
        "reduction.date_before_hire" | "reduction.date_in_future" => (Field::EndDate, line.end_date.to_string()),
        "reduction.reason_unknown" | "reduction.reason_ask" | "reduction.reason_refused" | "reduction.at_the_counter" => {
            (Field::Reason, line.reason.clone())
        }
        "reduction.name_differs" => (Field::Name, line.name.clone()),
        _ => (Field::Number, line.identity.number.clone()),
    };
    sheet.finding(line.row, Some(field), &cell, grade, what)
}

/// A reason for the counter: taken, with the papers to bring.
fn counter(desk: &Desk, sheet: &Sheet<ReductionLine>, line: &ReductionLine, reason: u8) -> Option<Finding> {
    let papers = desk.book().reasons().get(reason)?.paper_words();
    let Error::Refused(said) = Error::said("reduction.at_the_counter", vec![("papers", Fact::Words(papers))]) else {
        return None;
    };
    Some(finding(sheet, line, said.as_ref(), Grade::Attention))
}

/// Rows whose number is wrong but whose name is on the roll: is that person meant?
fn meant(desk: &mut Desk, employer: EmployerId, sheet: &Sheet<ReductionLine>) -> Result<Vec<Finding>, Error> {
    let unread: Vec<_> = sheet
        .refused
        .iter()
        .filter(|r| r.identity.is_none() && !r.name.is_empty())
        .collect();
    if unread.is_empty() {
        return Ok(vec![]);
    }
    let people: Vec<Person> = roll::roll(desk, employer)?.people.into_iter().map(|p| p.person).collect();
    let named = |name: &str| people.iter().find(|p| crate::enrol_staff::same_name(&p.name, name));
    let said = unread.into_iter().filter_map(|refused| {
        let person = named(&refused.name)?;
        let tail: String = person
            .number
            .chars()
            .skip(person.number.chars().count().saturating_sub(4))
            .collect();
        let facts = vec![("name", Fact::Text(person.name.clone())), ("tail", Fact::Text(tail))];
        let Error::Refused(what) = Error::said("reduction.is_it_meant", facts) else {
            return None;
        };
        Some(sheet.finding(refused.row, Some(Field::Number), &refused.number, Grade::Attention, what.as_ref()))
    });
    Ok(said.collect())
}
