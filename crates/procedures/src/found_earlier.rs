//! The demonstration's records from before it began: the clerk's employer took over the months of its people, as an agency does
//! that changes to this system. One month was paid late, and one person's first spring was not filed.

use domain::Branch;
use domain::assessment::Amounts;
use domain::earlier::EarlierMonths;
use domain::ids::{EmployerId, PersonId};
use domain::registry::{Employer, OnRoll};
use domain::spell::{GroupSet, MonthInputs};
use domain::standing::Standing;
use store::employer;
use units::{Date, Fen, Month, date};

use crate::assess_month::MonthPolicy;
use crate::earlier::{confirm_earlier, first_kept, hand_in_months};
use crate::found_demo::clerks_employer;
use crate::roll::roll;
use crate::{Agency, Caller, Desk, Error, Key, Role};

/// The first month whose amounts are known in the region of the demonstration: the industry classes of employment injury.
const KNOWN_FROM: (u32, u32) = (2015, 10);
/// The month that the employer paid late, and the day on which it did.
const PAID_LATE: ((u32, u32), Date) = ((2023, 5), date(2023, 7, 18));
/// Months of the person who signs in that were not filed: so many after the first one, and how many.
const NOT_FILED: (i32, i32) = (14, 3);

/// Takes over the months of the clerk's people, handed in by one officer of the registration desk and confirmed by the other.
pub fn found_earlier(agency: &Agency) -> Result<(), Error> {
    let people = crate::sign_in::demo_people(agency)?;
    let who = |handle: &str| -> Result<Caller, Error> {
        let found = people.iter().find(|(known, _)| known == handle);
        Ok(found.ok_or(Error::NotFound)?.1.clone())
    };
    let insured = who(Role::Insured.code())?.person().ok_or(Error::NotFound)?;
    let (of, months) = agency.read(&who(Role::Clerk.code())?, move |desk| {
        let of = clerks_employer(desk)?;
        Ok((of, all(desk, of, insured)?))
    })?;
    if months.is_empty() {
        return Ok(());
    }
    let first = who(Role::Registration.code())?;
    let file = agency.write(&first, move |desk| {
        let key = Key::new("founded:earlier", b"");
        hand_in_months(desk, &key, of, "历史缴费记录.xlsx", &months)
    })?;
    let second = who(&format!("{}_second", Role::Registration.code()))?;
    agency.write(&second, move |desk| {
        confirm_earlier(desk, &Key::new("founded:earlier", b"confirm"), of, file).map(|_| ())
    })
}

fn all(desk: &mut Desk, of: EmployerId, insured: PersonId) -> Result<Vec<EarlierMonths>, Error> {
    let known = employer::load(desk.tx, of)?.ok_or(Error::NotFound)?;
    let until = first_kept(desk)?.previous();
    let mut all = Vec::new();
    for who in roll(desk, of)?.people {
        let is_insured = who.person.id == insured;
        all.extend(of_person(desk, &known, &who, until, is_insured)?);
    }
    Ok(all)
}

fn of_person(desk: &mut Desk, of: &Employer, who: &OnRoll, until: Month, is_insured: bool) -> Result<Vec<EarlierMonths>, Error> {
    let known_from = Month::new(KNOWN_FROM.0, KNOWN_FROM.1).unwrap_or(until);
    let Some(hired) = who.started_on.map(Month::of) else {
        return Ok(vec![]);
    };
    let from = hired.max(known_from);
    let not_filed = from.plus(NOT_FILED.0)..from.plus(NOT_FILED.0 + NOT_FILED.1);
    let mut stretches: Vec<EarlierMonths> = Vec::new();
    for month in from.through(until) {
        let inputs = MonthInputs {
            groups: GroupSet::BOTH,
            category: who.category,
            base: wage_of(who.base, month, until),
        };
        let policy = MonthPolicy::current(desk.agency, month, desk.today)?;
        let Ok(amounts) = policy.tariff(of).assess(&inputs, &mut ()) else {
            continue;
        };
        for branch in amounts.charged.iter() {
            let one = match is_insured && not_filed.contains(&month) {
                true => missed(of.id, who.person.id, branch, month),
                false => paid(of.id, who.person.id, branch, month, &amounts),
            };
            join(&mut stretches, one);
        }
    }
    stretches.sort_by_key(|of| (of.from, of.branch.index()));
    Ok(stretches)
}

/// Wages of earlier years were lower: by a twentieth of today's for each year, and never below a third.
fn wage_of(now: Fen, month: Month, until: Month) -> Fen {
    let years = i64::from(month.months_until(until) / 12);
    Fen::yuan((now.0 / 100) * (20 - years).max(7) / 20)
}

fn missed(employer: EmployerId, person: PersonId, branch: Branch, month: Month) -> EarlierMonths {
    EarlierMonths {
        employer,
        person,
        branch,
        from: month,
        to: month,
        standing: Standing::Interrupted,
        base: Fen::ZERO,
        employer_pays: Fen::ZERO,
        person_pays: Fen::ZERO,
        to_account: Fen::ZERO,
        paid_on: None,
    }
}

fn paid(employer: EmployerId, person: PersonId, branch: Branch, month: Month, amounts: &Amounts) -> EarlierMonths {
    let at = branch.index();
    let late = Month::new(PAID_LATE.0.0, PAID_LATE.0.1) == Ok(month);
    let (fixed, to_account) = match branch {
        Branch::Pension => (Fen::ZERO, amounts.to_pension_account),
        Branch::Medical => (amounts.ee_fixed, amounts.to_medical_account),
        Branch::Unemployment | Branch::EmploymentInjury | Branch::Maternity => (Fen::ZERO, Fen::ZERO),
    };
    EarlierMonths {
        standing: if late { Standing::PaidLateEmployer } else { Standing::OnTime },
        base: amounts.base[at],
        employer_pays: amounts.employer[at],
        person_pays: amounts.employee[at] + fixed,
        to_account,
        paid_on: late.then_some(PAID_LATE.1),
        ..missed(employer, person, branch, month)
    }
}

/// Alike months one after the other are one stretch.
fn join(stretches: &mut Vec<EarlierMonths>, one: EarlierMonths) {
    let before = stretches
        .iter_mut()
        .rev()
        .find(|of| of.branch == one.branch && of.to.next() == one.from);
    match before {
        Some(of)
            if EarlierMonths {
                from: of.from,
                to: one.to,
                ..one.clone()
            } == (EarlierMonths { to: one.to, ..of.clone() }) =>
        {
            of.to = one.to
        }
        _another => stretches.push(one),
    }
}
