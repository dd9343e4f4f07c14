use domain::ids::{EmployerId, PersonId};
use domain::{EmployerKind, EmployerSize};
use units::Month;

use crate::{Trouble, Tx};

/// An employer as a sweep needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Swept {
    /// Which.
    pub id: EmployerId,
    /// Which floors apply.
    pub kind: EmployerKind,
    /// Which relief applies.
    pub size: EmployerSize,
    /// Industry class of employment injury.
    pub injury_class: u8,
    /// Whether the agency debits it.
    pub is_debited: bool,
    /// Its version in this snapshot.
    pub version: i64,
    /// A large filing is being applied: the roll is not to be trusted.
    pub is_busy: bool,
}

/// The next employers of a region in the order of their ids.
pub fn next_employers(tx: &mut Tx, region: &str, after: i64, limit: i64) -> Result<Vec<Swept>, Trouble> {
    let sql = "SELECT e.employer_id, e.kind, e.size, e.injury_class, CAST(CASE WHEN e.collection = 'debit' THEN 1 ELSE 0 END AS BIGINT), s.version, CAST(CASE WHEN s.busy IS NULL THEN 0 ELSE 1 END AS BIGINT) \
               FROM employer AS e JOIN subject AS s ON s.subject_id = e.employer_id \
               WHERE e.employer_id > $1 AND e.superseded_n IS NULL AND e.region = $2 ORDER BY e.employer_id LIMIT $3";
    let odd = |what: &str| Trouble::value(format!("employer row: unknown {what}"));
    let mut swept = Vec::new();
    tx.stream_ints(sql, &[after.into(), region.into(), limit.into()], &mut |row| {
        let [id, kind, size, injury_class, is_debited, version, is_busy] = row;
        swept.push(Swept {
            id: EmployerId(id),
            kind: EmployerKind::from_index(kind).ok_or_else(|| odd("kind"))?,
            size: EmployerSize::from_index(size).ok_or_else(|| odd("size"))?,
            injury_class: injury_class as u8,
            is_debited: is_debited == 1,
            version,
            is_busy: is_busy == 1,
        });
        Ok(())
    })?;
    Ok(swept)
}

/// Streams the roll of a month for a range of employers: employer, person, branch groups, category, base.
pub fn roll_of_range(
    tx: &mut Tx,
    first: EmployerId,
    last: EmployerId,
    month: Month,
    each: &mut dyn FnMut([i64; 5]) -> Result<(), Trouble>,
) -> Result<(), Trouble> {
    let sql = "SELECT employer_id, person_id, branch_groups, category, base_fen FROM roll \
               WHERE employer_id BETWEEN $1 AND $2 AND from_month <= $3 AND (to_month IS NULL OR to_month >= $3) \
               ORDER BY employer_id, person_id";
    tx.stream_ints(sql, &[first.0.into(), last.0.into(), month.into()], each)
}

/// The people of an employer whose base of a month is assumed: nobody declared one for the contribution year.
pub fn assumed_of_range(tx: &mut Tx, first: EmployerId, last: EmployerId, month: Month) -> Result<Vec<(EmployerId, PersonId)>, Trouble> {
    let sql = "SELECT a.employer_id, a.person_id FROM base AS a WHERE a.employer_id BETWEEN $1 AND $2 AND a.origin = 3 \
               AND a.superseded_n IS NULL AND a.from_month <= $3 AND NOT EXISTS (SELECT 1 FROM base AS b \
               WHERE b.employer_id = a.employer_id AND b.person_id = a.person_id AND b.superseded_n IS NULL AND b.from_month <= $3 \
               AND (b.from_month > a.from_month OR (b.from_month = a.from_month AND b.n > a.n))) ORDER BY a.employer_id, a.person_id";
    let rows = tx.query(sql, &[first.0.into(), last.0.into(), month.into()])?;
    rows.iter()
        .map(|row| Ok((EmployerId(row.i64(0)?), PersonId(row.i64(1)?))))
        .collect()
}
