//! Online filings at the bank: a day's debits in a file of their own, and what the bank's answer makes of each filing.

use domain::case::back_payment::{Event, Filing, State as CaseState};
use domain::collection::{Answer, FilingBatch, FilingDebit, Incoming, Verdict, judge, mandate_on};
use domain::ids::{BatchId, CaseId, EmployerId, TransferId};
use domain::ledger::{Fund, State, Transfer, What};
use domain::registry::Mandate;
use store::back_payment::{self, Story};
use store::event::{Act, Body, find_by_key};
use store::transfer::Booked;
use store::{debit, employer, filing_debit, mandate, transfer};
use units::{Date, Fact};

use super::{pay, step};
use crate::book_bank_line::{doubt, end};
use crate::run_debits::Answers;
use crate::take_remittance::{receive, record};
use crate::{Desk, Error, Key, Opening, Permission, Receipt};

/// An online filing that the bank has not been asked about.
#[derive(Clone, Debug)]
pub struct Unasked {
    /// Whose.
    pub employer: EmployerId,
    /// The employer's name.
    pub name: String,
    /// The case.
    pub case: CaseId,
    /// What was filed.
    pub filing: Filing,
    /// The account to be debited; `None`: it was taken back since, and nothing can be asked.
    pub account: Option<Mandate>,
}

/// The online filings of today that are in no file yet.
pub fn unasked(desk: &mut Desk) -> Result<Vec<Unasked>, Error> {
    desk.permit(Permission::RunDebits)?;
    unasked_on(desk, desk.today)
}

fn unasked_on(desk: &mut Desk, on: Date) -> Result<Vec<Unasked>, Error> {
    let region = desk.region().to_owned();
    let mut found = Vec::new();
    for (of, case) in filing_debit::unasked(desk.tx, &region, on)? {
        let story = back_payment::load(desk.tx, of, case)?.ok_or(Error::NotFound)?;
        let CaseState::Accepted(filing) = story.case()?.state else {
            continue;
        };
        if !filing.online || filing.on != on {
            continue;
        }
        let held: Vec<Mandate> = mandate::of_employer(desk.tx, of)?.into_iter().map(|(_, m)| m).collect();
        found.push(Unasked {
            employer: of,
            name: employer::load(desk.tx, of)?.map(|e| e.name).unwrap_or_default(),
            case,
            filing,
            account: mandate_on(&held, on).cloned(),
        });
    }
    Ok(found)
}

/// Makes one file of today's online filings that are in none yet. What is filed later today goes with a further file; what is in none
/// by tonight lapses.
///
/// Refused: `debit.no_filings`.
pub fn debit_filings(desk: &mut Desk, key: &Key) -> Result<(Receipt, FilingBatch), Error> {
    desk.permit(Permission::RunDebits)?;
    debit_filings_of(desk, key, desk.today)
}

/// As [`debit_filings`], for the filings of a day.
pub(crate) fn debit_filings_of(desk: &mut Desk, key: &Key, on: Date) -> Result<(Receipt, FilingBatch), Error> {
    let region = desk.region_subject()?;
    let mut ready = Vec::new();
    for one in unasked_on(desk, on)? {
        ready.extend(one.account.clone().map(|account| (one, account)));
    }
    let asked_before = find_by_key(desk.tx, region.0, desk.caller.login.0, &key.key, &key.ask_hash)?;
    // Refused before an event is begun: whoever asks may go on in the same transaction.
    if ready.is_empty() && asked_before.is_none() {
        return Err(Error::said("debit.no_filings", vec![("day", Fact::Day(on))]));
    }
    let mut act = match desk.open(region, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => {
            let batch = filing_debit::batch_of_event(desk.tx, region, receipt.n)?.ok_or(Error::NotFound)?;
            return Ok((receipt, batch));
        }
    };
    let id = BatchId(desk.id());
    for (one, account) in &ready {
        ask(desk, id, one, account)?;
    }
    let (debits, total) = (ready.len() as i64, ready.iter().map(|(one, _)| one.filing.amount).sum());
    let batch = FilingBatch {
        id,
        collect_on: on,
        made_at: desk.now,
        debits,
        total,
        n: act.n,
    };
    act.insert(desk.tx, &filing_debit::BATCH, &filing_debit::batch_row(region, &batch))?;
    let body = Body::new()
        .with("batch", id.code())
        .with("collect_on", on)
        .with("debits", debits)
        .with("total_fen", total);
    let receipt = desk.seal(act, "filing_debits_made", key, body)?;
    Ok((receipt, batch))
}

