//! Months from before the agency kept its own (历史缴费记录): what an employer's old records may say of a person, and when they
//! agree with the list that came with them.
//!
//! They are taken as they were written: nothing is assessed again, no rate of then is needed. What they cannot be is bills or
//! claims of this system; a month that is still owed is no record but a debt, and is entered as one.

use policy::Branch;
use units::{Date, Fact, Fen, Month, Statement};

use crate::ids::{EmployerId, PersonId};
use crate::standing::{Cause, Standing};

/// Alike months of one person in one branch at one employer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierMonths {
    /// At which employer.
    pub employer: EmployerId,
    /// Whose.
    pub person: PersonId,
    /// In which branch.
    pub branch: Branch,
    /// First month.
    pub from: Month,
    /// Last month, not before the first.
    pub to: Month,
    /// How they stand: one of [`STANDINGS`].
    pub standing: Standing,
    /// The base of one month.
    pub base: Fen,
    /// The employer's part of one month.
    pub employer_pays: Fen,
    /// The person's part of one month.
    pub person_pays: Fen,
    /// What went to the person's account in one month.
    pub to_account: Fen,
    /// The day on which the money came, where it is known.
    pub paid_on: Option<Date>,
}

/// The standings that can be taken over. The last one is a month of employment that the employer did not file.
pub const STANDINGS: [Standing; 5] = [
    Standing::OnTime,
    Standing::PaidLateEmployer,
    Standing::BackPaid,
    Standing::BackPaidOrder,
    Standing::Interrupted,
];

/// From here on a sum of one month is taken for fen typed as yuan: a million yuan.
const IMPLAUSIBLE: Fen = Fen::yuan(1_000_000);

/// Why a line is not taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EarlierRefused {
    /// It reaches into months that are kept here.
    KeptHere {
        /// The first one.
        first: Month,
    },
    /// A standing that is no record of a month: owed, waiting, of another payer.
    Standing {
        /// Which.
        standing: Standing,
    },
    /// A month that was not filed, with a base, an amount or a day.
    MissedWithAmounts,
    /// So much for one month that a point slipped or fen were typed.
    Implausible {
        /// The sum.
        sum: Fen,
    },
    /// A paid month without a base.
    NoBase,
    /// A paid month for which nobody paid.
    NothingPaid,
    /// More went to the account than was paid.
    AccountAbovePaid,
    /// Late or back-paid, and no day is said.
    DayMissing,
    /// Paid before the months began.
    PaidBefore {
        /// The day.
        day: Date,
    },
    /// Paid on a day to come.
    PaidAhead {
        /// The day.
        day: Date,
    },
    /// Before the person was born.
    BeforeBirth {
        /// The day of birth.
        born: Date,
    },
}

impl Statement for EarlierRefused {
    fn code(&self) -> &'static str {
        match self {
            EarlierRefused::KeptHere { .. } => "earlier.kept_here",
            EarlierRefused::Standing { .. } => "earlier.standing",
            EarlierRefused::MissedWithAmounts => "earlier.missed_with_amounts",
            EarlierRefused::Implausible { .. } => "earlier.implausible",
            EarlierRefused::NoBase => "earlier.no_base",
            EarlierRefused::NothingPaid => "earlier.nothing_paid",
            EarlierRefused::AccountAbovePaid => "earlier.account_above_paid",
            EarlierRefused::DayMissing => "earlier.day_missing",
            EarlierRefused::PaidBefore { .. } => "earlier.paid_before",
            EarlierRefused::PaidAhead { .. } => "earlier.paid_ahead",
            EarlierRefused::BeforeBirth { .. } => "earlier.before_birth",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        match *self {
            EarlierRefused::KeptHere { first } => vec![("month", Fact::Month(first))],
            EarlierRefused::Standing { standing } => vec![("standing", Fact::Word(standing.word().to_owned()))],
            EarlierRefused::PaidBefore { day } | EarlierRefused::PaidAhead { day } => vec![("day", Fact::Day(day))],
            EarlierRefused::BeforeBirth { born } => vec![("day", Fact::Day(born))],
            EarlierRefused::Implausible { sum } => vec![("sum", Fact::Money(sum))],
            EarlierRefused::MissedWithAmounts
            | EarlierRefused::NoBase
            | EarlierRefused::NothingPaid
            | EarlierRefused::AccountAbovePaid
            | EarlierRefused::DayMissing => vec![],
        }
    }
}

