//! Amounts that an officer enters with their ground, because a figure is unknown here, and puts right until they are confirmed.

use domain::assessment::Amounts;
use domain::case::back_payment::{Event, Refused};
use domain::ids::{CaseId, EmployerId, PersonId};
use domain::registry::Employer;
use policy::{Branch, BranchSet};
use store::back_payment::{self, Line, MonthRow, Story};
use store::employer;
use store::event::Body;
use units::{Fact, Fen, Month};

use super::amounts::{assess_month, fee_rules};
use super::step;
use crate::{Desk, Error, Key, Opening, Receipt};

/// A ground that names a document has at least so many characters.
const GROUND: usize = 4;

/// An amount that a reviewing officer enters, because a parameter is unknown here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approved {
    /// Whose.
    pub person: PersonId,
    /// The month; `None`: every month of the person in this case whose amount is unknown.
    pub month: Option<Month>,
    /// By branch: the employer's side and the person's. Every branch of the month is named, what is nothing with zero.
    pub amounts: Vec<(Branch, Fen, Fen)>,
    /// What of it goes to the pension account; `None`: the person's pension share.
    pub to_pension_account: Option<Fen>,
    /// The late fee of a month, where no rule is known for it; else it is computed.
    pub fee: Option<Fen>,
    /// On which ground: the notice, the approval, the file.
    pub ground: String,
}

/// A month of a person that an officer enters, or has entered.
#[derive(Clone, Debug)]
pub struct ToEnter {
    /// Whose.
    pub person: PersonId,
    /// Which month.
    pub month: Month,
    /// The branches of the month: each is to be named.
    pub branches: BranchSet,
    /// Whether the late fee is to be entered, too: its rule is unknown.
    pub needs_fee: bool,
    /// What stands there now.
    pub entered: Option<MonthRow>,
}

/// The months of a case that are entered by hand, those that were among them.
pub(super) fn to_enter(desk: &Desk, rows: &[MonthRow], unpriced: &[super::Unpriced]) -> Vec<ToEnter> {
    let one = |person, month, entered| ToEnter {
        person,
        month,
        branches: desk.book().branches(month),
        needs_fee: fee_rules(desk, month, desk.today, true).is_err(),
        entered,
    };
    let entered = rows.iter().filter(|row| row.ground.is_some());
    let mut months: Vec<ToEnter> = entered.map(|row| one(row.person, row.month, Some(row.clone()))).collect();
    months.extend(unpriced.iter().map(|open| one(open.person, open.month, None)));
    months.sort_by_key(|month| (month.person, month.month));
    months
}

pub(super) fn may_enter(desk: &Desk, story: &Story) -> Result<(), Error> {
    desk.permit(super::decide::desk_of(story.opened.kind))?;
    let case = story.case()?;
    if case.filed_by == desk.caller.login {
        return Err(Error::refused(Refused::OwnSubmission));
    }
    let probe = Event::ApproveAmounts {
        amount: Fen::ZERO,
        ground: String::new(),
        by: desk.caller.login,
    };
    case.advance(probe).map(drop).map_err(Error::refused)
}

