//! Verbs of the hall: whether to come, booking, the line, the counter, the till.

use anyhow::{Context, anyhow};
use domain::bill::BillKind;
use domain::collection::ClaimKey;
use domain::hall::Matter;
use domain::hall::appointment::Errand;
use domain::hall::office::{Closure, Moment, SlotKey};
use domain::hall::ticket::CounterState;
use domain::hall::till::{Counted, Means};
use domain::ids::{AppointmentId, EmployerId, OfficeId, TicketId};
use procedures::accept_at_counter::{Next, accept_at_counter};
use procedures::book_visit::{VisitAsk, appointments_of, book_visit, cancel_visit, matter_of, move_visit};
use procedures::call_next::{call_next, hall_day, my_counter, turn_counter};
use procedures::close_office::close_office;
use procedures::counter_cases::running_of;
use procedures::found_halls;
use procedures::hall::{offices, place};
use procedures::payable::payable;
use procedures::stand_in_line::{check_in, take_ticket};
use procedures::take_money::{Handed, close_till, my_tills, open_till, take_money, till_day};
use procedures::visit::visit;
use procedures::{Caller, Error};
use units::Fen;

use super::super::stage::{No, Stage};
use super::super::story::Step;
use super::back_payment::{the_case, told as told_case};
use super::{Answer, answer};

/// The invented halls are founded.
pub fn found(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let founded = stage.act(step, found_halls::found_halls)?;
    Ok(answer([("offices", founded.len().to_string())]))
}

fn centre(stage: &Stage) -> Result<OfficeId, No> {
    let all = stage.agency().read(&Caller::anonymous(), offices)?;
    Ok(all.first().map(|office| office.id).context("no office")?)
}

/// What the step is about: `case` names a part of a back payment, `person` a counter reduction, `month` a bill, else the `matter`.
fn errand(stage: &Stage, step: &Step, employer: EmployerId) -> Result<(Matter, Errand), No> {
    let errand = if step.fields.optional("case").is_some() {
        Errand::BackPayment(the_case(stage, step)?.1)
    } else if step.fields.optional("person").is_some() {
        let person = stage.person_id(step)?;
        let running = stage
            .agency()
            .read(&super::super::stage::clerk(employer), move |desk| running_of(desk, employer))?;
        let case = running.iter().find(|case| case.person.id == person).context("no case")?;
        Errand::Reduction(case.opened.id)
    } else if let Some(month) = step.fields.month("month")? {
        Errand::Bill(ClaimKey {
            month,
            kind: BillKind::Regular,
        })
    } else {
        Errand::Matter
    };
    let named = Matter::from_code(&step.fields.text_or("matter", "")?);
    Ok((matter_of(errand, named).context("matter")?, errand))
}

/// Whether somebody must come: `employer` and what for. Answers `need`.
pub fn need(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let employer = stage.employer(step)?;
    let (matter, errand) = errand(stage, step, employer)?;
    let of = stage.look(step, move |desk| visit(desk, employer, matter, errand))?;
    Ok(answer([("need", of.need.code().to_owned()), ("papers", of.papers.join(" "))]))
}

fn slot(step: &Step, matter: Matter) -> Result<SlotKey, No> {
    let starts = step.fields.text("starts")?;
    Ok(SlotKey {
        day: step.fields.date("day")?,
        starts: Moment::parse(&starts).map_err(|_| anyhow!("{starts} is no time of day"))?,
        matter,
    })
}

/// Books a visit: `employer`, what for, `day`, `starts`. Answers `state`, `number`.
pub fn book(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let (employer, at, key) = (stage.employer(step)?, centre(stage)?, stage.key());
    let (matter, errand) = errand(stage, step, employer)?;
    let ask = VisitAsk {
        office: at,
        slot: slot(step, matter)?,
        errand,
        employers: vec![employer],
        visitor: None,
        waits: step.fields.text_or("waits", "no")? == "yes",
    };
    stage.act(step, move |desk| book_visit(desk, &key, &ask))?;
    see(stage, step)
}

fn latest(stage: &Stage, employer: EmployerId) -> Result<AppointmentId, No> {
    let all = stage
        .agency()
        .read(&super::super::stage::clerk(employer), move |desk| appointments_of(desk, employer))?;
    Ok(all.last().map(|one| one.appointment.id).context("no visit")?)
}

