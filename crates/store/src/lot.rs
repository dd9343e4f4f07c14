//! A lot: subjects that are all new, with their first acts, written in bulk. The rows, events and chains are those that
//! single acts would have written; only the statements are fewer. For the founding of a city.

use std::collections::BTreeMap;

use domain::ids::{EmployerId, PersonId};
use domain::spell::Stretch;

use crate::event::{Act, Appended, NewEvent, SubjectKind};
use crate::fact::Table;
use crate::person::Place;
use crate::{Trouble, Tx, V, roll};

/// New subjects of one region and everything that is known about them.
#[derive(Debug)]
pub struct Lot {
    region: String,
    subjects: BTreeMap<i64, New>,
    tables: BTreeMap<&'static str, Rows>,
}

#[derive(Debug)]
struct New {
    kind: SubjectKind,
    version: i64,
    head: Vec<u8>,
}

#[derive(Debug)]
struct Rows {
    columns: &'static [&'static str],
    rows: Vec<Vec<V>>,
}

impl Lot {
    /// An empty lot of a region.
    pub fn new(region: &str) -> Lot {
        Lot {
            region: region.to_owned(),
            subjects: BTreeMap::new(),
            tables: BTreeMap::new(),
        }
    }

    /// Adds a subject, version 0, without events.
    pub fn create_subject(&mut self, subject: i64, kind: SubjectKind) {
        let new = New {
            kind,
            version: 0,
            head: Vec::new(),
        };
        self.subjects.insert(subject, new);
    }

    /// Opens an act on a subject of the lot.
    pub fn begin(&mut self, subject: i64) -> Result<Act, Trouble> {
        let new = self.known(subject)?;
        new.version += 1;
        Ok(Act::following(subject, new.version, new.head.clone()))
    }

    /// Adds one fact row of an act, as [`Act::insert`] does.
    pub fn insert(&mut self, act: &mut Act, table: &'static Table, values: Vec<V>) -> Result<(), Trouble> {
        act.mark(table, &values)?;
        self.put(table.name, table.columns, values);
        Ok(())
    }

    /// Appends the event of an act.
    pub fn append(&mut self, act: Act, new: &NewEvent<'_>) -> Result<Appended, Trouble> {
        let sealed = act.seal(new)?;
        self.known(new.subject)?.head = sealed.hash.to_vec();
        self.put("event", crate::event::COLUMNS, sealed.row.to_vec());
        Ok(sealed.appended)
    }

    /// Adds whose a credit code is.
    pub fn index_code(&mut self, credit_code: &str, id: EmployerId) {
        let row = vec![credit_code.into(), id.0.into()];
        self.put("employer_code", &["credit_code", "employer_id"], row);
    }

    /// Adds whose an identity number is.
    pub fn index_number(&mut self, number: &str, kind: &str, id: PersonId) {
        self.put(
            "identity",
            &["number", "kind", "person_id"],
            vec![number.into(), kind.into(), id.0.into()],
        );
    }

    /// Adds the projection of one participation.
    pub fn put_place(&mut self, id: PersonId, place: &Place) {
        let row = vec![
            id.0.into(),
            place.employer.0.into(),
            V::I(place.group.index() as i64),
            place.from.into(),
            place.to.into(),
        ];
        let columns = &["person_id", "employer_id", "branch_group", "from_month", "to_month"];
        self.put("person_place", columns, row);
    }

    /// Adds one stretch of the roll.
    pub fn put_stretch(&mut self, employer: EmployerId, person: PersonId, stretch: &Stretch) {
        self.put("roll", roll::COLUMNS, roll::row(employer, person, stretch));
    }

    /// Writes it all.
    pub fn write(self, tx: &mut Tx) -> Result<(), Trouble> {
        let region = self.region;
        let subjects = self.subjects.into_iter().map(|(id, new)| {
            vec![
                V::I(id),
                new.kind.code().into(),
                region.as_str().into(),
                V::I(new.version),
                V::Null,
                V::B(new.head),
            ]
        });
        let columns = ["subject_id", "kind", "region", "version", "busy", "head"];
        tx.bulk("subject", &columns, &mut { subjects })?;
        for (table, Rows { columns, rows }) in self.tables {
            tx.bulk(table, columns, &mut rows.into_iter())?;
        }
        Ok(())
    }

    fn known(&mut self, subject: i64) -> Result<&mut New, Trouble> {
        let unknown = || Trouble::bug(format!("subject {subject} is not of this lot"));
        self.subjects.get_mut(&subject).ok_or_else(unknown)
    }

    fn put(&mut self, table: &'static str, columns: &'static [&'static str], values: Vec<V>) {
        let rows = self.tables.entry(table).or_insert_with(|| Rows { columns, rows: Vec::new() });
        rows.rows.push(values);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{self, Body};
    use crate::nouns::PERSON;
    use crate::scratch::Scratch;
    use units::date;

    /// The state before it is given up again.
    #[derive(Debug)]
    struct Taken(String);

    impl From<Trouble> for Taken {
        fn from(trouble: Trouble) -> Taken {
            Taken(trouble.to_string())
        }
    }

    impl From<event::Error> for Taken {
        fn from(error: event::Error) -> Taken {
            Taken(error.to_string())
        }
    }

    fn event(subject: i64, key: &str) -> NewEvent<'_> {
        NewEvent {
            subject,
            kind: "person_registered",
            on_date: date(2026, 7, 14),
            at: 0,
            actor: 1,
            behalf: None,
            key,
            ask_hash: [0; 32],
            body: Body::new().with("kind", "citizen"),
        }
    }

    fn person(n: i64) -> Vec<V> {
        vec![
            V::I(7),
            V::I(n),
            "王建国".into(),
            "110".into(),
            date(1990, 1, 1).into(),
            false.into(),
        ]
    }

    #[test]
    fn a_lot_leaves_the_same_rows_as_single_acts_and_its_chains_hold() {
        for scratch in Scratch::each(&mut std::io::stderr()).unwrap() {
            let one_by_one = scratch.db.write(|tx| {
                event::create_subject(tx, 7, SubjectKind::Person, "cn/example")?;
                let mut act = event::begin(tx, 7)?;
                act.insert(tx, &PERSON, &person(1))?;
                act.append(tx, &event(7, "a"))?;
                event::begin(tx, 7)?.append(tx, &event(7, "b"))?;
                let hash = crate::state::hash(tx)?;
                Err::<(), Taken>(Taken(hash))
            });
            let in_bulk: Result<String, Trouble> = scratch.db.write(|tx| {
                let mut lot = Lot::new("cn/example");
                lot.create_subject(7, SubjectKind::Person);
                let mut act = lot.begin(7)?;
                lot.insert(&mut act, &PERSON, person(1))?;
                lot.append(act, &event(7, "a"))?;
                let act = lot.begin(7)?;
                lot.append(act, &event(7, "b"))?;
                lot.write(tx)?;
                crate::state::hash(tx)
            });
            assert_eq!(one_by_one.unwrap_err().0, in_bulk.unwrap());
            crate::audit::verify(&scratch.db, &mut |broken| panic!("{broken:?}")).unwrap();
            scratch.db.write(|tx| event::append(tx, &event(7, "c"))).unwrap();
        }
    }
}
