//! Debits (托收): the batch of a run month and attempt, in slices that may be repeated, and its file.

use domain::collection::{Batch, Cause, Claim, Debit, Outcome, allocate, announced_on, mandate_on};
use domain::ids::{BatchId, EmployerId, TransferId};
use domain::ledger::{Fund, State, Transfer, What};
use domain::registry::{Collection, Employer, Mandate};
use store::event::Body;
use store::transfer::Booked;
use store::{debit, employer, mandate, settlement, transfer};
use units::{Date, Fen, Month};

use crate::position::{self, Position};
use crate::settle_bills::allocate_waiting;
use crate::{Agency, Caller, Desk, Error, Key, Permission};

/// Employers looked at in one transaction.
const SLICE: i64 = 200;

/// A run of debits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// The contribution month whose debit days these are.
    pub month: Month,
    /// First or second debit.
    pub attempt: u8,
    /// The day of collection.
    pub collect_on: Date,
}

/// The runs that are announced by today and not complete: the batch goes to the bank the working day before its debit.
pub fn due_runs(desk: &mut Desk) -> Result<Vec<Run>, Error> {
    desk.permit(Permission::RunDebits)?;
    let region = desk.region_subject()?;
    let mut runs = Vec::new();
    let running = Month::of(desk.today);
    for month in [running.previous(), running] {
        let dates = match desk.month_dates(month) {
            Ok(dates) => dates,
            // The running month is collected in the next one: a calendar that is not out yet stops only its own debits.
            Err(_) if month == running => continue,
            Err(unknown) => return Err(unknown),
        };
        for (attempt, collect_on) in [(1, dates.first_debit), (2, dates.second_debit)] {
            let announced = announced_on(desk.book().calendar(), collect_on).map_err(unknown_year)?;
            let in_time = announced <= desk.today && desk.today <= dates.last_on_time;
            let made = debit::batch_of(desk.tx, region, month, attempt)?.is_some_and(|b| b.complete);
            // After days that nobody served the first debit is made late; the second comes once its day is over.
            let first_over = match attempt {
                1 => true,
                _ => debit::batch_of(desk.tx, region, month, 1)?.is_some_and(|b| b.complete && b.collect_on < desk.today),
            };
            if in_time && first_over && !made {
                runs.push(Run {
                    month,
                    attempt,
                    collect_on: collect_on.max(desk.today),
                });
            }
        }
    }
    Ok(runs)
}

pub(crate) fn unknown_year(unknown: units::UnknownYear) -> Error {
    Error::said("calendar.unknown_year", vec![("year", units::Fact::Text(unknown.0.to_string()))])
}

/// Runs a batch to its end: begin, every slice, finish. Goes on where an earlier run stood.
pub fn run_debits(agency: &Agency, caller: &Caller, run: Run) -> Result<Batch, Error> {
    let batch = agency.write(caller, move |desk| begin(desk, run))?;
    if batch.complete {
        return Ok(batch);
    }
    let mut after = 0;
    loop {
        let this = batch.clone();
        let Some(next) = agency.write(caller, move |desk| slice(desk, &this, after))? else {
            break;
        };
        after = next;
    }
    agency.write(caller, move |desk| finish(desk, &batch))
}

/// Begins a batch, or finds the one begun before.
pub fn begin(desk: &mut Desk, run: Run) -> Result<Batch, Error> {
    desk.permit(Permission::RunDebits)?;
    let region = desk.region_subject()?;
    if let Some(batch) = debit::batch_of(desk.tx, region, run.month, run.attempt)? {
        return Ok(batch);
    }
    let mut act = desk.begin(region)?;
    let batch = Batch {
        id: BatchId(desk.id()),
        run_month: run.month,
        attempt: run.attempt,
        collect_on: run.collect_on,
        made_at: desk.now,
        complete: false,
        bills: 0,
        total: Fen::ZERO,
    };
    act.insert(desk.tx, &debit::BATCH, &debit::batch_row(region, &batch, act.n))?;
    let key = Key::new(format!("debits {} {}", run.month, run.attempt), b"");
    let body = Body::new()
        .with("month", run.month)
        .with("attempt", i64::from(run.attempt))
        .with("collect_on", run.collect_on);
    desk.seal(act, "debits_begun", &key, body)?;
    Ok(batch)
}

/// Announces the debits of the next employers; answers the last employer looked at, or nothing at the end.
pub fn slice(desk: &mut Desk, batch: &Batch, after: i64) -> Result<Option<i64>, Error> {
    desk.permit(Permission::RunDebits)?;
    let region = desk.region().to_owned();
    let employers = employer::page(desk.tx, &region, after, SLICE)?;
    let (Some(first), Some(last)) = (employers.first(), employers.last()) else {
        return Ok(None);
    };
    let unpaid = settlement::unsettled_in_run(desk.tx, first.id, last.id, batch.run_month)?;
    for of in employers.iter().filter(|e| unpaid.contains(&e.id)) {
        announce(desk, batch, of)?;
    }
    Ok(Some(last.id.0))
}

/// Completes a batch: from now on it can be sent, and nothing is added to it.
pub fn finish(desk: &mut Desk, batch: &Batch) -> Result<Batch, Error> {
    desk.permit(Permission::RunDebits)?;
    let region = desk.region_subject()?;
    if let Some(done) = debit::load_batch(desk.tx, region, batch.id)?.filter(|b| b.complete) {
        return Ok(done);
    }
    let mut act = desk.begin(region)?;
    let (bills, total) = debit::batch_sums(desk.tx, batch.id)?;
    let done = Batch {
        complete: true,
        bills,
        total,
        ..batch.clone()
    };
    act.insert(desk.tx, &debit::BATCH, &debit::batch_row(region, &done, act.n))?;
    let key = Key::new(format!("debits {} {} complete", batch.run_month, batch.attempt), b"");
    let body = Body::new().with("bills", bills).with("total_fen", total);
    desk.seal(act, "debits_complete", &key, body)?;
    Ok(done)
}

