use std::process::ExitCode;

use domain::late_fee::{FeeStep, LateFee, exact_yuan, late_fee};
use policy::{LateFeeGrounds, RateFrom};
use serde::Serialize;
use units::{Fact, Fen, Month};

use crate::Ended;
use crate::command;
use crate::stop::ValueKind;
use crate::terminal::Terminal;

#[derive(Serialize)]
struct Answer {
    region: String,
    month: String,
    amount: String,
    from: String,
    to: Option<String>,
    days: u32,
    rate: String,
    fee: String,
    total: String,
    above_principal: bool,
    segments: Vec<Segment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<Vec<Why>>,
    fingerprint: String,
}

#[derive(Serialize)]
struct Why {
    rule: &'static str,
    exact: Option<String>,
    parameter: Option<String>,
    value: Option<String>,
    source: Option<String>,
    law: Option<String>,
    valid_from: Option<String>,
    known_on: Option<String>,
}

#[derive(Serialize)]
struct Segment {
    from: String,
    to: String,
    days: u32,
    rate: String,
}

/// `shebao late-fee`
pub fn run(ask: &command::LateFee, terminal: &mut Terminal<'_>) -> Ended {
    let month = terminal.month("--month", &ask.month)?;
    let amount = terminal.amount("--amount", &ask.amount)?;
    if amount < Fen::ZERO {
        return Err(terminal.wrong(ValueKind::Amount, "--amount", &ask.amount).into());
    }
    let declared = terminal.day("--declared", &ask.declared)?;
    let known_on = terminal.known_on(ask.known_on.as_deref())?;
    let book = terminal.book(&ask.region)?;
    let rules = book.late_fee(month, known_on).map_err(|unknown| terminal.refused(&unknown))?;
    let fee = late_fee(&rules, month, [amount, Fen::ZERO, Fen::ZERO, Fen::ZERO, Fen::ZERO], declared);
    let steps = fee.steps(&rules, amount);
    let grounds = book
        .late_fee_grounds(month, known_on)
        .map_err(|unknown| terminal.refused(&unknown))?;
    if terminal.json {
        let why = ask.why.then(|| steps.iter().map(|step| why(step, &grounds)).collect());
        let answer = answer(&ask.region, month, amount, &fee, &rules.rates, book.fingerprint());
        terminal.object(&Answer { why, ..answer })?;
    } else {
        print(&fee, rules.charged, amount, terminal)?;
        for step in steps.iter().filter(|_| ask.why) {
            reason(step, &grounds, month, amount, terminal)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn answer(region: &str, month: Month, amount: Fen, fee: &LateFee, rates: &[RateFrom], fingerprint: &str) -> Answer {
    let in_force = rates.iter().rev().find(|rate| rate.from <= fee.from).map(|rate| rate.rate);
    let rate = fee.segments.last().map(|segment| segment.rate).or(in_force).unwrap_or_default();
    let segment = |s: &domain::late_fee::Segment| Segment {
        from: s.from.to_string(),
        to: s.to.to_string(),
        days: s.days,
        rate: s.rate.to_string(),
    };
    Answer {
        region: region.to_owned(),
        month: month.to_string(),
        amount: amount.to_string(),
        from: fee.from.to_string(),
        to: fee.to.map(|to| to.to_string()),
        days: fee.days,
        rate: rate.to_string(),
        fee: fee.fee.to_string(),
        total: (amount + fee.fee).to_string(),
        above_principal: fee.fee > amount,
        segments: fee.segments.iter().map(segment).collect(),
        why: None,
        fingerprint: fingerprint.to_owned(),
    }
}

fn exact_of(step: &FeeStep) -> Option<String> {
    match *step {
        FeeStep::Run { exact, .. } | FeeStep::Rounded { exact, .. } => Some(exact_yuan(exact)),
        FeeStep::NotCharged | FeeStep::Starts { .. } | FeeStep::Capped { .. } => None,
    }
}

fn why(step: &FeeStep, grounds: &LateFeeGrounds) -> Why {
    let ground = step.ground(grounds);
    Why {
        rule: step.code(),
        exact: exact_of(step),
        parameter: ground.map(|g| g.parameter.clone()),
        value: ground.map(|g| g.value.clone()),
        source: ground.map(|g| g.source.clone()),
        law: ground.and_then(|g| g.law.clone()),
        valid_from: ground.map(|g| g.valid_from.to_string()),
        known_on: ground.map(|g| g.known_on.to_string()),
    }
}

/// One step in words, and below it what it rests on.
fn reason(step: &FeeStep, grounds: &LateFeeGrounds, month: Month, principal: Fen, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    let exact = ("exact", Fact::Text(exact_of(step).unwrap_or_default()));
    let facts = match *step {
        FeeStep::NotCharged => vec![],
        FeeStep::Starts { from } => vec![("from", Fact::Day(from)), ("month", Fact::Month(month))],
        FeeStep::Run { segment, .. } => vec![
            ("from", Fact::Day(segment.from)),
            ("to", Fact::Day(segment.to)),
            ("days", Fact::Count(segment.days.into())),
            ("rate", Fact::Rate(segment.rate)),
            ("principal", Fact::Money(principal)),
            exact,
        ],
        FeeStep::Rounded { fee, .. } => vec![("fee", Fact::Money(fee)), exact],
        FeeStep::Capped { fee } => vec![("fee", Fact::Money(fee))],
    };
    terminal.line(&format!("    {}", terminal.say(&format!("why.fee.{}", step.code()), &facts)))?;
    match step.ground(grounds) {
        Some(ground) => super::assess::rests_on(ground, terminal),
        None => Ok(()),
    }
}

fn print(fee: &LateFee, charged: bool, amount: Fen, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    let Some(to) = fee.to else {
        let key = if charged { "late_fee.none" } else { "late_fee.not_charged" };
        return terminal.line(&terminal.say(key, &[("from", Fact::Day(fee.from))]));
    };
    let days = |days: u32| Fact::Count(i64::from(days));
    let facts = [
        ("from", Fact::Day(fee.from)),
        ("to", Fact::Day(to)),
        ("days", days(fee.days)),
        ("fee", Fact::Money(fee.fee)),
    ];
    terminal.line(&terminal.say("late_fee.due", &facts))?;
    for s in &fee.segments {
        let facts = [
            ("from", Fact::Day(s.from)),
            ("to", Fact::Day(s.to)),
            ("days", days(s.days)),
            ("rate", Fact::Rate(s.rate)),
        ];
        terminal.line(&terminal.say("late_fee.segment", &facts))?;
    }
    if fee.fee > amount {
        terminal.line(&terminal.say("late_fee.above_principal", &[]))?;
    }
    Ok(())
}