/// The latest visit of an employer: `employer`. Answers `state`, `day`, `starts`, `number`.
pub fn see(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let employer = stage.employer(step)?;
    let all = stage
        .agency()
        .read(&super::super::stage::clerk(employer), move |desk| appointments_of(desk, employer))?;
    let of = &all.last().context("no visit")?.appointment;
    Ok(answer([
        ("state", of.state.code().to_owned()),
        ("day", of.slot.day.to_string()),
        ("starts", of.slot.starts.to_string()),
        ("number", of.number.map(|n| n.to_string()).unwrap_or_default()),
    ]))
}

/// Takes the latest visit back: `employer`.
pub fn cancel(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let (employer, key) = (stage.employer(step)?, stage.key());
    let id = latest(stage, employer)?;
    stage.act(step, move |desk| cancel_visit(desk, &key, id))?;
    see(stage, step)
}

/// Moves the latest visit: `employer`, `day`, `starts`.
pub fn moves(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let (employer, key) = (stage.employer(step)?, stage.key());
    let (id, to) = (latest(stage, employer)?, slot(step, Matter::Cashier)?);
    stage.act(step, move |desk| move_visit(desk, &key, id, to))?;
    see(stage, step)
}

/// The office is closed: `day`, `ground`. Answers `moved`, `turned_away`.
pub fn close(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let (at, key) = (centre(stage)?, stage.key());
    let closure = Closure {
        day: step.fields.date("day")?,
        starts: None,
        ground: step.fields.text("ground")?,
    };
    let (_, done) = stage.act(step, move |desk| close_office(desk, &key, at, &closure))?;
    Ok(answer([
        ("moved", done.moved.to_string()),
        ("turned_away", done.turned_away.to_string()),
    ]))
}

fn told(stage: &Stage, id: TicketId) -> Result<Answer, No> {
    let seen = stage.agency().read(&Caller::anonymous(), move |desk| place(desk, id))?;
    Ok(answer([
        ("number", seen.ticket.number.to_string()),
        ("state", seen.ticket.state.code().to_owned()),
        ("ahead", seen.ahead.to_string()),
    ]))
}

/// The people of the latest visit came: `employer`. Answers `number`, `state`, `ahead`.
pub fn came(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let (employer, key) = (stage.employer(step)?, stage.key());
    let id = latest(stage, employer)?;
    let ticket = stage.act(step, move |desk| check_in(desk, &key, id))?;
    told(stage, ticket)
}

/// A number for who did not book: `employer`, `matter`. Answers `number`, `state`, `ahead`.
pub fn number(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let (employer, at, key) = (stage.employer(step)?, centre(stage)?, stage.key());
    let matter = Matter::from_code(&step.fields.text("matter")?).context("matter")?;
    let ticket = stage.act(step, move |desk| take_ticket(desk, &key, at, matter, Some(employer)))?;
    told(stage, ticket)
}

/// Opens a counter: `counter`.
pub fn open_counter(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let (at, key) = (centre(stage)?, stage.key());
    let counter = u32::try_from(step.fields.number_or("counter", 1)?).context("counter")?;
    stage.act(step, move |desk| turn_counter(desk, &key, at, counter, CounterState::Open))?;
    Ok(Answer::new())
}

fn at_counter(stage: &Stage, step: &Step) -> Result<(OfficeId, u32, Option<TicketId>), No> {
    let caller = stage.caller(step)?;
    let seen = stage.agency().read(&caller, |desk| {
        let (at, own) = my_counter(desk)?.ok_or(Error::NotFound)?;
        let day = hall_day(desk, at)?;
        let here = day
            .tickets
            .iter()
            .find(|t| t.state.is_at_counter() && t.counter == Some(own.number))
            .map(|t| t.id);
        Ok((at, own.number, here))
    })?;
    Ok(seen)
}

/// Calls the next number to one's counter. Answers `number`.
pub fn call(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let key = stage.key();
    let (at, counter, _) = at_counter(stage, step)?;
    stage.act(step, move |desk| call_next(desk, &key, at, counter))?;
    let (_, _, here) = at_counter(stage, step)?;
    told(stage, here.context("nobody was called")?)
}

