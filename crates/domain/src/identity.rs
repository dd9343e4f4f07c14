//! Identifiers of persons and employers, with their check characters (parameters 9).

mod credit_code;
mod doubt;
mod organisation_code;

pub use credit_code::{CreditCode, CreditCodeRefused};
pub use doubt::IdentityDoubt;
pub use organisation_code::{OrganisationCode, OrganisationCodeRefused, organisation_check};
/// Division codes are a region's data.
pub use policy::{Division, Divisions};

use units::{Date, Fact, Statement};

/// What document a number belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IdentityKind {
    /// Citizen identity number, 18 characters (GB 11643-1999).
    Citizen,
    /// Residence permit of residents of Hong Kong and Macao, 18 characters.
    HongKongMacaoResident,
    /// Residence permit of residents of Taiwan, 18 characters.
    TaiwanResident,
    /// Foreign permanent resident identity card, layout of 2023: 18 digits, the first a 9.
    PermanentResident,
    /// The same card before December 2023: three letters and twelve digits. It stays valid.
    PermanentResidentOld,
}

impl IdentityKind {
    /// Every kind.
    pub const ALL: [IdentityKind; 5] = [
        IdentityKind::Citizen,
        IdentityKind::HongKongMacaoResident,
        IdentityKind::TaiwanResident,
        IdentityKind::PermanentResident,
        IdentityKind::PermanentResidentOld,
    ];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            IdentityKind::Citizen => "citizen",
            IdentityKind::HongKongMacaoResident => "hong_kong_macao_resident",
            IdentityKind::TaiwanResident => "taiwan_resident",
            IdentityKind::PermanentResident => "permanent_resident",
            IdentityKind::PermanentResidentOld => "permanent_resident_old",
        }
    }

    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<IdentityKind> {
        IdentityKind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// The sex that a number states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sex {
    /// The seventeenth digit is odd.
    Male,
    /// The seventeenth digit is even.
    Female,
}

impl Sex {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Sex::Male => "male",
            Sex::Female => "female",
        }
    }
}

/// A number that passed its checks, and what it says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Identity {
    /// As stored: no spaces, ASCII digits, capital letters.
    pub number: String,
    /// The document it belongs to.
    pub kind: IdentityKind,
    /// The day of birth, where the layout carries one for certain.
    pub born: Option<Date>,
    /// The sex, where the layout carries it for certain.
    pub sex: Option<Sex>,
}

/// Why a text is no identity number that can be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdentityRefused {
    /// Nothing was given.
    Missing,
    /// A number of the first generation, not valid since 2013. The hint is never taken silently.
    FifteenDigits {
        /// What it would be with 18 characters; `None` where its birth date does not exist.
        upgraded: Option<String>,
    },
    /// Neither 18 characters nor an older permanent resident card.
    Length {
        /// How many characters were given.
        given: usize,
    },
    /// A character that no number has.
    Character {
        /// The first of them.
        found: char,
    },
    /// A character that cannot be seen, copied along from a page or a chat.
    InvisibleCharacter {
        /// The first of them.
        found: char,
    },
    /// A number in a spreadsheet's scientific notation: its last digits are gone.
    PrecisionLost,
    /// The first two digits name no province.
    UnknownDivision {
        /// The two digits.
        division: String,
    },
    /// The day of birth does not exist.
    BirthDate {
        /// The eight digits.
        digits: String,
    },
    /// The day of birth lies ahead.
    BornAhead {
        /// The day.
        born: Date,
    },
    /// A social-security number of a foreign national: country letters, a nought, the number of the document. Its layout is not
    /// confirmed and it has no check digit, so that nothing can be said for it.
    ForeignNational,
    /// The last character does not fit the others: one of them is mistyped.
    CheckDigit,
}

