//! Founds the synthetic city: every row is a fact under an event, as if it had been filed and imported with history.

use domain::ids::{EmployerId, PersonId};
use domain::registry::{Collection, Employer, Mandate, Person};
use domain::spell::{Base, BaseOrigin, Spell, Timeline};
use policy::Group;
use store::event::{Body, SubjectKind};
use store::lot::Lot;
use store::person::Place;
use store::{employer, mandate, nouns, person, spell};
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
    /// The month in which the people take part for the first time here, where it is not that of their employment.
    pub joining: Option<Month>,
}

impl Founding {
    /// Nothing is there yet.
    pub fn new(seed: u64) -> Founding {
        Founding {
            draw: Draw(seed),
            employers: 0,
            people: 0,
            joining: None,
        }
    }

    /// Everybody founded from here on takes part from this month: nothing is told of their months before.
    pub fn joining(self, month: Month) -> Founding {
        Founding {
            joining: Some(month),
            ..self
        }
    }
}

/// Founds the next employer with its people, at most `at_most` of them; answers who it is.
pub fn found_next(desk: &mut Desk, founding: &mut Founding, at_most: u64) -> Result<EmployerId, Error> {
    let invented = city::employer(&mut founding.draw, founding.employers);
    let people = invented.people.min(at_most).max(1);
    in_a_lot(desk, |desk, lot| {
        found(desk, lot, founding, &InventedEmployer { people, ..invented })
    })
}

/// Founds the next employer with exactly so many people, paying in this way: the one whose clerk is followed.
pub fn found_named(desk: &mut Desk, founding: &mut Founding, people: u64, collection: Collection) -> Result<EmployerId, Error> {
    let invented = city::employer(&mut founding.draw, founding.employers);
    in_a_lot(desk, |desk, lot| {
        let named = InventedEmployer {
            people,
            collection,
            ..invented
        };
        found(desk, lot, founding, &named)
    })
}

/// Founds employers until there are `until` people or somewhat more, never more than `people`.
pub fn found_many(desk: &mut Desk, founding: &mut Founding, until: u64, people: u64) -> Result<(), Error> {
    in_a_lot(desk, |desk, lot| {
        while founding.people < until.min(people) {
            let invented = city::employer(&mut founding.draw, founding.employers);
            let people = invented.people.min(people - founding.people);
            found(desk, lot, founding, &InventedEmployer { people, ..invented })?;
        }
        Ok(())
    })
}

fn in_a_lot<T>(desk: &mut Desk, fill: impl FnOnce(&mut Desk, &mut Lot) -> Result<T, Error>) -> Result<T, Error> {
    desk.permit(Permission::RegisterEmployer)?;
    let mut lot = Lot::new(desk.region());
    let done = fill(desk, &mut lot)?;
    lot.write(desk.tx)?;
    Ok(done)
}

fn found(desk: &mut Desk, lot: &mut Lot, founding: &mut Founding, invented: &InventedEmployer) -> Result<EmployerId, Error> {
    let id = found_employer(desk, lot, invented)?;
    found_people(desk, lot, founding, id, invented.people)?;
    founding.employers += 1;
    Ok(id)
}

fn found_employer(desk: &mut Desk, lot: &mut Lot, invented: &InventedEmployer) -> Result<EmployerId, Error> {
    let id = EmployerId(desk.id());
    lot.create_subject(id.0, SubjectKind::Employer);
    let new = Employer {
        id,
        credit_code: invented.credit_code.clone(),
        name: invented.name.clone(),
        kind: invented.kind,
        size: invented.size,
        injury_class: invented.injury_class,
        district: DISTRICT.to_owned(),
        collection: invented.collection,
    };
    let mut act = lot.begin(id.0)?;
    let (region, n) = (desk.region(), act.n);
    lot.insert(&mut act, &nouns::EMPLOYER, employer::row(&new, region, n))?;
    if new.collection == Collection::Debit {
        lot.insert(&mut act, &mandate::MANDATE, mandate::row(id, &invented_mandate(desk, &new), n))?;
    }
    lot.index_code(&new.credit_code, id);
    let key = Key::new("founded", new.credit_code.as_bytes());
    desk.seal_in(lot, act, "employer_registered", &key, Body::new().with("name", new.name.as_str()))?;
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

fn found_people(desk: &mut Desk, lot: &mut Lot, founding: &mut Founding, id: EmployerId, people: u64) -> Result<(), Error> {
    let mut act = lot.begin(id.0)?;
    let since = Month::of(desk.today);
    for _ in 0..people {
        let invented = city::person(&mut founding.draw, founding.people);
        founding.people += 1;
        let who = found_person(desk, lot, &invented)?;
        let from = employed_from(invented.hired_on, desk.today);
        let from = founding.joining.map_or(from, |joining| from.max(joining));
        let timeline = participation(desk, who, &invented, from, act.n);
        for row in &timeline.spells {
            lot.insert(&mut act, &nouns::SPELL, spell::row(id, row))?;
            let place = Place {
                employer: id,
                group: row.group,
                from: row.from,
                to: row.to,
            };
            lot.put_place(who, &place);
        }
        for row in &timeline.bases {
            lot.insert(&mut act, &nouns::BASE, spell::base_row(id, row))?;
        }
        for stretch in timeline.stretches(since) {
            lot.put_stretch(id, who, &stretch);
        }
    }
    let key = Key::new("founded:people", &people.to_be_bytes());
    let body = Body::new().with("people", people as i64);
    desk.seal_in(lot, act, "roll_imported", &key, body)
}

fn found_person(desk: &mut Desk, lot: &mut Lot, invented: &InventedPerson) -> Result<PersonId, Error> {
    let id = PersonId(desk.id());
    lot.create_subject(id.0, SubjectKind::Person);
    let new = Person {
        id,
        name: invented.name.clone(),
        number: invented.number.clone(),
        born: invented.born,
        female: invented.female,
    };
    let mut act = lot.begin(id.0)?;
    let row = person::row(&new, act.n);
    lot.insert(&mut act, &nouns::PERSON, row)?;
    lot.index_number(&new.number, "citizen", id);
    let key = Key::new("registered", new.number.as_bytes());
    desk.seal_in(lot, act, "person_registered", &key, Body::new().with("kind", "citizen"))?;
    Ok(id)
}

/// Takes part in everything since `from`, on the wage of the running contribution year.
fn participation(desk: &Desk, who: PersonId, invented: &InventedPerson, from: Month, n: i64) -> Timeline {
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
