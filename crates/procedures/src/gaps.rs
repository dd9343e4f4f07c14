//! What the caller's own months mean for a goal: what counts, what is missing, who can still make it up, and at what cost.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use domain::ids::{EmployerId, PersonId};
use domain::reckon::gaps::{self, Answer, Cure, Payer};
use domain::reckon::person::Employer;
use domain::reckon::route::{self, Part};
use domain::standing::{Cause, Counts, Standing};
use policy::Branch;
use store::back_payment::Line;
use store::{employer, person};
use units::{Date, Fen, Month};

use crate::back_payment::own::{OwnCase, of_person};
use crate::back_payment::papers::before;
use crate::record::{Record, own_record};
use crate::retirement::retires_of;
use crate::wage_on_record::wage_on_record;
use crate::{Desk, Error};

pub use policy::{Goal, GoalCase, GoalCount};

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// The goal.
    pub goal: Goal,
    /// Which of its cases; none: the one of the person's sex, else the one that asks for most.
    pub case: Option<GoalCase>,
    /// The day of application or of the event; none: today.
    pub on: Option<Date>,
}

impl Question {
    /// About a goal as of today.
    pub fn of(goal: Goal) -> Question {
        Question {
            goal,
            case: None,
            on: None,
        }
    }
}

/// Why a month does not count, as far as it can be told from the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Absent {
    /// Before the first month that is kept here.
    NotKept,
    /// Nobody employed the person.
    Nobody,
    /// Employed, not filed.
    Omitted,
    /// Billed, not paid.
    Owed,
    /// It stands, but this rule does not count it.
    NotCounted,
}

impl Absent {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Absent::NotKept => "not_kept",
            Absent::Nobody => "nobody",
            Absent::Omitted => "omitted",
            Absent::Owed => "owed",
            Absent::NotCounted => "not_counted",
        }
    }
}

/// A month that does not count, and where it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The month.
    pub month: Month,
    /// Why it does not count.
    pub absent: Absent,
    /// The cause on the record.
    pub cause: Option<Cause>,
    /// At which employer.
    pub employer: Option<EmployerId>,
}

/// The answer with the record it rests on.
#[derive(Clone, Debug)]
pub struct Gaps {
    /// The caller's record.
    pub record: Record,
    /// The day that was asked about.
    pub on: Date,
    /// Yes or no, and all that belongs to it.
    pub answer: Answer,
    /// The months that do not count, oldest first.
    pub gaps: Vec<Gap>,
    /// The month of statutory retirement.
    pub retires: Option<Month>,
    /// Which way the months go that nobody filed and that can be made up, filed today; empty where the pack does not say.
    pub ways: Vec<Part>,
    /// The back payments of the person's months that are under way.
    pub under_way: Vec<OwnCase>,
    /// Some month is priced at the wage of another month: nobody declared one for it.
    pub estimated: bool,
    /// Asked about a day ahead: the first month that is taken to be paid in time though it is not yet.
    pub assumed: Option<Month>,
}

impl Gaps {
    /// The way of a month.
    pub fn way_of(&self, month: Month) -> Option<&Part> {
        self.ways.iter().find(|part| part.months.contains(&month))
    }

    /// The back payment that a month is under way in.
    pub fn case_of(&self, month: Month) -> Option<&OwnCase> {
        self.under_way.iter().find(|case| case.months.contains(&month))
    }

    /// The name of the employer of a month that can be made up.
    pub fn employer_of(&self, month: Month) -> Option<&str> {
        let of = self.gaps.iter().find(|gap| gap.month == month)?.employer?;
        self.record
            .stays
            .iter()
            .find(|stay| stay.employer == of)
            .map(|stay| stay.name.as_str())
    }
}

/// What the caller's months mean for a goal.
///
/// Refused: `gaps.no_such_case`, `policy.unknown_parameter` where the pack has no rule of the goal for the day.
pub fn own_gaps(desk: &mut Desk, question: Question) -> Result<Gaps, Error> {
    let record = own_record(desk, None)?;
    over(desk, record, question)
}