impl Statement for IdentityRefused {
    fn code(&self) -> &'static str {
        match self {
            IdentityRefused::Missing => "identity.missing",
            IdentityRefused::FifteenDigits { upgraded: Some(_) } => "identity.fifteen_digits",
            IdentityRefused::FifteenDigits { upgraded: None } => "identity.fifteen_digits_unreadable",
            IdentityRefused::Length { .. } => "identity.length",
            IdentityRefused::Character { .. } => "identity.character",
            IdentityRefused::InvisibleCharacter { .. } => "identity.invisible_character",
            IdentityRefused::PrecisionLost => "identity.precision_lost",
            IdentityRefused::UnknownDivision { .. } => "identity.unknown_division",
            IdentityRefused::BirthDate { .. } => "identity.birth_date",
            IdentityRefused::BornAhead { .. } => "identity.born_ahead",
            IdentityRefused::ForeignNational => "identity.foreign_national",
            IdentityRefused::CheckDigit => "identity.check_digit",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            IdentityRefused::FifteenDigits { upgraded: Some(number) } => vec![("number", Fact::Text(number.clone()))],
            IdentityRefused::Length { given } => vec![("given", Fact::Count(*given as i64))],
            IdentityRefused::Character { found } => vec![("found", Fact::Text(found.to_string()))],
            IdentityRefused::InvisibleCharacter { found } => vec![("found", Fact::Text(format!("U+{:04X}", *found as u32)))],
            IdentityRefused::UnknownDivision { division } => vec![("division", Fact::Text(division.clone()))],
            IdentityRefused::BirthDate { digits } => vec![("digits", Fact::Text(digits.clone()))],
            IdentityRefused::BornAhead { born } => vec![("born", Fact::Day(*born))],
            IdentityRefused::Missing
            | IdentityRefused::PrecisionLost
            | IdentityRefused::ForeignNational
            | IdentityRefused::CheckDigit
            | IdentityRefused::FifteenDigits { upgraded: None } => vec![],
        }
    }
}

/// Reads an identity number as people type it: spaces around and between, full-width digits and a small `x` are taken.
pub fn read(text: &str) -> Result<Identity, IdentityRefused> {
    let number = plain(text)?;
    if let Some(found) = number.chars().find(|c| !c.is_ascii_alphanumeric()) {
        let scientific = number.contains("E+") && number.starts_with(|c: char| c.is_ascii_digit());
        return Err(if scientific {
            IdentityRefused::PrecisionLost
        } else {
            IdentityRefused::Character { found }
        });
    }
    match number.len() {
        0 => Err(IdentityRefused::Missing),
        15 if digits(&number) => Err(fifteen(&number)),
        15 if is_old_permanent_resident(&number) => Ok(plain_identity(number, IdentityKind::PermanentResidentOld)),
        18 => eighteen(number),
        _ if is_foreign_national(&number) => Err(IdentityRefused::ForeignNational),
        given => Err(IdentityRefused::Length { given }),
    }
}

/// [`read`], and nobody is born after `today`.
pub fn read_on(text: &str, today: Date) -> Result<Identity, IdentityRefused> {
    let identity = read(text)?;
    match identity.born {
        Some(born) if born > today => Err(IdentityRefused::BornAhead { born }),
        Some(_) | None => Ok(identity),
    }
}

/// The document that a number seems to be of, by its first characters, whether or not it passes its checks.
pub fn meant(text: &str) -> IdentityKind {
    let number = plain(text).unwrap_or_default();
    let of_province = number.get(..2).and_then(kind_of_division);
    match (number.starts_with('9'), of_province) {
        (true, _) if number.len() == 18 => IdentityKind::PermanentResident,
        (_, Some(kind)) => kind,
        (_, None) if number.len() == 15 && number.starts_with(|c: char| c.is_ascii_uppercase()) => IdentityKind::PermanentResidentOld,
        (_, None) => IdentityKind::Citizen,
    }
}

/// Without spaces, in ASCII, with capital letters.
fn plain(text: &str) -> Result<String, IdentityRefused> {
    let mut plain = String::with_capacity(18);
    for c in text.chars() {
        match c {
            '\u{FF01}'..='\u{FF5E}' => plain.extend(char::from_u32(c as u32 - 0xFEE0)),
            '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}' => {
                return Err(IdentityRefused::InvisibleCharacter { found: c });
            }
            c if c.is_whitespace() => {}
            c => plain.push(c),
        }
    }
    plain.make_ascii_uppercase();
    Ok(plain)
}

