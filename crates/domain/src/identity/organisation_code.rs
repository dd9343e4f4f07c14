use std::fmt;

use units::{Fact, Statement};

use super::IdentityDoubt;

/// An organisation code on its own (组织机构代码, GB 11714): eight characters and a check character. The unified social credit code
/// carries it inside.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrganisationCode(String);

/// Why a text is no organisation code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrganisationCodeRefused {
    /// Not nine characters.
    Length {
        /// How many were given.
        given: usize,
    },
    /// A character that the code has not in that place: letters and digits, at the end a digit or X.
    Character {
        /// The first of them.
        found: char,
    },
    /// The last character does not fit the others, by a rule that is not confirmed (parameters 9, R).
    CheckCharacter {
        /// What it would be.
        expected: char,
    },
}

impl Statement for OrganisationCodeRefused {
    fn code(&self) -> &'static str {
        match self {
            OrganisationCodeRefused::Length { .. } => "organisation_code.length",
            OrganisationCodeRefused::Character { .. } => "organisation_code.character",
            OrganisationCodeRefused::CheckCharacter { .. } => "organisation_code.check_character",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            OrganisationCodeRefused::Length { given } => vec![("given", Fact::Count(*given as i64))],
            OrganisationCodeRefused::Character { found } => vec![("found", Fact::Text(found.to_string()))],
            OrganisationCodeRefused::CheckCharacter { expected } => vec![("expected", Fact::Text(expected.to_string()))],
        }
    }
}

impl OrganisationCode {
    /// Whether a text has the length of one, spaces and the hyphen before its last character apart.
    pub fn is_meant(text: &str) -> bool {
        let plain = plain(text);
        plain.chars().count() == 9 && plain.chars().all(|c| c.is_ascii_alphanumeric())
    }

    /// Reads a code; spaces, small letters and the hyphen before the check character are taken.
    pub fn parse(text: &str) -> Result<OrganisationCode, OrganisationCodeRefused> {
        let code = plain(text);
        let given = code.chars().count();
        if given != 9 {
            return Err(OrganisationCodeRefused::Length { given });
        }
        if let Some(found) = code.chars().find(|c| !c.is_ascii_alphanumeric()) {
            return Err(OrganisationCodeRefused::Character { found });
        }
        let (body, check) = code.split_at(8);
        if let Some(found) = check.chars().find(|c| !c.is_ascii_digit() && *c != 'X') {
            return Err(OrganisationCodeRefused::Character { found });
        }
        let expected = organisation_check(body);
        if check.starts_with(expected) {
            Ok(OrganisationCode(code))
        } else {
            Err(OrganisationCodeRefused::CheckCharacter { expected })
        }
    }

    /// What stays open about it: the rule by which it was checked.
    pub fn doubts(&self) -> Vec<IdentityDoubt> {
        vec![IdentityDoubt::OrganisationRule]
    }

    /// The nine characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OrganisationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// In ASCII with capital letters, without spaces and without a hyphen in the ninth place.
fn plain(text: &str) -> String {
    let half = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        c => c,
    };
    let mut plain: Vec<char> = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(half)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    if plain.len() == 10 && plain[8] == '-' {
        plain.remove(8);
    }
    plain.into_iter().collect()
}

/// The check character of an organisation code over its first eight (GB 11714).
pub fn organisation_check(body: &str) -> char {
    const WEIGHTS: [usize; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    // Letters count on from ten, here without the gaps of the credit code's alphabet.
    let value = |c: char| c.to_digit(36).unwrap_or(0) as usize;
    let sum: usize = body.chars().zip(WEIGHTS).map(|(c, weight)| value(c) * weight).sum();
    char::from(b"0X987654321"[sum % 11])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_taken_with_its_hyphen_or_refused_for_what_is_wrong() {
        for text in ["600037341", "60003734-1", " 6000 3734 1", "60003734－1", "ma01abcd5"] {
            assert!(OrganisationCode::is_meant(text), "{text}");
            let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
            assert_eq!(
                OrganisationCode::parse(text).map(|c| c.to_string()),
                Ok(plain.to_ascii_uppercase()),
                "{text}"
            );
        }
        for (text, expected) in [
            ("600037342", OrganisationCodeRefused::CheckCharacter { expected: '1' }),
            ("60003734A", OrganisationCodeRefused::Character { found: 'A' }),
            ("6000373-41", OrganisationCodeRefused::Length { given: 10 }),
            ("60003734", OrganisationCodeRefused::Length { given: 8 }),
            ("6000_7341", OrganisationCodeRefused::Character { found: '_' }),
        ] {
            assert_eq!(OrganisationCode::parse(text), Err(expected), "{text}");
        }
    }

    #[test]
    fn a_remainder_of_ten_is_an_x() {
        let body = (0..100).map(|n| format!("6000{n:04}")).find(|body| organisation_check(body) == 'X');
        let body = body.expect("one in eleven");
        assert!(OrganisationCode::parse(&format!("{body}x")).is_ok(), "{body}");
    }

    #[test]
    fn two_neighbours_swapped_are_noticed() {
        let code = "MA01ABCD5";
        for at in 0..7 {
            let mut swapped: Vec<char> = code.chars().collect();
            swapped.swap(at, at + 1);
            let swapped: String = swapped.into_iter().collect();
            assert_eq!(OrganisationCode::parse(&swapped).is_ok(), swapped == code, "{swapped}");
        }
    }
}
