//! The debit batch: pain.008.001.08 and CSV.

use std::collections::HashSet;

use quick_xml::escape::escape;
use units::{Date, Fact, Fen, Month, Statement};
use words::Lang;

use crate::export::csv_field;

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
    /// The payer's name; cut at 140 characters.
    pub name: String,
    /// The payer's unified social credit code.
    pub credit_code: String,
    /// The payer's account, at most 34 characters.
    pub account: String,
    /// Clearing code of the payer's bank; may be empty.
    pub bank_code: String,
    /// What is paid; cut at 140 characters.
    pub remittance: String,
}

/// What the payer's bank prints beside the debit of a month's bill: in Chinese, as all that goes to a bank here.
pub fn about_month(month: Month) -> String {
    words::say(Lang::Zh, "bank.about_month", &[("month", Fact::Month(month))])
}

/// The same beside the debit of a back payment.
pub fn about_case(case: &str) -> String {
    words::say(Lang::Zh, "bank.about_case", &[("case", Fact::Text(case.to_owned()))])
}

/// A debit batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DebitBatch {
    /// Identification of the batch, at most 33 characters.
    pub batch: String,
    /// When it was made, milliseconds since 1970 UTC; written as Beijing time.
    pub created_at: i64,
    /// The day the money is to be collected.
    pub collect_on: Date,
    /// The creditor's name; cut at 140 characters.
    pub creditor: String,
    /// The creditor's account, at most 34 characters.
    pub creditor_account: String,
    /// Clearing code of the creditor's bank; may be empty.
    pub creditor_bank_code: String,
    /// The debits.
    pub debits: Vec<Debit>,
}

/// Why a batch cannot be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DebitFault {
    /// Nothing to collect.
    Empty,
    /// An amount is not above zero.
    Amount(String),
    /// An instruction stands in it twice.
    Twice(String),
    /// A number or an account is longer than the message allows.
    TooLong(String, i64),
    /// An instruction lacks its account or its mandate.
    Missing(String),
}

impl Statement for DebitFault {
    fn code(&self) -> &'static str {
        match self {
            DebitFault::Empty => "debit.empty",
            DebitFault::Amount(_) => "debit.amount",
            DebitFault::Twice(_) => "debit.twice",
            DebitFault::TooLong(..) => "debit.too_long",
            DebitFault::Missing(_) => "debit.missing",
        }
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        match self {
            DebitFault::Empty => vec![],
            DebitFault::Amount(id) | DebitFault::Twice(id) | DebitFault::Missing(id) => vec![("instruction", Fact::Text(id.clone()))],
            DebitFault::TooLong(text, most) => vec![("text", Fact::Text(text.clone())), ("most", Fact::Count(*most))],
        }
    }
}

impl DebitBatch {
    /// The sum of all debits.
    pub fn total(&self) -> Fen {
        self.debits.iter().map(|d| d.amount).sum()
    }

    fn check(&self) -> Result<(), DebitFault> {
        if self.debits.is_empty() {
            return Err(DebitFault::Empty);
        }
        let short = |text: &str, most: usize| match text.chars().count() > most {
            true => Err(DebitFault::TooLong(text.to_owned(), most as i64)),
            false => Ok(()),
        };
        short(&self.batch, 33)?;
        short(&self.creditor_account, 34)?;
        short(&self.creditor_bank_code, 35)?;
        let mut seen = HashSet::with_capacity(self.debits.len());
        for debit in &self.debits {
            let name = || debit.end_to_end.clone();
            if debit.amount <= Fen::ZERO {
                return Err(DebitFault::Amount(name()));
            }
            if [&debit.account, &debit.mandate, &debit.instruction, &debit.end_to_end]
                .iter()
                .any(|t| t.trim().is_empty())
            {
                return Err(DebitFault::Missing(name()));
            }
            if !seen.insert(debit.end_to_end.as_str()) {
                return Err(DebitFault::Twice(name()));
            }
            for (text, most) in [
                (&debit.instruction, 35),
                (&debit.end_to_end, 35),
                (&debit.mandate, 35),
                (&debit.bank_code, 35),
            ] {
                short(text, most)?;
            }
            short(&debit.account, 34)?;
            short(&debit.credit_code, 35)?;
        }
        Ok(())
    }
}

/// Elements written one after the other, with text that XML can hold.
struct Elements(String);

