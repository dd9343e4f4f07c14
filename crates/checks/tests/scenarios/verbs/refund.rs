//! Verbs of refunds: the employer's word, what the officers and the bank do, and where the refunds stand.

use anyhow::Context;
use domain::case::refund::Way;
use domain::ids::{CaseId, EmployerId};
use procedures::move_refund;
use procedures::refunds::{Refund, of_employer};
use units::Fen;

use super::super::stage::{No, Stage};
use super::super::story::Step;
use super::{Answer, answer};

/// The refund of an employer that is not ended; the latest where all are.
fn running(stage: &mut Stage, step: &Step) -> Result<(EmployerId, CaseId), No> {
    let employer = stage.employer(step)?;
    let all = stage
        .agency()
        .db()
        .read(move |tx| store::refund::of_employer(tx, employer))
        .context("refunds")?;
    let open = all.iter().find(|story| story.state().is_ok_and(|state| !state.is_final()));
    let one = open.or(all.last()).context("no refund")?;
    Ok((employer, one.offer.id))
}

/// The employer says how it wants the money: `employer`, `way`.
pub fn choose(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let (employer, id) = running(stage, step)?;
    let way = Way::from_code(&step.fields.text("way")?).context("no such way")?;
    let key = stage.key();
    let receipt = stage.act(step, move |desk| move_refund::choose(desk, &key, employer, id, way))?;
    Ok(answer([("kind", receipt.kind)]))
}

/// What an officer does: `employer`, `act` (`check`, `decide`, `send_back`, `paid`, `returned`).
pub fn decide(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let (employer, id) = running(stage, step)?;
    let (act, day, key) = (step.fields.text("act")?, step.on, stage.key());
    let receipt = stage.act(step, move |desk| match act.as_str() {
        "check" => move_refund::check(desk, &key, employer, id),
        "decide" => move_refund::decide(desk, &key, employer, id),
        "paid" => move_refund::pay(desk, &key, employer, id, day, "B-1"),
        "returned" => move_refund::returned(desk, &key, employer, id, "account closed"),
        _ => move_refund::send_back(desk, &key, employer, id, "which account?"),
    })?;
    Ok(answer([("kind", receipt.kind)]))
}

/// The refunds of an employer: `employer`. Answers `states` and `amounts`, oldest first, and what is `open`.
pub fn see(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let employer = stage.employer(step)?;
    let mut all: Vec<Refund> = stage.look(step, move |desk| of_employer(desk, employer))?;
    all.reverse();
    let states: Vec<&str> = all.iter().map(|r| r.state.code()).collect();
    let amounts: Vec<String> = all.iter().map(|r| r.offer.amount.to_string()).collect();
    let open: Fen = all.iter().filter(|r| !r.state.is_final()).map(|r| r.offer.amount).sum();
    Ok(answer([
        ("states", states.join(" ")),
        ("amounts", amounts.join(" ")),
        ("open", open.to_string()),
    ]))
}
