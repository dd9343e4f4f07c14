//! A back payment moves only along its edges, its filing is what its months come to, and what is posted is on its bills.

use domain::assessment::BillTotals;
use domain::bill::BillKind;
use domain::case::back_payment::{Kind, State};
use domain::ids::{CaseId, EmployerId};
use store::back_payment::{self, Story};
use store::{bill, settlement};
use units::Fen;

use crate::check_money::Finding;
use crate::{Desk, Error};

/// Cases looked at in one query.
const AT_ONCE: i64 = 200;

/// The steps of each case follow from one another and the projection holds where they lead (invariant 6); a posted case has its
/// months on settled bills that add up to what was paid, and no person's omitted month is posted twice (invariant 4).
pub(crate) fn a_back_payment_is_what_was_paid(desk: &mut Desk) -> Result<Finding, Error> {
    let (mut examined, mut broken) = (0, Vec::new());
    let mut last = (EmployerId(i64::MIN), CaseId(i64::MIN));
    loop {
        let stories = back_payment::after(desk.tx, last, AT_ONCE)?;
        let Some(end) = stories.last() else { break };
        last = (end.opened.employer, end.opened.id);
        for story in &stories {
            examined += 1;
            let name = format!("back_payment employer_id={} case_id={}", story.opened.employer.0, story.opened.id.0);
            for fault in examine(desk, story)? {
                broken.push(format!("{name}: {fault}"));
            }
        }
    }
    Ok(Finding { examined, broken })
}

fn examine(desk: &mut Desk, story: &Story) -> Result<Vec<String>, Error> {
    let (of, id) = (story.opened.employer, story.opened.id);
    let held = back_payment::standing(desk.tx, of, id)?;
    let case = match story.case() {
        Ok(case) => case,
        Err(trouble) => return Ok(vec![trouble.to_string()]),
    };
    let mut faults = Vec::new();
    if held.as_deref() != Some(case.state.code()) {
        faults.push(format!("{held:?} is not {}", case.state.code()));
    }
    if let State::Posted { paid } = case.state {
        faults.extend(posted(desk, story, paid.amount)?);
    }
    Ok(faults)
}

fn posted(desk: &mut Desk, story: &Story, paid: Fen) -> Result<Vec<String>, Error> {
    let (of, id) = (story.opened.employer, story.opened.id);
    let Some(n) = story.steps.iter().rfind(|s| s.event == "pay").map(|s| s.n) else {
        return Ok(vec!["posted without a payment".to_owned()]);
    };
    let mut faults = Vec::new();
    let settled: Fen = settlement::of_event(desk.tx, of, n)?.iter().map(|s| s.principal + s.fee).sum();
    if settled != paid {
        faults.push(format!("paid {paid}, settled {settled}"));
    }
    if story.opened.kind == Kind::MonthlyReport {
        return Ok(faults);
    }
    let rows = back_payment::months_known(desk.tx, of, id, n)?;
    let posted = back_payment::posted_months(desk.tx, of, id)?;
    if posted.len() != rows.len() {
        faults.push(format!("{} months, {} posted", rows.len(), posted.len()));
    }
    let mut months: Vec<_> = posted.iter().map(|p| (p.month, p.bill_kind)).collect();
    months.sort_by_key(|(month, kind)| (*month, kind.stored()));
    months.dedup();
    for (month, kind) in months {
        let mut totals = BillTotals::default();
        for row in rows.iter().filter(|r| r.month == month) {
            totals.add(&row.amounts);
        }
        let made = bill::load(desk.tx, of, month, kind)?.map(|b| b.totals);
        if made != Some(totals) || !matches!(kind, BillKind::BackPayment(_)) {
            faults.push(format!("the bill of {month} is not the sum of its months"));
        }
    }
    if story.opened.kind.is_of_omitted_months() {
        for one in &posted {
            let of_person = back_payment::posted_of_person(desk.tx, one.person)?;
            let twice = of_person
                .iter()
                .filter(|p| p.month == one.month && p.kind.is_of_omitted_months())
                .count();
            if twice != 1 {
                faults.push(format!("{} of person {} is posted {twice} times", one.month, one.person.0));
            }
        }
    }
    Ok(faults)
}
