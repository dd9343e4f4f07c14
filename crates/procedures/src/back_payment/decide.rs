//! What officers do to a case: review with two pairs of eyes, ask, return, refuse; the counter takes it in. Never who filed it.

use domain::case::back_payment::{Event, Filing, Kind, Point, State};
use domain::ids::{CaseId, EmployerId};
use policy::Review;
use store::back_payment::{self, Story};
use store::event::{Act, Body};

use super::amounts::{months_due, person_months, total, write_months};
use super::outgrown::still_recent;
use super::papers::{all_opened, needed, see_originals};
use super::{open::oldest_owed, step};
use crate::error::{Refusal, Said};
use crate::{Desk, Error, Key, Opening, Permission, Receipt};

/// Which desk reviews a kind; the acceptance counter where nobody does.
pub fn desk_of(kind: Kind) -> Permission {
    match kind.review() {
        Review::Approval => Permission::ApproveBackPayment,
        Review::Verification => Permission::VerifyBackPayment,
        Review::None => Permission::AcceptBackPayment,
    }
}

/// A reviewer agrees. Every month must have its amount: computed, or entered with a ground.
///
/// Refused: `policy.unknown_parameter` by name; `back_payment.not_now`; `case.own_submission`.
pub fn check(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId) -> Result<Receipt, Error> {
    decide(desk, key, of, id, &Decision::Check)
}

/// A second officer agrees: the case is cleared for the counter.
///
/// Refused: `case.same_person`, `case.own_submission`, `back_payment.not_now`.
pub fn confirm(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId) -> Result<Receipt, Error> {
    decide(desk, key, of, id, &Decision::Confirm)
}

/// A second officer does not agree: back to the review.
pub fn disagree(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId, ground: &str) -> Result<Receipt, Error> {
    decide(desk, key, of, id, &Decision::Disagree(ground.to_owned()))
}

/// The reviewer asks the employer for something, once and whole, and points at what; the clock stands still.
pub fn ask_employer(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId, what: &str, at: &[Point]) -> Result<Receipt, Error> {
    decide(desk, key, of, id, &Decision::Ask(what.to_owned(), at.to_vec()))
}

/// An officer returns a case for correction and points at what. Everything is kept.
pub fn return_case(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId, ground: &str, at: &[Point]) -> Result<Receipt, Error> {
    decide(desk, key, of, id, &Decision::Return(ground.to_owned(), at.to_vec()))
}

/// An officer does not agree to a case.
pub fn refuse(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId, ground: &str) -> Result<Receipt, Error> {
    decide(desk, key, of, id, &Decision::Refuse(ground.to_owned()))
}

/// What an officer does in a review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Agrees, first.
    Check,
    /// Agrees, second.
    Confirm,
    /// Does not agree, second.
    Disagree(String),
    /// Asks the employer.
    Ask(String, Vec<Point>),
    /// Returns it for correction.
    Return(String, Vec<Point>),
    /// Refuses it.
    Refuse(String),
}

impl Decision {
    fn done(&self) -> &'static str {
        match self {
            Decision::Check => "back_payment_checked",
            Decision::Confirm => "back_payment_confirmed",
            Decision::Disagree(_) => "back_payment_disagreed",
            Decision::Ask(..) => "back_payment_asked",
            Decision::Return(..) => "back_payment_returned",
            Decision::Refuse(_) => "back_payment_refused",
        }
    }

    fn ground(&self) -> Option<&str> {
        match self {
            Decision::Check | Decision::Confirm => None,
            Decision::Disagree(ground) | Decision::Ask(ground, _) | Decision::Return(ground, _) | Decision::Refuse(ground) => Some(ground),
        }
    }

    fn points(&self) -> &[Point] {
        match self {
            Decision::Ask(_, at) | Decision::Return(_, at) => at,
            Decision::Check | Decision::Confirm | Decision::Disagree(_) | Decision::Refuse(_) => &[],
        }
    }
}

