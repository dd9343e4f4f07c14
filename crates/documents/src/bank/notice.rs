//! camt.054, debit and credit notification: entries on the account, one by one or booked as one sum with details.

use std::collections::HashMap;

use units::{Date, Fen};

use super::answers::{Totals, cause_of, missing, short_in};
use super::message::{Mark, amount, count, day, sum, walk};
use super::{AnswerForm, BankAnswer, BankAnswers, BankRefused, Movement, Outcome};

const NOTICE: &str = "Document/BkToCstmrDbtCdtNtfctn";
const ENTRY: &str = "Document/BkToCstmrDbtCdtNtfctn/Ntfctn/Ntry";

/// One transaction inside an entry.
#[derive(Default)]
struct Detail {
    batch: Option<String>,
    block: bool,
    end_to_end: String,
    mandate: bool,
    amount: Option<Fen>,
    debit: Option<bool>,
    returned: bool,
    reason: String,
    words: String,
    remittance: String,
    payer: String,
    account: String,
}

/// A booked entry.
#[derive(Default)]
struct Entry {
    reference: String,
    bank_reference: String,
    amount: Fen,
    debit: bool,
    reversal: bool,
    status: String,
    booked_on: Option<Date>,
    value_date: Option<Date>,
    direct_debit: bool,
    batch: Option<String>,
    batch_count: Option<i64>,
    batch_sum: Option<Fen>,
    details: Vec<Detail>,
}

/// What one notification says of its entries.
#[derive(Default)]
struct Summary {
    all: (Option<i64>, Option<Fen>),
    credits: (Option<i64>, Option<Fen>),
    debits: (Option<i64>, Option<Fen>),
}

#[derive(Default)]
struct Notice {
    message: Option<String>,
    batch: Option<String>,
    summary: Summary,
    /// Entries of the notification being read: debit or not, amount.
    seen: Vec<(bool, Fen)>,
    entry: Entry,
    /// By instruction: place in `answers`, credited, debited.
    known: HashMap<String, (usize, bool, bool)>,
    answers: Vec<BankAnswer>,
    movements: Vec<Movement>,
}

/// Reads a notification.
pub(crate) fn read(bytes: &[u8]) -> Result<BankAnswers, BankRefused> {
    let mut notice = Notice::default();
    walk(bytes, &mut |mark| notice.take(mark))?;
    Ok(BankAnswers {
        form: AnswerForm::Notice,
        sha256: String::new(),
        message: notice.message,
        batch: notice.batch,
        answers: notice.answers,
        movements: notice.movements,
        batch_refused: None,
    })
}

impl Notice {
    fn take(&mut self, mark: Mark<'_>) -> Result<(), BankRefused> {
        match mark {
            Mark::Opened { path } => {
                if path == ENTRY {
                    self.entry = Entry::default();
                } else if path.strip_prefix(ENTRY) == Some("/NtryDtls/TxDtls") {
                    self.entry.details.push(Detail::default());
                }
                Ok(())
            }
            Mark::Closed { path } => {
                if path == ENTRY {
                    let entry = std::mem::take(&mut self.entry);
                    return self.close_entry(entry);
                }
                if path.strip_prefix(NOTICE) == Some("/Ntfctn") {
                    return self.close_notification();
                }
                Ok(())
            }
            Mark::Value { path, text, currency } => {
                if let Some(inside) = path.strip_prefix(ENTRY) {
                    return self.entry.value(inside, text, currency);
                }
                let Some(inside) = path.strip_prefix(NOTICE) else { return Ok(()) };
                let (summary, which) = match inside {
                    "/GrpHdr/MsgId" => {
                        self.message = Some(text.to_owned());
                        return Ok(());
                    }
                    _ => match inside.strip_prefix("/Ntfctn/TxsSummry/").and_then(|i| i.split_once('/')) {
                        Some(("TtlNtries", which)) => (&mut self.summary.all, which),
                        Some(("TtlCdtNtries", which)) => (&mut self.summary.credits, which),
                        Some(("TtlDbtNtries", which)) => (&mut self.summary.debits, which),
                        _ => return Ok(()),
                    },
                };
                match which {
                    "NbOfNtries" => summary.0 = Some(count(text)?),
                    "Sum" => summary.1 = Some(sum(text)?),
                    _ => {}
                }
                Ok(())
            }
        }
    }

