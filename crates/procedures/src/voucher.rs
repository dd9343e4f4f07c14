//! The voucher (缴款凭证): printed proof that a bill was paid, with a number that anybody can check.

use domain::collection::{ClaimKey, Settlement};
use domain::ids::{EmployerId, SubjectId};
use domain::ledger::{Fund, What};
use store::{employer, event, history, settlement, transfer};
use units::{Date, Fen};

use crate::{Desk, Error, Permission};

/// What a voucher says.
#[derive(Clone, Debug)]
pub struct Voucher {
    /// Its number: that of the receipt of the settling act.
    pub number: String,
    /// The payer.
    pub payer: String,
    /// The payer's unified social credit code.
    pub credit_code: String,
    /// Which bill.
    pub bill: ClaimKey,
    /// How many people.
    pub people: u32,
    /// What settled it, principal and late fee apart.
    pub settlement: Settlement,
    /// Where the money went.
    pub parts: Vec<(Fund, What, Fen)>,
    /// The day it was issued as of.
    pub on: Date,
}

/// The voucher of a settled bill.
///
/// Refused: `voucher.not_paid`.
pub fn voucher(desk: &mut Desk, of: EmployerId, key: ClaimKey) -> Result<Voucher, Error> {
    desk.permit_for(Permission::ViewBills, of)?;
    let known = employer::load(desk.tx, of)?.ok_or(Error::NotFound)?;
    let bill = store::bill::load(desk.tx, of, key.month, key.kind)?.ok_or(Error::NotFound)?;
    let settled = settlement::of_employer(desk.tx, of)?;
    let settlement = settled
        .into_iter()
        .find(|s| s.key == key)
        .ok_or_else(|| Error::said("voucher.not_paid", vec![("month", units::Fact::Month(key.month))]))?;
    let event = history::load(desk.tx, of.0, settlement.n)?.ok_or(Error::NotFound)?;
    let moved = transfer::of_bill(desk.tx, of, key)?;
    let parts = moved
        .into_iter()
        .filter(|b| b.n == settlement.n && b.transfer.debit == Fund::InTransit && b.transfer.credit != Fund::Bank)
        .filter(|b| matches!(b.transfer.what, What::Principal | What::LateFee))
        .map(|b| (b.transfer.credit, b.transfer.what, b.transfer.amount))
        .collect();
    Ok(Voucher {
        number: desk.receipt(event).number,
        payer: known.name,
        credit_code: known.credit_code,
        bill: key,
        people: bill.totals.people,
        settlement,
        parts,
        on: desk.today,
    })
}

/// What anybody who holds a voucher's number may know: amount, month, payer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The payer.
    pub payer: String,
    /// The bills paid by that act: which, how much with its late fee, on which day.
    pub bills: Vec<(ClaimKey, Fen, Date)>,
}

/// Checks a voucher's number. A mistyped or forged one is not found.
pub fn verify_voucher(desk: &mut Desk, number: &str) -> Result<Verified, Error> {
    desk.permit(Permission::Public)?;
    let number = number.trim().to_ascii_uppercase();
    let mut parts = number.split('-');
    let code = parts.next().and_then(|code| SubjectId::from_code(code).ok());
    let n = parts.next().and_then(|n| n.parse::<i64>().ok());
    let (Some(subject), Some(n)) = (code, n) else {
        return Err(Error::NotFound);
    };
    let real = event::receipt_number(desk.agency.receipt_secret(), &subject.code(), subject.0, n);
    if !real.eq_ignore_ascii_case(&number) {
        return Err(Error::NotFound);
    }
    let of = EmployerId(subject.0);
    let known = employer::load(desk.tx, of)?.ok_or(Error::NotFound)?;
    let paid = settlement::of_event(desk.tx, of, n)?;
    if paid.is_empty() {
        return Err(Error::NotFound);
    }
    Ok(Verified {
        payer: known.name,
        bills: paid.iter().map(|s| (s.key, s.principal + s.fee, s.value_date)).collect(),
    })
}
