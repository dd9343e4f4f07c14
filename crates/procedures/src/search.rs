//! The search (查找): names, last four, receipt, bill, case and credit code, only inside what the caller may see. An exact number finds
//! one.

mod case;

use std::collections::BTreeSet;

use domain::collection::{ClaimKey, PaymentReference};
use domain::ids::{AppointmentId, EmployerId, PersonId};
use domain::registry::{Employer, Person, masked_number};
use store::{bill, employer};
use units::{Date, Fen, Month};

use crate::receipts::by_number;
use crate::record::own_record;
use crate::{Desk, Error, Permission};

pub use case::Numbered;

/// Hits shown at most.
const HITS: usize = 50;
/// Employers whose names are looked at, at most: an officer narrows the search with a code.
const NAMES: usize = 30_000;
/// Employers read at once.
const PAGE: i64 = 500;

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hit {
    /// An employer.
    Employer {
        /// Which.
        id: EmployerId,
        /// Its name.
        name: String,
        /// Unified social credit code.
        credit_code: String,
    },
    /// A person whom an employer of the caller ever had on its roll.
    Person {
        /// At which employer.
        employer: EmployerId,
        /// Its name.
        at: String,
        /// Who.
        id: PersonId,
        /// The name.
        name: String,
        /// The number, masked.
        number: String,
    },
    /// A filing.
    Receipt {
        /// Its number.
        number: String,
        /// What was filed.
        kind: String,
        /// On which day.
        on: Date,
    },
    /// A bill.
    Bill {
        /// Whose.
        employer: EmployerId,
        /// The employer's name.
        of: String,
        /// Which.
        key: ClaimKey,
        /// What it asks for.
        total: Fen,
    },
    /// A case, by its printed number.
    Case {
        /// What kind of thing bears the number.
        what: Numbered,
        /// Whose.
        employer: EmployerId,
        /// The employer's name.
        of: String,
        /// The number as printed.
        number: String,
    },
    /// A booked visit, by its printed number.
    Visit {
        /// Which.
        id: AppointmentId,
        /// The number as printed.
        number: String,
        /// The day on which somebody comes.
        day: Date,
        /// The name of the employer that it is for.
        of: String,
    },
    /// A month of the caller's own record.
    OwnMonth(Month),
    /// An employer in the caller's own record.
    OwnEmployer {
        /// Its name.
        name: String,
        /// The first month there.
        from: Month,
    },
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Each hit.
    pub hits: Vec<Hit>,
    /// The words name exactly this one thing: no list is needed.
    pub exact: bool,
    /// There is more than is shown.
    pub more: bool,
}

impl Found {
    fn only(hit: Hit) -> Found {
        Found {
            hits: vec![hit],
            exact: true,
            more: false,
        }
    }
}

/// Searches for what was typed; `month` is the month it names, where it names one.
pub fn search(desk: &mut Desk, text: &str, month: Option<Month>) -> Result<Found, Error> {
    desk.permit(Permission::SignedIn)?;
    let text = text.trim();
    if text.is_empty() {
        return Ok(Found::default());
    }
    if let Some(hit) = numbered(desk, text)? {
        return Ok(Found::only(hit));
    }
    let visits = case::visits(desk, text)?;
    if let [only] = visits.as_slice() {
        return Ok(Found::only(only.clone()));
    }
    let mut found = Found {
        hits: visits,
        ..Found::default()
    };
    own(desk, text, month, &mut found)?;
    let served: BTreeSet<EmployerId> = desk.caller.employers().map(|(id, _)| id).collect();
    for id in served {
        if desk.caller.may_for(Permission::ViewEmployer, id) {
            of_employer(desk, id, text, month, &mut found)?;
        }
    }
    let serves_all = |g: &crate::Grant| !g.role.is_bound_to_employer() && crate::permit::may(g.role, Permission::ViewEmployer);
    if desk.caller.grants.iter().any(serves_all) {
        names(desk, text, &mut found)?;
    }
    found.more |= found.hits.len() > HITS;
    found.hits.truncate(HITS);
    Ok(found)
}

