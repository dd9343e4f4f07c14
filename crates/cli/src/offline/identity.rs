//! `shebao id check`: is this number valid, what is it, what does it say.

use std::process::ExitCode;

use domain::identity::{self, CreditCode, Divisions, Identity, IdentityRefused, OrganisationCode};
use serde::Serialize;
use units::{Fact, Statement};

use crate::Ended;
use crate::command::Id;
use crate::terminal::{Ink, Terminal};

#[derive(Serialize)]
struct Answer {
    results: Vec<Checked>,
}

#[derive(Default, Serialize)]
struct Checked {
    value: String,
    kind: Option<&'static str>,
    valid: bool,
    /// The code of the refusal.
    reason: Option<&'static str>,
    message: Option<String>,
    fix: Option<String>,
    /// As it is stored: no spaces, ASCII, capital letters.
    number: Option<String>,
    born: Option<String>,
    sex: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    division: Option<Place>,
    /// The organisation code inside a credit code.
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation_code: Option<String>,
    /// What a number of 15 digits would be with 18 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    upgraded: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    doubts: Vec<Doubt>,
}

#[derive(Serialize)]
struct Place {
    code: String,
    /// The name, where it is known.
    name: Option<String>,
    /// The first and the last year of the code, where they are known.
    from: Option<i16>,
    until: Option<i16>,
}

#[derive(Serialize)]
struct Doubt {
    code: &'static str,
    message: String,
    fix: String,
}