impl Elements {
    fn open(&mut self, name: &str) -> &mut Elements {
        self.0.push('<');
        self.0.push_str(name);
        self.0.push('>');
        self
    }

    fn close(&mut self, names: &str) -> &mut Elements {
        for name in names.split(' ') {
            self.0.push_str("</");
            self.0.push_str(name);
            self.0.push('>');
        }
        self
    }

    /// `a/b/c` with a text in the innermost.
    fn put(&mut self, path: &str, text: &str) -> &mut Elements {
        let names: Vec<&str> = path.split('/').collect();
        for name in &names {
            self.open(name);
        }
        let kept: String = text.chars().filter(|c| !c.is_control()).collect();
        self.0.push_str(&escape(kept.as_str()));
        for name in names.iter().rev() {
            self.close(name);
        }
        self
    }

    fn bank(&mut self, element: &str, code: &str) -> &mut Elements {
        if code.is_empty() {
            return self.put(&format!("{element}/FinInstnId/Othr/Id"), "NOTPROVIDED");
        }
        self.put(&format!("{element}/FinInstnId/ClrSysMmbId/MmbId"), code)
    }
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// Writes the batch as pain.008.001.08, in CNY, one payment block.
///
/// # Errors
/// The batch is empty, or holds what the message cannot.
pub fn debit_message(batch: &DebitBatch) -> Result<Vec<u8>, DebitFault> {
    batch.check()?;
    let (count, total) = (batch.debits.len().to_string(), batch.total().to_string());
    let creditor = cut(&batch.creditor, 140);
    let mut out = Elements(String::with_capacity(1_024 + batch.debits.len() * 900));
    out.0.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.0
        .push_str("<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.008.001.08\">");
    out.open("CstmrDrctDbtInitn").open("GrpHdr");
    out.put("MsgId", &batch.batch).put("CreDtTm", &beijing_time(batch.created_at));
    out.put("NbOfTxs", &count).put("CtrlSum", &total).put("InitgPty/Nm", &creditor);
    out.close("GrpHdr").open("PmtInf");
    out.put("PmtInfId", &format!("{}-1", batch.batch))
        .put("PmtMtd", "DD")
        .put("BtchBookg", "false");
    out.put("NbOfTxs", &count).put("CtrlSum", &total);
    out.put("ReqdColltnDt", &batch.collect_on.to_string()).put("Cdtr/Nm", &creditor);
    out.put("CdtrAcct/Id/Othr/Id", &batch.creditor_account)
        .bank("CdtrAgt", &batch.creditor_bank_code);
    for debit in &batch.debits {
        write_debit(&mut out, debit);
    }
    out.close("PmtInf CstmrDrctDbtInitn Document");
    out.0.push('\n');
    Ok(out.0.into_bytes())
}

fn write_debit(out: &mut Elements, debit: &Debit) {
    out.0.push('\n');
    out.open("DrctDbtTxInf").open("PmtId");
    out.put("InstrId", &debit.instruction)
        .put("EndToEndId", &debit.end_to_end)
        .close("PmtId");
    out.0.push_str("<InstdAmt Ccy=\"CNY\">");
    out.0.push_str(&debit.amount.to_string());
    out.close("InstdAmt").open("DrctDbtTx").open("MndtRltdInf");
    out.put("MndtId", &debit.mandate)
        .put("DtOfSgntr", &debit.mandate_signed_on.to_string());
    out.close("MndtRltdInf DrctDbtTx").bank("DbtrAgt", &debit.bank_code);
    out.open("Dbtr").put("Nm", &cut(&debit.name, 140));
    if !debit.credit_code.is_empty() {
        out.open("Id")
            .open("OrgId")
            .open("Othr")
            .put("Id", &debit.credit_code)
            .put("SchmeNm/Prtry", "USCC")
            .close("Othr OrgId Id");
    }
    out.close("Dbtr").put("DbtrAcct/Id/Othr/Id", &debit.account);
    out.put("RmtInf/Ustrd", &cut(&debit.remittance, 140)).close("DrctDbtTxInf");
}

/// `2026-12-02T18:00:00+08:00` for an instant in milliseconds since 1970 UTC.
fn beijing_time(instant: i64) -> String {
    let seconds = instant.div_euclid(1_000) + 8 * 3_600;
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let day = units::date(1970, 1, 1).saturating_add(jiff::Span::new().days(days.clamp(-700_000, 2_900_000)));
    format!("{day}T{:02}:{:02}:{:02}+08:00", rest / 3_600, rest / 60 % 60, rest % 60)
}

/// Writes the batch as CSV (UTF-8 with mark, CRLF); the last line is `#`, count, sum.
///
/// # Errors
/// As [`debit_message`].
pub fn debit_csv(batch: &DebitBatch) -> Result<Vec<u8>, DebitFault> {
    batch.check()?;
    let mut out = String::from("\u{feff}");
    out.push_str("end_to_end_id,instruction_id,amount,currency,collect_on,mandate,mandate_signed_on,name,credit_code,account,bank_code,remittance\r\n");
    for debit in &batch.debits {
        let (amount, collect_on, signed) = (
            debit.amount.to_string(),
            batch.collect_on.to_string(),
            debit.mandate_signed_on.to_string(),
        );
        let fields = [
            &debit.end_to_end,
            &debit.instruction,
            &amount,
            "CNY",
            &collect_on,
            &debit.mandate,
            &signed,
            &debit.name,
            &debit.credit_code,
            &debit.account,
            &debit.bank_code,
            &debit.remittance,
        ];
        for (at, field) in fields.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            out.push_str(&csv_field(field));
        }
        out.push_str("\r\n");
    }
    out.push_str(&format!("#,{},{}{}\r\n", batch.debits.len(), batch.total(), ",".repeat(9)));
    Ok(out.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::date;

    fn batch() -> DebitBatch {
        let debit = |n: i64| Debit {
            instruction: format!("B202611-{n:06}"),
            end_to_end: format!("SB202611{n:08}"),
            amount: Fen(1_966_266 + n),
            mandate: format!("WT{n:07}"),
            mandate_signed_on: date(2024, 1, 8),
            name: "北京<石榴>物业 & 管理".into(),
            credit_code: "91110105MA0CQ7R270".into(),
            account: "6200401981889826141".into(),
            bank_code: String::new(),
            remittance: about_month(Month::parse("2026-11").expect("a month")),
        };
        DebitBatch {
            batch: "SB-CN110105-20261203-001".into(),
            created_at: 1_796_205_600_000,
            collect_on: date(2026, 12, 3),
            creditor: "示例市社会保险基金管理中心".into(),
            creditor_account: "0200099900099900001".into(),
            creditor_bank_code: "102100099996".into(),
            debits: vec![debit(1), debit(2)],
        }
    }

    #[test]
    fn the_message_says_count_and_sum_and_escapes_names() {
        let text = String::from_utf8(debit_message(&batch()).unwrap()).unwrap();
        assert!(
            text.contains("<CreDtTm>2026-12-02T18:00:00+08:00</CreDtTm><NbOfTxs>2</NbOfTxs><CtrlSum>39325.35</CtrlSum>"),
            "{text}"
        );
        assert!(text.contains("北京&lt;石榴&gt;物业 &amp; 管理"));
        assert!(text.contains("<DbtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></DbtrAgt>"));
        let csv = String::from_utf8(debit_csv(&batch()).unwrap()).unwrap();
        assert!(csv.ends_with("\r\n#,2,39325.35,,,,,,,,,\r\n"), "{csv}");
    }

    #[test]
    fn a_batch_that_no_bank_would_take_is_not_written() {
        let with = |change: fn(&mut DebitBatch)| {
            let mut batch = batch();
            change(&mut batch);
            debit_message(&batch).map(|_| ())
        };
        assert_eq!(with(|b| b.debits.clear()), Err(DebitFault::Empty));
        assert_eq!(
            with(|b| b.debits[0].amount = Fen::ZERO),
            Err(DebitFault::Amount("SB20261100000001".into()))
        );
        assert_eq!(
            with(|b| b.debits[1].end_to_end = "SB20261100000001".into()),
            Err(DebitFault::Twice("SB20261100000001".into()))
        );
        assert_eq!(
            with(|b| b.debits[1].account.clear()),
            Err(DebitFault::Missing("SB20261100000002".into()))
        );
        assert_eq!(with(|b| b.batch = "x".repeat(34)), Err(DebitFault::TooLong("x".repeat(34), 33)));
        assert_eq!(with(|b| b.debits[0].name = "长".repeat(200)), Ok(()));
    }
}
