//! Money for a filed case, taken at a till or debited on its day: split among the funds, and the months turn.

use domain::assessment::{Amounts, BillTotals};
use domain::bill::{Basis, Bill, BillKind};
use domain::case::back_payment::{Event, Filing, Kind, MonthDue, PersonMonth, State, month_due};
use domain::collection::{Claim, ClaimKey, Due, Settler};
use domain::ids::{EmployerId, TransferId};
use domain::late_fee::LateFee;
use domain::ledger::{Fund, What};
use store::back_payment::{self, MonthRow, Posted, Story};
use store::event::Act;
use store::{bill, employer};
use units::{Date, Fact, Fen, Month};

use super::amounts::{assess_as_known, months_due, total};
use super::step;
use crate::position::Position;
use crate::settle_bills::{Movement, post, settle};
use crate::{Desk, Error};

/// The day's filing of a case; refused where nothing is filed.
pub(crate) fn filing_of(story: &Story) -> Result<Filing, Error> {
    let case = story.case()?;
    match case.state {
        State::Accepted(filing) => Ok(filing),
        state => Err(Error::refused(domain::case::back_payment::Refused::NotNow {
            state: state.code(),
            event: "pay",
        })),
    }
}

/// Whether money of a day settles a filed case: it is of the filing's day, and what was filed is what the months still come to.
pub(crate) fn may_settle(desk: &mut Desk, story: &Story, value_date: Date) -> Result<(), Error> {
    let filing = filing_of(story)?;
    let by = Some(desk.caller.login);
    story.case()?.advance(Event::Pay { by, on: value_date }).map_err(Error::refused)?;
    let rows = back_payment::months(desk.tx, story.opened.employer, story.opened.id)?;
    amount_holds(&months_due(desk, story, &rows, filing.on)?, &filing)
}

fn amount_holds(dues: &[MonthDue], filing: &Filing) -> Result<(), Error> {
    match total(dues) {
        now if now == filing.amount => Ok(()),
        now => Err(Error::said("back_payment.another_amount", vec![("amount", Fact::Money(now))])),
    }
}

/// Settles a filed case with money that waits under `source`, in this act: the case moves, bills and postings are written, each
/// month of each person is posted.
pub(crate) fn settle_case(desk: &mut Desk, act: &mut Act, story: &Story, source: TransferId, value_date: Date) -> Result<(), Error> {
    let filing = filing_of(story)?;
    let by = Some(desk.caller.login);
    step::advance(desk, act, story, Event::Pay { by, on: value_date })?;
    let rows = back_payment::months(desk.tx, story.opened.employer, story.opened.id)?;
    let dues = months_due(desk, story, &rows, filing.on)?;
    amount_holds(&dues, &filing)?;
    for due in &dues {
        allocate(desk, act, due, source, value_date)?;
        match story.opened.kind {
            Kind::MonthlyReport => settle_claim(desk, act, due, source, value_date)?,
            Kind::Recent | Kind::Verified | Kind::Approved | Kind::OnePerson | Kind::Inspection | Kind::BaseDifference => {
                post_month(desk, act, story, &rows, due, source, value_date)?;
            }
        }
    }
    Ok(())
}

/// The money of one month, from what waits to what is in transit.
fn allocate(desk: &mut Desk, act: &mut Act, due: &MonthDue, source: TransferId, value_date: Date) -> Result<(), Error> {
    let movement = Movement {
        debit: Fund::Unallocated,
        credit: Fund::InTransit,
        amount: due.total(),
        bill: None,
        what: What::Allocation,
        source: Some(source),
        value_date,
    };
    post(desk, act, &movement).map(drop)
}

/// The employer's own claim of a month.
fn settle_claim(desk: &mut Desk, act: &mut Act, due: &MonthDue, source: TransferId, value_date: Date) -> Result<(), Error> {
    let position = Position::load(desk, EmployerId(act.subject))?;
    let claims = position.claims().open;
    let claim = claims.iter().find(|c| c.key.month == due.month && c.key.kind == BillKind::Regular);
    let claim = claim.ok_or_else(|| Error::said("back_payment.nothing_owed", vec![("month", Fact::Month(due.month))]))?;
    settle(desk, act, claim, &as_due(due), Settler::Remittance(source), value_date)
}

fn as_due(due: &MonthDue) -> Due {
    Due {
        principal: due.totals.total(),
        fee: LateFee {
            from: due.from.unwrap_or_else(|| due.month.first_day()),
            to: due.to,
            days: due.days,
            segments: vec![],
            fee: due.fee,
            by_branch: due.fee_by_branch,
            capped: false,
        },
    }
}

