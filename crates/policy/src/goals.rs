//! What months of contribution open for a person, and how each right counts them: dated rows of `goals.toml`.

pub(crate) mod reading;

use units::{Date, Month};

use crate::coded::coded;
use crate::{Branch, Confidence, Provenance, Unknown};

coded! {
    /// A right that hangs on months of contribution.
    Goal {
        /// The least months for a basic pension (最低缴费年限).
        Retirement = 0, "retirement";
        /// Household registration by points (积分落户).
        PointsSettlement = 1, "points_settlement";
        /// A home bought by a family from elsewhere (购房资格).
        HomePurchase = 2, "home_purchase";
        /// A quota for a car (小客车指标).
        CarQuota = 3, "car_quota";
        /// Maternity allowance from the fund (生育津贴).
        MaternityAllowance = 4, "maternity_allowance";
        /// Unemployment benefit (失业保险金).
        UnemploymentBenefit = 5, "unemployment_benefit";
        /// Medical insurance in retirement without further payment (退休医疗).
        RetireeMedical = 6, "retiree_medical";
    }
}

coded! {
    /// A goal's rule may differ by who asks or for what.
    GoalCase {
        /// A home inside the fifth ring road.
        InsideFifthRing = 0, "inside_fifth_ring";
        /// A home outside it.
        OutsideFifthRing = 1, "outside_fifth_ring";
        /// A home outside it, for recognised talents.
        TalentOutsideFifthRing = 2, "talent_outside_fifth_ring";
        /// Men.
        Men = 3, "men";
        /// Women.
        Women = 4, "women";
    }
}

coded! {
    /// How months are counted.
    GoalCount {
        /// All months together, whatever lies between.
        Cumulative = 0, "cumulative";
        /// Without a break, backwards from one month.
        Consecutive = 1, "consecutive";
    }
}

coded! {
    /// The month up to which is counted, seen from the day of application or event.
    UpTo {
        /// The month of that day.
        ThisMonth = 0, "this_month";
        /// The month before it.
        MonthBefore = 1, "month_before";
        /// December of the year before it.
        DecemberBefore = 2, "december_before";
    }
}

coded! {
    /// A standing of a month that each goal judges for itself (practice 4.1: "rule of the goal").
    GoalStanding {
        /// Filed in time, debit failed, paid late.
        PaidLateDebit = 0, "paid_late_debit";
        /// The employer's whole month paid late.
        PaidLateEmployer = 1, "paid_late_employer";
        /// Omitted, filed and paid later.
        BackPaid = 2, "back_paid";
        /// The same by an order or a judgment.
        BackPaidOrder = 3, "back_paid_order";
        /// The same by a flexible payer.
        BackPaidSelf = 4, "back_paid_self";
        /// Paid elsewhere and transferred in.
        Elsewhere = 5, "elsewhere";
    }
}

coded! {
    /// Which months a limit counts. A text that does not say so has more than one reading.
    LimitReading {
        /// The goal's branch, inside the months asked for.
        BranchInside = 0, "branch_inside";
        /// Any branch, inside the months asked for.
        AnyInside = 1, "any_inside";
        /// Any branch, all years.
        AnyEver = 2, "any_ever";
    }
}

coded! {
    /// What a goal asks for besides months.
    Condition {
        /// In normal contributing standing in the month of application.
        NormalStatus = 0, "normal_status";
        /// Income tax paid in each of the five calendar years before; no back payment.
        IncomeTaxFiveYears = 1, "income_tax_five_years";
        /// Employment ended against the person's will.
        Involuntary = 2, "involuntary";
        /// Registered as unemployed.
        Registered = 3, "registered";
        /// Statutory age of retirement reached.
        RetirementAge = 4, "retirement_age";
        /// The other conditions of the office concerned.
        OfficeDecides = 5, "office_decides";
    }
}

/// How many months a goal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Required {
    /// So many.
    Months(u32),
    /// The minimum for a pension, by the year of retirement.
    RetirementMinimum,
}

/// A cap on the months of some standings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoalLimit {
    /// The standings that count no further than the cap.
    pub standings: Vec<GoalStanding>,
    /// The cap, months.
    pub most: u32,
    /// Which months it counts; the first is this pack's reading.
    pub readings: Vec<LimitReading>,
}

/// One dated rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoalRule {
    /// For what.
    pub goal: Goal,
    /// For whom; `None`: for all.
    pub case: Option<GoalCase>,
    /// The first day of application under it.
    pub from: Date,
    /// The last.
    pub until: Option<Date>,
    /// How many months.
    pub required: Required,
    /// How they are counted.
    pub count: GoalCount,
    /// Up to which month.
    pub up_to: UpTo,
    /// The branch whose months count.
    pub branch: Branch,
    /// The branch that carries it from a month on (maternity inside medical).
    pub merged: Option<(Branch, Month)>,
    /// Standings of the goal's own judgement that count; the others break a series.
    pub counts: Vec<GoalStanding>,
    /// Those that count up to a cap.
    pub limit: Option<GoalLimit>,
    /// What else is asked for.
    pub conditions: Vec<Condition>,
    /// How sure the reading of standings and limits is, where the source leaves it open.
    pub reading: Option<Confidence>,
    /// Where it comes from.
    pub ground: Provenance,
}

impl GoalRule {
    /// The branch whose month counts.
    pub fn branch_in(&self, month: Month) -> Branch {
        match self.merged {
            Some((branch, from)) if month >= from => branch,
            _ => self.branch,
        }
    }

    fn holds(&self, on: Date, known_on: Date) -> bool {
        self.from <= on && self.until.is_none_or(|until| on <= until) && self.ground.known_on <= known_on
    }
}

/// The goals of a region.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Goals {
    pub(crate) rules: Vec<(usize, GoalRule)>,
}

impl Goals {
    /// The goals that have a rule, in the order of their number.
    pub fn all(&self) -> Vec<Goal> {
        Goal::ALL
            .into_iter()
            .filter(|goal| self.rules.iter().any(|(_, rule)| rule.goal == *goal))
            .collect()
    }

    /// The rules of a goal on a day, one for each case, as known on a day.
    pub fn rules(&self, goal: Goal, on: Date, known_on: Date) -> Result<Vec<&GoalRule>, Unknown> {
        let mut found: Vec<&GoalRule> = Vec::new();
        for (_, rule) in self.rules.iter().filter(|(_, rule)| rule.goal == goal && rule.holds(on, known_on)) {
            match found.iter_mut().find(|other| other.case == rule.case) {
                Some(other) if other.ground.known_on < rule.ground.known_on => *other = rule,
                Some(_) => {}
                None => found.push(rule),
            }
        }
        if found.is_empty() {
            return Err(Unknown::new(format!("goal.{}", goal.code()), Month::of(on)));
        }
        Ok(found)
    }

    /// Every rule of a goal, oldest first, as the pack tells its history.
    pub fn history(&self, goal: Goal) -> Vec<&GoalRule> {
        let mut rules: Vec<&GoalRule> = self.rules.iter().map(|(_, rule)| rule).filter(|rule| rule.goal == goal).collect();
        rules.sort_by_key(|rule| (rule.from, rule.case.map(GoalCase::index)));
        rules
    }
}
