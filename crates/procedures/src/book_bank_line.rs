//! One line of the bank's answer: it posts or voids the pending movement, and the bill is settled or stays open.

use domain::collection::{Answer, BankLine, Claim, Debit, Doubt, Incoming, Outcome, Purpose, Said, Settler, Verdict, due_on, judge};
use domain::ids::{EmployerId, TransferId};
use domain::ledger::{State, Transfer};
use store::event::{Act, Body};
use store::transfer::Booked;
use store::{debit, transfer};

use crate::position::{self, Position};
use crate::settle_bills::{allocate_waiting, settle};
use crate::take_remittance::{receive, take_incoming};
use crate::{Desk, Error, Key, Opening};

/// Books one line. A line that was booked before, or only says again what is known, changes nothing.
pub(crate) fn book_line(desk: &mut Desk, file: i64, line: &BankLine) -> Result<(), Error> {
    match &line.said {
        Said::Incoming(money) => take_incoming(desk, line.amount, line.value_date, money),
        Said::Answer {
            employer,
            transfer,
            outcome,
            bank_says,
            short,
        } => {
            let answer = Answer {
                outcome: *outcome,
                bank_says: bank_says.clone(),
                short: *short,
                value_date: line.value_date,
                file,
                line: line.line,
                n: 0,
            };
            book_answer(desk, *employer, *transfer, answer)
        }
    }
}

fn book_answer(desk: &mut Desk, of: EmployerId, id: TransferId, answer: Answer) -> Result<(), Error> {
    let before = debit::load(desk.tx, of, id)?.ok_or(Error::NotFound)?;
    let verdict = judge(&before, answer.outcome);
    if verdict == Verdict::Repeats {
        return Ok(());
    }
    let key = Key::new(format!("bank:{}:{}", answer.file, answer.line), b"");
    let Opening::New(mut act) = desk.open(of, &key)? else {
        return Ok(());
    };
    let answer = Answer { n: act.n, ..answer };
    let body = Body::new()
        .with("month", before.claim.month)
        .with("attempt", i64::from(before.attempt))
        .with("amount_fen", before.amount)
        .with("verdict", verdict.code())
        .with("value_date", answer.value_date);
    let (kind, body) = match verdict {
        Verdict::Settles => {
            act.insert(desk.tx, &debit::ANSWER, &debit::answer_row(of, id, &answer))?;
            end(desk, &mut act, &before, State::Posted, &answer)?;
            pay(desk, &mut act, &before, &answer)?;
            // Money that came meanwhile for the same bill belongs to the payer again.
            let over = allocate_waiting(desk, &mut act)?;
            ("debit_paid", over.body(body))
        }
        Verdict::Bounces(cause) => {
            act.insert(desk.tx, &debit::ANSWER, &debit::answer_row(of, id, &answer))?;
            end(desk, &mut act, &before, State::Voided, &answer)?;
            let freed = allocate_waiting(desk, &mut act)?;
            let body = body.with("cause", cause.code()).with("short_fen", answer.short);
            ("debit_bounced", freed.body(body))
        }
        Verdict::PaidAfterBounce => {
            doubt(desk, &mut act, &before, &answer, verdict)?;
            let money = Incoming {
                bank_reference: format!("{}:{}", answer.file, answer.line),
                text: before.end_to_end(),
                payer: before.mandate.account_name.clone(),
                account: before.mandate.account_number.clone(),
            };
            receive(
                desk,
                &mut act,
                before.amount,
                answer.value_date,
                &money,
                Some(Purpose::Bill(before.claim)),
            )?;
            let found = allocate_waiting(desk, &mut act)?;
            ("debit_paid_after_bounce", found.body(body))
        }
        Verdict::TakenBack(cause) => {
            doubt(desk, &mut act, &before, &answer, verdict)?;
            ("debit_taken_back", body.with("cause", cause.code()))
        }
        Verdict::Repeats => return Ok(()),
    };
    desk.seal(act, kind, &key, body)?;
    Ok(())
}

/// Ends the pending movement of a debit.
fn end(desk: &mut Desk, act: &mut Act, asked: &Debit, state: State, answer: &Answer) -> Result<(), Error> {
    let subject = asked.employer.into();
    let pending = transfer::load(desk.tx, subject, asked.transfer)?.ok_or(Error::NotFound)?;
    let ended: Transfer = pending.transfer.ended(TransferId(desk.id()), state, answer.value_date);
    let booked = Booked {
        n: act.n,
        transfer: ended,
        ..pending
    };
    act.insert(desk.tx, &transfer::TRANSFER, &transfer::row(subject, &booked))?;
    Ok(())
}

/// Settles the bill of a debit that was paid. The fee is the one that was asked for with it, on the day of collection.
fn pay(desk: &mut Desk, act: &mut Act, asked: &Debit, answer: &Answer) -> Result<(), Error> {
    let position = Position::load(desk, asked.employer)?;
    let claim: Claim = position
        .claims()
        .open
        .into_iter()
        .find(|c| c.key == asked.claim)
        .ok_or(Error::NotFound)?;
    let due = due_on(&claim, &position::fee_rules(desk, &claim)?, asked.collect_on);
    let by = Settler::Debit {
        attempt: asked.attempt,
        batch: asked.batch,
        transfer: asked.transfer,
    };
    settle(desk, act, &claim, &due, by, answer.value_date)
}

fn doubt(desk: &mut Desk, act: &mut Act, asked: &Debit, answer: &Answer, verdict: Verdict) -> Result<(), Error> {
    debug_assert!(
        matches!(answer.outcome, Outcome::Paid | Outcome::Bounced(_)),
        "a doubt is about an answer"
    );
    let row = Doubt {
        employer: asked.employer,
        file: answer.file,
        line: answer.line,
        transfer: asked.transfer,
        verdict: verdict.code().to_owned(),
        amount: asked.amount,
        on: desk.today,
    };
    act.insert(desk.tx, &debit::DOUBT, &debit::doubt_row(&row, act.n))?;
    Ok(())
}
