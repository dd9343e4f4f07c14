//! Staff reduction (减员): single by the form, batch by ticking the roll or by a workbook; the same verb.

use std::collections::BTreeSet;

use domain::bill::Cause;
use domain::case::CaseKind;
use domain::filing::reduction::{Reduced, Reduction, ReductionFacts, ReductionRefused, decide_reduction};
use domain::filing::window::Window;
use domain::ids::{EmployerId, PersonId};
use domain::registry::{Employer, Person};
use domain::spell::{GroupSet, Spell, Timeline};
use policy::{Channel, Group, Reason, StatusEffect};
use store::event::{Act, Body};
use store::filing::{self, Line, LineState};
use store::{case, employer, nouns, person, spell};
use units::{Date, Fact, Fen, Month};

use crate::enrol_staff::{Rule, window_shut};
use crate::retirement::retires_in;
use crate::write_timeline::{replace_spell, write_roll};
use crate::{
    Desk, Error, Key, Opening, Permission, Receipt,
    error::{Refusal, Said},
};

/// One line of a reduction, the person found on the roll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReduceLine {
    /// Position, from 1; the row of the workbook where there was one.
    pub line: i64,
    /// Whom.
    pub person: PersonId,
    /// Last day of employment and last month to be paid.
    pub reduction: Reduction,
    /// Why contributions stop, a code of the pack.
    pub reason: u8,
    /// Why medical stops; the reason's own default where nothing was chosen.
    pub medical_reason: Option<u8>,
    /// Remark of the clerk.
    pub remark: String,
}

/// What a reduction would make of one line.
#[derive(Debug)]
pub struct ReduceVerdict {
    /// Its position.
    pub line: i64,
    /// Whom.
    pub person: Option<Person>,
    /// What it makes, or why it is refused.
    pub outcome: Result<Leaving, Box<dyn Refusal>>,
}

/// What the reduction of one person makes.
#[derive(Clone, Debug)]
pub struct Leaving {
    /// Months, groups, warnings.
    pub reduced: Reduced,
    /// Filed online, or a matter for the counter with its papers.
    pub channel: Channel,
    /// What the open month costs with the person on the roll; zero where it would not have been billed.
    pub month_cost: Fen,
}

impl Leaving {
    /// By how much the bill of the open month falls.
    pub fn falls_by(&self, month: Month) -> Fen {
        match self.channel {
            // Filed here, whether or not papers follow for a claim.
            Channel::Online | Channel::CounterForBenefit if self.reduced.last_month < month => self.month_cost,
            Channel::Online | Channel::CounterForBenefit | Channel::Counter => Fen::ZERO,
        }
    }
}

/// What was filed.
#[derive(Debug)]
pub struct ReducedStaff {
    /// Acknowledgement.
    pub receipt: Receipt,
    /// What became of each line.
    pub verdicts: Vec<ReduceVerdict>,
}

/// Looks at the lines without filing anything: for the page that checks, and the first half of filing.
pub fn check_reductions(desk: &mut Desk, employer: EmployerId, lines: &[ReduceLine]) -> Result<Vec<ReduceVerdict>, Error> {
    desk.permit_for(Permission::FileReduction, employer)?;
    let month = desk.window()?.month();
    let known = employer::load(desk.tx, employer)?.ok_or(Error::NotFound)?;
    lines.iter().map(|line| check_line(desk, &known, month, line)).collect()
}

fn check_line(desk: &mut Desk, employer: &Employer, month: Month, line: &ReduceLine) -> Result<ReduceVerdict, Error> {
    let person = person::load(desk.tx, line.person)?;
    let timeline = spell::timeline(desk.tx, employer.id, line.person)?;
    let outcome = match (&person, reason_of(desk, line)) {
        (None, _) => Err(Box::new(ReductionRefused::NotOnRoll) as Box<dyn Refusal>),
        (_, Err(refused)) => Err(refused),
        (Some(_), Ok(_)) if case::running(desk.tx, employer.id, line.person, CaseKind::CounterReduction)?.is_some() => {
            Err(at_the_counter(line))
        }
        (Some(person), Ok(reason)) => {
            let counts = Counts { day: desk.today, month };
            leaving(desk, employer, counts, line, person, &timeline, &reason)?
        }
    };
    Ok(ReduceVerdict {
        line: line.line,
        person,
        outcome,
    })
}

fn at_the_counter(line: &ReduceLine) -> Box<dyn Refusal> {
    Box::new(Said::new("reduction.case_open", vec![("line", Fact::Count(line.line))]))
}

/// The day that counts as the day of filing, and the month that a change of that day alters.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counts {
    /// The day.
    pub(crate) day: Date,
    /// The month.
    pub(crate) month: Month,
}

