//! The running agency: its database, its rules, its clocks, its secrets. Every read and write passes a desk of it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::ids::SubjectId;
use policy::{Book, Table};
use store::{Busy, Db, Tx};
use units::{Date, Month};

use crate::assess_month::MonthPolicy;
use crate::{Caller, Desk, Error};

/// Compiled tables, and policies made of them, kept at most.
const KEPT: usize = 512;

/// Where the business day comes from.
#[derive(Clone)]
pub enum Clock {
    /// The day of the instant in UTC+8.
    Wall,
    /// A stored day that moves forward only: the demo, the simulator, scenarios.
    Stored,
}

/// A source of random bytes: fills what it is given.
pub type Random = Box<dyn Fn(&mut [u8]) + Send + Sync>;

/// What the binary gives an agency when it opens.
pub struct Setting {
    /// The database.
    pub db: Db,
    /// The region's rules.
    pub book: Book,
    /// Where the business day comes from.
    pub clock: Clock,
    /// The instant, ms since 1970.
    pub instant: Box<dyn Fn() -> i64 + Send + Sync>,
    /// Random bytes.
    pub random: Random,
    /// Secret that receipt numbers are made with.
    pub receipt_secret: Vec<u8>,
}

/// A handle on the running agency; clones share it.
#[derive(Clone)]
pub struct Agency {
    open: Arc<Open>,
    /// The day that is being turned, where it is: what fell due on it is done as on that day, however late.
    day: Option<Date>,
}

struct Open {
    setting: Setting,
    tables: Kept<Table>,
    policies: Kept<MonthPolicy>,
}

/// What was compiled for a month as known on a day.
type Kept<T> = Mutex<HashMap<(Month, Date), Arc<T>>>;

/// What is kept, or what is made now and kept.
fn kept<T>(all: &Kept<T>, key: (Month, Date), make: impl FnOnce() -> Result<T, Error>) -> Result<Arc<T>, Error> {
    let lock = || all.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = lock().get(&key) {
        return Ok(Arc::clone(found));
    }
    let made = Arc::new(make()?);
    let mut all = lock();
    // Every day of knowledge is one of its own: a server that runs for years starts over now and then.
    if all.len() >= KEPT {
        all.clear();
    }
    all.insert(key, Arc::clone(&made));
    Ok(made)
}

impl Agency {
    /// An agency of what the binary gives it.
    pub fn new(setting: Setting) -> Agency {
        Agency {
            open: Arc::new(Open {
                setting,
                tables: Mutex::default(),
                policies: Mutex::default(),
            }),
            day: None,
        }
    }

    /// Makes what every installation has: the agency as a subject, and in a demo the first business day.
    pub fn found(&self, first_day: Option<Date>) -> Result<(), Error> {
        let (id, region) = (SubjectId(self.id()), self.book().region().to_owned());
        self.db().write(move |tx| {
            store::region::found(tx, &region, id)?;
            if let Some(day) = first_day {
                store::clock::move_to(tx, day)?;
            }
            Ok(())
        })
    }

    /// The region's rules.
    pub fn book(&self) -> &Book {
        &self.open.setting.book
    }

    /// The database, for the work that runs in many transactions: the close, checks, jobs.
    pub fn db(&self) -> &Db {
        &self.open.setting.db
    }

    /// The instant, ms since 1970.
    pub fn now(&self) -> i64 {
        (self.open.setting.instant)()
    }

    /// Fills with random bytes.
    pub fn random(&self, bytes: &mut [u8]) {
        (self.open.setting.random)(bytes);
    }

    /// Whether the business day is moved by hand: the demo.
    pub fn is_demo(&self) -> bool {
        matches!(self.open.setting.clock, Clock::Stored)
    }

    /// A new identifier.
    pub fn id(&self) -> i64 {
        self.db().id(self.now())
    }

    /// The secret that receipt numbers are made with.
    pub(crate) fn receipt_secret(&self) -> &[u8] {
        &self.open.setting.receipt_secret
    }

    /// The compiled table of a month as known on a day; compiled once.
    pub fn table(&self, month: Month, known_on: Date) -> Result<Arc<Table>, Error> {
        kept(&self.open.tables, (month, known_on), || {
            Ok(policy::compile(self.book(), month, known_on)?)
        })
    }

    /// The policy of a month as known on a day, with all that a bill needs beside the table; made once.
    pub(crate) fn policy(&self, month: Month, known_on: Date) -> Result<Arc<MonthPolicy>, Error> {
        kept(&self.open.policies, (month, known_on), || {
            MonthPolicy::of(self.book(), self.table(month, known_on)?, month, known_on)
        })
    }

