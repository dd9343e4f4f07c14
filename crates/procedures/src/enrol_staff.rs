//! Staff increase (增员): one person by the form, many by a workbook; the same verb.

use domain::filing::increase::{Increase, IncreaseFacts, Increased, decide_increase};
use domain::filing::window::Window;
use domain::identity::Identity;
use domain::ids::{EmployerId, PersonId};
use domain::registry::Person;
use domain::spell::{Base, BaseOrigin, GroupSet, Spell, Timeline};
use policy::Group;
use store::event::{Act, Body};
use store::filing::{self, Line, LineState, Waiting};
use store::person::{self, Place};
use store::{nouns, spell};
use units::{Date, Fact, Month};

use crate::error::{Refusal, Said};
use crate::register_person::{Found, find, register};
use crate::retirement::retires_in;
use crate::write_timeline::{write_roll, write_rows};
use crate::{Desk, Error, Key, Opening, Permission, Receipt};

/// One line of an increase, its number read and its name typed.
#[derive(Clone, Debug)]
pub struct EnrolLine {
    /// Position, from 1; the row of the workbook where there was one.
    pub line: i64,
    /// Name as typed.
    pub name: String,
    /// The number, read and valid.
    pub identity: Identity,
    /// What is filed.
    pub increase: Increase,
}

/// What happens to good lines when another one is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// One refused line and nothing is filed.
    AllOrNothing,
    /// The good lines are filed, the refused ones named.
    GoodLinesOnly,
}

/// What an increase would make of one line.
#[derive(Debug)]
pub struct EnrolVerdict {
    /// Its position.
    pub line: i64,
    /// Who is known under the number.
    pub known: Option<Person>,
    /// What it makes, or why it is refused.
    pub outcome: Result<Increased, Box<dyn Refusal>>,
    /// The employer that holds the month, where somebody does; never shown to the one who asks.
    held_by: Option<EmployerId>,
}

/// What was filed.
#[derive(Debug)]
pub struct Enrolled {
    /// Acknowledgement.
    pub receipt: Receipt,
    /// What became of each line.
    pub verdicts: Vec<EnrolVerdict>,
}

/// Looks at the lines without filing anything: for the page that checks, and the first half of filing.
pub fn check_increases(desk: &mut Desk, employer: EmployerId, lines: &[EnrolLine]) -> Result<Vec<EnrolVerdict>, Error> {
    desk.permit_for(Permission::FileIncrease, employer)?;
    let month = desk.window()?.month();
    lines.iter().map(|line| check_line(desk, employer, month, line)).collect()
}

fn check_line(desk: &mut Desk, employer: EmployerId, month: Month, line: &EnrolLine) -> Result<EnrolVerdict, Error> {
    let known = match find(desk, &line.identity.number)? {
        Found::Known(person) => Some(person),
        Found::Nobody => None,
    };
    let refuse = |known: Option<Person>, why: Box<dyn Refusal>| EnrolVerdict {
        line: line.line,
        known,
        outcome: Err(why),
        held_by: None,
    };
    if let Some(person) = known.as_ref().filter(|p| !same_name(&p.name, &line.name)) {
        let facts = vec![
            ("written", Fact::Text(line.name.clone())),
            ("place", Fact::Count(first_difference(&person.name, &line.name))),
        ];
        let Error::Refused(why) = Error::said("increase.name_differs", facts) else {
            return Err(Error::NotFound);
        };
        return Ok(refuse(known, why));
    }
    // Without a day of birth no age can be judged; today's date would make a child of everybody.
    let Some(born) = line.identity.born.or(known.as_ref().map(|person| person.born)) else {
        let kind = Fact::Word(format!("identity.kind.{}", line.identity.kind.code()));
        return Ok(refuse(known, Box::new(Said::new("increase.birth_unread", vec![("kind", kind)]))));
    };
    let (timeline, held_by) = match &known {
        Some(person) => (
            spell::timeline(desk.tx, employer, person.id)?,
            holder(desk, employer, person.id, month)?,
        ),
        None => (Timeline::default(), None),
    };
    let facts = IncreaseFacts {
        today: desk.today,
        month,
        timeline: &timeline,
        born,
        retires: retires_in(desk.book(), born, line.identity.sex),
        held_elsewhere: held_by.is_some(),
    };
    let outcome = decide_increase(&facts, &line.increase).map_err(|refused| Box::new(refused) as Box<dyn Refusal>);
    Ok(EnrolVerdict {
        line: line.line,
        known,
        outcome,
        held_by,
    })
}

