//! The turn of the day: everything that happens by itself, in a fixed order, each step once per region and day.
//!
//! The server's timer, the demonstration's button, scenarios and the simulator call only this.

use domain::collection::Batch;
use store::day_step::{self, StepRefused};
use store::digest;
use units::{Date, Month};

use crate::run_debits::{due_runs, run_debits};
use crate::take_bank_answer::{book, unfinished};
use crate::{Agency, Caller, Desk, Error};

/// A step of the turn, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Back payments that were to be paid yesterday: debited online, or lapsed.
    BackPayments,
    /// Bank files that were accepted and not booked to their end.
    BankFiles,
    /// What the halls left open yesterday: visits that nobody kept, lines, counters.
    Hall,
    /// Bases that nobody declared for the contribution year that begins.
    AssumedBases,
    /// Drafts whose window opens.
    Drafts,
    /// Employers that did not declare are declared.
    DefaultDeclarations,
    /// The month is closed, bills are made.
    Close,
    /// Batches that are due go to the bank.
    Debits,
    /// The demonstration's bank answers.
    BankAnswers,
    /// Money that belongs to payers again is offered back.
    Refunds,
    /// The digest of the day that ended.
    Digest,
}

impl Step {
    /// All, in the order of the turn.
    pub const ALL: [Step; 11] = [
        Step::BackPayments,
        Step::BankFiles,
        Step::Hall,
        Step::AssumedBases,
        Step::Drafts,
        Step::DefaultDeclarations,
        Step::Close,
        Step::Debits,
        Step::BankAnswers,
        Step::Refunds,
        Step::Digest,
    ];

    /// The code as stored.
    pub fn code(self) -> &'static str {
        match self {
            Step::BackPayments => "back_payments",
            Step::BankFiles => "bank_files",
            Step::Hall => "hall",
            Step::AssumedBases => "assumed_bases",
            Step::Drafts => "drafts",
            Step::DefaultDeclarations => "default_declarations",
            Step::Close => "close",
            Step::Debits => "debits",
            Step::BankAnswers => "bank_answers",
            Step::Refunds => "refunds",
            Step::Digest => "digest",
        }
    }
}

/// What a step of a day came to.
#[derive(Debug)]
pub struct Turned {
    /// The day that it belongs to: the one that is turned, or an earlier one that it was refused on.
    pub day: Date,
    /// The step.
    pub step: Step,
    /// How many things it did; nothing where it could not be done, for the reason beside it.
    pub done: Result<u64, Error>,
}

/// Turns the day: `day` begins. Steps done before are not done again. A step that is refused is logged and kept as refused; it is
/// tried again with the next turn, also of a later day, the oldest first and as on its own day.
pub fn turn_day(agency: &Agency, day: Date) -> Result<Vec<Turned>, Error> {
    let caller = Caller::system();
    if agency.is_demo() {
        agency.write(&caller, move |desk| Ok(store::clock::move_to(desk.tx, day)?))?;
    }
    let mut turned = Vec::new();
    for (refused_on, step) in refused_before(agency, day)? {
        turned.push(turn_step(agency, refused_on, step)?);
    }
    for step in Step::ALL {
        let was_done = agency.read(&caller, move |desk| {
            let region = desk.region().to_owned();
            Ok(day_step::result(desk.tx, &region, day, step.code())?.is_some())
        })?;
        if !was_done {
            turned.push(turn_step(agency, day, step)?);
        }
    }
    Ok(turned)
}

/// The steps of earlier days that were refused, the oldest day first, each day's in the order of the turn.
fn refused_before(agency: &Agency, day: Date) -> Result<Vec<(Date, Step)>, Error> {
    let refused = agency.read(&Caller::system(), |desk| {
        let region = desk.region().to_owned();
        Ok(day_step::refused(desk.tx, &region)?)
    })?;
    let known = |code: &str| Step::ALL.into_iter().enumerate().find(|(_, step)| step.code() == code);
    let earlier = refused.iter().filter(|one| one.day < day);
    let mut steps: Vec<(Date, usize, Step)> = earlier
        .filter_map(|one| known(&one.step).map(|(place, step)| (one.day, place, step)))
        .collect();
    steps.sort_by_key(|(of, place, _)| (*of, *place));
    Ok(steps.into_iter().map(|(of, _, step)| (of, step)).collect())
}

/// One step as on its day, with what became of it written down.
fn turn_step(agency: &Agency, day: Date, step: Step) -> Result<Turned, Error> {
    let (caller, agency) = (Caller::system(), &agency.on(day));
    let done = match take(agency, &caller, step, day) {
        Err(Error::Trouble(trouble)) => return Err(Error::Trouble(trouble)),
        done => done,
    };
    match &done {
        Ok(count) => {
            let count = count.to_string();
            agency.write(&caller, move |desk| {
                let region = desk.region().to_owned();
                Ok(day_step::done(desk.tx, &region, day, step.code(), desk.now, &count)?)
            })?;
        }
        Err(why) => {
            let code = why.code();
            let is_new = agency.write(&caller, move |desk| {
                let region = desk.region().to_owned();
                let refused = StepRefused {
                    day,
                    step: step.code().to_owned(),
                    refused_at: desk.now,
                    code: code.to_owned(),
                };
                Ok(day_step::refuse(desk.tx, &region, &refused)?)
            })?;
            // The server tries every few seconds: once is enough for the log.
            if is_new {
                tracing::error!(%day, step = step.code(), code, ?why, "a step of the day was refused");
            }
        }
    }
    Ok(Turned { day, step, done })
}

