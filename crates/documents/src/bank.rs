//! Bank files: the debit batch out, the bank's answers in.
//!
//! A file of answers is taken whole or refused whole. Its identity is the batch it answers and the SHA-256 of its bytes.

mod answers;
mod debit;
mod message;
mod notice;
mod results;
mod status;

pub use answers::{cause_of, read_answers};
pub use debit::{Debit, DebitBatch, DebitFault, about_case, about_month, debit_csv, debit_message};
pub use domain::collection::{Cause, Outcome};

use units::{Date, Fact, Fen, Statement};

/// The bank's answer to one instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankAnswer {
    /// Our end-to-end identification of the instruction.
    pub end_to_end: String,
    /// The amount as the bank says it; `None` where it does not.
    pub amount: Option<Fen>,
    /// What became of it. An instruction the bank is still at has no answer.
    pub outcome: Outcome,
    /// The bank's reason code as sent, `AM04`; empty where there is none.
    pub reason: String,
    /// What was missing on the account, where the bank says it: a column of its own, or words beside the reason.
    pub short: Option<Fen>,
    /// The day the money counts.
    pub value_date: Option<Date>,
}

/// Money that moved without being an answer to a debit: a transfer with (or without) a reference, a fee of the bank.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Movement {
    /// The bank's own reference of the entry.
    pub bank_reference: String,
    /// How much; below zero where it left the account.
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
    /// Money that answers nothing: transfers for the work list, fees.
    pub movements: Vec<Movement>,
    /// The bank refused the whole batch for this reason, and answers no single instruction.
    pub batch_refused: Option<String>,
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
    /// Count and sum as the file says them are not what is in it.
    TotalsDiffer {
        /// Count as said.
        said_count: i64,
        /// Count as counted.
        count: i64,
        /// Sum as said.
        said_sum: Fen,
        /// Sum as added up.
        sum: Fen,
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

impl BankRefused {
    /// Each kind once, for a test that wants a sentence for each.
    pub fn samples() -> Vec<BankRefused> {
        let id = || "SB20261100000001".to_owned();
        vec![
            BankRefused::Size,
            BankRefused::NotABankFile,
            BankRefused::Truncated,
            BankRefused::Damaged("7".into()),
            BankRefused::Entities,
            BankRefused::AnsweredTwice(id()),
            BankRefused::TotalsDiffer {
                said_count: 61,
                count: 60,
                said_sum: Fen::yuan(200),
                sum: Fen::yuan(100),
            },
            BankRefused::Currency("EUR".into()),
            BankRefused::Amount("1,0".into()),
            BankRefused::StatusUnknown("QQQQ".into()),
            BankRefused::TwoBatches("A".into(), "B".into()),
            BankRefused::BatchUnknown("A".into()),
            BankRefused::InstructionUnknown(id()),
            BankRefused::AmountDiffers {
                end_to_end: id(),
                sent: Fen::yuan(1),
                answered: Fen::yuan(2),
            },
        ]
    }
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
            BankRefused::TotalsDiffer { .. } => "bank.totals_differ",
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
            BankRefused::TotalsDiffer {
                said_count,
                count,
                said_sum,
                sum,
            } => vec![
                ("said_count", Fact::Count(*said_count)),
                ("count", Fact::Count(*count)),
                ("said_sum", Fact::Money(*said_sum)),
                ("sum", Fact::Money(*sum)),
            ],
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

#[cfg(test)]
mod tests {
    use super::*;
    use words::{Lang, mend, tell};

    #[test]
    fn every_refusal_is_said_with_its_mend_in_both_languages() {
        let debits = [
            DebitFault::Empty,
            DebitFault::Amount("E1".into()),
            DebitFault::Twice("E1".into()),
            DebitFault::TooLong("E1".into(), 35),
            DebitFault::Missing("E1".into()),
        ];
        let refused = BankRefused::samples();
        let all = refused
            .iter()
            .map(|r| r as &dyn Statement)
            .chain(debits.iter().map(|d| d as &dyn Statement));
        for statement in all {
            for lang in [Lang::Zh, Lang::En] {
                assert!(!tell(lang, statement).is_empty());
                assert!(mend(lang, statement).is_some_and(|m| !m.is_empty()), "{}", statement.code());
            }
        }
    }
}
