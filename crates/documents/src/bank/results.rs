//! Results as CSV: end-to-end id, amount, currency, status, reason, value date and, where a bank says it, what was short; the last
//! line is `#`, count, sum.

use std::borrow::Cow;

use units::Fen;

use super::answers::{Totals, cause_of, missing};
use super::message::{amount, count, day, sum};
use super::{AnswerForm, BankAnswer, BankAnswers, BankRefused, Outcome};
use crate::grid::delimited::{Record, next_record, separator_of, unquoted};

/// The columns, each by the names it may have.
const COLUMNS: [&[&str]; 6] = [
    &["end_to_end_id", "端到端标识", "业务标识号"],
    &["amount", "金额"],
    &["currency", "币种"],
    &["status", "处理状态", "状态"],
    &["reason", "原因", "失败原因"],
    &["value_date", "起息日", "入账日期"],
];

/// What was missing on the account: a column that a file may have.
const SHORT: &[&str] = &["short", "差额", "不足金额"];

/// Reads the results.
pub(crate) fn read(text: &str) -> Result<BankAnswers, BankRefused> {
    let separator = separator_of(text.as_bytes());
    let mut lines = Lines {
        text,
        separator,
        at: 0,
        number: 0,
    };
    let heading = lines.next().ok_or(BankRefused::NotABankFile)?;
    let place = |names: &&[&str]| heading.iter().position(|h| names.contains(&h.trim().to_lowercase().as_str()));
    let places: Vec<usize> = COLUMNS.iter().map_while(place).collect();
    let short_at = place(&SHORT);
    let places: [usize; 6] = places.try_into().map_err(|_| BankRefused::NotABankFile)?;
    let (mut answers, mut trailer) = (Vec::new(), None);
    let (mut counted, mut total) = (0, Fen::ZERO);
    while let Some(fields) = lines.next() {
        if fields.iter().all(|f| f.trim().is_empty()) {
            continue;
        }
        if trailer.is_some() {
            return Err(BankRefused::Damaged(lines.number.to_string()));
        }
        if fields.first().is_some_and(|f| f.trim() == "#") {
            let said = |at: usize| fields.get(at).map(|f| f.trim()).ok_or(BankRefused::Truncated);
            trailer = Some((count(said(1)?)?, sum(said(2)?)?));
            continue;
        }
        let short = fields.len() < COLUMNS.len() || places.first().and_then(|at| fields.get(*at)).is_none_or(|id| id.trim().is_empty());
        if short {
            // The last line of a file that was cut is short; a short line before others is damage.
            let last = lines.next().is_none();
            return Err(if last {
                BankRefused::Truncated
            } else {
                BankRefused::Damaged(lines.number.to_string())
            });
        }
        let (amount, answer) = read_line(&fields, places, short_at)?;
        counted += 1;
        total += amount;
        answers.extend(answer);
    }
    let (said_count, said_sum) = trailer.ok_or(BankRefused::Truncated)?;
    Totals {
        said_count: Some(said_count),
        said_sum: Some(said_sum),
        count: counted,
        sum: Some(total),
    }
    .check()?;
    Ok(BankAnswers {
        form: AnswerForm::Csv,
        sha256: String::new(),
        message: None,
        batch: None,
        answers,
        movements: vec![],
        batch_refused: None,
    })
}

/// The amount of a line and its answer, where it is one already.
fn read_line(fields: &[Cow<'_, str>], places: [usize; 6], short_at: Option<usize>) -> Result<(Fen, Option<BankAnswer>), BankRefused> {
    let [id, money, currency, status, reason, value_date] = places.map(|at| fields.get(at).map(|f| f.trim()).unwrap_or_default());
    let amount = amount(money, Some(currency))?;
    let outcome = match status {
        "ACSC" | "ACCC" => Outcome::Paid,
        "RJCT" => Outcome::Bounced(cause_of(reason)),
        "PDNG" | "ACSP" => return Ok((amount, None)),
        other => return Err(BankRefused::StatusUnknown(other.chars().take(20).collect())),
    };
    let said = short_at.and_then(|at| fields.get(at)).map(|f| f.trim()).filter(|f| !f.is_empty());
    let short = said.and_then(|text| Fen::parse_yuan(text).ok());
    let answer = BankAnswer {
        end_to_end: id.to_owned(),
        amount: Some(amount),
        outcome,
        reason: reason.to_owned(),
        short: missing(outcome, short),
        value_date: day(value_date),
    };
    Ok((amount, Some(answer)))
}

/// The records of the text.
struct Lines<'a> {
    text: &'a str,
    separator: u8,
    at: usize,
    number: u32,
}

impl<'a> Lines<'a> {
    fn next(&mut self) -> Option<Vec<Cow<'a, str>>> {
        let mut record = Record::default();
        if !next_record(self.text.as_bytes(), self.at, self.separator, &mut record) {
            return None;
        }
        self.at = record.next;
        self.number += 1;
        let field = |(start, end): &(usize, usize)| unquoted(self.text.get(*start..*end).unwrap_or_default());
        Some(record.fields.iter().map(field).collect())
    }
}