/// Status 1 where one of them is refused.
pub fn run(ask: &Id, terminal: &mut Terminal<'_>) -> Ended {
    let Id::Check { values } = ask;
    let divisions = terminal.packs()?.divisions().map_err(|faults| terminal.broken(&faults))?;
    let results: Vec<Checked> = values.iter().map(|value| checked(value, &divisions, terminal)).collect();
    let all_valid = results.iter().all(|result| result.valid);
    if terminal.json {
        terminal.object(&Answer { results })?;
    } else {
        for result in &results {
            print(result, terminal)?;
        }
    }
    Ok(if all_valid { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The verdict on one line, what the number says or why it is refused under it.
fn print(result: &Checked, terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    let verdict = terminal.say(if result.valid { "id.valid" } else { "id.refused" }, &[]);
    let verdict = if result.valid {
        terminal.green(&verdict)
    } else {
        terminal.red(&verdict)
    };
    let kind = result.kind.map(|kind| terminal.say(&format!("identity.kind.{kind}"), &[]));
    terminal.line(&format!("{}  {verdict}  {}", result.value, kind.unwrap_or_default()))?;
    if let Some(said) = result.says(terminal) {
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

impl Checked {
    /// What a valid number says of its holder.
    fn says(&self, terminal: &Terminal<'_>) -> Option<String> {
        let born = self.born.as_deref().and_then(|born| born.parse().ok());
        let born = born.map(|born| terminal.say("id.born", &[("born", Fact::Day(born))]));
        let sex = self.sex.map(|sex| terminal.say(&format!("sex.{sex}"), &[]));
        let place = self.division.as_ref().and_then(|place| place.name.clone());
        let code = |code: &String| terminal.say("id.organisation", &[("code", Fact::Text(code.clone()))]);
        let parts: Vec<String> = [born, sex, place, self.organisation_code.as_ref().map(code)]
            .into_iter()
            .flatten()
            .collect();
        (!parts.is_empty()).then(|| parts.join(&terminal.say("id.between", &[])))
    }

    fn refused(value: &str, kind: &'static str, statement: &dyn Statement, terminal: &Terminal<'_>) -> Checked {
        Checked {
            value: value.to_owned(),
            kind: Some(kind),
            reason: Some(statement.code()),
            message: Some(words::tell(terminal.lang, statement)),
            fix: words::mend(terminal.lang, statement),
            ..Checked::default()
        }
    }
}

fn checked(value: &str, divisions: &Divisions, terminal: &Terminal<'_>) -> Checked {
    if looks_like_credit_code(value) {
        return credit_code(value, terminal);
    }
    // No identity number has nine characters.
    if OrganisationCode::is_meant(value) {
        return organisation_code(value, terminal);
    }
    match identity::read_on(value, terminal.today) {
        Ok(identity) => person(value, &identity, divisions, terminal),
        Err(statement) => {
            let kind = match &statement {
                IdentityRefused::FifteenDigits { .. } => "citizen_15",
                IdentityRefused::ForeignNational => "foreign_national",
                _ => identity::meant(value).code(),
            };
            let upgraded = match &statement {
                IdentityRefused::FifteenDigits { upgraded } => upgraded.clone(),
                _ => None,
            };
            Checked {
                upgraded,
                ..Checked::refused(value, kind, &statement, terminal)
            }
        }
    }
}

fn person(value: &str, identity: &Identity, divisions: &Divisions, terminal: &Terminal<'_>) -> Checked {
    let place = |code: &str| {
        let known = divisions.by_code(code);
        Place {
            code: code.to_owned(),
            name: known.map(|division| division.name.clone()),
            from: known.and_then(|division| division.from),
            until: known.and_then(|division| division.until),
        }
    };
    Checked {
        value: value.to_owned(),
        kind: Some(identity.kind.code()),
        valid: true,
        born: identity.born.map(|born| born.to_string()),
        sex: identity.sex.map(|sex| sex.code()),
        division: identity.division().map(place),
        number: Some(identity.number.clone()),
        doubts: told(&identity.doubts(divisions), terminal),
        ..Checked::default()
    }
}

fn credit_code(value: &str, terminal: &Terminal<'_>) -> Checked {
    match CreditCode::parse(value) {
        Ok(code) => Checked {
            value: value.to_owned(),
            kind: Some("credit_code"),
            valid: true,
            number: Some(code.to_string()),
            organisation_code: Some(code.organisation().to_owned()),
            doubts: told(&code.doubts(), terminal),
            ..Checked::default()
        },
        Err(statement) => Checked::refused(value, "credit_code", &statement, terminal),
    }
}

fn organisation_code(value: &str, terminal: &Terminal<'_>) -> Checked {
    match OrganisationCode::parse(value) {
        Ok(code) => Checked {
            value: value.to_owned(),
            kind: Some("organisation_code"),
            valid: true,
            number: Some(code.to_string()),
            doubts: told(&code.doubts(), terminal),
            ..Checked::default()
        },
        Err(statement) => Checked::refused(value, "organisation_code", &statement, terminal),
    }
}

fn told(doubts: &[identity::IdentityDoubt], terminal: &Terminal<'_>) -> Vec<Doubt> {
    let doubt = |doubt: &identity::IdentityDoubt| Doubt {
        code: doubt.code(),
        message: words::tell(terminal.lang, doubt),
        fix: words::mend(terminal.lang, doubt).unwrap_or_default(),
    };
    doubts.iter().map(doubt).collect()
}

/// A code of eighteen has letters where no identity number has one. The last character alone decides less: a letter other than X there
/// is a code's, unless the digits before it hold a birth date; and an all-digit one passes as a code where it is no identity number.
fn looks_like_credit_code(value: &str) -> bool {
    let plain: Vec<char> = value.chars().filter(|c| !c.is_whitespace()).collect();
    let [body @ .., last] = plain.as_slice() else { return false };
    if body.len() != 17 {
        return false;
    }
    if body.iter().any(char::is_ascii_alphabetic) {
        return true;
    }
    match identity::read(value) {
        Ok(_) => false,
        Err(_) if CreditCode::parse(value).is_ok() => true,
        Err(_) => last.is_ascii_alphabetic() && !matches!(last, 'X' | 'x') && !holds_birth_date(body),
    }
}

/// Whether a day stands where an identity number has the birth date.
fn holds_birth_date(body: &[char]) -> bool {
    let digits: String = body.iter().skip(6).take(8).collect();
    digits.parse::<units::Date>().is_ok_and(|day| day.year() >= 1900)
}
