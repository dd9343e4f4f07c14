//! Money reaches its bills: the ledger's rows of a paid bill, and what becomes of money that waits.

use domain::collection::{Allocation, Claim, ClaimKey, Due, Settlement, Settler, allocate};
use domain::ids::{EmployerId, SubjectId, TransferId};
use domain::ledger::{Fund, LargeAmount, Part, State, Transfer, What, split_paid};
use policy::{Branch, Category};
use store::event::{Act, Body};
use store::transfer::Booked;
use store::{employer, settlement, transfer};
use units::{Date, Fen, Rate};

use crate::position::{self, Position};
use crate::{Desk, Error};

/// One movement to be written.
pub(crate) struct Movement {
    /// The fund that takes.
    pub debit: Fund,
    /// The fund that gives.
    pub credit: Fund,
    /// How much.
    pub amount: Fen,
    /// The bill it is about.
    pub bill: Option<ClaimKey>,
    /// Why.
    pub what: What,
    /// The remittance that the money came with.
    pub source: Option<TransferId>,
    /// The day the money counts.
    pub value_date: Date,
}

/// Writes a posted movement.
pub(crate) fn post(desk: &mut Desk, act: &mut Act, movement: &Movement) -> Result<TransferId, Error> {
    let id = TransferId(desk.id());
    let booked = Booked {
        n: act.n,
        transfer: Transfer {
            id,
            debit: movement.debit,
            credit: movement.credit,
            amount: movement.amount,
            month: movement.bill.map(|b| b.month),
            what: movement.what,
            state: State::Posted,
            settles: None,
            value_date: movement.value_date,
        },
        kind: movement.bill.map(|b| b.kind),
        source: movement.source,
    };
    act.insert(desk.tx, &transfer::TRANSFER, &transfer::row(SubjectId(act.subject), &booked))?;
    Ok(id)
}

/// Settles a bill with money that lies in transit: the settlement and the split among the funds. Later bills of the month
/// that were taken off it are settled with it.
pub(crate) fn settle(desk: &mut Desk, act: &mut Act, claim: &Claim, due: &Due, by: Settler, value_date: Date) -> Result<(), Error> {
    let employer = EmployerId(act.subject);
    let one = |key, principal, fee, fee_days, n| Settlement {
        key,
        by,
        value_date,
        principal,
        fee,
        fee_days,
        n,
    };
    let whole = one(claim.key, due.principal, due.fee.fee, due.fee.days, act.n);
    act.insert(desk.tx, &settlement::SETTLEMENT, &settlement::row(employer, &whole))?;
    for key in &claim.with {
        let row = settlement::row(employer, &one(*key, Fen::ZERO, Fen::ZERO, 0, act.n));
        act.insert(desk.tx, &settlement::SETTLEMENT, &row)?;
    }
    for part in parts(desk, employer, claim, due)? {
        let movement = Movement {
            debit: Fund::InTransit,
            credit: part.fund,
            amount: part.amount,
            bill: Some(claim.key),
            what: part.what,
            source: None,
            value_date,
        };
        post(desk, act, &movement)?;
    }
    Ok(())
}

/// Where the money of a paid bill goes.
pub(crate) fn parts(desk: &mut Desk, employer: EmployerId, claim: &Claim, due: &Due) -> Result<Vec<Part>, Error> {
    let large = large_amount(desk, employer, claim)?;
    Ok(split_paid(&claim.totals, &due.fee.by_branch, large))
}

/// Out of which funds a bill below zero is given back: as its money was split when the month was paid.
pub(crate) fn parts_given_back(desk: &mut Desk, employer: EmployerId, credit: &Claim) -> Result<Vec<Part>, Error> {
    let large = large_amount(desk, employer, credit)?;
    Ok(split_paid(&credit.totals.negated(), &[Fen::ZERO; 5], large))
}

