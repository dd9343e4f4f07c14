//! The statement of an employer (应缴实缴对账): due, paid, pending and balance for each month; and what became of one bill.

use domain::collection::{Cause, Claim, ClaimKey, Debit, Due, NextStep, Outcome, PaymentReference, Settlement, next_step};
use domain::ids::EmployerId;
use domain::standing::{Billed, Part, Settled, Standing, Try, standing};
use store::remittance::Waiting;
use units::{Date, Fen, Month};

use crate::position::{Position, due, fee_rules, last_on_time};
use crate::run_debits::unknown_year;
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
    /// Money that belongs to the employer again.
    pub refund_due: Fen,
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
        if matches!(entry.standing, Standing::Owed) {
            arrears += entry.closing - entry.opening;
        }
        entries.push(entry);
    }
    let refunds = store::transfer::of_subject(desk.tx, position.employer.into())?;
    let balances: domain::ledger::Balances = refunds.iter().map(|b| &b.transfer).collect();
    Ok(Account {
        entries,
        waiting: position.money.iter().filter(|m| m.left > Fen::ZERO).cloned().collect(),
        owed: opening,
        arrears,
        refund_due: balances.holds(domain::ledger::Fund::RefundDue),
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
    let (standing, cause) = standing(&Part::Billed(billed), None, desk.today);
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
    /// What settles it today; nothing where it is settled.
    pub today: Option<Due>,
    /// What it would come to ten days into the late fee: the table's example.
    pub late: Option<(Date, Due)>,
    /// What can still be done after a bounce.
    pub next: Option<NextStep>,
    /// The first and second debit as the pack says.
    pub days: Option<(Date, Date)>,
    /// The last failed debit.
    pub bounce: Option<(Debit, Cause, Option<Fen>)>,
    /// The number to write into a transfer.
    pub reference: PaymentReference,
    /// The name of the agency's account.
    pub creditor: String,
    /// Waiting money named for it.
    pub waiting: Vec<Waiting>,
    /// When the bill was made.
    pub closed_on: Date,
}

/// The worst bill that a debit did not settle: one in arrears before one that bounced, the older before the newer. Nothing where all
/// went well, or the caller may not see amounts.
pub fn open_problem(desk: &mut Desk, of: EmployerId) -> Result<Option<DebitPage>, Error> {
    if !desk.caller.may_for(Permission::ViewBills, of) {
        return Ok(None);
    }
    let entries = match employer_account(desk, of) {
        // A calendar that is not out yet stops no page.
        Err(Error::Refused(_)) => return Ok(None),
        other => other?.entries,
    };
    let bounced = |d: &Debit| d.answer.as_ref().is_some_and(|a| matches!(a.outcome, Outcome::Bounced(_)));
    let is_late = |e: &Entry| matches!(e.standing, Standing::Owed);
    let unsettled = entries
        .iter()
        .filter(|e| e.settlement.is_none() && (is_late(e) || e.debits.iter().any(bounced)));
    let Some(worst) = unsettled.min_by_key(|e| !is_late(e)) else {
        return Ok(None);
    };
    match debit_page(desk, of, worst.key) {
        Err(Error::Refused(_)) => Ok(None),
        other => other.map(Some),
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
    let dates = desk.month_dates(entry.run_month).ok();
    let next = match (&open, &dates) {
        (Some(claim), Some(dates)) => {
            let (attempt, cause) = bounce
                .as_ref()
                .map_or((0, Cause::InsufficientFunds), |(d, cause, _)| (d.attempt, *cause));
            let rules = fee_rules(desk, claim)?;
            let calendar = desk.book().calendar();
            Some(next_step(claim, &rules, dates, calendar, attempt, cause, desk.today).map_err(unknown_year)?)
        }
        _ => None,
    };
    let late = match (&open, &next) {
        (Some(claim), Some(next)) => {
            let day = next.late_from.saturating_add(jiff::Span::new().days(9)).max(desk.today);
            Some((day, due(desk, claim, day)?))
        }
        _ => None,
    };
    let today = match &open {
        Some(claim) => Some(due(desk, claim, desk.today)?),
        None => None,
    };
    Ok(DebitPage {
        people: bill.totals.people,
        today,
        late,
        next,
        days: dates.map(|d| (d.first_debit, d.second_debit)),
        bounce,
        reference: PaymentReference { employer: of, bill: key },
        creditor: crate::export_debits::creditor_name(desk)?,
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