/// The answers for all goals that the pack knows, those without a rule on the day left out.
pub fn all_own_gaps(desk: &mut Desk) -> Result<Vec<Gaps>, Error> {
    let record = own_record(desk, None)?;
    let goals = desk.book().goals().all();
    let answered = goals.into_iter().map(|goal| over(desk, record.clone(), Question::of(goal)));
    Ok(answered.filter_map(Result::ok).collect())
}

/// The answer over a record that is at hand; its owner was permitted.
pub(crate) fn over(desk: &mut Desk, record: Record, question: Question) -> Result<Gaps, Error> {
    let who = record.person.id;
    let known = person::load(desk.tx, who)?.ok_or(Error::NotFound)?;
    let on = question.on.unwrap_or(desk.today);
    let retires = retires_of(desk.book(), &known);
    let mut months = months_of(&record);
    let assumed = assume_ahead(&mut months, Month::of(desk.today), Month::of(on));
    let ask = gaps::Ask {
        goal: question.goal,
        case: question.case.or_else(|| own_case(question.goal, known.female)),
        on,
        known_on: desk.today,
        record: &months,
        retires,
        payer: None,
    };
    let mut answer = gaps::gaps(desk.book(), &ask).map_err(Error::refused)?;
    let under_way: Vec<OwnCase> = of_person(desk, who)?.into_iter().filter(OwnCase::is_running).collect();
    let estimated = costs(desk, &record, &ask, &under_way, &mut answer)?;
    let gaps = answer.missing.iter().map(|missing| gap(&record, &answer, missing.month)).collect();
    let ways = ways(desk, &record, &answer)?;
    Ok(Gaps {
        record,
        on,
        answer,
        gaps,
        retires,
        ways,
        under_way,
        estimated,
        assumed,
    })
}

/// The case that the register itself answers.
fn own_case(goal: Goal, female: bool) -> Option<GoalCase> {
    match goal {
        Goal::RetireeMedical if female => Some(GoalCase::Women),
        Goal::RetireeMedical => Some(GoalCase::Men),
        Goal::Retirement
        | Goal::PointsSettlement
        | Goal::HomePurchase
        | Goal::CarQuota
        | Goal::MaternityAllowance
        | Goal::UnemploymentBenefit => None,
    }
}

/// The record as the rules read it.
fn months_of(record: &Record) -> gaps::Record {
    let mut months = gaps::Record::new();
    for row in &record.months {
        for branch in Branch::ALL {
            let cell = &row.cells[branch.index()];
            if cell.standing != Standing::NotDue {
                months.put(branch, row.month, cell.standing);
            }
            if cell.cause == Some(Cause::NoParticipation) {
                months.put_nobody(row.month);
            }
        }
    }
    months
}

/// Of a day ahead: whoever is insured now is taken to stay so, each month paid in time. Answers the first month that was assumed.
fn assume_ahead(months: &mut gaps::Record, this: Month, until: Month) -> Option<Month> {
    if until <= this {
        return None;
    }
    let waits = |standing: Option<Standing>| standing.is_some_and(|standing| standing.unbroken() == Counts::NotYet);
    let mut first = None;
    for branch in Branch::ALL {
        let is_insured = [this, this.previous()].into_iter().find_map(|month| months.standing(branch, month));
        if !is_insured.is_some_and(|standing| matches!(standing.unbroken(), Counts::Yes | Counts::NotYet | Counts::ByGoal)) {
            continue;
        }
        for month in this.previous().through(until) {
            let standing = months.standing(branch, month);
            if waits(standing) || (standing.is_none() && this <= month) {
                months.put(branch, month, Standing::OnTime);
                first = Some(first.map_or(month, |first: Month| first.min(month)));
            }
        }
    }
    first
}

fn gap(record: &Record, answer: &Answer, month: Month) -> Gap {
    let cell = record.month(month).map(|row| row.cells[answer.rule.branch_in(month).index()]);
    let cause = cell.and_then(|cell| cell.cause);
    let absent = match cell.map(|cell| cell.standing) {
        None | Some(Standing::NotDue) => Absent::NotKept,
        Some(Standing::Interrupted) if cause == Some(Cause::Omitted) => Absent::Omitted,
        Some(Standing::Interrupted) => Absent::Nobody,
        Some(standing) if Cure::of(Some(standing)) == Some(Cure::SettleArrears) => Absent::Owed,
        Some(_counted_elsewhere) => Absent::NotCounted,
    };
    Gap {
        month,
        absent,
        cause,
        employer: cell.and_then(|cell| cell.employer),
    }
}

