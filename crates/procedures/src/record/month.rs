//! One employer's months of one person: what was billed, what was paid, and what the kernel makes of it.

use std::collections::HashMap;

use domain::assessment::Amounts;
use domain::bill::{Basis, Bill, BillKind, GroupBranches};
use domain::collection::{ClaimKey, Purpose, Settler};
use domain::late_fee::late_fee;
use domain::registry::Employer;
use domain::spell::{MonthInputs, Timeline};
use domain::standing::{Billed, Cause, Part, Settled, Standing, Try, standing};
use policy::{Branch, BranchSet};
use store::spell::Ever;
use units::{Date, Fen, Month};

use super::Cell;
use crate::assess_month::{MonthPolicy, Policies};
use crate::position::{Position, last_on_time};
use crate::{Desk, Error};

/// From which day a record is looked at, and which months are kept here at all.
#[derive(Clone, Copy, Debug)]
pub struct Lens {
    /// The day.
    pub day: Date,
    /// Whether that day is over: facts that became known later do not exist.
    pub is_past: bool,
    /// The first month that was closed here.
    pub begins: Month,
    /// The last month that was closed here.
    pub last_closed: Option<Month>,
}

/// All that one employer knows of one person.
pub(super) struct AtEmployer {
    employer: Employer,
    ever: Ever,
    now: Timeline,
    position: Position,
    policies: Policies,
    billed: HashMap<ClaimKey, Billed>,
    /// The first month of employment that was never filed: the enrolment came late.
    omitted_from: Option<Month>,
}

impl AtEmployer {
    /// `here_since`: the first month that is known of the employer, by its registration or by what was taken over; before it nothing was there to be filed with.
    pub fn new(desk: &Desk, employer: Employer, ever: Ever, position: Position, version: i64, here_since: Month) -> AtEmployer {
        let now = ever.at(version);
        AtEmployer {
            omitted_from: now.enrolled_late().map(|(from, first)| from.max(here_since).min(first)),
            now,
            employer,
            ever,
            position,
            policies: Policies::new(desk.agency),
            billed: HashMap::new(),
        }
    }

    /// The cells of a month, by branch. A branch that this employer has nothing to say about stays empty.
    pub fn cells(&mut self, desk: &mut Desk, month: Month, lens: &Lens) -> Result<[Cell; 5], Error> {
        let mut cells = [Cell::NOTHING; 5];
        let regular = self
            .position
            .bills
            .iter()
            .find(|b| b.month == month && b.kind == BillKind::Regular)
            .cloned();
        let then = regular.as_ref().and_then(|bill| self.ever.at(bill.basis.version).at(month));
        let now = self.now.at(month);
        let Some(inputs) = then.or(now) else {
            return self.left_out(desk, month, lens);
        };
        let basis = regular.as_ref().map(|b| b.basis.clone());
        let (amounts, groups) = self.assess(desk, month, basis, &inputs)?;
        let in_groups = |inputs: Option<MonthInputs>| inputs.map_or(BranchSet::NONE, |i| groups.branches(i.groups));
        let (billed, wanted) = (in_groups(then), in_groups(now));
        for branch in amounts.charged.iter() {
            let part = self.part(
                desk,
                month,
                lens,
                regular.as_ref(),
                billed.contains(branch),
                wanted.contains(branch),
            )?;
            if part == Part::NotDue {
                continue;
            }
            let (standing, cause) = standing(&part, None, lens.day);
            let (standing, cause) = match billed.contains(branch) && !wanted.contains(branch) {
                true => self.taken_off(month, branch, &groups, standing, cause),
                false => (standing, cause),
            };
            if standing == Standing::NotDue {
                continue;
            }
            let cause = match cause {
                Some(cause) => Some(self.own_fee(desk, regular.as_ref(), cause, &amounts)?),
                None => None,
            };
            cells[branch.index()] = self.cell(branch, &amounts, month, standing, cause);
        }
        Ok(cells)
    }

    /// A month before the first one that was filed: employed, and nobody filed it, in the branches of the first one.
    pub fn left_out(&mut self, desk: &mut Desk, month: Month, lens: &Lens) -> Result<[Cell; 5], Error> {
        let mut cells = [Cell::NOTHING; 5];
        let is_over = lens.last_closed.is_some_and(|closed| month <= closed);
        let is_left_out = self.omitted_from.is_some_and(|from| from <= month) && is_over;
        let inputs = self.now.at_or_left_out(month).filter(|_| is_left_out);
        let Some(inputs) = inputs else { return Ok(cells) };
        let (amounts, groups) = match self.assess(desk, month, None, &inputs) {
            // What it would have cost is not known: that it was never filed is.
            Err(Error::Refused(_)) => (Amounts::default(), super::group_branches(desk, month)),
            other => other?,
        };
        let charged = |branch: &Branch| amounts == Amounts::default() || amounts.charged.contains(*branch);
        for branch in groups.branches(inputs.groups).iter().filter(charged) {
            let (standing, cause) = standing(&Part::Omitted, None, lens.day);
            cells[branch.index()] = self.cell(branch, &amounts, month, standing, cause);
        }
        Ok(cells)
    }

    /// The first month that this employer has something to say about, where it enrolled the person late.
    pub fn omitted_from(&self) -> Option<Month> {
        self.omitted_from
    }

    fn assess(
        &mut self,
        desk: &mut Desk,
        month: Month,
        basis: Option<Basis>,
        inputs: &MonthInputs,
    ) -> Result<(Amounts, GroupBranches), Error> {
        let policy = match basis {
            Some(basis) => self.policies.at(desk.tx, month, &basis)?,
            None => MonthPolicy::current(desk.agency, month, desk.today)?,
        };
        let amounts = policy.tariff(&self.employer).assess(inputs, &mut ()).map_err(Clone::clone)?;
        Ok((amounts, policy.branches))
    }

