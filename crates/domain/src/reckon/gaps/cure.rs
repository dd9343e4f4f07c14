//! What can still be done about a month, whether it helps this goal, and what it costs to the day.

use std::collections::BTreeMap;

use policy::{Book, Branch, BranchSet, Category, GoalRule, Unknown};
use units::{Date, Fen, Month};

use super::count::{Judged, judge};
use super::{Cost, Curable, Payer, Record};
use crate::late_fee::late_fee;
use crate::reckon::fee::{fee_doubts, known};
use crate::reckon::person::{self, Doubt, Refused, doubts_of, sorted};
use crate::standing::{Counts, Standing};

/// How a month is made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cure {
    /// Nobody filed it: the employer files a back payment (补缴).
    BackPayment,
    /// It was billed and is owed: the employer pays its arrears (还欠、月报补缴).
    SettleArrears,
}

impl Cure {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Cure::BackPayment => "back_payment",
            Cure::SettleArrears => "settle_arrears",
        }
    }

    /// The cure of a standing; `None`: there is none, or none is needed.
    pub fn of(standing: Option<Standing>) -> Option<Cure> {
        match standing {
            None | Some(Standing::Interrupted) => Some(Cure::BackPayment),
            Some(Standing::Owed | Standing::OwedEnforced | Standing::Instalment) => Some(Cure::SettleArrears),
            Some(_) => None,
        }
    }

    /// How the month stands once made up.
    pub const fn leads_to(self) -> Standing {
        match self {
            Cure::BackPayment => Standing::BackPaid,
            Cure::SettleArrears => Standing::PaidLateEmployer,
        }
    }
}

/// The months that can be made up, latest first, and whether that helps: as far as a cap has room for them.
pub(super) fn curable(rule: &GoalRule, record: &Record, missing: &[Month], taken: u32) -> Vec<Curable> {
    let most = rule.limit.as_ref().map_or(0, |limit| limit.most);
    let mut room = most.saturating_sub(taken);
    let Some((first, _)) = record.span() else { return vec![] };
    let mut found = Vec::new();
    for month in missing.iter().rev().filter(|month| **month >= first && !record.had_nobody(**month)) {
        let Some(cure) = Cure::of(record.standing(rule.branch_in(*month), *month)) else {
            continue;
        };
        let helps = match judge(rule, Some(cure.leads_to())) {
            Judged::Counts => true,
            Judged::Limited => {
                let fits = room > 0;
                room = room.saturating_sub(1);
                fits
            }
            Judged::Waits | Judged::Breaks => false,
        };
        found.push(Curable {
            month: *month,
            cure,
            helps,
            cost: None,
        });
    }
    found
}

/// The months as they would stand once those that help are made up.
pub(super) fn made_up(curable: &[Curable]) -> BTreeMap<Month, Standing> {
    let helping = curable.iter().filter(|curable| curable.helps);
    helping.map(|curable| (curable.month, curable.cure.leads_to())).collect()
}

/// What making up a month costs on a day: every branch that the record does not show as paid, with the late fee to that day.
pub(super) fn cost(book: &Book, record: &Record, payer: &Payer, month: Month, on: Date, known_on: Date) -> Result<Cost, Refused> {
    let ask = person::Ask {
        month,
        known_on,
        wage: payer.wage,
        category: payer.category,
        employer: payer.employer,
    };
    let answer = person::person(book, &ask)?;
    let paid: BranchSet = Branch::ALL.into_iter().filter(|branch| is_paid(record, *branch, month)).collect();
    let mut cost = Cost {
        left_out: answer.left_out.clone().filter(|_| !paid.contains(Branch::EmploymentInjury)),
        ..Cost::default()
    };
    let mut principal = [Fen::ZERO; 5];
    let mut doubts: Vec<Doubt> = Vec::new();
    for line in answer.lines.iter().filter(|line| !paid.contains(line.branch)) {
        doubts.extend(doubts_of(line.steps.iter().filter_map(|step| step.ground.as_ref())));
        cost.employer += line.employer;
        cost.employee += line.employee;
        principal[line.branch.index()] = line.employer + line.employee;
    }
    // A flexible payer bears no late fee of an employer's.
    if payer.category != Category::Flexible {
        let branches = Branch::ALL.into_iter().filter(|branch| principal[branch.index()] != Fen::ZERO);
        known(book, month, known_on, branches.collect()).map_err(Refused::Unknown)?;
        let rules = book
            .late_fee(month, known_on)
            .map_err(|unknown: Unknown| Refused::Unknown(unknown))?;
        let fee = late_fee(&rules, month, principal, on);
        (cost.late_fee, cost.days) = (fee.fee, fee.days);
        let tomorrow = late_fee(&rules, month, principal, on.tomorrow().unwrap_or(on));
        cost.per_day = tomorrow.fee - fee.fee;
        doubts.extend(fee_doubts(book, month, known_on));
    }
    cost.doubts = sorted(doubts);
    Ok(cost)
}

fn is_paid(record: &Record, branch: Branch, month: Month) -> bool {
    record
        .standing(branch, month)
        .is_some_and(|standing| matches!(standing.cumulative(), Counts::Yes | Counts::NotYet))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reckon::person::{Employer, LeftOut};
    use policy::{EmployerKind, EmployerSize, Packs};
    use units::date;

    #[test]
    fn a_cost_says_what_it_leaves_out_and_what_is_not_sure() {
        let book = Packs::embedded().book("cn/beijing").expect("a pack");
        let payer = |injury_class| Payer {
            wage: Fen::yuan(9_500),
            category: Category::LocalUrban,
            employer: Employer {
                kind: EmployerKind::Enterprise,
                size: Some(EmployerSize::Small),
                injury_class,
            },
        };
        let (on, none) = (date(2026, 11, 10), Record::default());
        let said = |month: &str, class| {
            let month = Month::parse(month).expect("a month");
            let cost = cost(&book, &none, &payer(class), month, on, on).expect("a cost");
            let doubts: Vec<_> = cost
                .doubts
                .iter()
                .map(|doubt| (doubt.confidence.code(), doubt.parameter.clone()))
                .collect();
            (cost.left_out.map(|left_out| left_out.code().to_owned()), doubts)
        };
        let unemployment = ["unemployment.employee", "unemployment.employer"]
            .map(|key| ("C", key.to_owned()))
            .to_vec();
        assert_eq!(said("2026-08", Some(1)), (None, unemployment.clone()));
        assert_eq!(said("2026-08", None), (Some(LeftOut::InjuryClass.code().to_owned()), unemployment));
        assert_eq!(said("2013-09", None).0, Some("employment_injury.employer".to_owned()));
        let early = Month::parse("2011-02").expect("a month");
        let Err(Refused::Unknown(unknown)) = cost(&book, &none, &payer(None), early, on, on) else {
            panic!("nobody knows whether pension money of this month bears a fee");
        };
        assert_eq!(unknown.parameter, "late_fee.charged_pension");
        let paid: Record = [(
            Branch::EmploymentInjury,
            Month::parse("2026-08").expect("a month"),
            Standing::OnTime,
        )]
        .into_iter()
        .collect();
        let month = Month::parse("2026-08").expect("a month");
        let cost = cost(&book, &paid, &payer(None), month, on, on).expect("a cost");
        assert_eq!(cost.left_out, None, "it is paid already");
    }
}
