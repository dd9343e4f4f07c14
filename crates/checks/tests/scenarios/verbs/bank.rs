//! Verbs of a real bank: the file of a day's online back payments goes out, the bank's answer is read in.

use anyhow::{Context, anyhow};
use domain::collection::Creditor;
use domain::ids::BatchId;
use procedures::back_payment::debit::{debit_filings, filing_batch_page, filing_batches};
use procedures::export_debits::{DebitForm, export_debits};
use procedures::set_creditor::{own_creditor, set_creditor};
use procedures::take_bank_answer::take_bank_answer;
use procedures::{Caller, Key};
use units::Fen;

use super::super::stage::{No, Stage};
use super::super::story::Step;
use super::{Answer, answer};

/// Makes the file of today's online back payments. Answers `debits`, `total`, `same`: whether both forms are the same bytes when they
/// are asked for once more.
pub fn send(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let key: Key = stage.key();
    let (_, batch) = stage.act(step, move |desk| debit_filings(desk, &key))?;
    let id = batch.id;
    open_account(stage, step, id)?;
    let file = |form| stage.look(step, move |desk| export_debits(desk, id, form));
    let mut same = true;
    for form in [DebitForm::Message, DebitForm::Csv] {
        let (once, again) = (file(form)?, file(form)?);
        same &= once.bytes == again.bytes && (once.debits, once.total) == (batch.debits, batch.total);
    }
    Ok(answer([
        ("debits", batch.debits.to_string()),
        ("total", batch.total.to_string()),
        ("same", same.to_string()),
    ]))
}

/// A real agency sends nothing to the bank before it has said where the money goes.
fn open_account(stage: &Stage, step: &Step, id: BatchId) -> Result<(), No> {
    let operator = Caller::operator();
    if stage.agency().read(&operator, own_creditor)?.is_some() {
        return Ok(());
    }
    for form in [DebitForm::Message, DebitForm::Csv] {
        match stage.look(step, move |desk| export_debits(desk, id, form)) {
            Err(No::Refused(code)) if code == "debit.no_creditor" => {}
            Err(other) => return Err(other),
            Ok(file) => return Err(No::Broken(anyhow!("a file to no account: {}", file.name))),
        }
    }
    let creditor = Creditor {
        name: "样例市社会保险基金收入户".to_owned(),
        account_number: "0200099900099900001".to_owned(),
        bank_code: "102100099996".to_owned(),
    };
    let key = Key::new("account", b"");
    stage.agency().write(&operator, move |desk| set_creditor(desk, &key, &creditor))?;
    Ok(())
}

/// Reads the bank's answer about the newest debit of an employer's online back payment: `employer`, `answer` (`paid`, or the bank's reason
/// as `AM04`), `dated` (the day of the payment, else that of the filing), `off` (yuan that the bank's amount is more by), `id` (another
/// identification), `times` (how often the same file is sent). Answers `paid`, `bounced`, `already`.
pub fn read(stage: &mut Stage, step: &Step) -> Result<Answer, No> {
    let employer = stage.employer(step)?;
    let debit = stage.look(step, move |desk| {
        for batch in filing_batches(desk, 100)? {
            let (_, _, debits) = filing_batch_page(desk, batch.id)?;
            if let Some((debit, _)) = debits.into_iter().find(|(debit, _)| debit.employer == employer) {
                return Ok(debit);
            }
        }
        Err(procedures::Error::NotFound)
    })?;
    let (status, reason) = match step.fields.text("answer")?.as_str() {
        "paid" => ("ACSC", String::new()),
        reason => ("RJCT", reason.to_owned()),
    };
    let amount = match step.fields.optional("off") {
        Some(_) => debit.amount + step.fields.money("off")?,
        None => debit.amount,
    };
    let dated = match step.fields.optional("dated") {
        Some(_) => step.fields.date("dated")?,
        None => debit.collect_on,
    };
    let id = step.fields.text_or("id", &debit.end_to_end())?;
    let file = format!(
        "end_to_end_id,amount,currency,status,reason,value_date\r\n{id},{amount},CNY,{status},{reason},{dated}\r\n#,1,{amount}\r\n"
    );
    let mut last = None;
    for _ in 0..step.fields.number_or("times", 1)? {
        last = Some(take_bank_answer(
            stage.agency(),
            &stage.caller(step)?,
            "answers.csv",
            file.as_bytes(),
        )?);
    }
    let taken = last.context("times is above zero").map_err(|error| No::Broken(anyhow!(error)))?;
    let sums = |(count, _): (i64, Fen)| count.to_string();
    Ok(answer([
        ("paid", sums(taken.file.paid)),
        ("bounced", sums(taken.file.bounced)),
        ("already", taken.already.to_string()),
    ]))
}
