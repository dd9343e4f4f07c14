//! What the months of a case come to: computed from the pack, or entered by an officer with a ground where nobody here knows.

use domain::assessment::Amounts;
use domain::bill::{GroupBranches, Tariff};
use domain::case::back_payment::{Kind, MonthDue, PersonMonth, State, month_due};
use domain::ids::{CaseId, EmployerId, PersonId};
use domain::registry::Employer;
use domain::spell::{GroupSet, MonthInputs};
use policy::{Branch, BranchSet, Category, Review};
use store::back_payment::{self, MonthRow, Story};
use store::event::{Act, Body};
use store::{bill, employer};
use units::{Date, Fact, Fen, Month};

use crate::assess_month::{Policies, sheet_at};
use crate::position::{Position, due};
use crate::{Desk, Error, Key, Opening, Receipt};

/// What one person owes for one month under today's knowledge. Refused by name where a parameter is unknown.
pub(crate) fn assess_month(desk: &Desk, of: &Employer, month: Month, category: Category, base: Fen) -> Result<Amounts, Error> {
    let table = desk.table(month, desk.today)?;
    let tariff = Tariff::of(&table, GroupBranches::of(desk.book(), month), of.kind, of.size, of.injury_class);
    let inputs = MonthInputs {
        groups: GroupSet::BOTH,
        category,
        base,
    };
    Ok(tariff.assess(&inputs, &mut ()).map_err(policy::Unknown::clone)?)
}

/// The months of a case with what each person's comes to, as known now: an officer's figure before a computed one.
///
/// Refused by name where a figure is unknown and no officer has entered it.
pub(crate) fn person_months(desk: &mut Desk, story: &Story) -> Result<Vec<MonthRow>, Error> {
    let of = employer::load(desk.tx, story.opened.employer)?.ok_or(Error::NotFound)?;
    let known = back_payment::months(desk.tx, story.opened.employer, story.opened.id)?;
    let pack = desk.book().fingerprint().to_owned();
    let mut rows = Vec::new();
    for line in &story.lines {
        for month in line.from.through(line.to) {
            let entered = known
                .iter()
                .find(|r| r.person == line.person && r.month == month && r.ground.is_some());
            if let Some(row) = entered {
                rows.push(row.clone());
                continue;
            }
            let amounts = match story.opened.kind {
                Kind::OnePerson => billed(desk, of.id, line.person, month)?,
                Kind::BaseDifference => difference(desk, &of, line.person, month, line.base)?,
                Kind::Recent | Kind::Verified | Kind::Approved | Kind::Inspection | Kind::MonthlyReport => {
                    assess_month(desk, &of, month, line.category, line.base)?
                }
            };
            rows.push(MonthRow {
                person: line.person,
                month,
                n: 0,
                category: line.category,
                base: line.base,
                amounts,
                pack: pack.clone(),
                known_on: desk.today,
                ground: None,
                fee: None,
            });
        }
    }
    Ok(rows)
}

/// What a person was billed for a month, later bills of it taken in.
fn billed(desk: &mut Desk, of: EmployerId, who: PersonId, month: Month) -> Result<Amounts, Error> {
    let fact = || vec![("month", Fact::Month(month))];
    let last = bill::of_month(desk.tx, of, month)?
        .pop()
        .ok_or_else(|| Error::said("back_payment.month_not_billed", fact()))?;
    let sheet = sheet_at(desk.tx, &mut Policies::new(desk.agency), of, month, &last.basis)?;
    let line = sheet.people.iter().find(|(person, _)| *person == who);
    line.map(|(_, assessed)| assessed.amounts)
        .ok_or_else(|| Error::said("back_payment.month_not_billed", fact()))
}

/// What the month of a higher base asks for beyond what was billed and paid back before.
fn difference(desk: &mut Desk, of: &Employer, who: PersonId, month: Month, base: Fen) -> Result<Amounts, Error> {
    let before = billed(desk, of.id, who, month)?;
    let category = store::spell::timeline(desk.tx, of.id, who)?
        .at(month)
        .map_or(Category::LocalUrban, |i| i.category);
    let mut after = less(assess_month(desk, of, month, category, base)?, &before);
    for posted in back_payment::posted_of_person(desk.tx, who)? {
        if posted.employer == of.id && posted.month == month && posted.kind == Kind::BaseDifference {
            let rows = back_payment::months_known(desk.tx, posted.employer, posted.case, posted.n)?;
            if let Some(row) = rows.iter().find(|r| r.person == who && r.month == month) {
                after = less(after, &row.amounts);
            }
        }
    }
    let sums = after.employer.iter().chain(&after.employee);
    if sums.clone().any(|fen| *fen < Fen::ZERO) || sums.copied().sum::<Fen>() <= Fen::ZERO {
        return Err(Error::said("back_payment.no_difference", vec![("month", Fact::Month(month))]));
    }
    Ok(after)
}

