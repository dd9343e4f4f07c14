//! The voucher (缴款凭证): printed proof that a bill was paid, with a number that anybody can check.

use domain::assessment::BillTotals;
use domain::collection::{ClaimKey, Debit, Settlement, Settler};
use domain::hall::till::Taking;
use domain::ids::{EmployerId, SubjectId};
use domain::ledger::{Fund, What};
use domain::registry::Employer;
use domain::standing::{Cause, Standing};
use policy::Branch;
use store::{employer, event, history, remittance, settlement, transfer};
use units::{Date, Fen};

use crate::employer_account::debit_page;
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
    /// What was asked for by the bill, later bills of the month that were settled with it taken in.
    pub totals: BillTotals,
    /// The late fee by branch.
    pub fee_by_branch: [Fen; 5],
    /// The employer's part of the large-amount mutual-aid fund, which is inside medical.
    pub large_amount: Fen,
    /// How the month stands, and why.
    pub standing: (Standing, Option<Cause>),
    /// The bank's number of the money: the end-to-end id of the debit, or the number of the transfer; at a till that of the slip.
    pub bank_reference: String,
    /// What was taken at a till, where it was paid there.
    pub taken: Option<Taking>,
    /// The registration number of the payer and its district.
    pub employer: Employer,
    /// The business day of the act that settled it.
    pub settled_on: Date,
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
    let parts: Vec<(Fund, What, Fen)> = moved
        .into_iter()
        .filter(|b| b.n == settlement.n && b.transfer.debit == Fund::InTransit && b.transfer.credit != Fund::Bank)
        .filter(|b| matches!(b.transfer.what, What::Principal | What::LateFee))
        .map(|b| (b.transfer.credit, b.transfer.what, b.transfer.amount))
        .collect();
    let page = debit_page(desk, of, key)?;
    let bank_reference = match settlement.by {
        Settler::Debit { transfer, .. } => page.entry.debits.iter().find(|d| d.transfer == transfer).map(Debit::end_to_end),
        Settler::Remittance(id) => remittance::load(desk.tx, of.into(), id)?.map(|w| w.money.incoming.bank_reference),
    };
    let taken = store::till::taking_of_act(desk.tx, of, settlement.n)?;
    let bank_reference = match &taken {
        Some(taken) => Some(taken.reference.clone()),
        None => bank_reference,
    };
    let totals = settled_totals(desk, of, key, settlement.n)?;
    let fee_of = |branch: Branch| {
        parts
            .iter()
            .find(|p| p.0 == Fund::Pooled(branch) && p.1 == What::LateFee)
            .map_or(Fen::ZERO, |p| p.2)
    };
    let large: Fen = parts.iter().filter(|p| p.0 == Fund::LargeAmount).map(|p| p.2).sum();
    Ok(Voucher {
        number: desk.receipt(event.clone()).number,
        payer: known.name.clone(),
        credit_code: known.credit_code.clone(),
        fee_by_branch: Branch::ALL.map(fee_of),
        large_amount: large - totals.ee_fixed,
        totals,
        standing: (page.entry.standing, page.entry.cause),
        bank_reference: bank_reference.unwrap_or_default(),
        taken,
        employer: known,
        settled_on: event.on_date,
        bill: key,
        people: bill.totals.people,
        settlement,
        parts,
        on: desk.today,
    })
}

/// The vouchers of all the bills that one act settled, oldest month first: a payment at a till may be for several months.
///
/// Refused: `voucher.not_paid` where it settled none.
pub fn vouchers_of_act(desk: &mut Desk, of: EmployerId, n: i64) -> Result<Vec<Voucher>, Error> {
    desk.permit_for(Permission::ViewBills, of)?;
    let mut settled: Vec<Settlement> = settlement::of_event(desk.tx, of, n)?;
    settled.retain(|s| s.principal + s.fee != Fen::ZERO);
    settled.sort_by_key(|s| (s.key.month, s.key.kind.stored()));
    settled.into_iter().map(|s| voucher(desk, of, s.key)).collect()
}

/// What one act settled of a bill: its sums, with those of later bills of the month that were settled together with it.
pub(crate) fn settled_totals(desk: &mut Desk, of: EmployerId, key: ClaimKey, n: i64) -> Result<BillTotals, Error> {
    let mut kinds = vec![key.kind];
    for with in settlement::of_event(desk.tx, of, n)? {
        if with.key.month == key.month && with.key.kind != key.kind && with.principal == Fen::ZERO {
            kinds.push(with.key.kind);
        }
    }
    let mut totals = BillTotals::default();
    for kind in kinds {
        let bill = store::bill::load(desk.tx, of, key.month, kind)?.ok_or(Error::NotFound)?;
        totals = totals.with(&bill.totals);
    }
    Ok(totals)
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
