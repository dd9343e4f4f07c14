//! Where an employer stands: its bills, what settled them, what was asked of the bank, and money that waits.

use domain::bill::Bill;
use domain::case::back_payment::Kind;
use domain::collection::{Claim, ClaimKey, Claims, Debit, Due, Money, Open, Purpose, Settlement, claims, due_on};
use domain::ids::EmployerId;
use domain::standing::Decided;
use policy::LateFeeRules;
use store::remittance::Waiting;
use store::{back_payment, bill, debit, remittance, settlement};
use units::{Date, Fen, Month};

use crate::{Desk, Error};

/// All that collection knows of an employer, in one snapshot.
#[derive(Clone, Debug)]
pub struct Position {
    /// Whose.
    pub employer: EmployerId,
    /// Bills, oldest month first.
    pub bills: Vec<Bill>,
    /// What settled them.
    pub settlements: Vec<Settlement>,
    /// Debits with their answers, oldest first.
    pub debits: Vec<Debit>,
    /// Remittances, whatever is left of them.
    pub money: Vec<Waiting>,
    /// Bills that back payments made, and of which kind.
    pub made_up: Vec<(ClaimKey, Kind)>,
}

impl Position {
    /// As it stands in this transaction.
    pub(crate) fn load(desk: &mut Desk, employer: EmployerId) -> Result<Position, Error> {
        Ok(Position {
            employer,
            bills: bill::of_employer(desk.tx, employer)?,
            settlements: settlement::of_employer(desk.tx, employer)?,
            debits: debit::of_employer(desk.tx, employer)?,
            money: remittance::of_subject(desk.tx, employer.into())?,
            made_up: back_payment::bills_of_employer(desk.tx, employer)?
                .into_iter()
                .map(|(month, kind, of)| (ClaimKey { month, kind }, of))
                .collect(),
        })
    }

    /// As it was known at a version of the employer: later bills, answers and money are left out.
    #[must_use]
    pub(crate) fn known_at(mut self, version: i64, day: Date) -> Position {
        self.bills.retain(|b| b.closed_on <= day && b.n.is_none_or(|n| n <= version));
        self.settlements.retain(|s| s.n <= version);
        self.debits.retain(|d| d.n <= version);
        for debit in &mut self.debits {
            debit.answer = debit.answer.take().filter(|a| a.n <= version);
        }
        self.money.retain(|m| m.money.n <= version);
        self
    }

    /// What settled a bill.
    pub fn settled(&self, key: ClaimKey) -> Option<&Settlement> {
        self.settlements.iter().find(|s| s.key == key)
    }

    /// What is open.
    pub fn claims(&self) -> Claims {
        claims(&self.bills, |key| self.settled(key).is_some())
    }

    /// The debits of a bill, in their order.
    pub fn debits_of(&self, key: ClaimKey) -> impl Iterator<Item = &Debit> {
        self.debits.iter().filter(move |d| d.claim == key)
    }

    /// What a back payment decided about a bill that it made; one person's settlement alone decides nothing.
    pub fn decided(&self, key: ClaimKey) -> Option<Decided> {
        let (_, kind) = self.made_up.iter().find(|(made, _)| *made == key)?;
        match kind {
            Kind::Recent | Kind::Verified | Kind::Approved => Some(Decided::BackPaid),
            Kind::Inspection => Some(Decided::BackPaidOrder),
            Kind::MonthlyReport | Kind::OnePerson | Kind::BaseDifference => None,
        }
    }

    /// Whether a debit of a bill is with the bank.
    pub fn at_bank(&self, key: ClaimKey) -> bool {
        self.debits_of(key).any(|d| d.answer.is_none())
    }
}

/// Waiting money as the allocation takes it. Of refunds carried over, what a debit at the bank counts on is left out: it completes that
/// debit.
pub(crate) fn free_money(desk: &Desk, position: &Position) -> Result<Vec<Money>, Error> {
    let mut kept = Fen::ZERO;
    for claim in position.claims().open {
        for sent in position.debits_of(claim.key).filter(|d| d.answer.is_none()) {
            kept += (due(desk, &claim, sent.collect_on)?.total() - sent.amount).at_least(Fen::ZERO);
        }
    }
    let mut free = Vec::new();
    for mut money in position.money.iter().filter(|m| m.left > Fen::ZERO).map(Waiting::money) {
        if money.purpose == Purpose::NextBill {
            let reserved = money.amount.at_most(kept);
            kept -= reserved;
            money.amount -= reserved;
        }
        free.extend(Some(money).filter(|m| m.amount > Fen::ZERO));
    }
    Ok(free)
}

/// Refunds carried over that the next debit or transfer is less by.
pub fn carried(desk: &Desk, position: &Position) -> Result<Fen, Error> {
    let free = free_money(desk, position)?;
    Ok(free.iter().filter(|m| m.purpose == Purpose::NextBill).map(|m| m.amount).sum())
}

/// How the late fee of a claim runs.
pub(crate) fn fee_rules(desk: &Desk, claim: &Claim) -> Result<LateFeeRules, Error> {
    Ok(desk.book().late_fee(claim.counts_as, desk.today)?)
}

/// What settles a claim with money of a day.
pub fn due(desk: &Desk, claim: &Claim, value_date: Date) -> Result<Due, Error> {
    Ok(due_on(claim, &fee_rules(desk, claim)?, value_date))
}

/// The last day on which money for bills of a run month is in time.
pub(crate) fn last_on_time(desk: &Desk, run_month: Month) -> Result<Date, Error> {
    Ok(desk.book().deadline(run_month, desk.today)?.last_on_time)
}

/// The open claims as the allocation takes them.
pub(crate) fn open(desk: &Desk, position: &Position) -> Result<Vec<Open>, Error> {
    position
        .claims()
        .open
        .into_iter()
        .map(|claim| {
            Ok(Open {
                rules: fee_rules(desk, &claim)?,
                current: desk.today <= last_on_time(desk, claim.counts_as)?,
                at_bank: position.at_bank(claim.key),
                claim,
            })
        })
        .collect()
}
