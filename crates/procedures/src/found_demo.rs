//! The demonstration: a founded city, a person for every role, and some months lived through.

use domain::filing::increase::Increase;
use domain::ids::{EmployerId, LoginId, PersonId};
use domain::registry::Collection;
use domain::spell::GroupSet;
use store::login::{self, Granted, Login};
use units::{Date, Month};

use crate::city::name_of;
use crate::enrol_staff::{EnrolLine, Rule, enrol_staff};
use crate::found_city::{Founding, found_many, found_named, found_next};
use crate::{Agency, Caller, Desk, Error, Key, Role};

/// People of the employer whose clerk the demonstration follows.
const CLERKS_PEOPLE: u64 = 26;
/// Employers that the demonstration's agent serves.
const AGENTS_EMPLOYERS: usize = 4;
/// People founded in one transaction, about.
const SLICE: u64 = 2_000;

/// Founds the city's first employers and the people who sign in; answers where the founding stands.
pub fn found_demo(agency: &Agency, first_day: Date) -> Result<Founding, Error> {
    agency.found(Some(first_day))?;
    agency.write(&Caller::system(), |desk| {
        let mut founding = Founding::new(20_260_907);
        let own = found_named(desk, &mut founding, CLERKS_PEOPLE, Collection::Debit)?;
        let served = (0..AGENTS_EMPLOYERS)
            .map(|_| found_next(desk, &mut founding, 60))
            .collect::<Result<Vec<_>, _>>()?;
        let insured = crate::roll::anybody(desk, own)?;
        sign_ins(desk, own, &served, insured)?;
        crate::found_halls::found_halls(desk)?;
        Ok(founding)
    })
}

/// Founds more of the city until it has this many people, and answers where the founding stands; `progress` is told how many
/// there are.
pub fn found_until(agency: &Agency, founding: Founding, people: u64, progress: &mut dyn FnMut(u64)) -> Result<Founding, Error> {
    let mut founding = founding;
    while founding.people < people {
        let from = founding.clone();
        founding = agency.write(&Caller::system(), move |desk| {
            let mut founding = from.clone();
            let until = founding.people + SLICE;
            found_many(desk, &mut founding, until, people)?;
            Ok(founding)
        })?;
        progress(founding.people);
    }
    Ok(founding)
}

/// Months before the present one in which the person of [`enrol_somebody_late`] was hired.
const LATE_BY: i32 = 2;

/// The clerk's employer enrols somebody today who was hired two months ago: the demonstration opens with months to make up.
pub fn enrol_somebody_late(agency: &Agency, founding: Founding) -> Result<Founding, Error> {
    let people = crate::sign_in::demo_people(agency)?;
    let clerk = people.into_iter().find(|(handle, _)| handle == Role::Clerk.code());
    let (_, clerk) = clerk.ok_or(Error::NotFound)?;
    agency.write(&clerk, move |desk| {
        let mut founding = founding.clone();
        let invented = crate::city::person(&mut founding.draw, founding.people);
        let hired = Month::of(desk.today).plus(-LATE_BY).first_day();
        let line = EnrolLine {
            line: 1,
            name: invented.name,
            identity: domain::identity::read(&invented.number).map_err(Error::refused)?,
            increase: Increase {
                category: invented.category,
                hired_on: hired,
                wage: invented.wage,
                groups: GroupSet::BOTH,
            },
        };
        let of = clerks_employer(desk)?;
        let key = Key::new("founded:late", b"");
        enrol_staff(desk, &key, of, std::slice::from_ref(&line), Rule::AllOrNothing)?;
        founding.people += 1;
        Ok(founding)
    })
}

fn sign_ins(desk: &mut Desk, own: EmployerId, served: &[EmployerId], insured: PersonId) -> Result<(), Error> {
    let clerk = |employer: EmployerId| (Some(employer), None);
    sign_in(desk, Role::Clerk, name_of("clerk").to_owned(), &[clerk(own)])?;
    let agents: Vec<_> = served.iter().map(|e| clerk(*e)).collect();
    sign_in(desk, Role::Agent, name_of("agent").to_owned(), &agents)?;
    let name = store::person::load(desk.tx, insured)?.map(|p| p.name).unwrap_or_default();
    sign_in(desk, Role::Insured, name, &[(None, Some(insured))])?;
    for role in [
        Role::Registration,
        Role::EmploymentFiling,
        Role::Collection,
        Role::Records,
        Role::PensionApproval,
        Role::Verification,
        Role::Acceptance,
        Role::Cashier,
        Role::Auditor,
        Role::Operator,
    ] {
        sign_in(desk, role, name_of(role.code()).to_owned(), &[(None, None)])?;
    }
    // What touches property or a right takes two natural persons: these desks have a second officer.
    for role in [
        Role::Registration,
        Role::Collection,
        Role::PensionApproval,
        Role::Verification,
        Role::Acceptance,
    ] {
        let name = name_of(&format!("{}_second", role.code())).to_owned();
        sign_in_as(desk, &format!("{}_second", role.code()), role, name, &[(None, None)])?;
    }
    // Where two decide, a third one checks the sample.
    for role in [Role::PensionApproval, Role::Verification] {
        let name = name_of(&format!("{}_third", role.code())).to_owned();
        sign_in_as(desk, &format!("{}_third", role.code()), role, name, &[(None, None)])?;
    }
    Ok(())
}

type For = (Option<EmployerId>, Option<PersonId>);

fn sign_in(desk: &mut Desk, role: Role, name: String, granted_for: &[For]) -> Result<(), Error> {
    sign_in_as(desk, role.code(), role, name, granted_for)
}

fn sign_in_as(desk: &mut Desk, handle: &str, role: Role, name: String, granted_for: &[For]) -> Result<(), Error> {
    let login = Login {
        id: LoginId(desk.id()),
        handle: handle.to_owned(),
        name,
        password_hash: String::new(),
        totp_secret: None,
        totp_step: 0,
        is_demo: true,
        is_ended: false,
    };
    login::put(desk.tx, &login)?;
    for (employer, person) in granted_for {
        let granted = Granted {
            role: role.code().to_owned(),
            employer: *employer,
            person: *person,
            until: None,
        };
        login::grant(desk.tx, login.id, &granted)?;
    }
    Ok(())
}

/// The employer whose clerk the demonstration follows.
pub fn clerks_employer(desk: &mut Desk) -> Result<EmployerId, Error> {
    let clerk = login::by_handle(desk.tx, Role::Clerk.code())?.ok_or(Error::NotFound)?;
    let granted = login::grants(desk.tx, clerk.id, desk.today)?;
    granted.into_iter().find_map(|g| g.employer).ok_or(Error::NotFound)
}
