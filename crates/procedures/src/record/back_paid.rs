//! Months that a back payment made up, laid over what bills and roll say.

use domain::assessment::Amounts;
use domain::case::back_payment::Kind;
use domain::ids::PersonId;
use domain::standing::{Billed, Cause, Decided, Part, Settled, Standing, standing};
use policy::Branch;
use store::back_payment::{self, MonthRow as Row, Posted};
use units::{Fen, Month};

use super::month::Lens;
use super::{Cell, MonthRow};
use crate::position::last_on_time;
use crate::{Desk, Error};

/// Lays the posted months over the folded ones. A month that was not kept here gets a row of its own.
pub(super) fn overlay(desk: &mut Desk, who: PersonId, lens: &Lens, months: &mut Vec<MonthRow>) -> Result<(), Error> {
    for posted in back_payment::posted_of_person(desk.tx, who)? {
        if posted.value_date > lens.day {
            continue;
        }
        let rows = back_payment::months_known(desk.tx, posted.employer, posted.case, posted.n)?;
        let Some(row) = rows.into_iter().find(|r| r.person == who && r.month == posted.month) else {
            continue;
        };
        let at = place(months, posted.month);
        lay(desk, lens, &posted, &row, &mut months[at].cells)?;
    }
    Ok(())
}

/// Where the month's row is; made where there is none.
fn place(months: &mut Vec<MonthRow>, month: Month) -> usize {
    match months.binary_search_by_key(&month, |row| row.month) {
        Ok(at) => at,
        Err(at) => {
            let row = MonthRow {
                month,
                cells: [Cell::NOTHING; 5],
            };
            months.insert(at, row);
            at
        }
    }
}

fn lay(desk: &mut Desk, lens: &Lens, posted: &Posted, row: &Row, cells: &mut [Cell; 5]) -> Result<(), Error> {
    let concerned: Vec<Branch> = Branch::ALL.into_iter().filter(|b| row.amounts.charged.contains(*b)).collect();
    for branch in concerned {
        let cell = &mut cells[branch.index()];
        match posted.kind {
            Kind::BaseDifference => {
                cell.difference = true;
                cell.employer_pays += row.amounts.employer[branch.index()];
                cell.person_pays += own(&row.amounts, branch);
                cell.to_account += account(&row.amounts, branch);
            }
            Kind::OnePerson => {
                (cell.standing, cell.cause) = settled_alone(desk, lens, posted)?;
                cell.paid_on = Some(posted.value_date);
            }
            Kind::Recent | Kind::Verified | Kind::Approved | Kind::Inspection | Kind::MonthlyReport => {
                *cell = made_up(posted, row, branch, lens);
            }
        }
    }
    if posted.kind.is_of_omitted_months() {
        // Where an officer found nothing due in a branch of the month, nothing of it is left to be asked for.
        let is_open = |cell: &&mut Cell| cell.cause == Some(Cause::Omitted);
        cells.iter_mut().filter(is_open).for_each(|cell| *cell = Cell::NOTHING);
    }
    Ok(())
}

/// A month that nobody had filed: back-paid, by which way, and who left it out.
fn made_up(posted: &Posted, row: &Row, branch: Branch, lens: &Lens) -> Cell {
    let decided = match posted.kind {
        Kind::Inspection => Decided::BackPaidOrder,
        Kind::Recent | Kind::Verified | Kind::Approved | Kind::MonthlyReport | Kind::OnePerson | Kind::BaseDifference => Decided::BackPaid,
    };
    let cause = Cause::BackPaid {
        kind: posted.kind,
        paid_on: posted.value_date,
        days: posted.fee_days,
        fee: posted.fee,
    };
    Cell {
        standing: standing(&Part::Omitted, Some(decided), lens.day).0,
        cause: Some(cause),
        employer: Some(posted.employer),
        base: row.base,
        employer_pays: row.amounts.employer[branch.index()],
        person_pays: own(&row.amounts, branch),
        to_account: account(&row.amounts, branch),
        difference: false,
        earlier: false,
        paid_on: Some(posted.value_date),
    }
}

/// A billed month that one person settled alone: in time, or late, as the day of the money says.
fn settled_alone(desk: &mut Desk, lens: &Lens, posted: &Posted) -> Result<(Standing, Option<Cause>), Error> {
    let billed = Billed {
        last_on_time: last_on_time(desk, posted.month)?,
        tries: vec![],
        settled: Some(Settled {
            value_date: posted.value_date,
            attempt: None,
            fee: posted.fee,
            fee_days: posted.fee_days,
        }),
        received: None,
    };
    let (standing, cause) = standing(&Part::Billed(billed), None, lens.day);
    let opened = back_payment::load(desk.tx, posted.employer, posted.case)?.map(|story| story.opened);
    let alone = opened.and_then(|opened| opened.event).map(|event| Cause::SettledAlone {
        event,
        paid_on: posted.value_date,
        days: posted.fee_days,
        fee: posted.fee,
    });
    Ok((standing, alone.or(cause)))
}

fn own(amounts: &Amounts, branch: Branch) -> Fen {
    let fixed = if branch == Branch::Medical { amounts.ee_fixed } else { Fen::ZERO };
    amounts.employee[branch.index()] + fixed
}

fn account(amounts: &Amounts, branch: Branch) -> Fen {
    match branch {
        Branch::Pension => amounts.to_pension_account,
        Branch::Medical => amounts.to_medical_account,
        Branch::Unemployment | Branch::EmploymentInjury | Branch::Maternity => Fen::ZERO,
    }
}