/// Enters approved amounts, each with its ground (审批单上的核定金额), or follows earlier ones with others. What a first officer had
/// agreed to is to be agreed to anew.
///
/// Refused: `back_payment.ground_missing`, `back_payment.ground_short`, `back_payment.amount_known` where the pack computes it,
/// `back_payment.amount_below_zero`, `back_payment.branch_missing`, `back_payment.amount_above_wage`, `back_payment.fee_missing`,
/// `back_payment.fee_above`, `back_payment.no_such_month`, `back_payment.not_now`, `case.own_submission`.
pub fn approve_amounts(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId, approved: &[Approved]) -> Result<Receipt, Error> {
    let mut act = match desk.open(of, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let story = back_payment::load(desk.tx, of, id)?.ok_or(Error::NotFound)?;
    may_enter(desk, &story)?;
    let payer = employer::load(desk.tx, of)?.ok_or(Error::NotFound)?;
    let before = back_payment::months(desk.tx, of, id)?;
    let mut rows = Vec::new();
    for one in approved {
        for row in rows_of(desk, &story, &payer, one)? {
            rows.push(MonthRow { n: act.n, ..row });
        }
    }
    if rows.is_empty() {
        return Err(Error::said("back_payment.no_such_month", vec![]));
    }
    for row in &rows {
        let old = before.iter().find(|r| r.person == row.person && r.month == row.month);
        back_payment::approve(desk.tx, &mut act, of, id, old, row)?;
    }
    let sum: Fen = rows.iter().map(|row| principal(&row.amounts)).sum();
    let mut grounds: Vec<&str> = approved.iter().map(|a| a.ground.trim()).collect();
    grounds.dedup();
    let ground = grounds.join("; ");
    let event = Event::ApproveAmounts {
        amount: sum,
        ground: ground.clone(),
        by: desk.caller.login,
    };
    step::advance(desk, &mut act, &story, event)?;
    let body = Body::new()
        .with("case", id.code())
        .with("months", rows.len() as i64)
        .with("amount_fen", sum)
        .with("ground", ground);
    desk.seal(act, "back_payment_amounts_approved", key, body)
}

/// The months that one entry is for.
fn rows_of(desk: &Desk, story: &Story, payer: &Employer, one: &Approved) -> Result<Vec<MonthRow>, Error> {
    let amounts = read(one)?;
    let mut rows = Vec::new();
    for line in story.lines.iter().filter(|l| l.person == one.person) {
        for month in line.from.through(line.to).filter(|m| one.month.is_none_or(|only| only == *m)) {
            let is_known =
                assess_month(desk, payer, month, line.category, line.base).is_ok() && fee_rules(desk, month, desk.today, true).is_ok();
            if is_known && one.month.is_none() {
                continue;
            }
            if is_known {
                return Err(Error::said("back_payment.amount_known", vec![("month", Fact::Month(month))]));
            }
            whole(desk, one, month)?;
            plausible(desk, payer, line, month, &amounts)?;
            rows.push(MonthRow {
                person: line.person,
                month,
                n: 0,
                category: line.category,
                base: line.base,
                amounts,
                pack: desk.book().fingerprint().to_owned(),
                known_on: desk.today,
                ground: Some(one.ground.trim().to_owned()),
                fee: fee_of(desk, one, month, &amounts)?,
            });
        }
    }
    Ok(rows)
}

/// Every branch of the month is named: what was left out is no zero.
fn whole(desk: &Desk, one: &Approved, month: Month) -> Result<(), Error> {
    let named: BranchSet = one.amounts.iter().map(|(branch, ..)| *branch).collect();
    match desk.book().branches(month).iter().find(|branch| !named.contains(*branch)) {
        None => Ok(()),
        Some(branch) => {
            let facts = vec![
                ("month", Fact::Month(month)),
                ("branch", Fact::Word(format!("branch.{}", branch.code()))),
            ];
            Err(Error::said("back_payment.branch_missing", facts))
        }
    }
}

/// The contributions of a month, all branches and both sides, are never more than the wage that they are a share of. Where the limits
/// of the month are unknown, today's floor stands for them: floors only rose.
fn plausible(desk: &Desk, payer: &Employer, line: &Line, month: Month, amounts: &Amounts) -> Result<(), Error> {
    let table = desk.table(Month::of(desk.today), desk.today)?;
    let row = table.row(line.category, payer.kind, payer.size, Some(payer.injury_class)).ok();
    let floors = row.iter().flat_map(|row| row.branches.iter().map(|b| Fen(i64::from(b.floor))));
    let most = floors.fold(line.base, Fen::max);
    let sum = principal(amounts);
    if sum <= most {
        return Ok(());
    }
    let facts = vec![
        ("month", Fact::Month(month)),
        ("amount", Fact::Money(sum)),
        ("wage", Fact::Money(line.base)),
        ("most", Fact::Money(most)),
    ];
    Err(Error::said("back_payment.amount_above_wage", facts))
}

/// The late fee of a month as entered, where no rule is known for it; never more than the highest daily rate there ever was makes of
/// the days since the month.
fn fee_of(desk: &Desk, one: &Approved, month: Month, amounts: &Amounts) -> Result<Option<Fen>, Error> {
    if fee_rules(desk, month, desk.today, true).is_ok() {
        return Ok(None);
    }
    let Some(fee) = one.fee else {
        return Err(Error::said("back_payment.fee_missing", vec![("month", Fact::Month(month))]));
    };
    let rules = desk.book().late_fee(Month::of(desk.today), desk.today)?;
    let highest = rules.rates.iter().map(|r| i128::from(r.rate.ppm())).max().unwrap_or_default();
    let days = desk.today.since(month.last_day()).map_or(0, |span| span.get_days());
    let most = i128::from(principal(amounts).0) * highest * i128::from(days) / 1_000_000;
    if i128::from(fee.0) <= most {
        return Ok(Some(fee));
    }
    let facts = vec![
        ("month", Fact::Month(month)),
        ("fee", Fact::Money(fee)),
        ("most", Fact::Money(Fen(i64::try_from(most).unwrap_or(i64::MAX)))),
    ];
    Err(Error::said("back_payment.fee_above", facts))
}

fn principal(amounts: &Amounts) -> Fen {
    amounts.employer.iter().chain(&amounts.employee).sum()
}

fn read(one: &Approved) -> Result<Amounts, Error> {
    match one.ground.trim().chars().count() {
        0 => return Err(Error::said("back_payment.ground_missing", vec![])),
        n if n < GROUND => return Err(Error::said("back_payment.ground_short", vec![])),
        _ => {}
    }
    // A sum that no account holds is no amount either: figures are held against the largest first.
    let too_large = |fen: &Fen| *fen > Fen::yuan(100_000_000);
    if one.amounts.iter().any(|(_, a, b)| too_large(a) || too_large(b)) {
        return Err(Error::said("back_payment.amount_below_zero", vec![]));
    }
    let mut amounts = Amounts {
        charged: one
            .amounts
            .iter()
            .filter(|(_, a, b)| *a + *b != Fen::ZERO)
            .map(|(branch, ..)| *branch)
            .collect(),
        ..Amounts::default()
    };
    for (branch, employer, employee) in &one.amounts {
        amounts.employer[branch.index()] += *employer;
        amounts.employee[branch.index()] += *employee;
    }
    amounts.to_pension_account = one.to_pension_account.unwrap_or(amounts.employee[Branch::Pension.index()]);
    let parts = amounts.employer.iter().chain(&amounts.employee);
    let below =
        parts.clone().any(|fen| *fen < Fen::ZERO) || one.fee.is_some_and(|fee| fee < Fen::ZERO) || amounts.to_pension_account < Fen::ZERO;
    let pension = amounts.employer[Branch::Pension.index()] + amounts.employee[Branch::Pension.index()];
    if below || parts.sum::<Fen>() <= Fen::ZERO || amounts.to_pension_account > pension {
        return Err(Error::said("back_payment.amount_below_zero", vec![]));
    }
    Ok(amounts)
}