/// A month of the case becomes a bill that is settled as it is made; what one person settles alone is taken off the month.
fn post_month(
    desk: &mut Desk,
    act: &mut Act,
    story: &Story,
    rows: &[MonthRow],
    due: &MonthDue,
    source: TransferId,
    value_date: Date,
) -> Result<(), Error> {
    let of = story.opened.employer;
    let ordinal = bill::last_ordinal(desk.tx, of, due.month)? + 1;
    let made = Bill {
        employer: of,
        month: due.month,
        kind: BillKind::BackPayment(ordinal),
        basis: Basis {
            version: act.n,
            pack: desk.book().fingerprint().to_owned(),
            known_on: filing_of(story)?.on,
        },
        totals: due.totals,
        surcharge: Fen::ZERO,
        run_month: due.month,
        cause: None,
        waived_until: None,
        closed_on: desk.today,
        n: Some(act.n),
    };
    act.insert(desk.tx, &bill::BILL, &bill::row(&made))?;
    if story.opened.kind == Kind::OnePerson {
        let off = Bill {
            kind: BillKind::SetApart(ordinal),
            totals: negative(&due.totals),
            ..made.clone()
        };
        act.insert(desk.tx, &bill::BILL, &bill::row(&off))?;
    }
    settle(desk, act, &claim_of(&made), &as_due(due), Settler::Remittance(source), value_date)?;
    for row in rows.iter().filter(|row| row.month == due.month) {
        let posted = Posted {
            employer: of,
            case: story.opened.id,
            person: row.person,
            month: due.month,
            n: act.n,
            bill_kind: made.kind,
            kind: story.opened.kind,
            value_date,
            fee: own_fee(desk, row, made.basis.known_on),
            fee_days: due.days,
        };
        act.insert(desk.tx, &back_payment::BACK_PAYMENT_POSTED, &back_payment::posted_row(&posted))?;
    }
    Ok(())
}

/// The claim that a bill of the case is.
fn claim_of(made: &Bill) -> Claim {
    Claim {
        key: ClaimKey {
            month: made.month,
            kind: made.kind,
        },
        counts_as: made.month,
        waived_until: None,
        totals: made.totals,
        with: vec![],
    }
}

/// The late fee on one person's part.
fn own_fee(desk: &Desk, row: &MonthRow, on: Date) -> Fen {
    let one = PersonMonth {
        person: row.person,
        amounts: row.amounts,
        entered_fee: row.fee,
    };
    month_due(row.month, &[one], desk.book().late_fee(row.month, on).ok().as_ref(), on).fee
}

fn negative(totals: &BillTotals) -> BillTotals {
    let less = |side: [Fen; 5]| side.map(|fen| -fen);
    BillTotals {
        employer: less(totals.employer),
        employee: less(totals.employee),
        ee_fixed: -totals.ee_fixed,
        to_pension_account: -totals.to_pension_account,
        to_medical_account: -totals.to_medical_account,
        people: totals.people,
    }
}

/// A month whose debit is with the bank cannot be settled for one person: the answer comes first.
pub(super) fn not_at_bank(desk: &mut Desk, story: &Story) -> Result<(), Error> {
    let position = Position::load(desk, story.opened.employer)?;
    for month in story.lines.iter().flat_map(|l| l.from.through(l.to)) {
        let key = ClaimKey {
            month,
            kind: BillKind::Regular,
        };
        let fact = || vec![("month", Fact::Month(month))];
        if position.at_bank(key) {
            return Err(Error::said("back_payment.at_bank", fact()));
        }
        if position.settled(key).is_some() {
            return Err(Error::said("back_payment.month_paid", fact()));
        }
    }
    Ok(())
}

/// The lines of a bill that a back payment made: what each person's month came to.
pub(crate) fn bill_lines(desk: &mut Desk, of: EmployerId, month: Month, kind: BillKind) -> Result<Vec<domain::bill::Line>, Error> {
    let made = BillKind::BackPayment(kind.ordinal());
    let mut lines = Vec::new();
    for posted in back_payment::posted_on_bill(desk.tx, of, month, made)? {
        let rows = back_payment::months_known(desk.tx, of, posted.case, posted.n)?;
        let Some(row) = rows.iter().find(|r| r.person == posted.person && r.month == month) else {
            continue;
        };
        let assessed = Some(assessed(row, with_bases(desk, of, row)?));
        lines.push(match kind {
            BillKind::SetApart(_) => domain::bill::Line {
                person: row.person,
                before: assessed,
                after: None,
            },
            BillKind::Regular | BillKind::Difference(_) | BillKind::Correction(_) | BillKind::BackPayment(_) => domain::bill::Line {
                person: row.person,
                before: None,
                after: assessed,
            },
        });
    }
    Ok(lines)
}

/// The amounts of a month with the base that counted in each branch: the clamped one where the month was computed, the declared one
/// where it was entered.
fn with_bases(desk: &mut Desk, of: EmployerId, row: &MonthRow) -> Result<Amounts, Error> {
    let payer = employer::load(desk.tx, of)?.ok_or(Error::NotFound)?;
    let mut amounts = row.amounts;
    amounts.base = [row.base; 5];
    if row.ground.is_none()
        && let Ok(computed) = assess_as_known(desk, &payer, row.month, (row.category, row.base), row.known_on)
    {
        amounts.base = computed.base;
    }
    Ok(amounts)
}

fn assessed(row: &MonthRow, amounts: Amounts) -> domain::bill::Assessed {
    domain::bill::Assessed {
        inputs: domain::spell::MonthInputs {
            groups: domain::spell::GroupSet::BOTH,
            category: row.category,
            base: row.base,
        },
        amounts,
    }
}