/// What one line makes where another day than today counts: at the counter, after a fault of the system.
pub(crate) fn leaving_counted(
    desk: &mut Desk,
    employer: &Employer,
    counts: Counts,
    line: &ReduceLine,
) -> Result<Result<Leaving, Box<dyn Refusal>>, Error> {
    let person = person::load(desk.tx, line.person)?.ok_or(Error::NotFound)?;
    let timeline = spell::timeline(desk.tx, employer.id, line.person)?;
    match reason_of(desk, line) {
        Ok(reason) => leaving(desk, employer, counts, line, &person, &timeline, &reason),
        Err(refused) => Ok(Err(refused)),
    }
}

fn reason_of(desk: &Desk, line: &ReduceLine) -> Result<Reason, Box<dyn Refusal>> {
    let refuse = |code, facts| Err(Box::new(Said::new(code, facts)) as Box<dyn Refusal>);
    let Some(reason) = desk.book().reasons().get(line.reason) else {
        return refuse("reduction.reason_unknown", vec![("written", Fact::Count(i64::from(line.reason)))]);
    };
    if reason.effect == StatusEffect::CategoryChange {
        return refuse(
            "reduction.not_a_reduction",
            vec![("reason", Fact::Word(format!("reason.{}", reason.code)))],
        );
    }
    Ok(reason.clone())
}

fn leaving(
    desk: &mut Desk,
    employer: &Employer,
    counts: Counts,
    line: &ReduceLine,
    person: &Person,
    timeline: &Timeline,
    reason: &Reason,
) -> Result<Result<Leaving, Box<dyn Refusal>>, Error> {
    let month = counts.month;
    let procedure = desk.book().procedure(month, desk.today)?;
    let waited_for_since = waited_for(desk, employer.id, line.person)?;
    let facts = ReductionFacts {
        today: counts.day,
        month,
        timeline,
        leaving_month_due: procedure.leaving_month_due || reason.leaving_month_due,
        retires: retires_in(desk.book(), person.born, Some(sex_of(person))),
        waited_for_since,
    };
    let reduced = match decide_reduction(&facts, &line.reduction) {
        Ok(reduced) => reduced,
        Err(refused) => return Ok(Err(Box::new(refused))),
    };
    let channel = if procedure.agency_collects {
        reason.channel
    } else {
        reason.channel_joint
    };
    let month_cost = crate::cost::month_cost(desk, employer, timeline, month)?;
    Ok(Ok(Leaving {
        reduced,
        channel,
        month_cost,
    }))
}

fn sex_of(person: &Person) -> domain::identity::Sex {
    if person.female {
        domain::identity::Sex::Female
    } else {
        domain::identity::Sex::Male
    }
}

fn waited_for(desk: &mut Desk, employer: EmployerId, person: PersonId) -> Result<Option<Date>, Error> {
    let waiting = filing::waiting_for(desk.tx, employer)?.into_iter().find(|w| w.person == person);
    let Some(waiting) = waiting else { return Ok(None) };
    let filed = store::history::load(desk.tx, waiting.employer.0, waiting.n)?;
    Ok(filed.map(|event| event.on_date))
}

