//! A person's number becomes known: the person is registered once, whoever files first.

use domain::identity::Identity;
use domain::ids::PersonId;
use domain::registry::Person;
use store::event::{Body, SubjectKind};
use store::{event, nouns, person};

use crate::{Desk, Error, Key};

/// What is found under a number.
pub enum Found {
    /// Nobody yet.
    Nobody,
    /// This person.
    Known(Person),
}

/// Who has a number.
pub fn find(desk: &mut Desk, number: &str) -> Result<Found, Error> {
    let Some(id) = person::by_number(desk.tx, number)? else {
        return Ok(Found::Nobody);
    };
    Ok(person::load(desk.tx, id)?.map_or(Found::Nobody, Found::Known))
}

/// Registers a person whose number nobody has filed before.
pub fn register(desk: &mut Desk, name: &str, identity: &Identity) -> Result<Person, Error> {
    let id = PersonId(desk.id());
    let new = Person {
        id,
        name: name.to_owned(),
        number: identity.number.clone(),
        born: identity.born.unwrap_or(desk.today),
        female: identity.sex == Some(domain::identity::Sex::Female),
    };
    let region = desk.region().to_owned();
    event::create_subject(desk.tx, id.0, SubjectKind::Person, &region)?;
    let mut act = desk.begin(id)?;
    act.insert(desk.tx, &nouns::PERSON, &person::row(&new, act.n))?;
    person::index_number(desk.tx, &new.number, identity.kind.code(), id)?;
    let key = Key::new("registered", new.number.as_bytes());
    desk.seal(act, "person_registered", &key, Body::new().with("kind", identity.kind.code()))?;
    Ok(new)
}
