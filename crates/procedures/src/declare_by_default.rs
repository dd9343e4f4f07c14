//! The default declaration (系统默认申报): who has not declared by the day is declared from the roll, provisionally.

use domain::declaration::{Declaration, How};
use store::sweep::{Key as SweepKey, Sums, Swept, What};
use store::{Tx, declaration};
use units::{Fact, Month};

use crate::assess_month::MonthPolicy;
use crate::close_month::{Turn, month_totals, turn};
use crate::run_sweep::{Part, Plan, Progress, run_sweep};
use crate::{Agency, Caller, Error, Permission};

/// Declares a month for every debited employer with people on its roll that has not declared it. Restartable.
///
/// Refused: `declaration.default_too_early` until the day is over.
pub fn declare_by_default(agency: &Agency, caller: &Caller, month: Month, progress: &mut dyn FnMut(Progress)) -> Result<Sums, Error> {
    if !caller.may(Permission::CloseMonth) {
        return Err(Error::Denied(Permission::CloseMonth));
    }
    let turn = turn(agency, caller, month)?;
    if turn.today <= turn.dates.default_declaration {
        let facts = vec![("month", Fact::Month(month)), ("day", Fact::Day(turn.dates.default_declaration))];
        return Err(Error::said("declaration.default_too_early", facts));
    }
    Ok(run_sweep(agency, caller, plan(agency, &turn, month)?, progress)?.sums)
}

fn plan(agency: &Agency, turn: &Turn, month: Month) -> Result<Plan, Error> {
    let on = turn.dates.default_declaration;
    let policy = MonthPolicy::current(agency, month, on)?;
    let (agency, today) = (agency.clone(), turn.today);
    let compute = move |tx: &mut Tx, employers: &[Swept]| {
        let mut part = Part::default();
        let (Some(first), Some(last)) = (employers.first(), employers.last()) else {
            return Ok(part);
        };
        let declared = declaration::declared_in(tx, first.id, last.id, month)?;
        let is_silent = |e: &&Swept| e.is_debited && declared.binary_search(&e.id).is_err();
        let silent: Vec<Swept> = employers.iter().filter(is_silent).copied().collect();
        let sums = month_totals(tx, &agency, &policy, &silent, month, on, today)?;
        for (swept, sums) in silent.iter().zip(sums) {
            let totals = sums.totals;
            if totals.people == 0 {
                continue;
            }
            let made = Declaration {
                month,
                version: swept.version,
                how: How::Default,
                people: totals.people,
                total: totals.total(),
                on,
            };
            part.sums.add(Sums {
                employers: 1,
                people: i64::from(made.people),
                total: made.total,
            });
            part.rows.push(declaration::row(swept.id, &made, 0));
        }
        Ok(part)
    };
    let key = SweepKey {
        region: turn.region,
        month,
        what: What::Default,
        for_month: month,
    };
    Ok(Plan {
        key,
        known_on: on,
        table: &declaration::DECLARATION,
        compute: Box::new(compute),
    })
}
