//! What the turn of the day does: what was not paid on its day lapses; what the bank was asked for waits for its answer.

use domain::case::back_payment::{Event, State};
use domain::ids::{CaseId, EmployerId};
use store::back_payment;
use store::event::Body;

use super::debit::{AtBank, at_bank};
use super::step;
use crate::{Agency, Caller, Desk, Error, Key, Opening, Permission};

/// Ends the filings of days before today. How many. The demonstration's bank answers first.
pub(crate) fn end_days(agency: &Agency, caller: &Caller) -> Result<u64, Error> {
    crate::demo_bank::answer_filings(agency, caller)?;
    let mut ended = 0;
    for (employer, id) in agency.read(caller, |desk| Ok(back_payment::in_state_before(desk.tx, "accepted", desk.today)?))? {
        ended += u64::from(agency.write(caller, move |desk| end(desk, employer, id))?);
    }
    Ok(ended)
}

/// Lapses a filing of an earlier day; not while the bank has its debit: the payment's own day decides, and the answer is still to come.
fn end(desk: &mut Desk, employer: EmployerId, id: CaseId) -> Result<bool, Error> {
    desk.permit(Permission::RunDebits)?;
    let story = back_payment::load(desk.tx, employer, id)?.ok_or(Error::NotFound)?;
    let State::Accepted(filing) = story.case()?.state else {
        return Ok(false);
    };
    if at_bank(desk, &story, &filing)? == Some(AtBank::Asked) {
        return Ok(false);
    }
    let key = Key::new(format!("lapse:{}:{}", id.code(), filing.on), b"");
    let mut act = match desk.open(employer, &key)? {
        Opening::New(act) => act,
        Opening::Already(_) => return Ok(false),
    };
    step::advance(desk, &mut act, &story, Event::Lapse { on: desk.today })?;
    let body = Body::new()
        .with("case", id.code())
        .with("amount_fen", filing.amount)
        .with("was_valid_on", filing.on);
    desk.seal(act, "back_payment_lapsed", &key, body)?;
    Ok(true)
}