/// Another employer whose participation covers the month.
fn holder(desk: &mut Desk, employer: EmployerId, person: PersonId, month: Month) -> Result<Option<EmployerId>, Error> {
    let covers = |p: &Place| p.employer != employer && p.to.is_none_or(|to| month <= to);
    Ok(person::places(desk.tx, person)?.into_iter().find(covers).map(|p| p.employer))
}

pub(crate) fn same_name(known: &str, written: &str) -> bool {
    let plain = |name: &str| name.replace('•', "·").split_whitespace().collect::<String>();
    plain(known) == plain(written)
}

fn first_difference(known: &str, written: &str) -> i64 {
    let same = known.chars().zip(written.chars()).take_while(|(a, b)| a == b).count();
    same as i64 + 1
}

/// Files an increase.
///
/// Refused: `filing.window_shut`; under all-or-nothing the first refused line's ground; `filing.nothing_to_file`.
pub fn enrol_staff(desk: &mut Desk, key: &Key, employer: EmployerId, lines: &[EnrolLine], rule: Rule) -> Result<Enrolled, Error> {
    desk.permit_for(Permission::FileIncrease, employer)?;
    let mut act = match desk.open(employer, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(Enrolled { receipt, verdicts: vec![] }),
    };
    let Window::Open { month, closes } = desk.window()? else {
        return Err(window_shut(desk));
    };
    let mut verdicts = Vec::with_capacity(lines.len());
    let mut filed = 0;
    for line in lines {
        let verdict = file_line(desk, &mut act, employer, month, closes, line)?;
        match verdict.outcome {
            Ok(_) => filed += 1,
            Err(why) if rule == Rule::AllOrNothing => return Err(Error::Refused(why)),
            Err(_) => {}
        }
        verdicts.push(verdict);
    }
    if filed == 0 {
        return Err(Error::said("filing.nothing_to_file", vec![]));
    }
    crate::roll_changed::roll_changed(desk, &mut act, employer, month)?;
    let body = Body::new()
        .with("month", month)
        .with("filed", filed)
        .with("refused", verdicts.len() as i64 - filed);
    let receipt = desk.seal(act, "staff_increased", key, body)?;
    Ok(Enrolled { receipt, verdicts })
}

fn file_line(
    desk: &mut Desk,
    act: &mut Act,
    employer: EmployerId,
    month: Month,
    closes: Date,
    line: &EnrolLine,
) -> Result<EnrolVerdict, Error> {
    let verdict = check_line(desk, employer, month, line)?;
    match &verdict.outcome {
        Ok(made) => enrol_line(desk, act, employer, line, &verdict, made, closes)?,
        Err(why) => note_refused(desk, act, employer, line, why.as_ref())?,
    }
    Ok(verdict)
}

/// Applies one line of a large filing, in a slice of it.
pub(crate) fn apply_increase(desk: &mut Desk, act: &mut Act, employer: EmployerId, month: Month, line: &EnrolLine) -> Result<(), Error> {
    let closes = desk.roll_window(month)?.closes;
    file_line(desk, act, employer, month, closes, line).map(drop)
}

/// The refusal that says when the window opens.
pub(crate) fn window_shut(desk: &Desk) -> Error {
    match desk.window() {
        Ok(Window::Shut { opens, month } | Window::Open { closes: opens, month }) => Error::said(
            "filing.window_shut",
            vec![("opens", Fact::Day(opens)), ("month", Fact::Month(month))],
        ),
        Err(error) => error,
    }
}