/// Which way the months go that the employer can back-pay, asked for together today.
fn ways(desk: &mut Desk, record: &Record, answer: &Answer) -> Result<Vec<Part>, Error> {
    let omitted = answer.curable.iter().filter(|curable| curable.cure == Cure::BackPayment);
    let months: Vec<Month> = omitted.map(|curable| curable.month).collect();
    let Some(last) = months.last() else { return Ok(vec![]) };
    let cell = record.month(*last).map(|row| row.cells[answer.rule.branch_in(*last).index()]);
    let Some(of) = cell.and_then(|cell| cell.employer) else {
        return Ok(vec![]);
    };
    let inputs = store::spell::timeline(desk.tx, of, record.person.id)?.at_or_left_out(*last);
    let Some(inputs) = inputs else { return Ok(vec![]) };
    let ask = route::Ask {
        months,
        category: inputs.category,
        before: before(desk, record.person.id, None)?,
        on: desk.today,
        known_on: desk.today,
    };
    Ok(route::route(desk.book(), &ask).unwrap_or_default())
}

/// What each month costs, by the base and the employer that it has on the record; one that is under way, by the wage asked for.
///
/// `true` where a month was left out by a late enrolment, so that nobody filed its wage.
fn costs(desk: &mut Desk, record: &Record, ask: &gaps::Ask<'_>, under_way: &[OwnCase], answer: &mut Answer) -> Result<bool, Error> {
    let mut estimated = false;
    let mut known: BTreeMap<EmployerId, Option<Paying>> = BTreeMap::new();
    for at in 0..answer.curable.len() {
        let month = answer.curable[at].month;
        let cell = record.month(month).map(|row| row.cells[answer.rule.branch_in(month).index()]);
        let Some(of) = cell.and_then(|cell| cell.employer) else { continue };
        let paying = match known.entry(of) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(paying(desk, of, record.person.id)?),
        };
        let Some(paying) = paying.as_ref() else { continue };
        let found = wage_on_record(desk, of, record.person.id, &paying.timeline, month)?;
        let asked_for = under_way.iter().find_map(|case| case.line_of(month));
        let Some(payer) = asked_for
            .map(|line| paying.asked_for(line))
            .or_else(|| paying.in_month(month, found.map(|found| found.wage)))
        else {
            continue;
        };
        estimated |= asked_for.is_none() && found.is_some_and(|found| found.of.is_some());
        let priced = gaps::gaps(
            desk.book(),
            &gaps::Ask {
                payer: Some(payer),
                case: answer.rule.case,
                ..*ask
            },
        );
        let cost = priced
            .ok()
            .and_then(|all| all.curable.into_iter().find(|curable| curable.month == month));
        answer.curable[at].cost = cost.and_then(|curable| curable.cost);
    }
    Ok(estimated)
}

/// An employer with what it declared for a person.
struct Paying {
    employer: Employer,
    timeline: domain::spell::Timeline,
}

impl Paying {
    fn asked_for(&self, line: &Line) -> Payer {
        Payer {
            wage: line.base,
            category: line.category,
            employer: self.employer,
        }
    }

    /// On this wage; else on the one that was filed first.
    fn in_month(&self, month: Month, wage: Option<Fen>) -> Option<Payer> {
        let inputs = self.timeline.at_or_left_out(month)?;
        Some(Payer {
            wage: wage.unwrap_or(inputs.base),
            category: inputs.category,
            employer: self.employer,
        })
    }
}

fn paying(desk: &mut Desk, of: EmployerId, who: PersonId) -> Result<Option<Paying>, Error> {
    let Some(known) = employer::load(desk.tx, of)? else {
        return Ok(None);
    };
    Ok(Some(Paying {
        employer: Employer {
            kind: known.kind,
            size: Some(known.size),
            injury_class: Some(known.injury_class),
        },
        timeline: store::spell::timeline(desk.tx, of, who)?,
    }))
}
