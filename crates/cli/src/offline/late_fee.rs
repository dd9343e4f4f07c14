use std::process::ExitCode;

use domain::late_fee::{LateFee, late_fee};
use domain::reckon::fee;
use domain::reckon::why::Why;
use policy::RateFrom;
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
    why: Option<Vec<Reason>>,
    fingerprint: String,
}

#[derive(Serialize)]
struct Reason {
    rule: &'static str,
    depth: usize,
    text: String,
    exact: Option<String>,
    parameter: Option<String>,
    value: Option<String>,
    source: Option<String>,
    law: Option<String>,
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
    let question = fee::Ask {
        month,
        amount,
        declared,
        known_on,
    };
    let reasons = fee::fee(&book, &question).map_err(|unknown| terminal.refused(&unknown))?.why;
    if terminal.json {
        let why = ask.why.then(|| {
            reasons
                .walk()
                .into_iter()
                .map(|(depth, why)| reason(depth, why, terminal))
                .collect()
        });
        let answer = answer(&ask.region, month, amount, &fee, &rules.rates, book.fingerprint());
        terminal.object(&Answer { why, ..answer })?;
    } else {
        print(&fee, rules.charged, amount, terminal)?;
        for (depth, why) in reasons.walk().into_iter().filter(|_| ask.why) {
            let said = reason(depth, why, terminal).text;
            terminal.line(&format!("{}{said}", "    ".repeat(depth + 1)))?;
            if let Some(ground) = &why.ground {
                super::assess::rests_on(ground, depth + 2, terminal)?;
            }
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

/// One conclusion of the tree in words, with the row of the pack it rests on.
fn reason(depth: usize, why: &Why, terminal: &Terminal<'_>) -> Reason {
    let mut facts = why.facts.clone();
    facts.push(("exact", Fact::Text(why.exact.clone().unwrap_or_default())));
    let ground = why.ground.as_ref();
    Reason {
        rule: why.rule,
        depth,
        text: terminal.say(&format!("why.{}", why.rule), &facts),
        exact: why.exact.clone(),
        parameter: ground.map(|g| g.parameter.clone()),
        value: ground.map(|g| g.value.clone()),
        source: ground.map(|g| g.source.clone()),
        law: ground.and_then(|g| g.law.clone()),
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
