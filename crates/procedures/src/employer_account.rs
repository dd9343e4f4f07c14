//! The statement of an employer (应缴实缴对账): due, paid, pending and balance for each month; and what became of one bill.

use domain::collection::{
    Cause, Claim, ClaimKey, Creditor, Debit, Due, IfNothing, NextStep, Outcome, PaymentReference, Settlement, Timetable, Tried, if_nothing,
    mandate_on, next_step,
};
use domain::hall::till::Means;
use domain::ids::EmployerId;
use domain::registry::{Collection, Mandate};
use domain::standing::{Billed, Part, Settled, Standing, Try, standing};
use store::remittance::Waiting;
use store::{employer, mandate};
use units::{Date, Fen, Month};

use crate::position::{Position, carried, due, fee_rules, last_on_time};
use crate::{Desk, Error, Permission};

/// One bill on the statement. Opening + due + late fee − paid = closing.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Which bill.
    pub key: ClaimKey,
    /// The month whose debit days are its own.
    pub run_month: Month,
    /// What is owed before it.
    pub opening: Fen,
    /// What the bill asks for.
    pub due: Fen,
    /// The late fee: settled, or to today.
    pub fee: Fen,
    /// What was paid.
    pub paid: Fen,
    /// What is with the bank.
    pub pending: Fen,
    /// What is owed after it.
    pub closing: Fen,
    /// How it stands.
    pub standing: Standing,
    /// Why.
    pub cause: Option<domain::standing::Cause>,
    /// Its debits.
    pub debits: Vec<Debit>,
    /// What settled it.
    pub settlement: Option<Settlement>,
}

/// An employer's account.
#[derive(Clone, Debug)]
pub struct Account {
    /// Bills, oldest month first.
    pub entries: Vec<Entry>,
    /// Money that waits.
    pub waiting: Vec<Waiting>,
    /// All that is owed today.
    pub owed: Fen,
    /// What of it is late.
    pub arrears: Fen,
    /// Money that belongs to the employer again: offered back, or on its way.
    pub refund_due: Fen,
    /// Refunds carried over that the next debit or transfer is less by.
    pub carried: Fen,
}

/// The statement of an employer.
pub fn employer_account(desk: &mut Desk, of: EmployerId) -> Result<Account, Error> {
    desk.permit_for(Permission::ViewBills, of)?;
    let position = Position::load(desk, of)?;
    account(desk, &position)
}

fn account(desk: &mut Desk, position: &Position) -> Result<Account, Error> {
    let claims = position.claims();
    let (mut entries, mut opening, mut arrears) = (Vec::new(), Fen::ZERO, Fen::ZERO);
    for bill in &position.bills {
        let key = ClaimKey {
            month: bill.month,
            kind: bill.kind,
        };
        let open = claims.open.iter().find(|c| c.key == key);
        let entry = entry(desk, position, key, bill.run_month, bill.totals.total(), open, opening)?;
        opening = entry.closing;
        if let (Standing::Owed, Some(claim)) = (entry.standing, open) {
            // What was settled for one person alone is owed no longer.
            arrears += due(desk, claim, desk.today)?.total();
        }
        entries.push(entry);
    }
    let moved = store::transfer::of_subject(desk.tx, position.employer.into())?;
    let balances: domain::ledger::Balances = moved.iter().map(|b| &b.transfer).collect();
    let offered: Fen = claims.credits.iter().map(|c| -c.totals.total()).sum();
    let mut owed = Fen::ZERO;
    for claim in &claims.open {
        owed += due(desk, claim, desk.today)?.total();
    }
    Ok(Account {
        entries,
        waiting: position.money.iter().filter(|m| m.left > Fen::ZERO).cloned().collect(),
        owed,
        arrears,
        refund_due: balances.holds(domain::ledger::Fund::RefundDue) + offered,
        carried: carried(desk, position)?,
    })
}

fn entry(
    desk: &Desk,
    position: &Position,
    key: ClaimKey,
    run_month: Month,
    asked: Fen,
    open: Option<&Claim>,
    opening: Fen,
) -> Result<Entry, Error> {
    let settlement = position.settled(key).copied();
    let debits: Vec<Debit> = position.debits_of(key).cloned().collect();
    let billed = Billed {
        last_on_time: last_on_time(desk, run_month)?,
        tries: debits.iter().map(tried).collect(),
        settled: settlement.map(settled),
        received: None,
    };
    let (standing, cause) = standing(&Part::Billed(billed), position.decided(key), desk.today);
    let fee = match (&settlement, open) {
        (Some(s), _) => s.fee,
        (None, Some(claim)) => due(desk, claim, desk.today)?.fee.fee,
        (None, None) => Fen::ZERO,
    };
    // A bill settled together with a later one of its month has its own sum paid.
    let paid = settlement.map_or(Fen::ZERO, |s| asked + s.fee);
    let pending = debits.iter().filter(|d| d.answer.is_none()).map(|d| d.amount).sum();
    Ok(Entry {
        key,
        run_month,
        opening,
        due: asked,
        fee,
        paid,
        pending,
        closing: opening + asked + fee - paid,
        standing,
        cause,
        debits,
        settlement,
    })
}