impl EarlierMonths {
    /// Whether they can be taken over: `first_kept` is the first month of this system's own, `born` the person's birthday.
    pub fn check(&self, first_kept: Month, born: Date, today: Date) -> Result<(), EarlierRefused> {
        if self.to >= first_kept {
            return Err(EarlierRefused::KeptHere { first: first_kept });
        }
        if self.from.last_day() < born {
            return Err(EarlierRefused::BeforeBirth { born });
        }
        if !STANDINGS.contains(&self.standing) {
            return Err(EarlierRefused::Standing { standing: self.standing });
        }
        if self.standing.is_paid() {
            self.check_paid(today)
        } else {
            self.check_missed()
        }
    }

    fn sums(&self) -> [Fen; 4] {
        [self.base, self.employer_pays, self.person_pays, self.to_account]
    }

    fn check_missed(&self) -> Result<(), EarlierRefused> {
        let is_bare = self.sums().iter().all(|sum| *sum == Fen::ZERO) && self.paid_on.is_none();
        if is_bare { Ok(()) } else { Err(EarlierRefused::MissedWithAmounts) }
    }

    fn check_paid(&self, today: Date) -> Result<(), EarlierRefused> {
        if let Some(sum) = self.sums().into_iter().find(|sum| *sum >= IMPLAUSIBLE) {
            return Err(EarlierRefused::Implausible { sum });
        }
        let paid = self.employer_pays + self.person_pays;
        if self.base == Fen::ZERO {
            return Err(EarlierRefused::NoBase);
        }
        if paid == Fen::ZERO {
            return Err(EarlierRefused::NothingPaid);
        }
        if self.to_account > paid {
            return Err(EarlierRefused::AccountAbovePaid);
        }
        match self.paid_on {
            None if self.standing != Standing::OnTime => Err(EarlierRefused::DayMissing),
            Some(day) if day < self.from.first_day() => Err(EarlierRefused::PaidBefore { day }),
            Some(day) if day > today => Err(EarlierRefused::PaidAhead { day }),
            Some(_) | None => Ok(()),
        }
    }

    /// How many months.
    pub fn months(&self) -> i64 {
        i64::from(self.from.months_until(self.to)) + 1
    }

    /// Whether a month is one of them.
    pub fn covers(&self, month: Month) -> bool {
        (self.from..=self.to).contains(&month)
    }

    /// Whether both speak of the same month of the same person and branch.
    pub fn meets(&self, other: &EarlierMonths) -> bool {
        (self.person, self.branch) == (other.person, other.branch) && self.from <= other.to && other.from <= self.to
    }

    /// Why such a month shows as it does.
    pub fn cause(&self) -> Option<Cause> {
        match (self.standing, self.paid_on) {
            (Standing::Interrupted, _) => Some(Cause::Omitted),
            (Standing::PaidLateEmployer, Some(paid_on)) => Some(Cause::EarlierLate { paid_on }),
            (Standing::BackPaid | Standing::BackPaidOrder, Some(paid_on)) => Some(Cause::EarlierBackPaid { paid_on }),
            _on_time => None,
        }
    }
}

/// What a list of such months comes to: what the old records' own printout must say as well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EarlierTotals {
    /// Months, each counted once a branch.
    pub months: i64,
    /// The employer's parts.
    pub employer: Fen,
    /// The persons' parts.
    pub person: Fen,
    /// What went to the persons' accounts.
    pub to_account: Fen,
}