    /// The same agency on a business day of its own: the turn of a day that nobody served is made up for as on that day.
    pub(crate) fn on(&self, day: Date) -> Agency {
        Agency {
            open: Arc::clone(&self.open),
            day: Some(day),
        }
    }

    /// The business day as a transaction sees it.
    fn today(&self, tx: &mut Tx, now: i64) -> Result<Date, Error> {
        if let Some(day) = self.day {
            return Ok(day);
        }
        match self.open.setting.clock {
            Clock::Wall => Ok(day_of_instant(now)),
            Clock::Stored => Ok(store::clock::today(tx)?.unwrap_or_else(|| day_of_instant(now))),
        }
    }

    fn at_desk<T>(&self, tx: &mut Tx, caller: &Caller, now: i64, f: impl FnOnce(&mut Desk) -> Result<T, Error>) -> Result<T, Error> {
        let today = self.today(tx, now)?;
        let now = if self.is_demo() { instant_on(today, now) } else { now };
        f(&mut Desk {
            tx,
            caller,
            today,
            now,
            agency: self,
        })
    }

    /// Acts and waits until it is durable. A retry of the database calls `f` again, with the same instant.
    pub fn write<T, F>(&self, caller: &Caller, mut f: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnMut(&mut Desk) -> Result<T, Error> + Send + 'static,
    {
        let (agency, caller, now) = (self.clone(), caller.clone(), self.now());
        self.db().write(move |tx| agency.at_desk(tx, &caller, now, &mut f))
    }

    /// Acts; `done` is called once it is durable or refused. Never blocks.
    pub fn write_then<T, F>(&self, caller: &Caller, mut f: F, done: impl FnOnce(Result<T, Error>) + Send + 'static) -> Result<(), Busy>
    where
        T: Send + 'static,
        F: FnMut(&mut Desk) -> Result<T, Error> + Send + 'static,
    {
        let (agency, caller, now) = (self.clone(), caller.clone(), self.now());
        self.db().write_then(move |tx| agency.at_desk(tx, &caller, now, &mut f), done)
    }

    /// Looks, in one snapshot.
    pub fn read<T, F>(&self, caller: &Caller, f: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&mut Desk) -> Result<T, Error> + Send + 'static,
    {
        let (agency, caller, now) = (self.clone(), caller.clone(), self.now());
        self.db().read(move |tx| agency.at_desk(tx, &caller, now, f))
    }

    /// Looks; `done` is called with what was seen. Never blocks.
    pub fn read_then<T, F>(&self, caller: &Caller, f: F, done: impl FnOnce(Result<T, Error>) + Send + 'static) -> Result<(), Busy>
    where
        T: Send + 'static,
        F: FnOnce(&mut Desk) -> Result<T, Error> + Send + 'static,
    {
        let (agency, caller, now) = (self.clone(), caller.clone(), self.now());
        self.db().read_then(move |tx| agency.at_desk(tx, &caller, now, f), done)
    }
}

/// China's clock is ahead of the instants' by so many ms.
const EIGHT_HOURS: i64 = 8 * 3_600_000;
const DAY: i64 = 86_400_000;

/// The day in China of an instant in ms since 1970.
pub fn day_of_instant(now: i64) -> Date {
    let days = (now + EIGHT_HOURS).div_euclid(DAY);
    units::date(1970, 1, 1).saturating_add(jiff::Span::new().days(days))
}

/// The hour of an instant on another day: what is written down in a demo bears the demo's own day.
fn instant_on(day: Date, now: i64) -> i64 {
    let days = day.since(units::date(1970, 1, 1)).map_or(0, |span| i64::from(span.get_days()));
    days * DAY + (now + EIGHT_HOURS).rem_euclid(DAY) - EIGHT_HOURS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_demo_writes_down_bears_its_own_day_and_the_hour_of_the_clock() {
        // 2026-11-22 20:10 and 2026-11-23 00:00 in China.
        for (now, hour) in [(1_795_349_400_000, 20 * 3_600_000 + 600_000), (1_795_363_200_000, 0)] {
            let at = instant_on(units::date(2026, 9, 7), now);
            assert_eq!(day_of_instant(at), units::date(2026, 9, 7));
            assert_eq!((at + EIGHT_HOURS).rem_euclid(DAY), hour);
        }
    }

    #[test]
    fn the_business_day_turns_at_midnight_in_china() {
        let before = 1_788_710_400_000 - 1; // 2026-09-06T16:00:00Z is midnight of the 7th in China
        assert_eq!(day_of_instant(before), units::date(2026, 9, 6));
        assert_eq!(day_of_instant(before + 1), units::date(2026, 9, 7));
    }
}
