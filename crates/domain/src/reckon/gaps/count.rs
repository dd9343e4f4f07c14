//! Counting months under one rule: which count, which wait for their money, which break the series.

use std::collections::BTreeMap;

use policy::{GoalCount, GoalRule, GoalStanding};
use units::Month;

use super::Record;
use crate::standing::{Counts, Standing};

/// Months that nobody works longer than.
const WORKING_LIFE: i32 = 60 * 12;

/// What a rule makes of one month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judged {
    Counts,
    /// It counts as long as the cap is not reached.
    Limited,
    /// Not before the money is there.
    Waits,
    /// It does not count, and breaks a series.
    Breaks,
}

/// What a rule makes of a standing.
pub(super) fn judge(rule: &GoalRule, standing: Option<Standing>) -> Judged {
    let Some(standing) = standing else { return Judged::Breaks };
    if let Some(own) = GoalStanding::from_code(standing.code()) {
        let limited = rule.limit.as_ref().is_some_and(|limit| limit.standings.contains(&own));
        return match (rule.counts.contains(&own), limited) {
            (true, _) => Judged::Counts,
            (false, true) => Judged::Limited,
            (false, false) => Judged::Breaks,
        };
    }
    let counts = match rule.count {
        GoalCount::Cumulative => standing.cumulative(),
        GoalCount::Consecutive => standing.unbroken(),
    };
    match counts {
        Counts::Yes => Judged::Counts,
        Counts::NotYet => Judged::Waits,
        Counts::No | Counts::Never | Counts::ByGoal => Judged::Breaks,
    }
}

/// The months of a record under a rule, with some of them as they would stand once made up.
pub(super) struct Months<'a> {
    pub rule: &'a GoalRule,
    pub record: &'a Record,
    pub cured: &'a BTreeMap<Month, Standing>,
}

/// What counting showed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Counted {
    /// The months that count, latest first.
    pub months: Vec<Month>,
    /// The months whose money is not there yet.
    pub waiting: Vec<Month>,
    /// The month that ends the series; of a cumulative count none does.
    pub broken_by: Option<Month>,
}

impl Months<'_> {
    pub fn standing(&self, month: Month) -> Option<Standing> {
        let made_up = self.cured.get(&month).copied();
        made_up.or_else(|| self.record.standing(self.rule.branch_in(month), month))
    }

    pub fn judge(&self, month: Month) -> Judged {
        judge(self.rule, self.standing(month))
    }

    /// The month with which there are enough: after the one counted up to come the months that are on record, as they stand, then months
    /// paid in time. Nothing where that takes longer than a working life.
    pub fn reached_in(&self, counted: &Counted, required: u32, up_to: Month) -> Option<Month> {
        let (_, last) = self.record.span()?;
        let most = self.rule.limit.as_ref().map_or(0, |limit| limit.most);
        let is_limited = |month: &&Month| self.judge(**month) == Judged::Limited;
        let mut limited = counted.months.iter().filter(is_limited).count() as u32;
        let mut have = (counted.months.len() + counted.waiting.len()) as u32;
        for month in up_to.next().through(up_to.plus(WORKING_LIFE)) {
            if have >= required {
                return Some(month.previous());
            }
            match if month > last { Judged::Counts } else { self.judge(month) } {
                Judged::Counts | Judged::Waits => have += 1,
                Judged::Limited if limited < most => {
                    limited += 1;
                    have += 1;
                }
                Judged::Limited | Judged::Breaks if self.rule.count == GoalCount::Consecutive => (have, limited) = (0, 0),
                Judged::Limited | Judged::Breaks => {}
            }
        }
        None
    }

    /// Counts up to a month, that month included.
    pub fn count(&self, up_to: Month) -> Counted {
        let mut counted = Counted::default();
        let Some((first, _)) = self.record.span() else {
            counted.broken_by = (self.rule.count == GoalCount::Consecutive).then_some(up_to);
            return counted;
        };
        let first = self.cured.keys().next().map_or(first, |cured| first.min(*cured));
        let mut left = self.rule.limit.as_ref().map_or(0, |limit| limit.most);
        for month in first.previous().through(up_to).rev() {
            match self.judge(month) {
                Judged::Counts => counted.months.push(month),
                Judged::Limited if left > 0 => {
                    left -= 1;
                    counted.months.push(month);
                }
                Judged::Waits => counted.waiting.push(month),
                Judged::Limited | Judged::Breaks if self.rule.count == GoalCount::Consecutive => {
                    counted.broken_by = Some(month);
                    break;
                }
                Judged::Limited | Judged::Breaks => {}
            }
        }
        if first > up_to && self.rule.count == GoalCount::Consecutive {
            counted.broken_by = Some(up_to);
        }
        counted
    }
}
