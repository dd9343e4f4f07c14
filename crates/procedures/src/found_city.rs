//! Founds the synthetic city: every row is a fact under an event, as if it had been filed and imported with history.

use domain::ids::{EmployerId, PersonId};
use domain::registry::{Collection, Employer, Mandate, Person};
use domain::spell::{Base, BaseOrigin, Spell, Timeline};
use policy::Group;
use store::event::{Body, SubjectKind};
use store::person::Place;
use store::{employer, event, mandate, nouns, person, roll, spell};
use units::{Date, Month};

use crate::city::{self, Draw, InventedEmployer, InventedPerson};
use crate::{Desk, Error, Key, Permission};

/// District of the invented employers: Chaoyang.
const DISTRICT: &str = "110105";

/// Where the founding stands: it goes on from here.
#[derive(Clone, Debug)]
pub struct Founding {
    /// The source of draws.
    pub draw: Draw,
    /// Employers founded.
    pub employers: u64,
    /// People founded.
    pub people: u64,
}

impl Founding {
    /// Nothing is there yet.
    pub fn new(seed: u64) -> Founding {
        Founding {
            draw: Draw(seed),
            employers: 0,
            people: 0,
        }
    }
}

/// Founds the next employer with its people, at most `at_most` of them; answers who it is.
pub fn found_next(desk: &mut Desk, founding: &mut Founding, at_most: u64) -> Result<EmployerId, Error> {
    desk.permit(Permission::RegisterEmployer)?;
    let invented = city::employer(&mut founding.draw, founding.employers);
    let people = invented.people.min(at_most).max(1);
    let id = found_employer(desk, &invented)?;
    found_people(desk, founding, id, people)?;
    founding.employers += 1;
    Ok(id)
}

/// Founds the next employer with exactly so many people: the one whose clerk the demonstration follows.
pub fn found_named(desk: &mut Desk, founding: &mut Founding, people: u64) -> Result<EmployerId, Error> {
    desk.permit(Permission::RegisterEmployer)?;
    let invented = InventedEmployer {
        people,
        ..city::employer(&mut founding.draw, founding.employers)
    };
    let id = found_employer(desk, &invented)?;
    found_people(desk, founding, id, people)?;
    founding.employers += 1;
    Ok(id)
}

fn found_employer(desk: &mut Desk, invented: &InventedEmployer) -> Result<EmployerId, Error> {
    let id = EmployerId(desk.id());
    let region = desk.region().to_owned();
    event::create_subject(desk.tx, id.0, SubjectKind::Employer, &region)?;
    let new = Employer {
        id,
        credit_code: invented.credit_code.clone(),
        name: invented.name.clone(),
        kind: invented.kind,
        size: invented.size,
        injury_class: invented.injury_class,
        district: DISTRICT.to_owned(),
        collection: Collection::Debit,
    };
    let mut act = desk.begin(id)?;
    act.insert(desk.tx, &nouns::EMPLOYER, &employer::row(&new, &region, act.n))?;
    act.insert(desk.tx, &mandate::MANDATE, &mandate::row(id, &invented_mandate(desk, &new), act.n))?;
    employer::index_code(desk.tx, &new.credit_code, id)?;
    let key = Key::new("founded", new.credit_code.as_bytes());
    desk.seal(act, "employer_registered", &key, Body::new().with("name", new.name.as_str()))?;
    Ok(id)
}

fn invented_mandate(desk: &Desk, of: &Employer) -> Mandate {
    Mandate {
        from: desk.today,
        reference: format!("SB{}", of.id.code()),
        bank: city::name_of("bank").to_owned(),
        bank_code: "102100000001".to_owned(),
        account_name: of.name.clone(),
        account_number: format!("62220202{:010}", of.id.0.unsigned_abs() % 10_000_000_000),
    }
}

fn found_people(desk: &mut Desk, founding: &mut Founding, id: EmployerId, people: u64) -> Result<(), Error> {
    let mut invented = Vec::with_capacity(people as usize);
    for _ in 0..people {
        invented.push(city::person(&mut founding.draw, founding.people));
        founding.people += 1;
    }
    let mut act = desk.begin(id)?;
    let since = Month::of(desk.today);
    for one in &invented {
        let who = found_person(desk, one)?;
        let timeline = participation(desk, who, one, act.n);
        for row in &timeline.spells {
            act.insert(desk.tx, &nouns::SPELL, &spell::row(id, row))?;
            person::put_place(
                desk.tx,
                who,
                &Place {
                    employer: id,
                    group: row.group,
                    from: row.from,
                    to: row.to,
                },
            )?;
        }
        for row in &timeline.bases {
            act.insert(desk.tx, &nouns::BASE, &spell::base_row(id, row))?;
        }
        for stretch in timeline.stretches(since) {
            roll::put(desk.tx, id, who, &stretch)?;
        }
    }
    let key = Key::new("founded:people", &people.to_be_bytes());
    desk.seal(act, "roll_imported", &key, Body::new().with("people", people as i64))?;
    Ok(())
}

fn found_person(desk: &mut Desk, invented: &InventedPerson) -> Result<PersonId, Error> {
    let id = PersonId(desk.id());
    let region = desk.region().to_owned();
    event::create_subject(desk.tx, id.0, SubjectKind::Person, &region)?;
    let new = Person {
        id,
        name: invented.name.clone(),
        number: invented.number.clone(),
        born: invented.born,
        female: invented.female,
    };
    let mut act = desk.begin(id)?;
    act.insert(desk.tx, &nouns::PERSON, &person::row(&new, act.n))?;
    person::index_number(desk.tx, &new.number, "citizen", id)?;
    desk.seal(
        act,
        "person_registered",
        &Key::new("registered", new.number.as_bytes()),
        Body::new().with("kind", "citizen"),
    )?;
    Ok(id)
}

/// Takes part in everything since the month after being hired, on the wage of the running contribution year.
fn participation(desk: &Desk, who: PersonId, invented: &InventedPerson, n: i64) -> Timeline {
    let from = employed_from(invented.hired_on, desk.today);
    let spell = |group| Spell {
        person: who,
        group,
        from,
        to: None,
        category: invented.category,
        reason: None,
        started_on: Some(invented.hired_on),
        ended_on: None,
        n,
    };
    let base = |from| Base {
        person: who,
        from,
        base: invented.wage,
        origin: BaseOrigin::Declared,
        n,
    };
    // The wage is declared for the running contribution year and for the one that begins in July.
    let july = Month::of(desk.today).plus(7 - desk.today.month() as i32);
    let bases = if from < july {
        vec![base(from), base(july)]
    } else {
        vec![base(from)]
    };
    Timeline {
        spells: vec![spell(Group::PensionUnemploymentInjury), spell(Group::Medical)],
        bases,
    }
}

fn employed_from(hired_on: Date, today: Date) -> Month {
    Month::of(hired_on).min(Month::of(today))
}
