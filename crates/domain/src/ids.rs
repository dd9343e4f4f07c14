//! Identifiers: 63-bit numbers inside, Crockford base 32 with a check character outside.

use std::fmt;

/// The digits of Crockford's base 32: no I, L, O, U.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// The check character is the number modulo this prime, written as a digit: it finds a mistyped and a swapped
/// character, and an identifier stays letters and digits.
const CHECK_PRIME: u64 = 29;

/// The text is no identifier, or a character of it was mistyped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAnId;

/// Writes an identifier as its code: base-32 digits without leading zeros, then the check character.
pub fn encode(number: i64) -> String {
    let number = number.unsigned_abs();
    let mut digits = Vec::new();
    let mut rest = number;
    loop {
        digits.push(DIGITS[(rest % 32) as usize]);
        rest /= 32;
        if rest == 0 {
            break;
        }
    }
    digits.reverse();
    digits.push(check_character(number));
    digits.into_iter().map(char::from).collect()
}

/// Reads a code back; small letters and the usual slips (`O` for `0`, `I` and `L` for `1`) are taken.
pub fn decode(code: &str) -> Result<i64, NotAnId> {
    let code = code.trim().to_ascii_uppercase();
    let bytes = code.as_bytes();
    let (&check, digits) = bytes.split_last().ok_or(NotAnId)?;
    if digits.is_empty() || digits.len() > 13 {
        return Err(NotAnId);
    }
    let mut number: u64 = 0;
    for &byte in digits {
        let byte = match byte {
            b'O' => b'0',
            b'I' | b'L' => b'1',
            other => other,
        };
        let digit = DIGITS.iter().position(|d| *d == byte).ok_or(NotAnId)?;
        number = number.checked_mul(32).and_then(|n| n.checked_add(digit as u64)).ok_or(NotAnId)?;
    }
    if check_character(number) != check {
        return Err(NotAnId);
    }
    i64::try_from(number).map_err(|_| NotAnId)
}

fn check_character(number: u64) -> u8 {
    DIGITS[(number % CHECK_PRIME) as usize]
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl $name {
            /// The code people and addresses use.
            pub fn code(self) -> String {
                encode(self.0)
            }

            /// Reads the code.
            pub fn from_code(code: &str) -> Result<$name, NotAnId> {
                decode(code).map($name)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.code())
            }
        }
    };
}

id!(/// Anything that has a chain of events: an employer, a person, a region's agency.
    SubjectId);
id!(/// An employer; also a flexible worker, who is an employer of one.
    EmployerId);
id!(/// An insured person.
    PersonId);
id!(/// A person who signs in; the natural person behind every act.
    LoginId);
id!(/// A case at a desk.
    CaseId);
id!(/// A debit batch sent to the bank.
    BatchId);
id!(/// A movement of money in the ledger.
    TransferId);
id!(/// A piece of long work.
    JobId);
id!(/// A filing kept but not yet filed.
    DraftId);
id!(/// A place of the agency where people come: a centre or a sub-centre.
    OfficeId);
id!(/// A file of months from before the agency's own records.
    EarlierFileId);
id!(/// A booked visit.
    AppointmentId);
id!(/// A place in the line of a hall.
    TicketId);
id!(/// A cashier's till of one day.
    TillId);
id!(/// A sum taken at a till.
    TakingId);

impl From<OfficeId> for SubjectId {
    fn from(id: OfficeId) -> SubjectId {
        SubjectId(id.0)
    }
}

impl From<EmployerId> for SubjectId {
    fn from(id: EmployerId) -> SubjectId {
        SubjectId(id.0)
    }
}

impl From<PersonId> for SubjectId {
    fn from(id: PersonId) -> SubjectId {
        SubjectId(id.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_back_and_a_mistyped_one_is_not() {
        for number in [0, 1, 31, 32, 36, 1_234_567, i64::MAX] {
            assert_eq!(decode(&encode(number)), Ok(number));
        }
        let code = encode(987_654_321);
        assert_eq!(decode(&code.to_lowercase()), Ok(987_654_321));
        for wrong in ["", "7", "!!", "ZZZZZZZZZZZZZZZ"] {
            assert_eq!(decode(wrong), Err(NotAnId), "{wrong}");
        }
        let mut swapped: Vec<char> = code.chars().collect();
        swapped.swap(0, 1);
        assert_eq!(decode(&swapped.into_iter().collect::<String>()), Err(NotAnId));
    }
}
