//! Refunds as pages show them: what was offered, why, where it stands, who may do what next.

use domain::case::CaseRefused;
use domain::case::refund::State;
use domain::collection::RefundGround;
use domain::ids::{CaseId, EmployerId};
use domain::registry::{Employer, Person};
use store::refund::{self, Account, Offer, Step, Story};
use store::{bill, employer};
use units::Fen;

use crate::{Desk, Error, Permission};

/// How many are listed at most.
const AT_MOST: i64 = 200;

/// A refund.
#[derive(Clone, Debug)]
pub struct Refund {
    /// To whom.
    pub employer: Employer,
    /// The offer.
    pub offer: Offer,
    /// Where it stands.
    pub state: State,
    /// What was done.
    pub steps: Vec<Step>,
    /// Why the caller may decide nothing about it.
    pub locked: Option<CaseRefused>,
}

impl Refund {
    /// How the money goes, once the employer said it.
    pub fn chosen(&self) -> Option<&Step> {
        self.steps.iter().rev().find(|step| step.event == "choose")
    }
}

fn told(desk: &mut Desk, story: Story) -> Result<Refund, Error> {
    let state = story.state()?;
    Ok(Refund {
        employer: employer::load(desk.tx, story.offer.employer)?.ok_or(Error::NotFound)?,
        locked: state.locked_for(desk.caller.login),
        offer: story.offer,
        steps: story.steps,
        state,
    })
}

/// The desk's refunds: those that are not ended, oldest first, and the latest that are.
pub fn refunds(desk: &mut Desk) -> Result<(Vec<Refund>, Vec<Refund>), Error> {
    desk.permit(Permission::DecideRefund)?;
    let region = desk.region().to_owned();
    let running = refund::running(desk.tx, &region, AT_MOST)?;
    let ended = refund::ended(desk.tx, &region, 20)?;
    let running = running.into_iter().map(|story| told(desk, story)).collect::<Result<_, _>>()?;
    let ended = ended.into_iter().map(|story| told(desk, story)).collect::<Result<_, _>>()?;
    Ok((running, ended))
}

/// The refunds of an employer, the latest first.
pub fn of_employer(desk: &mut Desk, of: EmployerId) -> Result<Vec<Refund>, Error> {
    desk.permit_for(Permission::ViewBills, of)?;
    let stories = refund::of_employer(desk.tx, of)?;
    stories.into_iter().rev().map(|story| told(desk, story)).collect()
}

/// What an employer is offered and has not answered: how many, and how much. Nothing for who may not see amounts.
pub fn offered(desk: &mut Desk, of: EmployerId) -> Result<(i64, Fen), Error> {
    if !desk.caller.may_for(Permission::ViewBills, of) {
        return Ok((0, Fen::ZERO));
    }
    let open = of_employer(desk, of)?
        .into_iter()
        .filter(|r| matches!(r.state, State::Offered | State::SentBack { .. }));
    Ok(open.fold((0, Fen::ZERO), |(n, sum), r| (n + 1, sum + r.offer.amount)))
}

/// One refund as its page shows it.
#[derive(Clone, Debug)]
pub struct RefundPage {
    /// The refund.
    pub refund: Refund,
    /// Who is on the bill below zero, and what each one's line gives back.
    pub people: Vec<(Person, Fen)>,
    /// The account that it would go to.
    pub account: Option<Account>,
    /// The receipt of the act that offered it.
    pub receipt: String,
}

/// One refund.
pub fn refund_page(desk: &mut Desk, of: EmployerId, id: CaseId) -> Result<RefundPage, Error> {
    desk.permit_for(Permission::ViewBills, of)?;
    let story = refund::load(desk.tx, of, id)?.ok_or(Error::NotFound)?;
    let event = store::history::load(desk.tx, of.0, story.offer.n)?.ok_or(Error::NotFound)?;
    let receipt = desk.receipt(event).number;
    let people = match story.offer.ground {
        RefundGround::Correction(key) => {
            let page = crate::bills::bill_page(desk, of, key.month, key.kind)?;
            let known = bill::people(desk.tx, of)?;
            let line = |l: &domain::bill::Line| Some((known.get(&l.person)?.clone(), -l.amounts().total()));
            page.lines.iter().filter_map(line).collect()
        }
        RefundGround::Overpaid(_) => Vec::new(),
    };
    Ok(RefundPage {
        account: crate::move_refund::account_of(desk, of)?,
        refund: told(desk, story)?,
        people,
        receipt,
    })
}
