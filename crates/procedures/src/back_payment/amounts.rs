//! What the months of a case come to: computed from the pack, or as an officer entered it.

use domain::assessment::Amounts;
use domain::bill::{GroupBranches, Tariff};
use domain::case::back_payment::{Kind, MonthDue, PersonMonth, month_due};
use domain::ids::{EmployerId, PersonId};
use domain::registry::Employer;
use domain::spell::{GroupSet, MonthInputs};
use policy::{Branch, Category, LateFeeRules};
use store::back_payment::{self, Line, MonthRow, Story};
use store::event::Act;
use store::{bill, employer};
use units::{Date, Fact, Fen, Month};

use crate::assess_month::{Policies, sheet_at};
use crate::error::Refusal;
use crate::position::{Position, due};
use crate::{Desk, Error};

/// What one person owes for one month under today's knowledge. Refused by name where a parameter is unknown.
pub(crate) fn assess_month(desk: &Desk, of: &Employer, month: Month, category: Category, base: Fen) -> Result<Amounts, Error> {
    assess_as_known(desk, of, month, (category, base), desk.today)
}

/// The same as known on another day.
pub(super) fn assess_as_known(
    desk: &Desk,
    of: &Employer,
    month: Month,
    (category, base): (Category, Fen),
    on: Date,
) -> Result<Amounts, Error> {
    let table = desk.table(month, on)?;
    let tariff = Tariff::of(&table, GroupBranches::of(desk.book(), month), of.kind, of.size, of.injury_class);
    let inputs = MonthInputs {
        groups: GroupSet::BOTH,
        category,
        base,
    };
    Ok(tariff.assess(&inputs, &mut ()).map_err(policy::Unknown::clone)?)
}

/// A month of a person whose amount nobody here can name.
#[derive(Debug)]
pub struct Unpriced {
    /// Whose.
    pub person: PersonId,
    /// Which month.
    pub month: Month,
    /// Why: the figure that is unknown, by name.
    pub why: Box<dyn Refusal>,
}

/// The months of a case with what each person's comes to, as known now: an officer's figure before a computed one.
///
/// Refused by name where a figure is unknown and no officer has entered it.
pub(crate) fn person_months(desk: &mut Desk, story: &Story) -> Result<Vec<MonthRow>, Error> {
    let (rows, unpriced) = priced(desk, story)?;
    match unpriced.into_iter().next() {
        Some(first) => Err(Error::Refused(first.why)),
        None => Ok(rows),
    }
}

/// The same, month by month: what can be named, and what cannot. A figure that an officer entered for another wage or category than
/// the line has now counts no longer.
pub(crate) fn priced(desk: &mut Desk, story: &Story) -> Result<(Vec<MonthRow>, Vec<Unpriced>), Error> {
    let of = employer::load(desk.tx, story.opened.employer)?.ok_or(Error::NotFound)?;
    let known = back_payment::months(desk.tx, story.opened.employer, story.opened.id)?;
    let pack = desk.book().fingerprint().to_owned();
    let (mut rows, mut unpriced) = (Vec::new(), Vec::new());
    for line in &story.lines {
        for month in line.from.through(line.to) {
            let is_entered = |r: &&MonthRow| {
                r.person == line.person && r.month == month && r.ground.is_some() && r.base == line.base && r.category == line.category
            };
            if let Some(row) = known.iter().find(is_entered) {
                rows.push(row.clone());
                continue;
            }
            match computed(desk, story, &of, line, month) {
                Ok(amounts) => rows.push(MonthRow {
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
                }),
                Err(Error::Refused(why)) => unpriced.push(Unpriced {
                    person: line.person,
                    month,
                    why,
                }),
                Err(other) => return Err(other),
            }
        }
    }
    Ok((rows, unpriced))
}

/// What the pack makes of one person's month; refused where the principal or the rule of its late fee is unknown.
fn computed(desk: &mut Desk, story: &Story, of: &Employer, line: &Line, month: Month) -> Result<Amounts, Error> {
    let amounts = match story.opened.kind {
        Kind::OnePerson => billed(desk, of.id, line.person, month)?,
        Kind::BaseDifference => difference(desk, of, line.person, month, line.base)?,
        Kind::Recent | Kind::Verified | Kind::Approved | Kind::Inspection | Kind::MonthlyReport => {
            assess_month(desk, of, month, line.category, line.base)?
        }
    };
    fee_rules(desk, month, desk.today, has_pension(&amounts))?;
    Ok(amounts)
}

fn has_pension(amounts: &Amounts) -> bool {
    let i = Branch::Pension.index();
    amounts.employer[i] + amounts.employee[i] != Fen::ZERO
}

/// How the late fee of a month runs; refused by name where that is unknown, of pension too where pension is due.
pub(super) fn fee_rules(desk: &Desk, month: Month, on: Date, with_pension: bool) -> Result<LateFeeRules, Error> {
    if let Some(open) = desk.book().late_fee_of_pension(month, on).filter(|_| with_pension) {
        return Err(policy::Unknown {
            doubt: open.note.clone(),
            ..policy::Unknown::new("late_fee.charged_pension", month)
        }
        .into());
    }
    Ok(desk.book().late_fee(month, on)?)
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
pub(super) fn difference(desk: &mut Desk, of: &Employer, who: PersonId, month: Month, base: Fen) -> Result<Amounts, Error> {
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
        let computed = people.iter().filter(|p| p.entered_fee.is_none());
        let rules = match fee_rules(desk, month, on, computed.clone().any(|p| has_pension(&p.amounts))) {
            Ok(rules) => Some(rules),
            Err(_) if computed.count() == 0 => None,
            Err(unknown) => return Err(unknown),
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
