//! Bank files: the debit batch out, the bank's answers in.
//!
//! A file of answers is taken whole or refused whole. Its identity is the batch it answers and the SHA-256 of its bytes.

use units::{Date, Fact, Fen, Statement};

/// Why a debit failed or came back, from the bank's reason code (ISO 20022 external status and return reasons).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// AM04: the balance is too small.
    InsufficientFunds,
    /// AC04: the account is closed.
    AccountClosed,
    /// AC06: the account is blocked.
    AccountBlocked,
    /// AC01, AC02, AC03: there is no such account.
    AccountUnknown,
    /// BE01, AC07…: name and account do not belong together.
    NameDiffers,
    /// MD01: no debit agreement.
    NoMandate,
    /// MD07: the debtor is deceased or dissolved; MS02: refused by the debtor.
    RefusedByDebtor,
    /// MS03 or none: the bank does not say why.
    NotSaid,
    /// Another code, kept as sent.
    Other(String),
}

/// What became of an instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The money is there.
    Paid,
    /// It was not collected.
    Failed(Cause),
    /// It was collected and taken back.
    Returned(Cause),
    /// The bank is still at it: no answer yet.
    Pending,
}

/// The bank's answer to one instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankAnswer {
    /// Our end-to-end identification of the instruction.
    pub end_to_end: String,
    /// The amount as the bank says it; `None` where it does not.
    pub amount: Option<Fen>,
    /// What became of it.
    pub outcome: Outcome,
    /// The day the money counts.
    pub value_date: Option<Date>,
}

/// Money that arrived without being an answer to a debit: a transfer with (or without) a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    /// The bank's own reference of the entry.
    pub bank_reference: String,
    /// How much.
    pub amount: Fen,
    /// The day the money counts.
    pub value_date: Option<Date>,
    /// What the payer wrote.
    pub remittance: String,
    /// The payer's name as the bank says it.
    pub payer: String,
    /// The payer's account.
    pub account: String,
}

/// The form a file of answers came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerForm {
    /// pain.002, payment status report.
    Status,
    /// camt.054, debit and credit notification.
    Notice,
    /// Our CSV.
    Csv,
}

/// A file of answers that adds up in itself. Whether the batch is known, procedures say: [`BankAnswers::check_against`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankAnswers {
    /// The form.
    pub form: AnswerForm,
    /// SHA-256 of the bytes, hexadecimal.
    pub sha256: String,
    /// The message the bank gave it, where it has one.
    pub message: Option<String>,
    /// Identification of the debit batch that is answered; `None` in a CSV and where a notice does not say it.
    pub batch: Option<String>,
    /// One answer an instruction, in the order of the file.
    pub answers: Vec<BankAnswer>,
    /// Money that answers nothing.
    pub incoming: Vec<Incoming>,
}

/// A bank file refused whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BankRefused {
    /// No byte, or more than a file may have.
    Size,
    /// Neither pain.002, camt.054 nor a CSV with the right headings.
    NotABankFile,
    /// It ends in the middle.
    Truncated,
    /// Broken inside; line or element where it was seen.
    Damaged(String),
    /// The XML declares a document type or entities.
    Entities,
    /// An instruction is answered twice.
    AnsweredTwice(String),
    /// The count the file says and the count there is.
    CountDiffers {
        /// As the file says.
        said: i64,
        /// As counted.
        counted: i64,
    },
    /// The sum the file says and the sum there is.
    SumDiffers {
        /// As the file says.
        said: Fen,
        /// As added up.
        added: Fen,
    },
    /// Not CNY.
    Currency(String),
    /// An amount that cannot be read, or not above zero.
    Amount(String),
    /// A status that is none of ours.
    StatusUnknown(String),
    /// It answers two batches.
    TwoBatches(String, String),
    /// It answers a batch that was never sent.
    BatchUnknown(String),
    /// An instruction that was never sent.
    InstructionUnknown(String),
    /// The bank's amount of an instruction is not ours.
    AmountDiffers {
        /// The instruction.
        end_to_end: String,
        /// As sent.
        sent: Fen,
        /// As answered.
        answered: Fen,
    },
}

