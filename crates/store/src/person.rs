//! Insured persons, their numbers and where they take part.

use domain::Group;
use domain::ids::{EmployerId, PersonId};
use domain::registry::Person;
use units::Month;

use crate::{Row, Trouble, Tx, V};

/// A participation of a person somewhere, for questions that start from the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// At which employer.
    pub employer: EmployerId,
    /// In which branches.
    pub group: Group,
    /// First month.
    pub from: Month,
    /// Last month; `None` = open.
    pub to: Option<Month>,
}

pub(crate) fn restore(row: &Row, at: usize) -> Result<Person, Trouble> {
    Ok(Person {
        id: PersonId(row.i64(at)?),
        name: row.text(at + 1)?.to_owned(),
        number: row.text(at + 2)?.to_owned(),
        born: row.date(at + 3)?,
        female: row.bool(at + 4)?,
    })
}

/// The person as known now.
pub fn load(tx: &mut Tx, id: PersonId) -> Result<Option<Person>, Trouble> {
    let sql = "SELECT person_id, name, number, born, female FROM person WHERE person_id = $1 AND superseded_n IS NULL";
    tx.one(sql, &[id.0.into()])?.map(|r| restore(&r, 0)).transpose()
}

/// Who has this number.
pub fn by_number(tx: &mut Tx, number: &str) -> Result<Option<PersonId>, Trouble> {
    let row = tx.one("SELECT person_id FROM identity WHERE number = $1", &[number.into()])?;
    row.map(|r| r.i64(0).map(PersonId)).transpose()
}

/// Remembers whose a number is.
pub fn index_number(tx: &mut Tx, number: &str, kind: &str, id: PersonId) -> Result<(), Trouble> {
    tx.execute(
        "INSERT INTO identity (number, kind, person_id) VALUES ($1, $2, $3)",
        &[number.into(), kind.into(), id.0.into()],
    )?;
    Ok(())
}

/// The row of a new version, in the order of [`crate::nouns::PERSON`].
pub fn row(person: &Person, n: i64) -> Vec<V> {
    vec![
        person.id.0.into(),
        n.into(),
        person.name.as_str().into(),
        person.number.as_str().into(),
        person.born.into(),
        person.female.into(),
    ]
}

/// Where a person takes part or took part, oldest first.
pub fn places(tx: &mut Tx, id: PersonId) -> Result<Vec<Place>, Trouble> {
    let sql = "SELECT employer_id, branch_group, from_month, to_month FROM person_place WHERE person_id = $1 \
               ORDER BY from_month, employer_id, branch_group";
    tx.query(sql, &[id.0.into()])?.iter().map(place).collect()
}

fn place(row: &Row) -> Result<Place, Trouble> {
    let group = Group::from_index(row.i64(1)?).ok_or_else(|| Trouble::value("person_place row: unknown branch group".to_owned()))?;
    Ok(Place {
        employer: EmployerId(row.i64(0)?),
        group,
        from: row.month(2)?,
        to: row.opt_month(3)?,
    })
}

/// Writes the projection of one participation again; a void has no place.
pub fn put_place(tx: &mut Tx, id: PersonId, place: &Place) -> Result<(), Trouble> {
    let key = [
        id.0.into(),
        place.employer.0.into(),
        V::I(place.group.index() as i64),
        place.from.into(),
    ];
    if place.to.is_some_and(|to| to < place.from) {
        let sql = "DELETE FROM person_place WHERE person_id = $1 AND employer_id = $2 AND branch_group = $3 AND from_month = $4";
        tx.execute(sql, &key)?;
        return Ok(());
    }
    let sql = "INSERT INTO person_place (person_id, employer_id, branch_group, from_month, to_month) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (person_id, employer_id, branch_group, from_month) DO UPDATE SET to_month = excluded.to_month";
    let [person, employer, group, from] = key;
    tx.execute(sql, &[person, employer, group, from, place.to.into()])?;
    Ok(())
}