/// Takes up what the number at one's counter came for: `employer` and what for; `originals`: papers compared, with commas. Answers
/// `goes_on`: the number at the cashier.
pub fn accept(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let (employer, key) = (stage.employer(step)?, stage.key());
    let (_, errand) = errand(stage, step, employer)?;
    let originals = originals(step)?;
    let (_, _, here) = at_counter(stage, step)?;
    let ticket = here.context("nobody stands here")?;
    let (receipt, next) = stage.act(step, move |desk| {
        accept_at_counter(desk, &key, ticket, employer, errand, (&originals, ""))
    })?;
    let goes_on = match next {
        Next::Cashier(id) => told(stage, id)?.remove("number").unwrap_or_default(),
        Next::Here | Next::Done => String::new(),
    };
    Ok(answer([("kind", receipt.kind), ("goes_on", goes_on)]))
}

/// `originals` of a step: codes of papers with commas.
pub fn originals(step: &Step) -> Result<Vec<String>, No> {
    let codes = step.fields.text_or("originals", "")?;
    Ok(codes
        .split(',')
        .map(str::trim)
        .filter(|code| !code.is_empty())
        .map(str::to_owned)
        .collect())
}

/// Opens a till at one's counter; with `counter` that one is opened first.
pub fn till(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    if step.fields.optional("counter").is_some() {
        open_counter(stage, step)?;
    }
    let key = stage.key();
    let (at, counter, _) = at_counter(stage, step)?;
    stage.act(step, move |desk| open_till(desk, &key, at, counter))?;
    Ok(Answer::new())
}

/// What is due of a bill today: `employer`, `month`. Answers `due`, `fee`.
pub fn due(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let employer = stage.employer(step)?;
    let (_, errand) = errand(stage, step, employer)?;
    let of = stage.look(step, move |desk| payable(desk, employer, errand))?;
    let (due, fee) = of.map_or((Fen::ZERO, Fen::ZERO), |of| (of.to_pay(), of.fee()));
    Ok(answer([("due", due.to_string()), ("fee", fee.to_string())]))
}

/// Takes money: `employer`, what for; `amount` where it is not the one of today, `means`, `reference`.
pub fn take(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let (employer, key) = (stage.employer(step)?, stage.key());
    let (_, of) = errand(stage, step, employer)?;
    let amount = match step.fields.optional("amount") {
        Some(_) => step.fields.money("amount")?,
        None => stage
            .look(step, move |desk| payable(desk, employer, of))?
            .map_or(Fen::ZERO, |due| due.to_pay()),
    };
    let handed = Handed {
        employer,
        of,
        means: Means::from_code(&step.fields.text_or("means", "card")?).context("means")?,
        amount,
        reference: step.fields.text_or("reference", &format!("POS {}", key.key))?,
        ticket: None,
    };
    let taken = stage.act(step, move |desk| take_money(desk, &key, &handed))?;
    let mut said = match of {
        Errand::BackPayment(case) => told_case(stage, step, employer, case)?,
        Errand::Bill(_) | Errand::Matter | Errand::Reduction(_) => Answer::new(),
    };
    said.insert("kind", taken.receipt.kind);
    Ok(said)
}

/// Counts and closes one's till: `cash`, `card`, `ground`; without them what was taken is what is counted.
pub fn count(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let key = stage.key();
    let tills = stage.look(step, my_tills)?;
    let id = tills.first().context("no till")?.id;
    let taken = stage.look(step, move |desk| till_day(desk, id))?.sums;
    let counted = match step.fields.optional("cash") {
        Some(_) => Counted {
            cash: step.fields.money("cash")?,
            card: step.fields.money("card")?,
            cheque: Fen::ZERO,
        },
        None => Counted {
            cash: taken.cash,
            card: taken.card,
            cheque: taken.cheque,
        },
    };
    let ground = step.fields.text_or("ground", "")?;
    stage.act(step, move |desk| close_till(desk, &key, id, counted, Some(&ground)))?;
    let closed = stage.look(step, my_tills)?;
    let difference = closed
        .first()
        .and_then(|till| till.closing.as_ref())
        .map(|closing| closing.difference);
    Ok(answer([("difference", difference.context("closed")?.to_string())]))
}
