//! One line of the bank's answer: it posts or voids the pending movement, and the bill is settled or stays open.

use domain::collection::{Answer, BankLine, Claim, Debit, Doubt, Incoming, Outcome, Purpose, Said, Settler, Verdict, due_on, judge};
use domain::ids::{EmployerId, SubjectId, TransferId};
use domain::ledger::{Fund, State, Transfer, What};
use store::event::{Act, Body};
use store::remittance::Waiting;
use store::transfer::Booked;
use store::{debit, filing_debit, transfer};
use units::Fen;

use crate::position::{self, Position};
use crate::settle_bills::{Movement, allocate_waiting, post, settle};
use crate::take_remittance::{assign, receive, record, take_incoming};
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
            match debit::load(desk.tx, *employer, *transfer)? {
                Some(before) => book_answer(desk, &before, answer),
                None => {
                    let filed = filing_debit::load(desk.tx, *employer, *transfer)?.ok_or(Error::NotFound)?;
                    crate::back_payment::debit::book_answer(desk, &filed, answer)
                }
            }
        }
    }
}

fn book_answer(desk: &mut Desk, before: &Debit, answer: Answer) -> Result<(), Error> {
    let (of, id) = (before.employer, before.transfer);
    let verdict = judge(before.answer.as_ref(), answer.outcome);
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
            end(desk, &mut act, id, State::Posted, &answer)?;
            pay(desk, &mut act, before, &answer)?;
            // Money that came meanwhile for the same bill belongs to the payer again.
            let over = allocate_waiting(desk, &mut act)?;
            ("debit_paid", over.body(body))
        }
        Verdict::Bounces(cause) => {
            act.insert(desk.tx, &debit::ANSWER, &debit::answer_row(of, id, &answer))?;
            end(desk, &mut act, id, State::Voided, &answer)?;
            let freed = allocate_waiting(desk, &mut act)?;
            let body = body.with("cause", cause.code()).with("short_fen", answer.short);
            ("debit_bounced", freed.body(body))
        }
        Verdict::PaidAfterBounce => {
            doubt(desk, &mut act, (id, before.amount), &answer, verdict)?;
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
            doubt(desk, &mut act, (id, before.amount), &answer, verdict)?;
            ("debit_taken_back", body.with("cause", cause.code()))
        }
        Verdict::Repeats => return Ok(()),
    };
    desk.seal(act, kind, &key, body)?;
    Ok(())
}

/// Ends the pending movement of a debit; answers the movement that ends it.
pub(crate) fn end(desk: &mut Desk, act: &mut Act, asked: TransferId, state: State, answer: &Answer) -> Result<TransferId, Error> {
    let subject = SubjectId(act.subject);
    let pending = transfer::load(desk.tx, subject, asked)?.ok_or(Error::NotFound)?;
    let ended: Transfer = pending.transfer.ended(TransferId(desk.id()), state, answer.value_date);
    let id = ended.id;
    let booked = Booked {
        n: act.n,
        transfer: ended,
        ..pending
    };
    act.insert(desk.tx, &transfer::TRANSFER, &transfer::row(subject, &booked))?;
    Ok(id)
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
    match completed(desk, act, &position, asked, due.total(), answer)? {
        Rest::Short => keep_for_bill(desk, act, asked, answer),
        Rest::Even => settle(desk, act, &claim, &due, by, answer.value_date),
        Rest::Over(rest) => {
            settle(desk, act, &claim, &due, by, answer.value_date)?;
            let movement = Movement {
                debit: Fund::InTransit,
                credit: Fund::RefundDue,
                amount: rest,
                bill: None,
                what: What::Overpaid,
                source: Some(asked.transfer),
                value_date: answer.value_date,
            };
            post(desk, act, &movement)?;
            crate::offer_refunds::offer_refunds(desk, act).map(drop)
        }
    }
}

/// How the money of a paid debit stands to its bill.
enum Rest {
    /// Exactly.
    Even,
    /// The bill fell while the debit was with the bank: this much belongs to the payer again.
    Over(Fen),
    /// It does not suffice, and no refund carried over makes it up.
    Short,
}

/// Completes a debit that was smaller than its bill with the refunds carried over that it counted on.
fn completed(desk: &mut Desk, act: &mut Act, position: &Position, asked: &Debit, whole: Fen, answer: &Answer) -> Result<Rest, Error> {
    if asked.amount >= whole {
        let rest = asked.amount - whole;
        return Ok(if rest == Fen::ZERO { Rest::Even } else { Rest::Over(rest) });
    }
    let mut wanted = whole - asked.amount;
    let is_carried = |m: &&Waiting| m.left > Fen::ZERO && m.purpose.is_some_and(|(purpose, _)| purpose == Purpose::NextBill);
    let carried: Vec<&Waiting> = position.money.iter().filter(is_carried).collect();
    if carried.iter().map(|m| m.left).sum::<Fen>() < wanted {
        return Ok(Rest::Short);
    }
    for money in carried {
        let taken = money.left.at_most(wanted);
        if taken == Fen::ZERO {
            break;
        }
        wanted -= taken;
        let movement = Movement {
            debit: Fund::Unallocated,
            credit: Fund::InTransit,
            amount: taken,
            bill: Some(asked.claim),
            what: What::Allocation,
            source: Some(money.money.id),
            value_date: answer.value_date,
        };
        post(desk, act, &movement)?;
    }
    Ok(Rest::Even)
}

/// Money of a debit that does not settle its bill waits for it, with the missing sum named.
fn keep_for_bill(desk: &mut Desk, act: &mut Act, asked: &Debit, answer: &Answer) -> Result<(), Error> {
    let movement = Movement {
        debit: Fund::InTransit,
        credit: Fund::Unallocated,
        amount: asked.amount,
        bill: Some(asked.claim),
        what: What::Allocation,
        source: None,
        value_date: answer.value_date,
    };
    let id = post(desk, act, &movement)?;
    let money = Incoming {
        bank_reference: format!("{}:{}", answer.file, answer.line),
        text: asked.end_to_end(),
        payer: asked.mandate.account_name.clone(),
        account: asked.mandate.account_number.clone(),
    };
    record(desk, act, id, asked.amount, answer.value_date, &money)?;
    assign(desk, act, id, Purpose::Bill(asked.claim), "")
}

/// An answer that contradicts an earlier one: it moves nothing, an officer looks.
pub(crate) fn doubt(
    desk: &mut Desk,
    act: &mut Act,
    (asked, amount): (TransferId, Fen),
    answer: &Answer,
    verdict: Verdict,
) -> Result<(), Error> {
    debug_assert!(
        matches!(answer.outcome, Outcome::Paid | Outcome::Bounced(_)),
        "a doubt is about an answer"
    );
    let row = Doubt {
        employer: EmployerId(act.subject),
        file: answer.file,
        line: answer.line,
        transfer: asked,
        verdict: verdict.code().to_owned(),
        amount,
        on: desk.today,
    };
    act.insert(desk.tx, &debit::DOUBT, &debit::doubt_row(&row, act.n))?;
    Ok(())
}
