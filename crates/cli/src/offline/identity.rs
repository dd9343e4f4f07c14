//! `shebao id check`: is this number valid, what is it, what does it say.

use std::process::ExitCode;

use reckoned::{CheckedJson, IdentityOptions};
use units::Fact;

use super::reasons;
use crate::Ended;
use crate::command::Id;
use crate::terminal::{Ink, Terminal};

/// Status 1 where one of them is refused.
pub fn run(ask: &Id, terminal: &mut Terminal<'_>) -> Ended {
    let Id::Check { values, known_on, why } = ask;
    let options = IdentityOptions {
        values: values.clone(),
        known_on: known_on.clone(),
        why: *why,
    };
    let answer = options.answer(&terminal.reader(), terminal.shelf()?)?;
    let all_valid = answer.results.iter().all(|result| result.valid);
    if terminal.json {
        terminal.object(&answer)?;
    } else {
        for result in &answer.results {
            print(result, terminal)?;
            if let Some(reasons) = result.reasons.as_ref().filter(|_| *why) {
                reasons::tree(reasons, terminal)?;
            }
        }
        reasons::fingerprint(&answer.fingerprint, terminal)?;
    }
    Ok(if all_valid { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The verdict on one line, what the number says or why it is refused under it.
fn print(result: &CheckedJson, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    let verdict = terminal.say(if result.valid { "id.valid" } else { "id.refused" }, &[]);
    let verdict = if result.valid {
        terminal.green(&verdict)
    } else {
        terminal.red(&verdict)
    };
    let kind = result.kind.map(|kind| terminal.say(&format!("identity.kind.{kind}"), &[]));
    terminal.line(&format!("{}  {verdict}  {}", result.value, kind.unwrap_or_default()))?;
    if let Some(said) = says(result, terminal) {
        terminal.prose(4, &said, Ink::Plain)?;
    }
    for text in [&result.message, &result.fix].into_iter().flatten() {
        terminal.prose(4, text, Ink::Plain)?;
    }
    for doubt in &result.doubts {
        for text in [&doubt.message, &doubt.fix] {
            terminal.prose(4, text, Ink::Amber)?;
        }
    }
    Ok(())
}

/// What a valid number says of its holder.
fn says(of: &CheckedJson, terminal: &Terminal<'_>) -> Option<String> {
    let born = of.born.as_deref().and_then(|born| born.parse().ok());
    let born = born.map(|born| terminal.say("id.born", &[("born", Fact::Day(born))]));
    let sex = of.sex.map(|sex| terminal.say(&format!("sex.{sex}"), &[]));
    let place = of.division.as_ref().and_then(|place| place.name.clone());
    let code = |code: &String| terminal.say("id.organisation", &[("code", Fact::Text(code.clone()))]);
    let parts: Vec<String> = [born, sex, place, of.organisation_code.as_ref().map(code)]
        .into_iter()
        .flatten()
        .collect();
    (!parts.is_empty()).then(|| parts.join(&terminal.say("id.between", &[])))
}
