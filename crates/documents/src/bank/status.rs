//! pain.002, payment status report: one answer an instruction.

use units::{Date, Fen};

use super::answers::{Totals, cause_of, missing, short_in};
use super::message::{Mark, amount, count, day, sum, walk};
use super::{AnswerForm, BankAnswer, BankAnswers, BankRefused, Outcome};

const REPORT: &str = "Document/CstmrPmtStsRpt";

/// What a status says about an instruction.
enum Says {
    Paid,
    Refused,
    /// No answer yet.
    Pending,
}

fn status_of(code: &str) -> Result<Says, BankRefused> {
    match code {
        "ACSC" | "ACCC" => Ok(Says::Paid),
        "RJCT" | "CANC" | "BLCK" => Ok(Says::Refused),
        "PDNG" | "RCVD" | "ACTC" | "ACCP" | "ACSP" | "ACWC" | "ACFC" | "PATC" => Ok(Says::Pending),
        _ => Err(BankRefused::StatusUnknown(code.chars().take(20).collect())),
    }
}

/// What the file says about the instructions of one status, in the group or in a block.
#[derive(Default)]
struct Said {
    status: String,
    count: Option<i64>,
    sum: Option<Fen>,
    /// Instructions of the whole file or of the block it speaks of.
    of_block: Option<usize>,
}

/// An instruction being read, and read.
#[derive(Default)]
struct Line {
    end_to_end: String,
    status: String,
    reason: String,
    words: String,
    amount: Option<Fen>,
    settled_on: Option<Date>,
    collected_on: Option<Date>,
    block: usize,
}

#[derive(Default)]
struct Report {
    message: Option<String>,
    batch: Option<String>,
    group_status: String,
    group_reason: String,
    block: usize,
    said: Vec<Said>,
    lines: Vec<Line>,
}

/// Reads a report.
pub(crate) fn read(bytes: &[u8]) -> Result<BankAnswers, BankRefused> {
    let mut report = Report::default();
    walk(bytes, &mut |mark| report.take(mark))?;
    report.finish()
}

impl Report {
    fn take(&mut self, mark: Mark<'_>) -> Result<(), BankRefused> {
        match mark {
            Mark::Opened { path } => {
                let Some(inside) = path.strip_prefix(REPORT) else { return Ok(()) };
                match inside {
                    "/OrgnlPmtInfAndSts" => self.block += 1,
                    "/OrgnlPmtInfAndSts/TxInfAndSts" => self.lines.push(Line {
                        block: self.block,
                        ..Line::default()
                    }),
                    "/OrgnlGrpInfAndSts/NbOfTxsPerSts" => self.said.push(Said::default()),
                    "/OrgnlPmtInfAndSts/NbOfTxsPerSts" => self.said.push(Said {
                        of_block: Some(self.block),
                        ..Said::default()
                    }),
                    _ => {}
                }
                Ok(())
            }
            Mark::Value { path, text, currency } => match path.strip_prefix(REPORT) {
                Some(inside) => self.value(inside, text, currency),
                None => Ok(()),
            },
            Mark::Closed { .. } => Ok(()),
        }
    }

    fn value(&mut self, inside: &str, text: &str, currency: Option<&str>) -> Result<(), BankRefused> {
        match inside {
            "/GrpHdr/MsgId" => self.message = Some(text.to_owned()),
            "/OrgnlGrpInfAndSts/OrgnlMsgId" => match &self.batch {
                Some(other) if other != text => return Err(BankRefused::TwoBatches(other.clone(), text.to_owned())),
                _ => self.batch = Some(text.to_owned()),
            },
            "/OrgnlGrpInfAndSts/GrpSts" => self.group_status = text.to_owned(),
            "/OrgnlGrpInfAndSts/StsRsnInf/Rsn/Cd" | "/OrgnlGrpInfAndSts/StsRsnInf/Rsn/Prtry" => self.group_reason = text.to_owned(),
            _ => {
                if let Some(which) = inside.rsplit_once("/NbOfTxsPerSts/").map(|(_, which)| which) {
                    let Some(said) = self.said.last_mut() else { return Ok(()) };
                    match which {
                        "DtldNbOfTxs" => said.count = Some(count(text)?),
                        "DtldCtrlSum" => said.sum = Some(sum(text)?),
                        "DtldSts" => said.status = text.to_owned(),
                        _ => {}
                    }
                } else if let Some(which) = inside.strip_prefix("/OrgnlPmtInfAndSts/TxInfAndSts/") {
                    let Some(line) = self.lines.last_mut() else { return Ok(()) };
                    line.value(which, text, currency)?;
                }
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<BankAnswers, BankRefused> {
        for said in &self.said {
            let of = |line: &&Line| line.status == said.status && said.of_block.is_none_or(|block| line.block == block);
            let lines = self.lines.iter().filter(of);
            Totals {
                said_count: said.count,
                said_sum: said.sum,
                count: lines.clone().count() as i64,
                sum: lines.map(|l| l.amount).sum::<Option<Fen>>(),
            }
            .check()?;
        }
        let refused = self.lines.is_empty() && self.group_status == "RJCT";
        let mut answers = Vec::with_capacity(self.lines.len());
        for line in self.lines {
            answers.extend(line.answer()?);
        }
        Ok(BankAnswers {
            form: AnswerForm::Status,
            sha256: String::new(),
            message: self.message,
            batch: self.batch,
            answers,
            movements: vec![],
            batch_refused: refused.then_some(self.group_reason),
        })
    }
}

impl Line {
    fn value(&mut self, which: &str, text: &str, currency: Option<&str>) -> Result<(), BankRefused> {
        match which {
            "OrgnlEndToEndId" => self.end_to_end = text.to_owned(),
            "TxSts" => self.status = text.to_owned(),
            "StsRsnInf/Rsn/Cd" | "StsRsnInf/Rsn/Prtry" if self.reason.is_empty() => self.reason = text.to_owned(),
            "StsRsnInf/AddtlInf" => self.words.push_str(text),
            "OrgnlTxRef/Amt/InstdAmt" | "OrgnlTxRef/IntrBkSttlmAmt" => self.amount = Some(amount(text, currency)?),
            "OrgnlTxRef/IntrBkSttlmDt" => self.settled_on = day(text),
            "OrgnlTxRef/ReqdColltnDt" => self.collected_on = day(text),
            _ => {}
        }
        Ok(())
    }

    fn answer(self) -> Result<Option<BankAnswer>, BankRefused> {
        if self.end_to_end.is_empty() {
            return Err(BankRefused::Damaged("OrgnlEndToEndId".into()));
        }
        let outcome = match status_of(&self.status)? {
            Says::Paid => Outcome::Paid,
            Says::Refused => Outcome::Bounced(cause_of(&self.reason)),
            Says::Pending => return Ok(None),
        };
        Ok(Some(BankAnswer {
            end_to_end: self.end_to_end,
            amount: self.amount,
            outcome,
            short: missing(outcome, short_in(&self.words)),
            reason: self.reason,
            value_date: self.settled_on.or(self.collected_on),
        }))
    }
}
