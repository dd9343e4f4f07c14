//! A small agency of the example region with employers and people put on its roll as facts.

use domain::ids::{EmployerId, PersonId};
use domain::registry::{Collection, Employer, Person};
use domain::spell::{Base, BaseOrigin, Spell};
use policy::{Book, Category, EmployerKind, EmployerSize, Group, Packs};
use procedures::{Agency, Caller, Clock, Desk, Error, Key, Setting, register_employer};
use store::event::{Body, SubjectKind};
use store::{Db, Options, event, nouns, person, roll, spell};
use units::{Date, Fen, Month};

pub fn month(text: &str) -> Month {
    Month::parse(text).expect("a month")
}

pub fn book(texts: Vec<(String, String)>, region: &str) -> Book {
    let packs = if texts.is_empty() {
        Packs::embedded()
    } else {
        Packs::from_texts(texts)
    };
    packs.book(region).expect("a pack without faults")
}

/// An agency of `cn/example` with a database of its own.
pub fn agency(today: Date) -> Agency {
    agency_on(
        Db::open(":memory:", Options::default()).expect("a database"),
        book(vec![], "cn/example"),
        today,
    )
}

pub fn agency_on(db: Db, book: Book, today: Date) -> Agency {
    let setting = Setting {
        db,
        book,
        clock: Clock::Stored,
        instant: Box::new(|| 1_788_710_400_000),
        random: Box::new(|bytes| bytes.fill(7)),
        receipt_secret: vec![1; 32],
    };
    let agency = Agency::new(setting);
    agency.found(Some(today)).expect("founded");
    agency
}

/// Moves the business day forward.
pub fn turn_to(agency: &Agency, day: Date) {
    agency.db().write(move |tx| store::clock::move_to(tx, day)).expect("moved");
}

/// Does something at a desk as the system.
pub fn act<T: Send + 'static>(agency: &Agency, f: impl FnMut(&mut Desk) -> Result<T, Error> + Send + 'static) -> T {
    agency.write(&Caller::system(), f).expect("done")
}

/// The clerk of an employer.
pub fn clerk(of: EmployerId) -> Caller {
    let grant = procedures::Grant {
        role: procedures::Role::Clerk,
        employer: Some(of),
        person: None,
    };
    Caller {
        login: domain::ids::LoginId(9),
        name: "经办人".to_owned(),
        grants: vec![grant],
    }
}

/// Somebody who serves all employers in this role.
pub fn officer(role: procedures::Role) -> Caller {
    let grant = procedures::Grant {
        role,
        employer: None,
        person: None,
    };
    Caller {
        login: domain::ids::LoginId(11),
        name: "经办员".to_owned(),
        grants: vec![grant],
    }
}

pub fn employer(agency: &Agency, number: u32, injury_class: u8) -> EmployerId {
    employer_that(agency, number, injury_class, Collection::Debit)
}

/// An employer that is debited, or pays and declares by itself.
pub fn employer_that(agency: &Agency, number: u32, injury_class: u8, collection: Collection) -> EmployerId {
    let id = EmployerId(agency.id());
    let new = Employer {
        id,
        credit_code: format!("9111010500000{number:05}"),
        name: format!("石榴示例物业{number}"),
        kind: EmployerKind::Enterprise,
        size: EmployerSize::Small,
        injury_class,
        district: "110105".to_owned(),
        collection,
    };
    act(agency, move |desk| {
        register_employer::register_employer(desk, &Key::new("registered", b""), &new)
    });
    id
}

/// Somebody to be put on a roll.
#[derive(Clone)]
pub struct Hired {
    pub name: String,
    pub category: Category,
    pub from: Month,
    pub bases: Vec<(Month, Fen, BaseOrigin)>,
}

impl Hired {
    pub fn new(name: &str, from: &str, yuan: i64) -> Hired {
        let bases = vec![(month(from), Fen::yuan(yuan), BaseOrigin::Declared)];
        Hired {
            name: name.to_owned(),
            category: Category::LocalUrban,
            from: month(from),
            bases,
        }
    }
}

/// Puts people on a roll in one act; their participation is open.
pub fn put_on_roll(agency: &Agency, of: EmployerId, hired: &[Hired]) -> Vec<PersonId> {
    let (agency_here, hired) = (agency.clone(), hired.to_vec());
    act(agency, move |desk| {
        let mut people = Vec::new();
        let mut act = desk.begin(of)?;
        for one in &hired {
            let id = PersonId(agency_here.id());
            person_of(desk, id, &one.name)?;
            let started_on = Some(one.from.first_day());
            for group in [Group::PensionUnemploymentInjury, Group::Medical] {
                let (n, category) = (act.n, one.category);
                let row = Spell {
                    person: id,
                    group,
                    from: one.from,
                    to: None,
                    category,
                    reason: None,
                    started_on,
                    ended_on: None,
                    n,
                };
                act.insert(desk.tx, &nouns::SPELL, &spell::row(of, &row))?;
                person::put_place(
                    desk.tx,
                    id,
                    &person::Place {
                        employer: of,
                        group,
                        from: one.from,
                        to: None,
                    },
                )?;
            }
            for (from, base, origin) in &one.bases {
                let row = Base {
                    person: id,
                    from: *from,
                    base: *base,
                    origin: *origin,
                    n: act.n,
                };
                act.insert(desk.tx, &nouns::BASE, &spell::base_row(of, &row))?;
            }
            let timeline = spell::timeline(desk.tx, of, id)?;
            roll::rewrite(desk.tx, of, id, &timeline, Month::of(desk.today))?;
            people.push(id);
        }
        let n = act.n;
        desk.seal(act, "roll_imported", &Key::new(format!("import {n}"), b""), Body::new())?;
        Ok(people)
    })
}

fn person_of(desk: &mut Desk, id: PersonId, name: &str) -> Result<(), Error> {
    let region = desk.region().to_owned();
    event::create_subject(desk.tx, id.0, SubjectKind::Person, &region)?;
    let new = Person {
        id,
        name: name.to_owned(),
        number: format!("{:018}", id.0 % 1_000_000_000_000_000_000),
        born: units::date(1990, 1, 1),
        female: false,
    };
    let mut act = desk.begin(id)?;
    act.insert(desk.tx, &nouns::PERSON, &person::row(&new, act.n))?;
    person::index_number(desk.tx, &new.number, "citizen", id)?;
    desk.seal(act, "person_registered", &Key::new("registered", b""), Body::new())?;
    Ok(())
}