fn large_amount(desk: &mut Desk, of: EmployerId, claim: &Claim) -> Result<Option<LargeAmount>, Error> {
    let bill = store::bill::load(desk.tx, of, claim.key.month, claim.key.kind)?.ok_or(Error::NotFound)?;
    large_share(desk, of, claim.key, bill.basis.known_on)
}

/// The part of the employer's medical share that goes to the large-amount mutual-aid fund, as known on a day.
pub(crate) fn large_share(desk: &mut Desk, of: EmployerId, key: ClaimKey, known_on: Date) -> Result<Option<LargeAmount>, Error> {
    let known = employer::load(desk.tx, of)?.ok_or(Error::NotFound)?;
    let table = match desk.table(key.month, known_on) {
        Ok(table) => table,
        // Months that an officer entered: no rate is known, so nothing of it is known to be for mutual aid.
        Err(Error::Refused(_)) if !key.kind.is_of_roll() => return Ok(None),
        Err(other) => return Err(other),
    };
    let row = table.row(Category::LocalUrban, known.kind, known.size, Some(known.injury_class));
    let whole = row.map(|r| r.branches[Branch::Medical.index()].employer.ppm).unwrap_or(0);
    let part = table.large_amount;
    Ok((whole > 0 && part.ppm() > 0).then_some(LargeAmount { part, of: Rate(whole) }))
}

/// What waiting money did in an act.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Allocated {
    /// Bills settled.
    pub settled: Vec<ClaimKey>,
    /// Money that belongs to the payer again.
    pub refund_due: Fen,
    /// The first bill that the money does not suffice for, and what is missing today.
    pub missing: Option<(ClaimKey, Fen)>,
}

impl Allocated {
    /// As an event says it.
    pub(crate) fn body(&self, body: Body) -> Body {
        let settled: Vec<String> = self.settled.iter().map(|k| format!("{} {}", k.month, k.kind.slug())).collect();
        body.with("settled", settled)
            .with("refund_due_fen", self.refund_due)
            .with("missing_fen", self.missing.map(|(_, fen)| fen))
    }
}

/// Lets an employer's waiting money settle what it suffices for, in this act. Called after new money and after each answer
/// of the bank: a bounce frees the bill for money that waited for it.
pub(crate) fn allocate_waiting(desk: &mut Desk, act: &mut Act) -> Result<Allocated, Error> {
    let position = Position::load(desk, EmployerId(act.subject))?;
    let money = position::free_money(desk, &position)?;
    if money.is_empty() {
        return Ok(Allocated::default());
    }
    let open = position::open(desk, &position)?;
    let allocation = allocate(&money, &open, desk.today);
    write(desk, act, &position, &allocation)
}

fn write(desk: &mut Desk, act: &mut Act, position: &Position, allocation: &Allocation) -> Result<Allocated, Error> {
    let mut done = Allocated {
        missing: allocation.missing,
        ..Allocated::default()
    };
    let claims = position.claims().open;
    for settles in &allocation.settled {
        let Some(claim) = claims.iter().find(|c| c.key == settles.key) else {
            continue;
        };
        let mut last = None;
        for (source, amount) in &settles.from {
            let movement = Movement {
                debit: Fund::Unallocated,
                credit: Fund::InTransit,
                amount: *amount,
                bill: Some(settles.key),
                what: What::Allocation,
                source: Some(*source),
                value_date: settles.value_date,
            };
            post(desk, act, &movement)?;
            last = Some(*source);
        }
        if let Some(source) = last {
            settle(desk, act, claim, &settles.due, Settler::Remittance(source), settles.value_date)?;
            done.settled.push(settles.key);
        }
    }
    for (source, amount) in &allocation.refund_due {
        let movement = Movement {
            debit: Fund::Unallocated,
            credit: Fund::RefundDue,
            amount: *amount,
            bill: None,
            what: What::Overpaid,
            source: Some(*source),
            value_date: desk.today,
        };
        post(desk, act, &movement)?;
        done.refund_due += *amount;
    }
    if done.refund_due > Fen::ZERO {
        crate::offer_refunds::offer_refunds(desk, act)?;
    }
    Ok(done)
}
