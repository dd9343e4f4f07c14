use axum::Json;
use domain::case::back_payment::{Kind, MonthDue, State};
use domain::ids::CaseId;
use procedures::back_payment::debit::AtBank;
use procedures::back_payment::{Overview, back_payment, back_payments, queue};
use serde::Serialize;
use units::Statement;
use utoipa::ToSchema;

use super::super::wire::{Day, EmployerCode, MonthCode, PersonCode, SaidJson, SumsJson, Yuan};
use crate::Asked;
use crate::body::{At, Searched};
use crate::error::Failure;

/// Back payments.
#[derive(Serialize, ToSchema)]
pub(super) struct CasesJson {
    /// Each of them.
    items: Vec<CaseJson>,
}

/// A back payment.
#[derive(Serialize, ToSchema)]
pub(super) struct CaseJson {
    /// Its code.
    case: String,
    /// Whose.
    employer: EmployerCode,
    /// The way it goes.
    kind: &'static str,
    /// Where it stands.
    state: &'static str,
    /// The other parts of the request.
    parts: Vec<PartJson>,
    /// Where it came from.
    origin: &'static str,
    /// Who filed it, and when.
    filed_by: String,
    /// The day.
    filed_on: Day,
    /// The month, where it is the employer's whole one.
    month: Option<MonthCode>,
    /// Whose months.
    lines: Vec<LineJson>,
    /// The papers that its way asks for.
    papers: Vec<PaperJson>,
    /// The clock of its review.
    clock: Option<ClockJson>,
    /// What each month comes to: today, or as filed. Months whose amount is unknown for somebody are not among them.
    months: Vec<MonthDueJson>,
    /// These months together; all of it where `unknown` is empty.
    total: Yuan,
    /// The day on which a filing holds.
    valid_on: Option<Day>,
    /// Why not every amount can be named: the first unknown figure.
    unknown: Option<SaidJson>,
    /// Whether it can be filed wholly online.
    online: bool,
    /// Of what was filed online: `not_sent`, `sent` (the bank's answer is to come), `refused`.
    at_bank: Option<&'static str>,
    /// Why the caller may decide nothing about it.
    locked: Option<SaidJson>,
    /// What was done, in order.
    steps: Vec<StepJson>,
}

/// Another part of the same request.
#[derive(Serialize, ToSchema)]
#[schema(as = BackPaymentPartJson)]
struct PartJson {
    /// Its code.
    case: String,
    /// The way it goes.
    kind: &'static str,
}

/// One person's months.
#[derive(Serialize, ToSchema)]
#[schema(as = BackPaymentLineJson)]
struct LineJson {
    /// Its position.
    line: i64,
    /// Whose.
    person: PersonCode,
    /// The name.
    name: String,
    /// First month.
    from: MonthCode,
    /// Last month.
    to: MonthCode,
    /// The declared wage.
    base: Yuan,
    /// Why the months were missed.
    reason: String,
    /// The number of the supporting document.
    document: Option<String>,
}

/// A paper.
#[derive(Serialize, ToSchema)]
struct PaperJson {
    /// Its code.
    paper: String,
    /// Its name.
    name: String,
    /// How many copies.
    copies: u32,
    /// `none`, `official`, `official_and_finance`.
    seal: &'static str,
    /// Why it may be asked for.
    law: String,
    /// Whether it is there as its way asks for it: a file where a review reads it, else a tick that the original comes along.
    there: bool,
    /// The name of the file, where one was sent.
    file: Option<String>,
    /// Which officer opened it or saw its original last; a review agrees to nothing that nobody opened.
    seen_by: Option<String>,
    /// Whether an officer asked for it anew.
    asked_for: bool,
}

/// A legal clock.
#[derive(Serialize, ToSchema)]
struct ClockJson {
    /// The day on which the papers were complete.
    started: Day,
    /// Which working day it is.
    day: u32,
    /// Of how many.
    days: u32,
    /// The last day; nothing while the employer is waited for.
    due: Option<Day>,
    /// Since when the employer is waited for.
    waiting_since: Option<Day>,
    /// `quiet`, `warns`, `escalates`.
    alarm: &'static str,
}

/// What a month comes to.
#[derive(Serialize, ToSchema)]
struct MonthDueJson {
    /// The month.
    month: MonthCode,
    /// The principal.
    sums: SumsJson,
    /// First day of the late fee; nothing where an officer entered it.
    fee_from: Option<Day>,
    /// Last day of it.
    fee_to: Option<Day>,
    /// How many days.
    fee_days: u32,
    /// The late fee.
    fee: Yuan,
    /// The late fee is more than the principal.
    fee_exceeds_principal: bool,
}

/// One thing that was done.
#[derive(Serialize, ToSchema)]
#[schema(as = BackPaymentStepJson)]
struct StepJson {
    /// What.
    act: String,
    /// By whom.
    by: String,
    /// The day.
    on: Day,
    /// What was said.
    note: Option<String>,
    /// What was to be paid; of `approve_amounts` what was entered.
    amount: Option<Yuan>,
    /// What `ask` and `return` point at: `paper:labour_contract`, `month:2019-03`.
    at: Vec<String>,
}

impl From<&MonthDue> for MonthDueJson {
    fn from(of: &MonthDue) -> MonthDueJson {
        MonthDueJson {
            month: MonthCode(of.month),
            sums: SumsJson::from(&of.totals),
            fee_from: of.from.map(Day),
            fee_to: of.to.map(Day),
            fee_days: of.days,
            fee: Yuan(of.fee),
            fee_exceeds_principal: of.fee_exceeds_principal(),
        }
    }
}

