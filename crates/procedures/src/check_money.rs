//! What must always hold of money (domain: 2, 3, 4, 9), as functions that `check` runs one by one.

use domain::case::refund::State;
use domain::ids::{CaseId, EmployerId};
use domain::ledger::Fund;
use store::{bank_file, earlier, refund, settlement, transfer};
use units::{Date, Month};

use crate::{Desk, Error, Permission};

/// Refunds looked at in one query.
const AT_ONCE: i64 = 500;

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finding {
    /// How many things were looked at.
    pub examined: u64,
    /// What does not hold, each named so that it can be found.
    pub broken: Vec<String>,
}

fn month(employer: EmployerId, month: Month, kind: i64) -> String {
    format!("{employer} {month} {kind}")
}

/// Every fen received is in exactly one fund, and the sum over all funds and the bank is zero.
pub fn every_fen_is_in_one_place(desk: &mut Desk) -> Result<Finding, Error> {
    desk.permit(Permission::Operate)?;
    let region = desk.region().to_owned();
    let balances = transfer::balances(desk.tx, &region, Date::MAX)?;
    let broken = if balances.add_up() { vec![] } else { vec![region] };
    Ok(Finding {
        examined: domain::ledger::Fund::ALL.len() as u64,
        broken,
    })
}

/// Each movement that ends or reverses another has its legs and its amount, and a settled bill's movements add up to it.
pub fn movements_have_two_legs(desk: &mut Desk) -> Result<Finding, Error> {
    desk.permit(Permission::Operate)?;
    let mut broken: Vec<String> = transfer::bad_endings(desk.tx)?
        .into_iter()
        .map(|(subject, id)| format!("{subject} {id}"))
        .collect();
    let bills = transfer::unbalanced_bills(desk.tx)?;
    broken.extend(bills.into_iter().map(|(e, m, kind)| month(e, m, kind)));
    Ok(Finding {
        examined: transfer::count(desk.tx)?,
        broken,
    })
}

/// No bill is settled twice.
pub fn no_bill_is_paid_twice(desk: &mut Desk) -> Result<Finding, Error> {
    desk.permit(Permission::Operate)?;
    let twice = settlement::settled_twice(desk.tx)?;
    Ok(Finding {
        examined: settlement::count(desk.tx)?,
        broken: twice.into_iter().map(|(e, m, kind)| month(e, m, kind)).collect(),
    })
}

/// A bank file has effect once: each of its answers is booked by one line, and a file that is booked has all of them.
pub fn a_bank_file_has_effect_once(desk: &mut Desk) -> Result<Finding, Error> {
    desk.permit(Permission::Operate)?;
    let (examined, broken) = bank_file::unbooked_lines(desk.tx)?;
    Ok(Finding {
        examined,
        broken: broken.into_iter().map(|(file, line)| format!("{file}:{line}")).collect(),
    })
}

/// The months of a file of earlier records come to what its receipt says.
pub fn an_earlier_file_is_what_it_came_to(desk: &mut Desk) -> Result<Finding, Error> {
    desk.permit(Permission::Operate)?;
    let (examined, odd) = earlier::odd_files(desk.tx)?;
    Ok(Finding {
        examined,
        broken: odd.into_iter().map(|(employer, file)| format!("{employer} {file}")).collect(),
    })
}

/// Each refund moved as its steps say, and one that was paid out has its movement (invariants 2, 6).
pub fn refunds_stand_where_their_steps_led(desk: &mut Desk) -> Result<Finding, Error> {
    let (mut examined, mut broken) = (0, Vec::new());
    let mut last = (EmployerId(i64::MIN), CaseId(i64::MIN));
    loop {
        let stories = refund::after(desk.tx, last, AT_ONCE)?;
        let Some(end) = stories.last() else { break };
        last = (end.offer.employer, end.offer.id);
        for story in &stories {
            examined += 1;
            if let Some(what) = refund_is_odd(desk, story)? {
                broken.push(format!(
                    "refund employer_id={} refund_id={}: {what}",
                    story.offer.employer.0, story.offer.id.0
                ));
            }
        }
    }
    Ok(Finding { examined, broken })
}

fn refund_is_odd(desk: &mut Desk, story: &refund::Story) -> Result<Option<String>, Error> {
    let state = match story.state() {
        Ok(state) => state,
        Err(trouble) => return Ok(Some(trouble.to_string())),
    };
    let step = match state {
        State::PaidOut { .. } => story.last("pay"),
        State::Ordered | State::Carried => story.last("decide"),
        State::Offered | State::SentBack { .. } | State::Chosen(_) | State::Checked { .. } | State::Lapsed => return Ok(None),
    };
    let Some(id) = step.and_then(|s| s.says.transfer) else {
        return Ok(Some("no movement".to_owned()));
    };
    let moved = transfer::load(desk.tx, story.offer.employer.into(), id)?.map(|b| (b.transfer.debit, b.transfer.amount));
    Ok((moved != Some((Fund::RefundDue, story.offer.amount))).then(|| "its movement is another".to_owned()))
}
