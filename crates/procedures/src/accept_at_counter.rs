//! The acceptance counter takes up what was filed online: its papers are seen, nothing is typed again.

use domain::hall::appointment::Errand;
use domain::ids::{EmployerId, TicketId};
use store::event::Body;
use store::{employer, ticket};

use crate::call_next::{AtCounter, at_the_counter, send_on};
use crate::payable::{payable, payables};
use crate::visit::{Need, Visit, visits};
use crate::{Desk, Error, Key, Opening, Permission, Receipt, back_payment};

/// Who stands at the counter, and with what.
#[derive(Clone, Debug)]
pub struct AtHand {
    /// The ticket.
    pub ticket: domain::hall::ticket::Ticket,
    /// Whose visit, where that is known.
    pub employer: Option<(EmployerId, String)>,
    /// Everything of theirs that needs this counter; first what the visit is for.
    pub visits: Vec<Visit>,
    /// What they can pay today.
    pub payables: Vec<domain::hall::payable::Payable>,
}

/// What lies before the officer who called a number. `asked` names the employer where the ticket does not.
pub fn at_hand(desk: &mut Desk, id: TicketId, asked: Option<EmployerId>) -> Result<AtHand, Error> {
    desk.permit(Permission::ServeHall)?;
    let (_, of) = ticket::load(desk.tx, id)?.ok_or(Error::NotFound)?;
    let whose = of.employer.or(asked);
    let (mut list, mut due, mut named) = (Vec::new(), Vec::new(), None);
    if let Some(whose) = whose {
        let known = employer::load(desk.tx, whose)?.ok_or(Error::NotFound)?;
        list = visits(desk, whose)?.into_iter().filter(|v| v.errand != Errand::Matter).collect();
        list.sort_by_key(|v| Some(v.errand) != of.errand);
        due = payables(desk, whose)?;
        named = Some((whose, known.name));
    }
    Ok(AtHand {
        ticket: of,
        employer: named,
        visits: list,
        payables: due,
    })
}

/// Where the number goes from the counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// On to the cashier, under this number.
    Cashier(TicketId),
    /// It stays: another case of the employer's is ready for this counter.
    Here,
    /// Nothing more is to be done.
    Done,
}

/// Takes a case up at the counter: the papers were seen; a part of a back payment is filed for today. Where money is due today and
/// nothing else of the employer's waits for this counter, the number goes on to the cashier; its ticket is answered.
///
/// `originals`: the papers that the officer compared with what lies on the counter.
///
/// Refused: what the case says, as `back_payment.not_now`, `back_payment.papers_unopened`, `case.own_submission`.
pub fn accept_at_counter(
    desk: &mut Desk,
    key: &Key,
    id: TicketId,
    whose: EmployerId,
    errand: Errand,
    (originals, note): (&[String], &str),
) -> Result<(Receipt, Next), Error> {
    desk.permit(Permission::ServeHall)?;
    let mut act = match desk.open(whose, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok((receipt, Next::Done)),
    };
    ticket::load(desk.tx, id)?.ok_or(Error::NotFound)?;
    let body = Body::new()
        .with("errand", errand.code())
        .with("ticket", id.code())
        .with("note", note.trim());
    let is_taken_in = match errand {
        Errand::BackPayment(case) => back_payment::decide::accept_in(desk, &mut act, case, originals)?,
        Errand::Reduction(_) | Errand::Bill(_) | Errand::Matter => false,
    };
    let due = payable(desk, whose, errand)?.is_some();
    // What was taken in before is sent on, whatever else is ready.
    if due && is_taken_in && another_waits(desk, whose, errand)? {
        return Ok((desk.seal(act, "accepted_at_counter", key, body)?, Next::Here));
    }
    let own = Key::new(format!("accepted:{id}:{}", errand.code()), b"");
    let on = if due {
        Next::Cashier(send_on(desk, &own, id, whose, errand)?)
    } else {
        at_the_counter(desk, &own, id, AtCounter::Finish)?;
        Next::Done
    };
    Ok((desk.seal(act, "accepted_at_counter", key, body)?, on))
}

/// Whether another back payment of the employer's is ready for this counter: one visit serves all of them.
fn another_waits(desk: &mut Desk, whose: EmployerId, done: Errand) -> Result<bool, Error> {
    let is_part = |errand| matches!(errand, Errand::BackPayment(_));
    let waits = |visit: &Visit| visit.errand != done && is_part(visit.errand) && matches!(visit.need, Need::Presence { .. });
    Ok(visits(desk, whose)?.iter().any(waits))
}