    fn close_notification(&mut self) -> Result<(), BankRefused> {
        let seen = std::mem::take(&mut self.seen);
        let summary = std::mem::take(&mut self.summary);
        let check = |(said_count, said_sum): (Option<i64>, Option<Fen>), counts: &dyn Fn(bool) -> bool| {
            let these = seen.iter().filter(|(debit, _)| counts(*debit));
            Totals {
                said_count,
                said_sum,
                count: these.clone().count() as i64,
                sum: Some(these.map(|(_, amount)| *amount).sum()),
            }
            .check()
        };
        check(summary.all, &|_| true)?;
        check(summary.credits, &|debit| !debit)?;
        check(summary.debits, &|debit| debit)
    }

    fn close_entry(&mut self, entry: Entry) -> Result<(), BankRefused> {
        entry.check()?;
        self.seen.push((entry.debit, entry.amount));
        if entry.status != "BOOK" && !entry.status.is_empty() {
            return Ok(());
        }
        let value_date = entry.value_date.or(entry.booked_on);
        if entry.details.is_empty() {
            self.movements.push(Movement {
                bank_reference: entry.name(),
                amount: if entry.debit { -entry.amount } else { entry.amount },
                value_date,
                ..Movement::default()
            });
        }
        let (single, name) = (entry.details.len() == 1, entry.name());
        for detail in entry.details {
            let amount = detail.amount.or(single.then_some(entry.amount));
            let debit = detail.debit.unwrap_or(entry.debit);
            let ours = entry.direct_debit || detail.mandate || detail.block || detail.returned;
            if ours && !detail.end_to_end.is_empty() && detail.end_to_end != "NOTPROVIDED" {
                self.same_batch(detail.batch.as_deref().or(entry.batch.as_deref()))?;
                self.answer(&detail, debit || entry.reversal, amount, value_date)?;
            } else {
                let amount = amount.unwrap_or_default();
                self.movements.push(Movement {
                    bank_reference: name.clone(),
                    amount: if debit { -amount } else { amount },
                    value_date,
                    remittance: detail.remittance,
                    payer: detail.payer,
                    account: detail.account,
                });
            }
        }
        Ok(())
    }

