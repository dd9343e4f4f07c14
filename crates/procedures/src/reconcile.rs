//! Reconciliation (对账): bank = bills + late fees + unallocated + refunds, to the fen, and the work list with owner and age.

use domain::collection::{Debit, Doubt, FilingDebit, Purpose, allocate};
use domain::ids::{EmployerId, SubjectId, TransferId};
use domain::ledger::{Balances, Fund};
pub use store::remittance::Waiting;
use store::{debit, filing_debit, remittance, transfer};
use units::{Date, Fen};

use crate::back_payment::debit::{Unasked, unasked};
use crate::position::{self, Position};
use crate::{Desk, Error, Permission};

/// Items of one kind shown at once.
const AT_ONCE: i64 = 500;

/// The books of a region at the end of a day.
#[derive(Clone, Debug)]
pub struct Reconciliation {
    /// The day.
    pub day: Date,
    /// What each fund holds.
    pub balances: Balances,
    /// Bills settled.
    pub principal: Fen,
    /// Late fees that came with them.
    pub late_fees: Fen,
    /// What came that day by debit and by itself.
    pub received: (Fen, Fen),
    /// What waits for somebody.
    pub work: Vec<WorkItem>,
}

impl Reconciliation {
    /// What lies at the bank.
    pub fn bank(&self) -> Fen {
        self.balances.holds(Fund::Bank)
    }

    /// What is explained: bills, late fees, money that waits, money that goes back or went back, what tills differed by, less what
    /// lies in the tills still.
    pub fn explained(&self) -> Fen {
        let funds = [
            Fund::Unallocated,
            Fund::RefundDue,
            Fund::Refunded,
            Fund::InTransit,
            Fund::TillDifference,
        ];
        let elsewhere = funds.into_iter().map(|fund| self.balances.holds(fund)).sum::<Fen>();
        self.principal + self.late_fees + elsewhere - self.balances.holds(Fund::Till)
    }

    /// Whether both are the same to the fen.
    pub fn holds(&self) -> bool {
        self.bank() == self.explained() && self.balances.add_up()
    }
}

/// Something that a person must look at.
#[derive(Clone, Debug)]
pub struct WorkItem {
    /// What it is.
    pub what: Work,
    /// Since when it waits.
    pub since: Date,
    /// How many days.
    pub age: i32,
    /// How much.
    pub amount: Fen,
}

/// The kinds of work.
#[derive(Clone, Debug)]
pub enum Work {
    /// The bank has not answered a debit whose day is over.
    Unanswered(Box<Debit>),
    /// An online filing of today is in no file for the bank; by tonight it lapses.
    Unasked(Box<Unasked>),
    /// The bank has not answered the debit of an online filing whose day is over: the filing waits for it.
    UnansweredFiling(Box<FilingDebit>),
    /// Money without an owner, or that does not suffice.
    Unallocated(Box<Waiting>),
    /// A line of the bank that contradicts an earlier one.
    Doubt(Doubt),
}

impl Work {
    /// The code, also the key of its sentence.
    pub fn code(&self) -> &'static str {
        match self {
            Work::Unanswered(_) => "work.unanswered",
            Work::Unasked(of) if of.account.is_none() => "work.filing_no_account",
            Work::Unasked(_) => "work.filing_unasked",
            Work::UnansweredFiling(_) => "work.filing_unanswered",
            Work::Unallocated(w) if w.purpose.is_none() => "work.no_owner",
            Work::Unallocated(_) => "work.too_little",
            Work::Doubt(d) if d.verdict == "taken_back" => "work.taken_back",
            Work::Doubt(_) => "work.paid_after_bounce",
        }
    }

    /// Whose matter it is, where that is known.
    pub fn employer(&self) -> Option<EmployerId> {
        match self {
            Work::Unanswered(d) => Some(d.employer),
            Work::Unasked(of) => Some(of.employer),
            Work::UnansweredFiling(d) => Some(d.employer),
            Work::Unallocated(w) => w.purpose.map(|_| EmployerId(w.money.subject.0)),
            Work::Doubt(d) => Some(d.employer),
        }
    }
}