/// Asks the bank for what was filed: a pending movement, as for a monthly debit, to the money that waits for its owner.
fn ask(desk: &mut Desk, batch: BatchId, of: &Unasked, account: &Mandate) -> Result<(), Error> {
    let mut act = desk.begin(of.employer)?;
    let asked = FilingDebit {
        employer: of.employer,
        case: of.case,
        n: act.n,
        batch,
        transfer: TransferId(desk.id()),
        amount: of.filing.amount,
        collect_on: of.filing.on,
        mandate: account.clone(),
        answer: None,
    };
    let pending = Booked {
        n: act.n,
        transfer: Transfer {
            id: asked.transfer,
            debit: Fund::Bank,
            credit: Fund::Unallocated,
            amount: asked.amount,
            month: None,
            what: What::Instruction,
            state: State::Pending,
            settles: None,
            value_date: asked.collect_on,
        },
        kind: None,
        source: None,
    };
    act.insert(desk.tx, &filing_debit::DEBIT, &filing_debit::row(&asked))?;
    act.insert(desk.tx, &transfer::TRANSFER, &transfer::row(of.employer.into(), &pending))?;
    let key = Key::new(format!("debit {batch} {}", of.case), b"");
    let body = Body::new()
        .with("case", of.case.code())
        .with("collect_on", asked.collect_on)
        .with("amount_fen", asked.amount)
        .with("account", domain::registry::account_tail(&account.account_number));
    desk.seal(act, "back_payment_debit_asked", &key, body).map(drop)
}

/// Books what the bank answered about one filing. The day of the payment decides, not the day of the answer: money of the filing's day
/// pays it, whenever the bank says so; money of another day waits for its owner, and the filing lapses.
pub(crate) fn book_answer(desk: &mut Desk, asked: &FilingDebit, answer: Answer) -> Result<(), Error> {
    let verdict = judge(asked.answer.as_ref(), answer.outcome);
    if verdict == Verdict::Repeats {
        return Ok(());
    }
    let key = Key::new(format!("bank:{}:{}", answer.file, answer.line), b"");
    let Opening::New(mut act) = desk.open(asked.employer, &key)? else {
        return Ok(());
    };
    let answer = Answer { n: act.n, ..answer };
    let body = Body::new()
        .with("case", asked.case.code())
        .with("amount_fen", asked.amount)
        .with("verdict", verdict.code())
        .with("value_date", answer.value_date);
    let kind = match verdict {
        Verdict::Settles => {
            act.insert(desk.tx, &debit::ANSWER, &debit::answer_row(asked.employer, asked.transfer, &answer))?;
            paid(desk, &mut act, asked, &answer)?
        }
        Verdict::Bounces(_) => {
            act.insert(desk.tx, &debit::ANSWER, &debit::answer_row(asked.employer, asked.transfer, &answer))?;
            end(desk, &mut act, asked.transfer, State::Voided, &answer)?;
            lapse_if_over(desk, &mut act, asked)?;
            "back_payment_debit_bounced"
        }
        Verdict::PaidAfterBounce => {
            doubt(desk, &mut act, (asked.transfer, asked.amount), &answer, verdict)?;
            receive(desk, &mut act, asked.amount, answer.value_date, &money(asked, &answer), None)?;
            "debit_paid_after_bounce"
        }
        Verdict::TakenBack(_) => {
            doubt(desk, &mut act, (asked.transfer, asked.amount), &answer, verdict)?;
            "debit_taken_back"
        }
        Verdict::Repeats => return Ok(()),
    };
    let body = match verdict {
        Verdict::Bounces(cause) | Verdict::TakenBack(cause) => body.with("cause", cause.code()).with("short_fen", answer.short),
        Verdict::Settles | Verdict::PaidAfterBounce | Verdict::Repeats => body,
    };
    desk.seal(act, kind, &key, body).map(drop)
}