impl Statement for BankRefused {
    fn code(&self) -> &'static str {
        match self {
            BankRefused::Size => "bank.size",
            BankRefused::NotABankFile => "bank.not_a_bank_file",
            BankRefused::Truncated => "bank.truncated",
            BankRefused::Damaged(_) => "bank.damaged",
            BankRefused::Entities => "bank.entities",
            BankRefused::AnsweredTwice(_) => "bank.answered_twice",
            BankRefused::CountDiffers { .. } => "bank.count_differs",
            BankRefused::SumDiffers { .. } => "bank.sum_differs",
            BankRefused::Currency(_) => "bank.currency",
            BankRefused::Amount(_) => "bank.amount",
            BankRefused::StatusUnknown(_) => "bank.status_unknown",
            BankRefused::TwoBatches(..) => "bank.two_batches",
            BankRefused::BatchUnknown(_) => "bank.batch_unknown",
            BankRefused::InstructionUnknown(_) => "bank.instruction_unknown",
            BankRefused::AmountDiffers { .. } => "bank.amount_differs",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        let text = |t: &String| Fact::Text(t.clone());
        match self {
            BankRefused::Size | BankRefused::NotABankFile | BankRefused::Truncated | BankRefused::Entities => vec![],
            BankRefused::Damaged(place) => vec![("place", text(place))],
            BankRefused::AnsweredTwice(id) | BankRefused::InstructionUnknown(id) => vec![("instruction", text(id))],
            BankRefused::CountDiffers { said, counted } => vec![("said", Fact::Count(*said)), ("counted", Fact::Count(*counted))],
            BankRefused::SumDiffers { said, added } => vec![("said", Fact::Money(*said)), ("added", Fact::Money(*added))],
            BankRefused::Currency(code) => vec![("currency", text(code))],
            BankRefused::Amount(amount) => vec![("amount", text(amount))],
            BankRefused::StatusUnknown(status) => vec![("status", text(status))],
            BankRefused::TwoBatches(one, other) => vec![("one", text(one)), ("other", text(other))],
            BankRefused::BatchUnknown(batch) => vec![("batch", text(batch))],
            BankRefused::AmountDiffers {
                end_to_end,
                sent,
                answered,
            } => {
                vec![
                    ("instruction", text(end_to_end)),
                    ("sent", Fact::Money(*sent)),
                    ("answered", Fact::Money(*answered)),
                ]
            }
        }
    }
}

impl BankAnswers {
    /// Compares with what was sent: `sent` gives the amount of an instruction of the batch, or `None` where it is none of ours.
    pub fn check_against(&self, batch: &str, sent: impl Fn(&str) -> Option<Fen>) -> Result<(), BankRefused> {
        if let Some(other) = self.batch.as_ref().filter(|b| *b != batch) {
            return Err(BankRefused::BatchUnknown(other.clone()));
        }
        for answer in &self.answers {
            let amount = sent(&answer.end_to_end).ok_or_else(|| BankRefused::InstructionUnknown(answer.end_to_end.clone()))?;
            if let Some(answered) = answer.amount.filter(|a| *a != amount) {
                return Err(BankRefused::AmountDiffers {
                    end_to_end: answer.end_to_end.clone(),
                    sent: amount,
                    answered,
                });
            }
        }
        Ok(())
    }
}

/// Reads a file of answers, whichever form it has.
pub fn read_answers(_bytes: &[u8]) -> Result<BankAnswers, BankRefused> {
    Err(BankRefused::Size)
}

/// One debit of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Debit {
    /// Our number of the instruction, at most 35 characters.
    pub instruction: String,
    /// End-to-end identification, unique for ever, at most 35 characters.
    pub end_to_end: String,
    /// Above zero.
    pub amount: Fen,
    /// Reference of the mandate, at most 35 characters.
    pub mandate: String,
    /// The day the mandate was signed.
    pub mandate_signed_on: Date,
    /// The payer's name.
    pub name: String,
    /// The payer's unified social credit code.
    pub credit_code: String,
    /// The payer's account, at most 34 characters.
    pub account: String,
    /// Clearing code of the payer's bank.
    pub bank_code: String,
    /// What is paid, at most 140 characters.
    pub remittance: String,
}

/// A debit batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DebitBatch {
    /// Identification of the batch, at most 33 characters.
    pub batch: String,
    /// When it was made, milliseconds since 1970 UTC; written with +08:00.
    pub created_at: i64,
    /// The day the money is to be collected.
    pub collect_on: Date,
    /// The creditor's name.
    pub creditor: String,
    /// The creditor's account.
    pub creditor_account: String,
    /// Clearing code of the creditor's bank.
    pub creditor_bank_code: String,
    /// The debits.
    pub debits: Vec<Debit>,
}
