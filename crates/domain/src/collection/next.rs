use policy::{Book, Deadline, LateFeeRules, Unknown};
use units::{Date, Fen, Month, Rounding, UnknownYear, WorkingDays};

use super::answer::Cause;
use super::claim::Claim;

/// The working day before a debit: the batch goes to the bank, and the account must be funded by its afternoon.
pub fn announced_on(calendar: &WorkingDays, collect_on: Date) -> Result<Date, UnknownYear> {
    working_day_before(calendar, collect_on.yesterday().unwrap_or(collect_on))
}

/// The last working day that is still in time: a transfer of the weekend after it would count too late.
pub fn last_safe_day(calendar: &WorkingDays, last_on_time: Date) -> Result<Date, UnknownYear> {
    working_day_before(calendar, last_on_time)
}

fn working_day_before(calendar: &WorkingDays, day: Date) -> Result<Date, UnknownYear> {
    let mut day = day;
    while !calendar.is_working(day)? {
        day = day.yesterday().map_err(|_| UnknownYear(day.year()))?;
    }
    Ok(day)
}

/// The days that concern the money of a bill. Where the calendar of the year is not out yet, no debit has a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timetable {
    /// The first debit, and the day by which the account must be funded.
    pub first: Option<(Date, Date)>,
    /// The second.
    pub second: Option<(Date, Date)>,
    /// The last working day on which a transfer is in time.
    pub last_safe: Option<Date>,
    /// By when the money is in time.
    pub deadline: Deadline,
}

impl Timetable {
    /// The days of a contribution month's bill as known on a day.
    pub fn of(book: &Book, month: Month, known_on: Date) -> Result<Timetable, Unknown> {
        let (deadline, calendar) = (book.deadline(month, known_on)?, book.calendar());
        let dates = book.month_dates(month, known_on).ok();
        let announced = |day: Date| Some((day, announced_on(calendar, day).ok()?));
        Ok(Timetable {
            first: dates.and_then(|dates| announced(dates.first_debit)),
            second: dates.and_then(|dates| announced(dates.second_debit)),
            last_safe: last_safe_day(calendar, deadline.last_on_time).ok(),
            deadline,
        })
    }
}

/// What an employer can still do about a bill that was not collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextStep {
    /// The next debit by itself, and the day by which the account must be funded; `None` where none comes.
    pub debit: Option<(Date, Date)>,
    /// Whether that debit needs another account first.
    pub another_account: bool,
    /// The last working day on which a transfer is in time; unknown where the calendar is.
    pub last_safe: Option<Date>,
    /// The last day that is in time.
    pub last_on_time: Date,
    /// The first day of the late fee.
    pub late_from: Date,
    /// What a day of it costs.
    pub per_day: Fen,
}

/// The next step after the debit `attempt` failed for `cause`, as seen on `today`.
pub fn next_step(claim: &Claim, rules: &LateFeeRules, days: &Timetable, attempt: u8, cause: Cause, today: Date) -> NextStep {
    let rate = rules
        .rates
        .iter()
        .rfind(|r| r.from <= days.deadline.late_fee_from)
        .map_or(0, |r| r.rate.ppm());
    let whole = i128::from(claim.totals.total().0) * i128::from(rate);
    NextStep {
        debit: days.second.filter(|(_, announced)| attempt < 2 && today <= *announced),
        another_account: cause.needs_another_account(),
        last_safe: days.last_safe,
        last_on_time: days.deadline.last_on_time,
        late_from: days.deadline.late_fee_from,
        per_day: if rules.charged {
            Rounding::HalfUp.apply(whole, 1_000_000)
        } else {
            Fen::ZERO
        },
    }
}

/// What becomes of an open bill when its employer does nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfNothing {
    /// It is debited.
    Debited {
        /// First or second debit.
        attempt: u8,
        /// The day.
        day: Date,
        /// The day by whose afternoon the account must be funded; nothing once the bank has it.
        by: Option<Date>,
    },
    /// When it is debited is not known, because the calendar of the year is not out: it should be paid to be in time.
    NoDayYet {
        /// The year without a calendar.
        year: i16,
        /// The last day that is in time.
        last: Date,
        /// The first day of the late fee.
        late_from: Date,
    },
    /// No debit comes: it must be paid to be in time.
    MustPay {
        /// The last day that is in time.
        last: Date,
        /// The first day of the late fee.
        late_from: Date,
    },
    /// The late fee runs.
    FeeRuns {
        /// What a day of it costs.
        per_day: Fen,
    },
}

/// What is known of a bill's debits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tried {
    /// A debit that the bank has not answered: which, and its day.
    pub sent: Option<(u8, Date)>,
    /// A debit of it failed.
    pub bounced: bool,
    /// An agreement is in force on an account that can pay.
    pub can_be_debited: bool,
    /// The first debit, and the day by which the account must be funded; nothing where its day is not known yet.
    pub first: Option<(Date, Date)>,
}

