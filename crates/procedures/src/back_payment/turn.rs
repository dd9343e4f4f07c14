//! What the turn of the day does: online filings of yesterday are debited, what was not paid on its day lapses.

use domain::case::back_payment::{Event, State};
use domain::ids::{CaseId, EmployerId};
use store::back_payment;
use store::event::Body;

use super::{pay, step};
use crate::demo_bank::Order;
use crate::{Agency, Caller, Desk, Error, Key, Opening, Permission};

/// Ends the filings of days before today. How many.
pub(crate) fn end_days(agency: &Agency, caller: &Caller) -> Result<u64, Error> {
    let ended = agency.read(caller, |desk| Ok(back_payment::in_state_before(desk.tx, "accepted", desk.today)?))?;
    for &(employer, id) in &ended {
        agency.write(caller, move |desk| end(desk, employer, id))?;
    }
    Ok(ended.len() as u64)
}

fn end(desk: &mut Desk, employer: EmployerId, id: CaseId) -> Result<(), Error> {
    desk.permit(Permission::RunDebits)?;
    let story = back_payment::load(desk.tx, employer, id)?.ok_or(Error::NotFound)?;
    let State::Accepted(filing) = story.case()?.state else {
        return Ok(());
    };
    if filing.online && desk.agency.is_demo() {
        let order = store::day_step::take_order(desk.tx, employer)?;
        let pays = order.as_deref().and_then(Order::from_code).is_none_or(|order| order == Order::Paid);
        if pays {
            return pay::debited(desk, employer, id).map(drop);
        }
    }
    let key = Key::new(format!("lapse:{}:{}", id.code(), filing.on), b"");
    let mut act = match desk.open(employer, &key)? {
        Opening::New(act) => act,
        Opening::Already(_) => return Ok(()),
    };
    step::advance(desk, &mut act, &story, Event::Lapse { on: desk.today })?;
    let body = Body::new()
        .with("case", id.code())
        .with("amount_fen", filing.amount)
        .with("was_valid_on", filing.on);
    desk.seal(act, "back_payment_lapsed", &key, body).map(drop)
}
