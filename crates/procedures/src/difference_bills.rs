//! Bills of what a policy value published late changes about months that are closed (基数补差): leavers too, without filing.

use domain::bill::{Basis, Bill, BillKind, Cause};
use policy::{Category, EmployerKind, EmployerSize, INJURY_CLASSES};
use store::sweep::{self, Key as SweepKey, LastAssessed, Sums, Swept, What};
use store::{Tx, bill};
use units::Month;

use crate::assess_month::{MonthPolicy, Policies, sheet_at};
use crate::close_month::{Turn, put};
use crate::run_sweep::{Part, Plan, Progress, run_sweep};
use crate::{Agency, Caller, Error};

/// Bills the differences that became known by the close of a month, for each earlier month whose figures changed.
pub(crate) fn difference_bills(
    agency: &Agency,
    caller: &Caller,
    turn: &Turn,
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<(Month, Sums)>, Error> {
    let (region, run_month) = (turn.region, turn.dates.month);
    let assessed = agency
        .db()
        .read(move |tx| sweep::assessed_before(tx, region, run_month).map_err(Error::from))?;
    let mut made = Vec::new();
    for last in assessed {
        let (month, known_on) = (last.month, turn.dates.closes);
        let now = MonthPolicy::current(agency, month, known_on)?;
        let then = before(agency, &last)?;
        if known_on <= last.known_on || is_same(&then, &now) {
            continue;
        }
        let outcome = run_sweep(agency, caller, plan(agency, turn, month, now), progress)?;
        made.push((month, outcome.sums));
    }
    Ok(made)
}

fn before(agency: &Agency, last: &LastAssessed) -> Result<std::sync::Arc<MonthPolicy>, Error> {
    let (of, last) = (agency.clone(), last.clone());
    agency.db().read(move |tx| {
        let basis = Basis {
            version: 0,
            pack: last.pack,
            known_on: last.known_on,
        };
        Policies::new(&of).at(tx, last.month, &basis)
    })
}

/// Whether two policies of one month bill everybody the same.
fn is_same(before: &MonthPolicy, after: &MonthPolicy) -> bool {
    let classes = (0..=INJURY_CLASSES).map(|class| Some(class).filter(|c| *c > 0));
    let same = |class: Option<u8>| {
        EmployerKind::ALL.into_iter().all(|kind| {
            EmployerSize::ALL.into_iter().all(|size| {
                Category::ALL
                    .into_iter()
                    .all(|category| before.table.row(category, kind, size, class) == after.table.row(category, kind, size, class))
            })
        })
    };
    before.branches == after.branches && before.surcharge == after.surcharge && classes.into_iter().all(same)
}

fn plan(agency: &Agency, turn: &Turn, month: Month, policy: std::sync::Arc<MonthPolicy>) -> Plan {
    let (agency, run_month, known_on) = (agency.clone(), turn.dates.month, turn.dates.closes);
    let waived_until = agency.book().difference_waiver(month, known_on);
    let compute = move |tx: &mut Tx, employers: &[Swept]| {
        let mut part = Part::default();
        let (Some(first), Some(last)) = (employers.first(), employers.last()) else {
            return Ok(part);
        };
        let mut policies = Policies::new(&agency);
        let bills = bill::of_range(tx, first.id, last.id, month)?;
        for of_one in bills.chunk_by(|a, b| a.employer == b.employer) {
            let is_of_this_run = |b: &&Bill| b.run_month == run_month && matches!(b.kind, BillKind::Difference(_));
            let Some(last) = of_one.iter().rfind(|b| !is_of_this_run(b)) else {
                continue;
            };
            let basis = Basis {
                version: last.basis.version,
                pack: policy.pack.clone(),
                known_on,
            };
            let before = sheet_at(tx, &mut policies, last.employer, month, &last.basis)?;
            let after = sheet_at(tx, &mut policies, last.employer, month, &basis)?;
            let between = after.since(&before);
            if between.is_nothing() {
                continue;
            }
            let made = Bill {
                employer: last.employer,
                month,
                kind: BillKind::Difference(last.kind.ordinal() + 1),
                basis,
                totals: between.totals,
                surcharge: between.surcharge,
                run_month,
                cause: Some(Cause::Policy),
                waived_until,
                closed_on: known_on,
                n: None,
            };
            put(&mut part, &made);
        }
        Ok(part)
    };
    let key = SweepKey {
        region: turn.region,
        month: run_month,
        what: What::Difference,
        for_month: month,
    };
    Plan {
        key,
        known_on,
        table: &bill::BILL,
        compute: Box::new(compute),
    }
}
