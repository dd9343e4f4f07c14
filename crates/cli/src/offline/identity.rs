use std::process::ExitCode;

use domain::identity::{self, CreditCode, IdentityRefused};
use serde::Serialize;
use units::{Fact, Statement};

use crate::Ended;
use crate::command::Id;
use crate::terminal::Terminal;

#[derive(Serialize)]
struct Answer {
    results: Vec<Checked>,
}

#[derive(Serialize)]
struct Checked {
    value: String,
    kind: Option<&'static str>,
    valid: bool,
    /// The code of the refusal.
    reason: Option<&'static str>,
    message: Option<String>,
    fix: Option<String>,
    number: Option<String>,
    born: Option<String>,
    sex: Option<&'static str>,
}

/// `shebao id check`: status 1 where one of them is refused.
pub fn run(ask: &Id, terminal: &mut Terminal<'_>) -> Ended {
    let Id::Check { values } = ask;
    let results: Vec<Checked> = values.iter().map(|value| checked(value, terminal)).collect();
    let all_valid = results.iter().all(|result| result.valid);
    if terminal.json {
        terminal.object(&Answer { results })?;
    } else {
        for result in &results {
            let text = |text: &str| Fact::Text(text.to_owned());
            let kind = Fact::Word(format!("identity.kind.{}", result.kind.unwrap_or_default()));
            let line = match &result.message {
                None => terminal.say("id.valid", &[("value", text(&result.value)), ("kind", kind)]),
                Some(reason) => terminal.say("id.refused", &[("value", text(&result.value)), ("reason", text(reason))]),
            };
            terminal.line(&line)?;
        }
    }
    Ok(if all_valid { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn checked(value: &str, terminal: &Terminal<'_>) -> Checked {
    let plain = Checked {
        value: value.to_owned(),
        kind: None,
        valid: false,
        reason: None,
        message: None,
        fix: None,
        number: None,
        born: None,
        sex: None,
    };
    let refused = |kind: &'static str, statement: &dyn Statement| Checked {
        kind: Some(kind),
        reason: Some(statement.code()),
        message: Some(words::tell(terminal.lang, statement)),
        fix: words::mend(terminal.lang, statement),
        ..Checked {
            value: value.to_owned(),
            kind: None,
            valid: false,
            reason: None,
            message: None,
            fix: None,
            number: None,
            born: None,
            sex: None,
        }
    };
    if looks_like_credit_code(value) {
        return match CreditCode::parse(value) {
            Ok(code) => Checked {
                kind: Some("credit_code"),
                valid: true,
                number: Some(code.to_string()),
                ..plain
            },
            Err(statement) => refused("credit_code", &statement),
        };
    }
    match identity::read(value) {
        Ok(identity) => Checked {
            kind: Some(identity.kind.code()),
            valid: true,
            born: identity.born.map(|born| born.to_string()),
            sex: identity.sex.map(|sex| sex.code()),
            number: Some(identity.number),
            ..plain
        },
        Err(statement @ IdentityRefused::FifteenDigits { .. }) => refused("citizen_15", &statement),
        Err(statement) => refused("citizen", &statement),
    }
}

/// A code has letters in places where no identity number of eighteen characters has one; an all-digit one passes as a code only
/// where it is no identity number.
fn looks_like_credit_code(value: &str) -> bool {
    let plain: String = value.chars().filter(|c| !c.is_whitespace()).collect();
    let letters_inside = plain.chars().take(17).any(|c| c.is_ascii_alphabetic());
    let eighteen = plain.chars().count() == 18;
    eighteen && (letters_inside || (identity::read(value).is_err() && CreditCode::parse(value).is_ok()))
}
