//! Participation and bases: the facts, as known now or at a version.

use std::collections::BTreeMap;

use domain::ids::{EmployerId, PersonId};
use domain::spell::{Base, BaseOrigin, Spell, Timeline};
use domain::{Category, Group};

use crate::{Row, Trouble, Tx, V};

fn spell(row: &Row) -> Result<Spell, Trouble> {
    let odd = |what: &str| Trouble::value(format!("spell row: unknown {what}"));
    Ok(Spell {
        person: PersonId(row.i64(0)?),
        group: Group::from_index(row.i64(1)?).ok_or_else(|| odd("branch group"))?,
        from: row.month(2)?,
        n: row.i64(3)?,
        to: row.opt_month(4)?,
        category: Category::from_index(row.i64(5)?).ok_or_else(|| odd("category"))?,
        reason: row.opt_i64(6)?.map(|r| r as u16),
        started_on: row.opt_date(7)?,
        ended_on: row.opt_date(8)?,
    })
}

fn base(row: &Row) -> Result<Base, Trouble> {
    let origin = BaseOrigin::from_index(row.i64(4)?).ok_or_else(|| Trouble::value("base row: unknown origin".to_owned()))?;
    Ok(Base {
        person: PersonId(row.i64(0)?),
        from: row.month(1)?,
        n: row.i64(2)?,
        base: row.fen(3)?,
        origin,
    })
}

/// The rows of one person at one employer as known now.
pub fn timeline(tx: &mut Tx, employer: EmployerId, person: PersonId) -> Result<Timeline, Trouble> {
    let key = [employer.0.into(), person.0.into()];
    let spells = tx.query(
        "SELECT person_id, branch_group, from_month, n, to_month, category, reason, started_on, ended_on FROM spell \
         WHERE employer_id = $1 AND person_id = $2 AND superseded_n IS NULL ORDER BY from_month, branch_group, n",
        &key,
    )?;
    let bases = tx.query(
        "SELECT person_id, from_month, n, base_fen, origin FROM base \
         WHERE employer_id = $1 AND person_id = $2 AND superseded_n IS NULL ORDER BY from_month, n",
        &key,
    )?;
    Ok(Timeline {
        spells: spells.iter().map(spell).collect::<Result<_, _>>()?,
        bases: bases.iter().map(base).collect::<Result<_, _>>()?,
    })
}

/// The rows of everybody at one employer as known at a version, by person.
pub fn timelines_as_known(tx: &mut Tx, employer: EmployerId, version: i64) -> Result<BTreeMap<PersonId, Timeline>, Trouble> {
    let key = [employer.0.into(), version.into()];
    let spells = tx.query(
        "SELECT person_id, branch_group, from_month, n, to_month, category, reason, started_on, ended_on FROM spell \
         WHERE employer_id = $1 AND n <= $2 AND (superseded_n IS NULL OR superseded_n > $2) ORDER BY person_id, from_month, branch_group, n",
        &key,
    )?;
    let bases = tx.query(
        "SELECT person_id, from_month, n, base_fen, origin FROM base \
         WHERE employer_id = $1 AND n <= $2 AND (superseded_n IS NULL OR superseded_n > $2) ORDER BY person_id, from_month, n",
        &key,
    )?;
    let mut people: BTreeMap<PersonId, Timeline> = BTreeMap::new();
    for row in &spells {
        let spell = spell(row)?;
        people.entry(spell.person).or_default().spells.push(spell);
    }
    for row in &bases {
        let base = base(row)?;
        people.entry(base.person).or_default().bases.push(base);
    }
    Ok(people)
}

/// The row of a participation, in the order of [`crate::nouns::SPELL`].
pub fn row(employer: EmployerId, spell: &Spell) -> Vec<V> {
    vec![
        employer.0.into(),
        spell.person.0.into(),
        V::I(spell.group.index() as i64),
        spell.from.into(),
        spell.n.into(),
        spell.to.into(),
        V::I(spell.category.index() as i64),
        spell.reason.map(i64::from).into(),
        spell.started_on.into(),
        spell.ended_on.into(),
    ]
}

/// The row of a base, in the order of [`crate::nouns::BASE`].
pub fn base_row(employer: EmployerId, base: &Base) -> Vec<V> {
    vec![
        employer.0.into(),
        base.person.0.into(),
        base.from.into(),
        base.n.into(),
        base.base.into(),
        base.origin.index().into(),
    ]
}

/// The rows of one person at one employer, whatever became of them: each with the event that superseded it.
#[derive(Clone, Debug, Default)]
pub struct Ever {
    spells: Vec<(Spell, Option<i64>)>,
    bases: Vec<(Base, Option<i64>)>,
}

impl Ever {
    /// The rows as known at a version.
    pub fn at(&self, version: i64) -> Timeline {
        let known = |n: i64, superseded: Option<i64>| n <= version && superseded.is_none_or(|s| s > version);
        Timeline {
            spells: self
                .spells
                .iter()
                .filter(|(s, end)| known(s.n, *end))
                .map(|(s, _)| s.clone())
                .collect(),
            bases: self
                .bases
                .iter()
                .filter(|(b, end)| known(b.n, *end))
                .map(|(b, _)| b.clone())
                .collect(),
        }
    }
}

/// All rows of one person at one employer: for questions about many versions at once.
pub fn ever(tx: &mut Tx, employer: EmployerId, who: PersonId) -> Result<Ever, Trouble> {
    let key = [employer.0.into(), who.0.into()];
    let mut ever = Ever::default();
    let sql = "SELECT person_id, branch_group, from_month, n, to_month, category, reason, started_on, ended_on, superseded_n FROM spell \
               WHERE employer_id = $1 AND person_id = $2 ORDER BY from_month, branch_group, n";
    tx.stream(sql, &key, &mut |row| {
        ever.spells.push((spell(row)?, row.opt_i64(9)?));
        Ok(())
    })?;
    let sql = "SELECT person_id, from_month, n, base_fen, origin, superseded_n FROM base \
               WHERE employer_id = $1 AND person_id = $2 ORDER BY from_month, n";
    tx.stream(sql, &key, &mut |row| {
        ever.bases.push((base(row)?, row.opt_i64(5)?));
        Ok(())
    })?;
    Ok(ever)
}
