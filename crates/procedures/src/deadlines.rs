//! The days of the months around today: what ends or happens when, for the strip of the demonstration and for calendar feeds.

use domain::ids::EmployerId;
use policy::Book;
use units::{Date, Month};

use crate::{Desk, Error, Permission};

pub use documents::{Deadline as FeedEntry, calendar_feed};

/// What a day is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// Changes to the roll are accepted from this day on.
    WindowOpens,
    /// Own declaration ends at the end of this day; then the roll is declared as it stands.
    DefaultDeclaration,
    /// Changes end at the end of this day; then the bill is made.
    Close,
    /// The first debit.
    FirstDebit,
    /// The second debit, where the first one bounced.
    SecondDebit,
    /// The last day on which money is on time.
    LastOnTime,
}

impl What {
    /// All of them.
    pub const ALL: [What; 6] = [
        What::WindowOpens,
        What::DefaultDeclaration,
        What::Close,
        What::FirstDebit,
        What::SecondDebit,
        What::LastOnTime,
    ];

    /// The key of its words.
    pub fn code(self) -> &'static str {
        match self {
            What::WindowOpens => "window_opens",
            What::DefaultDeclaration => "default_declaration",
            What::Close => "close",
            What::FirstDebit => "first_debit",
            What::SecondDebit => "second_debit",
            What::LastOnTime => "last_on_time",
        }
    }

    /// Whether it happens when its day is over, and not when it begins.
    fn is_at_the_end(self) -> bool {
        match self {
            What::DefaultDeclaration | What::Close | What::LastOnTime => true,
            What::WindowOpens | What::FirstDebit | What::SecondDebit => false,
        }
    }
}

/// One day of a contribution month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The day.
    pub day: Date,
    /// What for.
    pub what: What,
    /// The contribution month.
    pub month: Month,
}

impl Deadline {
    /// The business day on which it has happened: the day itself, or the day after where it is the end of the day.
    pub fn happened_on(&self) -> Date {
        if self.what.is_at_the_end() {
            self.day.tomorrow().unwrap_or(self.day)
        } else {
            self.day
        }
    }
}

/// The days of the contribution months from `from` on, `count` of them, in order. Days that need a calendar year that the pack does
/// not know are left out.
pub fn of_months(book: &Book, known_on: Date, from: Month, count: i32) -> Vec<Deadline> {
    let mut all = Vec::new();
    for month in (0..count).map(|i| from.plus(i)) {
        let mut add = |what, day| all.push(Deadline { day, what, month });
        if let Ok(window) = book.roll_window(month, known_on) {
            add(What::WindowOpens, window.opens);
            add(What::DefaultDeclaration, window.default_declaration);
            add(What::Close, window.closes);
        }
        if let Ok(dates) = book.month_dates(month, known_on) {
            add(What::FirstDebit, dates.first_debit);
            add(What::SecondDebit, dates.second_debit);
            add(What::LastOnTime, dates.last_on_time);
        }
    }
    all.sort_by_key(|deadline| (deadline.day, deadline.what, deadline.month));
    all
}

/// What happens next after a day.
pub fn next_after(book: &Book, today: Date) -> Option<Deadline> {
    let around = of_months(book, today, Month::of(today).previous(), 3);
    let ahead = around.into_iter().filter(|deadline| deadline.happened_on() > today);
    ahead.min_by_key(|deadline| (deadline.happened_on(), deadline.what))
}

/// The days of an employer's months from the last one on, for its calendar.
pub fn of_employer(desk: &mut Desk, employer: EmployerId) -> Result<Vec<Deadline>, Error> {
    desk.permit_for(Permission::ViewEmployer, employer)?;
    Ok(of_months(desk.book(), desk.today, Month::of(desk.today).previous(), 8))
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::date;

    #[test]
    fn the_next_event_is_the_first_that_has_not_happened() {
        let book = policy::Packs::embedded().book("cn/example").expect("the example pack");
        for (today, what, day) in [
            (date(2026, 9, 1), What::FirstDebit, date(2026, 9, 2)),
            (date(2026, 9, 2), What::WindowOpens, date(2026, 9, 5)),
            (date(2026, 9, 7), What::SecondDebit, date(2026, 9, 15)),
            // The end of the 15th is over on the 16th.
            (date(2026, 9, 15), What::DefaultDeclaration, date(2026, 9, 15)),
            (date(2026, 9, 16), What::Close, date(2026, 9, 25)),
            (date(2026, 9, 26), What::LastOnTime, date(2026, 9, 30)),
        ] {
            let next = next_after(&book, today).expect("a next event");
            assert_eq!((next.what, next.day), (what, day), "{today}");
            assert!(next.happened_on() > today);
        }
    }
}