impl EarlierTotals {
    /// Of these lines.
    pub fn of<'a>(lines: impl IntoIterator<Item = &'a EarlierMonths>) -> EarlierTotals {
        lines.into_iter().fold(EarlierTotals::default(), |sum, line| {
            let months = line.months();
            let whole = |of_one: Fen| Fen(of_one.0 * months);
            EarlierTotals {
                months: sum.months + months,
                employer: sum.employer + whole(line.employer_pays),
                person: sum.person + whole(line.person_pays),
                to_account: sum.to_account + whole(line.to_account),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::date;

    fn month(text: &str) -> Month {
        Month::parse(text).expect("a month")
    }

    fn paid() -> EarlierMonths {
        EarlierMonths {
            employer: EmployerId(1),
            person: PersonId(1),
            branch: Branch::Pension,
            from: month("2018-07"),
            to: month("2019-06"),
            standing: Standing::OnTime,
            base: Fen::yuan(9_000),
            employer_pays: Fen::yuan(1_440),
            person_pays: Fen::yuan(720),
            to_account: Fen::yuan(720),
            paid_on: None,
        }
    }

    #[test]
    fn a_line_is_taken_over_or_refused_by_its_ground() {
        let day = Some(date(2019, 8, 12));
        let missed = EarlierMonths {
            standing: Standing::Interrupted,
            base: Fen::ZERO,
            employer_pays: Fen::ZERO,
            person_pays: Fen::ZERO,
            to_account: Fen::ZERO,
            ..paid()
        };
        let standing = |standing, paid_on| EarlierMonths {
            standing,
            paid_on,
            ..paid()
        };
        for (line, refused) in [
            (paid(), None),
            (missed.clone(), None),
            (standing(Standing::BackPaid, day), None),
            (standing(Standing::PaidLateEmployer, day), None),
            (standing(Standing::BackPaid, None), Some("earlier.day_missing")),
            (standing(Standing::OnTime, Some(date(2018, 6, 30))), Some("earlier.paid_before")),
            (standing(Standing::OnTime, Some(date(2026, 9, 19))), Some("earlier.paid_ahead")),
            (standing(Standing::Owed, None), Some("earlier.standing")),
            (standing(Standing::Due, None), Some("earlier.standing")),
            (
                EarlierMonths {
                    to: month("2026-05"),
                    ..paid()
                },
                Some("earlier.kept_here"),
            ),
            (
                EarlierMonths {
                    person_pays: Fen::yuan(1_000_000),
                    ..paid()
                },
                Some("earlier.implausible"),
            ),
            (EarlierMonths { base: Fen::ZERO, ..paid() }, Some("earlier.no_base")),
            (
                EarlierMonths {
                    to_account: Fen::yuan(2_161),
                    ..paid()
                },
                Some("earlier.account_above_paid"),
            ),
            (
                EarlierMonths {
                    from: month("1984-12"),
                    ..paid()
                },
                Some("earlier.before_birth"),
            ),
            (EarlierMonths { paid_on: day, ..missed }, Some("earlier.missed_with_amounts")),
        ] {
            let found = line.check(month("2026-05"), date(1985, 12, 5), date(2026, 9, 18));
            assert_eq!(found.err().map(|why| why.code()), refused, "{line:?}");
        }
    }

    #[test]
    fn totals_count_every_month_of_a_stretch() {
        let two = [
            paid(),
            EarlierMonths {
                branch: Branch::Unemployment,
                to: month("2018-07"),
                to_account: Fen::ZERO,
                ..paid()
            },
        ];
        let expected = EarlierTotals {
            months: 13,
            employer: Fen::yuan(18_720),
            person: Fen::yuan(9_360),
            to_account: Fen::yuan(8_640),
        };
        assert_eq!(EarlierTotals::of(&two), expected);
        assert!(!two[0].meets(&two[1]), "another branch");
    }
}