fn tried(debit: &Debit) -> Try {
    Try {
        attempt: debit.attempt,
        collect_on: debit.collect_on,
        outcome: debit.answer.as_ref().map(|a| a.outcome),
        short: debit.answer.as_ref().and_then(|a| a.short),
    }
}

fn settled(settlement: Settlement) -> Settled {
    Settled {
        value_date: settlement.value_date,
        attempt: match settlement.by {
            domain::collection::Settler::Debit { attempt, .. } => Some(attempt),
            domain::collection::Settler::Remittance(_) => None,
        },
        fee: settlement.fee,
        fee_days: settlement.fee_days,
    }
}

/// One bill as the debit page shows it.
#[derive(Clone, Debug)]
pub struct DebitPage {
    /// The entry of the statement.
    pub entry: Entry,
    /// How many people are on it.
    pub people: u32,
    /// How it was paid where a till took the money.
    pub taken: Option<Means>,
    /// What settles it today; nothing where it is settled.
    pub today: Option<Due>,
    /// Refunds carried over that the next debit or transfer is less by.
    pub carried: Fen,
    /// What it would come to ten days into the late fee: the table's example.
    pub late: Option<(Date, Due)>,
    /// What can still be done after a bounce.
    pub next: Option<NextStep>,
    /// What becomes of it when nothing more is done; nothing where it is settled.
    pub if_nothing: Option<IfNothing>,
    /// The first debit as the pack says, and the day by which the account must be funded; unknown where the calendar is.
    pub first: Option<(Date, Date)>,
    /// The last failed debit.
    pub bounce: Option<(Debit, Cause, Option<Fen>)>,
    /// The number to write into a transfer.
    pub reference: PaymentReference,
    /// The agency's account; nothing where it has set none.
    pub creditor: Option<Creditor>,
    /// Waiting money named for it.
    pub waiting: Vec<Waiting>,
    /// When the bill was made.
    pub closed_on: Date,
}

/// The bills of an employer that its clerk must know of on every page.
#[derive(Clone, Debug, Default)]
pub struct Attention {
    /// The worst bill that a debit did not settle: one in arrears before one that bounced, the older before the newer.
    pub problem: Option<DebitPage>,
    /// The next bill that is made and not collected, while nothing is wrong with it.
    pub coming: Option<DebitPage>,
    /// Refunds carried over that the bill still to be made will be less by: what the open bills leave of them.
    pub carried_on: Fen,
}

/// What needs attention. Nothing where all went well, or the caller may not see amounts.
pub fn attention(desk: &mut Desk, of: EmployerId) -> Result<Attention, Error> {
    if !desk.caller.may_for(Permission::ViewBills, of) {
        return Ok(Attention::default());
    }
    let held = match employer_account(desk, of) {
        // A parameter that is not known yet stops no page.
        Err(Error::Refused(_)) => return Ok(Attention::default()),
        other => other?,
    };
    let entries = held.entries;
    let bounced = |d: &Debit| d.answer.as_ref().is_some_and(|a| matches!(a.outcome, Outcome::Bounced(_)));
    let is_late = |e: &Entry| matches!(e.standing, Standing::Owed);
    let is_wrong = |e: &Entry| is_late(e) || e.debits.iter().any(bounced);
    let open: Vec<&Entry> = entries.iter().filter(|e| e.settlement.is_none() && e.due > Fen::ZERO).collect();
    let worst = open.iter().filter(|e| is_wrong(e)).min_by_key(|e| !is_late(e)).map(|e| e.key);
    let next = open
        .iter()
        .filter(|e| !is_wrong(e))
        .min_by_key(|e| (e.run_month, e.key))
        .map(|e| e.key);
    Ok(Attention {
        problem: page_of(desk, of, worst)?,
        coming: page_of(desk, of, next)?,
        carried_on: (held.carried - held.owed).at_least(Fen::ZERO),
    })
}

fn page_of(desk: &mut Desk, of: EmployerId, key: Option<ClaimKey>) -> Result<Option<DebitPage>, Error> {
    match key.map(|key| debit_page(desk, of, key)) {
        None | Some(Err(Error::Refused(_))) => Ok(None),
        Some(page) => page.map(Some),
    }
}

