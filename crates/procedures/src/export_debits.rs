//! The debit batch as a file for the bank: pain.008 or CSV.

use documents::bank::{Debit as Line, DebitBatch, about_case, about_month, debit_csv, debit_message};
use domain::collection::{Debit, FilingBatch, FilingDebit};
use domain::ids::{BatchId, EmployerId, TransferId};
use domain::registry::Mandate;
use store::{debit, employer, filing_debit};
use units::{Date, Fen};

use crate::back_payment::debit::debit_filings;
use crate::{Desk, Error, Key, Permission};

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
    /// The batch that it writes.
    pub batch: BatchId,
    /// How many debits.
    pub debits: i64,
    /// Their sum.
    pub total: Fen,
    /// The name to keep it under.
    pub name: String,
    /// Its bytes: the same batch to the same account of the agency is the same bytes, whenever it is asked for.
    pub bytes: Vec<u8>,
}

/// Writes a batch for the bank: a complete one of a month, or one of online filings.
///
/// Refused: `debit.batch_incomplete`; `debit.no_creditor`; a batch that a bank file cannot carry.
pub fn export_debits(desk: &mut Desk, id: BatchId, form: DebitForm) -> Result<DebitFile, Error> {
    desk.permit(Permission::RunDebits)?;
    let region = desk.region_subject()?;
    let Some(batch) = debit::load_batch(desk.tx, region, id)? else {
        let filings = filing_debit::load_batch(desk.tx, region, id)?.ok_or(Error::NotFound)?;
        return export_filings(desk, &filings, form);
    };
    if !batch.complete {
        return Err(Error::said("debit.batch_incomplete", vec![]));
    }
    let mut debits = Vec::with_capacity(batch.bills.max(0) as usize);
    for one in debit::whole_batch(desk.tx, id)? {
        debits.push(line(desk, &one)?);
    }
    let name = format!("debits-{}-{}-{id}", batch.run_month, batch.attempt);
    write(desk, id, (batch.made_at, batch.collect_on), debits, name, form)
}

/// Writes the debits of online filings.
fn export_filings(desk: &mut Desk, batch: &FilingBatch, form: DebitForm) -> Result<DebitFile, Error> {
    let mut debits = Vec::with_capacity(batch.debits.max(0) as usize);
    for one in filing_debit::whole_batch(desk.tx, batch.id)? {
        debits.push(filing_line(desk, &one)?);
    }
    let name = format!("online-{}-{}", batch.collect_on, batch.id);
    write(desk, batch.id, (batch.made_at, batch.collect_on), debits, name, form)
}

fn write(
    desk: &mut Desk,
    id: BatchId,
    (created_at, collect_on): (i64, Date),
    debits: Vec<Line>,
    name: String,
    form: DebitForm,
) -> Result<DebitFile, Error> {
    let creditor = crate::set_creditor::creditor(desk)?;
    let out = DebitBatch {
        batch: id.code(),
        created_at,
        collect_on,
        creditor: creditor.name,
        creditor_account: creditor.account_number,
        creditor_bank_code: creditor.bank_code,
        debits,
    };
    let (bytes, ending) = match form {
        DebitForm::Message => (debit_message(&out).map_err(Error::refused)?, "xml"),
        DebitForm::Csv => (debit_csv(&out).map_err(Error::refused)?, "csv"),
    };
    Ok(DebitFile {
        batch: id,
        debits: out.debits.len() as i64,
        total: out.total(),
        name: format!("{name}.{ending}"),
        bytes,
    })
}

/// Writes the latest complete batch.
///
/// Refused: `debit.no_batch`, and as [`export_debits`].
pub fn export_latest(desk: &mut Desk, form: DebitForm) -> Result<DebitFile, Error> {
    desk.permit(Permission::RunDebits)?;
    let region = desk.region_subject()?;
    let latest = debit::batches(desk.tx, region, 10)?.into_iter().find(|batch| batch.complete);
    let latest = latest.ok_or_else(|| Error::said("debit.no_batch", vec![]))?;
    export_debits(desk, latest.id, form)
}

/// Makes a file of today's online filings that are in none yet, and writes it; where nothing new was filed, today's last one again.
///
/// Refused: `debit.no_filings`, `debit.no_creditor`: then no file is made.
pub fn export_online(desk: &mut Desk, key: &Key, form: DebitForm) -> Result<DebitFile, Error> {
    let region = desk.region_subject()?;
    let batch = match debit_filings(desk, key) {
        Ok((_, batch)) => batch,
        Err(Error::Refused(nothing_new)) => {
            let last = filing_debit::batches(desk.tx, region, 1)?.pop();
            last.filter(|batch| batch.collect_on == desk.today)
                .ok_or(Error::Refused(nothing_new))?
        }
        Err(other) => return Err(other),
    };
    export_filings(desk, &batch, form)
}

fn filing_line(desk: &mut Desk, one: &FilingDebit) -> Result<Line, Error> {
    let about = about_case(&one.case.code());
    written(
        desk,
        one.employer,
        &one.mandate,
        (one.transfer, one.end_to_end(), one.amount),
        about,
    )
}

fn line(desk: &mut Desk, one: &Debit) -> Result<Line, Error> {
    let about = about_month(one.claim.month);
    written(
        desk,
        one.employer,
        &one.mandate,
        (one.transfer, one.end_to_end(), one.amount),
        about,
    )
}

/// A line of the bank's file: whom it debits under which mandate, which movement it is, and what the payer reads.
fn written(
    desk: &mut Desk,
    of: EmployerId,
    mandate: &Mandate,
    (transfer, end_to_end, amount): (TransferId, String, Fen),
    remittance: String,
) -> Result<Line, Error> {
    let of = employer::load(desk.tx, of)?.ok_or(Error::NotFound)?;
    Ok(Line {
        instruction: transfer.code(),
        end_to_end,
        amount,
        mandate: mandate.reference.clone(),
        mandate_signed_on: mandate.from,
        name: mandate.account_name.clone(),
        credit_code: of.credit_code,
        account: mandate.account_number.clone(),
        bank_code: mandate.bank_code.clone(),
        remittance,
    })
}