/// Files a reduction.
///
/// Refused: `filing.window_shut`; under all-or-nothing the first refused line's ground; `filing.nothing_to_file`.
pub fn reduce_staff(desk: &mut Desk, key: &Key, employer: EmployerId, lines: &[ReduceLine], rule: Rule) -> Result<ReducedStaff, Error> {
    desk.permit_for(Permission::FileReduction, employer)?;
    let mut act = match desk.open(employer, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(ReducedStaff { receipt, verdicts: vec![] }),
    };
    let Window::Open { month, .. } = desk.window()? else {
        return Err(window_shut(desk));
    };
    let known = employer::load(desk.tx, employer)?.ok_or(Error::NotFound)?;
    let mut verdicts = Vec::with_capacity(lines.len());
    let mut filed = 0;
    for line in lines {
        let verdict = file_line(desk, &mut act, &known, month, line)?;
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
    let made = verdicts.iter().filter_map(|v| v.outcome.as_ref().ok());
    let late: BTreeSet<Month> = made.flat_map(|leaving| leaving.reduced.assessed_too_much.iter().copied()).collect();
    crate::correct_bills::correct_bills(desk, &mut act, employer, &late, Cause::LateReduction)?;
    crate::roll_changed::roll_changed(desk, &mut act, employer, month)?;
    let body = Body::new()
        .with("month", month)
        .with("filed", filed)
        .with("refused", verdicts.len() as i64 - filed);
    let receipt = desk.seal(act, "staff_reduced", key, body)?;
    for line in lines {
        crate::complete_waiting::freed(desk, employer, line.person)?;
    }
    Ok(ReducedStaff { receipt, verdicts })
}

fn file_line(desk: &mut Desk, act: &mut Act, employer: &Employer, month: Month, line: &ReduceLine) -> Result<ReduceVerdict, Error> {
    let verdict = check_line(desk, employer, month, line)?;
    match &verdict.outcome {
        Ok(made) => reduce_line(desk, act, employer.id, line, made)?,
        Err(why) => write_line(
            desk,
            act,
            employer.id,
            line,
            [LineState::Refused; 2],
            crate::receipts::note_of(why.as_ref()),
        )?,
    }
    Ok(verdict)
}

/// Applies one line of a large filing, in a slice of it.
pub(crate) fn apply_reduction(desk: &mut Desk, act: &mut Act, employer: EmployerId, month: Month, line: &ReduceLine) -> Result<(), Error> {
    let known = employer::load(desk.tx, employer)?.ok_or(Error::NotFound)?;
    file_line(desk, act, &known, month, line).map(drop)
}

fn reduce_line(desk: &mut Desk, act: &mut Act, employer: EmployerId, line: &ReduceLine, made: &Leaving) -> Result<(), Error> {
    let concerned = |state| {
        [Group::PensionUnemploymentInjury, Group::Medical].map(|g| {
            if made.reduced.groups.contains(g) {
                state
            } else {
                LineState::NotConcerned
            }
        })
    };
    // The receipt says what was filed, also where the clerk left it to the pack.
    let reason = desk.book().reasons().get(line.reason);
    let filed = ReduceLine {
        reduction: Reduction {
            last_month: Some(made.reduced.last_month),
            ..line.reduction.clone()
        },
        medical_reason: line.medical_reason.or(reason.and_then(|r| r.medical)),
        ..line.clone()
    };
    match made.channel {
        Channel::Counter => {
            let papers = desk
                .book()
                .reasons()
                .get(line.reason)
                .map(policy::Reason::paper_words)
                .unwrap_or_default();
            let note = crate::receipts::note("reduction.at_the_counter", &[("papers", Fact::Words(papers))]);
            crate::open_case::open_counter_case(desk, act, employer, line)?;
            write_line(desk, act, employer, &filed, concerned(LineState::Counter), note)
        }
        // Nobody asks here whether unemployment benefit will be claimed: filed online, the papers for a claim follow.
        Channel::Online | Channel::CounterForBenefit => {
            end_participation(desk, act, employer, line, made)?;
            write_line(desk, act, employer, &filed, concerned(LineState::Done), String::new())
        }
    }
}

/// Ends the participation of a person in the groups that run: facts, places, roll.
pub(crate) fn end_participation(
    desk: &mut Desk,
    act: &mut Act,
    employer: EmployerId,
    line: &ReduceLine,
    made: &Leaving,
) -> Result<(), Error> {
    let timeline = spell::timeline(desk.tx, employer, line.person)?;
    let default_medical = desk.book().reasons().get(line.reason).and_then(|r| r.medical);
    for old in timeline
        .spells
        .iter()
        .filter(|s| s.to.is_none() && made.reduced.groups.contains(s.group))
    {
        let reason = match old.group {
            Group::PensionUnemploymentInjury => Some(line.reason),
            Group::Medical => line.medical_reason.or(default_medical),
        };
        let ended = Spell {
            to: Some(made.reduced.last_month),
            reason: reason.map(u16::from),
            ended_on: Some(line.reduction.end_date),
            ..old.clone()
        };
        replace_spell(desk, act, employer, old, ended)?;
    }
    write_roll(desk, employer, line.person)
}

pub(crate) fn write_line(
    desk: &mut Desk,
    act: &mut Act,
    employer: EmployerId,
    line: &ReduceLine,
    states: [LineState; 2],
    note: String,
) -> Result<(), Error> {
    let name = person::load(desk.tx, line.person)?.map(|p| p.name).unwrap_or_default();
    let shown = Body::new()
        .with("name", name)
        .with("end_date", line.reduction.end_date)
        .with("last_month", line.reduction.last_month)
        .with("reason", i64::from(line.reason))
        .with("medical_reason", line.medical_reason.map(i64::from))
        .with("remark", line.remark.as_str())
        .to_text();
    let row = Line {
        line: line.line,
        person: Some(line.person),
        shown,
        states,
        note,
    };
    act.insert(desk.tx, &nouns::FILING_LINE, &filing::row(employer, act.n, &row))?;
    Ok(())
}

/// The groups a person takes part in now, for pages that ask which to end.
pub fn groups_running(timeline: &Timeline, month: Month) -> GroupSet {
    let both = [Group::PensionUnemploymentInjury, Group::Medical];
    both.into_iter()
        .filter(|g| timeline.running(*g, month).is_some())
        .fold(GroupSet::default(), GroupSet::with)
}