/// What happens on its own: the debit that comes next, else the end of the time in which it can be paid, else the fee.
pub fn if_nothing(next: &NextStep, tried: &Tried, today: Date) -> IfNothing {
    let must_pay = IfNothing::MustPay {
        last: next.last_on_time,
        late_from: next.late_from,
    };
    let debited = |attempt, day, by| IfNothing::Debited { attempt, day, by };
    if let Some((attempt, day)) = tried.sent {
        return debited(attempt, day, None);
    }
    if today >= next.late_from {
        return IfNothing::FeeRuns { per_day: next.per_day };
    }
    match (tried.can_be_debited, tried.bounced, tried.first, next.debit) {
        (true, true, _, Some((day, by))) => debited(2, day, Some(by)),
        (true, false, None, _) => IfNothing::NoDayYet {
            year: next.last_on_time.year(),
            last: next.last_on_time,
            late_from: next.late_from,
        },
        (true, false, Some((day, by)), _) if day > today => debited(1, day, Some(by)),
        (true, false, Some(_), Some((day, by))) => debited(2, day, Some(by)),
        (true, true, _, None) | (true, false, Some(_), None) | (false, _, _, _) => must_pay,
    }
}

#[cfg(test)]
mod tests {
    use super::super::claim::tests::{august, month, rules};
    use super::*;
    use policy::Packs;
    use units::{YearOfDays, date};

    fn autumn() -> WorkingDays {
        let holidays = (1..=7).map(|d| date(2026, 10, d)).chain([date(2026, 9, 25)]).collect();
        WorkingDays::new(
            [(
                2026,
                YearOfDays {
                    holidays,
                    worked_weekends: [date(2026, 10, 10)].into(),
                },
            )]
            .into(),
        )
    }

    const FIRST: (Date, Date) = (date(2026, 9, 2), date(2026, 9, 1));

    fn days() -> Timetable {
        Timetable {
            first: Some(FIRST),
            second: Some((date(2026, 9, 15), date(2026, 9, 14))),
            last_safe: Some(date(2026, 9, 30)),
            deadline: Deadline {
                last_on_time: date(2026, 9, 30),
                late_fee_from: date(2026, 10, 1),
            },
        }
    }

    #[test]
    fn after_a_bounce_the_second_debit_the_last_safe_day_and_the_cost_of_a_day_are_named() {
        let on = |today, attempt| next_step(&august(), &rules(), &days(), attempt, Cause::InsufficientFunds, today);
        let first = on(date(2026, 9, 2), 1);
        assert_eq!(first.debit, Some((date(2026, 9, 15), date(2026, 9, 14))));
        assert_eq!(
            (first.last_safe, first.late_from, first.per_day),
            (Some(date(2026, 9, 30)), date(2026, 10, 1), Fen(983))
        );
        assert_eq!(on(date(2026, 9, 15), 2).debit, None);
        assert_eq!(on(date(2026, 9, 15), 1).debit, None);
    }

    #[test]
    fn the_sentence_if_nothing_is_done_names_the_debit_that_comes_and_never_one_that_is_over() {
        let (first, second) = (FIRST, date(2026, 9, 15));
        let must = IfNothing::MustPay {
            last: date(2026, 9, 30),
            late_from: date(2026, 10, 1),
        };
        let debit = |attempt, day, by| IfNothing::Debited { attempt, day, by };
        for (today, attempt, sent, bounced, can, wanted) in [
            (date(2026, 8, 26), 0, None, false, true, debit(1, first.0, Some(first.1))),
            (date(2026, 9, 1), 0, Some((1, first.0)), false, true, debit(1, first.0, None)),
            (date(2026, 9, 2), 1, None, true, true, debit(2, second, Some(date(2026, 9, 14)))),
            (date(2026, 9, 2), 1, None, true, false, must),
            (date(2026, 9, 14), 1, Some((2, second)), true, true, debit(2, second, None)),
            (date(2026, 9, 16), 2, None, true, true, must),
            (date(2026, 8, 26), 0, None, false, false, must),
            (date(2026, 10, 1), 2, None, true, true, IfNothing::FeeRuns { per_day: Fen(983) }),
        ] {
            let cause = Cause::InsufficientFunds;
            let next = next_step(&august(), &rules(), &days(), attempt, cause, today);
            let tried = Tried {
                sent,
                bounced,
                can_be_debited: can,
                first: Some(first),
            };
            assert_eq!(if_nothing(&next, &tried, today), wanted, "{today}");
        }
    }

    #[test]
    fn without_a_calendar_no_debit_has_a_day_and_the_end_of_the_time_is_named_all_the_same() {
        let book = Packs::embedded().book("cn/example").expect("a sound pack");
        // Nothing is published for 2027 in the packs: the debits of December 2026 have no day.
        let days = Timetable::of(&book, month("2026-12"), date(2027, 1, 4)).expect("a deadline");
        assert_eq!((days.first, days.second, days.last_safe), (None, None, None));
        let next = next_step(&august(), &rules(), &days, 0, Cause::InsufficientFunds, date(2027, 1, 4));
        let tried = Tried {
            sent: None,
            bounced: false,
            can_be_debited: true,
            first: days.first,
        };
        let wanted = IfNothing::NoDayYet {
            year: 2027,
            last: date(2027, 1, 31),
            late_from: date(2027, 2, 1),
        };
        assert_eq!(if_nothing(&next, &tried, date(2027, 1, 4)), wanted);
    }

    #[test]
    fn a_transfer_of_the_last_weekend_is_not_called_safe() {
        // 31 October 2026 is a Saturday.
        assert_eq!(last_safe_day(&autumn(), date(2026, 10, 31)), Ok(date(2026, 10, 30)));
        assert_eq!(announced_on(&autumn(), date(2026, 10, 9)), Ok(date(2026, 10, 8)));
        assert_eq!(last_safe_day(&autumn(), date(2027, 1, 31)), Err(UnknownYear(2027)));
    }
}
