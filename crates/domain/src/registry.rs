//! Who is registered: employers, their debit mandates, persons.

use policy::{Category, EmployerKind, EmployerSize};
use units::Date;

use crate::ids::{EmployerId, PersonId};

/// How an employer pays: what the agency does on the debit day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Collection {
    /// The agency debits the account under a mandate (托收).
    Debit,
    /// The employer pays itself, with the bill's reference.
    Transfer,
}

impl Collection {
    /// The code as stored.
    pub fn code(self) -> &'static str {
        match self {
            Collection::Debit => "debit",
            Collection::Transfer => "transfer",
        }
    }

    /// Reads the stored code.
    pub fn from_code(code: &str) -> Option<Collection> {
        [Collection::Debit, Collection::Transfer].into_iter().find(|c| c.code() == code)
    }
}

/// An employer as registered (用人单位). Facts of one version; a change is a later row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Employer {
    /// Its identifier.
    pub id: EmployerId,
    /// Unified social credit code, 18 characters.
    pub credit_code: String,
    /// Registered name.
    pub name: String,
    /// Which floors apply.
    pub kind: EmployerKind,
    /// Which relief applied in 2020.
    pub size: EmployerSize,
    /// Industry class for employment injury, 1 to 8.
    pub injury_class: u8,
    /// District of the agency, a division code.
    pub district: String,
    /// How it pays.
    pub collection: Collection,
}

/// A debit agreement with its dates (银行缴费协议).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mandate {
    /// First debit day on which it is used.
    pub from: Date,
    /// Reference of the mandate on the bank file.
    pub reference: String,
    /// Name of the bank.
    pub bank: String,
    /// Clearing code of the bank.
    pub bank_code: String,
    /// Name of the account.
    pub account_name: String,
    /// Number of the account.
    pub account_number: String,
}

/// An insured person as known. The full number is never shown without a purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The identifier.
    pub id: PersonId,
    /// Name as on the document.
    pub name: String,
    /// Social security number, for citizens the identity number.
    pub number: String,
    /// Day of birth.
    pub born: Date,
    /// `true` for a woman.
    pub female: bool,
}

/// A person on an employer's roll, as a page lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnRoll {
    /// The person.
    pub person: Person,
    /// Payer category.
    pub category: Category,
    /// First month of the running participation at this employer, per branch group; `None` where that group has none.
    pub from: [Option<units::Month>; 2],
    /// Last month to be paid per branch group where one is set.
    pub to: [Option<units::Month>; 2],
    /// Declared wage that the base is clamped from.
    pub base: units::Fen,
    /// First day of employment.
    pub started_on: Option<Date>,
}

/// A name as shown to those who need not know it in full: first character, then stars.
pub fn masked_name(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(String::from).unwrap_or_default();
    first + &"*".repeat(letters.count())
}

/// An identity number as shown: first three and last four characters.
pub fn masked_number(number: &str) -> String {
    let letters: Vec<char> = number.chars().collect();
    if letters.len() < 8 {
        return "*".repeat(letters.len());
    }
    let stars = "*".repeat(letters.len() - 7);
    let head: String = letters[..3].iter().collect();
    let tail: String = letters[letters.len() - 4..].iter().collect();
    head + &stars + &tail
}

/// A bank account as shown: its last four digits.
pub fn account_tail(number: &str) -> String {
    let letters: Vec<char> = number.chars().collect();
    letters[letters.len().saturating_sub(4)..].iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names_are_masked() {
        assert_eq!(masked_number("11010519900307513X"), "110***********513X");
        assert_eq!(masked_number("123"), "***");
        assert_eq!(masked_name("高振宇"), "高**");
        assert_eq!(account_tail("6222020200112345521"), "5521");
    }
}
