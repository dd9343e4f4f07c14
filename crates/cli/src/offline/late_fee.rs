//! `shebao late-fee`: the late fee of a service month to a day.

use std::process::ExitCode;

use domain::reckon::deferral::Deferred;
use domain::reckon::fee::{Answer, Ask};
use policy::Branch;
use reckoned::LateFeeOptions;
use units::Fact;
use words::Lang;

use super::reasons;
use super::table::{Side, Table};
use crate::Ended;
use crate::command;
use crate::terminal::{Ink, Terminal};

/// `shebao late-fee`
pub fn run(ask: &command::LateFee, terminal: &mut Terminal<'_>) -> Ended {
    let options = LateFeeOptions {
        region: ask.region.clone(),
        month: ask.month.clone(),
        amount: ask.amount.clone(),
        declared: ask.declared.clone(),
        deferral: ask.deferral.clone(),
        branch: ask.branch.clone(),
        known_on: ask.known_on.clone(),
        why: ask.why,
    };
    let (question, answer) = options.answer(&terminal.reader(), terminal.shelf()?)?;
    if terminal.json {
        terminal.object(&options.json(&question, &answer, terminal.lang))?;
        return Ok(ExitCode::SUCCESS);
    }
    print(&question, &answer, terminal)?;
    if ask.why {
        reasons::tree(&answer.why, terminal)?;
    }
    reasons::doubts(&answer.doubts, terminal)?;
    reasons::fingerprint(&answer.fingerprint, terminal)?;
    Ok(ExitCode::SUCCESS)
}

fn print(ask: &Ask, answer: &Answer, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    let fee = &answer.fee;
    match fee.to {
        None => {
            let key = if answer.charged { "late_fee.none" } else { "late_fee.not_charged" };
            terminal.prose(0, &terminal.say(key, &[("from", Fact::Day(fee.from))]), Ink::Green)?;
        }
        Some(to) => {
            let facts = [
                ("from", Fact::Day(fee.from)),
                ("to", Fact::Day(to)),
                ("days", Fact::Count(i64::from(fee.days))),
                ("fee", Fact::Money(fee.fee)),
            ];
            terminal.prose(0, &terminal.say("late_fee.due", &facts), Ink::Strong)?;
            let total = [("amount", Fact::Money(ask.amount)), ("total", Fact::Money(ask.amount + fee.fee))];
            terminal.prose(0, &terminal.say("late_fee.total", &total), Ink::Plain)?;
            segments(answer, terminal).write(terminal)?;
        }
    }
    if answer.above_principal {
        terminal.prose(0, &terminal.say("late_fee.above_principal", &[]), Ink::Amber)?;
    }
    if let Some(until) = answer.difference_waived {
        let until = [("until", Fact::Day(until))];
        terminal.prose(0, &terminal.say("late_fee.difference_waived", &until), Ink::Amber)?;
    }
    match &answer.deferred {
        Some(put_off) => deferral(put_off, terminal),
        None => Ok(()),
    }
}

/// The days by rate.
fn segments(answer: &Answer, terminal: &Terminal<'_>) -> Table {
    let name = |key: &str, side| (terminal.say(key, &[]), side);
    let mut table = Table::new([
        name("table.from", Side::Left),
        name("table.to", Side::Left),
        name("table.days", Side::Right),
        name("table.rate", Side::Right),
    ]);
    for segment in &answer.fee.segments {
        let rate = words::say(terminal.lang, "table.a_day", &[("rate", Fact::Rate(segment.rate))]);
        table.row([segment.from.to_string(), segment.to.to_string(), segment.days.to_string(), rate]);
    }
    table
}

/// What was put off, and until when.
fn deferral(put_off: &Deferred, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    let [zh, en] = &put_off.names;
    let name = if terminal.lang == Lang::Zh { zh } else { en };
    let branches = Branch::ALL.into_iter().filter(|branch| put_off.branches.contains(*branch));
    let branches: Vec<String> = branches
        .map(|branch| terminal.say(&format!("branch.{}", branch.code()), &[]))
        .collect();
    let last = put_off.last_payment.unwrap_or(put_off.late_fee_from);
    let facts = [
        ("measure", Fact::Text(name.clone())),
        ("sides", Fact::Word(format!("deferral.sides.{}", put_off.sides.code()))),
        ("branches", Fact::Text(words::join(terminal.lang, &branches))),
        ("last", Fact::Day(last)),
        ("from", Fact::Day(put_off.late_fee_from)),
    ];
    terminal.prose(0, &terminal.say("late_fee.deferred", &facts), Ink::Plain)
}
