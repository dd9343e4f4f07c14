use std::collections::HashSet;
use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::{BankAnswer, BankAnswers, BankRefused, Cause, notice, results, status};
use crate::grid::delimited::decode;
use crate::limit;

/// Reads a file of answers, whichever form it has: pain.002, camt.054 or CSV.
///
/// # Errors
/// The file is refused whole when it is cut, does not add up in itself or answers an instruction twice.
pub fn read_answers(bytes: &[u8]) -> Result<BankAnswers, BankRefused> {
    if bytes.is_empty() || bytes.len() > limit::BANK_BYTES {
        return Err(BankRefused::Size);
    }
    let (text, _) = decode(bytes).map_err(|_| BankRefused::NotABankFile)?;
    let head = text.trim_start();
    let mut answers = if head.starts_with('<') {
        read_message(head)?
    } else {
        results::read(&text)?
    };
    answers.sha256 = sha256(bytes);
    no_answer_twice(&answers.answers)?;
    Ok(answers)
}

fn read_message(text: &str) -> Result<BankAnswers, BankRefused> {
    let end = text.len().min(4_096);
    let head = String::from_utf8_lossy(&text.as_bytes()[..end]);
    let (is_status, is_notice) = (head.contains("CstmrPmtStsRpt"), head.contains("BkToCstmrDbtCdtNtfctn"));
    if head.contains("<!DOCTYPE") || head.contains("<!ENTITY") {
        return Err(BankRefused::Entities);
    }
    if !is_status && !is_notice {
        return Err(BankRefused::NotABankFile);
    }
    if !text.trim_end().ends_with("Document>") {
        return Err(BankRefused::Truncated);
    }
    if is_status {
        status::read(text.as_bytes())
    } else {
        notice::read(text.as_bytes())
    }
}

fn no_answer_twice(answers: &[BankAnswer]) -> Result<(), BankRefused> {
    let mut seen = HashSet::with_capacity(answers.len());
    match answers.iter().find(|a| !seen.insert(a.end_to_end.as_str())) {
        Some(twice) => Err(BankRefused::AnsweredTwice(twice.end_to_end.clone())),
        None => Ok(()),
    }
}

fn sha256(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing into a string cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// The class of a reason code (ISO 20022 external status reasons and return reasons).
pub fn cause_of(reason: &str) -> Cause {
    match reason {
        "AM04" => Cause::InsufficientFunds,
        "AC04" | "AC05" => Cause::AccountClosed,
        "AC06" | "AG01" => Cause::AccountBlocked,
        "AC01" | "AC02" | "AC03" | "AC13" => Cause::AccountUnknown,
        "BE01" | "BE04" | "BE05" => Cause::NameDiffers,
        "MD01" | "MD02" | "MD16" | "MD17" => Cause::NoMandate,
        "MD06" | "MD07" | "MS02" | "SL01" => Cause::RefusedByDebtor,
        _ => Cause::NotSaid,
    }
}

/// Checks what a file says about itself.
pub(crate) struct Totals {
    pub said_count: Option<i64>,
    pub said_sum: Option<units::Fen>,
    pub count: i64,
    /// `None` where an amount is not said.
    pub sum: Option<units::Fen>,
}

impl Totals {
    pub fn check(&self) -> Result<(), BankRefused> {
        let count_differs = self.said_count.is_some_and(|said| said != self.count);
        let sum_differs = self.said_sum.zip(self.sum).is_some_and(|(said, sum)| said != sum);
        if !count_differs && !sum_differs {
            return Ok(());
        }
        let sum = self.sum.or(self.said_sum).unwrap_or_default();
        Err(BankRefused::TotalsDiffer {
            said_count: self.said_count.unwrap_or(self.count),
            count: self.count,
            said_sum: self.said_sum.unwrap_or(sum),
            sum,
        })
    }
}