fn shown(line: &EnrolLine) -> String {
    Body::new()
        .with("name", line.name.as_str())
        .with("number", domain::registry::masked_number(&line.identity.number))
        .with("hired_on", line.increase.hired_on)
        .with("wage_fen", line.increase.wage)
        .with("category", line.increase.category.code())
        .to_text()
}

fn note_refused(desk: &mut Desk, act: &mut Act, employer: EmployerId, line: &EnrolLine, why: &dyn Refusal) -> Result<(), Error> {
    let refused = Line {
        line: line.line,
        person: None,
        shown: shown(line),
        states: [LineState::Refused; 2],
        note: crate::receipts::note_of(why),
    };
    act.insert(desk.tx, &nouns::FILING_LINE, &filing::row(employer, act.n, &refused))?;
    Ok(())
}

fn enrol_line(
    desk: &mut Desk,
    act: &mut Act,
    employer: EmployerId,
    line: &EnrolLine,
    verdict: &EnrolVerdict,
    made: &Increased,
    decided_by: Date,
) -> Result<(), Error> {
    let person = match &verdict.known {
        Some(person) => person.clone(),
        None => register(desk, &line.name, &line.identity)?,
    };
    let state = match verdict.held_by {
        Some(held_by) => {
            let waiting = Waiting {
                employer,
                person: person.id,
                n: act.n,
                held_by,
                due_on: decided_by,
                ask: ask_text(line),
            };
            act.insert(desk.tx, &nouns::WAITING, &filing::waiting_row(&waiting))?;
            LineState::Waiting
        }
        None => {
            begin_participation(desk, act, employer, person.id, &line.increase, made)?;
            LineState::Done
        }
    };
    let states =
        [Group::PensionUnemploymentInjury, Group::Medical].map(|g| if made.groups.contains(g) { state } else { LineState::NotConcerned });
    let note = made.duty_ended.map_or_else(String::new, |day| {
        crate::receipts::note("increase.late", &[("duty_ended", Fact::Day(day))])
    });
    let done = Line {
        line: line.line,
        person: Some(person.id),
        shown: shown(line),
        states,
        note,
    };
    act.insert(desk.tx, &nouns::FILING_LINE, &filing::row(employer, act.n, &done))?;
    Ok(())
}

/// Opens the participation of a person: facts, places, roll.
pub(crate) fn begin_participation(
    desk: &mut Desk,
    act: &mut Act,
    employer: EmployerId,
    person: PersonId,
    increase: &Increase,
    made: &Increased,
) -> Result<(), Error> {
    let groups = [Group::PensionUnemploymentInjury, Group::Medical]
        .into_iter()
        .filter(|g| made.groups.contains(*g));
    let spells: Vec<Spell> = groups
        .map(|group| Spell {
            person,
            group,
            from: made.from,
            to: None,
            category: increase.category,
            reason: None,
            started_on: Some(increase.hired_on),
            ended_on: None,
            n: act.n,
        })
        .collect();
    let base = Base {
        person,
        from: made.from,
        base: made.base,
        origin: BaseOrigin::FirstWage,
        n: act.n,
    };
    write_rows(desk, act, employer, &spells, &[base])?;
    write_roll(desk, employer, person)
}

fn ask_text(line: &EnrolLine) -> String {
    Body::new()
        .with("hired_on", line.increase.hired_on)
        .with("wage_fen", line.increase.wage)
        .with("category", line.increase.category.index() as i64)
        .with("groups", i64::from(line.increase.groups.0))
        .to_text()
}

/// Reads back what a waiting increase asked for.
pub(crate) fn ask_of(text: &str) -> Option<Increase> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    Some(Increase {
        category: policy::Category::from_index(value["category"].as_i64()?)?,
        hired_on: value["hired_on"].as_str()?.parse().ok()?,
        wage: units::Fen(value["wage_fen"].as_i64()?),
        groups: GroupSet(value["groups"].as_i64()? as u8),
    })
}
