use std::fmt;

use units::{Fact, Statement};

use super::organisation_check;

/// A unified social credit code (统一社会信用代码, GB 32100-2015): 18 characters with a check character.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CreditCode(String);

/// Why a text is no unified social credit code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CreditCodeRefused {
    /// Nothing was given.
    Missing,
    /// Not 18 characters.
    Length {
        /// How many were given.
        given: usize,
    },
    /// A character outside the code's alphabet, which has no I, O, S, V, Z.
    Character {
        /// The first of them.
        found: char,
    },
    /// Characters three to eight, the division code, are not all digits.
    Division {
        /// The six characters.
        division: String,
    },
    /// The last character does not fit the others: one of them is mistyped.
    CheckCharacter,
}

impl Statement for CreditCodeRefused {
    fn code(&self) -> &'static str {
        match self {
            CreditCodeRefused::Missing => "credit_code.missing",
            CreditCodeRefused::Length { .. } => "credit_code.length",
            CreditCodeRefused::Character { .. } => "credit_code.character",
            CreditCodeRefused::Division { .. } => "credit_code.division",
            CreditCodeRefused::CheckCharacter => "credit_code.check_character",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            CreditCodeRefused::Length { given } => vec![("given", Fact::Count(*given as i64))],
            CreditCodeRefused::Character { found } => vec![("found", Fact::Text(found.to_string()))],
            CreditCodeRefused::Division { division } => vec![("division", Fact::Text(division.clone()))],
            CreditCodeRefused::Missing | CreditCodeRefused::CheckCharacter => vec![],
        }
    }
}

const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

impl CreditCode {
    /// Reads a code; spaces and small letters are taken.
    pub fn parse(text: &str) -> Result<CreditCode, CreditCodeRefused> {
        let code: String = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| c.to_ascii_uppercase())
            .collect();
        if code.is_empty() {
            return Err(CreditCodeRefused::Missing);
        }
        if let Some(found) = code.chars().find(|c| !ALPHABET.contains(*c)) {
            return Err(CreditCodeRefused::Character { found });
        }
        if code.len() != 18 {
            return Err(CreditCodeRefused::Length { given: code.len() });
        }
        let division = &code[2..8];
        if !division.bytes().all(|b| b.is_ascii_digit()) {
            let division = division.to_owned();
            return Err(CreditCodeRefused::Division { division });
        }
        let (body, check) = code.split_at(17);
        if check.starts_with(CreditCode::check_character(body)) {
            Ok(CreditCode(code))
        } else {
            Err(CreditCodeRefused::CheckCharacter)
        }
    }

    /// The check character over the first seventeen.
    pub fn check_character(body: &str) -> char {
        const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
        let sum: usize = body
            .chars()
            .zip(WEIGHTS)
            .map(|(c, weight)| ALPHABET.find(c).unwrap_or(0) * weight)
            .sum();
        char::from(ALPHABET.as_bytes()[(31 - sum % 31) % 31])
    }

    /// The organisation code inside (组织机构代码): characters nine to seventeen.
    pub fn organisation(&self) -> &str {
        &self.0[8..17]
    }

    /// Whether the organisation code's own check character fits (GB 11714). The rule of that check is not confirmed (parameters 9,
    /// R): a misfit is a doubt, the code as a whole is judged by its last character alone.
    pub fn organisation_fits(&self) -> bool {
        let (body, check) = self.organisation().split_at(8);
        check.starts_with(organisation_check(body))
    }

    /// The 18 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_taken_with_spaces_and_small_letters_or_refused_for_what_is_wrong() {
        // The check character agrees with python-stdnum, stdnum.cn.uscc.
        let body = "91110000600037341";
        let good = format!("{body}{}", CreditCode::check_character(body));
        assert_eq!(good, "91110000600037341L");
        assert_eq!(
            CreditCode::parse(" 9111 0000 6000 3734 1l ").map(|c| c.to_string()),
            Ok(good.clone())
        );
        for (text, expected) in [
            ("", CreditCodeRefused::Missing),
            ("91110000600037341", CreditCodeRefused::Length { given: 17 }),
            ("91110000600037341O", CreditCodeRefused::Character { found: 'O' }),
            ("91110000600037342L", CreditCodeRefused::CheckCharacter),
            (
                "9111A000600037341L",
                CreditCodeRefused::Division {
                    division: "11A000".to_owned(),
                },
            ),
        ] {
            assert_eq!(CreditCode::parse(text), Err(expected), "{text}");
        }
    }

    #[test]
    fn the_organisation_code_inside_has_a_check_of_its_own() {
        for (body, check) in [("60003734", '1'), ("71092546", '2'), ("MA01ABCD", '5'), ("00000000", '0')] {
            assert_eq!(organisation_check(body), check, "{body}");
        }
        let code = |body: &str| CreditCode::parse(&format!("{body}{}", CreditCode::check_character(body)));
        let right = code("91110000600037341").map(|c| (c.organisation().to_owned(), c.organisation_fits()));
        assert_eq!(right, Ok(("600037341".to_owned(), true)));
        assert_eq!(code("91110000600037340").map(|c| c.organisation_fits()), Ok(false));
    }
}