fn less(a: Amounts, b: &Amounts) -> Amounts {
    let minus = |x: [Fen; 5], y: [Fen; 5]| std::array::from_fn(|i| x[i] - y[i]);
    Amounts {
        employer: minus(a.employer, b.employer),
        employee: minus(a.employee, b.employee),
        ee_fixed: a.ee_fixed - b.ee_fixed,
        to_pension_account: a.to_pension_account - b.to_pension_account,
        to_medical_account: a.to_medical_account - b.to_medical_account,
        ..a
    }
}

/// The months of a case as they would be filed on a day, oldest first.
pub(crate) fn months_due(desk: &mut Desk, story: &Story, rows: &[MonthRow], on: Date) -> Result<Vec<MonthDue>, Error> {
    if let (Kind::MonthlyReport, Some(month)) = (story.opened.kind, story.opened.month) {
        return whole_month(desk, story.opened.employer, month, on);
    }
    let mut months: Vec<Month> = rows.iter().map(|row| row.month).collect();
    months.sort_unstable();
    months.dedup();
    let mut dues = Vec::with_capacity(months.len());
    for month in months {
        let of_month = |row: &&MonthRow| row.month == month;
        let people: Vec<PersonMonth> = rows.iter().filter(of_month).map(person_month).collect();
        let rules = match desk.book().late_fee(month, on) {
            Ok(rules) => Some(rules),
            Err(_) if people.iter().all(|p| p.entered_fee.is_some()) => None,
            Err(unknown) => return Err(unknown.into()),
        };
        dues.push(month_due(month, &people, rules.as_ref(), on));
    }
    Ok(dues)
}

fn person_month(row: &MonthRow) -> PersonMonth {
    PersonMonth {
        person: row.person,
        amounts: row.amounts,
        entered_fee: row.fee,
    }
}

/// The employer's whole month as its open claim asks for it.
fn whole_month(desk: &mut Desk, of: EmployerId, month: Month, on: Date) -> Result<Vec<MonthDue>, Error> {
    let position = Position::load(desk, of)?;
    let claims = position.claims().open;
    let claim = claims
        .iter()
        .find(|c| c.key.month == month && c.key.kind == domain::bill::BillKind::Regular);
    let Some(claim) = claim else {
        return Err(Error::said("back_payment.nothing_owed", vec![("month", Fact::Month(month))]));
    };
    let due = due(desk, claim, on)?;
    Ok(vec![MonthDue {
        month,
        totals: claim.totals,
        from: Some(due.fee.from),
        to: due.fee.to,
        days: due.fee.days,
        fee: due.fee.fee,
        fee_by_branch: due.fee.by_branch,
    }])
}

/// What a case comes to on a day.
pub(crate) fn total(dues: &[MonthDue]) -> Fen {
    dues.iter().map(MonthDue::total).sum()
}

/// Writes what the months come to in an act; rows that say the same stay as they are.
pub(crate) fn write_months(desk: &mut Desk, act: &mut Act, story: &Story, rows: &[MonthRow]) -> Result<(), Error> {
    let (of, id) = (story.opened.employer, story.opened.id);
    let known = back_payment::months(desk.tx, of, id)?;
    for row in rows {
        let old = known.iter().find(|r| r.person == row.person && r.month == row.month);
        let same = |old: &MonthRow| {
            let sums = |a: &Amounts| (a.employer, a.employee, a.ee_fixed, a.to_pension_account, a.to_medical_account);
            old.ground == row.ground && old.base == row.base && sums(&old.amounts) == sums(&row.amounts) && old.pack == row.pack
        };
        if old.is_some_and(same) {
            continue;
        }
        let row = MonthRow { n: act.n, ..row.clone() };
        back_payment::approve(desk.tx, act, of, id, old, &row)?;
    }
    Ok(())
}

