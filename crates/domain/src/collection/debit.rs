use units::{Date, Fen};

use super::answer::Outcome;
use super::claim::ClaimKey;
use crate::ids::{BatchId, EmployerId, TransferId};
use crate::registry::Mandate;

/// One debit as it was asked of the bank, on the account in force when it was announced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Debit {
    /// Whose bill.
    pub employer: EmployerId,
    /// Which bill.
    pub claim: ClaimKey,
    /// First or second.
    pub attempt: u8,
    /// The event that announced it.
    pub n: i64,
    /// The batch it went with.
    pub batch: BatchId,
    /// The pending movement of the ledger.
    pub transfer: TransferId,
    /// How much.
    pub amount: Fen,
    /// The day of collection.
    pub collect_on: Date,
    /// The account and its agreement.
    pub mandate: Mandate,
    /// What the bank answered, if it did.
    pub answer: Option<Answer>,
}

/// The bank's answer to a debit, as it was booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What became of it.
    pub outcome: Outcome,
    /// The bank's own code or words, where it bounced.
    pub bank_says: Option<String>,
    /// What was missing on the account, where the bank says it.
    pub short: Option<Fen>,
    /// The day the money counts, or the day it bounced.
    pub value_date: Date,
    /// The file that brought it.
    pub file: i64,
    /// Its line there.
    pub line: i64,
    /// The event that booked it.
    pub n: i64,
}

impl Debit {
    /// Its identification on the bank file, unique for ever: employer and movement, each with its check character.
    pub fn end_to_end(&self) -> String {
        identification(self.employer, self.transfer)
    }

    /// Reads an identification back; a mistyped one is none.
    pub fn read_end_to_end(text: &str) -> Option<(EmployerId, TransferId)> {
        let (employer, transfer) = text.trim().split_once('-')?;
        Some((EmployerId::from_code(employer).ok()?, TransferId::from_code(transfer).ok()?))
    }
}

/// What a debit is called on the files of the bank.
pub(super) fn identification(employer: EmployerId, transfer: TransferId) -> String {
    format!("{employer}-{transfer}")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::bill::BillKind;
    use units::{Month, date};

    pub fn asked(answered: Option<Outcome>) -> Debit {
        let day = date(2026, 9, 2);
        Debit {
            employer: EmployerId(7_000_123),
            claim: ClaimKey {
                month: Month::of(date(2026, 8, 1)),
                kind: BillKind::Regular,
            },
            attempt: 1,
            n: 4,
            batch: BatchId(9),
            transfer: TransferId(i64::MAX),
            amount: Fen(1_966_266),
            collect_on: day,
            mandate: Mandate {
                from: day,
                reference: "M1".into(),
                bank: "示例银行".into(),
                bank_code: "102100099996".into(),
                account_name: "示例厂".into(),
                account_number: "6222000011111234".into(),
            },
            answer: answered.map(|outcome| Answer {
                outcome,
                bank_says: None,
                short: None,
                value_date: day,
                file: 1,
                line: 1,
                n: 5,
            }),
        }
    }

    #[test]
    fn an_identification_leads_back_to_its_debit_or_to_nothing() {
        let debit = asked(None);
        let text = debit.end_to_end();
        assert!(text.len() <= 35, "{text}");
        assert_eq!(Debit::read_end_to_end(&text), Some((debit.employer, debit.transfer)));
        for wrong in ["", "-", "7000", &text[1..], &format!("{text}X")] {
            assert_eq!(Debit::read_end_to_end(wrong), None, "{wrong}");
        }
    }
}
