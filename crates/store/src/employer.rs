//! Employers and their debit agreements.

use domain::ids::EmployerId;
use domain::registry::{Collection, Employer};
use domain::{EmployerKind, EmployerSize};

use crate::{Row, Trouble, Tx, V};

fn restore(row: &Row) -> Result<Employer, Trouble> {
    let odd = |what: &str| Trouble::value(format!("employer row: unknown {what}"));
    Ok(Employer {
        id: EmployerId(row.i64(0)?),
        credit_code: row.text(1)?.to_owned(),
        name: row.text(2)?.to_owned(),
        kind: EmployerKind::from_index(row.i64(3)?).ok_or_else(|| odd("kind"))?,
        size: EmployerSize::from_index(row.i64(4)?).ok_or_else(|| odd("size"))?,
        injury_class: row.i64(5)? as u8,
        district: row.text(6)?.to_owned(),
        collection: Collection::from_code(row.text(7)?).ok_or_else(|| odd("collection"))?,
    })
}

/// The employer as known now.
pub fn load(tx: &mut Tx, id: EmployerId) -> Result<Option<Employer>, Trouble> {
    let sql = "SELECT employer_id, credit_code, name, kind, size, injury_class, district, collection FROM employer \
               WHERE employer_id = $1 AND superseded_n IS NULL";
    tx.one(sql, &[id.0.into()])?.as_ref().map(restore).transpose()
}

/// The employer as known at a version.
pub fn as_known(tx: &mut Tx, id: EmployerId, version: i64) -> Result<Option<Employer>, Trouble> {
    let sql = "SELECT employer_id, credit_code, name, kind, size, injury_class, district, collection FROM employer \
               WHERE employer_id = $1 AND n <= $2 AND (superseded_n IS NULL OR superseded_n > $2)";
    tx.one(sql, &[id.0.into(), version.into()])?.as_ref().map(restore).transpose()
}

/// Who has this unified social credit code.
pub fn by_credit_code(tx: &mut Tx, credit_code: &str) -> Result<Option<EmployerId>, Trouble> {
    let row = tx.one(
        "SELECT employer_id FROM employer_code WHERE credit_code = $1",
        &[credit_code.into()],
    )?;
    row.map(|r| r.i64(0).map(EmployerId)).transpose()
}

/// Employers of a region in order of their identifiers, after `after`.
pub fn page(tx: &mut Tx, region: &str, after: i64, limit: i64) -> Result<Vec<Employer>, Trouble> {
    let sql = "SELECT employer_id, credit_code, name, kind, size, injury_class, district, collection FROM employer \
               WHERE employer_id > $1 AND region = $2 AND superseded_n IS NULL ORDER BY employer_id LIMIT $3";
    tx.query(sql, &[after.into(), region.into(), limit.into()])?
        .iter()
        .map(restore)
        .collect()
}

/// Remembers whose a credit code is.
pub fn index_code(tx: &mut Tx, credit_code: &str, id: EmployerId) -> Result<(), Trouble> {
    tx.execute(
        "INSERT INTO employer_code (credit_code, employer_id) VALUES ($1, $2)",
        &[credit_code.into(), id.0.into()],
    )?;
    Ok(())
}

/// The row of a new version, in the order of [`crate::nouns::EMPLOYER`].
pub fn row(employer: &Employer, region: &str, n: i64) -> Vec<V> {
    vec![
        employer.id.0.into(),
        n.into(),
        region.into(),
        employer.credit_code.as_str().into(),
        employer.name.as_str().into(),
        (employer.kind.index() as i64).into(),
        (employer.size.index() as i64).into(),
        employer.injury_class.into(),
        employer.district.as_str().into(),
        employer.collection.code().into(),
    ]
}
