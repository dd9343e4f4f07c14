use units::{Date, Fen};

use super::debit::{Answer, identification};
use crate::ids::{BatchId, CaseId, EmployerId, TransferId};
use crate::registry::Mandate;

/// The debit of a back payment that was filed online: asked of the bank for the day of its filing, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilingDebit {
    /// Whose.
    pub employer: EmployerId,
    /// The case that was filed.
    pub case: CaseId,
    /// The event that asked for it.
    pub n: i64,
    /// The file it went with.
    pub batch: BatchId,
    /// The pending movement of the ledger.
    pub transfer: TransferId,
    /// What was filed: principal and late fee.
    pub amount: Fen,
    /// The day of the filing. Money of another day does not pay it.
    pub collect_on: Date,
    /// The account and its agreement.
    pub mandate: Mandate,
    /// What the bank answered, if it did.
    pub answer: Option<Answer>,
}

impl FilingDebit {
    /// Its identification on the bank file, of the same form as a monthly debit's.
    pub fn end_to_end(&self) -> String {
        identification(self.employer, self.transfer)
    }
}

/// Debits of one day's online filings that go to the bank in one file. A day has as many as are made; none is changed later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilingBatch {
    /// Its identifier.
    pub id: BatchId,
    /// The day of the filings.
    pub collect_on: Date,
    /// When it was made, ms since 1970.
    pub made_at: i64,
    /// How many debits.
    pub debits: i64,
    /// Their sum.
    pub total: Fen,
    /// The region's event that made it.
    pub n: i64,
}