/// The books of the region as of a day, with today's work list.
pub fn reconcile(desk: &mut Desk, day: Date) -> Result<Reconciliation, Error> {
    desk.permit(Permission::RunDebits)?;
    let region = desk.region().to_owned();
    let (principal, late_fees) = transfer::posted_sums(desk.tx, &region, day)?;
    Ok(Reconciliation {
        day,
        balances: transfer::balances(desk.tx, &region, day)?,
        principal,
        late_fees,
        received: transfer::received_on(desk.tx, &region, day)?,
        work: work_list(desk)?,
    })
}

/// What waits for somebody, oldest first.
pub fn work_list(desk: &mut Desk) -> Result<Vec<WorkItem>, Error> {
    desk.permit(Permission::RunDebits)?;
    let region = desk.region().to_owned();
    let today = desk.today;
    let item = |what, since: Date, amount| WorkItem {
        what,
        since,
        age: today.since(since).map_or(0, |span| span.get_days()),
        amount,
    };
    let mut work: Vec<WorkItem> = debit::unanswered(desk.tx, &region, today, AT_ONCE)?
        .into_iter()
        .map(|d| item(Work::Unanswered(Box::new(d.clone())), d.collect_on, d.amount))
        .collect();
    let asked = filing_debit::unanswered(desk.tx, &region, today)?;
    work.extend(
        asked
            .into_iter()
            .map(|d| item(Work::UnansweredFiling(Box::new(d.clone())), d.collect_on, d.amount)),
    );
    let unasked = unasked(desk)?;
    work.extend(
        unasked
            .into_iter()
            .map(|of| item(Work::Unasked(Box::new(of.clone())), of.filing.on, of.filing.amount)),
    );
    let waiting = remittance::waiting(desk.tx, &region, AT_ONCE)?;
    work.extend(
        waiting
            .into_iter()
            .filter(needs_somebody)
            .map(|w| item(Work::Unallocated(Box::new(w.clone())), w.money.on, w.left)),
    );
    let doubts = debit::doubts(desk.tx, &region, AT_ONCE)?;
    work.extend(doubts.into_iter().map(|d| item(Work::Doubt(d.clone()), d.on, d.amount)));
    work.sort_by_key(|w| w.since);
    Ok(work)
}

/// Money that waits, oldest first: the page of unallocated money.
pub fn unallocated(desk: &mut Desk) -> Result<Vec<Waiting>, Error> {
    desk.permit(Permission::AllocateMoney)?;
    let region = desk.region().to_owned();
    let mut waiting = remittance::waiting(desk.tx, &region, AT_ONCE)?;
    waiting.retain(needs_somebody);
    Ok(waiting)
}

/// A refund that is carried over waits for the next bill by itself.
fn needs_somebody(waiting: &Waiting) -> bool {
    waiting.purpose.is_none_or(|(purpose, _)| purpose != Purpose::NextBill)
}

/// What money that waits is short of today: the sum that its bill, or the first bill it could settle, still needs.
pub fn missing(desk: &mut Desk, of: &Waiting) -> Result<Option<Fen>, Error> {
    desk.permit(Permission::AllocateMoney)?;
    if of.purpose.is_none() {
        return Ok(None);
    }
    let position = Position::load(desk, EmployerId(of.money.subject.0))?;
    let (money, open) = (position::free_money(desk, &position)?, position::open(desk, &position)?);
    Ok(allocate(&money, &open, desk.today).missing.map(|(_, fen)| fen))
}

/// One remittance that waits.
pub fn waiting(desk: &mut Desk, subject: SubjectId, id: TransferId) -> Result<Waiting, Error> {
    desk.permit(Permission::AllocateMoney)?;
    remittance::load(desk.tx, subject, id)?.ok_or(Error::NotFound)
}
