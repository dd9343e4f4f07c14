use policy::{LateFeeRules, MonthDates};
use units::{Date, Fen, Rounding, UnknownYear, WorkingDays};

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

/// What an employer can still do about a bill that was not collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextStep {
    /// The next debit by itself, and the day by which the account must be funded; `None` where none comes.
    pub debit: Option<(Date, Date)>,
    /// Whether that debit needs another account first.
    pub another_account: bool,
    /// The last working day on which a transfer is in time.
    pub last_safe: Date,
    /// The last day that is in time.
    pub last_on_time: Date,
    /// The first day of the late fee.
    pub late_from: Date,
    /// What a day of it costs.
    pub per_day: Fen,
}

/// The next step after the debit `attempt` failed for `cause`, as seen on `today`.
pub fn next_step(
    claim: &Claim,
    rules: &LateFeeRules,
    dates: &MonthDates,
    calendar: &WorkingDays,
    attempt: u8,
    cause: Cause,
    today: Date,
) -> Result<NextStep, UnknownYear> {
    let announced = announced_on(calendar, dates.second_debit)?;
    let second = attempt < 2 && today <= announced;
    let rate = rules
        .rates
        .iter()
        .rfind(|r| r.from <= dates.late_fee_from)
        .map_or(0, |r| r.rate.ppm());
    let whole = i128::from(claim.totals.total().0) * i128::from(rate);
    Ok(NextStep {
        debit: second.then_some((dates.second_debit, announced)),
        another_account: cause.needs_another_account(),
        last_safe: last_safe_day(calendar, dates.last_on_time)?,
        last_on_time: dates.last_on_time,
        late_from: dates.late_fee_from,
        per_day: if rules.charged {
            Rounding::HalfUp.apply(whole, 1_000_000)
        } else {
            Fen::ZERO
        },
    })
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
    /// The first debit, and the day by which the account must be funded.
    pub first: (Date, Date),
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
    match (tried.can_be_debited, tried.bounced, next.debit) {
        (true, true, Some((day, by))) => debited(2, day, Some(by)),
        (true, false, _) if tried.first.0 > today => debited(1, tried.first.0, Some(tried.first.1)),
        (true, false, Some((day, by))) => debited(2, day, Some(by)),
        (true, true, None) | (true, false, None) | (false, _, _) => must_pay,
    }
}

#[cfg(test)]
mod tests {
    use super::super::claim::tests::{august, month, rules};
    use super::*;
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

    fn dates(text: &str) -> MonthDates {
        let month = month(text);
        MonthDates {
            month,
            opens: month.day(5),
            default_declaration: month.day(15),
            closes: month.day(25),
            first_debit: month.next().day(2),
            second_debit: month.next().day(15),
            last_on_time: month.next().last_day(),
            late_fee_from: month.plus(2).first_day(),
        }
    }

    #[test]
    fn after_a_bounce_the_second_debit_the_last_safe_day_and_the_cost_of_a_day_are_named() {
        let on = |today, attempt| {
            next_step(
                &august(),
                &rules(),
                &dates("2026-08"),
                &autumn(),
                attempt,
                Cause::InsufficientFunds,
                today,
            )
        };
        let first = on(date(2026, 9, 2), 1).expect("a known year");
        assert_eq!(first.debit, Some((date(2026, 9, 15), date(2026, 9, 14))));
        assert_eq!(
            (first.last_safe, first.late_from, first.per_day),
            (date(2026, 9, 30), date(2026, 10, 1), Fen(983))
        );
        assert_eq!(on(date(2026, 9, 15), 2).map(|n| n.debit), Ok(None));
        assert_eq!(on(date(2026, 9, 15), 1).map(|n| n.debit), Ok(None));
    }

    #[test]
    fn the_sentence_if_nothing_is_done_names_the_debit_that_comes_and_never_one_that_is_over() {
        let (first, second) = ((date(2026, 9, 2), date(2026, 9, 1)), date(2026, 9, 15));
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
            let next = next_step(&august(), &rules(), &dates("2026-08"), &autumn(), attempt, cause, today).expect("known");
            let tried = Tried {
                sent,
                bounced,
                can_be_debited: can,
                first,
            };
            assert_eq!(if_nothing(&next, &tried, today), wanted, "{today}");
        }
    }

    #[test]
    fn a_transfer_of_the_last_weekend_is_not_called_safe() {
        // 31 October 2026 is a Saturday.
        assert_eq!(last_safe_day(&autumn(), date(2026, 10, 31)), Ok(date(2026, 10, 30)));
        assert_eq!(announced_on(&autumn(), date(2026, 10, 9)), Ok(date(2026, 10, 8)));
        assert_eq!(last_safe_day(&autumn(), date(2027, 1, 31)), Err(UnknownYear(2027)));
    }
}
