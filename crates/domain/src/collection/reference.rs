use std::fmt;

use units::Month;

use super::claim::ClaimKey;
use crate::bill::BillKind;
use crate::ids::EmployerId;

/// The number a payer writes into a transfer: employer, month and kind of bill, with a check character (付款编号).
///
/// It is computed, never stored: a reference finds its bill on any machine. Printed in groups of four.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaymentReference {
    /// Whose bill.
    pub employer: EmployerId,
    /// Which bill.
    pub bill: ClaimKey,
}

/// The text holds no payment reference, or a character of it was mistyped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAReference;

/// Every reference begins with it: a search through free text starts there.
const MARK: &str = "SB";
/// First year a reference can name: years are written with two digits.
const FIRST_YEAR: u32 = 2000;
const CHECK: &[u8; 31] = b"0123456789ABCDEFGHJKMNPQRSTVWXY";

impl PaymentReference {
    /// Finds the reference in what a payer wrote: spaces, hyphens, small letters and other words do not matter.
    pub fn find(text: &str) -> Result<PaymentReference, NotAReference> {
        let plain: String = text
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let starts = plain.match_indices(MARK).map(|(at, _)| at + MARK.len());
        let found: Vec<PaymentReference> = starts.filter_map(|at| longest(&plain[at..])).collect();
        match found.as_slice() {
            [one] => Ok(*one),
            [] | [_, ..] => Err(NotAReference),
        }
    }

    /// The reference in groups of four, as it is printed.
    pub fn grouped(self) -> String {
        let plain = self.to_string();
        let groups: Vec<&str> = (0..plain.len()).step_by(4).map(|at| &plain[at..plain.len().min(at + 4)]).collect();
        groups.join(" ")
    }
}

/// Month, kind, length of the code, code, check.
impl fmt::Display for PaymentReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.employer.code();
        let month = self.bill.month;
        let body = format!(
            "{:02}{:02}{:03}{:X}{code}",
            month.year() % 100,
            month.month(),
            self.bill.kind.stored(),
            code.len()
        );
        write!(f, "{MARK}{body}{}", check(&body))
    }
}

fn longest(text: &str) -> Option<PaymentReference> {
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<u32>().ok();
    let (year, month, kind) = (number(0..2)?, number(2..4)?, number(4..7)?);
    let length = usize::from_str_radix(text.get(7..8)?, 16).ok()?;
    let body = text.get(..8 + length)?;
    let said = text.get(8 + length..9 + length)?;
    if check(body).to_string() != said {
        return None;
    }
    let employer = EmployerId::from_code(&body[8..]).ok()?;
    let month = Month::new(FIRST_YEAR + year, month).ok()?;
    let kind = BillKind::from_stored(kind.into())?;
    Some(PaymentReference {
        employer,
        bill: ClaimKey { month, kind },
    })
}

/// One wrong character and two that traded places give another check character.
fn check(body: &str) -> char {
    let modulus = CHECK.len() as u64;
    let value = |b: u8| CHECK.iter().position(|d| *d == b).unwrap_or(29) as u64;
    let sum = body.bytes().fold(7_u64, |sum, b| (sum * 2 + value(b)) % modulus);
    char::from(CHECK[sum as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reference(employer: i64, kind: BillKind) -> PaymentReference {
        let month = Month::parse("2026-08").expect("a month");
        PaymentReference {
            employer: EmployerId(employer),
            bill: ClaimKey { month, kind },
        }
    }

    #[test]
    fn a_reference_is_found_in_what_payers_write() {
        for original in [
            reference(7, BillKind::Regular),
            reference(987_654_321, BillKind::Regular),
            reference(i64::MAX, BillKind::Correction(12)),
        ] {
            let plain = original.to_string();
            for text in [
                plain.clone(),
                plain.to_lowercase(),
                original.grouped(),
                format!("社保费8月 {} 谢谢", original.grouped()),
                format!("/RFB/{plain}/INV 2026"),
            ] {
                assert_eq!(PaymentReference::find(&text), Ok(original), "{text}");
            }
            assert!(plain.len() <= 35, "{plain}");
        }
    }

    #[test]
    fn a_mistyped_reference_finds_nothing_rather_than_another_employer() {
        let plain = reference(987_654_321, BillKind::Regular).to_string();
        for at in 2..plain.len() {
            let mut letters: Vec<char> = plain.chars().collect();
            letters[at] = if letters[at] == '3' { '4' } else { '3' };
            let wrong: String = letters.iter().collect();
            assert_eq!(PaymentReference::find(&wrong), Err(NotAReference), "{wrong}");
        }
        for text in [
            "",
            "2026年8月社保费",
            "SB",
            "SB2608",
            &format!("{plain} {}", reference(8, BillKind::Regular)),
        ] {
            assert_eq!(PaymentReference::find(text), Err(NotAReference), "{text}");
        }
    }
}
