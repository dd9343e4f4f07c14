//! The verbs of stories: each reads its fields, calls one procedure, and answers what a person would look at.

mod back_payment;
mod bank;
mod earlier;
mod hall;
mod money;
mod refund;

use std::collections::BTreeMap;

use anyhow::Context;
use domain::filing::increase::Increase;
use domain::filing::reduction::Reduction;
use domain::spell::GroupSet;
use procedures::close_month::close_month;
use procedures::declare_by_default::declare_by_default;
use procedures::declare_month::declare_month;
use procedures::draft_bill::draft_bill;
use procedures::enrol_staff::{EnrolLine, Rule, enrol_staff};
use procedures::reduce_staff::{ReduceLine, reduce_staff};
use procedures::roll::roll;
use procedures::undo_increase::undo_increase;
use store::sweep::Sums;
use units::Month;

use super::stage::{No, Stage};
use super::story::Step;

/// What a step answers, by name.
pub type Answer = BTreeMap<&'static str, String>;

/// Does a step.
pub type Verb = fn(&mut Stage, &Step) -> Result<Answer, No>;

/// All verbs by their names.
pub const ALL: [(&str, Verb); 48] = [
    ("enrol", enrol),
    ("undo_increase", undo),
    ("reduce", reduce),
    ("see_roll", see_roll),
    ("see_draft", see_draft),
    ("declare", declare),
    ("declare_by_default", default_declaration),
    ("close_month", close),
    ("change_account", money::change_account),
    ("order_bank", money::order_bank),
    ("pay", money::pay),
    ("see_account", money::see_account),
    ("see_record", money::see_record),
    ("certify", money::certify),
    ("choose_refund", refund::choose),
    ("decide_refund", refund::decide),
    ("see_refunds", refund::see),
    ("see_books", money::see_books),
    ("check", money::check),
    ("ask_back_payment", back_payment::ask),
    ("ask_whole_month", back_payment::ask_month),
    ("tick_papers", back_payment::tick),
    ("move_back_payment", back_payment::act),
    ("decide_back_payment", back_payment::decide),
    ("enter_amount", back_payment::enter_amount),
    ("see_back_payment", back_payment::see),
    ("find_case", back_payment::find),
    ("send_online", bank::send),
    ("bank_answers", bank::read),
    ("found_halls", hall::found),
    ("hand_in_earlier", earlier::hand_in),
    ("decide_earlier", earlier::decide),
    ("see_missed", earlier::missed),
    ("need_visit", hall::need),
    ("book_visit", hall::book),
    ("see_visit", hall::see),
    ("cancel_visit", hall::cancel),
    ("move_visit", hall::moves),
    ("close_office", hall::close),
    ("check_in", hall::came),
    ("take_number", hall::number),
    ("open_counter", hall::open_counter),
    ("call_next", hall::call),
    ("accept", hall::accept),
    ("open_till", hall::till),
    ("see_due", hall::due),
    ("take_money", hall::take),
    ("close_till", hall::count),
];

fn answer<const N: usize>(parts: [(&'static str, String); N]) -> Answer {
    parts.into_iter().collect()
}

/// Staff increase: `employer`, `person`, `hired_on`, `wage`. Answers `from`, `missed`, `waits`.
fn enrol(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let (employer, actor, key) = (stage.employer(step)?, stage.person(step)?, stage.key());
    let increase = Increase {
        category: actor.category,
        hired_on: step.fields.date("hired_on")?,
        wage: step.fields.money("wage")?,
        groups: GroupSet::BOTH,
    };
    let line = EnrolLine {
        line: 1,
        name: actor.name,
        identity: actor.identity,
        increase,
    };
    let enrolled = stage.act(step, move |desk| {
        enrol_staff(desk, &key, employer, std::slice::from_ref(&line), Rule::AllOrNothing)
    })?;
    let made = enrolled
        .verdicts
        .into_iter()
        .next()
        .and_then(|verdict| verdict.outcome.ok())
        .context("no verdict")?;
    let missed: Vec<String> = made.missed.iter().map(Month::to_string).collect();
    Ok(answer([
        ("from", made.from.to_string()),
        ("missed", missed.join(" ")),
        ("waits", made.waits.to_string()),
    ]))
}

/// Withdraws an increase: `employer`, `person`.
fn undo(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let (employer, person, key) = (stage.employer(step)?, stage.person_id(step)?, stage.key());
    let receipt = stage.act(step, move |desk| undo_increase(desk, &key, employer, person))?;
    Ok(answer([("kind", receipt.kind)]))
}

/// Staff reduction: `employer`, `person`, `end_date`, `reason`; `last_month` where the clerk sets it. Answers `last_month`.
fn reduce(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let (employer, person, key) = (stage.employer(step)?, stage.person_id(step)?, stage.key());
    let line = ReduceLine {
        line: 1,
        person,
        reduction: Reduction {
            end_date: step.fields.date("end_date")?,
            last_month: step.fields.month("last_month")?,
        },
        reason: u8::try_from(step.fields.number_or("reason", 0)?).context("reason")?,
        medical_reason: None,
        remark: step.fields.text_or("remark", "")?,
    };
    let reduced = stage.act(step, move |desk| {
        reduce_staff(desk, &key, employer, std::slice::from_ref(&line), Rule::AllOrNothing)
    })?;
    let made = reduced
        .verdicts
        .into_iter()
        .next()
        .and_then(|verdict| verdict.outcome.ok())
        .context("no verdict")?;
    Ok(answer([("last_month", made.reduced.last_month.to_string())]))
}

/// Looks at the roll: `employer`. Answers `month`, `people`, `names`.
fn see_roll(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let employer = stage.employer(step)?;
    let roll = stage.look(step, move |desk| roll(desk, employer))?;
    let names: Vec<&str> = roll.people.iter().map(|on| on.person.name.as_str()).collect();
    Ok(answer([
        ("month", roll.month.to_string()),
        ("people", roll.people.len().to_string()),
        ("names", names.join(" ")),
    ]))
}

/// Looks at what will be debited: `employer`. Answers `month`, `people`, `total`, `declared` (how, or `no`).
fn see_draft(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let employer = stage.employer(step)?;
    let draft = stage.look(step, move |desk| draft_bill(desk, employer))?;
    let declared = draft.declaration.as_ref().map_or("no", |declaration| declaration.how.code());
    Ok(answer([
        ("month", draft.month.to_string()),
        ("people", draft.sheet.people.len().to_string()),
        ("total", draft.total().to_string()),
        ("declared", declared.into()),
    ]))
}

/// The clerk declares the month as the draft shows it: `employer`.
fn declare(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let (employer, key) = (stage.employer(step)?, stage.key());
    let draft = stage.look(step, move |desk| draft_bill(desk, employer))?;
    let receipt = stage.act(step, move |desk| declare_month(desk, &key, employer, draft.month, draft.version))?;
    Ok(answer([("kind", receipt.kind)]))
}

/// Whoever has not declared is declared: `month`. Answers `people`, `total`.
fn default_declaration(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let month = step.fields.month("month")?.context("no month")?;
    Ok(told(declare_by_default(stage.agency(), &stage.caller(step)?, month, &mut |_| ())?))
}

/// The close: `month`. Answers `people`, `total`.
fn close(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let month = step.fields.month("month")?.context("no month")?;
    Ok(told(close_month(stage.agency(), &stage.caller(step)?, month, &mut |_| ())?.sums))
}

fn told(sums: Sums) -> Answer {
    answer([("people", sums.people.to_string()), ("total", sums.total.to_string())])
}
