use units::{Date, Fen};

use super::answer::Outcome;
use crate::ids::{BatchId, EmployerId, SubjectId, TransferId};

/// A run of debits for the bills of a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Its identifier.
    pub id: BatchId,
    /// The contribution month whose debit days these are.
    pub run_month: units::Month,
    /// First or second debit.
    pub attempt: u8,
    /// The day of collection.
    pub collect_on: Date,
    /// When it was begun, ms since 1970.
    pub made_at: i64,
    /// Whether every due bill is in it: only then is it sent.
    pub complete: bool,
    /// How many debits.
    pub bills: i64,
    /// Their sum.
    pub total: Fen,
}

/// A file of the bank, accepted whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankFile {
    /// Its identifier.
    pub id: i64,
    /// Its form: `status`, `notice`, `csv`.
    pub form: String,
    /// The name it came with.
    pub name: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// The message name the bank gave it.
    pub message: Option<String>,
    /// The batch it answers.
    pub batch: Option<BatchId>,
    /// How many lines.
    pub lines: i64,
    /// How many of them brought money, and how much.
    pub paid: (i64, Fen),
    /// How many bounced, and how much.
    pub bounced: (i64, Fen),
    /// Whether every line is booked.
    pub booked: bool,
    /// The region's event that accepted it.
    pub n: i64,
}

/// One line of a bank file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankLine {
    /// Its place in the file, from 1.
    pub line: i64,
    /// How much.
    pub amount: Fen,
    /// The day it counts.
    pub value_date: Date,
    /// What it says.
    pub said: Said,
}

/// What a line of a bank file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// The answer to a debit.
    Answer {
        /// Whose.
        employer: EmployerId,
        /// Which.
        transfer: TransferId,
        /// What became of it.
        outcome: Outcome,
        /// The bank's own code or words.
        bank_says: Option<String>,
        /// What was missing on the account.
        short: Option<Fen>,
    },
    /// Money that answers nothing.
    Incoming(Incoming),
}

/// What a bank says about money that came by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    /// The bank's own number of the entry: the same money is never taken twice.
    pub bank_reference: String,
    /// What the payer wrote.
    pub text: String,
    /// The payer's name.
    pub payer: String,
    /// The payer's account.
    pub account: String,
}

/// Money that came by itself, as booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remittance {
    /// Its owner: an employer, or the region while none is known.
    pub subject: SubjectId,
    /// Its identifier.
    pub id: TransferId,
    /// The event that booked it.
    pub n: i64,
    /// How much.
    pub amount: Fen,
    /// The day it counts.
    pub value_date: Date,
    /// What the bank says about it.
    pub incoming: Incoming,
    /// The business day on which it was booked.
    pub on: Date,
}

/// A line that contradicts an earlier answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// Whose debit.
    pub employer: EmployerId,
    /// The file.
    pub file: i64,
    /// The line.
    pub line: i64,
    /// Which debit.
    pub transfer: TransferId,
    /// `paid_after_bounce` or `taken_back`.
    pub verdict: String,
    /// How much.
    pub amount: Fen,
    /// Since when it waits.
    pub on: Date,
}