/// The money is there: it pays the filing where it is of its day and its amount, else it waits.
fn paid(desk: &mut Desk, act: &mut Act, asked: &FilingDebit, answer: &Answer) -> Result<&'static str, Error> {
    let source = end(desk, act, asked.transfer, State::Posted, answer)?;
    record(desk, act, source, asked.amount, answer.value_date, &money(asked, answer))?;
    let story = load(desk, asked)?;
    match pay::may_settle(desk, &story, answer.value_date) {
        Ok(()) => {
            pay::settle_case(desk, act, &story, source, answer.value_date)?;
            Ok("back_payment_debited")
        }
        Err(Error::Refused(_)) => {
            lapse_if_over(desk, act, asked)?;
            Ok("back_payment_debited_other_day")
        }
        Err(other) => Err(other),
    }
}

/// What was not paid on its day lapses, where its day is over; on the day itself it can still be paid at the cashier's.
fn lapse_if_over(desk: &mut Desk, act: &mut Act, asked: &FilingDebit) -> Result<(), Error> {
    let story = load(desk, asked)?;
    let is_over = matches!(story.case()?.state, CaseState::Accepted(filing) if filing.on < desk.today);
    if is_over {
        step::advance(desk, act, &story, Event::Lapse { on: desk.today })?;
    }
    Ok(())
}

fn load(desk: &mut Desk, asked: &FilingDebit) -> Result<Story, Error> {
    back_payment::load(desk.tx, asked.employer, asked.case)?.ok_or(Error::NotFound)
}

fn money(asked: &FilingDebit, answer: &Answer) -> Incoming {
    Incoming {
        bank_reference: format!("{}:{}", answer.file, answer.line),
        text: asked.case.code(),
        payer: asked.mandate.account_name.clone(),
        account: asked.mandate.account_number.clone(),
    }
}

/// The files of online filings, latest first.
pub fn filing_batches(desk: &mut Desk, limit: i64) -> Result<Vec<FilingBatch>, Error> {
    desk.permit(Permission::RunDebits)?;
    let region = desk.region_subject()?;
    Ok(filing_debit::batches(desk.tx, region, limit)?)
}

/// One file of online filings: what the bank answered, its debits with their employers' names.
pub type FilingBatchPage = (FilingBatch, Answers, Vec<(FilingDebit, String)>);

/// One file of online filings.
pub fn filing_batch_page(desk: &mut Desk, id: BatchId) -> Result<FilingBatchPage, Error> {
    desk.permit(Permission::RunDebits)?;
    let region = desk.region_subject()?;
    let batch = filing_debit::load_batch(desk.tx, region, id)?.ok_or(Error::NotFound)?;
    let answers = filing_debit::batch_outcomes(desk.tx, id)?;
    let mut debits = Vec::new();
    for one in filing_debit::whole_batch(desk.tx, id)? {
        let name = employer::load(desk.tx, one.employer)?.map(|e| e.name).unwrap_or_default();
        debits.push((one, name));
    }
    Ok((batch, answers, debits))
}

/// Debits of filings whose day is over and that the bank has not answered: their filings wait for it.
pub fn unanswered(desk: &mut Desk) -> Result<Vec<FilingDebit>, Error> {
    desk.permit(Permission::RunDebits)?;
    let region = desk.region().to_owned();
    Ok(filing_debit::unanswered(desk.tx, &region, desk.today)?)
}

/// Where an online filing stands with the bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtBank {
    /// In no file yet.
    NotAsked,
    /// Asked; the bank has not answered.
    Asked,
    /// The bank refused, and why.
    Refused(domain::collection::Cause),
}

/// Where an online filing stands with the bank; nothing where it is paid, or was filed at a counter.
pub(crate) fn at_bank(desk: &mut Desk, story: &Story, filing: &Filing) -> Result<Option<AtBank>, Error> {
    use domain::collection::Outcome;
    if !filing.online {
        return Ok(None);
    }
    let asked = filing_debit::of_filing(desk.tx, story.opened.employer, story.opened.id, filing.on)?;
    Ok(match asked.map(|debit| debit.answer.map(|a| a.outcome)) {
        None => Some(AtBank::NotAsked),
        Some(None) => Some(AtBank::Asked),
        Some(Some(Outcome::Bounced(cause))) => Some(AtBank::Refused(cause)),
        Some(Some(Outcome::Paid)) => None,
    })
}