fn eighteen(number: String) -> Result<Identity, IdentityRefused> {
    let (body, check) = number.split_at(17);
    let misplaced = body.chars().find(|c| !c.is_ascii_digit());
    if let Some(found) = misplaced.or_else(|| check.chars().find(|c| !c.is_ascii_digit() && *c != 'X')) {
        return Err(IdentityRefused::Character { found });
    }
    if number.starts_with('9') {
        // Order of the fields inside is not confirmed (parameters 9, R): nothing but the check digit is read.
        verify(&number)?;
        return Ok(plain_identity(number, IdentityKind::PermanentResident));
    }
    let kind = kind_of_division(&number[..2]).ok_or_else(|| IdentityRefused::UnknownDivision {
        division: number[..2].to_owned(),
    })?;
    let born = birth_date(&number[6..14]).ok_or_else(|| IdentityRefused::BirthDate {
        digits: number[6..14].to_owned(),
    })?;
    verify(&number)?;
    let odd = number.as_bytes()[16] % 2 == 1;
    let sex = Some(if odd { Sex::Male } else { Sex::Female });
    Ok(Identity {
        number,
        kind,
        born: Some(born),
        sex,
    })
}

/// By the two digits of the province. Abolished counties below them stay valid: numbers outlive them.
fn kind_of_division(province: &str) -> Option<IdentityKind> {
    match province {
        "11" | "12" | "13" | "14" | "15" | "21" | "22" | "23" | "31" | "32" | "33" | "34" | "35" | "36" | "37" | "41" | "42" | "43"
        | "44" | "45" | "46" | "50" | "51" | "52" | "53" | "54" | "61" | "62" | "63" | "64" | "65" | "71" => Some(IdentityKind::Citizen),
        "81" | "82" => Some(IdentityKind::HongKongMacaoResident),
        "83" => Some(IdentityKind::TaiwanResident),
        _ => None,
    }
}

fn verify(number: &str) -> Result<(), IdentityRefused> {
    let (body, check) = number.split_at(17);
    if check.starts_with(check_character(body)) {
        Ok(())
    } else {
        Err(IdentityRefused::CheckDigit)
    }
}

/// ISO 7064 MOD 11-2 over the first seventeen digits.
pub fn check_character(body: &str) -> char {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body
        .bytes()
        .zip(WEIGHTS)
        .map(|(digit, weight)| u32::from(digit.wrapping_sub(b'0')) * weight)
        .sum();
    char::from(b"10X98765432"[(sum % 11) as usize])
}

fn birth_date(digits: &str) -> Option<Date> {
    let number = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i16>().ok();
    let (year, month, day) = (number(0..4)?, number(4..6)?, number(6..8)?);
    let born = Date::new(year, month as i8, day as i8).ok()?;
    (born.year() >= 1900).then_some(born)
}

/// A first-generation number is refused with what it would be today; one of no province for that.
fn fifteen(number: &str) -> IdentityRefused {
    match kind_of_division(&number[..2]) {
        Some(_) => IdentityRefused::FifteenDigits {
            upgraded: upgraded(number),
        },
        None => IdentityRefused::UnknownDivision {
            division: number[..2].to_owned(),
        },
    }
}

/// A first-generation number with its century and check character.
fn upgraded(number: &str) -> Option<String> {
    let body = format!("{}19{}", &number[..6], &number[6..]);
    birth_date(&body[6..14])?;
    let check = check_character(&body);
    Some(format!("{body}{check}"))
}

fn is_old_permanent_resident(number: &str) -> bool {
    number[..3].bytes().all(|b| b.is_ascii_uppercase()) && digits(&number[3..])
}

/// Three letters of a country, a nought, the number of a travel document (parameters 9, R). Eighteen characters and the fifteen of an
/// old card are told apart before.
fn is_foreign_national(number: &str) -> bool {
    let (letters, rest) = number.split_at_checked(3).unwrap_or_default();
    let document = rest.strip_prefix('0').unwrap_or_default();
    letters.len() == 3 && letters.bytes().all(|b| b.is_ascii_uppercase()) && document.len() >= 5
}

fn plain_identity(number: String, kind: IdentityKind) -> Identity {
    Identity {
        number,
        kind,
        born: None,
        sex: None,
    }
}

