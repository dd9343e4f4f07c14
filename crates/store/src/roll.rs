//! The roll (职工花名册): the one projection of the facts, months with constant inputs of the kernel.

use std::collections::BTreeMap;

use domain::ids::{EmployerId, PersonId};
use domain::registry::OnRoll;
use domain::spell::{GroupSet, Stretch, Timeline};
use domain::{Category, Group};
use units::Month;

use crate::{Row, Trouble, Tx, V, person};

/// Writes the roll of one person at one employer again: only stretches that reach `since` or later.
pub fn rewrite(tx: &mut Tx, employer: EmployerId, person: PersonId, timeline: &Timeline, since: Month) -> Result<(), Trouble> {
    tx.execute(
        "DELETE FROM roll WHERE employer_id = $1 AND person_id = $2",
        &[employer.0.into(), person.0.into()],
    )?;
    for stretch in timeline.stretches(since) {
        put(tx, employer, person, &stretch)?;
    }
    Ok(())
}

/// Adds one stretch of a person who has none yet in these months.
pub fn put(tx: &mut Tx, employer: EmployerId, person: PersonId, stretch: &Stretch) -> Result<(), Trouble> {
    let sql = "INSERT INTO roll (employer_id, person_id, from_month, to_month, branch_groups, category, base_fen) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    tx.execute(sql, &row(employer, person, stretch))?;
    Ok(())
}

/// The columns, in the order of [`row`].
pub(crate) const COLUMNS: &[&str] = &[
    "employer_id",
    "person_id",
    "from_month",
    "to_month",
    "branch_groups",
    "category",
    "base_fen",
];

/// The row of a stretch, in the order of [`COLUMNS`].
pub fn row(employer: EmployerId, person: PersonId, stretch: &Stretch) -> Vec<V> {
    vec![
        employer.0.into(),
        person.0.into(),
        stretch.from.into(),
        stretch.to.into(),
        stretch.groups.0.into(),
        V::I(stretch.category.index() as i64),
        stretch.base.into(),
    ]
}

/// How many people are on the roll of a month.
pub fn count(tx: &mut Tx, employer: EmployerId, month: Month) -> Result<i64, Trouble> {
    let sql = "SELECT COUNT(*) FROM roll WHERE employer_id = $1 AND from_month <= $2 AND (to_month IS NULL OR to_month >= $2)";
    tx.one(sql, &[employer.0.into(), month.into()])?.map_or(Ok(0), |r| r.i64(0))
}

/// The stretches of an employer's roll that reach a month or later, by person.
pub fn of_employer(tx: &mut Tx, employer: EmployerId, since: Month) -> Result<BTreeMap<PersonId, Vec<Stretch>>, Trouble> {
    let sql = "SELECT person_id, from_month, to_month, branch_groups, category, base_fen FROM roll \
               WHERE employer_id = $1 AND (to_month IS NULL OR to_month >= $2) ORDER BY person_id, from_month";
    let mut people: BTreeMap<PersonId, Vec<Stretch>> = BTreeMap::new();
    for row in tx.query(sql, &[employer.0.into(), since.into()])? {
        let category = Category::from_index(row.i64(4)?).ok_or_else(|| Trouble::value("roll row: unknown category".to_owned()))?;
        let stretch = Stretch {
            from: row.month(1)?,
            to: row.opt_month(2)?,
            groups: GroupSet(row.i64(3)? as u8),
            category,
            base: row.fen(5)?,
        };
        people.entry(PersonId(row.i64(0)?)).or_default().push(stretch);
    }
    Ok(people)
}

/// Everybody whose participation runs in a month or begins later, with names, ordered by person. Of a large filing that is
/// still being applied nothing is seen.
pub fn people(tx: &mut Tx, employer: EmployerId, month: Month) -> Result<Vec<OnRoll>, Trouble> {
    let sql = "SELECT p.person_id, p.name, p.number, p.born, p.female, s.branch_group, s.from_month, s.to_month, s.category, s.started_on, \
               (SELECT b.base_fen FROM base AS b WHERE b.employer_id = s.employer_id AND b.person_id = s.person_id \
                AND b.n <= e.version AND (b.superseded_n IS NULL OR b.superseded_n > e.version) \
                ORDER BY b.from_month DESC, b.n DESC LIMIT 1) \
               FROM subject AS e JOIN spell AS s ON s.employer_id = e.subject_id \
               JOIN person AS p ON p.person_id = s.person_id AND p.superseded_n IS NULL \
               WHERE e.subject_id = $1 AND s.n <= e.version AND (s.superseded_n IS NULL OR s.superseded_n > e.version) AND (s.to_month IS NULL OR (s.to_month >= $2 AND s.to_month >= s.from_month)) \
               ORDER BY p.person_id, s.branch_group, s.from_month";
    let mut people: Vec<OnRoll> = Vec::new();
    for row in tx.query(sql, &[employer.0.into(), month.into()])? {
        let id = PersonId(row.i64(0)?);
        if people.last().is_none_or(|last| last.person.id != id) {
            people.push(on_roll(&row)?);
        }
        let group = Group::from_index(row.i64(5)?).ok_or_else(|| Trouble::value("spell row: unknown branch group".to_owned()))?;
        if let Some(last) = people.last_mut() {
            let at = usize::from(group == Group::Medical);
            last.from[at] = Some(row.month(6)?);
            last.to[at] = row.opt_month(7)?;
        }
    }
    Ok(people)
}

fn on_roll(row: &Row) -> Result<OnRoll, Trouble> {
    let category = Category::from_index(row.i64(8)?).ok_or_else(|| Trouble::value("spell row: unknown category".to_owned()))?;
    Ok(OnRoll {
        person: person::restore(row, 0)?,
        category,
        from: [None; 2],
        to: [None; 2],
        base: row.opt_i64(10)?.map_or(units::Fen::ZERO, units::Fen),
        started_on: row.opt_date(9)?,
    })
}
