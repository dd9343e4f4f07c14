use domain::identity::{self, CreditCode, Divisions, Identity, IdentityRefused, OrganisationCode};
use domain::reckon::identifier;
use domain::reckon::why::Why;
use serde::{Deserialize, Serialize};
use units::Statement;

use crate::{Reader, Shelf, Stop, WhyJson};

/// `shebao id check`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityOptions {
    /// Identity numbers or unified social credit codes.
    pub values: Vec<String>,
    /// The day on which the divisions were known; today where nothing is said.
    pub known_on: Option<String>,
    /// Whether it is asked what each verdict rests on.
    #[serde(default)]
    pub why: bool,
}

/// Which numbers are valid, what they are and what they say.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct IdentityJson {
    /// One for each value, in their order.
    pub results: Vec<CheckedJson>,
    /// Fingerprint of the division codes that they were held against.
    pub fingerprint: String,
}

/// The verdict on one number.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = CheckedNumberJson))]
pub struct CheckedJson {
    /// As typed.
    pub value: String,
    /// What kind of number it is, or was meant to be.
    pub kind: Option<&'static str>,
    /// Whether it can be one.
    pub valid: bool,
    /// The code of the refusal.
    reason: Option<&'static str>,
    /// Why it is refused.
    pub message: Option<String>,
    /// What to do.
    pub fix: Option<String>,
    /// As it is stored: no spaces, ASCII, capital letters.
    number: Option<String>,
    /// The day of birth in it.
    pub born: Option<String>,
    /// The sex in it.
    pub sex: Option<&'static str>,
    /// The division whose code it begins with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub division: Option<DivisionJson>,
    /// The organisation code inside a credit code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organisation_code: Option<String>,
    /// What a number of 15 digits would be with 18 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    upgraded: Option<String>,
    /// What is unusual about it, though it is valid.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub doubts: Vec<RemarkJson>,
    /// What the verdict rests on, where asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<WhyJson>,
    /// The same before it is said.
    #[serde(skip)]
    pub reasons: Option<Why>,
}

/// An administrative division.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DivisionJson {
    code: String,
    /// The name, where it is known.
    pub name: Option<String>,
    /// The first and the last year of the code, where they are known.
    from: Option<i16>,
    until: Option<i16>,
}

/// A remark on a valid number.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RemarkJson {
    code: &'static str,
    /// What is unusual.
    pub message: String,
    /// What to do.
    pub fix: String,
}

impl IdentityOptions {
    /// The verdict on each.
    pub fn answer(&self, reader: &Reader, shelf: &Shelf) -> Result<IdentityJson, Stop> {
        let divisions = shelf.divisions(reader)?.known(reader.known_on(self.known_on.as_deref())?);
        let said = |value: &String| {
            let checked = checked(value, &divisions, reader);
            let why = checked.reasons.as_ref().filter(|_| self.why);
            CheckedJson {
                why: why.map(|why| WhyJson::of(why, reader.lang)),
                ..checked
            }
        };
        Ok(IdentityJson {
            results: self.values.iter().map(said).collect(),
            fingerprint: shelf.packs().fingerprint_of_divisions(),
        })
    }
}

impl CheckedJson {
    fn refused(value: &str, kind: &'static str, statement: &dyn Statement, reader: &Reader) -> CheckedJson {
        CheckedJson {
            value: value.to_owned(),
            kind: Some(kind),
            reason: Some(statement.code()),
            message: Some(words::tell(reader.lang, statement)),
            fix: words::mend(reader.lang, statement),
            ..CheckedJson::default()
        }
    }
}

fn checked(value: &str, divisions: &Divisions, reader: &Reader) -> CheckedJson {
    if looks_like_credit_code(value) {
        return credit_code(value, reader);
    }
    // No identity number has nine characters.
    if OrganisationCode::is_meant(value) {
        return organisation_code(value, reader);
    }
    match identity::read_on(value, reader.today) {
        Ok(identity) => person(value, &identity, divisions, reader),
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
            let reasons = match &statement {
                IdentityRefused::CheckDigit => identifier::check_of(&plain(value)),
                _ => None,
            };
            CheckedJson {
                upgraded,
                reasons,
                ..CheckedJson::refused(value, kind, &statement, reader)
            }
        }
    }
}

fn person(value: &str, identity: &Identity, divisions: &Divisions, reader: &Reader) -> CheckedJson {
    let place = |code: &str| {
        let known = divisions.by_code(code);
        DivisionJson {
            code: code.to_owned(),
            name: known.map(|division| division.name.clone()),
            from: known.and_then(|division| division.from),
            until: known.and_then(|division| division.until),
        }
    };
    CheckedJson {
        value: value.to_owned(),
        kind: Some(identity.kind.code()),
        valid: true,
        born: identity.born.map(|born| born.to_string()),
        sex: identity.sex.map(|sex| sex.code()),
        division: identity.division().map(place),
        number: Some(identity.number.clone()),
        doubts: told(&identity.doubts(divisions), reader),
        reasons: Some(identifier::of_person(identity, divisions)),
        ..CheckedJson::default()
    }
}

fn credit_code(value: &str, reader: &Reader) -> CheckedJson {
    match CreditCode::parse(value) {
        Ok(code) => CheckedJson {
            value: value.to_owned(),
            kind: Some("credit_code"),
            valid: true,
            number: Some(code.to_string()),
            organisation_code: Some(code.organisation().to_owned()),
            doubts: told(&code.doubts(), reader),
            reasons: Some(identifier::of_credit_code(&code)),
            ..CheckedJson::default()
        },
        Err(statement) => CheckedJson::refused(value, "credit_code", &statement, reader),
    }
}

fn organisation_code(value: &str, reader: &Reader) -> CheckedJson {
    match OrganisationCode::parse(value) {
        Ok(code) => CheckedJson {
            value: value.to_owned(),
            kind: Some("organisation_code"),
            valid: true,
            number: Some(code.to_string()),
            doubts: told(&code.doubts(), reader),
            reasons: Some(identifier::of_organisation_code(&code)),
            ..CheckedJson::default()
        },
        Err(statement) => CheckedJson::refused(value, "organisation_code", &statement, reader),
    }
}

fn told(doubts: &[identity::IdentityDoubt], reader: &Reader) -> Vec<RemarkJson> {
    let doubt = |doubt: &identity::IdentityDoubt| RemarkJson {
        code: doubt.code(),
        message: words::tell(reader.lang, doubt),
        fix: words::mend(reader.lang, doubt).unwrap_or_default(),
    };
    doubts.iter().map(doubt).collect()
}

/// Without spaces, as a check character is reckoned.
fn plain(value: &str) -> String {
    value.chars().filter(|c| !c.is_whitespace()).collect()
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