/// One decision of a review.
///
/// Refused: `back_payment.ground_missing`, `back_payment.not_now`, `case.own_submission`, `case.same_person`,
/// `policy.unknown_parameter`, `back_payment.papers_unopened`, `back_payment.no_such_point`.
pub fn decide(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId, decision: &Decision) -> Result<Receipt, Error> {
    let mut act = match desk.open(of, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let story = back_payment::load(desk.tx, of, id)?.ok_or(Error::NotFound)?;
    permitted(desk, &story, decision)?;
    if decision.ground().is_some_and(|ground| ground.trim().is_empty()) {
        return Err(Error::said("back_payment.ground_missing", vec![]));
    }
    let by = desk.caller.login;
    let text = decision.ground().unwrap_or_default().trim().to_owned();
    let event = match decision {
        Decision::Check => Event::Check { by },
        Decision::Confirm => Event::Confirm { by },
        Decision::Disagree(_) => Event::Disagree { ground: text.clone(), by },
        Decision::Ask(..) => Event::Ask {
            what: text.clone(),
            by,
            on: desk.today,
        },
        Decision::Return(..) => Event::Return { ground: text.clone(), by },
        Decision::Refuse(_) => Event::Refuse { ground: text.clone(), by },
    };
    let points = pointed(desk, &story, decision.points())?;
    step::advance(desk, &mut act, &story, event)?;
    back_payment::point_at(desk.tx, &mut act, &story.opened, story.steps.len() as i64 + 1, &points)?;
    if matches!(decision, Decision::Check | Decision::Confirm) {
        all_opened(desk, &story)?;
        let rows = person_months(desk, &story)?;
        months_due(desk, &story, &rows, desk.today)?;
    }
    let body = Body::new().with("case", id.code());
    let body = if text.is_empty() { body } else { body.with("ground", text) };
    desk.seal(act, decision.done(), key, body)
}

/// What a decision points at, each once: papers that the way asks for, months of the case.
fn pointed(desk: &mut Desk, story: &Story, at: &[Point]) -> Result<Vec<Point>, Error> {
    let papers = needed(desk, story)?;
    let mut points = at.to_vec();
    points.sort();
    points.dedup();
    let is_there = |point: &Point| match point {
        Point::Paper(code) => papers.iter().any(|paper| paper.code == *code),
        Point::Month(month) => story.lines.iter().any(|line| line.from <= *month && *month <= line.to),
    };
    match points.iter().all(is_there) {
        true => Ok(points),
        false => Err(Error::said("back_payment.no_such_point", vec![])),
    }
}

/// The desk that reviews the kind decides; at the counter, the counter returns it.
fn permitted(desk: &Desk, story: &Story, decision: &Decision) -> Result<(), Error> {
    let is_ready = matches!(story.case()?.state, State::Ready);
    if is_ready && matches!(decision, Decision::Return(..)) {
        return desk.permit(Permission::AcceptBackPayment);
    }
    desk.permit(desk_of(story.opened.kind))
}

/// The acceptance counter takes a case in: what it comes to today is written, and is to be paid today.
///
/// `originals`: the papers whose originals the officer has compared, beside those that were opened before.
///
/// Refused: `policy.unknown_parameter`; `back_payment.not_now`; `case.own_submission`; `back_payment.papers_unopened`;
/// `back_payment.no_longer_recent`; of a whole month `back_payment.oldest_first`, `back_payment.at_bank`.
pub fn accept(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId, originals: &[String]) -> Result<Receipt, Error> {
    desk.permit(Permission::AcceptBackPayment)?;
    let by = desk.caller.login;
    file(desk, key, of, id, originals, "back_payment_accepted", |filing| Event::Accept {
        by,
        filing,
    })
}

/// Files a case for today: writes its months and moves it.
pub(super) fn file(
    desk: &mut Desk,
    key: &Key,
    of: EmployerId,
    id: CaseId,
    originals: &[String],
    kind: &str,
    event: impl Fn(Filing) -> Event,
) -> Result<Receipt, Error> {
    let mut act = match desk.open(of, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let filing = file_in(desk, &mut act, id, originals, event)?;
    let body = Body::new()
        .with("case", id.code())
        .with("amount_fen", filing.amount)
        .with("valid_on", filing.on);
    desk.seal(act, kind, key, body)
}

/// Files a case for today in an act on its employer.
fn file_in(desk: &mut Desk, act: &mut Act, id: CaseId, originals: &[String], event: impl Fn(Filing) -> Event) -> Result<Filing, Error> {
    let story = back_payment::load(desk.tx, EmployerId(act.subject), id)?.ok_or(Error::NotFound)?;
    let probe = Filing {
        on: desk.today,
        amount: units::Fen::ZERO,
        online: false,
    };
    // Whether it can be filed at all comes before what it would cost.
    story.case()?.advance(event(probe)).map_err(Error::refused)?;
    let filing = prepare_filing(desk, act, &story)?;
    let event = event(filing);
    if matches!(event, Event::Accept { .. }) {
        see_originals(desk, act, &story, originals)?;
        let seen = back_payment::load(desk.tx, story.opened.employer, id)?.ok_or(Error::NotFound)?;
        all_opened(desk, &seen)?;
    }
    step::advance(desk, act, &story, event)?;
    Ok(filing)
}

/// As [`accept`], in an act that a number at the counter opened; what is filed already stays as it is, and `false` is answered.
pub(crate) fn accept_in(desk: &mut Desk, act: &mut Act, id: CaseId, originals: &[String]) -> Result<bool, Error> {
    desk.permit(Permission::AcceptBackPayment)?;
    let story = back_payment::load(desk.tx, EmployerId(act.subject), id)?.ok_or(Error::NotFound)?;
    if matches!(story.case()?.state, State::Accepted(filing) if filing.on == desk.today) {
        return Ok(false);
    }
    let by = desk.caller.login;
    file_in(desk, act, id, originals, |filing| Event::Accept { by, filing }).map(|_| true)
}

fn prepare_filing(desk: &mut Desk, act: &mut Act, story: &Story) -> Result<Filing, Error> {
    if let Some(month) = story.opened.month {
        oldest_owed(desk, story.opened.employer, month)?;
    }
    if story.opened.kind == Kind::OnePerson {
        super::pay::not_at_bank(desk, story)?;
    }
    still_recent(desk, story)?;
    let rows = person_months(desk, story)?;
    let dues = months_due(desk, story, &rows, desk.today)?;
    write_months(desk, act, story, &rows)?;
    Ok(Filing {
        on: desk.today,
        amount: total(&dues),
        online: false,
    })
}

/// What became of one case of many.
#[derive(Debug)]
pub struct Outcome {
    /// Of which employer.
    pub employer: EmployerId,
    /// Which case.
    pub id: CaseId,
    /// The receipt, or why nothing was done about it.
    pub outcome: Result<Receipt, Box<dyn Refusal>>,
}

/// Decides many cases alike: each is an act of its own, one that is refused stops none of the others.
///
/// Not in one transaction: the caller runs one a case. This is the loop for callers that hold the agency.
pub fn decide_many(
    agency: &crate::Agency,
    caller: &crate::Caller,
    key: &Key,
    cases: &[(EmployerId, CaseId)],
    decision: &Decision,
) -> Result<Vec<Outcome>, Error> {
    let mut outcomes = Vec::with_capacity(cases.len());
    for &(employer, id) in cases {
        let (own, decision) = (
            Key {
                key: format!("{}:{}", key.key, id.code()),
                ask_hash: key.ask_hash,
            },
            decision.clone(),
        );
        let outcome = match agency.write(caller, move |desk| decide(desk, &own, employer, id, &decision)) {
            Ok(receipt) => Ok(receipt),
            Err(Error::Refused(why)) => Err(why),
            Err(Error::Denied(_) | Error::NotFound) => {
                Err(Box::new(Said::new("back_payment.not_at_this_desk", vec![])) as Box<dyn Refusal>)
            }
            Err(other) => return Err(other),
        };
        outcomes.push(Outcome { employer, id, outcome });
    }
    Ok(outcomes)
}
