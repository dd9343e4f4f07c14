use std::collections::HashSet;
use std::fmt::Write;

use sha2::{Digest, Sha256};

use units::Fen;

use super::{BankAnswer, BankAnswers, BankRefused, Cause, Outcome, notice, results, status};
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

/// Words after which a bank names the missing sum: `Balance short by 312.40`, `余额不足，差312.40元`.
const SHORT_WORDS: [&str; 5] = ["short by", "shortfall", "short", "差额", "差"];

/// The missing sum in what a bank wrote beside its reason; nothing where it names none with two decimals.
pub(crate) fn short_in(words: &str) -> Option<Fen> {
    let plain = words.to_ascii_lowercase();
    let after = SHORT_WORDS.iter().find_map(|word| plain.split_once(word)).map(|(_, rest)| rest)?;
    let from = after.find(|c: char| c.is_ascii_digit())?;
    let number: String = after[from..]
        .chars()
        .take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
        .filter(|c| *c != ',')
        .collect();
    let number = number.trim_end_matches('.');
    let has_decimals = number.rsplit_once('.').is_some_and(|(_, cents)| cents.len() == 2);
    Fen::parse_yuan(number).ok().filter(|fen| has_decimals && *fen > Fen::ZERO)
}

/// A missing sum belongs only to a debit that failed because the balance is too small.
pub(crate) fn missing(outcome: Outcome, short: Option<Fen>) -> Option<Fen> {
    short.filter(|_| outcome == Outcome::Bounced(Cause::InsufficientFunds))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_missing_sum_is_read_from_what_banks_write_and_never_guessed() {
        for (words, fen) in [
            ("Balance short by 312.40", Some(31_240)),
            ("BALANCE SHORT BY CNY 1,312.40.", Some(131_240)),
            ("余额不足，差312.40元", Some(31_240)),
            ("余额不足，差额：19,662.66", Some(1_966_266)),
            ("余额不足", None),
            ("short by 312", None),
            ("Insufficient balance of account 6222", None),
            ("", None),
        ] {
            assert_eq!(short_in(words), fen.map(Fen), "{words}");
        }
        assert_eq!(missing(Outcome::Bounced(Cause::AccountClosed), Some(Fen(1))), None);
    }
}
