use units::Month;

use super::{Counts, Standing};

/// Months counted from a person's standings in one branch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Months that count altogether.
    pub cumulative: u32,
    /// Months without a break up to the last one whose money was due.
    pub unbroken: u32,
    /// The month that breaks the running series.
    pub broken_by: Option<Month>,
    /// The longest series and its last month.
    pub longest: Option<(u32, Month)>,
}

/// Counts months in ascending order. Months that wait for their money count nowhere and break nothing; whether a month
/// paid late or back-paid keeps a series is a goal's matter: here it does (rules of goals differ).
pub fn tally(months: impl IntoIterator<Item = (Month, Standing)>) -> Tally {
    let mut tally = Tally::default();
    for (month, standing) in months {
        if standing.cumulative() == Counts::Yes {
            tally.cumulative += 1;
        }
        match standing.unbroken() {
            Counts::Yes | Counts::ByGoal => {
                tally.unbroken += 1;
                tally.broken_by = None;
                if tally.longest.is_none_or(|(most, _)| tally.unbroken > most) {
                    tally.longest = Some((tally.unbroken, month));
                }
            }
            Counts::No => {
                tally.unbroken = 0;
                tally.broken_by = Some(month);
            }
            Counts::NotYet | Counts::Never => {}
        }
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_that_wait_count_nowhere_and_a_missing_one_breaks_the_series() {
        use Standing::{Due, Interrupted, OnTime, OnTimeRetried, PaidLateDebit};
        let start = Month::parse("2026-01").expect("a month");
        let run = |standings: &[Standing]| tally(standings.iter().enumerate().map(|(i, s)| (start.plus(i as i32), *s)));
        let counted = run(&[OnTime, OnTimeRetried, PaidLateDebit, Interrupted, OnTime, Due]);
        assert_eq!((counted.cumulative, counted.unbroken, counted.broken_by), (4, 1, None));
        assert_eq!(counted.longest, Some((3, start.plus(2))));
        let broken = run(&[OnTime, Interrupted, Interrupted, Due]);
        assert_eq!((broken.unbroken, broken.broken_by), (0, Some(start.plus(2))));
    }
}
