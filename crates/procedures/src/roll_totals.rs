//! What the months of many employers come to: the fast door, from the roll.

use domain::assessment::BillTotals;
use domain::bill::{Surcharge, Tariff};
use domain::ids::{EmployerId, PersonId};
use domain::spell::{GroupSet, MonthInputs};
use policy::{Category, Unknown};
use store::sweep::{Swept, assumed_of_range, roll_of_range};
use store::{Trouble, Tx};
use units::{Fen, Month};

use crate::Error;
use crate::assess_month::MonthPolicy;

/// One employer's sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RollTotals {
    /// With the surcharge.
    pub totals: BillTotals,
    /// The surcharge in them.
    pub surcharge: Fen,
}

/// The sums of these employers, which are in the order of their ids, for a month that the roll still holds.
///
/// Refused: a figure that somebody needs is unknown in the month.
pub fn roll_totals(tx: &mut Tx, policy: &MonthPolicy, employers: &[Swept], month: Month) -> Result<Vec<RollTotals>, Error> {
    let (Some(first), Some(last)) = (employers.first(), employers.last()) else {
        return Ok(vec![]);
    };
    let mut pass = Pass::new(policy, employers);
    if policy.surcharge.is_possible() {
        pass.assumed = assumed_of_range(tx, first.id, last.id, month)?;
    }
    roll_of_range(tx, first.id, last.id, month, &mut |row| pass.row(row))?;
    match pass.unknown {
        Some(unknown) => Err(unknown.into()),
        None => Ok(pass.sums.into_iter().map(finish).collect()),
    }
}

fn finish((mut totals, surcharge): (BillTotals, Surcharge)) -> RollTotals {
    surcharge.charge(&mut totals);
    RollTotals {
        totals,
        surcharge: surcharge.total(),
    }
}

/// One pass over the roll of a range, in its order.
struct Pass<'a> {
    policy: &'a MonthPolicy,
    employers: &'a [Swept],
    /// The employer whose people come now.
    at: usize,
    tariff: Option<Tariff<'a>>,
    sums: Vec<(BillTotals, Surcharge)>,
    assumed: Vec<(EmployerId, PersonId)>,
    next_assumed: usize,
    unknown: Option<Unknown>,
}

impl<'a> Pass<'a> {
    fn new(policy: &'a MonthPolicy, employers: &'a [Swept]) -> Pass<'a> {
        let sums = vec![(BillTotals::default(), policy.surcharge); employers.len()];
        Pass {
            policy,
            employers,
            at: 0,
            tariff: None,
            sums,
            assumed: vec![],
            next_assumed: 0,
            unknown: None,
        }
    }

    fn row(&mut self, [employer, person, groups, category, base]: [i64; 5]) -> Result<(), Trouble> {
        while self.employers.get(self.at).is_some_and(|e| e.id.0 < employer) {
            self.at += 1;
            self.tariff = None;
        }
        // Somebody of another region lies in between.
        let Some(swept) = self.employers.get(self.at).filter(|e| e.id.0 == employer) else {
            return Ok(());
        };
        let policy = self.policy;
        let tariff = self
            .tariff
            .get_or_insert_with(|| Tariff::of(&policy.table, policy.branches, swept.kind, swept.size, swept.injury_class));
        let category = Category::from_index(category).ok_or_else(|| Trouble::value("roll row: unknown category"))?;
        let inputs = MonthInputs {
            groups: GroupSet(groups as u8),
            category,
            base: Fen(base),
        };
        match tariff.assess(&inputs, &mut ()) {
            Ok(amounts) => {
                let (totals, surcharge) = &mut self.sums[self.at];
                totals.add(&amounts);
                if !self.assumed.is_empty() && is_next(&self.assumed, &mut self.next_assumed, (EmployerId(employer), PersonId(person))) {
                    surcharge.add(&amounts);
                }
            }
            Err(unknown) => self.unknown = Some(unknown.clone()),
        }
        Ok(())
    }
}

/// Whether a sorted list holds `wanted`, going forward only.
fn is_next(list: &[(EmployerId, PersonId)], at: &mut usize, wanted: (EmployerId, PersonId)) -> bool {
    while list.get(*at).is_some_and(|found| *found < wanted) {
        *at += 1;
    }
    list.get(*at) == Some(&wanted)
}