    fn same_batch(&mut self, batch: Option<&str>) -> Result<(), BankRefused> {
        match (&self.batch, batch) {
            (Some(one), Some(other)) if one != other => Err(BankRefused::TwoBatches(one.clone(), other.to_owned())),
            (None, Some(batch)) => {
                self.batch = Some(batch.to_owned());
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// A credit says paid; a debit takes it back, whichever comes first in the file.
    fn answer(&mut self, detail: &Detail, back: bool, amount: Option<Fen>, value_date: Option<Date>) -> Result<(), BankRefused> {
        let outcome = if back {
            Outcome::Bounced(cause_of(&detail.reason))
        } else {
            Outcome::Paid
        };
        let place = self.known.get(&detail.end_to_end).copied();
        let Some((at, credited, debited)) = place else {
            self.known.insert(detail.end_to_end.clone(), (self.answers.len(), !back, back));
            self.answers.push(BankAnswer {
                end_to_end: detail.end_to_end.clone(),
                amount,
                outcome,
                reason: detail.reason.clone(),
                short: missing(outcome, short_in(&detail.words)),
                value_date,
            });
            return Ok(());
        };
        if (back && debited) || (!back && credited) {
            return Err(BankRefused::AnsweredTwice(detail.end_to_end.clone()));
        }
        self.known.insert(detail.end_to_end.clone(), (at, true, true));
        if let Some(answer) = self.answers.get_mut(at) {
            if answer.amount.zip(amount).is_some_and(|(one, other)| one != other) {
                return Err(BankRefused::Damaged(detail.end_to_end.clone()));
            }
            if back {
                answer.outcome = outcome;
                answer.short = missing(outcome, short_in(&detail.words));
                answer.reason = detail.reason.clone();
            }
        }
        Ok(())
    }
}

impl Entry {
    fn name(&self) -> String {
        if self.bank_reference.is_empty() {
            self.reference.clone()
        } else {
            self.bank_reference.clone()
        }
    }

    fn value(&mut self, inside: &str, text: &str, currency: Option<&str>) -> Result<(), BankRefused> {
        match inside {
            "/NtryRef" => self.reference = text.to_owned(),
            "/AcctSvcrRef" => self.bank_reference = text.to_owned(),
            "/Amt" => self.amount = amount(text, currency)?,
            "/CdtDbtInd" => self.debit = text == "DBIT",
            "/RvslInd" => self.reversal = text == "true" || text == "1",
            "/Sts" | "/Sts/Cd" => self.status = text.to_owned(),
            "/BookgDt/Dt" | "/BookgDt/DtTm" => self.booked_on = day(text),
            "/ValDt/Dt" | "/ValDt/DtTm" => self.value_date = day(text),
            "/BkTxCd/Domn/Fmly/Cd" => self.direct_debit = text == "IDDT",
            "/NtryDtls/Btch/MsgId" => self.batch = Some(text.to_owned()),
            "/NtryDtls/Btch/NbOfTxs" => self.batch_count = Some(count(text)?),
            "/NtryDtls/Btch/TtlAmt" => self.batch_sum = Some(amount(text, currency)?),
            _ => {
                let detail = inside.strip_prefix("/NtryDtls/TxDtls/").zip(self.details.last_mut());
                if let Some((which, detail)) = detail {
                    detail.value(which, text, currency)?;
                }
            }
        }
        Ok(())
    }

    /// The entry is the sum of its details, and its batch says the same.
    fn check(&self) -> Result<(), BankRefused> {
        if self.details.is_empty() {
            return Ok(());
        }
        let single = self.details.len() == 1;
        let inside = self
            .details
            .iter()
            .map(|d| d.amount.or(single.then_some(self.amount)))
            .sum::<Option<Fen>>();
        let totals = |said_count, said_sum| Totals {
            said_count,
            said_sum,
            count: self.details.len() as i64,
            sum: inside,
        };
        totals(None, Some(self.amount)).check()?;
        totals(self.batch_count, self.batch_sum).check()
    }
}

impl Detail {
    fn value(&mut self, which: &str, text: &str, currency: Option<&str>) -> Result<(), BankRefused> {
        match which {
            "Refs/MsgId" => self.batch = Some(text.to_owned()),
            "Refs/PmtInfId" => self.block = true,
            "Refs/EndToEndId" => self.end_to_end = text.to_owned(),
            "Refs/MndtId" => self.mandate = true,
            "Amt" => self.amount = Some(amount(text, currency)?),
            "CdtDbtInd" => self.debit = Some(text == "DBIT"),
            "RtrInf/Rsn/Cd" | "RtrInf/Rsn/Prtry" => {
                self.returned = true;
                self.reason = text.to_owned();
            }
            "RtrInf/AddtlInf" | "AddtlTxInf" => self.words.push_str(text),
            "RmtInf/Ustrd" | "RmtInf/Strd/CdtrRefInf/Ref" => {
                if !self.remittance.is_empty() {
                    self.remittance.push(' ');
                }
                self.remittance.push_str(text);
            }
            "RltdPties/Dbtr/Nm" | "RltdPties/Dbtr/Pty/Nm" => self.payer = text.to_owned(),
            "RltdPties/DbtrAcct/Id/Othr/Id" | "RltdPties/DbtrAcct/Id/IBAN" => self.account = text.to_owned(),
            _ => {}
        }
        Ok(())
    }
}