    fn part(&mut self, desk: &Desk, month: Month, lens: &Lens, bill: Option<&Bill>, billed: bool, wanted: bool) -> Result<Part, Error> {
        let key = ClaimKey {
            month,
            kind: BillKind::Regular,
        };
        Ok(match bill {
            // On the bill, and taken off it by a later reduction before it was paid: no month is left.
            Some(_) if billed && !wanted && self.position.settled(key).is_none() => Part::NotDue,
            Some(bill) if billed => Part::Billed(self.billed(desk, key, bill)?),
            Some(_) if wanted => Part::Omitted,
            None if wanted && lens.last_closed.is_some_and(|closed| month <= closed) => Part::Omitted,
            None if wanted => Part::Running,
            Some(_) | None => Part::NotDue,
        })
    }

    /// A month on a paid bill that a later reduction took off: given back, about to be, or never paid for.
    fn taken_off(
        &self,
        month: Month,
        branch: Branch,
        groups: &GroupBranches,
        standing: Standing,
        cause: Option<Cause>,
    ) -> (Standing, Option<Cause>) {
        let key = ClaimKey {
            month,
            kind: BillKind::Regular,
        };
        if self.position.settled(key).is_none() {
            return (standing, cause);
        }
        let is_on = |bill: &&Bill| {
            let inputs = self.ever.at(bill.basis.version).at(month);
            inputs.is_some_and(|i| groups.branches(i.groups).contains(branch))
        };
        let correction = self.position.bills.iter().filter(|b| b.month == month).find(|bill| !is_on(bill));
        let settled = correction.and_then(|bill| self.position.settled(ClaimKey { month, kind: bill.kind }));
        match settled {
            // Settled together with its bill: the sum was off it before it was paid.
            Some(paid) if paid.principal >= Fen::ZERO => (Standing::NotDue, None),
            Some(paid) => (Standing::Refunded, Some(Cause::Refunded { day: paid.value_date })),
            None => (standing, Some(Cause::TakenOff)),
        }
    }

    fn billed(&mut self, desk: &Desk, key: ClaimKey, bill: &Bill) -> Result<Billed, Error> {
        if let Some(known) = self.billed.get(&key) {
            return Ok(known.clone());
        }
        let tries = self.position.debits_of(key).map(|d| Try {
            attempt: d.attempt,
            collect_on: d.collect_on,
            outcome: d.answer.as_ref().map(|a| a.outcome),
            short: d.answer.as_ref().and_then(|a| a.short),
        });
        let settled = self.position.settled(key).map(|s| Settled {
            value_date: s.value_date,
            attempt: match s.by {
                Settler::Debit { attempt, .. } => Some(attempt),
                Settler::Remittance(_) => None,
            },
            fee: s.fee,
            fee_days: s.fee_days,
        });
        let waits = self
            .position
            .money
            .iter()
            .filter(|m| m.purpose.is_some_and(|(p, _)| p == Purpose::Bill(key)));
        let (mut held, mut day) = (Fen::ZERO, None);
        for money in waits {
            held += money.left;
            day = day.max(Some(money.money.value_date));
        }
        let whole = bill.totals.total();
        let billed = Billed {
            last_on_time: last_on_time(desk, bill.run_month)?,
            tries: tries.collect(),
            settled,
            received: day.filter(|_| held >= whole && whole > Fen::ZERO),
        };
        self.billed.insert(key, billed.clone());
        Ok(billed)
    }

    /// The late fee on one person's contributions, for the days that it ran on the bill.
    fn own_fee(&self, desk: &Desk, bill: Option<&Bill>, cause: Cause, amounts: &Amounts) -> Result<Cause, Error> {
        let (Some(bill), Cause::LateAfterBounce { paid_on, .. } | Cause::LateByEmployer { paid_on, .. }) = (bill, cause) else {
            return Ok(cause);
        };
        let rules = desk.book().late_fee(bill.run_month, desk.today)?;
        let own = std::array::from_fn(|i| amounts.employer[i] + amounts.employee[i] + fixed(i, amounts));
        Ok(cause.with_fee(late_fee(&rules, bill.run_month, own, paid_on).fee))
    }

    fn cell(&self, branch: Branch, amounts: &Amounts, month: Month, standing: Standing, cause: Option<Cause>) -> Cell {
        let i = branch.index();
        let is_difference = |b: &&Bill| b.month == month && matches!(b.kind, BillKind::Difference(_));
        let key = |b: &Bill| ClaimKey { month, kind: b.kind };
        let difference = self
            .position
            .bills
            .iter()
            .filter(is_difference)
            .any(|b| self.position.settled(key(b)).is_some());
        Cell {
            standing,
            cause,
            employer: Some(self.employer.id),
            base: amounts.base[i],
            employer_pays: amounts.employer[i],
            person_pays: amounts.employee[i] + fixed(i, amounts),
            to_account: match branch {
                Branch::Pension => amounts.to_pension_account,
                Branch::Medical => amounts.to_medical_account,
                Branch::Unemployment | Branch::EmploymentInjury | Branch::Maternity => Fen::ZERO,
            },
            difference,
            earlier: false,
            paid_on: self
                .position
                .settled(ClaimKey {
                    month,
                    kind: BillKind::Regular,
                })
                .map(|s| s.value_date),
        }
    }
}

fn fixed(branch: usize, amounts: &Amounts) -> Fen {
    if branch == Branch::Medical.index() {
        amounts.ee_fixed
    } else {
        Fen::ZERO
    }
}