/// One bill of an employer: what happened, what can be done, what it costs when.
pub fn debit_page(desk: &mut Desk, of: EmployerId, key: ClaimKey) -> Result<DebitPage, Error> {
    desk.permit_for(Permission::ViewBills, of)?;
    let position = Position::load(desk, of)?;
    let entry = account(desk, &position)?
        .entries
        .into_iter()
        .find(|e| e.key == key)
        .ok_or(Error::NotFound)?;
    let bill = position
        .bills
        .iter()
        .find(|b| (b.month, b.kind) == (key.month, key.kind))
        .ok_or(Error::NotFound)?;
    let open = position.claims().open.into_iter().find(|c| c.key == key);
    let bounce = entry.debits.iter().rev().find_map(|d| match d.answer.as_ref()?.outcome {
        Outcome::Bounced(cause) => Some((d.clone(), cause, d.answer.as_ref()?.short)),
        Outcome::Paid => None,
    });
    let days = Timetable::of(desk.book(), entry.run_month, desk.today)?;
    let next = match &open {
        Some(claim) => Some(next_of(desk, claim, &days, bounce.as_ref())?),
        None => None,
    };
    let late = match (&open, &next) {
        (Some(claim), Some(next)) => Some(due_late(desk, claim, next)?),
        _ => None,
    };
    let today = match &open {
        Some(claim) => Some(due(desk, claim, desk.today)?),
        None => None,
    };
    let if_nothing = match &next {
        Some(next) => Some(if_nothing(next, &tried_so_far(desk, of, &entry, next, &days)?, desk.today)),
        None => None,
    };
    let carried = match &open {
        Some(_) => carried(desk, &position)?,
        None => Fen::ZERO,
    };
    Ok(DebitPage {
        people: bill.totals.people,
        taken: taken(desk, of, &entry)?,
        today,
        carried,
        late,
        next,
        if_nothing,
        first: days.first,
        bounce,
        reference: PaymentReference { employer: of, bill: key },
        creditor: crate::set_creditor::held(desk)?.map(|held| held.creditor),
        waiting: position
            .money
            .iter()
            .filter(|m| m.left > Fen::ZERO && m.purpose.is_some_and(|(p, _)| p == domain::collection::Purpose::Bill(key)))
            .cloned()
            .collect(),
        closed_on: bill.closed_on,
        entry,
    })
}

/// How a till took the money that settled a bill; nothing where none did.
fn taken(desk: &mut Desk, of: EmployerId, entry: &Entry) -> Result<Option<Means>, Error> {
    match &entry.settlement {
        Some(settlement) => Ok(store::till::taking_of_act(desk.tx, of, settlement.n)?.map(|taking| taking.means)),
        None => Ok(None),
    }
}

/// What is due some days into the late fee, and on which day.
fn due_late(desk: &Desk, claim: &Claim, next: &NextStep) -> Result<(Date, Due), Error> {
    let day = next.late_from.saturating_add(jiff::Span::new().days(9)).max(desk.today);
    Ok((day, due(desk, claim, day)?))
}

/// What can still be done about an open bill after its last bounce, or before any debit.
fn next_of(desk: &Desk, claim: &Claim, days: &Timetable, bounce: Option<&(Debit, Cause, Option<Fen>)>) -> Result<NextStep, Error> {
    let (attempt, cause) = bounce.map_or((0, Cause::InsufficientFunds), |(d, cause, _)| (d.attempt, *cause));
    let rules = fee_rules(desk, claim)?;
    Ok(next_step(claim, &rules, days, attempt, cause, desk.today))
}

/// What is known of a bill's debits: for the sentence that says what comes by itself.
fn tried_so_far(desk: &mut Desk, of: EmployerId, entry: &Entry, next: &NextStep, days: &Timetable) -> Result<Tried, Error> {
    let known = employer::load(desk.tx, of)?.ok_or(Error::NotFound)?;
    let held: Vec<Mandate> = mandate::of_employer(desk.tx, of)?.into_iter().map(|(_, m)| m).collect();
    let failed = entry
        .debits
        .iter()
        .rfind(|d| d.answer.as_ref().is_some_and(|a| a.outcome != Outcome::Paid));
    let day = match (failed, next.debit) {
        (Some(_), Some((day, _))) => day,
        (Some(_), None) | (None, _) => days.first.map_or(desk.today, |(first, _)| first.max(desk.today)),
    };
    // An account that can never pay is not tried again; another one in its place is.
    let is_hopeless =
        |account: &Mandate| next.another_account && failed.is_some_and(|d| d.mandate.account_number == account.account_number);
    Ok(Tried {
        sent: entry.debits.iter().find(|d| d.answer.is_none()).map(|d| (d.attempt, d.collect_on)),
        bounced: failed.is_some(),
        can_be_debited: known.collection == Collection::Debit && mandate_on(&held, day).is_some_and(|account| !is_hopeless(account)),
        first: days.first,
    })
}