/// A receipt, a bill, a case or an employer named by its number. What the caller may not see is not found.
fn numbered(desk: &mut Desk, text: &str) -> Result<Option<Hit>, Error> {
    match by_number(desk, text) {
        Ok(filing) => {
            return Ok(Some(Hit::Receipt {
                number: filing.receipt.number,
                kind: filing.receipt.kind,
                on: filing.receipt.on_date,
            }));
        }
        Err(Error::NotFound | Error::Denied(_)) => {}
        Err(other) => return Err(other),
    }
    if let Ok(reference) = PaymentReference::find(text)
        && let Some(hit) = bill_hit(desk, reference.employer, reference.bill)?
    {
        return Ok(Some(hit));
    }
    if let Some(hit) = case::numbered(desk, text)? {
        return Ok(Some(hit));
    }
    let code = text.to_ascii_uppercase();
    let by_code = employer::by_credit_code(desk.tx, &code)?;
    let Some(id) = by_code.or_else(|| EmployerId::from_code(&code).ok()) else {
        return Ok(None);
    };
    if !desk.caller.may_for(Permission::ViewEmployer, id) {
        return Ok(None);
    }
    Ok(employer::load(desk.tx, id)?.map(employer_hit))
}

fn employer_hit(of: Employer) -> Hit {
    Hit::Employer {
        id: of.id,
        name: of.name,
        credit_code: of.credit_code,
    }
}

fn bill_hit(desk: &mut Desk, id: EmployerId, key: ClaimKey) -> Result<Option<Hit>, Error> {
    if !desk.caller.may_for(Permission::ViewBills, id) {
        return Ok(None);
    }
    let Some(bill) = bill::load(desk.tx, id, key.month, key.kind)? else {
        return Ok(None);
    };
    let of = employer::load(desk.tx, id)?.map(|e| e.name).unwrap_or_default();
    Ok(Some(Hit::Bill {
        employer: id,
        of,
        key,
        total: bill.totals.total(),
    }))
}

/// The caller's own record.
fn own(desk: &mut Desk, text: &str, month: Option<Month>, found: &mut Found) -> Result<(), Error> {
    if desk.caller.person().is_none() || !desk.caller.may(Permission::OwnRecord) {
        return Ok(());
    }
    let record = match own_record(desk, None) {
        Err(Error::NotFound) => return Ok(()),
        other => other?,
    };
    found.hits.extend(month.filter(|m| record.month(*m).is_some()).map(Hit::OwnMonth));
    let named = record.stays.iter().filter(|stay| stay.name.contains(text));
    found.hits.extend(named.map(|stay| Hit::OwnEmployer {
        name: stay.name.clone(),
        from: stay.from,
    }));
    Ok(())
}

/// One employer of the caller: its name, its people, its bills of a month.
fn of_employer(desk: &mut Desk, id: EmployerId, text: &str, month: Option<Month>, found: &mut Found) -> Result<(), Error> {
    let Some(known) = employer::load(desk.tx, id)? else { return Ok(()) };
    if let Some(month) = month {
        for made in bill::of_month(desk.tx, id, month)? {
            let key = ClaimKey { month, kind: made.kind };
            found.hits.extend(bill_hit(desk, id, key)?);
        }
    }
    for (person, one) in bill::people(desk.tx, id)? {
        if fits(&one, text) {
            found.hits.push(Hit::Person {
                employer: id,
                at: known.name.clone(),
                id: person,
                number: masked_number(&one.number),
                name: one.name,
            });
        }
    }
    if known.name.contains(text) {
        found.hits.push(employer_hit(known));
    }
    Ok(())
}

/// Part of the name, the last four of the number, or the whole number.
fn fits(person: &Person, text: &str) -> bool {
    let number = text.to_ascii_uppercase();
    let last_four = number.len() == 4 && person.number.ends_with(&number);
    person.name.contains(text) || last_four || person.number == number
}

/// Employers by name, for officers.
fn names(desk: &mut Desk, text: &str, found: &mut Found) -> Result<(), Error> {
    let region = desk.region().to_owned();
    let (mut after, mut looked) = (0, 0);
    while found.hits.len() <= HITS && looked < NAMES {
        let page = employer::page(desk.tx, &region, after, PAGE)?;
        let Some(last) = page.last() else { return Ok(()) };
        (after, looked) = (last.id.0, looked + page.len());
        found
            .hits
            .extend(page.into_iter().filter(|e| e.name.contains(text)).map(employer_hit));
    }
    found.more = true;
    Ok(())
}
