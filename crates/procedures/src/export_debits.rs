//! The debit batch as a file for the bank: pain.008 or CSV.

use documents::bank::{Debit as Line, DebitBatch, debit_csv, debit_message};
use domain::collection::{Batch, Debit};
use domain::ids::BatchId;
use store::{debit, employer, setting};

use crate::{Desk, Error, Permission};

/// The form of a debit file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DebitForm {
    /// ISO 20022 pain.008.
    Message,
    /// Our CSV.
    Csv,
}

/// A debit file.
#[derive(Clone, Debug)]
pub struct DebitFile {
    /// The batch as it was made.
    pub batch: Batch,
    /// The name to keep it under.
    pub name: String,
    /// Its bytes: the same batch is the same bytes, whenever it is asked for.
    pub bytes: Vec<u8>,
}

/// The agency's income account, as the installation sets it; the demonstration's where nothing is set.
struct Creditor {
    name: String,
    account: String,
    bank_code: String,
}

/// Settings that name the agency's income account, and what stands where none is set: invented.
const CREDITOR: [(&str, &str); 3] = [
    ("creditor.name", "示例市社会保险基金收入户"),
    ("creditor.account", "1100000000000000001"),
    ("creditor.bank_code", "102100000000"),
];

/// Writes a complete batch for the bank.
///
/// Refused: `debit.batch_incomplete`; a batch that a bank file cannot carry.
pub fn export_debits(desk: &mut Desk, id: BatchId, form: DebitForm) -> Result<DebitFile, Error> {
    desk.permit(Permission::RunDebits)?;
    let region = desk.region_subject()?;
    let batch = debit::load_batch(desk.tx, region, id)?.ok_or(Error::NotFound)?;
    if !batch.complete {
        return Err(Error::said("debit.batch_incomplete", vec![]));
    }
    let creditor = creditor(desk)?;
    let mut debits = Vec::with_capacity(batch.bills.max(0) as usize);
    for one in debit::whole_batch(desk.tx, id)? {
        debits.push(line(desk, &one)?);
    }
    let out = DebitBatch {
        batch: id.code(),
        created_at: batch.made_at,
        collect_on: batch.collect_on,
        creditor: creditor.name,
        creditor_account: creditor.account,
        creditor_bank_code: creditor.bank_code,
        debits,
    };
    let (bytes, ending) = match form {
        DebitForm::Message => (debit_message(&out).map_err(Error::refused)?, "xml"),
        DebitForm::Csv => (debit_csv(&out).map_err(Error::refused)?, "csv"),
    };
    let name = format!("debits-{}-{}-{id}.{ending}", batch.run_month, batch.attempt);
    Ok(DebitFile { batch, name, bytes })
}

/// Writes the latest complete batch.
pub fn export_latest(desk: &mut Desk, form: DebitForm) -> Result<DebitFile, Error> {
    desk.permit(Permission::RunDebits)?;
    let region = desk.region_subject()?;
    let latest = debit::batches(desk.tx, region, 10)?.into_iter().find(|batch| batch.complete);
    export_debits(desk, latest.ok_or(Error::NotFound)?.id, form)
}

fn creditor(desk: &mut Desk) -> Result<Creditor, Error> {
    let mut said = CREDITOR.map(|(_, default)| default.to_owned());
    for (value, (name, _)) in said.iter_mut().zip(CREDITOR) {
        if let Some(set) = setting::get(desk.tx, name)? {
            *value = set;
        }
    }
    let [name, account, bank_code] = said;
    Ok(Creditor { name, account, bank_code })
}

/// The name of the agency's income account, for whoever pays by transfer.
pub fn creditor_name(desk: &mut Desk) -> Result<String, Error> {
    Ok(creditor(desk)?.name)
}

fn line(desk: &mut Desk, one: &Debit) -> Result<Line, Error> {
    let of = employer::load(desk.tx, one.employer)?.ok_or(Error::NotFound)?;
    Ok(Line {
        instruction: one.transfer.code(),
        end_to_end: one.end_to_end(),
        amount: one.amount,
        mandate: one.mandate.reference.clone(),
        mandate_signed_on: one.mandate.from,
        name: one.mandate.account_name.clone(),
        credit_code: of.credit_code,
        account: one.mandate.account_number.clone(),
        bank_code: one.mandate.bank_code.clone(),
        remittance: format!("{}社会保险费", one.claim.month),
    })
}
