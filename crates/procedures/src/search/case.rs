//! Cases and visits by the number that their papers bear. The check character of a number must fit; what the caller may not see is
//! answered like what there is not.

use domain::ids::{AppointmentId, CaseId, EarlierFileId, EmployerId, decode};
use store::{appointment, back_payment, case, earlier, employer, office, refund};

use super::Hit;
use crate::{Desk, Error, Permission, book_visit, counter_cases};

/// What bears a number of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbered {
    /// A back payment, or a part of one.
    BackPayment,
    /// A reduction at the counter.
    Reduction,
    /// Money that goes back.
    Refund,
    /// A file of earlier records.
    EarlierRecords,
}

impl Numbered {
    /// The code, also the end of the key of its name.
    pub fn code(self) -> &'static str {
        match self {
            Numbered::BackPayment => "back_payment",
            Numbered::Reduction => "reduction",
            Numbered::Refund => "refund",
            Numbered::EarlierRecords => "earlier_records",
        }
    }
}

/// The one case that a number names.
pub(super) fn numbered(desk: &mut Desk, text: &str) -> Result<Option<Hit>, Error> {
    let Ok(id) = decode(text) else { return Ok(None) };
    if let Some((what, employer)) = named(desk, id)? {
        if !may_see(desk, what, employer, CaseId(id))? {
            return Ok(None);
        }
        let of = employer::load(desk.tx, employer)?.map(|known| known.name).unwrap_or_default();
        return Ok(Some(Hit::Case {
            what,
            employer,
            of,
            number: CaseId(id).code(),
        }));
    }
    visit(desk, AppointmentId(id))
}

fn named(desk: &mut Desk, id: i64) -> Result<Option<(Numbered, EmployerId)>, Error> {
    if let Some(of) = back_payment::employer_of(desk.tx, CaseId(id))? {
        return Ok(Some((Numbered::BackPayment, of)));
    }
    if let Some(of) = case::employer_of(desk.tx, CaseId(id))? {
        return Ok(Some((Numbered::Reduction, of)));
    }
    if let Some(of) = refund::employer_of(desk.tx, CaseId(id))? {
        return Ok(Some((Numbered::Refund, of)));
    }
    let file = earlier::employer_of(desk.tx, EarlierFileId(id))?;
    Ok(file.map(|of| (Numbered::EarlierRecords, of)))
}

/// As the thing's own page asks.
fn may_see(desk: &mut Desk, what: Numbered, of: EmployerId, id: CaseId) -> Result<bool, Error> {
    Ok(match what {
        Numbered::BackPayment => desk.caller.may_for(Permission::ViewBackPayments, of),
        Numbered::Refund => desk.caller.may_for(Permission::ViewBills, of),
        Numbered::EarlierRecords => desk.caller.may(Permission::ViewEarlier),
        // A double enrolment has no number of its own: it stands under its two employers.
        Numbered::Reduction => is_seen(counter_cases::one(desk, of, id))?.is_some(),
    })
}

fn is_seen<T>(looked: Result<T, Error>) -> Result<Option<T>, Error> {
    match looked {
        Ok(seen) => Ok(Some(seen)),
        Err(Error::NotFound | Error::Denied(_)) => Ok(None),
        Err(other) => Err(other),
    }
}

fn visit(desk: &mut Desk, id: AppointmentId) -> Result<Option<Hit>, Error> {
    let booked = is_seen(book_visit::appointment(desk, id))?;
    Ok(booked.map(|booked| {
        let of = &booked.appointment;
        Hit::Visit {
            id,
            number: of.number.map_or_else(|| id.code(), |number| number.to_string()),
            day: of.slot.day,
            of: booked.employers.into_iter().next().map(|(_, name)| name).unwrap_or_default(),
        }
    }))
}

/// Visits by the number of the hall (`A012`), which holds for an office and a day: the caller's employers' own from today on; whoever
/// serves a hall finds today's.
pub(super) fn visits(desk: &mut Desk, text: &str) -> Result<Vec<Hit>, Error> {
    let number = text.to_ascii_uppercase();
    let mut chars = number.chars();
    let is_number = chars.next().is_some_and(|letter| letter.is_ascii_alphabetic()) && chars.clone().count() >= 3;
    if !is_number || !chars.all(|digit| digit.is_ascii_digit()) {
        return Ok(Vec::new());
    }
    let mut booked = Vec::new();
    if desk.caller.may(Permission::ServeHall) {
        let (region, today) = (desk.region().to_owned(), desk.today);
        for at in office::of_region(desk.tx, &region)? {
            booked.extend(appointment::of_day(desk.tx, at.id, today)?.into_iter().map(|(_, one)| one));
        }
    }
    let own: Vec<EmployerId> = desk.caller.employers().map(|(of, _)| of).collect();
    for of in own.into_iter().filter(|of| desk.caller.may_for(Permission::BookVisit, *of)) {
        booked.extend(appointment::of_employer(desk.tx, of, desk.today)?);
    }
    let mut ids: Vec<AppointmentId> = booked
        .iter()
        .filter(|one| one.number.is_some_and(|known| known.to_string() == number))
        .map(|one| one.id)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let mut hits = Vec::with_capacity(ids.len());
    for id in ids {
        hits.extend(visit(desk, id)?);
    }
    Ok(hits)
}
