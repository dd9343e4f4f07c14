use std::process::ExitCode;

use domain::reckon::fee::{Answer, Ask, fee};
use units::{Fact, Fen};
use web::reckoned::LateFeeJson;

use super::reasons;
use crate::Ended;
use crate::command;
use crate::stop::ValueKind;
use crate::terminal::Terminal;

/// `shebao late-fee`
pub fn run(ask: &command::LateFee, terminal: &mut Terminal<'_>) -> Ended {
    let amount = terminal.amount("--amount", &ask.amount)?;
    if amount < Fen::ZERO {
        return Err(terminal.wrong(ValueKind::Amount, "--amount", &ask.amount).into());
    }
    let question = Ask {
        month: terminal.month("--month", &ask.month)?,
        amount,
        declared: terminal.day("--declared", &ask.declared)?,
        known_on: terminal.known_on(ask.known_on.as_deref())?,
    };
    let book = terminal.book(&ask.region)?;
    let answer = fee(&book, &question).map_err(|unknown| terminal.refused(&unknown))?;
    if terminal.json {
        terminal.object(&LateFeeJson::of(&ask.region, &question, &answer, ask.why, terminal.lang))?;
        return Ok(ExitCode::SUCCESS);
    }
    print(&answer, terminal)?;
    if ask.why {
        reasons::tree(&answer.why, terminal)?;
    }
    reasons::doubts(&answer.doubts, terminal)?;
    Ok(ExitCode::SUCCESS)
}

fn print(answer: &Answer, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    let fee = &answer.fee;
    let Some(to) = fee.to else {
        let key = if answer.charged { "late_fee.none" } else { "late_fee.not_charged" };
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
    if answer.above_principal {
        terminal.line(&terminal.say("late_fee.above_principal", &[]))?;
    }
    Ok(())
}