/// An amount that a reviewing officer enters, because a parameter is unknown here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approved {
    /// Whose.
    pub person: PersonId,
    /// The month; `None`: every month of the person in this case whose amount is unknown.
    pub month: Option<Month>,
    /// By branch: the employer's side and the person's.
    pub amounts: Vec<(Branch, Fen, Fen)>,
    /// What of it goes to the pension account; `None`: the person's pension share.
    pub to_pension_account: Option<Fen>,
    /// The late fee of a month, where no rule is known for it; else it is computed.
    pub fee: Option<Fen>,
    /// On which ground: the notice, the approval, the file.
    pub ground: String,
}

/// Enters approved amounts, each with its ground (审批单上的核定金额).
///
/// Refused: `back_payment.ground_missing`, `back_payment.amount_known` where the pack computes it, `back_payment.amount_below_zero`,
/// `back_payment.fee_missing`, `back_payment.not_now`, `case.own_submission`.
pub fn approve_amounts(desk: &mut Desk, key: &Key, of: EmployerId, id: CaseId, approved: &[Approved]) -> Result<Receipt, Error> {
    let mut act = match desk.open(of, key)? {
        Opening::New(act) => act,
        Opening::Already(receipt) => return Ok(receipt),
    };
    let story = back_payment::load(desk.tx, of, id)?.ok_or(Error::NotFound)?;
    may_enter(desk, &story)?;
    let known = employer::load(desk.tx, of)?.ok_or(Error::NotFound)?;
    let before = back_payment::months(desk.tx, of, id)?;
    let (mut written, mut sum) = (0, Fen::ZERO);
    for one in approved {
        let amounts = read(one)?;
        for line in story.lines.iter().filter(|l| l.person == one.person) {
            for month in line.from.through(line.to).filter(|m| one.month.is_none_or(|only| only == *m)) {
                let is_known =
                    assess_month(desk, &known, month, line.category, line.base).is_ok() && desk.book().late_fee(month, desk.today).is_ok();
                if is_known && one.month.is_none() {
                    continue;
                }
                if is_known {
                    return Err(Error::said("back_payment.amount_known", vec![("month", Fact::Month(month))]));
                }
                let fee = match desk.book().late_fee(month, desk.today) {
                    Ok(_) => None,
                    Err(_) if one.fee.is_none() => {
                        return Err(Error::said("back_payment.fee_missing", vec![("month", Fact::Month(month))]));
                    }
                    Err(_) => one.fee,
                };
                let row = MonthRow {
                    person: one.person,
                    month,
                    n: act.n,
                    category: line.category,
                    base: line.base,
                    amounts,
                    pack: desk.book().fingerprint().to_owned(),
                    known_on: desk.today,
                    ground: Some(one.ground.trim().to_owned()),
                    fee,
                };
                let old = before.iter().find(|r| r.person == one.person && r.month == month);
                back_payment::approve(desk.tx, &mut act, of, id, old, &row)?;
                written += 1;
                sum += amounts.employer.iter().chain(&amounts.employee).sum::<Fen>();
            }
        }
    }
    if written == 0 {
        return Err(Error::said("back_payment.no_such_month", vec![]));
    }
    let grounds: Vec<String> = approved.iter().map(|a| a.ground.trim().to_owned()).collect();
    let body = Body::new()
        .with("case", id.code())
        .with("months", written)
        .with("amount_fen", sum)
        .with("ground", grounds.join("; "));
    desk.seal(act, "back_payment_amounts_approved", key, body)
}

fn may_enter(desk: &Desk, story: &Story) -> Result<(), Error> {
    desk.permit(super::decide::desk_of(story.opened.kind))?;
    let case = story.case()?;
    if case.filed_by == desk.caller.login {
        return Err(Error::refused(domain::case::back_payment::Refused::OwnSubmission));
    }
    let is_time = matches!(
        (&case.state, story.opened.kind.review()),
        (State::InReview(_), _) | (State::Ready, Review::None)
    );
    if is_time {
        return Ok(());
    }
    Err(Error::refused(domain::case::back_payment::Refused::NotNow {
        state: case.state.code(),
        event: "approve_amounts",
    }))
}

fn read(one: &Approved) -> Result<Amounts, Error> {
    if one.ground.trim().is_empty() {
        return Err(Error::said("back_payment.ground_missing", vec![]));
    }
    let mut amounts = Amounts {
        charged: one.amounts.iter().map(|(branch, ..)| *branch).collect::<BranchSet>(),
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