fn take(agency: &Agency, caller: &Caller, step: Step, day: Date) -> Result<u64, Error> {
    match step {
        Step::BackPayments => crate::back_payment::turn::end_days(agency, caller),
        Step::BankFiles => book_unfinished(agency, caller),
        Step::Hall => agency.write(caller, move |desk| crate::close_office::end_days_before(desk, day)),
        Step::AssumedBases => assume(agency, caller, day),
        Step::Drafts => crate::drafts::file_queued(agency, day),
        Step::DefaultDeclarations => match agency.read(caller, declared_last_night)? {
            Some(month) => Ok(crate::declare_by_default::declare_by_default(agency, caller, month, &mut |_| {})?
                .employers
                .unsigned_abs()),
            None => Ok(0),
        },
        Step::Close => close(agency, caller),
        Step::Debits => Ok(debits(agency, caller)?.len() as u64),
        Step::BankAnswers => crate::demo_bank::answer(agency, caller, day),
        Step::Refunds => crate::offer_refunds::offer_all(agency, caller),
        Step::Digest => keep_digest(agency, caller),
    }
}

fn book_unfinished(agency: &Agency, caller: &Caller) -> Result<u64, Error> {
    let files = agency.read(caller, unfinished)?;
    for &file in &files {
        let mut after = 0;
        while let Some(last) = agency.write(caller, move |desk| book(desk, file, after))? {
            after = last;
        }
    }
    Ok(files.len() as u64)
}

/// Reads the whole region, so the root is computed in a reading transaction and only kept in a writing one.
fn keep_digest(agency: &Agency, caller: &Caller) -> Result<u64, Error> {
    let (ended, root) = agency.read(caller, |desk| {
        let (region, ended) = (desk.region().to_owned(), desk.today.yesterday().unwrap_or(desk.today));
        Ok((ended, digest::root(desk.tx, &region, ended)?))
    })?;
    agency.write(caller, move |desk| {
        let region = desk.region().to_owned();
        digest::record(desk.tx, &region, ended, &root)?;
        Ok(root.subjects.unsigned_abs())
    })
}

/// On the first day of a contribution year: who has no base declared for it goes on at an assumed one.
fn assume(agency: &Agency, caller: &Caller, day: Date) -> Result<u64, Error> {
    let month = Month::of(day);
    if day.day() != 1 || agency.book().base_year(month)? != month {
        return Ok(0);
    }
    Ok(crate::assume_bases::assume_bases(agency, caller, month)?.employers)
}

/// The month whose default declaration fell due at the end of yesterday.
fn declared_last_night(desk: &mut Desk) -> Result<Option<Month>, Error> {
    let yesterday = desk.today.yesterday().unwrap_or(desk.today);
    let window = desk.roll_window(Month::of(yesterday))?;
    Ok((window.default_declaration == yesterday).then_some(window.month))
}

/// The latest month whose window is over.
pub(crate) fn latest_over(desk: &Desk) -> Result<Month, Error> {
    let this = desk.roll_window(Month::of(desk.today))?;
    Ok(if desk.today > this.closes {
        this.month
    } else {
        this.month.previous()
    })
}

/// The month whose window closed at the end of yesterday or before, and that is not closed yet.
fn close(agency: &Agency, caller: &Caller) -> Result<u64, Error> {
    let month = agency.read(caller, |desk| {
        let this = desk.roll_window(Month::of(desk.today))?;
        let month = latest_over(desk)?;
        let region = desk.region_subject()?;
        if let Some(cut_off) = store::sweep::unfinished(desk.tx, region)? {
            return Ok(Some(cut_off));
        }
        let last = store::sweep::last_closed(desk.tx, region)?;
        // On its own night a close is taken up again even where its bills are made: what follows them may have been cut off.
        let is_its_night = desk.today.yesterday().is_ok_and(|yesterday| yesterday == this.closes);
        let is_open = last.is_none_or(|last| last < month || (last == month && is_its_night));
        Ok(is_open.then_some(month))
    })?;
    let Some(month) = month else { return Ok(0) };
    Ok(crate::close_month::close_month(agency, caller, month, &mut |_| {})?
        .sums
        .employers
        .unsigned_abs())
}

fn debits(agency: &Agency, caller: &Caller) -> Result<Vec<Batch>, Error> {
    let runs = agency.read(caller, due_runs)?;
    runs.into_iter().map(|run| run_debits(agency, caller, run)).collect()
}

/// Turns every day from the last turned one up to `day`, the last one for what of it was cut off or refused; where none was ever turned,
/// only `day`.
pub fn turn_days_until(agency: &Agency, day: Date, progress: &mut dyn FnMut(Date)) -> Result<(), Error> {
    let last = agency.read(&Caller::system(), |desk| {
        let region = desk.region().to_owned();
        Ok(day_step::last_day(desk.tx, &region)?)
    })?;
    let mut next = last.unwrap_or(day).min(day);
    while next <= day {
        turn_day(agency, next)?;
        if last.is_none_or(|last| last < next) {
            progress(next);
        }
        let Ok(after) = next.tomorrow() else { break };
        next = after;
    }
    Ok(())
}