fn digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::date;

    #[test]
    fn a_good_number_says_kind_birth_and_sex() {
        let male = |kind, born| Ok((kind, born, Some(Sex::Male)));
        for (text, expected) in [
            ("110102197603092158", male(IdentityKind::Citizen, Some(date(1976, 3, 9)))),
            (
                "　１１０１０２１９７６０３０９２１５８ ",
                male(IdentityKind::Citizen, Some(date(1976, 3, 9))),
            ),
            (
                "810000199304285175",
                male(IdentityKind::HongKongMacaoResident, Some(date(1993, 4, 28))),
            ),
            ("911156198706120039", Ok((IdentityKind::PermanentResident, None, None))),
            ("USA110123456789", Ok((IdentityKind::PermanentResidentOld, None, None))),
        ] {
            assert_eq!(read(text).map(|i| (i.kind, i.born, i.sex)), expected, "{text}");
        }
        let small = read("11010219841118962x").map(|i| (i.number, i.sex));
        assert_eq!(small, Ok(("11010219841118962X".to_owned(), Some(Sex::Female))));
    }

    #[test]
    fn a_bad_number_is_refused_for_what_is_wrong_with_it() {
        let upgraded = Some("110102197603092158".to_owned());
        for (text, expected) in [
            ("", IdentityRefused::Missing),
            ("110109199411051043", IdentityRefused::CheckDigit),
            ("110102760309215", IdentityRefused::FifteenDigits { upgraded }),
            ("110102761309215", IdentityRefused::FifteenDigits { upgraded: None }),
            ("110106198702314123", IdentityRefused::BirthDate { digits: "19870231".into() }),
            ("1.10105E+17", IdentityRefused::PrecisionLost),
            ("990102197603092158", IdentityRefused::CheckDigit),
            ("160102197603092158", IdentityRefused::UnknownDivision { division: "16".into() }),
            ("11010219760309215", IdentityRefused::Length { given: 17 }),
            ("1101021976030921S8", IdentityRefused::Character { found: 'S' }),
            ("11010219760309215A", IdentityRefused::Character { found: 'A' }),
            (
                "110102\u{200B}197603092158",
                IdentityRefused::InvisibleCharacter { found: '\u{200B}' },
            ),
            ("身份证", IdentityRefused::Character { found: '身' }),
            ("110102-197603092158", IdentityRefused::Character { found: '-' }),
            ("160102760309215", IdentityRefused::UnknownDivision { division: "16".into() }),
            ("000000000000000000", IdentityRefused::UnknownDivision { division: "00".into() }),
            // 1900 was no leap year, 2000 was.
            ("110102190002292158", IdentityRefused::BirthDate { digits: "19000229".into() }),
            ("110102189912312158", IdentityRefused::BirthDate { digits: "18991231".into() }),
            ("USA0E12345678", IdentityRefused::ForeignNational),
            ("USA0", IdentityRefused::Length { given: 4 }),
            ("USA11012345678", IdentityRefused::Length { given: 14 }),
        ] {
            assert_eq!(read(text), Err(expected), "{text}");
        }
    }

    #[test]
    fn a_refused_number_still_says_what_it_was_meant_to_be() {
        for (text, kind) in [
            ("110109199411051043", IdentityKind::Citizen),
            ("911156198706120030", IdentityKind::PermanentResident),
            ("810000199304285170", IdentityKind::HongKongMacaoResident),
            ("830000199304285170", IdentityKind::TaiwanResident),
            ("USA11012345678X", IdentityKind::PermanentResidentOld),
            ("", IdentityKind::Citizen),
        ] {
            assert!(read(text).is_err(), "{text}");
            assert_eq!(meant(text), kind, "{text}");
        }
    }

    #[test]
    fn nobody_is_born_tomorrow() {
        let body = "11010520260912001";
        let number = format!("{body}{}", check_character(body));
        let born = date(2026, 9, 12);
        assert_eq!(read_on(&number, born).map(|i| i.born), Ok(Some(born)));
        assert_eq!(read_on(&number, date(2026, 9, 11)), Err(IdentityRefused::BornAhead { born }));
    }

    #[test]
    fn a_leap_day_is_a_birthday_and_two_neighbours_swapped_are_noticed() {
        let body = "11010520000229003";
        let number = format!("{body}{}", check_character(body));
        assert_eq!(read(&number).map(|i| i.born), Ok(Some(date(2000, 2, 29))));
        let bytes = number.as_bytes();
        for at in 0..16 {
            let mut swapped = bytes.to_vec();
            swapped.swap(at, at + 1);
            let swapped = String::from_utf8(swapped).expect("digits");
            assert_eq!(read(&swapped).is_ok(), swapped == number, "{swapped}");
        }
    }

    #[test]
    fn every_single_wrong_digit_is_caught() {
        let good = "110102197603092158";
        for (at, right) in good.char_indices() {
            for wrong in ('0'..='9').filter(|c| *c != right) {
                let mut text = good.to_owned();
                text.replace_range(at..=at, &wrong.to_string());
                assert!(read(&text).is_err(), "{text}");
            }
        }
    }
}
