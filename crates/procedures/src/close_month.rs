//! The close of a month (关窗出账): one bill for each employer, from the roll as known now, and the bills of what became
//! known late about earlier months.

use domain::bill::{Basis, Bill, BillKind};
use domain::ids::{EmployerId, SubjectId};
use policy::RollWindow;
use store::sweep::{self, Key as SweepKey, Sums, Swept, What};
use store::{Tx, bill, declaration, region};
use units::{Date, Fact, Month};

use crate::assess_month::{MonthPolicy, Policies, sheet_at};
use crate::roll_totals::{RollTotals, roll_totals};
use crate::run_sweep::{Part, Plan, Progress, run_sweep};
use crate::{Agency, Caller, Error, Permission};

/// What a close came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// The month.
    pub month: Month,
    /// The regular bills.
    pub sums: Sums,
    /// It was closed before; nothing was written now.
    pub was_done: bool,
    /// Earlier months that were billed a difference, because a value of the pack became known late.
    pub differences: Vec<(Month, Sums)>,
}

/// What a sweep needs to know before it begins.
pub(crate) struct Turn {
    pub region: SubjectId,
    pub today: Date,
    pub dates: RollWindow,
    last_closed: Option<Month>,
}

/// Closes a month: restartable, and the same once more where it is closed already.
///
/// Refused: `close.too_early` while changes are still accepted; `close.earlier_month_open`; a figure that is unknown,
/// by name: what is billed stays billed, and the close goes on when the figure is there.
pub fn close_month(agency: &Agency, caller: &Caller, month: Month, progress: &mut dyn FnMut(Progress)) -> Result<Closed, Error> {
    if !caller.may(Permission::CloseMonth) {
        return Err(Error::Denied(Permission::CloseMonth));
    }
    let turn = turn(agency, caller, month)?;
    if turn.today <= turn.dates.closes {
        let facts = vec![("month", Fact::Month(month)), ("closes", Fact::Day(turn.dates.closes))];
        return Err(Error::said("close.too_early", facts));
    }
    if let Some(open) = turn.last_closed.map(Month::next).filter(|open| *open < month) {
        return Err(Error::said("close.earlier_month_open", vec![("month", Fact::Month(open))]));
    }
    let regular = run_sweep(agency, caller, close_plan(agency, &turn, month)?, progress)?;
    let differences = crate::difference_bills::difference_bills(agency, caller, &turn, progress)?;
    Ok(Closed {
        month,
        sums: regular.sums,
        was_done: regular.was_done,
        differences,
    })
}

/// The region, today, and the dates of a month, as one snapshot shows them.
pub(crate) fn turn(agency: &Agency, caller: &Caller, month: Month) -> Result<Turn, Error> {
    agency.read(caller, move |desk| {
        let region_name = desk.region().to_owned();
        let region = region::subject(desk.tx, &region_name)?.ok_or(Error::NotFound)?;
        Ok(Turn {
            region,
            today: desk.today,
            dates: desk.roll_window(month)?,
            last_closed: sweep::last_closed(desk.tx, region)?,
        })
    })
}

fn close_plan(agency: &Agency, turn: &Turn, month: Month) -> Result<Plan, Error> {
    let known_on = turn.dates.closes;
    let policy = MonthPolicy::current(agency, month, known_on)?;
    let (agency, today) = (agency.clone(), turn.today);
    let compute = move |tx: &mut Tx, employers: &[Swept]| {
        let sums = month_totals(tx, &agency, &policy, employers, month, known_on, today)?;
        let mut part = Part::default();
        for (swept, sums) in employers.iter().zip(sums).filter(|(_, s)| s.totals.people > 0) {
            let made = Bill {
                employer: swept.id,
                month,
                kind: BillKind::Regular,
                basis: Basis {
                    version: swept.version,
                    pack: policy.pack.clone(),
                    known_on,
                },
                totals: sums.totals,
                surcharge: sums.surcharge,
                run_month: month,
                cause: None,
                waived_until: None,
                closed_on: known_on,
                n: None,
            };
            put(&mut part, &made);
        }
        Ok(part)
    };
    let key = SweepKey {
        region: turn.region,
        month,
        what: What::Close,
        for_month: month,
    };
    Ok(Plan {
        key,
        known_on,
        table: &bill::BILL,
        compute: Box::new(compute),
    })
}

/// Adds a bill to a part.
pub(crate) fn put(part: &mut Part, made: &Bill) {
    part.sums.add(Sums {
        employers: 1,
        people: i64::from(made.totals.people),
        total: made.totals.total(),
    });
    part.rows.push(bill::row(made));
}

/// The sums of a range for a month: from the roll where it still holds the month and nothing is being applied to the
/// employer, from the facts at its version where not, and where nobody declared the month who had to.
pub(crate) fn month_totals(
    tx: &mut Tx,
    agency: &Agency,
    policy: &MonthPolicy,
    employers: &[Swept],
    month: Month,
    known_on: Date,
    today: Date,
) -> Result<Vec<RollTotals>, Error> {
    // The roll keeps only stretches that reach the month of the last change, or later.
    let roll_holds_it = Month::of(today) <= month;
    let mut sums = if roll_holds_it {
        roll_totals(tx, policy, employers, month)?
    } else {
        vec![RollTotals::default(); employers.len()]
    };
    let undeclared = left_undeclared(tx, employers, month)?;
    let mut policies = Policies::new(agency);
    for (swept, sums) in employers.iter().zip(&mut sums) {
        if roll_holds_it && !swept.is_busy && undeclared.binary_search(&swept.id).is_err() {
            continue;
        }
        let basis = Basis {
            version: swept.version,
            pack: policy.pack.clone(),
            known_on,
        };
        let sheet = sheet_at(tx, &mut policies, swept.id, month, &basis)?;
        *sums = RollTotals {
            totals: sheet.totals(),
            surcharge: sheet.surcharge.total(),
        };
    }
    Ok(sums)
}

/// Who of these employers left the month undeclared, in their order.
fn left_undeclared(tx: &mut Tx, employers: &[Swept], month: Month) -> Result<Vec<EmployerId>, Error> {
    let mut declaring: Vec<EmployerId> = employers.iter().filter(|e| !e.is_debited).map(|e| e.id).collect();
    if let (Some(first), Some(last)) = (declaring.first(), declaring.last()) {
        let declared = declaration::declared_in(tx, *first, *last, month)?;
        declaring.retain(|who| declared.binary_search(who).is_err());
    }
    Ok(declaring)
}