/// The batches made, latest first.
pub fn batches(desk: &mut Desk, limit: i64) -> Result<Vec<Batch>, Error> {
    desk.permit(Permission::RunDebits)?;
    let region = desk.region_subject()?;
    Ok(debit::batches(desk.tx, region, limit)?)
}

/// What a batch came to: outcome, how many, how much; no outcome where the bank has not answered.
pub type Answers = Vec<debit::OutcomeSum>;

/// A batch with the bank's answers and its first debits, each with the employer's name.
pub type BatchPage = (Batch, Answers, Vec<(Debit, String)>);

/// One batch as its page shows it.
pub fn batch_page(desk: &mut Desk, id: BatchId, limit: i64) -> Result<BatchPage, Error> {
    desk.permit(Permission::RunDebits)?;
    let region = desk.region_subject()?;
    let batch = debit::load_batch(desk.tx, region, id)?.ok_or(Error::NotFound)?;
    let answers = debit::batch_outcomes(desk.tx, id)?;
    let mut debits = Vec::new();
    for one in debit::of_batch(desk.tx, id, 0, limit)? {
        let name = employer::load(desk.tx, one.employer)?.map(|e| e.name).unwrap_or_default();
        debits.push((one, name));
    }
    Ok((batch, answers, debits))
}

fn announce(desk: &mut Desk, batch: &Batch, of: &Employer) -> Result<(), Error> {
    let position = match carry_over(desk, of.id)? {
        position if of.collection == Collection::Debit => position,
        _paid_by_transfer => return Ok(()),
    };
    let claims = position.claims().open;
    let mandates: Vec<Mandate> = mandate::of_employer(desk.tx, of.id)?.into_iter().map(|(_, m)| m).collect();
    let Some(account) = mandate_on(&mandates, batch.collect_on) else {
        return Ok(());
    };
    let due: Vec<&Claim> = claims
        .iter()
        .filter(|c| c.counts_as == batch.run_month && is_tried(&position, c, batch.attempt, account))
        .collect();
    if due.is_empty() {
        return Ok(());
    }
    let mut carried = position::carried(desk, &position)?;
    let mut act = desk.begin(of.id)?;
    let mut asked = Fen::ZERO;
    for claim in due {
        let whole = position::due(desk, claim, batch.collect_on)?.total();
        // A refund carried over makes the debit smaller; one that covers a whole bill has settled it before.
        let taken = if carried < whole { carried } else { Fen::ZERO };
        carried -= taken;
        let amount = whole - taken;
        let row = ask(desk, &act, batch, of.id, claim, amount, account);
        let pending = Transfer {
            id: row.transfer,
            debit: Fund::Bank,
            credit: Fund::InTransit,
            amount,
            month: Some(claim.key.month),
            what: What::Instruction,
            state: State::Pending,
            settles: None,
            value_date: batch.collect_on,
        };
        let booked = Booked {
            n: act.n,
            transfer: pending,
            kind: Some(claim.key.kind),
            source: None,
        };
        act.insert(desk.tx, &debit::DEBIT, &debit::row(&row))?;
        act.insert(desk.tx, &transfer::TRANSFER, &transfer::row(of.id.into(), &booked))?;
        asked += amount;
    }
    let key = Key::new(format!("debit {}", batch.id), b"");
    let body = Body::new()
        .with("month", batch.run_month)
        .with("attempt", i64::from(batch.attempt))
        .with("collect_on", batch.collect_on)
        .with("total_fen", asked)
        .with("account", domain::registry::account_tail(&account.account_number));
    desk.seal(act, "debit_announced", &key, body)?;
    Ok(())
}

/// Lets refunds carried over settle what they suffice for before anything is asked of the bank; the position after it.
fn carry_over(desk: &mut Desk, of: EmployerId) -> Result<Position, Error> {
    let position = Position::load(desk, of)?;
    if position::carried(desk, &position)? == Fen::ZERO {
        return Ok(position);
    }
    let (money, open) = (position::free_money(desk, &position)?, position::open(desk, &position)?);
    if allocate(&money, &open, desk.today).settled.is_empty() {
        return Ok(position);
    }
    let mut act = desk.begin(of)?;
    let done = allocate_waiting(desk, &mut act)?;
    let key = Key::new(format!("carried:{}", act.n), b"");
    desk.seal(act, "refund_carried", &key, done.body(Body::new()))?;
    Position::load(desk, of)
}

fn ask(desk: &mut Desk, act: &store::event::Act, batch: &Batch, of: EmployerId, claim: &Claim, amount: Fen, account: &Mandate) -> Debit {
    Debit {
        employer: of,
        claim: claim.key,
        attempt: batch.attempt,
        n: act.n,
        batch: batch.id,
        transfer: TransferId(desk.id()),
        amount,
        collect_on: batch.collect_on,
        mandate: account.clone(),
        answer: None,
    }
}

/// Whether a bill goes with this attempt: not while the bank has it, not twice with one attempt, and not a second time on
/// an account that can never pay.
fn is_tried(position: &Position, claim: &Claim, attempt: u8, account: &Mandate) -> bool {
    position.debits_of(claim.key).all(|before| {
        let hopeless = |cause: Cause| cause.needs_another_account() && before.mandate.account_number == account.account_number;
        match before.answer.as_ref().map(|a| a.outcome) {
            None | Some(Outcome::Paid) => false,
            Some(Outcome::Bounced(cause)) => before.attempt < attempt && !hopeless(cause),
        }
    })
}