impl CaseJson {
    pub(super) fn of(asked: &Asked, of: &Overview) -> CaseJson {
        let opened = &of.story.opened;
        let valid_on = match &of.case.state {
            State::Accepted(filing) => Some(Day(filing.on)),
            State::Preparing
            | State::InReview(_)
            | State::Waiting { .. }
            | State::Checked { .. }
            | State::Returned { .. }
            | State::Ready
            | State::Lapsed(_)
            | State::Posted { .. }
            | State::Refused { .. }
            | State::Withdrawn => None,
        };
        CaseJson {
            case: opened.id.code(),
            employer: EmployerCode(opened.employer),
            kind: opened.kind.code(),
            state: of.case.state.code(),
            parts: of
                .parts
                .iter()
                .map(|(id, kind)| PartJson {
                    case: id.code(),
                    kind: kind.code(),
                })
                .collect(),
            origin: opened.origin,
            filed_by: opened.filed_by_name.clone(),
            filed_on: Day(opened.filed_on),
            month: opened.month.map(MonthCode),
            lines: lines(of),
            papers: papers(asked, of),
            clock: of.clock.map(|c| ClockJson {
                started: Day(c.started),
                day: c.day,
                days: c.days,
                due: c.due.map(Day),
                waiting_since: c.waiting_since.map(Day),
                alarm: c.alarm.code(),
            }),
            months: of.dues.iter().map(MonthDueJson::from).collect(),
            total: Yuan(of.total()),
            valid_on,
            unknown: of.unknown.as_ref().map(|why| SaidJson::of(asked, why.as_ref())),
            online: of.online,
            at_bank: of.at_bank.map(at_bank),
            locked: of.locked.as_ref().map(|why| SaidJson::of(asked, why as &dyn Statement)),
            steps: steps(of),
        }
    }
}

fn at_bank(of: AtBank) -> &'static str {
    match of {
        AtBank::NotAsked => "not_sent",
        AtBank::Asked => "sent",
        AtBank::Refused(_) => "refused",
    }
}

fn lines(of: &Overview) -> Vec<LineJson> {
    let line = |l: &procedures::back_payment::Line| LineJson {
        line: l.line,
        person: PersonCode(l.person),
        name: of.people.get(&l.person).map(|p| p.name.clone()).unwrap_or_default(),
        from: MonthCode(l.from),
        to: MonthCode(l.to),
        base: Yuan(l.base),
        reason: l.reason.clone(),
        document: l.document.clone(),
    };
    of.story.lines.iter().map(line).collect()
}

fn papers(asked: &Asked, of: &Overview) -> Vec<PaperJson> {
    let paper = |p: &procedures::back_payment::PaperState| PaperJson {
        name: asked.say(&format!("back_payment.paper.{}", p.paper.code), &[]),
        paper: p.paper.code.clone(),
        copies: p.paper.copies,
        seal: p.paper.seal.code(),
        law: p.paper.law.clone(),
        there: p.there.is_some() && !p.missing,
        file: p.there.as_ref().and_then(|there| there.name.clone()),
        seen_by: p.seen.as_ref().map(|seen| seen.by_name.clone()),
        asked_for: p.asked_for,
    };
    of.papers.iter().map(paper).collect()
}

fn steps(of: &Overview) -> Vec<StepJson> {
    let step = |s: &procedures::back_payment::Step| StepJson {
        act: s.event.clone(),
        by: s.by_name.clone(),
        on: Day(s.on_date),
        note: s.said.note.clone(),
        amount: s.said.amount.map(Yuan),
        at: of
            .story
            .points
            .iter()
            .filter(|p| p.step == s.step)
            .map(|p| p.point.code())
            .collect(),
    };
    of.story.steps.iter().map(step).collect()
}

/// The case that an address names.
pub(super) fn case_id(code: &str) -> Result<CaseId, Failure> {
    CaseId::from_code(code).map_err(|_| Failure::NoSuchPage)
}

pub(super) async fn list(asked: Asked) -> Result<Json<CasesJson>, Failure> {
    let who = asked.employer()?;
    let found = asked.read(move |desk| back_payments(desk, who)).await?;
    Ok(Json(CasesJson {
        items: found.iter().map(|one| CaseJson::of(&asked, one)).collect(),
    }))
}

pub(super) async fn one(asked: Asked, At((_, case)): At<(String, String)>) -> Result<Json<CaseJson>, Failure> {
    let (who, id) = (asked.employer()?, case_id(&case)?);
    let found = asked.read(move |desk| back_payment(desk, who, id)).await?;
    Ok(Json(CaseJson::of(&asked, &found)))
}

pub(super) async fn queued(asked: Asked, Searched(typed): Searched) -> Result<Json<CasesJson>, Failure> {
    let kind = Kind::from_code(typed.get("kind")).ok_or(Failure::NoSuchPage)?;
    let state = State::CODES
        .into_iter()
        .find(|code| *code == typed.get("state"))
        .ok_or(Failure::NoSuchPage)?;
    let found = asked.read(move |desk| queue(desk, kind, state)).await?;
    Ok(Json(CasesJson {
        items: found.iter().map(|one| CaseJson::of(&asked, one)).collect(),
    }))
}
