//! The agency spots what belongs to a payer again, and offers it back: nobody has to ask.

use domain::case::refund::Event;
use domain::collection::{Offered, Spotted, spot_refunds};
use domain::ids::{CaseId, EmployerId};
use store::event::{Act, Body};
use store::refund::{self, Offer};

use crate::move_refund::append;
use crate::position::Position;
use crate::{Agency, Caller, Desk, Error, Key};

/// Offers in this act what nobody has offered yet, and lets offers lapse whose bill was taken up meanwhile. Answers how many of both.
pub(crate) fn offer_refunds(desk: &mut Desk, act: &mut Act) -> Result<u64, Error> {
    let employer = EmployerId(act.subject);
    let spotted = spotted(desk, employer)?;
    for id in &spotted.lapsed {
        let story = refund::load(desk.tx, employer, *id)?.ok_or(Error::NotFound)?;
        append(desk, act, &story, Event::Lapse, refund::Saying::default())?;
    }
    for (ground, amount) in &spotted.new {
        let offer = Offer {
            employer,
            id: CaseId(desk.id()),
            n: act.n,
            ground: *ground,
            amount: *amount,
            on: desk.today,
        };
        refund::offer(desk.tx, act, &offer)?;
    }
    Ok((spotted.new.len() + spotted.lapsed.len()) as u64)
}

fn spotted(desk: &mut Desk, employer: EmployerId) -> Result<Spotted<CaseId>, Error> {
    let credits = Position::load(desk, employer)?.claims().credits;
    let overpaid = refund::overpaid(desk.tx, employer)?;
    let mut offered = Vec::new();
    for story in refund::of_employer(desk.tx, employer)? {
        let (state, offer) = (story.state()?, &story.offer);
        if state.code() == "lapsed" {
            continue;
        }
        offered.push(Offered {
            refund: offer.id,
            ground: offer.ground,
            amount: offer.amount,
            is_decided: story.last("decide").is_some(),
        });
    }
    Ok(spot_refunds(&credits, &overpaid, &offered))
}

/// What no act of an employer has offered: differences below zero that a close made. Answers how many employers were offered something.
pub(crate) fn offer_all(agency: &Agency, caller: &Caller) -> Result<u64, Error> {
    let employers = agency.read(caller, |desk| {
        let mut waiting = Vec::new();
        for of in refund::employers(desk.tx)? {
            let spotted = spotted(desk, of)?;
            if !spotted.new.is_empty() || !spotted.lapsed.is_empty() {
                waiting.push(of);
            }
        }
        Ok(waiting)
    })?;
    for &of in &employers {
        agency.write(caller, move |desk| {
            let mut act = desk.begin(of)?;
            let offers = offer_refunds(desk, &mut act)?;
            let key = Key::new(format!("refunds:{}", act.n), b"");
            let body = Body::new().with("offers", i64::try_from(offers).unwrap_or(i64::MAX));
            desk.seal(act, "refund_offered", &key, body)?;
            Ok(())
        })?;
    }
    Ok(employers.len() as u64)
}
